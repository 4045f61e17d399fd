/* SPDX-License-Identifier: MIT */
/*
 * What the compositor tells of frames: on a plane or composited, where, why.
 *
 * Usage: placement WESTON-PID plane|renderer|crowd [FOURCC]
 *
 * "plane": on a display with several planes, none of which takes FOURCC; "renderer":
 * on one without. Ends with clients that ask too much or forget what they asked. "crowd":
 * nothing but more surfaces than there are planes.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "crowd.h"
#include "killed.h"
#include "tap.h"
#include "window.h"

#define XR24 FOURCC('X', 'R', '2', '4')
#define REASON(name) YAMP_PLACEMENT_V1_REASON_##name

/* Seconds after which a test that waits for nothing ends the program. */
#define DEADLINE 300

/* Frames until the compositor has made up its mind. */
#define PATIENCE 30

static const struct picture picture_large = {.fourcc = XR24, .width = 320, .height = 240};
static const struct picture picture_medium = {.fourcc = XR24, .width = 300, .height = 200};
static const struct picture picture_small = {.fourcc = XR24, .width = 32, .height = 24};

static pid_t weston;
static bool planes;
static uint32_t foreign_fourcc;

/* Shows the next frame and waits for what is told. */
static void show(struct tile *tile, struct told *told)
{
	tile_ask(tile, told);
	tile_attach(tile);
	wl_surface_commit(tile->surface);
	told_wait(told, tile->connection);
}

/* Shows frames until one goes the way that is expected, for one of the reasons if there
 * are any; the last answer is in @told. */
static bool shows(struct tile *tile, struct told *told, bool scanout, uint32_t reasons)
{
	unsigned int i;

	for (i = 0; i < PATIENCE; i++) {
		show(tile, told);
		if (told->presented && told->scanout == scanout &&
		    (!reasons || told->reasons & reasons))
			return true;
	}
	tap_note("expected %s, reasons 0x%x: %s", scanout ? "scanout" : "composited", reasons,
		 told_text(told));
	return false;
}

/* The path that a frame takes which nothing keeps off a plane. */
static bool shows_at_best(struct tile *tile, struct told *told)
{
	return shows(tile, told, planes, planes ? 0 : REASON(NO_PLANE));
}

static void roundtrip(struct connection *connection, const char *what)
{
	tap_ok(wl_display_roundtrip(connection->display) >= 0, what, "the connection ended");
}

/* ---- what is told ------------------------------------------------------------------ */

static void test_path(struct tile *tile)
{
	struct timespec now;
	struct told told;

	tap_ok(shows_at_best(tile, &told), planes ? "on a plane" : "no planes, and that is said",
	       "see above");
	tap_ok(told.outputs == 1 && told.output == tile->connection->output,
	       "the output is named", "%u outputs", told.outputs);
	clock_gettime(planes ? CLOCK_MONOTONIC : CLOCK_MONOTONIC_RAW, &now);
	tap_ok(told.seconds <= (uint64_t)now.tv_sec && told.seconds + 60 > (uint64_t)now.tv_sec,
	       "the time is of now", "%llu, now is %llu", (unsigned long long)told.seconds,
	       (unsigned long long)now.tv_sec);
}

static void test_no_buffer(struct tile *tile)
{
	struct told told;

	tile_ask(tile, &told);
	wl_surface_set_input_region(tile->surface, NULL);
	wl_surface_commit(tile->surface);
	told_wait(&told, tile->connection);
	tap_ok(told.presented && told.scanout == planes && told.composited != planes,
	       "a commit without a new buffer", "%s", told_text(&told));
}

static void test_superseded(struct tile *tile)
{
	struct told first, again, second;

	tile_ask(tile, &first);
	tile_ask(tile, &again);
	tile_attach(tile);
	wl_surface_commit(tile->surface);
	show(tile, &second);
	tap_ok(first.ended && !first.presented && again.ended && !again.presented,
	       "a frame that a newer one replaces", "%s", told_text(&first));
	tap_ok(second.presented, "the newer one is told", "%s", told_text(&second));
}

static void test_twice(struct tile *tile)
{
	struct told told[2];

	tile_ask(tile, &told[0]);
	show(tile, &told[1]);
	told_wait(&told[0], tile->connection);
	tap_ok(told[0].presented && told[1].presented && told[0].reasons == told[1].reasons,
	       "asked twice, told twice", "%s", told_text(&told[0]));
}

static void test_format(struct tile *tile)
{
	const struct picture picture = {.fourcc = foreign_fourcc, .width = 320, .height = 240};
	struct told told;

	if (!tile_use_frames(tile, &picture)) {
		tap_skip("a format that no plane takes", "the renderer does not take it, too");
	} else {
		tap_ok(shows(tile, &told, false, REASON(FORMAT)),
		       "a format that no plane takes", "see above");
	}
	tile_use_frames(tile, &picture_large);
	tap_ok(shows_at_best(tile, &told), "and back to one that they take", "see above");
}

