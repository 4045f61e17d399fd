// SPDX-License-Identifier: MIT
/* What is seen of images: parts, proportions, turns, and what is cut off. */
#include <errno.h>
#include <harness.h>

#include "display-picture.h"

static const struct size image = { 320, 240 };

/** struct seen - a picture, the size it wants, and what of the image that takes */
struct seen {
	struct yamp_picture picture;
	struct size natural;
	struct area source;
};

static void check_seen(const void *data)
{
	const struct seen *seen = data;
	struct size size = picture_size(&seen->picture);
	struct area area = picture_source(&seen->picture, image, NULL);

	check_equal(picture_check(&seen->picture), 0, "is one");
	check(picture_is_inside(&seen->picture, image), "it is not inside");
	check_equal(size.width, seen->natural.width, "width");
	check_equal(size.height, seen->natural.height, "height");
	check_equal(area.x, seen->source.x, "x of the part");
	check_equal(area.y, seen->source.y, "y of the part");
	check_equal(area.width, seen->source.width, "width of the part");
	check_equal(area.height, seen->source.height, "height of the part");
}

static void refused(const void *data)
{
	static const struct yamp_picture wrong[] = {
		{ .width = 0, .height = 1 },
		{ .width = 1, .height = 0 },
		{ .width = 1, .height = 1, .x = YAMP_MAX_DIMENSION + 1 },
		{ .width = YAMP_MAX_DIMENSION + 1, .height = 1 },
		{ .width = 1, .height = 1, .wide = 1 },
		{ .width = 1, .height = 1, .wide = 1, .high = YAMP_MAX_DIMENSION + 1 },
		{ .width = 1, .height = 1, .transform = 8 },
	};

	for (unsigned int i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		check_equal(-picture_check(&wrong[i]), EINVAL, "refused");
}

static void outside(const void *data)
{
	const struct yamp_picture right = { .x = 1, .width = 320, .height = 240 };
	const struct yamp_picture below = { .y = 200, .width = 320, .height = 41 };

	check(!picture_is_inside(&right, image), "one column is missing");
	check(!picture_is_inside(&below, image), "one row is missing");
}

/* A window that has to be filled: what does not fit is cut off both sides. */
static void filled(const void *data)
{
	const struct yamp_picture picture = { .width = 320, .height = 240 };
	const struct yamp_picture wide = { .width = 320, .height = 240, .wide = 8, .high = 3 };
	const struct size square = { 500, 500 };
	struct area area = picture_source(&picture, image, &square);

	check_equal(area.x, 40, "left");
	check_equal(area.y, 0, "top");
	check_equal(area.width, 240, "width");
	check_equal(area.height, 240, "height");
	check(!picture_is_whole(&picture, image, &area), "nothing is cut off");
	area = picture_source(&wide, image, &square);	/* pixels of two to one */
	check_equal(area.x, 100, "left of wide pixels");
	check_equal(area.width, 120, "width of wide pixels");
}

/* What is turned and turned back is where it was: each corner of a part, in each way. */
static void points(const void *data)
{
	struct yamp_picture picture = { .x = 10, .y = 20, .width = 100, .height = 50 };

	for (picture.transform = 0; picture.transform < 8; picture.transform++) {
		struct area area = picture_source(&picture, image, NULL);
		double x, y, other_x, other_y;

		picture_point(&picture, image, area.x, area.y, &x, &y);
		picture_point(&picture, image, area.x + area.width, area.y + area.height, &other_x,
			      &other_y);
		check_equal(x < other_x ? x : other_x, 10, "left");
		check_equal(x < other_x ? other_x : x, 110, "right");
		check_equal(y < other_y ? y : other_y, 20, "top");
		check_equal(y < other_y ? other_y : y, 70, "bottom");
	}
	picture.transform = YAMP_TRANSFORM_90;	/* clockwise: what was left is on top */
	check_equal(picture_source(&picture, image, NULL).y, 10, "the left side, turned");
	picture.transform = YAMP_TRANSFORM_FLIPPED;
	check_equal(picture_source(&picture, image, NULL).x, 210, "the right side, flipped");
}

static void fits(const void *data)
{
	const struct size picture = { 320, 240 };
	struct size size = size_fit(picture, (struct size){ 1000, 240 });

	check_equal(size.width, 320, "width");
	check_equal(size.height, 240, "height");
	size = size_fit(picture, (struct size){ 160, 1000 });
	check_equal(size.height, 120, "height of a narrow room");
	size = size_fit((struct size){ 8192, 1 }, (struct size){ 1, 1 });
	check_equal(size.width, 1, "width of nearly nothing");
	check_equal(size.height, 1, "height of nearly nothing");
}

#define PART .x = 20, .y = 30, .width = 100, .height = 60
#define ALL .width = 320, .height = 240

int main(int argc, char **argv)
{
	static const struct seen all = { { ALL }, { 320, 240 }, { 0, 0, 320, 240 } };
	static const struct seen wide = { { ALL, .wide = 16, .high = 9 }, { 427, 240 },
					  { 0, 0, 320, 240 } };
	static const struct seen high = { { ALL, .wide = 1, .high = 1 }, { 320, 320 },
					  { 0, 0, 320, 240 } };
	static const struct seen part = { { PART }, { 100, 60 }, { 20, 30, 100, 60 } };
	static const struct seen turned[] = {
		{ { PART, .transform = YAMP_TRANSFORM_90 }, { 60, 100 }, { 150, 20, 60, 100 } },
		{ { PART, .transform = YAMP_TRANSFORM_180 }, { 100, 60 }, { 200, 150, 100, 60 } },
		{ { PART, .transform = YAMP_TRANSFORM_270 }, { 60, 100 }, { 30, 200, 60, 100 } },
		{ { PART, .transform = YAMP_TRANSFORM_FLIPPED }, { 100, 60 },
		  { 200, 30, 100, 60 } },
		{ { PART, .transform = YAMP_TRANSFORM_FLIPPED_90 }, { 60, 100 },
		  { 30, 20, 60, 100 } },
		{ { PART, .transform = YAMP_TRANSFORM_FLIPPED_180 }, { 100, 60 },
		  { 20, 150, 100, 60 } },
		{ { PART, .transform = YAMP_TRANSFORM_FLIPPED_270 }, { 60, 100 },
		  { 150, 200, 60, 100 } },
	};
	static const struct test_case cases[] = {
		{ "all of an image", check_seen, &all },
		{ "wide pixels", check_seen, &wide },
		{ "high pixels", check_seen, &high },
		{ "a part", check_seen, &part },
		{ "a part, turned by 90", check_seen, &turned[0] },
		{ "a part, turned by 180", check_seen, &turned[1] },
		{ "a part, turned by 270", check_seen, &turned[2] },
		{ "a part, mirrored", check_seen, &turned[3] },
		{ "a part, mirrored and turned by 90", check_seen, &turned[4] },
		{ "a part, mirrored and turned by 180", check_seen, &turned[5] },
		{ "a part, mirrored and turned by 270", check_seen, &turned[6] },
		{ "a window that has to be filled", filled },
		{ "points, turned back", points },
		{ "room with other proportions", fits },
		{ "a part that is not there", outside },
		{ "refused", refused },
	};

	return test_main(argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
