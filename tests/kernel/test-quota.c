// SPDX-License-Identifier: MIT
/*
 * Nobody ever holds more than the quota, and everything is given back. "test-quota
 * --long" races for the last bytes a million times, else 8,000 times.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "node.h"

#define PARAMETERS	"/sys/module/yamp/parameters/"
#define FRAME_BYTES	(64 * 64 * 4)
#define THREADS		64
#define RACE_FRAMES	70

static atomic_bool done;
static atomic_uint granted, refused, wrong, over, attempts, held;

static void read_parameter(const char *name, char value[32])
{
	char path[128];
	FILE *file;

	snprintf(path, sizeof(path), PARAMETERS "%s", name);
	file = fopen(path, "r");
	if (!file || !fgets(value, 32, file))
		tap_bail("%s: %s", path, strerror(errno));
	fclose(file);
}

static void write_parameter(const char *name, const char *value)
{
	char path[128];
	FILE *file;

	snprintf(path, sizeof(path), PARAMETERS "%s", name);
	file = fopen(path, "w");
	if (!file || fputs(value, file) < 0 || fclose(file))
		tap_bail("%s: %s", path, strerror(errno));
}

static void set_quota(unsigned long long bytes, unsigned int buffers)
{
	char text[32];

	snprintf(text, sizeof(text), "%llu", bytes);
	write_parameter("quota_bytes", text);
	snprintf(text, sizeof(text), "%u", buffers);
	write_parameter("quota_buffers", text);
}

static int take(struct node_alloc *call, __u32 count)
{
	node_prepare(call, NODE_XRGB8888, 64, 64);
	call->arg.count = count;
	return node_run(call);
}

static void test_edge(unsigned long bytes, unsigned int buffers, const char *name)
{
	struct node_alloc most, more;
	struct yamp_info info;
	int ret, beyond;

	set_quota(bytes, buffers);
	ret = take(&most, 5);
	beyond = take(&more, 1);
	info = node_info();
	tap_ok(!ret && beyond == -EDQUOT && info.used_bytes == 5 * FRAME_BYTES &&
	       info.used_buffers == 5, name, "5: %s, one more: %s, %u dma-bufs %llu bytes charged",
	       strerror(-ret), strerror(-beyond), info.used_buffers, info.used_bytes);
	if (!ret)
		node_close(&most);
	ret = take(&most, 6);
	info = node_info();
	tap_ok(ret == -EDQUOT && !info.used_bytes && !info.used_buffers,
	       "6 at once where 5 are allowed", "%s, %llu bytes charged", strerror(-ret),
	       info.used_bytes);
}

static struct yamp_info file_info(int node)
{
	struct yamp_info info = {};

	if (node_ioctl(node, YAMP_IOC_INFO, &info))
		tap_bail("YAMP_IOC_INFO: %s", strerror(errno));
	return info;
}

static void set_file_quota(const char *bytes, const char *buffers)
{
	write_parameter("quota_file_bytes", bytes);
	write_parameter("quota_file_buffers", buffers);
}

/* Through another open file than node_main. */
static int take_through(int node, struct node_alloc *call, __u32 count)
{
	node_prepare(call, NODE_XRGB8888, 64, 64);
	call->arg.count = count;
	return node_ioctl(node, YAMP_IOC_ALLOC, &call->arg);
}

static void test_file(const char *bytes, const char *buffers, const char *name)
{
	int other = open("/dev/yamp", O_RDWR | O_CLOEXEC), ret, beyond, elsewhere;
	struct node_alloc most, more, mine;
	struct yamp_info info;

	set_quota(100 * FRAME_BYTES, 100);
	set_file_quota(bytes, buffers);
	ret = take_through(other, &most, 3);
	beyond = take_through(other, &more, 1);
	elsewhere = take(&mine, 2);
	info = file_info(other);
	tap_ok(!ret && beyond == -EDQUOT && !elsewhere && info.file_used_bytes == 3 * FRAME_BYTES &&
	       info.file_used_buffers == 3 && info.used_buffers == 5 &&
	       file_info(node_main).file_used_buffers == 2, name,
	       "3: %s, one more: %s, 2 through another: %s, %u dma-bufs %llu bytes charged",
	       strerror(-ret), strerror(-beyond), strerror(-elsewhere), info.file_used_buffers,
	       info.file_used_bytes);
	tap_ok(!file_info(node_query).file_used_buffers && !file_info(node_query).file_quota_bytes,
	       "the query node has none", "it has");
	close(other);
	tap_ok(node_info().used_buffers == 5, "closing the file takes nothing away", "%u dma-bufs",
	       node_info().used_buffers);
	node_close(&most);
	node_close(&mine);
	set_file_quota("0", "0");
}

/*
 * What was granted is counted after ALLOC and before close, so that the threads'
 * own count is never more than the kernel's: one frame too many shows here, however
 * short it is there.
 */
static void granted_frames(const struct node_alloc *call)
{
	granted++;
	if (atomic_fetch_add(&held, call->arg.count) + call->arg.count > RACE_FRAMES)
		over++;
	sched_yield();
	held -= call->arg.count;
	node_close(call);
}

