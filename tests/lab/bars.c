// SPDX-License-Identifier: MIT
/*
 * bars PNG X,Y WIDTHxHEIGHT TOLERANCE [mirrored]: are vivid's colour bars in that
 * rectangle, from left to right or mirrored?
 *
 * Looks at the middle of each of the eight bars (pattern "75% Colorbar") at three
 * heights and prints what it saw. Exit status 0 if every channel is within the
 * tolerance, 1 if not, 2 if the picture cannot be read.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "picture.h"

#define BARS 8

/* drivers/media/common/v4l2-tpg/v4l2-tpg-colors.c, colorspace sRGB: 3056 of 4080 is 191 */
static const struct bar {
	const char *name;
	uint8_t rgb[3];
} bars[BARS] = {
	{ "white", { 191, 191, 191 } }, { "yellow", { 191, 191, 0 } },
	{ "cyan", { 0, 191, 191 } },	{ "green", { 0, 191, 0 } },
	{ "magenta", { 191, 0, 191 } }, { "red", { 191, 0, 0 } },
	{ "blue", { 0, 0, 191 } },	{ "black", { 0, 0, 0 } },
};

static int channel_error(const uint8_t *seen, const uint8_t *expected)
{
	int worst = 0;

	for (int c = 0; c < 3; c++) {
		int error = abs(seen[c] - expected[c]);

		if (error > worst)
			worst = error;
	}
	return worst;
}

/* Worst error of one bar; prints the pixel that has it. */
static int check_bar(const struct picture *picture, int index, const struct bar *bar,
		     const int *at, const int *size)
{
	const uint8_t *seen = NULL;
	int worst = -1;

	for (int i = 1; i <= 3; i++) {
		int x = at[0] + size[0] * (2 * index + 1) / (2 * BARS), y = at[1] + size[1] * i / 4;
		const uint8_t *pixel = picture->rgb + 3 * ((size_t)y * picture->png.width + x);
		int error = channel_error(pixel, bar->rgb);

		if (error > worst) {
			worst = error;
			seen = pixel;
		}
	}
	printf("%-8s seen %3d %3d %3d expected %3d %3d %3d, off by %d\n", bar->name, seen[0],
	       seen[1], seen[2], bar->rgb[0], bar->rgb[1], bar->rgb[2], worst);
	return worst;
}

int main(int argc, char **argv)
{
	bool mirrored = argc == 6 && !strcmp(argv[5], "mirrored");
	struct picture picture;
	int at[2], size[2], worst = 0;

	if ((argc != 5 && !mirrored) || sscanf(argv[2], "%d,%d", &at[0], &at[1]) != 2 ||
	    sscanf(argv[3], "%dx%d", &size[0], &size[1]) != 2) {
		fprintf(stderr, "Usage: bars PNG X,Y WIDTHxHEIGHT TOLERANCE [mirrored]\n");
		return 2;
	}
	if (picture_read(&picture, argv[1])) {
		fprintf(stderr, "bars: cannot read %s: %s\n", argv[1], picture.png.message);
		return 2;
	}
	if (at[0] < 0 || at[1] < 0 || size[0] < BARS || size[1] < 4 ||
	    at[0] + size[0] > (int)picture.png.width || at[1] + size[1] > (int)picture.png.height) {
		fprintf(stderr, "bars: the rectangle is outside the %ux%u picture\n",
			picture.png.width, picture.png.height);
		free(picture.rgb);
		return 2;
	}
	for (int i = 0; i < BARS; i++) {
		int error = check_bar(&picture, i, &bars[mirrored ? BARS - 1 - i : i], at, size);

		if (error > worst)
			worst = error;
	}
	free(picture.rgb);
	return worst > atoi(argv[4]);
}
