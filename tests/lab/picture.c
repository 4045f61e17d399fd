// SPDX-License-Identifier: MIT
#include <stdlib.h>

#include "picture.h"

int picture_read(struct picture *picture, const char *path)
{
	*picture = (struct picture){ .png.version = PNG_IMAGE_VERSION };
	if (!png_image_begin_read_from_file(&picture->png, path))
		return -1;
	picture->png.format = PNG_FORMAT_RGB;
	picture->rgb = malloc(PNG_IMAGE_SIZE(picture->png));
	if (!picture->rgb) {
		png_image_free(&picture->png);
		return -1;
	}
	if (!png_image_finish_read(&picture->png, NULL, picture->rgb, 0, NULL)) {
		free(picture->rgb);
		return -1;
	}
	return 0;
}
