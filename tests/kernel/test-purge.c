// SPDX-License-Identifier: MIT
/*
 * YAMP_IOC_ADVISE: content its owner can do without goes when memory is wanted, is
 * never somebody else's afterwards, and stays while anybody uses it.
 *
 * Memory is wanted here as an administrator can want it, through drop_caches, which
 * asks the same shrinker as a shortage does.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "both.h"
#include "node.h"
#include "other.h"
#include "touch.h"
#include "vivid.h"

#define PAGES	64
#define BYTES	(PAGES * 4096)
#define COUNT	8


static int open_pages(__u32 placement)
{
	return node_one(placement, NODE_XRGB8888, 1024, PAGES, O_RDWR);
}

static unsigned char *map(int fd)
{
	void *memory = mmap(NULL, BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

	if (memory == MAP_FAILED)
		tap_bail("mmap: %s", strerror(errno));
	return memory;
}

static void fill(int fd, int value)
{
	unsigned char *memory = map(fd);

	memset(memory, value, BYTES);
	munmap(memory, BYTES);
}

static size_t count_other(int fd, int value)
{
	unsigned char *memory = map(fd);
	size_t count = 0;

	for (size_t i = 0; i < BYTES; i++)
		count += memory[i] != value;
	munmap(memory, BYTES);
	return count;
}

/* Is the content there? or -errno */
static int advise(int fd, __u32 advice)
{
	struct yamp_advise arg = { .fd = fd, .advice = advice };
	int ret = node_ioctl(node_main, YAMP_IOC_ADVISE, &arg);

	return ret ? ret : (int)arg.retained;
}

static void want_memory(void)
{
	int file = open("/proc/sys/vm/drop_caches", O_WRONLY | O_CLOEXEC);

	if (file < 0 || write(file, "2", 1) != 1)
		tap_bail("/proc/sys/vm/drop_caches: %s", strerror(errno));
	close(file);
}

static long available_kib(void)
{
	FILE *file = fopen("/proc/meminfo", "r");
	char line[128];
	long kib = 0;

	while (file && fgets(line, sizeof(line), file))
		sscanf(line, "MemAvailable: %ld", &kib);
	if (file)
		fclose(file);
	return kib;
}

static void test_dropped(int i)
{
	int fds[COUNT], kept = 0, alive = 0, lost = 0;
	unsigned char *memory;
	struct yamp_describe d;
	size_t wrong = 0;

	for (int j = 0; j < COUNT; j++) {
		fds[j] = open_pages(both_placements[i]);
		fill(fds[j], 0x77);
		kept += advise(fds[j], YAMP_ADVICE_DONTNEED);
	}
	node_describe(fds[0], &d);
	tap_ok(kept == COUNT && d.state == YAMP_STATE_PURGEABLE && !d.pins,
	       both_title("DONTNEED alone drops nothing", i), "%d kept, state %#x", kept,
	       d.state);
	want_memory();
	memory = map(fds[0]);
	node_describe(fds[0], &d);
	tap_ok(d.state == (YAMP_STATE_PURGEABLE | YAMP_STATE_PURGED) && !d.segments &&
	       node_info().used_bytes == COUNT * BYTES,
	       both_title("dropped, and still charged", i),
	       "state %#x, %u segments, %llu bytes", d.state, d.segments, node_info().used_bytes);
	tap_ok(touch_is_dead(memory), both_title("a touch is SIGBUS", i), "it is not");
	for (int j = 0; j < COUNT; j++) {
		lost += !advise(fds[j], YAMP_ADVICE_WILLNEED);
		alive += advise(fds[j], YAMP_ADVICE_WILLNEED) == 1;
		wrong += count_other(fds[j], 0);
	}
	tap_ok(lost == COUNT && alive == COUNT,
	       both_title("WILLNEED reports it, once", i), "%d lost, %d there again", lost,
	       alive);
	tap_ok(!wrong && !touch_is_dead(memory), both_title("and it is zero", i),
	       "%zu bytes are not", wrong);
	munmap(memory, BYTES);
	for (int j = 0; j < COUNT; j++)
		close(fds[j]);
}

