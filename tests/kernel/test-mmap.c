// SPDX-License-Identifier: MIT
/* CPU mappings: their bounds, their rights, and what is in fresh memory. */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

#include "both.h"
#include "node.h"

#define PAGES	5

static long page;

/* A dma-buf of PAGES pages of 4 KiB: one row of the picture is one. */
static int open_small(__u32 placement, int fd_flags)
{
	return node_one(placement, NODE_XRGB8888, 1024, PAGES, fd_flags);
}

static char *map(int fd, size_t pages, size_t from, int rights)
{
	return mmap(NULL, pages * page, rights, MAP_SHARED, fd, from * page);
}

/* Every offset and length around the end. */
static void test_bounds(int i)
{
	int fd = open_small(both_placements[i], O_RDWR), wrong = 0;

	for (size_t from = 0; from <= PAGES + 2; from++) {
		for (size_t pages = 1; pages <= PAGES + 2; pages++) {
			char *memory = map(fd, pages, from, PROT_READ | PROT_WRITE);
			bool inside = from + pages <= PAGES;

			wrong += (memory != MAP_FAILED) != inside;
			if (memory == MAP_FAILED)
				continue;
			memory[0] = memory[pages * page - 1] = 1;
			munmap(memory, pages * page);
		}
	}
	wrong += map(fd, 1, SIZE_MAX / page / 2, PROT_READ) != MAP_FAILED;
	tap_ok(!wrong, both_title("no mapping goes beyond the end", i), "%d do",
	       wrong);
	close(fd);
}

static void test_remap(int i)
{
	int fd = open_small(both_placements[i], O_RDWR);
	char *memory = map(fd, PAGES - 1, 1, PROT_READ | PROT_WRITE), *other;

	memory[page] = 'x';
	other = mremap(memory, (PAGES - 1) * page, PAGES * page, MREMAP_MAYMOVE);
	tap_ok(other == MAP_FAILED, both_title("a mapping does not grow", i),
	       "it did");
	other = mremap(memory, 0, page, MREMAP_MAYMOVE);
	tap_ok(other == MAP_FAILED, both_title("mremap does not double it", i),
	       "it did");
	other = mremap(memory, (PAGES - 1) * page, 2 * page, MREMAP_MAYMOVE);
	tap_ok(other != MAP_FAILED && other[page] == 'x',
	       both_title("a mapping shrinks", i), "%s", strerror(errno));
	munmap(other, 2 * page);
	close(fd);
}

static void test_rights(int i)
{
	int fd = open_small(both_placements[i], O_RDONLY);
	char *memory;
	int error;

	memory = map(fd, PAGES, 0, PROT_READ | PROT_WRITE);
	error = errno;
	tap_ok(memory == MAP_FAILED && error == EACCES,
	       both_title("a read-only dma-buf is not mapped writable", i), "%s",
	       memory == MAP_FAILED ? strerror(error) : "it was");
	memory = map(fd, PAGES, 0, PROT_READ);
	tap_ok(memory != MAP_FAILED && !memory[PAGES * page - 1],
	       both_title("it is mapped readable", i), "%s", strerror(errno));
	error = mprotect(memory, PAGES * page, PROT_READ | PROT_WRITE) ? errno : 0;
	tap_ok(error == EACCES, both_title("and does not become writable", i), "%s",
	       strerror(error));
	munmap(memory, PAGES * page);
	close(fd);
}

static void test_private(int i)
{
	int fd = open_small(both_placements[i], O_RDWR);
	void *memory = mmap(NULL, page, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);

	tap_ok(memory == MAP_FAILED && errno == EINVAL,
	       both_title("no private mapping", i), "%s",
	       memory == MAP_FAILED ? strerror(errno) : "mapped");
	close(fd);
}

/* Pages must not be kept through a pipe when the dma-buf is gone. */
static void test_no_references(int i)
{
	int fd = open_small(both_placements[i], O_RDWR), ends[2];
	char *memory = map(fd, PAGES, 0, PROT_READ | PROT_WRITE);
	struct iovec piece = { memory, PAGES * page };
	ssize_t sent;

	memory[0] = 1;
	if (pipe(ends))
		tap_bail("no pipe");
	sent = vmsplice(ends[1], &piece, 1, SPLICE_F_NONBLOCK);
	tap_ok(sent < 0 && errno == EFAULT,
	       both_title("vmsplice gets no reference to a page", i), "%zd %s", sent,
	       sent < 0 ? strerror(errno) : "");
	close(ends[0]);
	close(ends[1]);
	munmap(memory, PAGES * page);
	close(fd);
}

static void test_shared(int i)
{
	int fd = open_small(both_placements[i], O_RDWR);
	char *one = map(fd, PAGES, 0, PROT_READ | PROT_WRITE);
	char *two = map(fd, 2, PAGES - 2, PROT_READ);

	memset(one, 'y', PAGES * page);
	tap_ok(two[0] == 'y' && two[2 * page - 1] == 'y',
	       both_title("two mappings show the same memory", i), "they do not");
	munmap(one, PAGES * page);
	close(fd);
	tap_ok(two[page] == 'y', both_title("a mapping outlives the descriptor", i),
	       "content lost");
	munmap(two, 2 * page);
}

static size_t count_nonzero(const char *memory, size_t size)
{
	const uint64_t *words = (const uint64_t *)memory;
	size_t count = 0;

	for (size_t i = 0; i < size / sizeof(*words); i++)
		count += words[i] != 0;
	return count;
}

/* What one buffer leaves in memory, the next must not show. */
static void test_zeroed(int i)
{
	size_t nonzero = 0;

	for (int round = 0; round < 60; round++) {
		__u32 height = round % 6 == 5 ? 1100 : 1 + round * 7;
		int fd = node_one(both_placements[i], NODE_XRGB8888, 1024, height, O_RDWR);
		size_t size = (size_t)4096 * height;
		char *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

		if (memory == MAP_FAILED)
			tap_bail("mmap: %s", strerror(errno));
		nonzero += count_nonzero(memory, size);
		memset(memory, 0xa5, size);
		munmap(memory, size);
		close(fd);
	}
	tap_ok(!nonzero, both_title("fresh memory is zero, 60 times", i),
	       "%zu words are not", nonzero);
}

int main(void)
{
	page = sysconf(_SC_PAGESIZE);
	node_open();
	for (int i = 0; i < 2; i++) {
		test_bounds(i);
		test_remap(i);
		test_rights(i);
		test_private(i);
		test_no_references(i);
		test_shared(i);
		test_zeroed(i);
	}
	node_nothing_left();
	return tap_end();
}
