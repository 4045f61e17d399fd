// SPDX-License-Identifier: MIT
/*
 * What the surface of pictures is: a window of its own, whose size is agreed on with the
 * compositor, or a subsurface, for which the application has room in a surface of its own.
 */
#include <errno.h>

#include "display-window.h"

static void xdg_surface_configure(void *data, struct xdg_surface *xdg_surface, uint32_t serial)
{
	struct yamp_window *window = data;
	bool resized;

	xdg_surface_ack_configure(xdg_surface, serial);
	resized = extent_fit(window);
	window->configured = true;
	if (window->mapped)
		wl_surface_commit(window->surface);
	if (resized && window->listener->resized)	/* may destroy the window */
		window->listener->resized(window->data, window->size.width, window->size.height);
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

/* Where pictures cannot be scaled the user cannot, either. */
static void limit_size(struct yamp_window *window, struct size size)
{
	if (window->viewport)
		return;
	xdg_toplevel_set_min_size(window->toplevel, size.width, size.height);
	xdg_toplevel_set_max_size(window->toplevel, size.width, size.height);
}

static int create_toplevel(struct yamp_window *window, const struct yamp_window_options *options)
{
	window->xdg_surface = xdg_wm_base_get_xdg_surface(window->display->wm_base,
							  window->surface);
	if (!window->xdg_surface)
		return -ENOMEM;
	window->toplevel = xdg_surface_get_toplevel(window->xdg_surface);
	if (!window->toplevel)
		return -ENOMEM;
	xdg_surface_add_listener(window->xdg_surface, &xdg_surface_listener, window);
	xdg_toplevel_add_listener(window->toplevel, &toplevel_listener, window);
	if (options->title)
		xdg_toplevel_set_title(window->toplevel, options->title);
	if (options->app_id)
		xdg_toplevel_set_app_id(window->toplevel, options->app_id);
	if (options->fullscreen)
		xdg_toplevel_set_fullscreen(window->toplevel, NULL);
	limit_size(window, picture_size(&window->picture));
	wl_surface_commit(window->surface);
	return 0;
}

static void set_position(struct yamp_window *window)
{
	struct size room = window->proposed.width ? window->proposed : window->size;

	wl_subsurface_set_position(window->subsurface,
				   window->x + (int32_t)(room.width - window->size.width) / 2,
				   window->y + (int32_t)(room.height - window->size.height) / 2);
}

/* Nobody is asked how large it may be. What the user does is for the application. */
static int create_subsurface(struct yamp_window *window, struct wl_surface *parent)
{
	struct yamp_display *display = window->display;
	struct wl_region *nothing;

	if (!display->subcompositor)
		return -ENOTSUP;
	window->subsurface = wl_subcompositor_get_subsurface(display->subcompositor,
							     window->surface, parent);
	nothing = wl_compositor_create_region(display->compositor);
	if (!window->subsurface || !nothing)
		return -ENOMEM;
	wl_subsurface_set_desync(window->subsurface);
	wl_surface_set_input_region(window->surface, nothing);
	wl_region_destroy(nothing);
	extent_fit(window);
	window->configured = true;
	return 0;
}

int role_create(struct yamp_window *window, const struct yamp_window_options *options)
{
	return options->parent ? create_subsurface(window, options->parent) :
				 create_toplevel(window, options);
}

void role_destroy(struct yamp_window *window)
{
	if (window->toplevel)
		xdg_toplevel_destroy(window->toplevel);
	if (window->xdg_surface)
		xdg_surface_destroy(window->xdg_surface);
	if (window->subsurface)
		wl_subsurface_destroy(window->subsurface);
}

void role_resized(struct yamp_window *window)
{
	if (window->subsurface)
		set_position(window);
	else
		limit_size(window, window->size);
}

void yamp_window_place(struct yamp_window *window, int32_t x, int32_t y, uint32_t width,
		       uint32_t height)
{
	if (!window->subsurface || !width || !height)
		return;
	window->x = x;
	window->y = y;
	window->proposed = (struct size){ width, height };
	extent_fit(window);
	set_position(window);
	if (window->mapped)
		wl_surface_commit(window->surface);
}

void yamp_window_set_fullscreen(struct yamp_window *window, bool fullscreen)
{
	if (!window->toplevel)
		return;
	if (fullscreen)
		xdg_toplevel_set_fullscreen(window->toplevel, NULL);
	else
		xdg_toplevel_unset_fullscreen(window->toplevel);
}