static int sees_zeros(void *data)
{
	volatile unsigned char *memory = data;

	if (TOUCH_FAILS())
		return 1;
	if (memory[0] || memory[BYTES - 1])
		return 2;
	memory[0] = 7;	/* nobody sees that */
	return 0;
}

static int sees_content(void *data)
{
	volatile unsigned char *memory = data;

	if (TOUCH_FAILS())
		return 2;
	return memory[0] == 0x5a && memory[BYTES - 1] == 0x5a ? 0 : 1;
}

static void test_other(int i)
{
	int fd = open_pages(both_placements[i]), zeros, content, kept;
	unsigned char *memory = map(fd);
	struct other other;

	fill(fd, 0x77);
	advise(fd, YAMP_ADVICE_DONTNEED);
	want_memory();
	zeros = other_begin(&other, sees_zeros, sees_content, memory);
	kept = advise(fd, YAMP_ADVICE_WILLNEED);
	fill(fd, 0x5a);
	content = other_end(&other);
	tap_ok(!zeros && !kept && !content,
	       both_title("another process sees zeros until it is needed again", i),
	       "%d, kept %d, then %d", zeros, kept, content);
	munmap(memory, BYTES);
	close(fd);
}

static void test_kept(int i)
{
	int needed = open_pages(both_placements[i]), again = open_pages(both_placements[i]);
	int used = open_pages(both_placements[i]);
	unsigned char *memory = map(used);
	int kept;

	fill(needed, 1);
	fill(again, 2);
	memset(memory, 3, BYTES);
	advise(again, YAMP_ADVICE_DONTNEED);
	advise(again, YAMP_ADVICE_WILLNEED);
	advise(used, YAMP_ADVICE_DONTNEED);
	memory[0] = 3;	/* who touches it uses it */
	want_memory();
	tap_ok(!count_other(needed, 1) && !count_other(again, 2),
	       both_title("what is needed stays", i), "it was dropped");
	tap_ok(!touch_is_dead(memory) && !count_other(used, 3),
	       both_title("what is in use stays", i), "it was dropped");
	munmap(memory, BYTES);
	want_memory();
	kept = advise(used, YAMP_ADVICE_WILLNEED);
	tap_ok(!kept, both_title("until it is not", i), "%d", kept);
	close(needed);
	close(again);
	close(used);
}

static void test_purged_ends(int i)
{
	int fd = open_pages(both_placements[i]), other = open_pages(both_placements[i]);
	struct yamp_revoke revoke = { .fd = fd };
	int ret;

	advise(fd, YAMP_ADVICE_DONTNEED);
	advise(other, YAMP_ADVICE_DONTNEED);
	want_memory();
	ret = node_ioctl(node_main, YAMP_IOC_REVOKE, &revoke);
	tap_ok(!ret && revoke.state == YAMP_REVOKE_DONE &&
	       advise(fd, YAMP_ADVICE_WILLNEED) == -ENODEV,
	       both_title("a dropped one is revoked and closed", i), "%s",
	       strerror(-ret));
	close(fd);
	close(other);
}

static void test_given_back(void)
{
	struct node_alloc call;
	long before, after;

	node_prepare(&call, NODE_XRGB8888, 1920, 1080);
	call.arg.count = 16;
	call.arg.placement = YAMP_PLACEMENT_CONTIGUOUS;
	if (node_run(&call))
		tap_bail("cannot allocate");
	for (int i = 0; i < 16; i++)
		advise(call.fds[i], YAMP_ADVICE_DONTNEED);
	before = available_kib();
	want_memory();
	after = available_kib();
	tap_ok(after - before > 64 * 1024, "the memory of 16 frames of 8 MB is given back",
	       "%ld KiB more", after - before);
	node_close(&call);
}

