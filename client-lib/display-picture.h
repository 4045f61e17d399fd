/* SPDX-License-Identifier: MIT */
#ifndef DISPLAY_PICTURE_H
#define DISPLAY_PICTURE_H

#include <yamp/display.h>

/** struct size - of a surface, in surface units */
struct size {
	uint32_t width;
	uint32_t height;
};

/** struct area - of an image as the compositor turned it, pixels */
struct area {
	uint32_t x;
	uint32_t y;
	uint32_t width;
	uint32_t height;
};

/** size_fit - the largest size inside @room that has the picture's proportions */
struct size size_fit(struct size picture, struct size room);

/** picture_check - 0; -EINVAL: it is empty or too large */
int picture_check(const struct yamp_picture *picture);

/** picture_is_inside - does an image have all of it? */
bool picture_is_inside(const struct yamp_picture *picture, struct size image);

bool picture_is_equal(const struct yamp_picture *a, const struct yamp_picture *b);

/** picture_size - as large as it wants to be, turned */
struct size picture_size(const struct yamp_picture *picture);

/**
 * picture_source - what the compositor is to take of an image, in its own order: turned
 * @window: that has to be filled, and is cropped for; NULL: all of the picture
 */
struct area picture_source(const struct yamp_picture *picture, struct size image,
			   const struct size *window);

/** picture_point - where a point of the image lies that the compositor turned, before that */
void picture_point(const struct yamp_picture *picture, struct size image, double x, double y,
		   double *image_x, double *image_y);

/** picture_is_whole - is that part, as of picture_source(), all of the image? */
bool picture_is_whole(const struct yamp_picture *picture, struct size image,
		      const struct area *source);

#endif /* DISPLAY_PICTURE_H */