static void test_shm(struct tile *tile)
{
	struct told told;

	tile_use_shm(tile, 320, 240);
	show(tile, &told);
	tap_ok(told.composited && told.reasons == (planes ? 0 : REASON(NO_PLANE)) + REASON(MEMORY),
	       "wl_shm", "%s", told_text(&told));
	/* Another size: Weston 16 thinks again about planes only if more than the buffer
	 * is new. */
	tile_use_frames(tile, &picture_medium);
	tap_ok(shows_at_best(tile, &told), "and back to a dma-buf", "see above");
}

/* ---- sub-surfaces ------------------------------------------------------------------ */

static void test_synchronized(struct tile *tile)
{
	struct told told, of_parent;
	struct tile child;

	tile_init(&child, tile->connection, tile);
	tile_use_frames(&child, &picture_small);
	tile_ask(&child, &told);
	tile_attach(&child);
	wl_surface_commit(child.surface);
	roundtrip(tile->connection, "a synchronized sub-surface is committed");
	roundtrip(tile->connection, "twice");
	tap_ok(!told.ended, "nothing is told of it before the parent's commit", "%s",
	       told_text(&told));
	show(tile, &of_parent);
	told_wait(&told, tile->connection);
	tap_ok(told.presented && of_parent.presented, "then of both", "%s", told_text(&told));
	tile_finish(&child);
}

/* Something that only the renderer can draw lies over a surface, and goes. */
static void test_occluded(struct tile *tile)
{
	struct tile above;
	struct told told;

	tile_init(&above, tile->connection, tile);
	wl_subsurface_set_desync(above.subsurface);
	tile_use_shm(&above, 32, 24);
	tile_attach(&above);
	wl_surface_commit(above.surface);
	tap_ok(shows(tile, &told, false, REASON(OCCLUDED)), "composited content above",
	       "see above");
	tile_finish(&above);
	tap_ok(shows_at_best(tile, &told), "it goes: on a plane again", "see above");
}

/* ---- surfaces that go at any time -------------------------------------------------- */

static void test_unmapped(struct connection *connection)
{
	struct told shown, unmapped;
	struct tile tile;

	tile_init(&tile, connection, NULL);
	tile_use_frames(&tile, &picture_small);
	show(&tile, &shown);
	tap_ok(shown.presented, "a second window", "%s", told_text(&shown));
	tile_ask(&tile, &unmapped);
	wl_surface_attach(tile.surface, NULL, 0, 0);
	wl_surface_commit(tile.surface);
	roundtrip(connection, "it is unmapped with a question");
	tile_finish(&tile);
	told_wait(&unmapped, connection);
	tap_ok(unmapped.ended && !unmapped.presented, "and destroyed: discarded", "%s",
	       told_text(&unmapped));
}

/* What of a surface goes first, and whether it was committed. */
static void test_order(struct connection *connection, unsigned int round)
{
	struct told told;
	struct tile tile;

	tile_init(&tile, connection, NULL);
	tile_use_frames(&tile, &picture_small);
	tile_ask(&tile, &told);
	if (round & 1) {
		tile_attach(&tile);
		wl_surface_commit(tile.surface);
	}
	if (round & 2) {
		yamp_surface_v1_destroy(tile.media);
		tile.media = NULL;
	}
	if (round & 4)
		wl_display_roundtrip(connection->display);
	if (round & 8)
		told_forget(&told);
	if (round & 16)
		wl_display_roundtrip(connection->display);
	tile_finish(&tile);
	if (!(round & 8))
		told_wait(&told, connection);
}

static void test_orders(struct connection *connection)
{
	unsigned int round;

	for (round = 0; round < 32; round++)
		test_order(connection, round);
	roundtrip(connection, "surface, media side and question go in any order");
}

static void test_media_first(struct tile *tile)
{
	struct told told;

	tile_ask(tile, &told);
	yamp_surface_v1_destroy(tile->media);
	tile_attach(tile);
	wl_surface_commit(tile->surface);
	told_wait(&told, tile->connection);
	tile->media = yamp_manager_v1_get_surface(tile->connection->manager, tile->surface);
	tap_ok(told.presented, "the media side goes first: still told", "%s", told_text(&told));
}

/* ---- too much of everything -------------------------------------------------------- */

#define FLOOD 2000

static void test_flood(struct tile *tile)
{
	struct told *told = calloc(FLOOD, sizeof(*told)), last;
	unsigned int i, discarded = 0, presented = 0;

	for (i = 0; i < FLOOD; i++) {
		tile_ask(tile, &told[i]);
		if (i % 64 == 0)
			wl_display_roundtrip(tile->connection->display);
	}
	for (i = 0; i < FLOOD; i++)
		discarded += told[i].ended;
	tap_ok(discarded > 0, "too many questions: discarded at once", "none was");
	show(tile, &last);
	for (i = 0; i < FLOOD; i++) {
		told_wait(&told[i], tile->connection);
		presented += told[i].presented;
	}
	tap_ok(presented > 0 && presented < FLOOD / 2, "the first of them are answered",
	       "%u of %d", presented, FLOOD);
	show(tile, &last);
	tap_ok(last.presented, "and it can ask again", "%s", told_text(&last));
	free(told);
}

