// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Is every figure of a request and of a record in its range?
 *
 * Everything behind this file relies on it: alignments that fit 21 bits and
 * are not zero once merged, known enums, names that end. A record that
 * contradicts itself (a minimum above its own maximum) is a mistake of its
 * author, not a conflict between two consumers, and is refused here too.
 */
#include <linux/errno.h>
#include <linux/types.h>
#include "yamp_solve.h"
#include "yamp_solve_priv.h"

int yamp_check_color(__u32 encoding, __u32 range, __u32 field)
{
	if (encoding > YAMP_COLOR_ENCODING_BT2020 || range > YAMP_COLOR_RANGE_FULL)
		return -EINVAL;
	return field > YAMP_FIELD_ALTERNATE ? -EINVAL : 0;
}

int yamp_check_request(const struct yamp_request *request)
{
	if (!request->width || request->width > YAMP_MAX_DIMENSION)
		return -EINVAL;
	if (!request->height || request->height > YAMP_MAX_DIMENSION)
		return -EINVAL;
	if (!request->count || request->count > YAMP_MAX_COUNT)
		return -EINVAL;
	return yamp_check_color(request->color_encoding, request->color_range, request->field);
}

/* Printable ASCII that ends inside the array. */
static int check_name(const char *name)
{
	__u32 i;

	for (i = 0; i < YAMP_NAME_LEN; i++) {
		if (!name[i])
			return 0;
		if (name[i] < ' ' || name[i] > '~')
			return -EINVAL;
	}
	return -EINVAL;
}

static int check_bounds(__u64 min, __u64 max)
{
	return max && min > max ? -EINVAL : 0;
}

/* All ones from bit 0 up, or zero. */
static int check_low_mask(__u64 mask)
{
	return mask & (mask + 1) ? -EINVAL : 0;
}

static int check_plane(const struct yamp_plane_constraint *plane)
{
	if (plane->stride_align > YAMP_MAX_ALIGN || plane->offset_align > YAMP_MAX_ALIGN ||
	    plane->height_align > YAMP_MAX_ALIGN)
		return -EINVAL;
	if (plane->reserved)
		return -EINVAL;
	return check_bounds(plane->stride_min, plane->stride_max);
}

static int check_planes(const struct yamp_constraint *record)
{
	__u32 i;

	for (i = 0; i < YAMP_MAX_PLANES; i++) {
		if (check_plane(&record->planes[i]))
			return -EINVAL;
	}
	return 0;
}

static int check_enums(const struct yamp_constraint *record)
{
	__u32 i;

	if (record->flags & ~YAMP_CONSTRAINT_TIGHT_PLANES)
		return -EINVAL;
	if (record->contiguity > YAMP_CONTIGUITY_PHYSICAL ||
	    record->cache > YAMP_CACHE_WRITE_COMBINED || record->objects > YAMP_OBJECTS_PER_PLANE)
		return -EINVAL;
	if (record->flags & YAMP_CONSTRAINT_TIGHT_PLANES &&
	    record->objects == YAMP_OBJECTS_PER_PLANE)
		return -EINVAL;
	for (i = 0; i < YAMP_COUNT(record->reserved); i++) {
		if (record->reserved[i])
			return -EINVAL;
	}
	return 0;
}

static int check_memory(const struct yamp_constraint *record)
{
	if (check_low_mask(record->address_mask) || check_low_mask(record->segment_boundary))
		return -EINVAL;
	/* A device that cannot reach one page cannot be served. */
	if (record->address_mask && record->address_mask < YAMP_PAGE - 1)
		return -EINVAL;
	if (record->size_align > YAMP_MAX_ALIGN)
		return -EINVAL;
	return check_bounds(record->segment_min, record->segment_max);
}

static int check_counts(const struct yamp_constraint *record)
{
	if (check_bounds(record->width_min, record->width_max) ||
	    check_bounds(record->height_min, record->height_max))
		return -EINVAL;
	return check_bounds(record->buffers_min, record->buffers_max);
}

static int check_formats(const struct yamp_consumer *consumer)
{
	__u32 i, count = consumer->record->format_count;

	if (count > YAMP_MAX_FORMATS || (count && !consumer->formats))
		return -EINVAL;
	for (i = 0; i < count; i++) {
		if (!consumer->formats[i].fourcc || consumer->formats[i].reserved)
			return -EINVAL;
	}
	return 0;
}

int yamp_check_consumer(const struct yamp_consumer *consumer)
{
	const struct yamp_constraint *record = consumer->record;

	if (check_name(record->name) || check_enums(record) || check_memory(record) ||
	    check_counts(record) || check_planes(record))
		return -EINVAL;
	return check_formats(consumer);
}
