// SPDX-License-Identifier: MIT
/*
 * A process takes memory until every idle frame is in swap: frames nobody needs have
 * gone before, those that are in use stay where they are, and all the others come
 * back byte for byte. Needs swap of the size of the memory.
 *
 * usage: test-swap [FRAMES], of 4K NV12; default 64
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/sysinfo.h>
#include <sys/wait.h>
#include <unistd.h>

#include "node.h"
#include "vivid.h"

#define PAGE		4096
#define WIDTH		3840
#define HEIGHT		2160
#define BYTES		((WIDTH * HEIGHT * 3 / 2 + PAGE - 1) / PAGE * PAGE)
#define UNNEEDED	8
#define IN_USE		4
#define FRAMES_MAX	256
#define STEP		(1024 * 1024)

/** struct group - frames that were allocated through an open file of their own */
struct group {
	int node;
	int count;
	int fds[FRAMES_MAX];
};

static struct group idle, unneeded, in_use;
static int from_eater, to_eater;
static pid_t eater;

static void allocate(struct group *group, int count)
{
	struct node_alloc call;

	group->node = open("/dev/yamp", O_RDWR | O_CLOEXEC | O_NONBLOCK);
	while (group->count < count) {
		int ret;

		node_prepare(&call, NODE_NV12, WIDTH, HEIGHT);
		call.arg.placement = YAMP_PLACEMENT_SYSTEM;
		ret = node_ioctl(group->node, YAMP_IOC_ALLOC, &call.arg);
		if (ret)
			tap_bail("frame %d: %s", group->count, strerror(-ret));
		group->fds[group->count++] = call.fds[0];
	}
}

static void release(struct group *group)
{
	while (group->count)
		close(group->fds[--group->count]);
	close(group->node);
}

static struct yamp_stats stats(const struct group *group)
{
	struct yamp_stats arg = { .stat_size = sizeof(struct yamp_stat) };
	int ret = node_ioctl(group->node, YAMP_IOC_STATS, &arg);

	if (ret)
		tap_bail("YAMP_IOC_STATS: %s", strerror(-ret));
	return arg;
}

static char *map(int fd)
{
	char *memory = mmap(NULL, BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

	if (memory == MAP_FAILED)
		tap_bail("mmap: %s", strerror(errno));
	return memory;
}

/* Every page its own, no two of them alike. */
static void paint_page(char *page, unsigned int frame, unsigned int number)
{
	uint32_t words[PAGE / 4];

	for (unsigned int i = 0; i < PAGE / 4; i++)
		words[i] = frame << 24 ^ number << 10 ^ i;
	memcpy(page, words, PAGE);
}

static void paint(char *memory, unsigned int frame)
{
	for (unsigned int i = 0; i < BYTES / PAGE; i++)
		paint_page(memory + i * PAGE, frame, i);
}

/* Pages that are not as painted. */
static unsigned int differs(const char *memory, unsigned int frame)
{
	unsigned int count = 0;
	char page[PAGE];

	for (unsigned int i = 0; i < BYTES / PAGE; i++) {
		paint_page(page, frame, i);
		count += memcmp(memory + i * PAGE, page, PAGE) != 0;
	}
	return count;
}

static void paint_group(const struct group *group, unsigned int first)
{
	for (int i = 0; i < group->count; i++) {
		char *memory = map(group->fds[i]);

		paint(memory, first + i);
		munmap(memory, BYTES);
	}
}

static unsigned long long vmstat(const char *name)
{
	FILE *file = fopen("/proc/vmstat", "r");
	unsigned long long value, count = 0;
	char line[128], key[64];

	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, "%63s %llu", key, &value) == 2 && !strcmp(key, name))
			count = value;
	if (file)
		fclose(file);
	return count;
}

