// SPDX-License-Identifier: MIT
/*
 * Preloaded, counts how often a program allocates memory and how much of it is in use.
 * The counts are in a file that others may read while the program runs: COUNT_MALLOC
 * names a folder, each process has a file there named by its number, and it holds
 * struct counts. What libwayland-client allocates for each message it carries, no
 * client can avoid; so it is counted apart.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define EXPORT __attribute__((visibility("default")))

/**
 * struct counts - what the file holds
 * @others: calls that allocate or resize, by others than libwayland-client
 * @wayland: those by libwayland-client
 * @in_use: bytes that were allocated and not freed, as the C library rounds them
 */
struct counts {
	_Atomic uint64_t others;
	_Atomic uint64_t wayland;
	_Atomic int64_t in_use;
};

/* The C library's own entrances: asking the linker for the next ones would allocate. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);
void *__libc_memalign(size_t alignment, size_t size);
void __libc_free(void *memory);

/* Until the constructor has run, and without the variable. */
static struct counts nowhere;
static struct counts *counts = &nowhere;

static int counts_file(const char *folder)
{
	char path[4096];

	if (snprintf(path, sizeof(path), "%s/%d", folder, (int)getpid()) >= (int)sizeof(path))
		return -1;
	return open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
}

/* What was allocated before is in use still. */
static void counts_move(struct counts *file)
{
	file->others = counts->others;
	file->wayland = counts->wayland;
	file->in_use = counts->in_use;
	counts = file;
}

__attribute__((constructor)) static void counts_open(void)
{
	const char *folder = getenv("COUNT_MALLOC");
	void *memory;
	int fd;

	fd = folder ? counts_file(folder) : -1;
	if (fd < 0)
		return;
	if (!ftruncate(fd, sizeof(*counts))) {
		memory = mmap(NULL, sizeof(*counts), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
		if (memory != MAP_FAILED)
			counts_move(memory);
	}
	close(fd);
}

/*
 * Asking the linker whose code an address is takes long; what was asked before is kept,
 * the answer in the lowest bit, beside the rest of the address.
 */
static bool is_wayland(void *caller)
{
	static _Atomic uintptr_t known[1024];
	uintptr_t address = (uintptr_t)caller << 1;
	_Atomic uintptr_t *slot = &known[(uintptr_t)caller / 4 % 1024];
	uintptr_t was = atomic_load_explicit(slot, memory_order_relaxed);
	Dl_info info;

	if ((was & ~(uintptr_t)1) == address)
		return was & 1;
	if (dladdr(caller, &info) && info.dli_fname && strstr(info.dli_fname, "libwayland-client"))
		address |= 1;
	atomic_store_explicit(slot, address, memory_order_relaxed);
	return address & 1;
}

static void count(void *caller)
{
	atomic_fetch_add_explicit(is_wayland(caller) ? &counts->wayland : &counts->others, 1,
				  memory_order_relaxed);
}

static void *taken(void *memory)
{
	atomic_fetch_add_explicit(&counts->in_use, (int64_t)malloc_usable_size(memory),
				  memory_order_relaxed);
	return memory;
}

static void given_back(size_t size)
{
	atomic_fetch_sub_explicit(&counts->in_use, (int64_t)size, memory_order_relaxed);
}

EXPORT void *malloc(size_t size)
{
	count(__builtin_return_address(0));
	return taken(__libc_malloc(size));
}

EXPORT void *calloc(size_t number, size_t size)
{
	count(__builtin_return_address(0));
	return taken(__libc_calloc(number, size));
}

EXPORT void *realloc(void *old, size_t size)
{
	size_t before = malloc_usable_size(old);
	void *memory;

	count(__builtin_return_address(0));
	memory = __libc_realloc(old, size);
	if (memory || !size)
		given_back(before);
	return taken(memory);
}

EXPORT void free(void *memory)
{
	given_back(malloc_usable_size(memory));
	__libc_free(memory);
}

EXPORT void *memalign(size_t alignment, size_t size)
{
	count(__builtin_return_address(0));
	return taken(__libc_memalign(alignment, size));
}

EXPORT void *aligned_alloc(size_t alignment, size_t size)
{
	count(__builtin_return_address(0));
	return taken(__libc_memalign(alignment, size));
}

EXPORT int posix_memalign(void **memory, size_t alignment, size_t size)
{
	void *got;

	count(__builtin_return_address(0));
	if (alignment < sizeof(void *) || alignment & (alignment - 1))
		return EINVAL;
	got = taken(__libc_memalign(alignment, size));
	if (!got)
		return ENOMEM;
	*memory = got;
	return 0;
}
