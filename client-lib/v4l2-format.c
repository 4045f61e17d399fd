// SPDX-License-Identifier: MIT
/*
 * V4L2 names the 32-bit formats by the order of bytes in memory, DRM by the
 * order in a little-endian word: V4L2's BGRX32 is not DRM's BGRX8888.
 * Greyscale has no counterpart: DRM's R8 is a red channel.
 */
#include <errno.h>
#include <stddef.h>
#include <drm_fourcc.h>
#include <linux/videodev2.h>
#include <linux/yamp.h>

#include "v4l2-format.h"

#define STREAM(v4l2)		{ V4L2_PIX_FMT_##v4l2, 0, 1, true }
#define RGB(v4l2, drm)		{ V4L2_PIX_FMT_##v4l2, DRM_FORMAT_##drm, 1, false }
#define YUV(v4l2, drm)		{ V4L2_PIX_FMT_##v4l2, DRM_FORMAT_##drm, 1, true }
#define YUV_M(v4l2, drm, n)	{ V4L2_PIX_FMT_##v4l2, DRM_FORMAT_##drm, n, true }

static const struct v4l2_format_map formats[] = {
	RGB(ARGB444, ARGB4444),
	RGB(XRGB444, XRGB4444),
	RGB(RGBA444, RGBA4444),
	RGB(RGBX444, RGBX4444),
	RGB(ABGR444, ABGR4444),
	RGB(XBGR444, XBGR4444),
	RGB(BGRA444, BGRA4444),
	RGB(BGRX444, BGRX4444),
	RGB(ARGB555, ARGB1555),
	RGB(XRGB555, XRGB1555),
	RGB(RGBA555, RGBA5551),
	RGB(RGBX555, RGBX5551),
	RGB(ABGR555, ABGR1555),
	RGB(XBGR555, XBGR1555),
	RGB(BGRA555, BGRA5551),
	RGB(BGRX555, BGRX5551),
	RGB(RGB565, RGB565),
	RGB(BGR24, RGB888),
	RGB(RGB24, BGR888),
	RGB(XBGR32, XRGB8888),
	RGB(ABGR32, ARGB8888),
	RGB(BGRX32, RGBX8888),
	RGB(BGRA32, RGBA8888),
	RGB(RGBX32, XBGR8888),
	RGB(RGBA32, ABGR8888),
	RGB(XRGB32, BGRX8888),
	RGB(ARGB32, BGRA8888),
	RGB(BGR32, XRGB8888),	/* the alpha of these two is undefined */
	RGB(RGB32, BGRX8888),

	YUV(YUYV, YUYV),
	YUV(YVYU, YVYU),
	YUV(UYVY, UYVY),
	YUV(VYUY, VYUY),
	YUV(VUYA32, AYUV),
	YUV(VUYX32, XYUV8888),
	YUV(YUV24, VUY888),
	YUV(NV12, NV12),
	YUV(NV21, NV21),
	YUV(NV16, NV16),
	YUV(NV61, NV61),
	YUV(NV24, NV24),
	YUV(NV42, NV42),
	YUV(P010, P010),
	YUV(YUV420, YUV420),
	YUV(YVU420, YVU420),
	YUV(YUV422P, YUV422),
	YUV(YUV410, YUV410),
	YUV(YVU410, YVU410),
	YUV(YUV411P, YUV411),

	YUV_M(NV12M, NV12, 2),
	YUV_M(NV21M, NV21, 2),
	YUV_M(NV16M, NV16, 2),
	YUV_M(NV61M, NV61, 2),
	YUV_M(YUV420M, YUV420, 3),
	YUV_M(YVU420M, YVU420, 3),
	YUV_M(YUV422M, YUV422, 3),
	YUV_M(YVU422M, YVU422, 3),
	YUV_M(YUV444M, YUV444, 3),
	YUV_M(YVU444M, YVU444, 3),

	STREAM(FWHT),
	STREAM(MJPEG),
	STREAM(JPEG),
	STREAM(H264),
	STREAM(HEVC),
	STREAM(VP8),
	STREAM(VP9),
};

#define FORMATS (sizeof(formats) / sizeof(formats[0]))

const struct v4l2_format_map *v4l2_format_at(uint32_t index)
{
	return index < FORMATS ? &formats[index] : NULL;
}

