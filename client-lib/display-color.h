/* SPDX-License-Identifier: MIT */
/* How samples are to be understood: display-color.c. */
#ifndef DISPLAY_COLOR_H
#define DISPLAY_COLOR_H

#include "display-priv.h"

/** color_listen - learn which encodings and ranges the compositor knows */
void color_listen(struct yamp_display *display);

/**
 * struct color - what was said of the colours of one surface
 * @said: encoding and range of @surface hold
 */
struct color {
	struct yamp_display *display;
	struct wl_surface *surface;
#if HAVE_COLOR_REPRESENTATION
	struct wp_color_representation_surface_v1 *representation;
#endif
	bool said;
	uint32_t encoding;
	uint32_t range;
};

/** color_init - nothing said yet */
void color_init(struct color *color, struct yamp_display *display, struct wl_surface *surface);

/** color_finish - nothing is said any more */
void color_finish(struct color *color);

/** color_apply - say how the samples of @frame are to be understood */
void color_apply(struct color *color, const struct yamp_frame *frame);

#endif /* DISPLAY_COLOR_H */
