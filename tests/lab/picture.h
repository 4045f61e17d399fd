/* SPDX-License-Identifier: MIT */
#ifndef YAMP_TEST_PICTURE_H
#define YAMP_TEST_PICTURE_H

#include <png.h>
#include <stdint.h>

/**
 * struct picture - what a PNG shows
 * @png: its size; what went wrong if it was not read
 * @rgb: 3 bytes a pixel, row by row; the caller frees it
 */
struct picture {
	png_image png;
	uint8_t *rgb;
};

/** picture_read - 0 or -1; then there is nothing to free */
int picture_read(struct picture *picture, const char *path);

#endif
