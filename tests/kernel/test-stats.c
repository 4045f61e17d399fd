// SPDX-License-Identifier: MIT
/* YAMP_IOC_STATS: all buffers of an open file, a user or the machine, and to whom they are told. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "node.h"
#include "vivid.h"

#define ROOM	64

static struct yamp_stat list[ROOM];

static int ask_from(int node, struct yamp_stats *arg)
{
	arg->stats = (uintptr_t)list;
	arg->stat_size = sizeof(list[0]);
	memset(list, 0xee, sizeof(list));
	return node_ioctl(node, YAMP_IOC_STATS, arg);
}

/* How many there are, or -errno. */
static int count_of(int node, __u32 flags)
{
	struct yamp_stats arg = { .flags = flags, .stat_count = ROOM };
	int ret = ask_from(node, &arg);

	return ret ? ret : (int)arg.stat_count;
}

static bool same(const struct yamp_stat *stat, const struct yamp_describe *d)
{
	return stat->frame_id == d->frame_id && stat->object == d->object &&
	       stat->size == d->size && stat->placement == d->placement &&
	       stat->state == d->state && stat->pins == d->pins &&
	       stat->modifier == d->frame.modifier && stat->fourcc == d->frame.fourcc &&
	       stat->width == d->frame.width && stat->height == d->frame.height;
}

/* The first ends a little below a multiple of 2 MiB: its last large page goes beyond it. */
static void test_described(void)
{
	int fds[3] = { node_one(YAMP_PLACEMENT_SYSTEM, NODE_NV12, 3840, 2160, O_RDWR),
		       node_one(YAMP_PLACEMENT_CONTIGUOUS, NODE_XRGB8888, 64, 32, O_RDWR),
		       node_one(YAMP_PLACEMENT_SYSTEM, NODE_YUV420, 320, 240, O_RDWR) };
	struct yamp_stats arg = { .stat_count = ROOM };
	struct yamp_describe d;
	int ret = ask_from(node_main, &arg), wrong = 0, right = 0;
	__u64 bytes = 0;

	for (int i = 0; i < 3; i++) {
		node_describe(fds[i], &d);
		right += same(&list[i], &d);
		bytes += d.size;
		wrong += list[i].pid != (__u32)getpid() || strcmp(list[i].task, "test-stats") ||
			 list[i].uid != geteuid() || list[i].resident != d.size ||
			 list[i].reserved[0] || list[i].reserved[1];
	}
	tap_ok(!ret && arg.stat_count == 3 && right == 3, "three, in the order of allocation",
	       "%s, %u, %d as described", strerror(-ret), arg.stat_count, right);
	tap_ok(!wrong, "of this process and this user, in memory", "%d are not; pid %u task %s uid %u",
	       wrong, list[0].pid, list[0].task, list[0].uid);
	tap_ok(arg.buffers == 3 && arg.bytes == bytes && arg.resident == bytes && !arg.purgeable,
	       "all added up", "%u, %llu of %llu bytes, %llu resident", arg.buffers, arg.bytes, bytes,
	       arg.resident);
	tap_ok(list[3].frame_id == 0xeeeeeeeeeeeeeeee, "nothing is written behind the last", "it is");
	for (int i = 0; i < 3; i++)
		close(fds[i]);
	tap_ok(!count_of(node_main, 0), "none when they are closed", "%d", count_of(node_main, 0));
}

