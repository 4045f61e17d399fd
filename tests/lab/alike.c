// SPDX-License-Identifier: MIT
/*
 * alike PNG PNG TOLERANCE: are two pictures of one size the same, but for how they were made of
 * YUV? Where colours change from pixel to pixel, each way does that in another manner: so the
 * tolerance is for the difference of the channels of all pixels on average, and may be a
 * fraction; 0 is for pictures that are the same in each.
 *
 * Prints the average and the greatest difference. Exit status 0 if they are alike, 1 if not, 2
 * if a picture cannot be read.
 */
#include <stdio.h>
#include <stdlib.h>

#include "picture.h"

struct difference {
	double average;
	int greatest;
};

/* Of pictures of one size. */
static struct difference compare(const struct picture *one, const struct picture *other)
{
	size_t size = PNG_IMAGE_SIZE(one->png);
	struct difference found = { 0 };

	for (size_t i = 0; i < size; i++) {
		int error = abs(one->rgb[i] - other->rgb[i]);

		found.average += error;
		if (error > found.greatest)
			found.greatest = error;
	}
	found.average /= size;
	return found;
}

static int read_or_say(struct picture *picture, const char *path)
{
	if (!picture_read(picture, path))
		return 0;
	fprintf(stderr, "alike: cannot read %s: %s\n", path, picture->png.message);
	return -1;
}

static int are_alike(const struct picture *one, const struct picture *other, double tolerance)
{
	struct difference found;

	if (one->png.width != other->png.width || one->png.height != other->png.height) {
		printf("%ux%u, and %ux%u\n", one->png.width, one->png.height, other->png.width,
		       other->png.height);
		return 0;
	}
	found = compare(one, other);
	printf("they differ by %.2f on average, at most by %d\n", found.average, found.greatest);
	return found.average <= tolerance;
}

int main(int argc, char **argv)
{
	struct picture one, other;
	int alike;

	if (argc != 4) {
		fprintf(stderr, "Usage: alike PNG PNG TOLERANCE\n");
		return 2;
	}
	if (read_or_say(&one, argv[1]))
		return 2;
	if (read_or_say(&other, argv[2])) {
		free(one.rgb);
		return 2;
	}
	alike = are_alike(&one, &other, atof(argv[3]));
	free(one.rgb);
	free(other.rgb);
	return !alike;
}
