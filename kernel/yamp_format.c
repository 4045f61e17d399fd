// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Pixel formats: fourcc to planes.
 *
 * The solver has to run where there is no drm_fourcc.h, so the codes are
 * written out here; a host test holds every one of them, value and name,
 * against libdrm's header.
 *
 * A plane is described by the smallest group of samples that is stored as a
 * unit, its block, and by how many pixels of the picture one pixel of the
 * plane stands for:
 *
 *   YUYV   block = Y0 Cb Y1 Cr        4 bytes, 2 pixels
 *   NV12   plane 0: block = Y         1 byte,  1 pixel
 *          plane 1: block = Cb Cr     2 bytes, 1 pixel of a plane that is
 *                                     half as wide and half as high
 *   NV15   plane 0: block = 4 Y of 10 bits, 5 bytes, 4 pixels
 *
 * A picture that does not fill the last block, or the last subsampled row, is
 * rounded up, as everywhere in DRM and V4L2.
 */
#include <linux/types.h>
#include "yamp_solve.h"
#include "yamp_solve_priv.h"

#define FOURCC(a, b, c, d) \
	((__u32)(a) | (__u32)(b) << 8 | (__u32)(c) << 16 | (__u32)(d) << 24)

/* One plane, each pixel on its own. */
#define PIXEL(name, a, b, c, d, bytes) \
	{ FOURCC(a, b, c, d), 1, #name, { { bytes, 1, 1, 1 } } }

/* One plane, two pixels that share their colour. */
#define PAIR(name, a, b, c, d, bytes) \
	{ FOURCC(a, b, c, d), 1, #name, { { bytes, 2, 1, 1 } } }

/* Luma, then interleaved chroma; bytes of one sample. */
#define SEMIPLANAR(name, a, b, c, d, bytes, hsub, vsub) \
	{ FOURCC(a, b, c, d), 2, #name, \
	  { { bytes, 1, 1, 1 }, { 2 * (bytes), 1, hsub, vsub } } }

/* The same with samples of 10 bits packed without gaps. */
#define SEMIPLANAR_10(name, a, b, c, d, hsub, vsub) \
	{ FOURCC(a, b, c, d), 2, #name, \
	  { { 5, 4, 1, 1 }, { 5, 2, hsub, vsub } } }

/* Luma and two planes of chroma; bytes of one sample. */
#define PLANAR(name, a, b, c, d, bytes, hsub, vsub) \
	{ FOURCC(a, b, c, d), 3, #name, \
	  { { bytes, 1, 1, 1 }, { bytes, 1, hsub, vsub }, { bytes, 1, hsub, vsub } } }

static const struct yamp_format_info formats[] = {
	PIXEL(R8, 'R', '8', ' ', ' ', 1),
	PIXEL(R10, 'R', '1', '0', ' ', 2),
	PIXEL(R12, 'R', '1', '2', ' ', 2),
	PIXEL(R16, 'R', '1', '6', ' ', 2),
	PIXEL(RG88, 'R', 'G', '8', '8', 2),
	PIXEL(GR88, 'G', 'R', '8', '8', 2),
	PIXEL(RG1616, 'R', 'G', '3', '2', 4),
	PIXEL(GR1616, 'G', 'R', '3', '2', 4),
	PIXEL(RGB332, 'R', 'G', 'B', '8', 1),
	PIXEL(BGR233, 'B', 'G', 'R', '8', 1),

	PIXEL(XRGB4444, 'X', 'R', '1', '2', 2),
	PIXEL(XBGR4444, 'X', 'B', '1', '2', 2),
	PIXEL(RGBX4444, 'R', 'X', '1', '2', 2),
	PIXEL(BGRX4444, 'B', 'X', '1', '2', 2),
	PIXEL(ARGB4444, 'A', 'R', '1', '2', 2),
	PIXEL(ABGR4444, 'A', 'B', '1', '2', 2),
	PIXEL(RGBA4444, 'R', 'A', '1', '2', 2),
	PIXEL(BGRA4444, 'B', 'A', '1', '2', 2),
	PIXEL(XRGB1555, 'X', 'R', '1', '5', 2),
	PIXEL(XBGR1555, 'X', 'B', '1', '5', 2),
	PIXEL(RGBX5551, 'R', 'X', '1', '5', 2),
	PIXEL(BGRX5551, 'B', 'X', '1', '5', 2),
	PIXEL(ARGB1555, 'A', 'R', '1', '5', 2),
	PIXEL(ABGR1555, 'A', 'B', '1', '5', 2),
	PIXEL(RGBA5551, 'R', 'A', '1', '5', 2),
	PIXEL(BGRA5551, 'B', 'A', '1', '5', 2),
	PIXEL(RGB565, 'R', 'G', '1', '6', 2),
	PIXEL(BGR565, 'B', 'G', '1', '6', 2),

	PIXEL(RGB888, 'R', 'G', '2', '4', 3),
	PIXEL(BGR888, 'B', 'G', '2', '4', 3),

	PIXEL(XRGB8888, 'X', 'R', '2', '4', 4),
	PIXEL(XBGR8888, 'X', 'B', '2', '4', 4),
	PIXEL(RGBX8888, 'R', 'X', '2', '4', 4),
	PIXEL(BGRX8888, 'B', 'X', '2', '4', 4),
	PIXEL(ARGB8888, 'A', 'R', '2', '4', 4),
	PIXEL(ABGR8888, 'A', 'B', '2', '4', 4),
	PIXEL(RGBA8888, 'R', 'A', '2', '4', 4),
	PIXEL(BGRA8888, 'B', 'A', '2', '4', 4),
	PIXEL(XRGB2101010, 'X', 'R', '3', '0', 4),
	PIXEL(XBGR2101010, 'X', 'B', '3', '0', 4),
	PIXEL(RGBX1010102, 'R', 'X', '3', '0', 4),
	PIXEL(BGRX1010102, 'B', 'X', '3', '0', 4),
	PIXEL(ARGB2101010, 'A', 'R', '3', '0', 4),
	PIXEL(ABGR2101010, 'A', 'B', '3', '0', 4),
	PIXEL(RGBA1010102, 'R', 'A', '3', '0', 4),
	PIXEL(BGRA1010102, 'B', 'A', '3', '0', 4),

	PIXEL(XRGB16161616, 'X', 'R', '4', '8', 8),
	PIXEL(XBGR16161616, 'X', 'B', '4', '8', 8),
	PIXEL(ARGB16161616, 'A', 'R', '4', '8', 8),
	PIXEL(ABGR16161616, 'A', 'B', '4', '8', 8),
	PIXEL(XRGB16161616F, 'X', 'R', '4', 'H', 8),
	PIXEL(XBGR16161616F, 'X', 'B', '4', 'H', 8),
	PIXEL(ARGB16161616F, 'A', 'R', '4', 'H', 8),
	PIXEL(ABGR16161616F, 'A', 'B', '4', 'H', 8),

	PAIR(YUYV, 'Y', 'U', 'Y', 'V', 4),
	PAIR(YVYU, 'Y', 'V', 'Y', 'U', 4),
	PAIR(UYVY, 'U', 'Y', 'V', 'Y', 4),
	PAIR(VYUY, 'V', 'Y', 'U', 'Y', 4),
	PAIR(Y210, 'Y', '2', '1', '0', 8),
	PAIR(Y212, 'Y', '2', '1', '2', 8),
	PAIR(Y216, 'Y', '2', '1', '6', 8),
	PIXEL(AYUV, 'A', 'Y', 'U', 'V', 4),
	PIXEL(XYUV8888, 'X', 'Y', 'U', 'V', 4),
	PIXEL(AVUY8888, 'A', 'V', 'U', 'Y', 4),
	PIXEL(XVUY8888, 'X', 'V', 'U', 'Y', 4),
	PIXEL(VUY888, 'V', 'U', '2', '4', 3),
	PIXEL(Y410, 'Y', '4', '1', '0', 4),
	PIXEL(Y412, 'Y', '4', '1', '2', 8),
	PIXEL(Y416, 'Y', '4', '1', '6', 8),

	SEMIPLANAR(NV12, 'N', 'V', '1', '2', 1, 2, 2),
	SEMIPLANAR(NV21, 'N', 'V', '2', '1', 1, 2, 2),
	SEMIPLANAR(NV16, 'N', 'V', '1', '6', 1, 2, 1),
	SEMIPLANAR(NV61, 'N', 'V', '6', '1', 1, 2, 1),
	SEMIPLANAR(NV24, 'N', 'V', '2', '4', 1, 1, 1),
	SEMIPLANAR(NV42, 'N', 'V', '4', '2', 1, 1, 1),
	SEMIPLANAR_10(NV15, 'N', 'V', '1', '5', 2, 2),
	SEMIPLANAR_10(NV20, 'N', 'V', '2', '0', 2, 1),
	SEMIPLANAR_10(NV30, 'N', 'V', '3', '0', 1, 1),
	SEMIPLANAR(P010, 'P', '0', '1', '0', 2, 2, 2),
	SEMIPLANAR(P012, 'P', '0', '1', '2', 2, 2, 2),
	SEMIPLANAR(P016, 'P', '0', '1', '6', 2, 2, 2),
	SEMIPLANAR(P210, 'P', '2', '1', '0', 2, 2, 1),

	PLANAR(YUV410, 'Y', 'U', 'V', '9', 1, 4, 4),
	PLANAR(YVU410, 'Y', 'V', 'U', '9', 1, 4, 4),
	PLANAR(YUV411, 'Y', 'U', '1', '1', 1, 4, 1),
	PLANAR(YVU411, 'Y', 'V', '1', '1', 1, 4, 1),
	PLANAR(YUV420, 'Y', 'U', '1', '2', 1, 2, 2),
	PLANAR(YVU420, 'Y', 'V', '1', '2', 1, 2, 2),
	PLANAR(YUV422, 'Y', 'U', '1', '6', 1, 2, 1),
	PLANAR(YVU422, 'Y', 'V', '1', '6', 1, 2, 1),
	PLANAR(YUV444, 'Y', 'U', '2', '4', 1, 1, 1),
	PLANAR(YVU444, 'Y', 'V', '2', '4', 1, 1, 1),
	PLANAR(Q410, 'Q', '4', '1', '0', 2, 1, 1),
	PLANAR(Q401, 'Q', '4', '0', '1', 2, 1, 1),
};

const struct yamp_format_info *yamp_format_at(__u32 index)
{
	return index < YAMP_COUNT(formats) ? &formats[index] : YAMP_NULL;
}

const struct yamp_format_info *yamp_format_info(__u32 fourcc)
{
	__u32 i;

	for (i = 0; i < YAMP_COUNT(formats); i++) {
		if (formats[i].fourcc == fourcc)
			return &formats[i];
	}
	return YAMP_NULL;
}

__u32 yamp_plane_row_bytes(const struct yamp_format_info *info, __u32 plane, __u32 width)
{
	const struct yamp_format_plane *p = &info->planes[plane];
	__u32 pixels = yamp_div_up(width, p->hsub);

	return yamp_div_up(pixels, p->block_width) * p->block_bytes;
}

__u32 yamp_plane_rows(const struct yamp_format_info *info, __u32 plane, __u32 height)
{
	return yamp_div_up(height, info->planes[plane].vsub);
}

void yamp_plane_ratio(const struct yamp_format_info *info, __u32 plane, __u32 *num, __u32 *den)
{
	const struct yamp_format_plane *luma = &info->planes[0], *p = &info->planes[plane];
	__u32 n = (__u32)p->block_bytes * luma->block_width * luma->hsub;
	__u32 d = (__u32)luma->block_bytes * p->block_width * p->hsub;
	__u32 common = yamp_gcd(n, d);

	*num = n / common;
	*den = d / common;
}

__u32 yamp_memory_rows(const struct yamp_format_info *info, __u32 plane, __u32 height, __u32 align)
{
	__u32 rows = yamp_plane_rows(info, plane, height);

	return align ? (__u32)yamp_round_up(rows, align) : rows;
}
