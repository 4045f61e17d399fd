// SPDX-License-Identifier: MIT
/*
 * Memory goes to where a device reaches it. The device is vivid's, which reaches 4 GiB,
 * as most cameras do; the kernel puts what says nothing about addresses above them,
 * where there is memory. That the DMA layer copies nothing tell its own counters.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "bounce.h"
#include "node.h"
#include "vivid.h"

#define REACH		0xffffffffULL
#define TRIES		64	/* buffers, until one lies above */
#define HUGE_HEIGHT	3200	/* rows of 2560 bytes: 8 MB, which the kernel gives in large pages */

static unsigned int word_of(unsigned int index)
{
	return index * 2654435761U ^ 0x6d696772;
}

/* A mapping with content that all of its pages show. */
static unsigned int *fill(int fd, size_t size)
{
	unsigned int *words = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

	if (words == MAP_FAILED)
		tap_bail("cannot map a buffer");
	for (unsigned int i = 0; i < size / sizeof(*words); i++)
		words[i] = word_of(i);
	return words;
}

static unsigned int count_wrong(const unsigned int *words, size_t size)
{
	unsigned int wrong = 0;

	for (unsigned int i = 0; i < size / sizeof(*words); i++)
		wrong += words[i] != word_of(i);
	return wrong;
}

/* Does all of a resident buffer lie inside a mask? */
static bool is_inside(int fd, unsigned long long mask)
{
	struct yamp_constraint record = { .name = "reach", .address_mask = mask };
	struct yamp_verify arg = { .fd = fd, .constraint = (uintptr_t)&record,
				   .constraint_size = sizeof(record) };

	if (node_ioctl(node_main, YAMP_IOC_VERIFY, &arg))
		tap_bail("cannot verify a buffer");
	return arg.verdict == YAMP_VERDICT_FITS;
}

static bool is_below(int fd)
{
	return is_inside(fd, REACH);
}

/* A contiguous buffer that lies above REACH, or -1. */
static int buffer_above(void)
{
	int fds[TRIES], found = -1, count;

	for (count = 0; count < TRIES && found < 0; count++) {
		fds[count] = node_one(YAMP_PLACEMENT_CONTIGUOUS, NODE_XRGB8888, VIVID_WIDTH,
				      VIVID_HEIGHT, O_RDWR | O_CLOEXEC);
		if (!is_below(fds[count]))
			found = fds[count];
	}
	for (int i = 0; i < count; i++)
		if (fds[i] != found)
			close(fds[i]);
	return found;
}

static __u32 moves(int fd)
{
	struct yamp_describe d;

	return node_describe(fd, &d) ? 99 : d.moves;
}

/* Mapped and touched by this process when the device comes. */
static void test_contiguous(void)
{
	int fd = buffer_above(), output, ret;
	unsigned int *words;

	if (fd < 0) {
		tap_skip("contiguous memory", "none of it lies above 4 GiB");
		return;
	}
	words = fill(fd, VIVID_SIZE);
	output = vivid_open();
	ret = vivid_take(output, fd);
	tap_ok(!ret, "a device gets contiguous memory that it did not reach", "%s", strerror(-ret));
	tap_ok(is_below(fd) && moves(fd) == 1, "which lies below 4 GiB now", "moved %u times",
	       moves(fd));
	tap_ok(!count_wrong(words, VIVID_SIZE), "its content went along", "%u words differ",
	       count_wrong(words, VIVID_SIZE));
	vivid_request(output, 0);
	ret = vivid_take(output, fd);
	tap_ok(!ret && moves(fd) == 1, "the second time it is there already", "%s, moved %u times",
	       strerror(-ret), moves(fd));
	close(output);
	munmap(words, VIVID_SIZE);
	close(fd);
}

/* The device wants it in one piece and may refuse it, but not for its addresses. */
static void test_system(__u32 height, const char *name)
{
	int fd = node_one(YAMP_PLACEMENT_SYSTEM, NODE_XRGB8888, VIVID_WIDTH, height,
			  O_RDWR | O_CLOEXEC);
	size_t size = (size_t)VIVID_WIDTH * height * 4;
	unsigned int *words = fill(fd, size);
	int output = vivid_open();

	bounces_forget();
	vivid_take(output, fd);
	if (!moves(fd))
		tap_skip(name, "none of it lay above 4 GiB");
	else
		tap_ok(moves(fd) == 1 && !count_wrong(words, size), name,
		       "moved %u times, %u words differ", moves(fd), count_wrong(words, size));
	if (bounces() < 0)
		tap_skip("and nothing is copied for the device", "the kernel does not count");
	else
		tap_ok(!bounces(), "and nothing is copied for the device", "%ld slots", bounces());
	close(output);
	munmap(words, size);
	close(fd);
}

/* Code reaches all memory: nothing is moved for it. */
static void test_code(void)
{
	int fd = buffer_above(), output;
	unsigned int *words;

	if (fd < 0) {
		tap_skip("memory for code", "none of it lies above 4 GiB");
		return;
	}
	words = fill(fd, VIVID_SIZE);
	output = vivid_open();
	vivid_take(output, fd);
	tap_ok(!moves(fd) && !count_wrong(words, VIVID_SIZE) && !is_below(fd),
	       "a driver's code takes it where it is", "moved %u times", moves(fd));
	close(output);
	munmap(words, VIVID_SIZE);
	close(fd);
}

static bool is_zero(int fd, size_t size)
{
	unsigned int *words = mmap(NULL, size, PROT_READ, MAP_SHARED, fd, 0), other = 0;

	if (words == MAP_FAILED)
		tap_bail("cannot map a buffer");
	for (unsigned int i = 0; i < size / sizeof(*words); i++)
		other |= words[i];
	munmap(words, size);
	return !other;
}

/* More than the smallest zone has; and on most machines no zone ends there. */
static void test_mask(void)
{
	struct node_alloc call;
	int ret;

	node_prepare(&call, NODE_XRGB8888, 4096, 2048);
	call.arg.placement = YAMP_PLACEMENT_SYSTEM;
	call.arg.constraint_count = 1;
	call.record.address_mask = node_low_mask();
	ret = node_run(&call);
	tap_ok(!ret && is_inside(call.fds[0], call.record.address_mask) &&
	       is_zero(call.fds[0], 4096 * 2048 * 4),
	       "32 MiB of system memory in the first GiB", "%s, of %#llx", strerror(-ret),
	       (unsigned long long)call.record.address_mask);
	if (!ret)
		node_close(&call);
}

int main(void)
{
	node_open();
	test_mask();
	if (vivid_load(0))
		test_code();
	else
		tap_skip("a driver that maps memory for its code", "no vivid video output");
	if (vivid_load(1)) {
		test_contiguous();
		test_system(VIVID_HEIGHT, "system memory is moved page by page");
		test_system(HUGE_HEIGHT, "system memory in large pages is copied into small ones");
	} else {
		tap_skip("a driver that maps memory for its device", "no vivid video output");
	}
	vivid_unload();
	node_nothing_left();
	return tap_end();
}
