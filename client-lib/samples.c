// SPDX-License-Identifier: MIT
#include <stddef.h>
#include <drm_fourcc.h>

#include "samples.h"

#define Y(plane, offset, step)		{ plane, offset, step, 1, 1, 1 }
#define C(plane, offset, step, vsub)	{ plane, offset, step, 1, 2, vsub }
#define PIXELS(bytes)			{ { 0, 0, bytes, bytes, 1, 1 } }

static const struct samples_format formats[] = {
	{ DRM_FORMAT_NV12, { Y(0, 0, 1), C(1, 0, 2, 2), C(1, 1, 2, 2) } },
	{ DRM_FORMAT_YUV420, { Y(0, 0, 1), C(1, 0, 1, 2), C(2, 0, 1, 2) } },
	{ DRM_FORMAT_YUYV, { Y(0, 0, 2), C(0, 1, 4, 1), C(0, 3, 4, 1) } },
	{ DRM_FORMAT_NV16, { Y(0, 0, 1), C(1, 0, 2, 1), C(1, 1, 2, 1) } },
	{ DRM_FORMAT_YUV422, { Y(0, 0, 1), C(1, 0, 1, 1), C(2, 0, 1, 1) } },
	{ DRM_FORMAT_RGB565, PIXELS(2) },
	{ DRM_FORMAT_XRGB8888, PIXELS(4) },
	{ DRM_FORMAT_ARGB8888, PIXELS(4) },
};

const struct samples_format *samples_at(uint32_t index)
{
	return index < sizeof(formats) / sizeof(formats[0]) ? &formats[index] : NULL;
}

const struct samples_format *samples_find(uint32_t fourcc)
{
	const struct samples_format *format;

	for (uint32_t i = 0; (format = samples_at(i)); i++) {
		if (format->fourcc == fourcc)
			return format;
	}
	return NULL;
}

bool samples_suit(struct yamp_buffer *const *buffers, uint32_t count, uint32_t fourcc,
		  uint32_t width, uint32_t height)
{
	for (uint32_t i = 0; i < count; i++) {
		const struct yamp_frame *frame = yamp_buffer_frame(buffers[i]);

		if (frame->fourcc != fourcc || frame->width != width || frame->height != height)
			return false;
	}
	return true;
}

uint8_t *samples_row(const struct yamp_buffer *buffer, const struct samples *part, uint32_t y)
{
	const struct yamp_plane *plane = &yamp_buffer_frame(buffer)->planes[part->plane];
	uint8_t *first = yamp_buffer_plane(buffer, part->plane);

	return first + (size_t)y * plane->stride + part->offset;
}
