/* SPDX-License-Identifier: MIT */
/* Surfaces, and what the compositor tells of their frames. */
#ifndef WINDOW_H
#define WINDOW_H

#include "connection.h"
#include "dmabufs.h"

#define TILE_BUFFERS 2

/**
 * struct told - what was told of one commit
 * @ended: by presented or discarded
 * @outputs: how many "output" came
 */
struct told {
	struct yamp_placement_v1 *placement; /* NULL once it has ended */
	bool ended;
	bool presented;
	bool scanout;
	bool composited;
	uint32_t reasons;
	unsigned int outputs;
	struct wl_output *output;
	uint64_t seconds;
};

/**
 * struct tile - a surface: a toplevel or, with a parent, a sub-surface
 * @media: its yamp_surface_v1
 * @buffers: shown in turn
 */
struct tile {
	struct connection *connection;
	struct wl_surface *surface;
	struct yamp_surface_v1 *media;
	struct wl_subsurface *subsurface;
	struct xdg_surface *xdg_surface;
	struct xdg_toplevel *toplevel;
	bool configured;
	uint32_t width, height;
	struct wl_buffer *buffers[TILE_BUFFERS];
	unsigned int next;
};

/** tile_init - without a buffer yet; @parent NULL makes a toplevel, configured */
void tile_init(struct tile *tile, struct connection *connection, struct tile *parent);

/** tile_use_frames - buffers of ours; false if the compositor does not take them */
bool tile_use_frames(struct tile *tile, const struct picture *picture);

/** tile_use_shm - buffers of wl_shm, XRGB8888 */
void tile_use_shm(struct tile *tile, uint32_t width, uint32_t height);

/** tile_attach - the next buffer, all of it damaged */
void tile_attach(struct tile *tile);

/** tile_ask - ask what becomes of the next commit; @told must stay until it ended */
void tile_ask(struct tile *tile, struct told *told);

/**
 * tile_finish - destroys what is left of it, but for its wl_buffers
 *
 * Those go with the connection. A software renderer and the display backend know
 * imported buffers by the same handles of the same DRM file: after one that both of
 * them used Weston 16 seems to close a handle that is somebody else's by then, even that of
 * the frame it renders to.
 */
void tile_finish(struct tile *tile);

/** told_wait - until it ended, or the connection did */
void told_wait(const struct told *told, struct connection *connection);

/** told_forget - destroy the object that waits, if it does */
void told_forget(struct told *told);

/** told_text - for people; overwritten by the next call */
const char *told_text(const struct told *told);

#endif /* WINDOW_H */
