/* SPDX-License-Identifier: MIT */
/*
 * Two surfaces that go from one output to another with other limits: constraints
 * follow, and so does what becomes of their frames.
 *
 * Usage: outputs WESTON-PID LEFT RIGHT
 *
 * LEFT and RIGHT are names of outputs side by side. LEFT is 640 pixels wide and has overlay planes,
 * RIGHT has none. The surfaces belong to a window that fills LEFT, and can be moved beyond it: a
 * window of its own is where the compositor likes it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "batch.h"
#include "tap.h"
#include "window.h"

#define XR24 FOURCC('X', 'R', '2', '4')
#define FIGURE(name) YAMP_CONSTRAINTS_V1_FIGURE_##name
#define KIND(name) YAMP_CONSTRAINTS_V1_KIND_##name
#define SOURCE(name) YAMP_CONSTRAINTS_V1_SOURCE_##name

#define OUTPUTS 4
#define TILES 2
#define OUTPUT_VERSION 4 /* the first that tells names */

/* Frames until the compositor has made up its mind. */
#define PATIENCE 30

/* Seconds after which a test that waits for nothing ends the program. */
#define DEADLINE 300

/** struct screen - an output, by its name */
struct screen {
	struct wl_output *wl_output;
	char name[64];
};

static const struct picture picture = {.fourcc = XR24, .width = 160, .height = 128};

static const struct picture picture_window = {.fourcc = XR24, .width = 640, .height = 480};

static struct screen screens[OUTPUTS];
static unsigned int screen_count;
static struct batch batch;

/* ---- outputs ----------------------------------------------------------------------- */

/* Of all that is told of an output only its name counts. */
static int on_event(const void *data, void *output, uint32_t opcode,
		    const struct wl_message *message, union wl_argument *arguments)
{
	struct screen *screen = wl_output_get_user_data(output);

	if (strcmp(message->name, "name") == 0)
		snprintf(screen->name, sizeof(screen->name), "%s", arguments[0].s);
	return 0;
}

static void on_global(void *data, struct wl_registry *registry, uint32_t name,
		      const char *interface, uint32_t version)
{
	struct screen *screen = &screens[screen_count];

	if (strcmp(interface, wl_output_interface.name) != 0 || version < OUTPUT_VERSION ||
	    screen_count == OUTPUTS)
		return;
	screen_count++;
	screen->wl_output = wl_registry_bind(registry, name, &wl_output_interface, OUTPUT_VERSION);
	wl_proxy_add_dispatcher((struct wl_proxy *)screen->wl_output, on_event, NULL, screen);
}

static void on_global_remove(void *data, struct wl_registry *registry, uint32_t name)
{
}

static const struct wl_registry_listener registry_listener = {on_global, on_global_remove};

static void bind_screens(struct connection *connection)
{
	wl_registry_add_listener(wl_display_get_registry(connection->display), &registry_listener,
				 NULL);
	wl_display_roundtrip(connection->display);
	wl_display_roundtrip(connection->display);
}

static const struct screen *find_screen(const char *name)
{
	unsigned int i;

	for (i = 0; i < screen_count; i++) {
		if (strcmp(screens[i].name, name) == 0)
			return &screens[i];
	}
	tap_bail("there is no output %s", name);
	return NULL;
}

/* ---- constraints ------------------------------------------------------------------- */

static bool serves(const struct told_target *target, const char *output)
{
	unsigned int i;

	for (i = 0; i < target->output_count; i++) {
		if (strcmp(target->outputs[i], output) == 0)
			return true;
	}
	return !target->output_count;
}

/* Of this output alone: all planes serve it, and there is one at least. */
static bool is_of(const char *output)
{
	unsigned int i;

	for (i = 0; i < batch.count; i++) {
		if (!serves(&batch.targets[i], output))
			return false;
	}
	return batch.count > 1;
}

static bool has_planes_of(const char *output)
{
	unsigned int i;

	for (i = 0; i < batch.count; i++) {
		if (batch.targets[i].output_count && serves(&batch.targets[i], output))
			return true;
	}
	return false;
}

static bool is_settled(void)
{
	unsigned int i;

	for (i = 0; i < batch.count; i++) {
		if (batch.targets[i].source[FIGURE(PLANE_STRIDE_ALIGN)] != SOURCE(MEASURED))
			return false;
	}
	return batch.count > 0;
}

static bool has_overlay(void)
{
	return batch_find(&batch, KIND(OVERLAY_PLANE));
}

/* ---- frames ------------------------------------------------------------------------ */

