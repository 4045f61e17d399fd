// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * One record to a frame.
 *
 * Strides first, because everything else follows from them; then the planes
 * one behind the other, then the ends of the dma-bufs.
 *
 *   |<------------- stride -------------->|
 *   +---------------------------+---------+ offset, multiple of offset_align
 *   | row bytes of the picture  |         |
 *   |                           |         | rows of the picture
 *   +---------------------------+         |
 *   |                                     | up to height_align
 *   +---------+---------------------------+
 *   | size_pad|  and up to the plane's size_min; then the next plane's
 *   +---------+  offset_align, or the end: size_min, size_align, whole pages
 *
 * Without YAMP_CONSTRAINT_TIGHT_PLANES each stride is settled alone: the
 * smallest multiple of stride_align that holds a row and stride_min. Nothing
 * is aligned that nobody asked for.
 *
 * With it a consumer knows one number only, the stride s of plane 0, and
 * computes the others itself, with the rows that its own height_align gives and
 * that nobody else may add to (yamp_merge.c):
 *
 *   stride[i] = s * n[i] / d[i]           n/d: yamp_plane_ratio()
 *   offset[k] = sum over i < k of stride[i] * rows[i] = s * N[k] / D[k]
 *
 * Rounding any of them up would move it away from what the consumer computes,
 * so s itself has to make all of them fit. "s * n / d is a multiple of a" is
 * the same as "s is a multiple of d*a / gcd(d*a, n)", exactly. The least
 * common multiple of all these is the step of s, and the smallest multiple
 * of it that is large enough is the answer; if there is none, nothing is.
 */
#include <linux/errno.h>
#include <linux/types.h>
#include "yamp_solve.h"
#include "yamp_solve_priv.h"

/* The stride that the picture and the record ask for, not yet aligned. */
static int need_stride(const struct yamp_task *task, const struct yamp_constraint *merged,
		       __u32 plane, __u32 *stride, struct yamp_clash *clash)
{
	const struct yamp_plane_constraint *limits = &merged->planes[plane];

	*stride = yamp_plane_row_bytes(task->info, plane, task->request->width);
	if (*stride < limits->stride_min)
		*stride = limits->stride_min;
	if (limits->stride_max && *stride > limits->stride_max)
		return yamp_clash(clash, YAMP_FIELD_ID_STRIDE, plane, *stride, limits->stride_max);
	return 0;
}

static int take_stride(const struct yamp_constraint *merged, __u32 plane, __u64 stride,
		       struct yamp_plane *to, struct yamp_clash *clash)
{
	__u32 max = merged->planes[plane].stride_max;

	if (max && stride > max)
		return yamp_clash(clash, YAMP_FIELD_ID_STRIDE, plane, stride, max);
	if (stride > YAMP_SIZE_MAX)
		return -EOVERFLOW;
	to->stride = (__u32)stride;
	return 0;
}

static int free_strides(const struct yamp_task *task, const struct yamp_constraint *merged,
			struct yamp_frame *frame, struct yamp_clash *clash)
{
	__u32 i, stride;
	int ret;

	for (i = 0; i < frame->plane_count; i++) {
		ret = need_stride(task, merged, i, &stride, clash);
		if (ret)
			return ret;
		ret = take_stride(merged, i, yamp_round_up(stride, merged->planes[i].stride_align),
				  &frame->planes[i], clash);
		if (ret)
			return ret;
	}
	return 0;
}

/* Make @step such that step * num / den is a multiple of @align. */
static int widen_step(__u32 *step, __u32 num, __u32 den, __u32 align, __u32 field, __u32 plane,
		      struct yamp_clash *clash)
{
	__u32 multiple = den * align;
	__u64 wider = yamp_lcm(*step, multiple / yamp_gcd(multiple, num));

	if (wider > YAMP_MAX_ALIGN)
		return yamp_clash(clash, field, plane, wider, align);
	*step = (__u32)wider;
	return 0;
}

