// SPDX-License-Identifier: MIT
/* YAMP_IOC_REVOKE: a buffer ends for everybody, and says for whom it does not yet. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
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
#define ROOM	8


static int open_pages(__u32 placement)
{
	return node_one(placement, NODE_XRGB8888, 1024, PAGES, O_RDWR);
}

static char *map(int fd, size_t size, int rights)
{
	char *memory = mmap(NULL, size, rights, MAP_SHARED, fd, 0);

	return memory == MAP_FAILED ? NULL : memory;
}

static int revoke_through(int node, int fd, struct yamp_revoke *arg, struct yamp_holder *list)
{
	*arg = (struct yamp_revoke){
		.fd = fd,
		.holders = (uintptr_t)list,
		.holder_count = list ? ROOM : 0,
		.holder_size = sizeof(*list),
	};
	return node_ioctl(node, YAMP_IOC_REVOKE, arg);
}

static int finish(int fd)
{
	struct yamp_revoke arg;
	int ret = revoke_through(node_main, fd, &arg, NULL);

	return ret ? ret : (int)arg.state;
}

static void test_idle(int i)
{
	int fd = open_pages(both_placements[i]), output = vivid_open(), sibling, ret;
	struct yamp_export export = { .fd = fd };
	char *one = map(fd, BYTES, PROT_READ | PROT_WRITE), *two;
	struct yamp_describe d;
	struct yamp_info info;

	node_ioctl(node_main, YAMP_IOC_EXPORT, &export);
	sibling = export.new_fd;
	two = map(sibling, BYTES, PROT_READ);
	memset(one, 'r', BYTES);
	ret = finish(fd);
	info = node_info();
	tap_ok(ret == YAMP_REVOKE_DONE && !info.used_bytes && info.used_buffers == 2,
	       both_title("the memory returns although descriptors are open", i),
	       "%d, %llu bytes, %u dma-bufs", ret, info.used_bytes, info.used_buffers);
	tap_ok(touch_is_dead(one) && touch_is_dead(one + BYTES - 1) && touch_is_dead(two),
	       both_title("all mappings are dead", i), "they are not");
	errno = 0;
	tap_ok(!map(fd, BYTES, PROT_READ) && errno == ENODEV,
	       both_title("no new mapping", i), "%s", strerror(errno));
	tap_ok(node_ioctl(node_main, YAMP_IOC_EXPORT, &export) == -ENODEV,
	       both_title("no new dma-buf", i), "there is one");
	ret = node_describe(sibling, &d);
	tap_ok(!ret && d.state == YAMP_STATE_REVOKED && !d.pins && !d.segments &&
	       d.frame.width == 1024, both_title("it is described as revoked", i),
	       "%s, state %#x, %u pins, %u segments", strerror(-ret), d.state, d.pins, d.segments);
	tap_ok(finish(sibling) == YAMP_REVOKE_DONE, both_title("once more", i),
	       "refused");
	munmap(one, BYTES);
	munmap(two, BYTES);
	close(output);
	close(sibling);
	close(fd);
}

/* It has had the mapping and touched it, as a compositor that draws in software. */
static int last_byte(void *data)
{
	const volatile char *memory = data;

	return memory[BYTES - 1];
}

/* What it sees of it later: 0 zeros, 1 SIGBUS, 2 something else. */
static int look(void *data)
{
	volatile char *memory = data;
	int seen = 0;

	if (TOUCH_FAILS())
		return 1;
	for (int page = 0; page < PAGES; page++)
		seen |= memory[page * 4096] | memory[page * 4096 + 4095];
	memory[0] = 1;
	return seen ? 2 : 0;
}

static void test_other(int i)
{
	int fd = open_pages(both_placements[i]), before, ret, after;
	char *memory = map(fd, BYTES, PROT_READ | PROT_WRITE);
	struct other other;

	memset(memory, 'o', BYTES);
	before = other_begin(&other, last_byte, look, memory);
	ret = finish(fd);
	after = other_end(&other);
	tap_ok(before == 'o' && ret == YAMP_REVOKE_DONE && !after,
	       both_title("another process lives, and sees zeros", i), "%d, then %d", ret, after);
	tap_ok(touch_is_dead(memory), both_title("which are not its maker's", i), "they are");
	munmap(memory, BYTES);
	close(fd);
}

