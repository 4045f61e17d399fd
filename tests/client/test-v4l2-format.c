// SPDX-License-Identifier: MIT
/* V4L2's formats, colorimetry and fields in yamp's words. */
#include <errno.h>
#include <stddef.h>
#include <drm_fourcc.h>
#include <linux/videodev2.h>
#include <linux/yamp.h>

#include "harness.h"
#include "v4l2-format.h"
#include "yamp_solve.h"

/* By the order of bytes in memory, written down from both headers by hand. */
static void byte_order(const void *data)
{
	static const struct {
		uint32_t pixelformat, fourcc;
		const char *bytes;
	} cases[] = {
		{ V4L2_PIX_FMT_XBGR32, DRM_FORMAT_XRGB8888, "B G R X" },
		{ V4L2_PIX_FMT_XRGB32, DRM_FORMAT_BGRX8888, "X R G B" },
		{ V4L2_PIX_FMT_RGBX32, DRM_FORMAT_XBGR8888, "R G B X" },
		{ V4L2_PIX_FMT_BGRX32, DRM_FORMAT_RGBX8888, "X B G R" },
		{ V4L2_PIX_FMT_ABGR32, DRM_FORMAT_ARGB8888, "B G R A" },
		{ V4L2_PIX_FMT_RGB24, DRM_FORMAT_BGR888, "R G B" },
		{ V4L2_PIX_FMT_BGR24, DRM_FORMAT_RGB888, "B G R" },
		{ V4L2_PIX_FMT_RGB565, DRM_FORMAT_RGB565, "g3b5 r5g3" },
		{ V4L2_PIX_FMT_YUYV, DRM_FORMAT_YUYV, "Y U Y V" },
		{ V4L2_PIX_FMT_VUYA32, DRM_FORMAT_AYUV, "V U Y A" },
		{ V4L2_PIX_FMT_NV12, DRM_FORMAT_NV12, "Y, UV" },
		{ V4L2_PIX_FMT_NV12M, DRM_FORMAT_NV12, "Y, UV" },
		{ V4L2_PIX_FMT_NV21, DRM_FORMAT_NV21, "Y, VU" },
		{ V4L2_PIX_FMT_YUV420, DRM_FORMAT_YUV420, "Y, U, V" },
		{ V4L2_PIX_FMT_YVU420M, DRM_FORMAT_YVU420, "Y, V, U" },
		{ V4L2_PIX_FMT_YUV422P, DRM_FORMAT_YUV422, "Y, U, V" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct v4l2_format_map *map = v4l2_format_find(cases[i].pixelformat);

		check(map, "%s is not known", cases[i].bytes);
		check_equal(map->fourcc, cases[i].fourcc, cases[i].bytes);
	}
}

static void unknown(const void *data)
{
	check(v4l2_format_find(V4L2_PIX_FMT_MJPEG), "MJPEG is known");
	check_equal(v4l2_format_find(V4L2_PIX_FMT_MJPEG)->fourcc, 0, "but has no fourcc");
	check(!v4l2_format_find(V4L2_PIX_FMT_SBGGR8), "Bayer is not for the screen");
	check(!v4l2_format_find(V4L2_PIX_FMT_GREY), "greyscale would be shown red");
	check(!v4l2_format_find(0), "0 is no format");
}

static void unique(const void *data)
{
	const struct v4l2_format_map *map;
	uint32_t i;

	for (i = 0; (map = v4l2_format_at(i)); i++)
		check(v4l2_format_find(map->pixelformat) == map, "entry %u comes twice", i);
	check(i > 40, "only %u formats", i);
}

/* The solver lays out every one; planes in dma-bufs of their own, or all in one. */
static void solver_knows(const void *data)
{
	const struct v4l2_format_map *map;

	for (uint32_t i = 0; (map = v4l2_format_at(i)); i++) {
		const struct yamp_format_info *info = yamp_format_info(map->fourcc);

		if (!map->fourcc)
			continue;	/* a stream, which it gets as rows of bytes */
		check(info, "%.4s is not known to the solver", (const char *)&map->fourcc);
		check(map->objects == 1 || map->objects == info->plane_count,
		      "%.4s: %u dma-bufs for %u planes", (const char *)&map->pixelformat,
		      map->objects, info->plane_count);
	}
}

static void colors(const void *data)
{
	enum { N = YAMP_COLOR_ENCODING_UNKNOWN, E601 = YAMP_COLOR_ENCODING_BT601,
	       E709 = YAMP_COLOR_ENCODING_BT709, E2020 = YAMP_COLOR_ENCODING_BT2020,
	       L = YAMP_COLOR_RANGE_LIMITED, F = YAMP_COLOR_RANGE_FULL };
	static const struct {
		const char *what;
		struct v4l2_color color;
		bool yuv;
		uint32_t encoding, range;
	} cases[] = {
		{ "nothing stated, YUV", { 0 }, true, E601, L },
		{ "nothing stated, RGB", { 0 }, false, N, F },
		{ "sRGB", { V4L2_COLORSPACE_SRGB }, true, E601, L },
		{ "SMPTE 170M", { V4L2_COLORSPACE_SMPTE170M }, true, E601, L },
		{ "JPEG", { V4L2_COLORSPACE_JPEG }, true, E601, F },
		{ "Rec. 709", { V4L2_COLORSPACE_REC709 }, true, E709, L },
		{ "Rec. 709, RGB", { V4L2_COLORSPACE_REC709 }, false, N, F },
		{ "Rec. 709 full", { V4L2_COLORSPACE_REC709, 0, V4L2_QUANTIZATION_FULL_RANGE },
		  true, E709, F },
		{ "DCI-P3", { V4L2_COLORSPACE_DCI_P3 }, true, E709, L },
		{ "BT.2020", { V4L2_COLORSPACE_BT2020 }, true, E2020, L },
		{ "sRGB as 709", { V4L2_COLORSPACE_SRGB, V4L2_YCBCR_ENC_709 }, true, E709, L },
		{ "xvYCC 601", { V4L2_COLORSPACE_SRGB, V4L2_YCBCR_ENC_XV601 }, true, E601, L },
		{ "SMPTE 240M", { V4L2_COLORSPACE_SMPTE240M }, true, N, L },
		{ "RGB limited", { V4L2_COLORSPACE_SRGB, 0, V4L2_QUANTIZATION_LIM_RANGE },
		  false, N, L },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		check_equal(v4l2_color_encoding(&cases[i].color, cases[i].yuv), cases[i].encoding,
			    cases[i].what);
		check_equal(v4l2_color_range(&cases[i].color, cases[i].yuv), cases[i].range,
			    cases[i].what);
	}
}

static void fields(const void *data)
{
	check_equal(v4l2_field_order(V4L2_FIELD_NONE), YAMP_FIELD_PROGRESSIVE, "none");
	check_equal(v4l2_field_order(V4L2_FIELD_TOP), YAMP_FIELD_TOP, "top");
	check_equal(v4l2_field_order(V4L2_FIELD_BOTTOM), YAMP_FIELD_BOTTOM, "bottom");
	check_equal(v4l2_field_order(V4L2_FIELD_INTERLACED_TB), YAMP_FIELD_INTERLACED_TB, "tb");
	check_equal(v4l2_field_order(V4L2_FIELD_INTERLACED_BT), YAMP_FIELD_INTERLACED_BT, "bt");
	check_equal(v4l2_field_order(V4L2_FIELD_ALTERNATE), YAMP_FIELD_ALTERNATE, "alternate");
	check_equal(-v4l2_field_order(V4L2_FIELD_SEQ_TB), EOPNOTSUPP, "one after the other");
}

/* What a DSP is told of its input is what the camera said. */
static void colors_and_back(const void *data)
{
	for (uint32_t encoding = YAMP_COLOR_ENCODING_BT601;
	     encoding <= YAMP_COLOR_ENCODING_BT2020; encoding++) {
		for (uint32_t range = YAMP_COLOR_RANGE_LIMITED; range <= YAMP_COLOR_RANGE_FULL;
		     range++) {
			struct v4l2_color color = v4l2_color_from(encoding, range, true);

			check_equal(v4l2_color_encoding(&color, true), encoding, "encoding");
			check_equal(v4l2_color_range(&color, true), range, "range");
			color = v4l2_color_from(YAMP_COLOR_ENCODING_UNKNOWN, range, false);
			check_equal(v4l2_color_range(&color, false), range, "range of RGB");
		}
	}
}

static void fields_and_back(const void *data)
{
	for (int field = YAMP_FIELD_PROGRESSIVE; field <= YAMP_FIELD_ALTERNATE; field++)
		check_equal(v4l2_field_order(v4l2_field_from(field)), field, "field");
}

int main(int argc, char **argv)
{
	static const struct test_case cases[] = {
		{ "byte order", byte_order },
		{ "formats without a counterpart", unknown },
		{ "no format comes twice", unique },
		{ "the solver knows every format", solver_knows },
		{ "colorimetry and its defaults", colors },
		{ "field orders", fields },
		{ "colorimetry and back", colors_and_back },
		{ "field orders and back", fields_and_back },
	};

	return test_main(argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
