// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The opposite way: does a frame that exists suit a record?
 *
 * Nothing is computed here that the layout computes; the frame is only held
 * against each figure of the record, one after the other, and the first that
 * fails is reported. That makes it an independent check of the solver too:
 * what yamp_solve() returns must pass for every record it was given.
 */
#include <linux/errno.h>
#include <linux/types.h>
#include "yamp_solve.h"
#include "yamp_solve_priv.h"

static int empty_plane(const struct yamp_plane *plane)
{
	return !(plane->offset | plane->size | plane->stride | plane->rows | plane->object |
		 plane->reserved);
}

/* Every row inside the dma-buf, and no row shorter than the picture's. */
static int check_frame_plane(const struct yamp_frame *frame, const struct yamp_format_info *info,
			     __u32 index, const __u64 *object_size)
{
	const struct yamp_plane *plane = &frame->planes[index];
	__u64 end;

	if (plane->reserved || plane->object != (frame->object_count > 1 ? index : 0))
		return -EINVAL;
	if (plane->stride < yamp_plane_row_bytes(info, index, frame->width) ||
	    plane->rows < yamp_plane_rows(info, index, frame->height))
		return -EINVAL;
	if (plane->size != (__u64)plane->stride * plane->rows)
		return -EINVAL;
	/* No dma-buf is larger than YAMP_SIZE_MAX, so no end inside one is. */
	if (__builtin_add_overflow(plane->offset, plane->size, &end))
		return -EINVAL;
	return end > object_size[plane->object] ? -EINVAL : 0;
}

static int check_frame_objects(const struct yamp_frame *frame, const __u64 *object_size)
{
	__u64 total = 0;
	__u32 i;

	if (frame->object_count != 1 && frame->object_count != frame->plane_count)
		return -EINVAL;
	for (i = 0; i < frame->object_count; i++) {
		if (__builtin_add_overflow(total, object_size[i], &total))
			return -EINVAL;
	}
	return total != frame->size || total > YAMP_SIZE_MAX ? -EINVAL : 0;
}

static int check_frame_header(const struct yamp_frame *frame, const struct yamp_format_info *info)
{
	__u32 i;

	if (!info || frame->modifier != YAMP_LINEAR || frame->plane_count != info->plane_count)
		return -EINVAL;
	if (!frame->width || frame->width > YAMP_MAX_DIMENSION)
		return -EINVAL;
	if (!frame->height || frame->height > YAMP_MAX_DIMENSION)
		return -EINVAL;
	for (i = 0; i < YAMP_COUNT(frame->reserved); i++) {
		if (frame->reserved[i])
			return -EINVAL;
	}
	return yamp_check_color(frame->color_encoding, frame->color_range, frame->field);
}

int yamp_frame_check(const struct yamp_frame *frame, const __u64 *object_size)
{
	const struct yamp_format_info *info = yamp_format_info(frame->fourcc);
	__u32 i;

	if (check_frame_header(frame, info) || check_frame_objects(frame, object_size))
		return -EINVAL;
	for (i = 0; i < frame->plane_count; i++) {
		if (check_frame_plane(frame, info, i, object_size))
			return -EINVAL;
	}
	for (; i < YAMP_MAX_PLANES; i++) {
		if (!empty_plane(&frame->planes[i]))
			return -EINVAL;
	}
	return 0;
}

/* Here "need" is the consumer's figure and "limit" the frame's. */
static int want_multiple(__u32 align, __u64 value, __u32 field, __u32 plane,
			 struct yamp_clash *clash)
{
	/* Strides, offsets and sizes of a checked frame fit 32 bits. */
	if (align && (__u32)value % align)
		return yamp_clash(clash, field, plane, align, value);
	return 0;
}

static int want_range(__u64 min, __u64 max, __u64 value, __u32 field, __u32 plane,
		      struct yamp_clash *clash)
{
	if (value < min)
		return yamp_clash(clash, field, plane, min, value);
	if (max && value > max)
		return yamp_clash(clash, field, plane, max, value);
	return 0;
}

static int want_equal(__u64 wanted, __u64 value, __u32 field, __u32 plane, struct yamp_clash *clash)
{
	return wanted == value ? 0 : yamp_clash(clash, field, plane, wanted, value);
}

/* Bytes from a plane's first row to what comes next in its dma-buf. */
static __u64 own_bytes(const struct yamp_frame *frame, const __u64 *object_size, __u32 index)
{
	const struct yamp_plane *plane = &frame->planes[index];
	__u64 next = object_size[plane->object];
	__u32 i;

	for (i = 0; i < frame->plane_count; i++) {
		const struct yamp_plane *other = &frame->planes[i];

		if (other->object == plane->object && other->offset > plane->offset &&
		    other->offset < next)
			next = other->offset;
	}
	return next - plane->offset;
}