/* What a newcomer may: the device is refused, a driver gets nothing of anybody's. */
static void test_newcomer(int allocators, const char *name)
{
	int fd, output, ret;
	struct yamp_describe d;

	if (!vivid_load(allocators)) {
		tap_skip(name, "no vivid video output");
		return;
	}
	fd = vivid_buffer(YAMP_PLACEMENT_CONTIGUOUS);
	output = vivid_open();
	ret = finish(fd);
	if (ret)
		tap_bail("cannot revoke: %d", ret);
	ret = vivid_prepare(output);
	if (ret)
		tap_bail("cannot set up: %s", strerror(-ret));
	ret = vivid_queue(output, fd);
	node_describe(fd, &d);
	/* Which error, says vivid: it has one of its own for a mapping that fails. */
	tap_ok(!ret == !allocators && !d.pins && !node_info().used_bytes, name,
	       "%s, %u pins", strerror(-ret), d.pins);
	vivid_request(output, 0);
	close(output);
	close(fd);
}

static void test_busy(int allocators, __u32 kind, const char *who)
{
	struct yamp_holder list[ROOM] = {};
	int fd, output, ret;
	struct yamp_revoke arg;
	char *memory;

	if (!vivid_load(allocators)) {
		tap_skip("queued in a driver", "no vivid video output");
		return;
	}
	fd = vivid_buffer(YAMP_PLACEMENT_CONTIGUOUS);
	output = vivid_open();
	memory = map(fd, VIVID_SIZE, PROT_READ | PROT_WRITE);
	memset(memory, 'b', VIVID_SIZE);
	ret = vivid_take(output, fd);
	if (ret)
		tap_bail("cannot queue: %s", strerror(-ret));
	ret = revoke_through(node_main, fd, &arg, list);
	tap_ok(!ret && arg.state == YAMP_REVOKE_BUSY && arg.holder_count == 1 &&
	       list[0].kind == kind && list[0].count == 1 && !strncmp(list[0].who, who, strlen(who)) &&
	       list[0].pid == (__u32)getpid(), who, "%s, state %u, %u holders, kind %u '%s' of %u",
	       strerror(-ret), arg.state, arg.holder_count, list[0].kind, list[0].who, list[0].pid);
	tap_ok(touch_is_dead(memory) && node_info().used_bytes, "the process has lost it, the device not",
	       "%llu bytes", node_info().used_bytes);
	vivid_request(output, 0);
	tap_ok(!node_info().used_bytes && node_info().used_buffers == 1,
	       "the memory returns when the last holder goes", "%llu bytes", node_info().used_bytes);
	tap_ok(finish(fd) == YAMP_REVOKE_DONE, "and asking again says so", "it does not");
	munmap(memory, VIVID_SIZE);
	close(output);
	close(fd);
}

static void test_owner(void)
{
	int fd = open_pages(YAMP_PLACEMENT_ANY), other = open("/dev/yamp", O_RDWR | O_CLOEXEC);
	struct yamp_revoke arg = { .fd = fd };
	struct yamp_describe d;
	struct node_alloc call;
	char *memory;

	tap_ok(revoke_through(other, fd, &arg, NULL) == -EPERM, "not by a mere holder", "it is");
	arg = (struct yamp_revoke){ .fd = fd };
	tap_ok(node_ioctl(node_query, YAMP_IOC_REVOKE, &arg) == -EACCES, "not on the query node",
	       "it is");
	arg.flags = 1;
	tap_ok(node_ioctl(node_main, YAMP_IOC_REVOKE, &arg) == -EINVAL, "an unknown flag", "accepted");
	arg = (struct yamp_revoke){ .fd = fd, .reserved[2] = 1 };
	tap_ok(node_ioctl(node_main, YAMP_IOC_REVOKE, &arg) == -EINVAL, "a reserved field",
	       "accepted");
	tap_ok(finish(node_main) == -EINVAL && finish(-1) == -EBADF, "no dma-buf", "accepted");
	node_describe(fd, &d);
	tap_ok(!d.state, "it is as it was", "state %#x", d.state);
	close(fd);

	node_prepare(&call, NODE_XRGB8888, 64, 64);
	if (node_ioctl(other, YAMP_IOC_ALLOC, &call.arg))
		tap_bail("cannot allocate");
	close(other);	/* the owner is gone, what it allocated is not */
	memory = map(call.fds[0], 4096, PROT_READ | PROT_WRITE);
	memory[0] = 1;
	tap_ok(finish(call.fds[0]) == -EPERM && memory[0] == 1,
	       "nobody when the owner's file is closed", "somebody may");
	munmap(memory, 4096);
	node_close(&call);
}

static atomic_bool revoked;
static atomic_uint late, foreign, buses;

/* Reads until SIGBUS; every word read must be the pattern, none after the revoke. */
static void *spin(void *memory)
{
	const volatile uint32_t *words = memory;

	if (TOUCH_FAILS()) {
		buses++;
		return NULL;
	}
	for (size_t i = 0;; i = (i + 1031) % (BYTES / 4)) {
		bool before = revoked;

		foreign += words[i] != 0x5a5a5a5a;
		late += before;
	}
}