const struct v4l2_format_map *v4l2_format_find(uint32_t pixelformat)
{
	for (size_t i = 0; i < FORMATS; i++) {
		if (formats[i].pixelformat == pixelformat)
			return &formats[i];
	}
	return NULL;
}

/* A camera that states no colour space is a webcam: sRGB. */
static uint32_t colorspace_of(const struct v4l2_color *color)
{
	return color->colorspace ? color->colorspace : V4L2_MAP_COLORSPACE_DEFAULT(0, 0);
}

static uint32_t ycbcr_enc_of(const struct v4l2_color *color)
{
	uint32_t colorspace = colorspace_of(color);

	return color->ycbcr_enc ? color->ycbcr_enc : V4L2_MAP_YCBCR_ENC_DEFAULT(colorspace);
}

uint32_t v4l2_color_encoding(const struct v4l2_color *color, bool yuv)
{
	if (!yuv)
		return YAMP_COLOR_ENCODING_UNKNOWN;
	switch (ycbcr_enc_of(color)) {
	case V4L2_YCBCR_ENC_601:
	case V4L2_YCBCR_ENC_XV601:
		return YAMP_COLOR_ENCODING_BT601;
	case V4L2_YCBCR_ENC_709:
	case V4L2_YCBCR_ENC_XV709:
		return YAMP_COLOR_ENCODING_BT709;
	case V4L2_YCBCR_ENC_BT2020:
		return YAMP_COLOR_ENCODING_BT2020;
	default:	/* SMPTE 240M, constant luminance: no word for these */
		return YAMP_COLOR_ENCODING_UNKNOWN;
	}
}

uint32_t v4l2_color_range(const struct v4l2_color *color, bool yuv)
{
	uint32_t colorspace = colorspace_of(color);
	uint32_t quantization = color->quantization;

	if (!quantization)
		quantization = V4L2_MAP_QUANTIZATION_DEFAULT(!yuv, colorspace,
							     ycbcr_enc_of(color));
	return quantization == V4L2_QUANTIZATION_FULL_RANGE ? YAMP_COLOR_RANGE_FULL :
							      YAMP_COLOR_RANGE_LIMITED;
}

struct v4l2_color v4l2_color_from(uint32_t encoding, uint32_t range, bool yuv)
{
	struct v4l2_color color = { .colorspace = V4L2_COLORSPACE_SRGB };

	if (yuv && encoding == YAMP_COLOR_ENCODING_BT709)
		color.colorspace = V4L2_COLORSPACE_REC709;
	else if (yuv && encoding == YAMP_COLOR_ENCODING_BT2020)
		color.colorspace = V4L2_COLORSPACE_BT2020;
	if (range == YAMP_COLOR_RANGE_FULL)
		color.quantization = V4L2_QUANTIZATION_FULL_RANGE;
	else if (range == YAMP_COLOR_RANGE_LIMITED)
		color.quantization = V4L2_QUANTIZATION_LIM_RANGE;
	return color;
}

uint32_t v4l2_field_from(uint32_t field)
{
	switch (field) {
	case YAMP_FIELD_TOP:
		return V4L2_FIELD_TOP;
	case YAMP_FIELD_BOTTOM:
		return V4L2_FIELD_BOTTOM;
	case YAMP_FIELD_INTERLACED_TB:
		return V4L2_FIELD_INTERLACED_TB;
	case YAMP_FIELD_INTERLACED_BT:
		return V4L2_FIELD_INTERLACED_BT;
	case YAMP_FIELD_ALTERNATE:
		return V4L2_FIELD_ALTERNATE;
	default:
		return V4L2_FIELD_NONE;
	}
}

int v4l2_field_order(uint32_t field)
{
	switch (field) {
	case V4L2_FIELD_ANY:
	case V4L2_FIELD_NONE:
		return YAMP_FIELD_PROGRESSIVE;
	case V4L2_FIELD_TOP:
		return YAMP_FIELD_TOP;
	case V4L2_FIELD_BOTTOM:
		return YAMP_FIELD_BOTTOM;
	case V4L2_FIELD_INTERLACED:	/* which is first depends on the standard; mostly: */
	case V4L2_FIELD_INTERLACED_TB:
		return YAMP_FIELD_INTERLACED_TB;
	case V4L2_FIELD_INTERLACED_BT:
		return YAMP_FIELD_INTERLACED_BT;
	case V4L2_FIELD_ALTERNATE:
		return YAMP_FIELD_ALTERNATE;
	default:
		return -EOPNOTSUPP;
	}
}