static void test_refused(void)
{
	int fd = open_pages(YAMP_PLACEMENT_ANY), other = open("/dev/yamp", O_RDWR | O_CLOEXEC);
	struct yamp_advise arg = { .fd = fd, .advice = YAMP_ADVICE_DONTNEED };

	tap_ok(node_ioctl(other, YAMP_IOC_ADVISE, &arg) == -EPERM, "not by a mere holder", "it may");
	tap_ok(node_ioctl(node_query, YAMP_IOC_ADVISE, &arg) == -EACCES, "not on the query node",
	       "it may");
	tap_ok(advise(fd, 2) == -EINVAL, "an unknown advice", "accepted");
	arg.reserved[4] = 1;
	tap_ok(node_ioctl(node_main, YAMP_IOC_ADVISE, &arg) == -EINVAL, "a reserved field",
	       "accepted");
	tap_ok(advise(node_main, 0) == -EINVAL && advise(-1, 0) == -EBADF, "no dma-buf", "accepted");
	close(other);
	close(fd);
}

static void test_driver(int allocators, const char *name)
{
	int fd, output, ret;
	struct yamp_describe d;

	if (!vivid_load(allocators)) {
		tap_skip(name, "no vivid video output");
		return;
	}
	fd = vivid_buffer(YAMP_PLACEMENT_CONTIGUOUS);
	output = vivid_open();
	advise(fd, YAMP_ADVICE_DONTNEED);
	want_memory();
	ret = vivid_prepare(output);
	if (ret)
		tap_bail("cannot set up: %s", strerror(-ret));
	ret = vivid_queue(output, fd);
	node_describe(fd, &d);
	tap_ok(!ret == !allocators && !d.pins && d.state & YAMP_STATE_PURGED, name,
	       "%s, %u pins, state %#x", strerror(-ret), d.pins, d.state);
	vivid_request(output, 0);
	close(output);
	close(fd);
}

#define STORM_ROUNDS	40

static int storm_fds[4];
static atomic_bool storm_over;
static atomic_uint storm_foreign;

static void touch(unsigned char *memory)
{
	if (TOUCH_FAILS())
		return;
	storm_foreign += touch_mark((volatile char *)memory + 4096, 's');
}

static void *storm(void *argument)
{
	unsigned int seed = (unsigned int)(uintptr_t)argument;

	while (!storm_over) {
		int fd = storm_fds[rand_r(&seed) % 4];
		unsigned char *memory = map(fd);

		touch(memory);
		advise(fd, rand_r(&seed) % 2);
		touch(memory);
		munmap(memory, BYTES);
	}
	return NULL;
}

static void test_storm(void)
{
	pthread_t threads[3];

	for (int i = 0; i < 4; i++)
		storm_fds[i] = open_pages(both_placements[i % 2]);
	for (uintptr_t i = 0; i < 3; i++)
		pthread_create(&threads[i], NULL, storm, (void *)(i + 1));
	for (int round = 0; round < STORM_ROUNDS; round++) {
		int fd = open_pages(both_placements[round % 2]);

		fill(fd, 0xa5);
		close(fd);
		want_memory();
	}
	storm_over = true;
	for (int i = 0; i < 3; i++)
		pthread_join(threads[i], NULL);
	for (int i = 0; i < 4; i++)
		close(storm_fds[i]);
	tap_ok(!storm_foreign, "mapped, touched, advised and purged by four threads",
	       "%u bytes of others", storm_foreign);
}

int main(void)
{

	touch_may_fail();
	node_open();
	test_refused();
	if (geteuid()) {
		tap_skip("purging", "asking for memory needs root");
		return tap_end();
	}
	for (int i = 0; i < 2; i++) {
		test_dropped(i);
		test_other(i);
		test_kept(i);
		test_purged_ends(i);
	}
	test_given_back();
	test_driver(0, "a driver's new kernel mapping shows a page that is nobody's");
	test_driver(1, "a device is refused");
	test_storm();
	node_nothing_left();
	return tap_end();
}