static void show(struct tile *tiles, struct told *told)
{
	unsigned int i;

	for (i = 0; i < TILES; i++) {
		tile_ask(&tiles[i], &told[i]);
		tile_attach(&tiles[i]);
		wl_surface_commit(tiles[i].surface);
	}
	for (i = 0; i < TILES; i++)
		told_wait(&told[i], tiles[i].connection);
}

/* One is enough: with a window below, Weston 16 was not seen to put both on planes. */
static bool has_plane(const struct told *told)
{
	return (told[0].presented && told[0].scanout) || (told[1].presented && told[1].scanout);
}

static bool lacks_plane(const struct told *told)
{
	return (told[0].reasons | told[1].reasons) & YAMP_PLACEMENT_V1_REASON_NO_PLANE;
}

static bool shows(struct tile *tiles, struct told *told, bool (*like)(const struct told *told))
{
	unsigned int i;

	for (i = 0; i < PATIENCE; i++) {
		show(tiles, told);
		if (like(told))
			return true;
	}
	return false;
}

/* Until the targets of the first are those of @output. */
static void go_to(struct tile *tiles, struct tile *window, int32_t x, const char *output)
{
	struct told told[TILES];
	int32_t i;

	for (i = 0; i < TILES; i++)
		wl_subsurface_set_position(tiles[i].subsurface, x, 50 + 200 * i);
	wl_surface_commit(window->surface);
	for (i = 0; i < PATIENCE && !is_of(output); i++)
		show(tiles, told);
	tap_ok(is_of(output), "on an output: its targets alone", "%s: %u targets, %u batches",
	       output, batch.count, batch.done);
	tap_note("%s after %d frames: %u targets", output, i, batch.count);
}

/* ---- all --------------------------------------------------------------------------- */

/* One plane does not show two surfaces. */
static void test_right(struct tile *tiles, struct tile *window, const char *right)
{
	struct told told[TILES];
	bool lacks;

	go_to(tiles, window, (int32_t)picture_window.width + 50, right);
	tap_ok(!has_overlay(), "no overlay plane", "%u targets", batch.count);
	lacks = shows(tiles, told, lacks_plane);
	tap_ok(lacks, "two surfaces: no plane for one, and told why", "%s", told_text(told));
	tap_ok(told[0].output == find_screen(right)->wl_output, "on that output", "%s",
	       told_text(&told[0]));
}

static void test_left(struct tile *tiles, struct tile *window, const char *left)
{
	struct told told[TILES];
	bool has;

	go_to(tiles, window, 50, left);
	tap_ok(has_overlay(), "overlay planes", "%u targets", batch.count);
	has = shows(tiles, told, has_plane);
	tap_ok(has, "one of them on a plane", "%s", told_text(told));
	tap_ok(told[0].outputs == 2 && (told[0].output == find_screen(left)->wl_output ||
					told[0].output == tiles->connection->output),
	       "of that output, which was bound twice", "%s", told_text(&told[0]));
}

static void tiles_init(struct tile *tiles, struct connection *connection, struct tile *window)
{
	unsigned int i;

	tile_init(window, connection, NULL);
	if (!tile_use_frames(window, &picture_window))
		tap_bail("no window");
	tile_attach(window);
	for (i = 0; i < TILES; i++) {
		tile_init(&tiles[i], connection, window);
		if (!tile_use_frames(&tiles[i], &picture))
			tap_bail("no frames");
		wl_subsurface_set_desync(tiles[i].subsurface);
	}
	wl_surface_commit(window->surface);
}

int main(int argc, char **argv)
{
	struct tile tiles[TILES], window;
	struct connection *connection;
	unsigned int i;

	if (argc != 4) {
		fprintf(stderr, "usage: outputs WESTON-PID LEFT RIGHT\n");
		return 64;
	}
	alarm(DEADLINE);
	connection = connection_open(3);
	bind_screens(connection);
	tiles_init(tiles, connection, &window);
	batch_begin(&batch, connection, yamp_surface_v1_get_constraints(tiles->media));
	while (batch_wait(&batch, batch.done + 1) && !is_settled())
		;
	tap_ok(has_planes_of(argv[2]) && has_planes_of(argv[3]), "on no output: the targets of all",
	       "%u targets", batch.count);
	test_right(tiles, &window, argv[3]);
	test_left(tiles, &window, argv[2]);
	batch_end(&batch);
	for (i = 0; i < TILES; i++)
		tile_finish(&tiles[i]);
	tile_finish(&window);
	connection_close(connection);
	return tap_end();
}
