// SPDX-License-Identifier: MIT
/*
 * A window. Frames are paced by whoever shows them, which for a viewfinder is
 * the camera: a frame that comes before the last one was shown takes its place,
 * so no frame callbacks are asked for.
 */
#include <errno.h>
#include <stdlib.h>

#include "display-seat.h"
#include "display-window.h"

/* With the image that is about to be attached. */
static void use_picture(struct yamp_window *window, struct size image)
{
	bool same = picture_is_equal(&window->picture, &window->next);

	if (same && image.width == window->image.width && image.height == window->image.height)
		return;
	if (window->picture.transform != window->next.transform)
		wl_surface_set_buffer_transform(window->surface, window->next.transform);
	window->picture = window->next;
	window->image = image;
	if (!same && extent_fit(window))
		role_resized(window);
	extent_fill(window);
}

int yamp_window_set_picture(struct yamp_window *window, const struct yamp_picture *picture)
{
	int ret = picture_check(picture);

	if (!ret)
		window->next = *picture;
	return ret;
}

/* What a plugin tells of this surface alone. */
static void hear_media(struct yamp_window *window)
{
	struct yamp_display *display = window->display;
	struct yamp_surface_v1 *media;

	if (!display->placement && !display->has_constraints)
		return;
	media = yamp_manager_v1_get_surface(display->manager, window->surface);
	present_place(&window->present, media);
	if (media && display->has_constraints)
		targets_listen(&window->targets, yamp_surface_v1_get_constraints(media));
}

static int create_surface(struct yamp_window *window, const struct yamp_window_options *options)
{
	struct yamp_display *display = window->display;

	window->surface = wl_compositor_create_surface(display->compositor);
	if (!window->surface)
		return -ENOMEM;
	if (display->viewporter)
		window->viewport = wp_viewporter_get_viewport(display->viewporter, window->surface);
	color_init(&window->color, display, window->surface);
	hear_media(window);
	return role_create(window, options);
}

struct yamp_window *yamp_window_create(struct yamp_display *display,
				       const struct yamp_window_options *options,
				       const struct yamp_window_listener *listener, void *data)
{
	struct yamp_picture picture = { .width = options->width, .height = options->height };
	struct yamp_window *window;
	int ret = picture_check(&picture);

	if (ret) {
		errno = -ret;
		return NULL;
	}
	window = calloc(1, sizeof(*window));
	if (!window)
		return NULL;
	window->display = display;
	window->listener = listener;
	window->data = data;
	window->picture = window->next = picture;
	wl_list_insert(&display->windows, &window->link);
	present_init(&window->present, display, listener, data);
	ret = create_surface(window, options);
	if (ret) {
		yamp_window_destroy(window);
		errno = -ret;
		return NULL;
	}
	present_note_window(&window->present, options);
	seats_use(display, window);
	return window;
}

void yamp_window_destroy(struct yamp_window *window)
{
	if (!window)
		return;
	seats_forget(window->display, window);
	wl_list_remove(&window->link);
	present_finish(&window->present);
	targets_finish(&window->targets);
	color_finish(&window->color);
	copy_destroy(window->copy);
	if (window->viewport)
		wp_viewport_destroy(window->viewport);
	role_destroy(window);
	if (window->surface)
		wl_surface_destroy(window->surface);
	free(window);
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

uint32_t yamp_window_planes(const struct yamp_window *window, struct yamp_constraint *records,
			    uint32_t max)
{
	const struct targets *targets = window->targets.serial ? &window->targets :
								 &window->display->targets;

	return target_list_planes(&targets->told, NULL, records, max);
}

uint32_t yamp_window_targets_serial(const struct yamp_window *window)
{
	return window->targets.serial + window->display->targets.serial;
}

bool yamp_window_can_show(const struct yamp_window *window)
{
	return window->configured;
}

int yamp_window_show(struct yamp_window *window, struct yamp_image *image, uint64_t sequence,
		     uint64_t capture_ns)
{
	const struct yamp_frame *frame = yamp_buffer_frame(image->buffer);
	struct size size = { frame->width, frame->height };
	struct wl_buffer *wl_buffer;
	int ret;

	if (!image->ready || image->path == YAMP_PATH_NONE ||
	    !picture_is_inside(&window->next, size))
		return -EINVAL;
	if (image->held &&
	    (image != window->shown || picture_is_equal(&window->next, &window->picture)))
		return -EBUSY;
	if (!window->configured)
		return -EAGAIN;
	ret = window_content(window, image, &wl_buffer);
	if (ret)
		return ret;
	use_picture(window, size);
	color_apply(&window->color, frame);
	present_request(&window->present, window->surface, sequence, capture_ns);
	wl_surface_attach(window->surface, wl_buffer, 0, 0);
	wl_surface_damage_buffer(window->surface, 0, 0, frame->width, frame->height);
	wl_surface_commit(window->surface);
	window->mapped = true;
	window->shown = image;
	present_note_shown(&window->present, image, sequence, capture_ns);
	seats_note_shown(window->display, window);
	if (image->path != YAMP_PATH_COPY)
		image->held = true;
	else if (image->listener->released)
		image->listener->released(image->data, image);
	return 0;
}
