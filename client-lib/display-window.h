/* SPDX-License-Identifier: MIT */
/* What a window is, for the files that it is made of. */
#ifndef DISPLAY_WINDOW_H
#define DISPLAY_WINDOW_H

#include "display-color.h"
#include "display-copy.h"
#include "display-picture.h"
#include "display-present.h"

/**
 * struct yamp_window - see yamp/display.h
 * @link: in yamp_display.windows
 * @xdg_surface: of a window of its own, as @toplevel; NULL inside of an application's
 * @subsurface: inside of an application's surface; NULL otherwise
 * @picture: what is seen of images
 * @next: likewise, of the next one
 * @image: size of the one that is attached
 * @shown: which that is; only compared, for it may be gone
 * @proposed: by the last configure event, or room in the application's surface; 0 is
 *	"as you like"
 * @proposed_exact: no other size is allowed
 * @x: of the room in the application's surface
 * @y: likewise
 * @size: of the surface; 0 before the first configure event
 * @exact: as @proposed_exact, for @size
 * @configured: pictures may be attached
 * @mapped: one is
 * @targets: of its output
 * @copy: for YAMP_PATH_COPY, made at the first such frame
 */
struct yamp_window {
	struct wl_list link;
	struct yamp_display *display;
	const struct yamp_window_listener *listener;
	void *data;
	struct wl_surface *surface;
	struct xdg_surface *xdg_surface;
	struct xdg_toplevel *toplevel;
	struct wl_subsurface *subsurface;
	struct wp_viewport *viewport;
	struct color color;
	struct present present;
	struct targets targets;
	struct copy *copy;
	struct yamp_picture picture;
	struct yamp_picture next;
	struct size image;
	const struct yamp_image *shown;
	struct size proposed;
	bool proposed_exact;
	int32_t x;
	int32_t y;
	struct size size;
	bool exact;
	bool configured;
	bool mapped;
};

/* display-extent.c */

/**
 * extent_fit - as large as the picture and what was proposed want it, from now on
 *
 * Returns whether anything changed. To be committed.
 */
bool extent_fit(struct yamp_window *window);

/** extent_fill - the surface shows what is to be seen of the image, and no more; likewise */
void extent_fill(struct yamp_window *window);

/**
 * extent_point - which point of the image is seen there?
 * @x: in surface units
 * @y: likewise
 *
 * Returns false before one was shown.
 */
bool extent_point(const struct yamp_window *window, double x, double y, double *image_x,
		  double *image_y);

/* display-role.c */

/** role_create - make the surface a window, or a part of the application's; 0 or -errno */
int role_create(struct yamp_window *window, const struct yamp_window_options *options);

/** role_destroy - before the surface goes */
void role_destroy(struct yamp_window *window);

/** role_resized - tell whoever has to know that extent_fit() changed something */
void role_resized(struct yamp_window *window);

#endif /* DISPLAY_WINDOW_H */