static void test_used(void)
{
	int fd = node_one(YAMP_PLACEMENT_SYSTEM, NODE_XRGB8888, 64, 64, O_RDWR);
	struct yamp_revoke revoke = { .fd = fd };
	struct yamp_advise advise = { .fd = fd, .advice = YAMP_ADVICE_DONTNEED };
	struct yamp_stats arg = { .stat_count = ROOM };
	char *memory = mmap(NULL, 16384, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

	memory[0] = 1;
	ask_from(node_main, &arg);
	tap_ok(list[0].mmaps == 1 && list[0].pins == 1, "a mapping that was touched",
	       "%u mappings, %u pins", list[0].mmaps, list[0].pins);
	munmap(memory, 16384);
	node_ioctl(node_main, YAMP_IOC_ADVISE, &advise);
	arg = (struct yamp_stats){ .stat_count = ROOM };
	ask_from(node_main, &arg);
	tap_ok(list[0].state == YAMP_STATE_PURGEABLE && arg.purgeable == 16384 && !list[0].pins,
	       "purgeable", "state %#x, %llu bytes", list[0].state, arg.purgeable);
	node_ioctl(node_main, YAMP_IOC_REVOKE, &revoke);
	arg = (struct yamp_stats){ .stat_count = ROOM };
	ask_from(node_main, &arg);
	tap_ok(list[0].state & YAMP_STATE_REVOKED && !list[0].resident && arg.bytes == 16384 &&
	       !arg.resident, "revoked", "state %#x, %llu resident", list[0].state, list[0].resident);
	close(fd);
}

static void test_device(void)
{
	int fd = vivid_buffer(YAMP_PLACEMENT_CONTIGUOUS), output = vivid_open(), ret;
	struct yamp_stats arg = { .stat_count = ROOM };

	ret = vivid_take(output, fd);
	if (ret)
		tap_bail("cannot queue: %s", strerror(-ret));
	ask_from(node_main, &arg);
	tap_ok(list[0].attachments == 1 && list[0].maps == 1 && list[0].pins == 1 && !list[0].vmaps,
	       "a device that has it mapped", "%u attachments, %u maps, %u pins, %u vmaps",
	       list[0].attachments, list[0].maps, list[0].pins, list[0].vmaps);
	vivid_request(output, 0);
	close(output);
	close(fd);
}

/* By threes: each is told once, in order, and the answer says how many are left. */
static void test_paged(void)
{
	struct yamp_stats arg = { 0 };
	struct node_alloc call;
	int wrong = 0, rounds = 0, total = 0, ret;
	__u64 last = 0;

	node_prepare(&call, NODE_XRGB8888, 16, 16);
	call.arg.count = 20;
	ret = node_run(&call);
	if (ret)
		tap_bail("cannot allocate: %s", strerror(-ret));
	do {
		arg.stat_count = 3;
		ret = ask_from(node_main, &arg);
		wrong += ret || arg.stat_count != (__u32)(20 - total) || arg.buffers != 20;
		for (__u32 i = 0; i < 3 && i < arg.stat_count; i++, total++) {
			wrong += list[i].frame_id <= last;
			last = list[i].frame_id;
		}
	} while (!wrong && arg.stat_count > 3 && ++rounds < 20);
	tap_ok(!wrong && total == 20, "20 by threes, each once", "%d, %d wrong, %s", total, wrong,
	       strerror(-ret));
	arg.stat_count = 3;
	ret = ask_from(node_main, &arg);
	tap_ok(!ret && !arg.stat_count && arg.buffers == 20, "and then no more", "%u", arg.stat_count);
	arg = (struct yamp_stats){ 0 };
	ret = ask_from(node_main, &arg);
	tap_ok(!ret && arg.stat_count == 20 && !arg.after && list[0].frame_id == 0xeeeeeeeeeeeeeeee,
	       "no room: how many there are", "%s, %u", strerror(-ret), arg.stat_count);
	node_close(&call);
}

static int holders_by_id(int node, __u64 frame_id, __u32 object)
{
	struct yamp_holder holder;
	struct yamp_holders arg = {
		.fd = -1,
		.flags = YAMP_HOLDERS_BY_ID,
		.holders = (uintptr_t)&holder,
		.holder_count = 1,
		.holder_size = sizeof(holder),
		.frame_id = frame_id,
		.object = object,
	};
	int ret = node_ioctl(node, YAMP_IOC_HOLDERS, &arg);

	if (!ret && arg.holder_count == 1 && holder.kind == YAMP_HOLDER_MMAP &&
	    holder.pid == (__u32)getppid())
		return 1;
	return ret;
}

/* In a child, as root and then as somebody else. */
static int ask_as_others(__u64 id)
{
	int node = open("/dev/yamp", O_RDWR | O_CLOEXEC);

	if (count_of(node, 0) || count_of(node, YAMP_STATS_USER) != 1 ||
	    count_of(node, YAMP_STATS_ALL) != 1)
		return 1;
	if (holders_by_id(node, id, 0) != 1 || holders_by_id(node, id, 1) != -ENOENT ||
	    holders_by_id(node, id + 1000, 0) != -ENOENT)
		return 2;
	if (setgid(1000) || setuid(1000))
		return 3;
	if (count_of(node, YAMP_STATS_USER) || count_of(node, YAMP_STATS_ALL) != -EPERM)
		return 4;
	if (holders_by_id(node, id, 0) != -ENOENT)
		return 5;
	return count_of(node_main, 0) == 1 ? 0 : 6;	/* the open file is what counts */
}

static int ask_in_sandbox(__u64 id)
{
	int node = open("/dev/yamp", O_RDWR | O_CLOEXEC);

	if (unshare(CLONE_NEWUSER))
		return 1;
	if (count_of(node, YAMP_STATS_USER) || count_of(node, YAMP_STATS_ALL) != -EPERM)
		return 2;
	return holders_by_id(node, id, 0) == -ENOENT ? 0 : 3;
}

static void test_rights(void)
{
	int fd = node_one(YAMP_PLACEMENT_ANY, NODE_NV12, 64, 64, O_RDWR), status;
	char *memory = mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0);
	struct yamp_describe d;
	pid_t child;

	node_describe(fd, &d);
	if (geteuid()) {
		tap_skip("what others are told", "not root");
		return;
	}
	child = fork();
	if (!child) {
		munmap(memory, 4096);
		_exit(ask_as_others(d.frame_id));
	}
	waitpid(child, &status, 0);
	tap_ok(!status, "root is told of all, a user of his own, holders too", "status %#x", status);
	child = fork();
	if (!child)
		_exit(ask_in_sandbox(d.frame_id));
	waitpid(child, &status, 0);
	tap_ok(!status, "a user namespace is told nothing of outside", "status %#x", status);
	munmap(memory, 4096);
	close(fd);
}

