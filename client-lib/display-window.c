// SPDX-License-Identifier: MIT
/*
 * A window. Frames are paced by whoever shows them, which for a viewfinder is
 * the camera: a frame that comes before the last one was shown takes its place,
 * so no frame callbacks are asked for.
 */
#include <errno.h>
#include <stdlib.h>

#include "display-priv.h"

/** struct size - of a surface, in surface units */
struct size {
	uint32_t width;
	uint32_t height;
};

/**
 * struct yamp_window - see yamp/display.h
 * @picture: size of the pictures that it was made for
 * @proposed: by the last configure event; 0 is "as you like"
 * @proposed_exact: no other size is allowed
 * @size: of the surface; 0 before the first configure event
 * @exact: as @proposed_exact, for @size
 * @configured: pictures may be attached
 * @mapped: one is
 * @copy: for YAMP_PATH_COPY, made at the first such frame
 */
struct yamp_window {
	struct yamp_display *display;
	const struct yamp_window_listener *listener;
	void *data;
	struct wl_surface *surface;
	struct xdg_surface *xdg_surface;
	struct xdg_toplevel *toplevel;
	struct wp_viewport *viewport;
	struct color color;
	struct present present;
	struct copy *copy;
	struct size picture;
	struct size proposed;
	bool proposed_exact;
	struct size size;
	bool exact;
	bool configured;
	bool mapped;
};

/* The largest size inside @room that has the picture's proportions. */
static struct size fit(struct size picture, struct size room)
{
	uint64_t by_width = (uint64_t)room.width * picture.height;
	uint64_t by_height = (uint64_t)room.height * picture.width;
	struct size size = room;

	if (by_width < by_height)
		size.height = by_width / picture.width;
	else
		size.width = by_height / picture.height;
	size.width = size.width ? size.width : 1;
	size.height = size.height ? size.height : 1;
	return size;
}

/* What is cut off where the size is not ours to choose: it is filled. */
static void set_crop(struct yamp_window *window)
{
	wl_fixed_t none = wl_fixed_from_int(-1);
	struct size seen;

	if (!window->exact) {
		wp_viewport_set_source(window->viewport, none, none, none, none);
		return;
	}
	seen = fit(window->size, window->picture);
	wp_viewport_set_source(window->viewport,
			       wl_fixed_from_int((window->picture.width - seen.width) / 2),
			       wl_fixed_from_int((window->picture.height - seen.height) / 2),
			       wl_fixed_from_int(seen.width), wl_fixed_from_int(seen.height));
}

static void set_opaque(struct yamp_window *window)
{
	struct wl_region *region = wl_compositor_create_region(window->display->compositor);

	if (!region)
		return;
	wl_region_add(region, 0, 0, window->size.width, window->size.height);
	wl_surface_set_opaque_region(window->surface, region);
	wl_region_destroy(region);
}

/* Returns whether anything changed. */
static bool window_resize(struct yamp_window *window, struct size size, bool exact)
{
	if (size.width == window->size.width && size.height == window->size.height &&
	    exact == window->exact)
		return false;
	window->size = size;
	window->exact = exact;
	if (window->viewport) {
		wp_viewport_set_destination(window->viewport, size.width, size.height);
		set_crop(window);
	}
	set_opaque(window);
	return true;
}

static void xdg_surface_configure(void *data, struct xdg_surface *xdg_surface, uint32_t serial)
{
	struct yamp_window *window = data;
	struct size size = window->picture;
	bool resized;

	xdg_surface_ack_configure(xdg_surface, serial);
	if (window->viewport && window->proposed.width && window->proposed.height)
		size = window->proposed_exact ? window->proposed :
						fit(window->picture, window->proposed);
	resized = window_resize(window, size, window->viewport && window->proposed_exact);
	window->configured = true;
	if (window->mapped)
		wl_surface_commit(window->surface);
	if (resized && window->listener->resized)	/* may destroy the window */
		window->listener->resized(window->data, size.width, size.height);
}

static const struct xdg_surface_listener xdg_surface_listener = {
	.configure = xdg_surface_configure,
};

/* A fullscreen surface may be smaller: the compositor puts black around it. */
static bool is_exact(struct wl_array *states)
{
	bool exact = false;
	uint32_t *state;

	wl_array_for_each(state, states) {
		if (*state == XDG_TOPLEVEL_STATE_FULLSCREEN)
			return false;
		if (*state == XDG_TOPLEVEL_STATE_MAXIMIZED ||
		    (*state >= XDG_TOPLEVEL_STATE_TILED_LEFT &&
		     *state <= XDG_TOPLEVEL_STATE_TILED_BOTTOM))
			exact = true;
	}
	return exact;
}

static void toplevel_configure(void *data, struct xdg_toplevel *toplevel, int32_t width,
			       int32_t height, struct wl_array *states)
{
	struct yamp_window *window = data;

	window->proposed = (struct size){ width > 0 ? width : 0, height > 0 ? height : 0 };
	window->proposed_exact = is_exact(states);
}

static void toplevel_close(void *data, struct xdg_toplevel *toplevel)
{
	struct yamp_window *window = data;

	if (window->listener->closed)
		window->listener->closed(window->data);
}