/* a/b += c/d; denominators are small powers of two, see the table of formats. */
static void add_fraction(__u32 *a, __u32 *b, __u32 c, __u32 d)
{
	__u32 common = (__u32)yamp_lcm(*b, d);

	*a = *a * (common / *b) + c * (common / d);
	*b = common;
}

static int tight_step(const struct yamp_task *task, const struct yamp_constraint *merged,
		      const struct yamp_frame *frame, __u32 *step, struct yamp_clash *clash)
{
	__u32 i, num, den, offset_num = 0, offset_den = 1;
	int ret;

	*step = 1;
	for (i = 0; i < frame->plane_count; i++) {
		yamp_plane_ratio(task->info, i, &num, &den);
		ret = widen_step(step, num, den, merged->planes[i].stride_align,
				 YAMP_FIELD_ID_STRIDE_ALIGN, i, clash);
		if (ret)
			return ret;
		if (offset_num)
			ret = widen_step(step, offset_num, offset_den,
					 merged->planes[i].offset_align, YAMP_FIELD_ID_OFFSET_ALIGN,
					 i, clash);
		if (ret)
			return ret;
		num *= frame->planes[i].rows;
		add_fraction(&offset_num, &offset_den, num, den);
	}
	return 0;
}

/* The stride of plane 0 that makes every plane's stride large enough. */
static int need_luma(const struct yamp_task *task, const struct yamp_constraint *merged,
		     __u64 *luma, struct yamp_clash *clash)
{
	__u32 i, num, den, stride;
	int ret;

	*luma = 0;
	for (i = 0; i < task->info->plane_count; i++) {
		__u64 need;

		ret = need_stride(task, merged, i, &stride, clash);
		if (ret)
			return ret;
		yamp_plane_ratio(task->info, i, &num, &den);
		need = yamp_scale_up(stride, den, num);
		if (need > *luma)
			*luma = need;
	}
	return *luma > YAMP_SIZE_MAX ? -EOVERFLOW : 0;
}

static int tight_strides(const struct yamp_task *task, const struct yamp_constraint *merged,
			 struct yamp_frame *frame, struct yamp_clash *clash)
{
	__u32 i, num, den, step;
	__u64 luma;
	int ret;

	ret = tight_step(task, merged, frame, &step, clash);
	if (ret)
		return ret;
	ret = need_luma(task, merged, &luma, clash);
	if (ret)
		return ret;
	luma = yamp_round_up((__u32)luma, step);
	if (luma > YAMP_SIZE_MAX)
		return -EOVERFLOW;
	for (i = 0; !ret && i < frame->plane_count; i++) {
		yamp_plane_ratio(task->info, i, &num, &den);
		ret = take_stride(merged, i, yamp_scale_down((__u32)luma, num, den),
				  &frame->planes[i], clash);
	}
	return ret;
}

/* @end: where the last plane in the same dma-buf ended, with what is its own. */
static int place_plane(const struct yamp_plane_constraint *limits, struct yamp_plane *plane,
		       __u64 *end)
{
	__u64 own;

	plane->size = (__u64)plane->stride * plane->rows;
	plane->offset = yamp_round_up((__u32)*end, limits->offset_align);
	if (__builtin_add_overflow(plane->size, (__u64)limits->size_pad, &own))
		return -EOVERFLOW;
	if (own < limits->size_min)
		own = limits->size_min;
	if (__builtin_add_overflow(plane->offset, own, end))
		return -EOVERFLOW;
	return *end > YAMP_SIZE_MAX ? -EOVERFLOW : 0;
}

/* Bytes before another plane are as little wanted as rows, see yamp_merge.c. */
static int check_tight_size(const struct yamp_constraint *merged, const struct yamp_frame *frame,
			    __u32 plane, struct yamp_clash *clash)
{
	__u32 min = merged->planes[plane].size_min;

	if (merged->flags & YAMP_CONSTRAINT_TIGHT_PLANES && plane + 1 < frame->plane_count &&
	    frame->planes[plane].size < min)
		return yamp_clash(clash, YAMP_FIELD_ID_SIZE, plane, frame->planes[plane].size, min);
	return 0;
}