static void test_refused(void)
{
	static const struct {
		const char *name;
		struct yamp_stats arg;
	} cases[] = {
		{ "an unknown flag", { .flags = 4 } },
		{ "two scopes", { .flags = YAMP_STATS_USER | YAMP_STATS_ALL } },
		{ "a reserved field", { .reserved = 1 } },
		{ "structs of no size", { .stat_count = 1 } },
		{ "structs too small", { .stat_count = 1, .stat_size = sizeof(list[0]) - 8 } },
		{ "structs of an odd size", { .stat_count = 1, .stat_size = sizeof(list[0]) + 4 } },
		{ "structs too large", { .stat_count = 1, .stat_size = 8192 } },
	};
	int fd = node_one(YAMP_PLACEMENT_ANY, NODE_NV12, 64, 64, O_RDWR), ret;
	struct yamp_holders holders = { .fd = fd, .frame_id = 1 };
	struct yamp_stats arg;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		arg = cases[i].arg;
		ret = node_ioctl(node_main, YAMP_IOC_STATS, &arg);
		tap_ok(ret == -EINVAL, cases[i].name, "%s", strerror(-ret));
	}
	arg = (struct yamp_stats){ .stat_count = 1, .stat_size = sizeof(list[0]), .stats = 8 };
	ret = node_ioctl(node_main, YAMP_IOC_STATS, &arg);
	tap_ok(ret == -EFAULT, "room at address 8", "%s", strerror(-ret));
	tap_ok(count_of(node_query, 0) == -EACCES, "not on the query node", "it is");
	ret = node_ioctl(node_main, YAMP_IOC_HOLDERS, &holders);
	tap_ok(ret == -EINVAL, "holders by descriptor and by id", "%s", strerror(-ret));
	close(fd);
}

static atomic_bool over;

static void *come_and_go(void *unused)
{
	struct node_alloc call;

	while (!over) {
		node_prepare(&call, NODE_XRGB8888, 16, 16);
		call.arg.count = 8;
		if (!node_run(&call))
			node_close(&call);
	}
	return NULL;
}

/* Buffers go while they are looked at. */
static void test_storm(void)
{
	int fd = node_one(YAMP_PLACEMENT_ANY, NODE_NV12, 64, 64, O_RDWR), seen = 0, rounds = 3000;
	struct yamp_describe d;
	pthread_t threads[2];

	node_describe(fd, &d);
	for (int i = 0; i < 2; i++)
		pthread_create(&threads[i], NULL, come_and_go, NULL);
	for (int i = 0; i < rounds; i++) {
		struct yamp_stats arg = { .stat_count = ROOM };

		seen += !ask_from(node_main, &arg) && arg.buffers && list[0].frame_id == d.frame_id;
		holders_by_id(node_main, d.frame_id + 1 + i, 0);
	}
	over = true;
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	tap_ok(seen == rounds, "one that stays is told whatever comes and goes", "%d of %d times", seen,
	       rounds);
	close(fd);
}

int main(void)
{
	node_open();
	tap_ok(!count_of(node_main, 0), "none at first", "%d", count_of(node_main, 0));
	test_described();
	test_used();
	if (vivid_load(1))
		test_device();
	else
		tap_skip("a device that has it mapped", "no vivid video output");
	test_paged();
	test_rights();
	test_refused();
	test_storm();
	node_nothing_left();
	return tap_end();
}
