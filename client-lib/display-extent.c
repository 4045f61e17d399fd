// SPDX-License-Identifier: MIT
/* How large the surface of pictures is, and which part of an image fills it. */
#include "display-window.h"

/* What is not seen, or cut off where the size is not ours to choose: it is filled. */
void extent_fill(struct yamp_window *window)
{
	wl_fixed_t none = wl_fixed_from_int(-1);
	struct area source;

	if (!window->viewport || !window->image.width)
		return;
	source = picture_source(&window->picture, window->image,
				window->exact ? &window->size : NULL);
	if (picture_is_whole(&window->picture, window->image, &source)) {
		wp_viewport_set_source(window->viewport, none, none, none, none);
		return;
	}
	wp_viewport_set_source(window->viewport, wl_fixed_from_int(source.x),
			       wl_fixed_from_int(source.y), wl_fixed_from_int(source.width),
			       wl_fixed_from_int(source.height));
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

bool extent_fit(struct yamp_window *window)
{
	struct size size = picture_size(&window->picture);
	bool exact = window->viewport && window->proposed_exact;

	if (window->viewport && window->proposed.width && window->proposed.height)
		size = exact ? window->proposed : size_fit(size, window->proposed);
	if (size.width == window->size.width && size.height == window->size.height &&
	    exact == window->exact)
		return false;
	window->size = size;
	window->exact = exact;
	if (window->viewport)
		wp_viewport_set_destination(window->viewport, size.width, size.height);
	extent_fill(window);
	set_opaque(window);
	return true;
}

bool extent_point(const struct yamp_window *window, double x, double y, double *image_x,
		  double *image_y)
{
	struct area source;

	if (!window->mapped)
		return false;
	source = picture_source(&window->picture, window->image,
				window->exact ? &window->size : NULL);
	picture_point(&window->picture, window->image,
		      source.x + x * source.width / window->size.width,
		      source.y + y * source.height / window->size.height, image_x, image_y);
	return true;
}
