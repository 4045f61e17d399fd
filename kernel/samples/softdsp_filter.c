// SPDX-License-Identifier: GPL-2.0-only
/*
 * The filters: plain integers, so that a test can hold them to the bit. Nothing
 * here allocates, waits or takes a lock: it runs before a fence is signalled.
 */
#include <linux/iosys-map.h>
#include <linux/math.h>
#include <linux/minmax.h>
#include <linux/sched.h>

#include "softdsp.h"

/**
 * struct component - where the samples of Y, Cb or Cr, or of a colour are
 * @plane: in this plane
 * @offset: of the first sample in a row
 * @step: from a sample to the next in a row
 * @sub: pixels per sample in a row
 * @vsub: rows of the picture per row of samples
 */
struct component {
	u8 plane, offset, step, sub, vsub;
};

static const struct component nv12[] = { { 0, 0, 1, 1, 1 }, { 1, 0, 2, 2, 2 }, { 1, 1, 2, 2, 2 } };
static const struct component yuyv[] = { { 0, 0, 2, 1, 1 }, { 0, 1, 4, 2, 1 }, { 0, 3, 4, 2, 1 } };
/* To a filter all colours are the same; X is nobody's. */
static const struct component xrgb[] = { { 0, 0, 4, 1, 1 }, { 0, 1, 4, 1, 1 }, { 0, 2, 4, 1, 1 } };
static const struct component rgb[] = { { 0, 0, 3, 1, 1 }, { 0, 1, 3, 1, 1 }, { 0, 2, 3, 1, 1 } };

static void invert_row(const u8 *src, u8 *dst, u32 count, u32 step)
{
	for (u32 x = 0; x < count; x++)
		dst[x * step] = 255 - src[x * step];
}

static void blur_row(const u8 *const rows[3], u8 *dst, u32 count, u32 step)
{
	for (u32 x = 0; x < count; x++) {
		u32 left = x ? x - 1 : 0, right = min(x + 1, count - 1), sum = 4;

		for (int i = 0; i < 3; i++)
			sum += rows[i][left * step] + rows[i][x * step] + rows[i][right * step];
		dst[x * step] = sum / 9;
	}
}

static u8 *row_of(const struct dsp_side *side, const struct component *part, u32 y)
{
	const struct yamp_plane *plane = &side->frame->planes[part->plane];

	return (u8 *)side->map.vaddr + plane->offset + (u64)y * plane->stride + part->offset;
}

static void filter_component(const struct dsp_job *job, const struct component *part)
{
	u32 width = DIV_ROUND_UP(job->dst.frame->width, part->sub);
	u32 height = DIV_ROUND_UP(job->dst.frame->height, part->vsub);

	for (u32 y = 0; y < height; y++) {
		const u8 *const rows[] = {
			row_of(&job->src, part, y ? y - 1 : 0),
			row_of(&job->src, part, y),
			row_of(&job->src, part, min(y + 1, height - 1)),
		};
		u8 *to = row_of(&job->dst, part, y);

		if (job->filter == YAMP_SOFTDSP_INVERT)
			invert_row(rows[1], to, width, part->step);
		else
			blur_row(rows, to, width, part->step);
		cond_resched();
	}
}

static const struct component *components(u32 fourcc)
{
	switch (fourcc) {
	case DSP_NV12:
		return nv12;
	case DSP_YUYV:
		return yuyv;
	case DSP_XRGB8888:
		return xrgb;
	default:
		return rgb;
	}
}

void dsp_filter(const struct dsp_job *job)
{
	const struct component *parts = components(job->dst.frame->fourcc);

	for (int i = 0; i < 3; i++)
		filter_component(job, &parts[i]);
}