static void *allocate(void *argument)
{
	unsigned int seed = (unsigned int)(size_t)argument;
	struct node_alloc call;

	while ((int)attempts-- > 0) {
		int ret = take(&call, 1 + rand_r(&seed) % 4);

		if (ret == -EDQUOT)
			refused++;
		else if (ret)
			wrong++;
		else
			granted_frames(&call);
	}
	return NULL;
}

static void *watch(void *unused)
{
	while (!done) {
		struct yamp_info info = node_info();

		if (info.used_bytes > info.quota_bytes || info.used_buffers > info.quota_buffers)
			over++;
		sched_yield();
	}
	return NULL;
}

static void test_race(unsigned int count)
{
	pthread_t threads[THREADS], watcher;

	set_quota(RACE_FRAMES * FRAME_BYTES, 1000);
	attempts = count;
	pthread_create(&watcher, NULL, watch, NULL);
	for (size_t i = 0; i < THREADS; i++)
		pthread_create(&threads[i], NULL, allocate, (void *)(i + 1));
	for (size_t i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	done = true;
	pthread_join(watcher, NULL);
	tap_note("%u attempts: %u granted, %u refused", count, granted, refused);
	tap_ok(!over && !wrong && granted + refused == count,
	       "64 threads at the edge never go over by a byte", "%u times over, %u other errors",
	       over, wrong);
	tap_ok(granted && refused, "they met the edge and got memory", "%u granted, %u refused",
	       granted, refused);
}

static void test_lowered(void)
{
	struct node_alloc held, more;
	struct yamp_describe d;
	int ret;

	set_quota(10 * FRAME_BYTES, 10);
	if (take(&held, 10))
		tap_bail("cannot allocate");
	set_quota(FRAME_BYTES, 1);
	ret = take(&more, 1);
	tap_ok(ret == -EDQUOT && !node_describe(held.fds[9], &d),
	       "a quota below what is held refuses, and takes nothing away", "%s", strerror(-ret));
	node_close(&held);
	ret = take(&more, 1);
	tap_ok(!ret, "and allows again when it was given back", "%s", strerror(-ret));
	if (!ret)
		node_close(&more);
}

/* The sum of the counters whose names begin with @name. */
static unsigned long long vmstat(const char *name)
{
	FILE *file = fopen("/proc/vmstat", "r");
	unsigned long long count = 0, value;
	char line[128], key[64];

	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, "%63s %llu", key, &value) == 2 && !strncmp(key, name, strlen(name)))
			count += value;
	if (file)
		fclose(file);
	return count;
}

static unsigned long oom_kills(void)
{
	return vmstat("oom_kill");
}

/* Bytes of shmem in the whole machine, counted now. */
static long long shmem_bytes(void)
{
	FILE *refresh = fopen("/proc/sys/vm/stat_refresh", "w"), *file;
	long long kib = -1;
	char line[128];

	if (!refresh || fputs("1", refresh) < 0 || fclose(refresh))
		tap_bail("/proc/sys/vm/stat_refresh: %s", strerror(errno));
	file = fopen("/proc/meminfo", "r");
	while (file && kib < 0 && fgets(line, sizeof(line), file))
		sscanf(line, "Shmem: %lld kB", &kib);
	if (!file || kib < 0)
		tap_bail("/proc/meminfo tells of no Shmem");
	fclose(file);
	return kib * 1024;
}

/*
 * Frames of 4K NV12 end a little below a multiple of 2 MiB, so the last large page of each
 * reaches beyond its end. A MiB is allowed for what else the machine does meanwhile.
 */
static void test_memory_held(void)
{
	const unsigned int quota_frames = 24;
	long long before, held;
	struct node_alloc call;
	unsigned long long size;
	int ret = 0, fds[64];
	unsigned int count = 0;

	node_prepare(&call, NODE_NV12, 3840, 2160);
	call.arg.placement = YAMP_PLACEMENT_SYSTEM;
	call.arg.flags = YAMP_ALLOC_TEST_ONLY;
	if (node_run(&call))
		tap_bail("cannot lay a 4K frame out");
	size = call.arg.frame.size;
	set_quota(quota_frames * size, 1000);
	before = shmem_bytes();
	while (!ret && count < 64) {
		node_prepare(&call, NODE_NV12, 3840, 2160);
		call.arg.placement = YAMP_PLACEMENT_SYSTEM;
		ret = node_run(&call);
		fds[count] = call.fds[0];
		count += !ret;
	}
	held = shmem_bytes() - before;
	tap_note("%u frames of %llu bytes hold %lld, %llu are charged, the quota is %llu", count,
		 size, held, node_info().used_bytes, node_info().quota_bytes);
	tap_ok(ret == -EDQUOT && count >= quota_frames - 1 &&
	       held < (long long)node_info().used_bytes + 0x100000 &&
	       node_info().used_bytes <= node_info().quota_bytes,
	       "what is charged is the memory that is held, large pages to their ends", "%s",
	       strerror(-ret));
	for (unsigned int i = 0; i < count; i++)
		close(fds[i]);
}

