// SPDX-License-Identifier: MIT
/*
 * Memory for a device that wants it in one piece and reaches little of it: behind an
 * IOMMU any memory will do, without one it is moved or refused with a reason.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "bounce.h"
#include "edu.h"
#include "node.h"

#define WIDTH	640
#define HEIGHT	360
#define SIZE	(WIDTH * HEIGHT * 4)
#define SEAM	(4096 - EDU_MEMORY / 2)	/* so much of the buffer lies in two pages */
#define TRIES	64	/* buffers, until one lies where it is wanted */

static unsigned char *map(int fd, size_t size)
{
	unsigned char *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

	if (memory == MAP_FAILED)
		tap_bail("cannot map a buffer");
	return memory;
}

static void fill(unsigned char *memory, unsigned int seed)
{
	for (__u32 i = 0; i < SIZE; i++)
		memory[i] = edu_pattern(seed, i);
}

static __u32 moves(int fd)
{
	struct yamp_describe d;

	return node_describe(fd, &d) ? 99 : d.moves;
}

/* Real bytes, to and from the device, across the first two pages. */
static void test_bytes(int edu, unsigned char *memory, const char *reads, const char *writes)
{
	struct edu_memory read;
	__u32 wrong;

	edu_read(edu, SEAM, EDU_MEMORY, &read);
	wrong = edu_wrong(read.bytes, 1, SEAM, EDU_MEMORY);
	tap_ok(!wrong, reads, "%u bytes differ", wrong);
	edu_write(edu, SEAM, EDU_MEMORY, 2);
	wrong = edu_wrong(memory + SEAM, 2, 0, EDU_MEMORY);
	tap_ok(!wrong && !edu_wrong(memory, 1, 0, SEAM), writes, "%u bytes differ", wrong);
}

static void test_no_bounce(const char *name)
{
	if (bounces() < 0)
		tap_skip(name, "the kernel does not count");
	else
		tap_ok(!bounces(), name, "%ld slots", bounces());
}

/* A buffer of system memory whose pages do not lie in one piece, mapped by the device. */
static int scattered(int edu, struct edu_import *import, struct yamp_describe *d)
{
	int fd = node_one(YAMP_PLACEMENT_SYSTEM, NODE_XRGB8888, WIDTH, HEIGHT, O_RDWR);
	unsigned char *memory = map(fd, SIZE);
	int ret;

	fill(memory, 1);
	munmap(memory, SIZE);
	ret = edu_import(edu, fd, 0, import);
	if (ret)
		tap_note("import: %s, field %u", strerror(-ret), import->conflict.field);
	node_describe(fd, d);
	return fd;
}

static void test_iommu(void)
{
	struct edu_info info = edu_info();
	struct edu_import import;
	struct yamp_describe d;
	unsigned char *memory;
	int edu = edu_open(), fd;

	tap_ok(!info.record.contiguity && !info.record.address_mask && info.mask == 0xfffffff,
	       "behind an IOMMU the device needs nothing of memory",
	       "contiguity %u, mask %#llx, its own %#llx", info.record.contiguity,
	       info.record.address_mask, info.mask);
	bounces_forget();
	fd = scattered(edu, &import, &d);
	tap_ok(import.segments == 1 && import.largest == d.size && d.segments > 1,
	       "a scattered buffer is one segment for it", "%u segments in memory, %u for it",
	       d.segments, import.segments);
	tap_note("%u segments in memory, one at %#llx for the device", d.segments, import.address);
	tap_ok(!d.moves, "its memory was left where it is", "moved %u times", d.moves);
	test_no_bounce("and is not copied");
	memory = map(fd, SIZE);
	test_bytes(edu, memory, "the device reads across two pages", "and writes across them");
	munmap(memory, SIZE);
	close(edu);
	close(fd);
}

static int verify(int fd, struct yamp_constraint record, struct yamp_verify *arg)
{
	memset(arg, 0, sizeof(*arg));
	arg->fd = fd;
	arg->constraint = (uintptr_t)&record;
	arg->constraint_size = sizeof(record);
	return node_ioctl(node_main, YAMP_IOC_VERIFY, arg);
}

static bool is_refusal(const struct yamp_conflict *conflict)
{
	return conflict->field == YAMP_FIELD_ID_CONTIGUITY &&
	       conflict->first_value == YAMP_CONTIGUITY_DMA &&
	       conflict->second_value == YAMP_PLACEMENT_SYSTEM &&
	       !strcmp(conflict->first_name, "edu") && !strcmp(conflict->second_name, "frame");
}

static void test_refused(const struct edu_info *info)
{
	int fd = node_one(YAMP_PLACEMENT_SYSTEM, NODE_XRGB8888, WIDTH, HEIGHT, O_RDWR);
	struct edu_import import;
	struct yamp_verify arg;
	int edu = edu_open(), ret = edu_import(edu, fd, 0, &import);

	tap_ok(ret == -EDOM && is_refusal(&import.conflict),
	       "the driver refuses scattered memory, with the reason", "%s, field %u: %llu, %llu",
	       strerror(-ret), import.conflict.field, import.conflict.first_value,
	       import.conflict.second_value);
	ret = verify(fd, info->record, &arg);
	tap_ok(!ret && arg.verdict == YAMP_VERDICT_FAILS && is_refusal(&arg.conflict),
	       "VERIFY says the same", "%s, verdict %u", strerror(-ret), arg.verdict);
	close(edu);
	close(fd);
}

