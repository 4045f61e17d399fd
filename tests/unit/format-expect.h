/* SPDX-License-Identifier: MIT */
/*
 * What the DRM formats look like in memory, written out a second time: in bits
 * per group of pixels, from the comments of drm_fourcc.h, not from the solver's
 * table. The code is drm_fourcc.h's own, 0 where this machine's is too old to
 * know it.
 */
#ifndef YAMP_FORMAT_EXPECT_H
#define YAMP_FORMAT_EXPECT_H

#include <drm_fourcc.h>

/* Younger than libdrm 2.4.114. */
#ifndef DRM_FORMAT_AVUY8888
#define DRM_FORMAT_AVUY8888 0
#endif
#ifndef DRM_FORMAT_XVUY8888
#define DRM_FORMAT_XVUY8888 0
#endif
#ifndef DRM_FORMAT_NV20
#define DRM_FORMAT_NV20 0
#endif
#ifndef DRM_FORMAT_NV30
#define DRM_FORMAT_NV30 0
#endif

/**
 * struct plane_expect - one plane
 * @bits: of @group pixels of the plane
 * @group: pixels of the plane that are stored together
 * @hsub: pixels of the picture for one of the plane
 * @vsub: rows of the picture for one of the plane
 */
struct plane_expect {
	unsigned int bits, group, hsub, vsub;
};

struct format_expect {
	const char *name;
	unsigned int fourcc;
	unsigned int planes;
	struct plane_expect plane[4];
};

#define EXPECT1(name, bits, group) { #name, DRM_FORMAT_##name, 1, { { bits, group, 1, 1 } } }
#define EXPECT2(name, bits, group, cbits, cgroup, h, v) \
	{ #name, DRM_FORMAT_##name, 2, { { bits, group, 1, 1 }, { cbits, cgroup, h, v } } }
#define EXPECT3(name, bits, h, v) \
	{ #name, DRM_FORMAT_##name, 3, \
	  { { bits, 1, 1, 1 }, { bits, 1, h, v }, { bits, 1, h, v } } }

static const struct format_expect format_expect[] = {
	EXPECT1(R8, 8, 1), EXPECT1(R10, 16, 1), EXPECT1(R12, 16, 1), EXPECT1(R16, 16, 1),
	EXPECT1(RG88, 16, 1), EXPECT1(GR88, 16, 1),
	EXPECT1(RG1616, 32, 1), EXPECT1(GR1616, 32, 1),
	EXPECT1(RGB332, 8, 1), EXPECT1(BGR233, 8, 1),
	EXPECT1(XRGB4444, 16, 1), EXPECT1(XBGR4444, 16, 1),
	EXPECT1(RGBX4444, 16, 1), EXPECT1(BGRX4444, 16, 1),
	EXPECT1(ARGB4444, 16, 1), EXPECT1(ABGR4444, 16, 1),
	EXPECT1(RGBA4444, 16, 1), EXPECT1(BGRA4444, 16, 1),
	EXPECT1(XRGB1555, 16, 1), EXPECT1(XBGR1555, 16, 1),
	EXPECT1(RGBX5551, 16, 1), EXPECT1(BGRX5551, 16, 1),
	EXPECT1(ARGB1555, 16, 1), EXPECT1(ABGR1555, 16, 1),
	EXPECT1(RGBA5551, 16, 1), EXPECT1(BGRA5551, 16, 1),
	EXPECT1(RGB565, 16, 1), EXPECT1(BGR565, 16, 1),
	EXPECT1(RGB888, 24, 1), EXPECT1(BGR888, 24, 1),
	EXPECT1(XRGB8888, 32, 1), EXPECT1(XBGR8888, 32, 1),
	EXPECT1(RGBX8888, 32, 1), EXPECT1(BGRX8888, 32, 1),
	EXPECT1(ARGB8888, 32, 1), EXPECT1(ABGR8888, 32, 1),
	EXPECT1(RGBA8888, 32, 1), EXPECT1(BGRA8888, 32, 1),
	EXPECT1(XRGB2101010, 32, 1), EXPECT1(XBGR2101010, 32, 1),
	EXPECT1(RGBX1010102, 32, 1), EXPECT1(BGRX1010102, 32, 1),
	EXPECT1(ARGB2101010, 32, 1), EXPECT1(ABGR2101010, 32, 1),
	EXPECT1(RGBA1010102, 32, 1), EXPECT1(BGRA1010102, 32, 1),
	EXPECT1(XRGB16161616, 64, 1), EXPECT1(XBGR16161616, 64, 1),
	EXPECT1(ARGB16161616, 64, 1), EXPECT1(ABGR16161616, 64, 1),
	EXPECT1(XRGB16161616F, 64, 1), EXPECT1(XBGR16161616F, 64, 1),
	EXPECT1(ARGB16161616F, 64, 1), EXPECT1(ABGR16161616F, 64, 1),
	/* Cr0:Y1:Cb0:Y0 8:8:8:8, two pixels. */
	EXPECT1(YUYV, 32, 2), EXPECT1(YVYU, 32, 2), EXPECT1(UYVY, 32, 2), EXPECT1(VYUY, 32, 2),
	/* The same with 16 bits each. */
	EXPECT1(Y210, 64, 2), EXPECT1(Y212, 64, 2), EXPECT1(Y216, 64, 2),
	EXPECT1(AYUV, 32, 1), EXPECT1(XYUV8888, 32, 1),
	EXPECT1(AVUY8888, 32, 1), EXPECT1(XVUY8888, 32, 1), EXPECT1(VUY888, 24, 1),
	EXPECT1(Y410, 32, 1), EXPECT1(Y412, 64, 1), EXPECT1(Y416, 64, 1),
	EXPECT2(NV12, 8, 1, 16, 1, 2, 2), EXPECT2(NV21, 8, 1, 16, 1, 2, 2),
	EXPECT2(NV16, 8, 1, 16, 1, 2, 1), EXPECT2(NV61, 8, 1, 16, 1, 2, 1),
	EXPECT2(NV24, 8, 1, 16, 1, 1, 1), EXPECT2(NV42, 8, 1, 16, 1, 1, 1),
	/* 10 bits a sample, no gaps: 4 of luma, 2 pairs of chroma in 5 bytes. */
	EXPECT2(NV15, 40, 4, 40, 2, 2, 2), EXPECT2(NV20, 40, 4, 40, 2, 2, 1),
	EXPECT2(NV30, 40, 4, 40, 2, 1, 1),
	EXPECT2(P010, 16, 1, 32, 1, 2, 2), EXPECT2(P012, 16, 1, 32, 1, 2, 2),
	EXPECT2(P016, 16, 1, 32, 1, 2, 2), EXPECT2(P210, 16, 1, 32, 1, 2, 1),
	EXPECT3(YUV410, 8, 4, 4), EXPECT3(YVU410, 8, 4, 4),
	EXPECT3(YUV411, 8, 4, 1), EXPECT3(YVU411, 8, 4, 1),
	EXPECT3(YUV420, 8, 2, 2), EXPECT3(YVU420, 8, 2, 2),
	EXPECT3(YUV422, 8, 2, 1), EXPECT3(YVU422, 8, 2, 1),
	EXPECT3(YUV444, 8, 1, 1), EXPECT3(YVU444, 8, 1, 1),
	EXPECT3(Q410, 16, 1, 1), EXPECT3(Q401, 16, 1, 1),
};

#define FORMAT_EXPECT_COUNT (sizeof(format_expect) / sizeof(format_expect[0]))

#endif /* YAMP_FORMAT_EXPECT_H */