static int place_planes(struct yamp_solution *solution, struct yamp_clash *clash)
{
	struct yamp_frame *frame = &solution->frame;
	__u32 i;
	int ret;

	for (i = 0; i < frame->plane_count; i++) {
		__u32 object = frame->object_count > 1 ? i : 0;

		frame->planes[i].object = object;
		ret = place_plane(&solution->merged.planes[i], &frame->planes[i],
				  &solution->object_size[object]);
		if (ret)
			return ret;
		ret = check_tight_size(&solution->merged, frame, i, clash);
		if (ret)
			return ret;
	}
	return 0;
}

/* Round the dma-bufs up; the last one takes what size_min asks for. */
static int size_objects(struct yamp_solution *solution)
{
	const struct yamp_constraint *merged = &solution->merged;
	__u32 i, last = solution->frame.object_count - 1;
	__u64 total = 0, *size = solution->object_size;

	if (merged->size_min > YAMP_SIZE_MAX)
		return -EOVERFLOW;
	for (i = 0; i <= last; i++) {
		size[i] = yamp_round_up((__u32)size[i], merged->size_align);
		total += size[i];
	}
	if (total < merged->size_min) {
		total -= size[last];
		size[last] = yamp_round_up((__u32)(merged->size_min - total), merged->size_align);
		total += size[last];
	}
	solution->frame.size = total;
	return total > YAMP_SIZE_MAX ? -EOVERFLOW : 0;
}

static int check_addresses(const struct yamp_solution *solution, struct yamp_clash *clash)
{
	__u64 mask = solution->merged.address_mask, last = 0;
	__u32 i;

	for (i = 0; i < solution->frame.object_count; i++) {
		if (solution->object_size[i] - 1 > last)
			last = solution->object_size[i] - 1;
	}
	if (mask && last > mask)
		return yamp_clash(clash, YAMP_FIELD_ID_ADDRESS, 0, last, mask);
	return 0;
}

static void describe(const struct yamp_task *task, const struct yamp_constraint *merged,
		     struct yamp_frame *frame)
{
	__u32 i;

	*frame = (struct yamp_frame){};
	frame->fourcc = task->info->fourcc;
	frame->modifier = YAMP_LINEAR;
	frame->width = task->request->width;
	frame->height = task->request->height;
	frame->plane_count = task->info->plane_count;
	frame->object_count = merged->objects == YAMP_OBJECTS_PER_PLANE ? frame->plane_count : 1;
	frame->color_encoding = task->request->color_encoding;
	frame->color_range = task->request->color_range;
	frame->field = task->request->field;
	for (i = 0; i < frame->plane_count; i++)
		frame->planes[i].rows = yamp_memory_rows(task->info, i, frame->height,
							 merged->planes[i].height_align);
}

/* As @solution->merged asks. */
static int lay_out(const struct yamp_task *task, struct yamp_solution *solution,
		   struct yamp_clash *clash)
{
	const struct yamp_constraint *merged = &solution->merged;
	__u32 i;
	int ret;

	describe(task, merged, &solution->frame);
	for (i = 0; i < YAMP_MAX_PLANES; i++)
		solution->object_size[i] = 0;
	if (merged->flags & YAMP_CONSTRAINT_TIGHT_PLANES)
		ret = tight_strides(task, merged, &solution->frame, clash);
	else
		ret = free_strides(task, merged, &solution->frame, clash);
	if (ret)
		return ret;
	ret = place_planes(solution, clash);
	if (ret)
		return ret;
	ret = size_objects(solution);
	if (ret)
		return ret;
	return check_addresses(solution, clash);
}

int yamp_attempt(const struct yamp_task *task, __u32 mask, struct yamp_solution *solution,
		 struct yamp_clash *clash)
{
	int ret = yamp_merge(task, mask, &solution->merged, clash);

	return ret ? ret : lay_out(task, solution, clash);
}
