/* SPDX-License-Identifier: MIT */
/*
 * More surfaces than planes: one of them finds every plane taken by the others, which go
 * and come back. Of each frame it is told so, and when it has been so for a while the
 * targets come in another order.
 */
#include "crowd.h"

#include "batch.h"
#include "tap.h"
#include "window.h"

#define XR24 FOURCC('X', 'R', '2', '4')
#define NO_PLANE YAMP_PLACEMENT_V1_REASON_NO_PLANE
#define RENDERER YAMP_CONSTRAINTS_V1_KIND_RENDERER

#define TILES 12

/* Frames until the compositor has made up its mind, and until it believes that it has. */
#define PATIENCE 30
#define PATIENCE_ORDER 100

static const struct picture picture_parent = {.fourcc = XR24, .width = 320, .height = 240};
static const struct picture picture_tile = {.fourcc = XR24, .width = 32, .height = 24};

static struct batch targets;

static void show(struct tile *tile, struct told *told)
{
	tile_ask(tile, told);
	tile_attach(tile);
	wl_surface_commit(tile->surface);
}

/* One frame of each; how many are on planes. */
static unsigned int show_all(struct tile *tiles, struct told *told)
{
	unsigned int i, on_planes = 0;

	for (i = 0; i < TILES; i++)
		show(&tiles[i], &told[i]);
	for (i = 0; i < TILES; i++) {
		told_wait(&told[i], tiles[i].connection);
		on_planes += told[i].scanout;
	}
	return on_planes;
}

static unsigned int settle(struct tile *tiles, struct told *told)
{
	unsigned int i, on_planes = 0;

	for (i = 0; i < PATIENCE && (on_planes == 0 || i < 5); i++)
		on_planes = show_all(tiles, told);
	return on_planes;
}

/* Frames of one, until its targets are told with the renderer there, first or last. */
static void await_order(struct tile *tile, struct told *told, bool renderer_first, const char *what)
{
	const struct told_target *renderer = NULL;
	unsigned int frames;

	for (frames = 0; frames < PATIENCE_ORDER; frames++) {
		renderer = batch_find(&targets, RENDERER);
		if (renderer == &targets.targets[renderer_first ? 0 : targets.count - 1])
			break;
		show(tile, told);
		told_wait(told, tile->connection);
	}
	tap_ok(frames < PATIENCE_ORDER && !targets.wrong, what, "%u batches, the renderer is %td of %u; %s",
	       targets.done, renderer - targets.targets, targets.count, told_text(told));
	tap_note("after %u frames", frames);
}

/* The tiles lie above their parent, side by side. */
static void place(struct tile *tiles, struct tile *parent, struct connection *connection)
{
	unsigned int i;

	tile_init(parent, connection, NULL);
	tile_use_frames(parent, &picture_parent);
	tile_attach(parent);
	for (i = 0; i < TILES; i++) {
		tile_init(&tiles[i], connection, parent);
		tile_use_frames(&tiles[i], &picture_tile);
		wl_subsurface_set_position(tiles[i].subsurface, (int32_t)(i % 6 * 48),
					   (int32_t)(i / 6 * 40));
		wl_subsurface_set_desync(tiles[i].subsurface);
	}
	wl_surface_commit(parent->surface);
}

static void hide_above(struct tile *tiles, unsigned int lowest)
{
	unsigned int i;

	for (i = lowest + 1; i < TILES; i++) {
		wl_surface_attach(tiles[i].surface, NULL, 0, 0);
		wl_surface_commit(tiles[i].surface);
	}
}

static void find_taken(struct tile *tile, struct told *told)
{
	batch_begin(&targets, tile->connection, yamp_surface_v1_get_constraints(tile->media));
	batch_wait(&targets, 1);
	tap_ok(batch_find(&targets, RENDERER) == &targets.targets[targets.count - 1],
	       "its targets: planes before the renderer", "%u targets", targets.count);
	await_order(tile, told, true, "for a while: the renderer before planes");
}

void crowd(struct connection *connection)
{
	struct tile parent, tiles[TILES];
	unsigned int i, few, lowest = 0;
	struct told told[TILES];

	place(tiles, &parent, connection);
	few = settle(tiles, told);
	tap_ok(few > 0 && few < TILES, "more surfaces than planes", "%u of %d on planes", few,
	       TILES);
	while (lowest < TILES && told[lowest].scanout)
		lowest++;
	tap_ok(lowest < TILES && told[lowest].reasons == NO_PLANE,
	       "the lowest finds every plane taken", "of %u none", few);
	if (lowest == TILES)
		return;
	find_taken(&tiles[lowest], &told[lowest]);
	hide_above(tiles, lowest);
	await_order(&tiles[lowest], &told[lowest], false, "the others go: planes first again");
	tap_ok(told[lowest].scanout, "and it is on one", "%s", told_text(&told[lowest]));
	few = settle(tiles, told);
	tap_ok(!told[lowest].scanout && told[lowest].reasons == NO_PLANE,
	       "they come back and take it", "%s", told_text(&told[lowest]));
	batch_end(&targets);
	for (i = 0; i < TILES; i++)
		tile_finish(&tiles[i]);
	tile_finish(&parent);
}
