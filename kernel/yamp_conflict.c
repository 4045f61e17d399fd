// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Which records are to blame?
 *
 * Why not note it while merging: the figure that finally breaks a limit is the
 * work of several records and of the request, and the one that was folded last
 * need not have any part in it. A message that names an innocent consumer
 * costs somebody a day. So the question is put to the solver itself:
 *
 *   is one record impossible alone?      it is it and the request
 *   are two?                             it is these two
 *   else leave records out one by one, as long as it stays impossible;
 *   every one that remains is needed for the conflict, and two are named
 *
 * An attempt is some hundred instructions and 16 records make 16 + 120 + 16
 * attempts at the most. Only formats are judged apart (yamp_choose.c).
 */
#include <linux/errno.h>
#include <linux/types.h>
#include "yamp_solve.h"
#include "yamp_solve_priv.h"

static const char request_name[] = "request";

void yamp_copy_name(char *to, const char *from)
{
	__u32 i = 0;

	for (; i + 1 < YAMP_NAME_LEN && from[i]; i++)
		to[i] = from[i];
	for (; i < YAMP_NAME_LEN; i++)
		to[i] = 0;
}

static const char *party_name(const struct yamp_task *task, __u32 index)
{
	return index < task->count ? task->consumers[index].record->name : request_name;
}

void yamp_conflict_first(const struct yamp_task *task, struct yamp_conflict *conflict, __u32 index,
			 __u64 value)
{
	conflict->first = index;
	conflict->first_value = value;
	yamp_copy_name(conflict->first_name, party_name(task, index));
}

void yamp_conflict_second(const struct yamp_task *task, struct yamp_conflict *conflict, __u32 index,
			  __u64 value)
{
	conflict->second = index;
	conflict->second_value = value;
	yamp_copy_name(conflict->second_name, party_name(task, index));
}

static int impossible(const struct yamp_task *task, __u32 mask, struct yamp_solution *scratch,
		      struct yamp_clash *clash)
{
	return yamp_attempt(task, mask, scratch, clash) == -EDOM;
}

static __u32 guilty_one(const struct yamp_task *task, struct yamp_solution *scratch,
			struct yamp_clash *clash)
{
	__u32 i;

	for (i = 0; i < task->count; i++) {
		if (impossible(task, 1U << i, scratch, clash))
			return 1U << i;
	}
	return 0;
}

static __u32 guilty_two(const struct yamp_task *task, struct yamp_solution *scratch,
			struct yamp_clash *clash)
{
	__u32 i, k;

	for (k = 1; k < task->count; k++) {
		for (i = 0; i < k; i++) {
			if (impossible(task, 1U << i | 1U << k, scratch, clash))
				return 1U << i | 1U << k;
		}
	}
	return 0;
}

static __u32 guilty_more(const struct yamp_task *task, struct yamp_solution *scratch,
			 struct yamp_clash *clash)
{
	__u32 i, mask = (1U << task->count) - 1;

	for (i = 0; i < task->count; i++) {
		if (impossible(task, mask & ~(1U << i), scratch, clash))
			mask &= ~(1U << i);
	}
	impossible(task, mask, scratch, clash);
	return mask;
}

/* A record's own figure for what @clash is about. */
static __u64 own_figure(const struct yamp_constraint *record, const struct yamp_clash *clash)
{
	const struct yamp_plane_constraint *plane = &record->planes[clash->plane];

	switch (clash->field) {
	case YAMP_FIELD_ID_WIDTH:
		return clash->need < clash->limit ? record->width_min : record->width_max;
	case YAMP_FIELD_ID_HEIGHT:
		return clash->need < clash->limit ? record->height_min : record->height_max;
	case YAMP_FIELD_ID_STRIDE_ALIGN:
		return plane->stride_align;
	case YAMP_FIELD_ID_STRIDE:
		return plane->stride_max;
	case YAMP_FIELD_ID_OFFSET_ALIGN:
		return plane->offset_align;
	case YAMP_FIELD_ID_HEIGHT_ALIGN:
		return plane->height_align;
	case YAMP_FIELD_ID_SIZE_PAD:
		return plane->size_pad;
	case YAMP_FIELD_ID_SIZE:
		return plane->size_min;
	case YAMP_FIELD_ID_SIZE_ALIGN:
		return record->size_align;
	case YAMP_FIELD_ID_OBJECTS:
		return yamp_objects_wanted(record);
	case YAMP_FIELD_ID_CACHE:
		return record->cache;
	case YAMP_FIELD_ID_ADDRESS:
		return record->address_mask;
	case YAMP_FIELD_ID_SEGMENT:
		return record->segment_max;
	case YAMP_FIELD_ID_BUFFERS:
		return record->buffers_max;
	default:
		return 0;
	}
}

/*
 * Who in @mask states the figure that forbids the rest? If several had to come
 * together to make it, the last of them; @task->count if none states any.
 */
static __u32 find_holder(const struct yamp_task *task, __u32 mask, const struct yamp_clash *clash)
{
	__u32 i, holder = task->count;

	for (i = 0; i < task->count; i++) {
		__u64 own;

		if (!(mask & 1U << i))
			continue;
		own = own_figure(task->consumers[i].record, clash);
		if (own == clash->limit)
			return i;
		if (own)
			holder = i;
	}
	return holder;
}

static __u32 larger_align(const struct yamp_constraint *record, __u32 field, __u32 align,
			  struct yamp_clash *clash)
{
	struct yamp_clash at = { field, 0, 0, 0 };

	for (; at.plane < YAMP_MAX_PLANES; at.plane++) {
		if (own_figure(record, &at) > align) {
			align = (__u32)own_figure(record, &at);
			clash->field = field;
			clash->plane = at.plane;
		}
	}
	return align;
}

/*
 * Tight planes can make a stride's step too large in a plane that nobody said
 * anything of: the largest alignment in @mask is what began it.
 */
static __u32 find_largest_align(const struct yamp_task *task, __u32 mask, struct yamp_clash *clash)
{
	__u32 i, align = 0, holder = 0;

	for (i = 0; i < task->count; i++) {
		__u32 before = align;

		if (!(mask & 1U << i))
			continue;
		align = larger_align(task->consumers[i].record, YAMP_FIELD_ID_STRIDE_ALIGN, align,
				     clash);
		align = larger_align(task->consumers[i].record, YAMP_FIELD_ID_OFFSET_ALIGN, align,
				     clash);
		if (align > before)
			holder = i;
	}
	return holder;
}

static __u32 find_other(const struct yamp_task *task, __u32 mask, __u32 holder)
{
	__u32 i;

	for (i = 0; i < task->count; i++) {
		if (mask & 1U << i && i != holder)
			return i;
	}
	return YAMP_CONSUMER_REQUEST;
}

void yamp_blame(const struct yamp_task *task, struct yamp_solution *scratch,
		struct yamp_conflict *conflict)
{
	struct yamp_clash clash;
	__u32 mask, holder;

	mask = guilty_one(task, scratch, &clash);
	if (!mask)
		mask = guilty_two(task, scratch, &clash);
	if (!mask)
		mask = guilty_more(task, scratch, &clash);
	holder = find_holder(task, mask, &clash);
	if (holder == task->count)
		holder = find_largest_align(task, mask, &clash);
	conflict->field = clash.field;
	conflict->plane = clash.plane;
	conflict->involved = mask;
	yamp_conflict_first(task, conflict, find_other(task, mask, holder), clash.need);
	yamp_conflict_second(task, conflict, holder,
			     own_figure(task->consumers[holder].record, &clash));
}
