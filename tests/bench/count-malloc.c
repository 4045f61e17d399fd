// SPDX-License-Identifier: MIT
/*
 * Preloaded, counts how often a program allocates memory. The counts are in a file
 * that others may read while the program runs: COUNT_MALLOC names it, and it holds
 * struct counts. What libwayland-client allocates for each message it carries, no
 * client can avoid; so it is counted apart.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define EXPORT __attribute__((visibility("default")))

/** struct counts - calls that allocate or resize, by who calls */
struct counts {
	_Atomic uint64_t others;
	_Atomic uint64_t wayland;
};

/* The C library's own entrances: asking the linker for the next ones would allocate. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

/* Until the constructor has run, and without the variable. */
static struct counts nowhere;
static struct counts *counts = &nowhere;

__attribute__((constructor)) static void counts_open(void)
{
	const char *path = getenv("COUNT_MALLOC");
	void *memory;
	int fd;

	if (!path)
		return;
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0)
		return;
	if (!ftruncate(fd, sizeof(*counts))) {
		memory = mmap(NULL, sizeof(*counts), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
		if (memory != MAP_FAILED)
			counts = memory;
	}
	close(fd);
}

static void count(void *caller)
{
	Dl_info info;

	if (dladdr(caller, &info) && info.dli_fname && strstr(info.dli_fname, "libwayland-client"))
		atomic_fetch_add_explicit(&counts->wayland, 1, memory_order_relaxed);
	else
		atomic_fetch_add_explicit(&counts->others, 1, memory_order_relaxed);
}

EXPORT void *malloc(size_t size)
{
	count(__builtin_return_address(0));
	return __libc_malloc(size);
}

EXPORT void *calloc(size_t number, size_t size)
{
	count(__builtin_return_address(0));
	return __libc_calloc(number, size);
}

EXPORT void *realloc(void *old, size_t size)
{
	count(__builtin_return_address(0));
	return __libc_realloc(old, size);
}

EXPORT void *memalign(size_t alignment, size_t size)
{
	count(__builtin_return_address(0));
	return __libc_memalign(alignment, size);
}

EXPORT void *aligned_alloc(size_t alignment, size_t size)
{
	count(__builtin_return_address(0));
	return __libc_memalign(alignment, size);
}

EXPORT int posix_memalign(void **memory, size_t alignment, size_t size)
{
	void *got;

	count(__builtin_return_address(0));
	if (alignment < sizeof(void *) || alignment & (alignment - 1))
		return EINVAL;
	got = __libc_memalign(alignment, size);
	if (!got)
		return ENOMEM;
	*memory = got;
	return 0;
}
