/* SPDX-License-Identifier: MIT */
/*
 * The only place where V4L2's pixel formats, colorimetry and field orders meet
 * DRM's fourccs and yamp's enums.
 */
#ifndef V4L2_FORMAT_H
#define V4L2_FORMAT_H

#include <stdbool.h>
#include <stdint.h>

/**
 * struct v4l2_format_map - one V4L2 format in DRM's words
 * @pixelformat: V4L2_PIX_FMT_*
 * @fourcc: DRM_FORMAT_*; 0 it is a compressed stream, bytes that are no picture
 * @objects: memory planes of V4L2: dma-bufs of a frame
 * @yuv: Y'CbCr, not R'G'B'
 */
struct v4l2_format_map {
	uint32_t pixelformat;
	uint32_t fourcc;
	uint8_t objects;
	bool yuv;
};

/** v4l2_format_find - look a V4L2 format up; NULL if DRM has no such format */
const struct v4l2_format_map *v4l2_format_find(uint32_t pixelformat);

/** v4l2_format_at - walk the table; NULL behind the last one */
const struct v4l2_format_map *v4l2_format_at(uint32_t index);

/**
 * struct v4l2_color - colorimetry of a queue, as V4L2 states it
 *
 * Zero in a field is V4L2's "default", which depends on the others.
 */
struct v4l2_color {
	uint32_t colorspace;
	uint32_t ycbcr_enc;
	uint32_t quantization;
};

/** v4l2_color_encoding - enum yamp_color_encoding of a Y'CbCr or R'G'B' format */
uint32_t v4l2_color_encoding(const struct v4l2_color *color, bool yuv);

/** v4l2_color_range - enum yamp_color_range */
uint32_t v4l2_color_range(const struct v4l2_color *color, bool yuv);

/**
 * v4l2_color_from - colorimetry that means this encoding and range
 *
 * What is not known is left to V4L2's defaults for sRGB.
 */
struct v4l2_color v4l2_color_from(uint32_t encoding, uint32_t range, bool yuv);

/**
 * v4l2_field_order - enum yamp_field of an enum v4l2_field
 *
 * Returns -EOPNOTSUPP for those that yamp has no word for: both fields, one
 * after the other, in one buffer.
 */
int v4l2_field_order(uint32_t field);

/** v4l2_field_from - enum v4l2_field of an enum yamp_field */
uint32_t v4l2_field_from(uint32_t field);

#endif /* V4L2_FORMAT_H */
