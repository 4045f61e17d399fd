// SPDX-License-Identifier: MIT
/* Does the compiler link a fuzzer here? */
#include <stddef.h>

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	return (void)data, (void)size, 0;
}
