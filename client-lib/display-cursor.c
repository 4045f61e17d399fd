// SPDX-License-Identifier: MIT
/*
 * How the pointer looks over windows that hear of it: an arrow, which goes when the pointer has
 * rested while frames were shown. These are the clock, so over a picture that stands still it stays.
 */
#include <stdlib.h>
#include <wayland-cursor.h>

#include "clock.h"
#include "display-seat.h"

#define REST_NS NS_PER_S
#define MAX_SIZE 512

static int theme_size(void)
{
	const char *text = getenv("XCURSOR_SIZE");
	int size = text ? atoi(text) : 0;

	return size > 0 && size <= MAX_SIZE ? size : 24;
}

static struct wl_cursor_image *find_arrow(struct seat *seat)
{
	struct cursor *cursor = &seat->cursor;
	struct wl_cursor *arrow = NULL;

	if (!cursor->theme)
		cursor->theme = wl_cursor_theme_load(getenv("XCURSOR_THEME"), theme_size(),
						     seat->display->shm);
	if (cursor->theme)
		arrow = wl_cursor_theme_get_cursor(cursor->theme, "default");
	if (cursor->theme && !arrow)
		arrow = wl_cursor_theme_get_cursor(cursor->theme, "left_ptr");
	if (arrow && !cursor->surface)
		cursor->surface = wl_compositor_create_surface(seat->display->compositor);
	return arrow ? arrow->images[0] : NULL;
}

static void show(struct seat *seat)
{
	struct wl_cursor_image *arrow = find_arrow(seat);
	struct cursor *cursor = &seat->cursor;
	struct wl_buffer *wl_buffer = arrow ? wl_cursor_image_get_buffer(arrow) : NULL;

	if (!wl_buffer || !cursor->surface)
		return;
	wl_pointer_set_cursor(seat->pointer, cursor->serial, cursor->surface, arrow->hotspot_x,
			      arrow->hotspot_y);
	wl_surface_attach(cursor->surface, wl_buffer, 0, 0);
	wl_surface_damage_buffer(cursor->surface, 0, 0, arrow->width, arrow->height);
	wl_surface_commit(cursor->surface);
	cursor->shown = true;
}

void cursor_enter(struct seat *seat, uint32_t serial)
{
	seat->cursor.serial = serial;
	seat->cursor.shown = false;
	cursor_move(seat);
}

void cursor_move(struct seat *seat)
{
	seat->cursor.moved_ns = clock_now_ns();
	if (!seat->cursor.shown)
		show(seat);
}

void cursor_rest(struct seat *seat)
{
	struct cursor *cursor = &seat->cursor;

	if (!cursor->shown || clock_now_ns() < cursor->moved_ns + REST_NS)
		return;
	wl_pointer_set_cursor(seat->pointer, cursor->serial, NULL, 0, 0);
	cursor->shown = false;
}

void cursor_finish(struct cursor *cursor)
{
	if (cursor->surface)
		wl_surface_destroy(cursor->surface);
	if (cursor->theme)
		wl_cursor_theme_destroy(cursor->theme);
	*cursor = (struct cursor){ 0 };
}
