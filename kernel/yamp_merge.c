// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Many records to one.
 *
 * Why: a layout that suits every consumer is hard to search for, but one that
 * suits a single record is easy to compute. So the records are folded into the
 * weakest record that implies all of them:
 *
 *   figure                     folds by              impossible if
 *   alignments                 least common multiple above YAMP_MAX_ALIGN
 *   minima, paddings           larger one            -
 *   maxima                     smaller one           below what is needed
 *   masks of addresses         and                   -
 *   cache, objects             the one stated        two are stated
 *   contiguity                 the stronger one      -
 *   frames for itself          sum                   above what one can know
 *
 * The count of one request is held against nothing: the frames of one pool may
 * come from several requests.
 *
 * Zero is "no limit" and changes nothing. The fold starts from what the format
 * itself needs: rows on a sample's boundary, dma-bufs of whole pages. Only
 * planes that the format has are folded; whatever a record says about others
 * cannot be in anyone's way.
 */
#include <linux/errno.h>
#include <linux/types.h>
#include "yamp_solve.h"
#include "yamp_solve_priv.h"

static void fold_max(__u32 *acc, __u32 value)
{
	if (value > *acc)
		*acc = value;
}

static void fold_max64(__u64 *acc, __u64 value)
{
	if (value > *acc)
		*acc = value;
}

static void fold_min(__u32 *acc, __u32 value)
{
	if (value && (!*acc || value < *acc))
		*acc = value;
}

static void fold_min64(__u64 *acc, __u64 value)
{
	if (value && (!*acc || value < *acc))
		*acc = value;
}

static void fold_mask(__u64 *acc, __u64 value)
{
	if (value)
		*acc = *acc ? *acc & value : value;
}

static int fold_align(__u32 *acc, __u32 value, __u32 field, __u32 plane, struct yamp_clash *clash)
{
	__u64 multiple;

	if (!value)
		return 0;
	multiple = *acc ? yamp_lcm(*acc, value) : value;
	if (multiple > YAMP_MAX_ALIGN)
		return yamp_clash(clash, field, plane, *acc, value);
	*acc = (__u32)multiple;
	return 0;
}

/* Enums with an "any" of zero. */
static int fold_choice(__u32 *acc, __u32 value, __u32 field, struct yamp_clash *clash)
{
	if (*acc && value && *acc != value)
		return yamp_clash(clash, field, 0, *acc, value);
	if (value)
		*acc = value;
	return 0;
}

/* A format of one plane is one dma-buf whichever way it is asked for. */
static int fold_objects(const struct yamp_task *task, struct yamp_constraint *acc,
			const struct yamp_constraint *record, struct yamp_clash *clash)
{
	__u32 objects = yamp_objects_wanted(record);

	if (objects && task->info->plane_count == 1)
		objects = YAMP_OBJECTS_SINGLE;
	return fold_choice(&acc->objects, objects, YAMP_FIELD_ID_OBJECTS, clash);
}

static int fold_plane(struct yamp_constraint *acc, const struct yamp_constraint *record,
		      __u32 plane, struct yamp_clash *clash)
{
	struct yamp_plane_constraint *to = &acc->planes[plane];
	const struct yamp_plane_constraint *from = &record->planes[plane];
	int ret;

	fold_max(&to->stride_min, from->stride_min);
	fold_min(&to->stride_max, from->stride_max);
	fold_max(&to->size_pad, from->size_pad);
	fold_max(&to->size_min, from->size_min);
	ret = fold_align(&to->stride_align, from->stride_align, YAMP_FIELD_ID_STRIDE_ALIGN, plane,
			 clash);
	if (ret)
		return ret;
	ret = fold_align(&to->offset_align, from->offset_align, YAMP_FIELD_ID_OFFSET_ALIGN, plane,
			 clash);
	if (ret)
		return ret;
	return fold_align(&to->height_align, from->height_align, YAMP_FIELD_ID_HEIGHT_ALIGN, plane,
			  clash);
}

static void fold_limits(struct yamp_constraint *acc, const struct yamp_constraint *record)
{
	acc->flags |= record->flags;
	fold_max(&acc->contiguity, record->contiguity);
	fold_mask(&acc->address_mask, record->address_mask);
	fold_mask(&acc->segment_boundary, record->segment_boundary);
	fold_max64(&acc->segment_min, record->segment_min);
	fold_min64(&acc->segment_max, record->segment_max);
	fold_min(&acc->segments_max, record->segments_max);
	fold_min(&acc->buffers_max, record->buffers_max);
	fold_max(&acc->width_min, record->width_min);
	fold_min(&acc->width_max, record->width_max);
	fold_max(&acc->height_min, record->height_min);
	fold_min(&acc->height_max, record->height_max);
	fold_max64(&acc->size_min, record->size_min);
	if (__builtin_add_overflow(acc->buffers_min, record->buffers_min, &acc->buffers_min))
		acc->buffers_min = 0xffffffffU;
}