/* 64 frames of 16 GiB, with a quota that allows them. */
static int ask_for_a_tebibyte(__u32 placement)
{
	struct node_alloc call;

	node_prepare(&call, NODE_XRGB8888, 65535, 65535);
	call.arg.placement = placement;
	call.arg.count = YAMP_MAX_COUNT;
	return node_run(&call);
}

/* 64 of the largest frames there are: over the quota of half the memory. */
static int ask_for_everything(__u32 placement)
{
	struct node_alloc call;

	node_prepare(&call, NODE_XRGB8888, 16384, node_info().size_max / 65536 / 2);
	call.arg.placement = placement;
	call.arg.count = YAMP_MAX_COUNT;
	return node_run(&call);
}

/*
 * The counters are the whole machine's, so a little is allowed for others, and for
 * what a call needs for itself: the least of what is asked for is 64 frames of 16 GiB.
 */
static void test_too_much(int (*ask)(__u32), unsigned long long quota, int expected,
			  const char *name)
{
	unsigned long long kills = oom_kills(), before, taken;
	int ret = 0, other = 0;

	set_quota(quota, 100000);
	before = vmstat("pgalloc_");
	for (int i = 0; i < 100; i++) {
		ret = ask(i % 2 ? YAMP_PLACEMENT_SYSTEM : YAMP_PLACEMENT_CONTIGUOUS);
		other += ret != expected;
	}
	taken = vmstat("pgalloc_") - before;
	tap_note("%s: %llu pages were taken for 100 calls", name, taken);
	tap_ok(!other && taken < 100 * 64 && oom_kills() == kills && !node_info().used_bytes, name,
	       "%s, %d times another error, %llu pages, %llu bytes charged", strerror(-ret), other,
	       taken, node_info().used_bytes);
}

/* With a quota that is larger than the machine. */
static void test_memory_ends(__u32 placement, const char *name)
{
	unsigned long kills = oom_kills(), frames = 0;
	struct node_alloc call;
	int ret = 0, fds[4096];

	set_quota(1ULL << 40, 4096);
	while (!ret && frames < 4096) {
		node_prepare(&call, NODE_XRGB8888, 3840, 2160);
		call.arg.placement = placement;
		ret = node_run(&call);
		fds[frames] = call.fds[0];
		frames += !ret;
	}
	tap_note("%lu frames of 32 MB", frames);
	for (unsigned long i = 0; i < frames; i++)
		close(fds[i]);
	tap_ok(ret == -ENOMEM && oom_kills() == kills, name, "%s, the OOM killer ran %lu times",
	       strerror(-ret), oom_kills() - kills);
}

/* 0 if another user's charge is his own, also inside a user namespace of his. */
static int as_other_user(void)
{
	struct node_alloc call;

	if (setgid(1000) || setuid(1000))
		return 1;
	if (node_info().used_buffers || take(&call, 2))
		return 2;
	if (node_info().used_buffers != 2)
		return 3;
	if (unshare(CLONE_NEWUSER))
		return 77;
	return node_info().used_buffers == 2 ? 0 : 4;
}

static void test_users(void)
{
	struct node_alloc mine;
	int status;
	pid_t pid;

	set_quota(3 * FRAME_BYTES, 3);
	if (take(&mine, 3))
		tap_bail("cannot allocate");
	pid = fork();
	if (!pid)
		_exit(as_other_user());
	waitpid(pid, &status, 0);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 77)
		tap_skip("every user has his own", "no user namespaces here");
	else
		tap_ok(!status, "every user has his own, in his user namespace too", "status %#x",
		       status);
	node_close(&mine);
}

int main(int argc, char **argv)
{
	unsigned int count = argc > 1 && !strcmp(argv[1], "--long") ? 1000000 : 8000;
	char bytes[32], buffers[32];

	node_open();
	if (geteuid()) {
		tap_skip("quotas", "setting them needs root");
		return tap_end();
	}
	read_parameter("quota_bytes", bytes);
	read_parameter("quota_buffers", buffers);
	test_edge(5 * FRAME_BYTES, 100, "bytes: up to the quota and no further");
	test_edge(100 * FRAME_BYTES, 5, "dma-bufs: up to the quota and no further");
	test_file("49152", "0", "bytes: an open file has a quota of its own");
	test_file("0", "3", "dma-bufs: an open file has a quota of its own");
	test_race(count);
	test_memory_held();
	test_lowered();
	test_users();
	test_too_much(ask_for_a_tebibyte, 1ULL << 50, -EOVERFLOW,
		      "1 TiB is refused, and no page was taken");
	test_too_much(ask_for_everything, 0, -EDQUOT,
		      "64 frames of a quarter of the memory are refused, and no page was taken");
	test_too_much(ask_for_everything, 1ULL << 50, -ENOMEM,
		      "so they are if the quota is larger than the machine");
	test_memory_ends(YAMP_PLACEMENT_SYSTEM, "all of the memory, no OOM killer");
	test_memory_ends(YAMP_PLACEMENT_CONTIGUOUS, "all of the memory, contiguous, no OOM killer");
	write_parameter("quota_bytes", bytes);
	write_parameter("quota_buffers", buffers);
	node_nothing_left();
	return tap_end();
}
