// SPDX-License-Identifier: MIT
/*
 * Preloaded, tells what a program copies with the C library; converting and drawing is not
 * copying. COUNT_COPY names a folder, each process leaves a file there named by its number when
 * it ends by itself, with a line for each place that copied:
 *
 *   LIBRARY INTO OUT WITHIN OTHER
 *
 * How many bytes it copied into memory that others can see (a mapping of a dma-buf, of wl_shm
 * or of the display's driver), out of such memory, from one place to another of it, and
 * elsewhere, where small pieces are no rows of a picture and left out.
 */
#undef _FILE_OFFSET_BITS	/* both names of mmap are needed */
#include <dlfcn.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

void *__memcpy_chk(void *to, const void *from, size_t size, size_t room);
void *__memmove_chk(void *to, const void *from, size_t size, size_t room);

#define EXPORT __attribute__((visibility("default")))
#define CALLER ((uintptr_t)__builtin_return_address(0))

#define SHORTEST_ROW 64
#define MAX_PLACES 4096
#define MAX_MAPPINGS 1024

enum kind { INTO, OUT, WITHIN, OTHER, KINDS };

/** struct place - @caller is 0 where nobody was put yet */
struct place {
	_Atomic uintptr_t caller;
	_Atomic uint64_t bytes[KINDS];
};

/** struct mapping - @start is 0 if there is none; @end is set before */
struct mapping {
	_Atomic uintptr_t start;
	_Atomic uintptr_t end;
};

static struct place places[MAX_PLACES];
static struct mapping mappings[MAX_MAPPINGS];
static _Atomic size_t mapping_count;
static atomic_flag changing = ATOMIC_FLAG_INIT;
static _Atomic bool incomplete;
static void *(*real_move)(void *to, const void *from, size_t size);

static bool is_mapped(const void *address)
{
	uintptr_t at = (uintptr_t)address;

	for (size_t i = 0; i < mapping_count; i++) {
		uintptr_t start = mappings[i].start;

		if (start && at >= start && at < mappings[i].end)
			return true;
	}
	return false;
}

static struct place *place_of(uintptr_t caller)
{
	for (size_t i = 0; i < MAX_PLACES; i++) {
		struct place *place = &places[(caller + i) % MAX_PLACES];
		uintptr_t nobody = 0;

		if (place->caller == caller ||
		    atomic_compare_exchange_strong(&place->caller, &nobody, caller) ||
		    nobody == caller)
			return place;
	}
	return NULL;
}

static void count(const void *to, const void *from, size_t size, uintptr_t caller)
{
	bool into = is_mapped(to), out = is_mapped(from);
	enum kind kind = into && out ? WITHIN : into ? INTO : out ? OUT : OTHER;
	struct place *place;

	if (kind == OTHER && size < SHORTEST_ROW)
		return;
	place = place_of(caller);
	if (place)
		place->bytes[kind] += size;
	else
		incomplete = true;
}

/* The linker copies, too, before it has found the real one. */
static void *by_bytes(volatile char *to, const volatile char *from, size_t size)
{
	if (to < from) {
		for (size_t i = 0; i < size; i++)
			to[i] = from[i];
	} else {
		while (size--)
			to[size] = from[size];
	}
	return (void *)to;
}

static void *copy(void *to, const void *from, size_t size, uintptr_t caller)
{
	count(to, from, size, caller);
	return real_move ? real_move(to, from, size) : by_bytes(to, from, size);
}

EXPORT void *memmove(void *to, const void *from, size_t size)
{
	return copy(to, from, size, CALLER);
}

EXPORT void *memcpy(void *to, const void *from, size_t size)
{
	return copy(to, from, size, CALLER);
}

EXPORT void *__memmove_chk(void *to, const void *from, size_t size, size_t room)
{
	if (size > room)
		abort();
	return copy(to, from, size, CALLER);
}

EXPORT void *__memcpy_chk(void *to, const void *from, size_t size, size_t room)
{
	if (size > room)
		abort();
	return copy(to, from, size, CALLER);
}

static void mapping_add(uintptr_t start, size_t size)
{
	size_t i = 0;

	while (atomic_flag_test_and_set(&changing))
		;
	while (i < mapping_count && mappings[i].start)
		i++;
	if (i < MAX_MAPPINGS) {
		mappings[i].end = start + size;
		mappings[i].start = start;
		if (i == mapping_count)
			mapping_count++;
	} else {
		incomplete = true;
	}
	atomic_flag_clear(&changing);
}

static void mapping_remove(uintptr_t start)
{
	while (atomic_flag_test_and_set(&changing))
		;
	for (size_t i = 0; i < mapping_count; i++) {
		if (mappings[i].start == start)
			mappings[i].start = 0;
	}
	atomic_flag_clear(&changing);
}

/* What only this process can see is its own, whatever file it began as. */
EXPORT void *mmap(void *address, size_t size, int protection, int flags, int fd, off_t offset)
{
	static void *(*real)(void *, size_t, int, int, int, off_t);
	void *memory;

	if (!real)
		real = (void *(*)(void *, size_t, int, int, int, off_t))dlsym(RTLD_NEXT, "mmap");
	memory = real(address, size, protection, flags, fd, offset);
	if (memory != MAP_FAILED && fd >= 0 && (flags & MAP_TYPE) != MAP_PRIVATE)
		mapping_add((uintptr_t)memory, size);
	return memory;
}

EXPORT void *mmap64(void *address, size_t size, int protection, int flags, int fd, off64_t offset)
{
	return mmap(address, size, protection, flags, fd, offset);
}

EXPORT int munmap(void *memory, size_t size)
{
	static int (*real)(void *, size_t);

	if (!real)
		real = (int (*)(void *, size_t))dlsym(RTLD_NEXT, "munmap");
	mapping_remove((uintptr_t)memory);
	return real(memory, size);
}

__attribute__((constructor)) static void counts_begin(void)
{
	real_move = (void *(*)(void *, const void *, size_t))dlsym(RTLD_NEXT, "memmove");
}

static const char *library_of(uintptr_t caller)
{
	Dl_info info;
	const char *name;

	if (!dladdr((void *)caller, &info) || !info.dli_fname)
		return "?";	/* made while it ran */
	name = strrchr(info.dli_fname, '/');
	return name ? name + 1 : info.dli_fname;
}

__attribute__((destructor)) static void counts_end(void)
{
	const char *folder = getenv("COUNT_COPY");
	char path[4096];
	FILE *file;

	if (!folder || incomplete || snprintf(path, sizeof(path), "%s/%d", folder,
					      (int)getpid()) >= (int)sizeof(path))
		return;
	file = fopen(path, "we");
	if (!file)
		return;
	for (size_t i = 0; i < MAX_PLACES; i++) {
		if (!places[i].caller)
			continue;
		fputs(library_of(places[i].caller), file);
		for (int kind = 0; kind < KINDS; kind++)
			fprintf(file, " %llu", (unsigned long long)places[i].bytes[kind]);
		fputc('\n', file);
	}
	fclose(file);
}
