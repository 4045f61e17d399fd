// SPDX-License-Identifier: MIT
/*
 * Which matrix and range the samples of a surface are in, where the compositor
 * has color-representation. Without it a compositor guesses, and not all guess
 * the same: Weston 14 takes BT.601, 16 takes BT.709.
 */
#include "display-color.h"

#if HAVE_COLOR_REPRESENTATION

#define SURFACE(name) WP_COLOR_REPRESENTATION_SURFACE_V1_##name

static const uint32_t coefficients[DISPLAY_ENCODINGS] = {
	[YAMP_COLOR_ENCODING_BT601] = SURFACE(COEFFICIENTS_BT601),
	[YAMP_COLOR_ENCODING_BT709] = SURFACE(COEFFICIENTS_BT709),
	[YAMP_COLOR_ENCODING_BT2020] = SURFACE(COEFFICIENTS_BT2020),
};

static const uint32_t ranges[DISPLAY_RANGES] = {
	[YAMP_COLOR_RANGE_LIMITED] = SURFACE(RANGE_LIMITED),
	[YAMP_COLOR_RANGE_FULL] = SURFACE(RANGE_FULL),
};

static void supported_alpha_mode(void *data, struct wp_color_representation_manager_v1 *manager,
				 uint32_t alpha_mode)
{
}

static void supported_coefficients(void *data, struct wp_color_representation_manager_v1 *manager,
				   uint32_t coefficient, uint32_t range)
{
	struct yamp_display *display = data;

	for (uint32_t i = 1; i < DISPLAY_ENCODINGS; i++) {
		for (uint32_t j = 1; j < DISPLAY_RANGES; j++) {
			if (coefficients[i] == coefficient && ranges[j] == range)
				display->colors[i][j] = true;
		}
	}
}

static void supported_done(void *data, struct wp_color_representation_manager_v1 *manager)
{
}

static const struct wp_color_representation_manager_v1_listener manager_listener = {
	.supported_alpha_mode = supported_alpha_mode,
	.supported_coefficients_and_ranges = supported_coefficients,
	.done = supported_done,
};

void color_listen(struct yamp_display *display)
{
	wp_color_representation_manager_v1_add_listener(display->color_manager, &manager_listener,
							display);
}

void color_finish(struct color *color)
{
	if (color->representation)
		wp_color_representation_surface_v1_destroy(color->representation);
	color->representation = NULL;
}

static void color_say(struct color *color, const struct yamp_frame *frame)
{
	struct yamp_display *display = color->display;

	if (!yamp_display_converts(display, frame->color_encoding, frame->color_range)) {
		color_finish(color);	/* it guesses again, from the next commit on */
		return;
	}
	if (!color->representation)
		color->representation = wp_color_representation_manager_v1_get_surface(
			display->color_manager, color->surface);
	if (color->representation)
		wp_color_representation_surface_v1_set_coefficients_and_range(
			color->representation, coefficients[frame->color_encoding],
			ranges[frame->color_range]);
}

#else

void color_finish(struct color *color)
{
}

static void color_say(struct color *color, const struct yamp_frame *frame)
{
}

#endif

bool yamp_display_converts(const struct yamp_display *display, uint32_t encoding, uint32_t range)
{
	return encoding < DISPLAY_ENCODINGS && range < DISPLAY_RANGES &&
	       display->colors[encoding][range];
}

void color_init(struct color *color, struct yamp_display *display, struct wl_surface *surface)
{
	*color = (struct color){ .display = display, .surface = surface };
}

void color_apply(struct color *color, const struct yamp_frame *frame)
{
	if (color->said && color->encoding == frame->color_encoding &&
	    color->range == frame->color_range)
		return;
	color_say(color, frame);
	color->said = true;
	color->encoding = frame->color_encoding;
	color->range = frame->color_range;
}