static const struct xdg_toplevel_listener toplevel_listener = {
	.configure = toplevel_configure,
	.close = toplevel_close,
};

static int window_create_surface(struct yamp_window *window)
{
	struct yamp_display *display = window->display;

	window->surface = wl_compositor_create_surface(display->compositor);
	if (!window->surface)
		return -ENOMEM;
	window->xdg_surface = xdg_wm_base_get_xdg_surface(display->wm_base, window->surface);
	if (!window->xdg_surface)
		return -ENOMEM;
	window->toplevel = xdg_surface_get_toplevel(window->xdg_surface);
	if (!window->toplevel)
		return -ENOMEM;
	if (display->viewporter)
		window->viewport = wp_viewporter_get_viewport(display->viewporter, window->surface);
	xdg_surface_add_listener(window->xdg_surface, &xdg_surface_listener, window);
	xdg_toplevel_add_listener(window->toplevel, &toplevel_listener, window);
	return 0;
}

static void window_ask(struct yamp_window *window, const struct yamp_window_options *options)
{
	if (options->title)
		xdg_toplevel_set_title(window->toplevel, options->title);
	if (options->app_id)
		xdg_toplevel_set_app_id(window->toplevel, options->app_id);
	if (options->fullscreen)
		xdg_toplevel_set_fullscreen(window->toplevel, NULL);
	if (!window->viewport) {
		xdg_toplevel_set_min_size(window->toplevel, options->width, options->height);
		xdg_toplevel_set_max_size(window->toplevel, options->width, options->height);
	}
	wl_surface_commit(window->surface);
}

struct yamp_window *yamp_window_create(struct yamp_display *display,
				       const struct yamp_window_options *options,
				       const struct yamp_window_listener *listener, void *data)
{
	struct yamp_window *window;

	if (!options->width || !options->height || options->width > YAMP_MAX_DIMENSION ||
	    options->height > YAMP_MAX_DIMENSION) {
		errno = EINVAL;
		return NULL;
	}
	window = calloc(1, sizeof(*window));
	if (!window)
		return NULL;
	window->display = display;
	window->listener = listener;
	window->data = data;
	window->picture = (struct size){ options->width, options->height };
	present_init(&window->present, display, listener, data);
	if (window_create_surface(window)) {
		yamp_window_destroy(window);
		errno = ENOMEM;
		return NULL;
	}
	color_init(&window->color, display, window->surface);
	present_note_window(&window->present, options);
	window_ask(window, options);
	return window;
}

void yamp_window_destroy(struct yamp_window *window)
{
	if (!window)
		return;
	present_finish(&window->present);
	color_finish(&window->color);
	copy_destroy(window->copy);
	if (window->viewport)
		wp_viewport_destroy(window->viewport);
	if (window->toplevel)
		xdg_toplevel_destroy(window->toplevel);
	if (window->xdg_surface)
		xdg_surface_destroy(window->xdg_surface);
	if (window->surface)
		wl_surface_destroy(window->surface);
	free(window);
}

void yamp_window_set_fullscreen(struct yamp_window *window, bool fullscreen)
{
	if (fullscreen)
		xdg_toplevel_set_fullscreen(window->toplevel, NULL);
	else
		xdg_toplevel_unset_fullscreen(window->toplevel);
}

/* The wl_buffer to attach for an image: its own, or that of a copy. */
static int window_content(struct yamp_window *window, struct yamp_image *image,
			  struct wl_buffer **wl_buffer)
{
	const struct yamp_frame *frame = yamp_buffer_frame(image->buffer);

	if (image->path != YAMP_PATH_COPY) {
		*wl_buffer = image->wl_buffer;
		return 0;
	}
	if (window->copy && !copy_fits(window->copy, frame)) {
		copy_destroy(window->copy);
		window->copy = NULL;
	}
	if (!window->copy)
		window->copy = copy_create(window->display, frame);
	if (!window->copy)
		return -errno;
	return copy_frame(window->copy, image->buffer, wl_buffer);
}

bool yamp_window_can_show(const struct yamp_window *window)
{
	return window->configured;
}

int yamp_window_show(struct yamp_window *window, struct yamp_image *image, uint64_t sequence,
		     uint64_t capture_ns)
{
	const struct yamp_frame *frame = yamp_buffer_frame(image->buffer);
	struct wl_buffer *wl_buffer;
	int ret;

	if (!image->ready || image->path == YAMP_PATH_NONE)
		return -EINVAL;
	if (image->held)
		return -EBUSY;
	if (!window->configured)
		return -EAGAIN;
	ret = window_content(window, image, &wl_buffer);
	if (ret)
		return ret;
	color_apply(&window->color, frame);
	present_request(&window->present, window->surface, sequence, capture_ns);
	wl_surface_attach(window->surface, wl_buffer, 0, 0);
	wl_surface_damage_buffer(window->surface, 0, 0, frame->width, frame->height);
	wl_surface_commit(window->surface);
	window->mapped = true;
	present_note_shown(&window->present, image);
	if (image->path != YAMP_PATH_COPY)
		image->held = true;
	else if (image->listener->released)
		image->listener->released(image->data, image);
	return 0;
}