/* Allocated for the device by its name alone. */
static void test_registered(const struct edu_info *info)
{
	struct edu_import import;
	struct node_alloc call;
	unsigned char *memory;
	int edu = edu_open(), ret;

	node_prepare(&call, NODE_XRGB8888, WIDTH, HEIGHT);
	call.arg.constraint_count = 1;
	strcpy(call.record.name, "edu");
	call.record.flags = YAMP_CONSTRAINT_REGISTERED;
	ret = node_run(&call);
	tap_ok(!ret && call.arg.placement_chosen == YAMP_PLACEMENT_CONTIGUOUS,
	       "what is allocated for it is contiguous", "%s", strerror(-ret));
	if (ret)
		return;
	memory = map(call.fds[0], SIZE);
	fill(memory, 1);
	bounces_forget();
	ret = edu_import(edu, call.fds[0], 0, &import);
	tap_ok(!ret && import.segments == 1 && import.address + SIZE - 1 <= info->mask &&
	       !moves(call.fds[0]), "and lies where it reaches it", "%s, %u segments at %#llx",
	       strerror(-ret), import.segments, import.address);
	test_no_bounce("no bounce buffer is used");
	if (!ret)
		test_bytes(edu, memory, "the device reads it", "and writes it");
	munmap(memory, SIZE);
	close(edu);
	node_close(&call);
}

static bool is_reached(int fd, const struct edu_info *info)
{
	struct yamp_constraint record = { .name = "reach", .address_mask = info->mask };
	struct yamp_verify arg;

	return !verify(fd, record, &arg) && arg.verdict == YAMP_VERDICT_FITS;
}

static int out_of_reach(const struct edu_info *info)
{
	int fds[TRIES], found = -1, count;

	for (count = 0; count < TRIES && found < 0; count++) {
		fds[count] = node_one(YAMP_PLACEMENT_CONTIGUOUS, NODE_XRGB8888, WIDTH, HEIGHT,
				      O_RDWR);
		if (!is_reached(fds[count], info))
			found = fds[count];
	}
	for (int i = 0; i < count; i++)
		if (fds[i] != found)
			close(fds[i]);
	return found;
}

/* Contiguous, but where the device does not reach it. */
static void test_moved(const struct edu_info *info)
{
	int fd = out_of_reach(info), edu = edu_open(), ret;
	struct edu_import import;
	unsigned char *memory;

	if (fd < 0)
		tap_bail("all memory lies below %#llx", info->mask);
	memory = map(fd, SIZE);
	fill(memory, 1);
	bounces_forget();
	ret = edu_import(edu, fd, 0, &import);
	tap_ok(!ret && moves(fd) == 1 && is_reached(fd, info) && import.segments == 1,
	       "contiguous memory out of its reach is moved into it",
	       "%s, moved %u times, %u segments", strerror(-ret), moves(fd), import.segments);
	test_no_bounce("and not copied at each map");
	if (!ret)
		test_bytes(edu, memory, "its content went along", "the device writes it there");
	munmap(memory, SIZE);
	close(edu);
	close(fd);
}

/* A driver that does not ask gets system memory page by page. */
static void test_pages(const struct edu_info *info)
{
	int fd = node_one(YAMP_PLACEMENT_SYSTEM, NODE_XRGB8888, WIDTH, HEIGHT, O_RDWR);
	unsigned char *memory = map(fd, SIZE);
	struct edu_import import;
	struct edu_memory read;
	int edu = edu_open(), ret;

	fill(memory, 1);
	bounces_forget();
	ret = edu_import(edu, fd, EDU_IMPORT_ANY, &import);
	tap_ok(!ret && import.address <= info->mask && moves(fd) == 1,
	       "system memory is moved page by page", "%s, moved %u times", strerror(-ret),
	       moves(fd));
	test_no_bounce("and not copied at each map either");
	if (!ret) {
		edu_read(edu, 0, EDU_MEMORY, &read);
		tap_ok(!edu_wrong(read.bytes, 1, 0, EDU_MEMORY), "the device reads it",
		       "%u bytes differ", edu_wrong(read.bytes, 1, 0, EDU_MEMORY));
	}
	munmap(memory, SIZE);
	close(edu);
	close(fd);
}

/*
 * More than there is where the device reaches it. The DMA layer has bounce buffers, but
 * these lie beyond its reach, too, and the kernel would warn of each such attempt.
 */
static void test_too_much(const struct edu_info *info)
{
	__u32 row = 8192 * 4, height = (info->mask + 1) / row + 256;
	int fd = node_one(YAMP_PLACEMENT_SYSTEM, NODE_XRGB8888, row / 4, height, O_RDWR);
	struct edu_import import;
	struct yamp_describe d;
	int edu = edu_open(), ret = edu_import(edu, fd, EDU_IMPORT_ANY, &import);

	node_describe(fd, &d);
	tap_ok(ret == -EIO && !d.pins, "more than lies in its reach is refused", "%s, %u pins",
	       strerror(-ret), d.pins);
	close(edu);
	close(fd);
}

static void test_direct(void)
{
	struct edu_info info = edu_info();

	tap_ok(info.record.contiguity == YAMP_CONTIGUITY_DMA &&
	       info.record.address_mask == info.mask, "without an IOMMU the device needs one piece",
	       "contiguity %u, mask %#llx, its own %#llx", info.record.contiguity,
	       info.record.address_mask, info.mask);
	test_refused(&info);
	test_registered(&info);
	test_moved(&info);
	test_pages(&info);
	test_too_much(&info);
}

int main(int argc, char **argv)
{
	node_open();
	if (argc == 2 && !strcmp(argv[1], "iommu"))
		test_iommu();
	else if (argc == 2 && !strcmp(argv[1], "direct"))
		test_direct();
	else
		tap_bail("usage: edu-place iommu|direct");
	node_nothing_left();
	return tap_end();
}
