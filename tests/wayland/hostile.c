/* SPDX-License-Identifier: MIT */
/*
 * Clients that give the compositor what they should not.
 *
 * Usage: hostile WESTON-PID
 *
 * Each refusal must be an event with the right reason, after which the same params
 * object makes a wl_buffer of a good frame. Each protocol error must end only the
 * connection that made it. At the end the compositor lives, has as many descriptors
 * as before, holds no buffer of ours and imports a good frame.
 */
#include "hostile.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "rest.h"
#include "tap.h"

/* Seconds after which a test that waits for nothing ends the program. */
#define DEADLINE 300

const struct picture picture_rgb = {.fourcc = XR24, .width = 64, .height = 48};
const struct picture picture_split = {
	.fourcc = NV12,
	.width = 64,
	.height = 48,
	.objects = YAMP_OBJECTS_PER_PLANE,
};

pid_t weston;

struct frame new_frame(const struct picture *picture)
{
	struct frame frame;
	int error = frame_alloc(&frame, picture);

	if (error)
		tap_bail("no frame from /dev/yamp: %s", strerror(-error));
	return frame;
}

unsigned int fds_of_weston(void)
{
	return fds_of(weston);
}

static unsigned int buffers_held(void)
{
	return buffers_used();
}

bool import_frame(struct attempt *attempt, const struct frame *frame)
{
	attempt_add(attempt, frame->fds);
	yamp_import_v1_import(attempt->import);
	return attempt_wait(attempt) == ANSWER_CREATED;
}

static void test_good(const char *name, const struct picture *picture)
{
	struct connection *connection = connection_open(3);
	struct frame frame = new_frame(picture);
	struct attempt attempt;

	attempt_begin(&attempt, connection);
	tap_ok(import_frame(&attempt, &frame), name, "%s", attempt_text(&attempt));
	attempt_end(&attempt);
	frame_free(&frame);
	connection_close(connection);
}

static void test_allocator(void)
{
	struct connection *connection = connection_open(3);
	struct stat status = {0};

	stat("/dev/yamp", &status);
	tap_ok(connection->allocator_version == YAMP_UAPI_VERSION &&
		       connection->allocator_device == status.st_rdev,
	       "the allocator is named by its node and version", "version %u, device %u:%u",
	       connection->allocator_version, major(connection->allocator_device),
	       minor(connection->allocator_device));
	connection_close(connection);
}

static void test_left_behind(unsigned int fds_before, unsigned int buffers_before)
{
	bool fds_settled = settles(fds_of_weston, fds_before);
	bool buffers_settled = settles(buffers_held, buffers_before);

	tap_ok(kill(weston, 0) == 0, "the compositor lives", "process %d is gone", (int)weston);
	tap_ok(fds_settled, "it has as many descriptors as before", "%u before, %u now", fds_before,
	       fds_of_weston());
	tap_ok(buffers_settled, "no buffer of ours is left", "%u before, %u now", buffers_before,
	       buffers_held());
}

void show_frame(struct tile *tile, struct connection *connection, struct told *told)
{
	tile_init(tile, connection, NULL);
	tile_use_frames(tile, &picture_rgb);
	tile_ask(tile, told);
	tile_attach(tile);
	wl_surface_commit(tile->surface);
	told_wait(told, connection);
}

/* What all this is for: the next client sees nothing of it. */
static void test_shown(void)
{
	struct connection *connection = connection_open(3);
	struct told told;
	struct tile tile;

	show_frame(&tile, connection, &told);
	tap_ok(told.presented, "the next client's frame is shown", "%s", told_text(&told));
	tile_finish(&tile);
	connection_close(connection);
}

int main(int argc, char **argv)
{
	unsigned int fds_before, buffers_before;

	weston = argc == 2 ? (pid_t)atoi(argv[1]) : 0;
	if (weston <= 0) {
		fprintf(stderr, "usage: hostile WESTON-PID\n");
		return 64;
	}
	alarm(DEADLINE);
	test_good("a good frame before all else", &picture_rgb);
	test_good("a good frame in two dma-bufs", &picture_split);
	fds_before = at_rest(fds_of_weston);
	buffers_before = at_rest(buffers_held);
	test_allocator();
	test_files();
	test_objects();
	test_crowds();
	test_left_behind(fds_before, buffers_before);
	test_good("a good frame after all that", &picture_rgb);
	test_revoked();
	test_in_use();
	test_shown();
	return tap_end();
}
