// SPDX-License-Identifier: MIT
/*
 * Where a picture comes from and how large it is seen: arithmetic alone.
 *
 *   image ──part──► pixels ──turned──► ──proportions──► natural size ──► window's size
 *
 * What is cut off, because the window's size is not ours to choose, is cut off both
 * sides of the natural size.
 */
#include <errno.h>

#include "display-picture.h"

static bool is_turned(const struct yamp_picture *picture)
{
	return picture->transform & 1;
}

static uint32_t at_least_one(uint64_t value)
{
	return value ? value : 1;
}

static uint32_t scaled(uint32_t value, uint32_t by, uint32_t to)
{
	return at_least_one(((uint64_t)value * by + to / 2) / to);
}

struct size size_fit(struct size picture, struct size room)
{
	uint64_t by_width = (uint64_t)room.width * picture.height;
	uint64_t by_height = (uint64_t)room.height * picture.width;
	struct size size = room;

	if (by_width < by_height)
		size.height = at_least_one(by_width / picture.width);
	else
		size.width = at_least_one(by_height / picture.height);
	return size;
}

int picture_check(const struct yamp_picture *picture)
{
	if (!picture->width || !picture->height || picture->x > YAMP_MAX_DIMENSION ||
	    picture->y > YAMP_MAX_DIMENSION || picture->width > YAMP_MAX_DIMENSION ||
	    picture->height > YAMP_MAX_DIMENSION || !picture->wide != !picture->high ||
	    picture->wide > YAMP_MAX_DIMENSION || picture->high > YAMP_MAX_DIMENSION ||
	    picture->transform > YAMP_TRANSFORM_FLIPPED_270)
		return -EINVAL;
	return 0;
}

bool picture_is_inside(const struct yamp_picture *picture, struct size image)
{
	return picture->x + picture->width <= image.width &&
	       picture->y + picture->height <= image.height;
}

bool picture_is_equal(const struct yamp_picture *a, const struct yamp_picture *b)
{
	return a->x == b->x && a->y == b->y && a->width == b->width && a->height == b->height &&
	       a->wide == b->wide && a->high == b->high && a->transform == b->transform;
}

struct size picture_size(const struct yamp_picture *picture)
{
	struct size size = { picture->width, picture->height };
	uint32_t wide = picture->wide ? picture->wide : size.width;
	uint32_t high = picture->high ? picture->high : size.height;

	/* Pixels are made larger, never smaller. */
	if ((uint64_t)wide * size.height >= (uint64_t)high * size.width)
		size.width = scaled(size.height, wide, high);
	else
		size.height = scaled(size.width, high, wide);
	if (is_turned(picture))
		size = (struct size){ size.height, size.width };
	return size;
}

/*
 * The compositor turns the image first: so the part is said as it lies then. In the words of
 * wl_output a transform is what was done to the image, anticlockwise; the compositor undoes it.
 */
static struct area turned(const struct yamp_picture *picture, struct size image)
{
	struct area area = { picture->x, picture->y, picture->width, picture->height };
	uint32_t right = image.width - area.x - area.width;
	uint32_t below = image.height - area.y - area.height;

	switch (picture->transform) {
	case YAMP_TRANSFORM_90:
		return (struct area){ below, area.x, area.height, area.width };
	case YAMP_TRANSFORM_180:
		return (struct area){ right, below, area.width, area.height };
	case YAMP_TRANSFORM_270:
		return (struct area){ area.y, right, area.height, area.width };
	case YAMP_TRANSFORM_FLIPPED:
		return (struct area){ right, area.y, area.width, area.height };
	case YAMP_TRANSFORM_FLIPPED_90:
		return (struct area){ area.y, area.x, area.height, area.width };
	case YAMP_TRANSFORM_FLIPPED_180:
		return (struct area){ area.x, below, area.width, area.height };
	case YAMP_TRANSFORM_FLIPPED_270:
		return (struct area){ below, right, area.height, area.width };
	default:
		return area;
	}
}

struct area picture_source(const struct yamp_picture *picture, struct size image,
			   const struct size *window)
{
	struct area area = turned(picture, image);
	struct size natural = picture_size(picture), seen;
	uint32_t width, height;

	if (!window)
		return area;
	seen = size_fit(*window, natural);
	width = scaled(area.width, seen.width, natural.width);
	height = scaled(area.height, seen.height, natural.height);
	area.x += (area.width - width) / 2;
	area.y += (area.height - height) / 2;
	area.width = width;
	area.height = height;
	return area;
}

/* The way back from turned(). */
void picture_point(const struct yamp_picture *picture, struct size image, double x, double y,
		   double *image_x, double *image_y)
{
	uint32_t transform = picture->transform;
	bool swapped = is_turned(picture);
	/* Of the four sides, which one is the image's left, and which its top? */
	bool from_right = transform == YAMP_TRANSFORM_180 || transform == YAMP_TRANSFORM_270 ||
			  transform == YAMP_TRANSFORM_FLIPPED ||
			  transform == YAMP_TRANSFORM_FLIPPED_270;
	bool from_below = transform == YAMP_TRANSFORM_90 || transform == YAMP_TRANSFORM_180 ||
			  transform == YAMP_TRANSFORM_FLIPPED_180 ||
			  transform == YAMP_TRANSFORM_FLIPPED_270;
	double along = swapped ? y : x, down = swapped ? x : y;

	*image_x = from_right ? image.width - along : along;
	*image_y = from_below ? image.height - down : down;
}

bool picture_is_whole(const struct yamp_picture *picture, struct size image,
		      const struct area *source)
{
	uint32_t width = is_turned(picture) ? image.height : image.width;
	uint32_t height = is_turned(picture) ? image.width : image.height;

	return source->width == width && source->height == height;
}