/* ---- protocol errors --------------------------------------------------------------- */

static void twice(struct connection *connection)
{
	struct wl_surface *surface = wl_compositor_create_surface(connection->compositor);

	yamp_manager_v1_get_surface(connection->manager, surface);
	yamp_manager_v1_get_surface(connection->manager, surface);
}

static void after_surface(struct connection *connection)
{
	struct wl_surface *surface = wl_compositor_create_surface(connection->compositor);
	struct yamp_surface_v1 *media =
		yamp_manager_v1_get_surface(connection->manager, surface);

	wl_surface_destroy(surface);
	yamp_surface_v1_get_placement(media);
}

static void check_error(const char *name, void (*provoke)(struct connection *connection),
			const char *expected, uint32_t code)
{
	struct connection *connection = connection_open(3);
	const struct wl_interface *interface = NULL;
	uint32_t id, found;

	provoke(connection);
	tap_ok(wl_display_roundtrip(connection->display) < 0, name, "the connection lives");
	found = wl_display_get_protocol_error(connection->display, &interface, &id);
	tap_ok(interface && strcmp(interface->name, expected) == 0 && found == code,
	       "by the right error", "error %u of %s", found,
	       interface ? interface->name : "nothing");
	connection_close(connection);
}

static void test_errors(void)
{
	struct connection *connection = connection_open(3);
	struct wl_surface *surface = wl_compositor_create_surface(connection->compositor);
	unsigned int i;

	for (i = 0; i < 3; i++)
		yamp_surface_v1_destroy(
			yamp_manager_v1_get_surface(connection->manager, surface));
	roundtrip(connection, "a media side after another");
	wl_surface_destroy(surface);
	connection_close(connection);
	check_error("two media sides at once", twice, "yamp_manager_v1",
		    YAMP_MANAGER_V1_ERROR_SURFACE_EXISTS);
	check_error("a question after the wl_surface went", after_surface, "yamp_surface_v1",
		    YAMP_SURFACE_V1_ERROR_NO_SURFACE);
}

/* ---- sudden death ------------------------------------------------------------------ */

/* In a process of its own: asks without end, until it is killed. */
static void ask_for_ever(void)
{
	struct connection *connection = connection_open(3);
	struct told told[4];
	struct tile tile;
	unsigned int i;

	tile_init(&tile, connection, NULL);
	tile_use_frames(&tile, &picture_small);
	for (i = 0;; i++) {
		if (i >= 4)
			told_forget(&told[i % 4]);
		tile_ask(&tile, &told[i % 4]);
		tile_attach(&tile);
		wl_surface_commit(tile.surface);
		if (wl_display_roundtrip(connection->display) < 0)
			_exit(1);
	}
}

/* ---- all --------------------------------------------------------------------------- */

static void test_stream(struct tile *tile)
{
	test_path(tile);
	test_no_buffer(tile);
	test_superseded(tile);
	test_twice(tile);
	test_shm(tile);
	if (planes) {
		test_format(tile);
		test_occluded(tile);
	}
	test_synchronized(tile);
	test_media_first(tile);
	test_flood(tile);
}

static void run_all(struct connection *connection)
{
	struct tile tile;

	tap_ok((connection->capabilities & 3) == (YAMP_MANAGER_V1_CAPABILITY_PLACEMENT |
						 YAMP_MANAGER_V1_CAPABILITY_PLACEMENT_REASON),
	       "placements and reasons are offered", "capabilities 0x%x",
	       connection->capabilities);
	tile_init(&tile, connection, NULL);
	tile_use_frames(&tile, &picture_large);
	test_stream(&tile);
	tile_finish(&tile);
	if (planes)
		crowd(connection);
	test_unmapped(connection);
	test_orders(connection);
	test_errors();
	killed_while(weston, ask_for_ever, "10 clients killed while they ask");
}

static uint32_t fourcc_of(const char *text)
{
	return strlen(text) == 4 ? FOURCC(text[0], text[1], text[2], text[3]) : 0;
}

int main(int argc, char **argv)
{
	struct connection *connection;

	weston = argc > 2 ? (pid_t)atoi(argv[1]) : 0;
	planes = argc > 2 && strcmp(argv[2], "plane") == 0;
	foreign_fourcc = argc > 3 ? fourcc_of(argv[3]) : 0;
	if (weston <= 0 || (planes && !foreign_fourcc)) {
		fprintf(stderr, "usage: placement WESTON-PID plane|renderer|crowd [FOURCC]\n");
		return 64;
	}
	alarm(DEADLINE);
	connection = connection_open(3);
	if (strcmp(argv[2], "crowd") == 0)
		crowd(connection);
	else
		run_all(connection);
	connection_close(connection);
	return tap_end();
}