static int verify_plane(const struct yamp_frame *frame, const __u64 *object_size,
			const struct yamp_constraint *record, __u32 i, struct yamp_clash *clash)
{
	const struct yamp_plane_constraint *want = &record->planes[i];
	const struct yamp_plane *plane = &frame->planes[i];
	__u64 own = own_bytes(frame, object_size, i);
	int ret;

	ret = want_range(want->stride_min, want->stride_max, plane->stride, YAMP_FIELD_ID_STRIDE, i,
			 clash);
	if (ret)
		return ret;
	ret = want_multiple(want->stride_align, plane->stride, YAMP_FIELD_ID_STRIDE_ALIGN, i,
			    clash);
	if (ret)
		return ret;
	ret = want_multiple(want->offset_align, plane->offset, YAMP_FIELD_ID_OFFSET_ALIGN, i,
			    clash);
	if (ret)
		return ret;
	ret = want_multiple(want->height_align, plane->rows, YAMP_FIELD_ID_HEIGHT_ALIGN, i, clash);
	if (ret)
		return ret;
	ret = want_range(want->size_pad, 0, own > plane->size ? own - plane->size : 0,
			 YAMP_FIELD_ID_SIZE_PAD, i, clash);
	if (ret)
		return ret;
	return want_range(want->size_min, 0, own, YAMP_FIELD_ID_SIZE, i, clash);
}

/* A consumer that is told plane 0's stride computes the rest like this. */
static int verify_tight(const struct yamp_frame *frame, const struct yamp_constraint *record,
			struct yamp_clash *clash)
{
	const struct yamp_format_info *info = yamp_format_info(frame->fourcc);
	const struct yamp_plane *luma = &frame->planes[0];
	__u64 offset = luma->offset;
	__u32 i, num, den;
	int ret = 0;

	for (i = 0; !ret && i < frame->plane_count; i++) {
		const struct yamp_plane *plane = &frame->planes[i];

		yamp_plane_ratio(info, i, &num, &den);
		if ((__u64)plane->stride * den != (__u64)luma->stride * num)
			return yamp_clash(clash, YAMP_FIELD_ID_STRIDE, i,
					  yamp_scale_down(luma->stride, num, den), plane->stride);
		if (i + 1 < frame->plane_count)
			ret = want_equal(yamp_memory_rows(info, i, frame->height,
							  record->planes[i].height_align),
					 plane->rows, YAMP_FIELD_ID_HEIGHT_ALIGN, i, clash);
		if (!ret)
			ret = want_equal(offset, plane->offset, YAMP_FIELD_ID_OFFSET_ALIGN, i,
					 clash);
		offset += plane->size;
	}
	return ret;
}

static int verify_objects(const struct yamp_frame *frame, const __u64 *object_size,
			  const struct yamp_constraint *record, struct yamp_clash *clash)
{
	__u32 i, want = yamp_objects_wanted(record);
	__u32 have = frame->object_count > 1 ? YAMP_OBJECTS_PER_PLANE : YAMP_OBJECTS_SINGLE;
	int ret = 0;

	if (want && frame->plane_count > 1)
		ret = want_equal(want, have, YAMP_FIELD_ID_OBJECTS, 0, clash);
	if (!ret)
		ret = want_range(record->size_min, 0, frame->size, YAMP_FIELD_ID_SIZE, 0, clash);
	for (i = 0; !ret && i < frame->object_count; i++)
		ret = want_multiple(record->size_align, object_size[i], YAMP_FIELD_ID_SIZE_ALIGN, i,
				    clash);
	return ret;
}

static int verify_frame(const struct yamp_frame *frame, const __u64 *object_size,
			const struct yamp_consumer *consumer, struct yamp_clash *clash)
{
	const struct yamp_constraint *record = consumer->record;
	__u32 i;
	int ret;

	ret = want_range(record->width_min, record->width_max, frame->width, YAMP_FIELD_ID_WIDTH, 0,
			 clash);
	if (ret)
		return ret;
	ret = want_range(record->height_min, record->height_max, frame->height,
			 YAMP_FIELD_ID_HEIGHT, 0, clash);
	if (ret)
		return ret;
	ret = verify_objects(frame, object_size, record, clash);
	for (i = 0; !ret && i < frame->plane_count; i++)
		ret = verify_plane(frame, object_size, record, i, clash);
	if (!ret && record->flags & YAMP_CONSTRAINT_TIGHT_PLANES)
		ret = verify_tight(frame, record, clash);
	return ret;
}

static int verify_format(const struct yamp_frame *frame, const struct yamp_consumer *consumer,
			 struct yamp_clash *clash)
{
	struct yamp_format format = { frame->fourcc, 0, frame->modifier };
	struct yamp_clash found;

	/* The other way round: what the consumer knows against what is there. */
	if (!yamp_consumer_format(consumer, &format, &found))
		return 0;
	return yamp_clash(clash, found.field, 0, found.limit, found.need);
}

int yamp_verify(const struct yamp_frame *frame, const __u64 *object_size,
		const struct yamp_consumer *consumer, struct yamp_conflict *conflict)
{
	struct yamp_clash clash;
	int ret;

	*conflict = (struct yamp_conflict){};
	if (yamp_frame_check(frame, object_size) || yamp_check_consumer(consumer))
		return -EINVAL;
	ret = verify_format(frame, consumer, &clash);
	if (!ret)
		ret = verify_frame(frame, object_size, consumer, &clash);
	if (!ret)
		return 0;
	conflict->field = clash.field;
	conflict->plane = clash.plane;
	conflict->first_value = clash.need;
	conflict->involved = 1;
	conflict->second = YAMP_CONSUMER_FRAME;
	conflict->second_value = clash.limit;
	yamp_copy_name(conflict->first_name, consumer->record->name);
	yamp_copy_name(conflict->second_name, "frame");
	return ret;
}
