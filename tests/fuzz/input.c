// SPDX-License-Identifier: MIT
/* The fuzzer's bytes, one thing after another. */
#include <string.h>

#include "compositor.h"

void take_bytes(struct input *input, void *bytes, size_t size)
{
	size_t part = size < input->size ? size : input->size;

	memset(bytes, 0, size);
	memcpy(bytes, input->data, part);
	input->data += part;
	input->size -= part;
}

uint8_t take(struct input *input)
{
	uint8_t byte;

	take_bytes(input, &byte, sizeof(byte));
	return byte;
}

/* Mostly very small ones, then others, powers of two and their neighbours, and any. */
uint32_t take_number(struct input *input)
{
	uint8_t how = take(input);
	uint32_t number;

	if (how < 192)
		return how % 4;
	if (how < 208)
		return how;
	if (how < 240)
		return (1U << how % 32) + take(input) % 3 - 1;
	take_bytes(input, &number, sizeof(number));
	return number;
}