static int fold_record(const struct yamp_task *task, struct yamp_constraint *acc,
		       const struct yamp_constraint *record, struct yamp_clash *clash)
{
	__u32 i;
	int ret;

	fold_limits(acc, record);
	ret = fold_choice(&acc->cache, record->cache, YAMP_FIELD_ID_CACHE, clash);
	if (ret)
		return ret;
	ret = fold_objects(task, acc, record, clash);
	if (ret)
		return ret;
	ret = fold_align(&acc->size_align, record->size_align, YAMP_FIELD_ID_SIZE_ALIGN, 0, clash);
	for (i = 0; !ret && i < task->info->plane_count; i++)
		ret = fold_plane(acc, record, i, clash);
	return ret;
}

/* What the format needs when nobody asks for anything. */
static void start(const struct yamp_task *task, struct yamp_constraint *acc)
{
	__u32 i;

	*acc = (struct yamp_constraint){};
	acc->size_align = YAMP_PAGE;
	for (i = 0; i < task->info->plane_count; i++) {
		__u32 bytes = task->info->planes[i].block_bytes;
		__u32 boundary = bytes & -bytes;

		acc->planes[i].stride_align = boundary;
		acc->planes[i].offset_align = boundary;
	}
}

static int outside(__u32 value, __u32 min, __u32 max, __u32 field, struct yamp_clash *clash)
{
	if (value < min)
		return yamp_clash(clash, field, 0, value, min);
	if (max && value > max)
		return yamp_clash(clash, field, 0, value, max);
	return 0;
}

/* The request, and the minima and maxima of different records. */
static int check_limits(const struct yamp_request *request, const struct yamp_constraint *acc,
			struct yamp_clash *clash)
{
	int ret;

	ret = outside(request->width, acc->width_min, acc->width_max, YAMP_FIELD_ID_WIDTH, clash);
	if (ret)
		return ret;
	ret = outside(request->height, acc->height_min, acc->height_max, YAMP_FIELD_ID_HEIGHT,
		      clash);
	if (ret)
		return ret;
	if (acc->segment_max && acc->segment_min > acc->segment_max)
		return yamp_clash(clash, YAMP_FIELD_ID_SEGMENT, 0, acc->segment_min,
				  acc->segment_max);
	if (acc->buffers_max && acc->buffers_min > acc->buffers_max)
		return yamp_clash(clash, YAMP_FIELD_ID_BUFFERS, 0, acc->buffers_min,
				  acc->buffers_max);
	return 0;
}

/* Who in @mask asks for more rows of @plane than @rows? */
static int blame_rows(const struct yamp_task *task, __u32 mask, __u32 plane, __u32 rows,
		      struct yamp_clash *clash)
{
	__u32 i, align = 0;

	for (i = 0; i < task->count; i++) {
		__u32 own = task->consumers[i].record->planes[plane].height_align;

		if (mask & 1U << i && own && rows % own)
			align = own;
	}
	return yamp_clash(clash, YAMP_FIELD_ID_HEIGHT_ALIGN, plane, rows, align);
}

/*
 * A record with tight planes computes where the next plane starts from the rows
 * it knows of: nobody may add rows or bytes before another plane.
 */
static int check_tight(const struct yamp_task *task, __u32 mask,
		       const struct yamp_constraint *record, const struct yamp_constraint *merged,
		       struct yamp_clash *clash)
{
	__u32 i;

	for (i = 0; i + 1 < task->info->plane_count; i++) {
		__u32 rows = yamp_memory_rows(task->info, i, task->request->height,
					      record->planes[i].height_align);

		if (rows != yamp_memory_rows(task->info, i, task->request->height,
					     merged->planes[i].height_align))
			return blame_rows(task, mask, i, rows, clash);
		if (merged->planes[i].size_pad)
			return yamp_clash(clash, YAMP_FIELD_ID_SIZE_PAD, i, 0,
					  merged->planes[i].size_pad);
	}
	return 0;
}

int yamp_merge(const struct yamp_task *task, __u32 mask, struct yamp_constraint *merged,
	       struct yamp_clash *clash)
{
	__u32 i;
	int ret;

	start(task, merged);
	for (i = 0; i < task->count; i++) {
		if (!(mask & 1U << i))
			continue;
		ret = fold_record(task, merged, task->consumers[i].record, clash);
		if (ret)
			return ret;
	}
	ret = check_limits(task->request, merged, clash);
	for (i = 0; !ret && i < task->count; i++) {
		const struct yamp_constraint *record = task->consumers[i].record;

		if (mask & 1U << i && record->flags & YAMP_CONSTRAINT_TIGHT_PLANES)
			ret = check_tight(task, mask, record, merged, clash);
	}
	return ret;
}
