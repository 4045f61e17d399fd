/* SPDX-License-Identifier: MIT */
/* Frames that are revoked: before the compositor sees them, and while it shows them. */
#include "hostile.h"

#include <string.h>
#include <unistd.h>

#include "tap.h"

static struct frame new_frame_from(int node)
{
	struct frame frame;
	int error = frame_alloc_from(node, &frame, &picture_rgb);

	if (error)
		tap_bail("no frame from /dev/yamp: %s", strerror(-error));
	return frame;
}

static void take_back(int node, const struct frame *frame)
{
	int error = frame_revoke(node, frame);

	if (error)
		tap_bail("a frame cannot be revoked: %s", strerror(-error));
}

static void test_before(int node)
{
	struct connection *connection = connection_open(3);
	struct frame frame = new_frame_from(node);
	struct attempt attempt;

	take_back(node, &frame);
	attempt_begin(&attempt, connection);
	attempt_add(&attempt, frame.fds);
	yamp_import_v1_import(attempt.import);
	attempt_wait(&attempt);
	tap_ok(attempt.answer == ANSWER_REJECTED &&
		       attempt.reason == YAMP_IMPORT_V1_REASON_REVOKED,
	       "a frame that was revoked is refused for that", "%s", attempt_text(&attempt));
	attempt_end(&attempt);
	frame_free(&frame);
	connection_close(connection);
}

static void import_into(struct tile *tile, unsigned int slot, const struct frame *frame)
{
	struct attempt attempt;

	attempt_begin(&attempt, tile->connection);
	if (!import_frame(&attempt, frame))
		tap_bail("a good frame is not imported: %s", attempt_text(&attempt));
	tile->buffers[slot] = attempt.buffer;
	attempt.buffer = NULL;
	attempt_end(&attempt);
}

static void show_next(struct tile *tile, struct told *told)
{
	tile_ask(tile, told);
	tile_attach(tile);
	wl_surface_commit(tile->surface);
	told_wait(told, tile->connection);
}

/* One of them is on the screen then, the other one was never drawn. */
static void test_shown(int node)
{
	struct connection *connection = connection_open(3);
	struct frame frames[TILE_BUFFERS];
	struct told told[1 + TILE_BUFFERS];
	struct tile tile;
	unsigned int i;

	tile_init(&tile, connection, NULL);
	tile.width = picture_rgb.width;
	tile.height = picture_rgb.height;
	for (i = 0; i < TILE_BUFFERS; i++) {
		frames[i] = new_frame_from(node);
		import_into(&tile, i, &frames[i]);
	}
	show_next(&tile, &told[0]);
	for (i = 0; i < TILE_BUFFERS; i++)
		take_back(node, &frames[i]);
	for (i = 1; i <= TILE_BUFFERS; i++)
		show_next(&tile, &told[i]);
	tap_ok(told[0].presented && told[1].ended && told[2].ended,
	       "frames are revoked while they are shown", "%s", told_text(&told[TILE_BUFFERS]));
	tile_finish(&tile);
	for (i = 0; i < TILE_BUFFERS; i++)
		frame_free(&frames[i]);
	connection_close(connection);
}

void test_revoked(void)
{
	int node = open_yamp();

	if (node < 0)
		tap_bail("/dev/yamp cannot be opened: %s", strerror(-node));
	test_before(node);
	test_shown(node);
	close(node);
}