static void test_spinning(int i)
{
	char *memory, *next;
	pthread_t thread;
	int fd, ret = 0, rounds;

	late = foreign = buses = 0;
	for (rounds = 0; rounds < 50 && !ret; rounds++) {
		fd = open_pages(both_placements[i]);
		memory = map(fd, BYTES, PROT_READ | PROT_WRITE);
		memset(memory, 0x5a, BYTES);
		revoked = false;
		pthread_create(&thread, NULL, spin, memory);
		sched_yield();
		ret = finish(fd);
		revoked = true;
		close(fd);
		fd = open_pages(both_placements[i]);	/* of the same pages, probably */
		next = map(fd, BYTES, PROT_READ | PROT_WRITE);
		memset(next, 0xa5, BYTES);
		pthread_join(thread, NULL);
		munmap(next, BYTES);
		munmap(memory, BYTES);
		close(fd);
	}
	tap_ok(!ret && buses == 50, both_title("a spinning reader gets SIGBUS", i),
	       "%d, %u times in %d rounds", ret, buses, rounds);
	tap_ok(!late && !foreign,
	       both_title("it reads nothing later, and nothing of others", i),
	       "%u words later, %u of others", late, foreign);
}

#define STORM_BUFFERS	4
#define STORM_ROUNDS	150

static int storm_fds[STORM_BUFFERS];
static char *storm_memory[STORM_BUFFERS];
static atomic_bool storm_over;
static atomic_uint storm_foreign;

static void touch(volatile char *memory)
{
	if (TOUCH_FAILS())
		return;
	storm_foreign += touch_mark(memory + 4096, 's');
}

/* Maps, touches, exports, asks and closes, whatever the others do meanwhile. */
static void *storm(void *argument)
{
	unsigned int seed = (unsigned int)(uintptr_t)argument;

	while (!storm_over) {
		int i = rand_r(&seed) % STORM_BUFFERS;
		struct yamp_export export = { .fd = storm_fds[i] };
		struct yamp_holders holders = { .fd = storm_fds[i] };
		char *memory = map(storm_fds[i], BYTES, PROT_READ | PROT_WRITE);

		touch(storm_memory[i]);
		if (memory) {
			touch(memory);
			munmap(memory, BYTES);
		}
		node_ioctl(node_main, YAMP_IOC_HOLDERS, &holders);
		if (!node_ioctl(node_main, YAMP_IOC_EXPORT, &export))
			close(export.new_fd);
	}
	return NULL;
}

/* The descriptors stay, what is behind them is replaced by dup3 as it is revoked. */
static void test_storm(void)
{
	pthread_t threads[4];
	int wrong = 0;

	for (int i = 0; i < STORM_BUFFERS; i++) {
		storm_fds[i] = open_pages(both_placements[i % 2]);
		storm_memory[i] = map(storm_fds[i], BYTES, PROT_READ | PROT_WRITE);
	}
	for (uintptr_t i = 0; i < 4; i++)
		pthread_create(&threads[i], NULL, storm, (void *)(i + 1));
	for (int round = 0; round < STORM_ROUNDS; round++) {
		int i = round % STORM_BUFFERS, fresh;

		wrong += finish(storm_fds[i]) != YAMP_REVOKE_DONE;
		fresh = open_pages(both_placements[i % 2]);
		mmap(storm_memory[i], BYTES, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, fresh, 0);
		dup3(fresh, storm_fds[i], O_CLOEXEC);
		close(fresh);
		sched_yield();
	}
	storm_over = true;
	for (int i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
	for (int i = 0; i < STORM_BUFFERS; i++) {
		munmap(storm_memory[i], BYTES);
		close(storm_fds[i]);
	}
	tap_ok(!wrong && !storm_foreign, "mapped, touched, exported and revoked by five threads",
	       "%d times not done, %u bytes of others", wrong, storm_foreign);
}

int main(void)
{

	touch_may_fail();
	node_open();
	for (int i = 0; i < 2; i++) {
		test_idle(i);
		test_other(i);
		test_spinning(i);
	}
	test_owner();
	test_newcomer(0, "a driver's new kernel mapping shows a page that is nobody's");
	test_busy(0, YAMP_HOLDER_VMAP, "videobuf2_vmalloc");
	test_newcomer(1, "a new device is refused");
	test_busy(1, YAMP_HOLDER_MAPPED, "vivid");
	test_storm();
	node_nothing_left();
	return tap_end();
}