/* Takes one step of memory for each byte it is sent, and says so. */
static _Noreturn void eat(void)
{
	int adjust = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
	char byte;

	if (adjust < 0 || write(adjust, "1000", 4) != 4)
		_exit(2);
	while (read(to_eater, &byte, 1) == 1) {
		char *memory = mmap(NULL, STEP, PROT_READ | PROT_WRITE,
				    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

		if (memory == MAP_FAILED)
			_exit(3);
		for (int i = 0; i < STEP; i += PAGE)
			memory[i] = 1;
		if (write(from_eater, "", 1) != 1)
			_exit(4);
	}
	_exit(0);
}

static void start_eater(void)
{
	int there[2], back[2];

	if (pipe2(there, O_CLOEXEC) || pipe2(back, O_CLOEXEC))
		tap_bail("no pipe");
	eater = fork();
	if (!eater) {
		to_eater = there[0];
		from_eater = back[1];
		close(there[1]);
		close(back[0]);
		eat();
	}
	close(there[0]);
	close(back[1]);
	to_eater = there[1];
	from_eater = back[0];
}

static bool eat_more(void)
{
	char byte = 0;

	return write(to_eater, &byte, 1) == 1 && read(from_eater, &byte, 1) == 1;
}

static int end_eater(void)
{
	int status = 0;

	close(to_eater);
	close(from_eater);
	waitpid(eater, &status, 0);
	return status;
}

static int purged_events(void)
{
	struct yamp_event events[UNNEEDED * 2];
	ssize_t length = read(unneeded.node, events, sizeof(events));
	int count = 0;

	for (size_t i = 0; length > 0 && i < length / sizeof(events[0]); i++)
		count += events[i].type == YAMP_EVENT_PURGED;
	return count;
}

/** struct watch - what was seen while memory became short */
struct watch {
	unsigned int steps;
	int purged;		/* frames, by their events */
	__u64 idle_then;	/* resident bytes of idle frames when the last of these had gone */
	__u64 idle_least;	/* at the end */
	__u64 in_use_least;	/* ever */
};

/*
 * Leaves the work to the kernel's own thread: a process that had to make room itself
 * would wait for seconds on an emulated machine, of which 7.x complains.
 */
static void wait_for_room(void)
{
	struct sysinfo system;

	for (int i = 0; i < 3000; i++) {
		sysinfo(&system);
		if (system.freeram > system.totalram / 16)
			return;
		usleep(10 * 1000);
	}
}

/* Until all idle frames are in swap, or more was taken than there is. */
static void press(struct watch *watch, unsigned int steps_max)
{
	*watch = (struct watch){ .in_use_least = ~0ULL, .idle_least = ~0ULL };
	while (watch->steps < steps_max && watch->idle_least && eat_more()) {
		__u64 used = stats(&in_use).resident;

		wait_for_room();
		watch->steps++;
		watch->idle_least = stats(&idle).resident;
		if (used < watch->in_use_least)
			watch->in_use_least = used;
		if (watch->purged < UNNEEDED) {
			watch->purged += purged_events();
			watch->idle_then = watch->idle_least;
		}
	}
}

static void advise_unneeded(void)
{
	struct pollfd entry = { .fd = unneeded.node, .events = POLLIN };

	poll(&entry, 1, 0);	/* events are told from now on */
	for (int i = 0; i < unneeded.count; i++) {
		struct yamp_advise arg = { .fd = unneeded.fds[i], .advice = YAMP_ADVICE_DONTNEED };

		node_ioctl(unneeded.node, YAMP_IOC_ADVISE, &arg);
	}
}

static void test_pressed(const struct watch *watch, __u64 idle_bytes)
{
	tap_note("%u MB taken; idle frames had %llu of %llu MB when all unneeded ones had gone",
		 watch->steps, watch->idle_then >> 20, idle_bytes >> 20);
	tap_ok(watch->purged == UNNEEDED && stats(&unneeded).resident == 0,
	       "frames nobody needs are dropped, and an event says so", "%d of %d, %llu bytes left",
	       watch->purged, UNNEEDED, stats(&unneeded).resident);
	tap_ok(watch->idle_then > idle_bytes / 2, "they go first",
	       "only %llu of %llu bytes of the others were there then", watch->idle_then, idle_bytes);
	tap_ok(!watch->idle_least, "every page of the idle frames was pushed out",
	       "%llu bytes were not", watch->idle_least);
}

static void test_in_use(const struct watch *watch, char *const *memory, int by_driver)
{
	unsigned int wrong = 0, moved = 0;
	struct yamp_describe d;

	for (int i = 0; i < IN_USE; i++) {
		wrong += differs(memory[i], 200 + i);
		node_describe(in_use.fds[i], &d);
		moved += d.moves + !d.pins;
	}
	tap_ok(watch->in_use_least == IN_USE * (__u64)BYTES && !wrong && !moved,
	       "frames in use were never touched", "%llu bytes were there at least, %u pages differ, "
	       "%u moved", watch->in_use_least, wrong, moved);
	if (by_driver < 0) {
		tap_skip("nor was what a driver has queued", "no vivid video output");
		return;
	}
	node_describe(by_driver, &d);
	tap_ok(d.pins && d.segments && !d.moves, "nor was what a driver has queued",
	       "%u pins, %u segments, %u moves", d.pins, d.segments, d.moves);
}

static void test_back(void)
{
	unsigned int wrong = 0;
	unsigned long long before = vmstat("pswpin"), read;

	for (int i = 0; i < idle.count; i++) {
		char *memory = map(idle.fds[i]);

		wrong += differs(memory, i);
		munmap(memory, BYTES);
	}
	read = vmstat("pswpin") - before;
	tap_note("%llu pages were read from swap", read);
	tap_ok(!wrong && read >= (unsigned long long)idle.count * (BYTES / PAGE),
	       "they come back byte for byte", "%u pages differ, %llu were read from swap", wrong, read);
}

static void set_quota(const char *bytes)
{
	FILE *file = fopen("/sys/module/yamp/parameters/quota_bytes", "w");

	if (!file || fputs(bytes, file) < 0 || fclose(file))
		tap_bail("quota_bytes: %s", strerror(errno));
}

/* A frame that a driver has queued; -1 without the driver. */
static int queue_one(int *output)
{
	int fd, ret;

	*output = -1;
	if (!vivid_load(0))
		return -1;
	fd = vivid_buffer(YAMP_PLACEMENT_SYSTEM);
	*output = vivid_open();
	ret = vivid_take(*output, fd);
	if (ret)
		tap_bail("vivid: %s", strerror(-ret));
	return fd;
}

static void test_all(int frames, const struct sysinfo *system)
{
	unsigned long long kills = vmstat("oom_kill"), out = vmstat("pswpout");
	unsigned int steps = system->totalram / STEP * system->mem_unit * 2;
	char *memory[IN_USE];
	struct watch watch;
	int output, queued = queue_one(&output), status;

	start_eater();
	allocate(&idle, frames);
	paint_group(&idle, 0);
	allocate(&in_use, IN_USE);
	for (int i = 0; i < IN_USE; i++) {
		memory[i] = map(in_use.fds[i]);
		paint(memory[i], 200 + i);
	}
	allocate(&unneeded, UNNEEDED);
	paint_group(&unneeded, 100);
	advise_unneeded();
	press(&watch, steps);
	test_pressed(&watch, frames * (__u64)BYTES);
	test_in_use(&watch, memory, queued);
	tap_note("%llu pages were written to swap", vmstat("pswpout") - out);
	status = end_eater();
	test_back();
	tap_ok(!status && vmstat("oom_kill") == kills, "the OOM killer never ran",
	       "status %#x of the process that takes memory, %llu kills", status,
	       vmstat("oom_kill") - kills);
	for (int i = 0; i < IN_USE; i++)
		munmap(memory[i], BYTES);
	close(output);
	close(queued);
}

int main(int argc, char **argv)
{
	int frames = argc > 1 ? atoi(argv[1]) : 64;
	struct sysinfo system;

	node_open();
	sysinfo(&system);
	if (geteuid() || system.totalswap < system.totalram) {
		tap_skip("idle frames in swap", "needs root, and swap of the size of the memory");
		return tap_end();
	}
	if (frames < 1 || frames > 100)
		tap_bail("FRAMES is 1 to 100");
	signal(SIGPIPE, SIG_IGN);
	set_quota("1099511627776");
	test_all(frames, &system);
	release(&idle);
	release(&unneeded);
	release(&in_use);
	vivid_unload();
	set_quota("0");
	node_nothing_left();
	return tap_end();
}
