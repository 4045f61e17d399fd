// SPDX-License-Identifier: MIT
/*
 * As test-fail-nth, what a buffer's owner does after ALLOC: EXPORT, ADVISE, REVOKE,
 * HOLDERS, STATS and events; what others see of a buffer that is revoked; and memory that
 * a device makes move.
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fault.h"
#include "node.h"
#include "path.h"
#include "touch.h"
#include "vivid.h"

#define ROOM	8
#define SIZE	(64 * 64 * 4)

static int buffer = -1, made = -1, output = -1, reader = -1;
static volatile unsigned char *map;

static int one_buffer(void)
{
	buffer = node_one(YAMP_PLACEMENT_SYSTEM, NODE_XRGB8888, 64, 64, O_RDWR | O_CLOEXEC);
	return 0;
}

static void close_buffer(bool acted)
{
	(void)acted;
	close(buffer);
}

static int export_buffer(void)
{
	struct yamp_export arg = { .fd = buffer, .flags = YAMP_EXPORT_READ_ONLY,
				   .fd_flags = O_CLOEXEC };
	int ret = node_ioctl(node_main, YAMP_IOC_EXPORT, &arg);

	made = arg.new_fd;
	return ret;
}

static void close_both(bool acted)
{
	if (acted)
		close(made);
	close(buffer);
}

static int advise(__u32 advice)
{
	struct yamp_advise arg = { .fd = buffer, .advice = advice };

	return node_ioctl(node_main, YAMP_IOC_ADVISE, &arg);
}

static int advise_dontneed(void)
{
	return advise(YAMP_ADVICE_DONTNEED);
}

/* The content may have been dropped: then this allocates it anew. */
static int advise_willneed(void)
{
	return advise(YAMP_ADVICE_WILLNEED);
}

static int purgeable_buffer(void)
{
	one_buffer();
	return advise_dontneed();
}

static int revoke_buffer(__u32 state)
{
	struct yamp_holder list[ROOM];
	struct yamp_revoke arg = { .fd = buffer, .holders = (uintptr_t)list,
				   .holder_count = ROOM, .holder_size = sizeof(list[0]) };
	int ret = node_ioctl(node_main, YAMP_IOC_REVOKE, &arg);

	return ret || arg.state == state ? ret : -EPROTO;
}

static int revoke_idle(void)
{
	return revoke_buffer(YAMP_REVOKE_DONE);
}

/* Its holders are listed. */
static int revoke_busy(void)
{
	return revoke_buffer(YAMP_REVOKE_BUSY);
}

/* With our descriptors, the buffer among them, but a process of its own. */
static int buffer_of_another(void)
{
	pid_t child = syscall(SYS_clone, CLONE_FILES | SIGCHLD, NULL, NULL, NULL, NULL);
	int status;

	if (!child) {
		one_buffer();
		_exit(buffer);
	}
	if (child < 0 || waitpid(child, &status, 0) != child)
		return -errno;
	buffer = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
	return 0;
}

/* Revoked while it is mapped and was never touched. */
static int revoked_mapping(void)
{
	int ret = buffer_of_another();

	if (ret)
		return ret;
	map = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, buffer, 0);
	return map == MAP_FAILED ? -errno : revoke_idle();
}

/* SIGBUS is the refusal of a fault. */
static int touch(void)
{
	if (TOUCH_FAILS())
		return -ENOMEM;
	return map[SIZE - 1] ? -EPROTO : 0;
}

static void unmap_and_close(bool acted)
{
	(void)acted;
	munmap((void *)map, SIZE);
	close(buffer);
}

static int list_holders(void)
{
	struct yamp_holder list[ROOM];
	struct yamp_holders arg = { .fd = buffer, .holders = (uintptr_t)list,
				    .holder_count = ROOM, .holder_size = sizeof(list[0]) };

	return node_ioctl(node_main, YAMP_IOC_HOLDERS, &arg);
}

static int stats(void)
{
	struct yamp_stat list[ROOM];
	struct yamp_stats arg = { .stats = (uintptr_t)list, .stat_count = ROOM,
				  .stat_size = sizeof(list[0]) };

	return node_ioctl(node_main, YAMP_IOC_STATS, &arg);
}

/* The first read of an open file makes room for what will happen. */
static int reading_file(void)
{
	reader = open("/dev/yamp", O_RDWR | O_CLOEXEC | O_NONBLOCK);
	return reader < 0 ? -errno : 0;
}

static int read_events(void)
{
	struct yamp_event events[ROOM];

	return read(reader, events, sizeof(events)) < 0 ? -errno : 0;
}

static void close_reader(bool acted)
{
	(void)acted;
	close(reader);
}

static int frame_and_output(__u32 placement)
{
	buffer = node_one(placement, NODE_XRGB8888, VIVID_WIDTH, VIVID_HEIGHT, O_RDWR | O_CLOEXEC);
	output = vivid_open();
	return vivid_prepare(output);
}

/* Above what the device reaches, where there is memory. */
static int contiguous_frame_and_output(void)
{
	return frame_and_output(YAMP_PLACEMENT_CONTIGUOUS);
}

static int queue(void)
{
	return vivid_queue(output, buffer);
}

static int queued_frame(void)
{
	buffer = vivid_buffer(YAMP_PLACEMENT_CONTIGUOUS);
	output = vivid_open();
	return vivid_take(output, buffer);
}

static void close_output(bool acted)
{
	(void)acted;
	close(output);
	close(buffer);
}

static const struct path paths[] = {
	{ "EXPORT", 0, one_buffer, export_buffer, close_both },
	{ "ADVISE, not needed", 0, one_buffer, advise_dontneed, close_buffer },
	{ "ADVISE, needed again", 0, purgeable_buffer, advise_willneed, close_buffer },
	{ "HOLDERS", 0, one_buffer, list_holders, close_buffer },
	{ "REVOKE", 0, one_buffer, revoke_idle, close_buffer },
	{ "another process's fault after REVOKE", 0, revoked_mapping, touch, unmap_and_close },
	{ "STATS", 0, one_buffer, stats, close_buffer },
	{ "reading events", -EAGAIN, reading_file, read_events, close_reader },
};

static const struct path map_paths[] = {
	{ "memory that moves for a device", 0, contiguous_frame_and_output, queue, close_output,
	  -EINVAL },	/* what videobuf2 makes of every error */
	{ "REVOKE, busy", 0, queued_frame, revoke_busy, close_output },
};

/* The list is made in one way or in another: both fail. Then it is told when asked again. */
static void test_no_list(void)
{
	int ret = queued_frame(), again;

	if (ret)
		tap_bail("cannot queue: %s", strerror(-ret));
	fault_all(true);
	ret = revoke_busy();
	fault_all(false);
	again = revoke_busy();
	tap_ok(ret == -ENOMEM && !again, "REVOKE, busy, and no memory for the list at all",
	       "%s, then %s", strerror(-ret), strerror(-again));
	close_output(true);
}

static void take_device(void)
{
	if (!vivid_load(1)) {
		tap_skip("memory that a device has", "no vivid video output");
		return;
	}
	path_take_all(map_paths, sizeof(map_paths) / sizeof(map_paths[0]));
	test_no_list();
}

int main(void)
{
	const char *missing = fault_missing();

	if (missing) {
		tap_skip("failures on demand", missing);
		return tap_end();
	}
	node_open();
	touch_may_fail();
	path_take_all(paths, sizeof(paths) / sizeof(paths[0]));
	take_device();
	vivid_unload();
	node_nothing_left();
	return tap_end();
}
