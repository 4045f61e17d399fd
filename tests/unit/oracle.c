// SPDX-License-Identifier: MIT
/*
 * How it differs from the solver. Least common multiples are found by trying
 * multiples of the largest figure until all divide them. The step of a tight
 * layout's stride is found by trying strides until every plane's stride and
 * offset comes out whole and aligned, not from a formula. Nothing is merged:
 * each question is put to each record.
 */
#include "oracle.h"

struct problem {
	const struct format_expect *format;
	const struct yamp_request *request;
	const struct yamp_consumer *consumers;
	unsigned int count;
};

static const struct yamp_constraint *record(const struct problem *p, unsigned int i)
{
	return p->consumers[i].record;
}

static wide up(wide value, wide step)
{
	return (value + step - 1) / step * step;
}

static wide row_bytes(const struct plane_expect *plane, wide width)
{
	return up(width, plane->group * plane->hsub) / (plane->group * plane->hsub) * plane->bits /
	       8;
}

static wide picture_rows(const struct plane_expect *plane, wide height)
{
	return up(height, plane->vsub) / plane->vsub;
}

/* Rows start on the boundary of a sample: halve while it is even. */
static wide boundary(const struct plane_expect *plane)
{
	unsigned int odd = plane->bits / 8;
	wide result = 1;

	for (; odd % 2 == 0; odd /= 2)
		result *= 2;
	return result;
}

enum figure { STRIDE, OFFSET, HEIGHT, SIZE };

static wide figure_of(const struct yamp_constraint *r, enum figure figure, unsigned int plane)
{
	switch (figure) {
	case STRIDE:
		return r->planes[plane].stride_align;
	case OFFSET:
		return r->planes[plane].offset_align;
	case HEIGHT:
		return r->planes[plane].height_align;
	default:
		return r->size_align;
	}
}

/* Smallest number that all records' figures and @own divide; 0 if too large. */
static wide common_multiple(const struct problem *p, enum figure figure, unsigned int plane,
			    wide own)
{
	wide step = own, number;
	unsigned int i;

	for (i = 0; i < p->count; i++) {
		if (figure_of(record(p, i), figure, plane) > step)
			step = figure_of(record(p, i), figure, plane);
	}
	for (number = step; number <= YAMP_MAX_ALIGN; number += step) {
		if (number % own)
			continue;
		for (i = 0; i < p->count; i++) {
			wide each = figure_of(record(p, i), figure, plane);

			if (each && number % each)
				break;
		}
		if (i == p->count)
			return number;
	}
	return 0;
}

static int is_tight(const struct problem *p)
{
	unsigned int i;

	for (i = 0; i < p->count; i++) {
		if (record(p, i)->flags & YAMP_CONSTRAINT_TIGHT_PLANES)
			return 1;
	}
	return 0;
}

static int asks_objects(const struct problem *p, unsigned int objects)
{
	unsigned int i;

	for (i = 0; i < p->count; i++) {
		if (record(p, i)->objects == objects)
			return 1;
	}
	return 0;
}

/* Each pair of records, and each record with the request. */
static int plain_conflict(const struct problem *p)
{
	wide buffers = 0;
	unsigned int i, k;

	for (i = 0; i < p->count; i++) {
		const struct yamp_constraint *a = record(p, i);

		buffers += a->buffers_min;
		if (p->request->width < a->width_min || p->request->height < a->height_min)
			return 1;
		if ((a->width_max && p->request->width > a->width_max) ||
		    (a->height_max && p->request->height > a->height_max))
			return 1;
		for (k = 0; k < p->count; k++) {
			const struct yamp_constraint *b = record(p, k);

			if (a->cache && b->cache && a->cache != b->cache)
				return 1;
			if (b->segment_max && a->segment_min > b->segment_max)
				return 1;
		}
	}
	for (i = 0; i < p->count; i++) {
		if (record(p, i)->buffers_max && buffers > record(p, i)->buffers_max)
			return 1;
	}
	return p->format->planes > 1 && asks_objects(p, YAMP_OBJECTS_PER_PLANE) &&
	       (asks_objects(p, YAMP_OBJECTS_SINGLE) || is_tight(p));
}

static int find_rows(const struct problem *p, struct oracle_layout *layout)
{
	unsigned int i, k;

	for (i = 0; i < p->format->planes; i++) {
		wide picture = picture_rows(&p->format->plane[i], p->request->height);
		wide step = common_multiple(p, HEIGHT, i, 1);

		if (!step)
			return 0;
		layout->rows[i] = up(picture, step);
		for (k = 0; k < p->count && i + 1 < p->format->planes; k++) {
			wide own = record(p, k)->planes[i].height_align;

			if (!(record(p, k)->flags & YAMP_CONSTRAINT_TIGHT_PLANES))
				continue;
			if (up(picture, own ? own : 1) != layout->rows[i])
				return 0;
		}
	}
	return 1;
}

static wide stride_needed(const struct problem *p, unsigned int plane)
{
	wide need = row_bytes(&p->format->plane[plane], p->request->width);
	unsigned int i;

	for (i = 0; i < p->count; i++) {
		if (record(p, i)->planes[plane].stride_min > need)
			need = record(p, i)->planes[plane].stride_min;
	}
	return need;
}

static int find_free_strides(const struct problem *p, struct oracle_layout *layout)
{
	unsigned int i;

	for (i = 0; i < p->format->planes; i++) {
		wide step = common_multiple(p, STRIDE, i, boundary(&p->format->plane[i]));

		if (!step || !common_multiple(p, OFFSET, i, boundary(&p->format->plane[i])))
			return 0;
		layout->stride[i] = up(stride_needed(p, i), step);
	}
	return 1;
}

/* Bits of the plane in one row of the picture, per 32 pixels. */
static wide density(const struct plane_expect *plane)
{
	return (wide)32 * plane->bits / (plane->group * plane->hsub);
}

/*
 * Is everything whole and aligned with this stride of plane 0? Looks at the
 * strides and offsets of planes up to @planes, offsets only below @offsets.
 */
static int stride_works(const struct problem *p, const struct oracle_layout *layout, wide stride,
			const wide *stride_step, const wide *offset_step, unsigned int planes,
			unsigned int offsets)
{
	wide luma = density(&p->format->plane[0]), offset = 0;
	unsigned int i;

	for (i = 0; i < planes; i++) {
		wide scaled = stride * density(&p->format->plane[i]);

		if (scaled % luma || scaled / luma % stride_step[i])
			return 0;
		if (i < offsets && offset % offset_step[i])
			return 0;
		offset += scaled / luma * layout->rows[i];
	}
	return 1;
}

/* Try; first with one condition, then with one more among multiples of that. */
static wide tight_step(const struct problem *p, const struct oracle_layout *layout,
		       const wide *stride_step, const wide *offset_step)
{
	wide step = stride_step[0], stride;
	unsigned int planes, offsets;

	for (planes = 1; planes <= p->format->planes; planes++) {
		for (offsets = planes - 1; offsets <= planes; offsets++) {
			for (stride = step; stride <= YAMP_MAX_ALIGN; stride += step) {
				if (stride_works(p, layout, stride, stride_step, offset_step,
						 planes, offsets))
					break;
			}
			if (stride > YAMP_MAX_ALIGN)
				return 0;
			step = stride;
		}
	}
	return step;
}

static int find_tight_strides(const struct problem *p, struct oracle_layout *layout)
{
	wide stride_step[4] = { 0 }, offset_step[4] = { 0 }, step, need = 1;
	wide luma = density(&p->format->plane[0]);
	unsigned int i;

	for (i = 0; i < p->format->planes; i++) {
		stride_step[i] = common_multiple(p, STRIDE, i, boundary(&p->format->plane[i]));
		offset_step[i] = common_multiple(p, OFFSET, i, boundary(&p->format->plane[i]));
		if (!stride_step[i] || !offset_step[i])
			return 0;
	}
	step = tight_step(p, layout, stride_step, offset_step);
	if (!step)
		return 0;
	for (i = 0; i < p->format->planes; i++) {
		wide mine = stride_needed(p, i) * luma;
		wide dense = density(&p->format->plane[i]);

		if (up(mine, dense) / dense > need)
			need = up(mine, dense) / dense;
	}
	for (i = 0; i < p->format->planes; i++)
		layout->stride[i] = up(need, step) * density(&p->format->plane[i]) / luma;
	return 1;
}

static int place(const struct problem *p, struct oracle_layout *layout)
{
	unsigned int i, k, fits = 1;
	wide end[4] = { 0 };

	layout->objects = asks_objects(p, YAMP_OBJECTS_PER_PLANE) ? p->format->planes : 1;
	for (i = 0; i < p->format->planes; i++) {
		unsigned int object = layout->objects > 1 ? i : 0;
		wide size = layout->stride[i] * layout->rows[i], own = size;

		layout->offset[i] = up(
			end[object], common_multiple(p, OFFSET, i, boundary(&p->format->plane[i])));
		for (k = 0; k < p->count; k++) {
			const struct yamp_plane_constraint *want = &record(p, k)->planes[i];

			if (size + want->size_pad > own)
				own = size + want->size_pad;
			if (want->size_min > own)
				own = want->size_min;
		}
		end[object] = layout->offset[i] + own;
		fits = fits && end[object] <= YAMP_SIZE_MAX;
	}
	for (i = 0; i < layout->objects; i++)
		layout->object_size[i] = end[i];
	return fits;
}

static int close_objects(const struct problem *p, wide unit, struct oracle_layout *layout)
{
	unsigned int i, last = layout->objects - 1;
	wide before = 0, min = 0;

	for (i = 0; i < p->count; i++) {
		if (record(p, i)->size_min > min)
			min = record(p, i)->size_min;
	}
	for (i = 0; i <= last; i++)
		layout->object_size[i] = up(layout->object_size[i], unit);
	for (i = 0; i < last; i++)
		before += layout->object_size[i];
	if (before + layout->object_size[last] < min)
		layout->object_size[last] = up(min - before, unit);
	layout->total = before + layout->object_size[last];
	return min <= YAMP_SIZE_MAX && layout->total <= YAMP_SIZE_MAX;
}

/* What can be seen only when the layout is there. */
static int late_conflict(const struct problem *p, const struct oracle_layout *layout)
{
	unsigned int i, k;

	for (k = 0; k < p->count; k++) {
		const struct yamp_constraint *r = record(p, k);

		for (i = 0; i < p->format->planes; i++) {
			const struct yamp_plane_constraint *want = &r->planes[i];

			if (want->stride_max && layout->stride[i] > want->stride_max)
				return 1;
			if (i + 1 < p->format->planes && is_tight(p) &&
			    want->size_min > layout->stride[i] * layout->rows[i])
				return 1;
		}
		for (i = 0; i < layout->objects && r->address_mask; i++) {
			if (layout->object_size[i] > (wide)r->address_mask + 1)
				return 1;
		}
	}
	return 0;
}

/* Tight planes leave no room for padding between them. */
static int pad_conflict(const struct problem *p)
{
	unsigned int i, k;

	for (k = 0; k < p->count; k++) {
		for (i = 0; i + 1 < p->format->planes; i++) {
			if (record(p, k)->planes[i].size_pad && is_tight(p))
				return 1;
		}
	}
	return 0;
}

unsigned int oracle_layout(const struct format_expect *format, const struct yamp_request *request,
			   const struct yamp_consumer *consumers, unsigned int count,
			   struct oracle_layout *layout)
{
	struct problem p = { format, request, consumers, count };
	wide unit = common_multiple(&p, SIZE, 0, YAMP_PAGE);
	unsigned int result = 0;
	int found;

	if (!unit || plain_conflict(&p) || pad_conflict(&p) || !find_rows(&p, layout))
		return ORACLE_CONFLICT;
	found = is_tight(&p) ? find_tight_strides(&p, layout) : find_free_strides(&p, layout);
	if (!found)
		return ORACLE_CONFLICT;
	if (!place(&p, layout))
		result |= ORACLE_TOO_LARGE;
	if (!close_objects(&p, unit, layout))
		result |= ORACLE_TOO_LARGE;
	if (late_conflict(&p, layout))
		result |= ORACLE_CONFLICT;
	return result;
}

static int within(wide value, wide min, wide max)
{
	return value >= min && (!max || value <= max);
}

static int divides(wide align, wide value)
{
	return !align || value % align == 0;
}

static int knows_format(const struct yamp_consumer *consumer, const struct yamp_frame *frame)
{
	unsigned int i;

	for (i = 0; i < consumer->record->format_count; i++) {
		if (consumer->formats[i].fourcc == frame->fourcc &&
		    consumer->formats[i].modifier == frame->modifier)
			return 1;
	}
	return !consumer->record->format_count;
}

static int plane_suits(const struct yamp_frame *frame, const __u64 *object_size, unsigned int i,
		       const struct yamp_plane_constraint *want)
{
	const struct yamp_plane *plane = &frame->planes[i];
	wide own = object_size[plane->object];
	unsigned int k;

	for (k = 0; k < frame->plane_count; k++) {
		if (frame->planes[k].object == plane->object && frame->planes[k].offset < own &&
		    frame->planes[k].offset > plane->offset)
			own = frame->planes[k].offset;
	}
	own -= plane->offset;
	return within(plane->stride, want->stride_min, want->stride_max) &&
	       divides(want->stride_align, plane->stride) &&
	       divides(want->offset_align, plane->offset) &&
	       divides(want->height_align, plane->rows) &&
	       (!want->size_pad || own - (wide)plane->size >= want->size_pad) &&
	       own >= want->size_min;
}

/* What a consumer with one stride computes, held against what is there. */
static int tight_suits(const struct format_expect *format, const struct yamp_frame *frame,
		       const struct yamp_constraint *r)
{
	wide offset = frame->planes[0].offset;
	unsigned int i;

	for (i = 0; i < frame->plane_count; i++) {
		wide align = r->planes[i].height_align ? r->planes[i].height_align : 1;
		wide rows = up(picture_rows(&format->plane[i], frame->height), align);
		wide stride = (wide)frame->planes[0].stride * density(&format->plane[i]);

		if (stride % density(&format->plane[0]))
			return 0;
		stride /= density(&format->plane[0]);
		if (frame->planes[i].stride != stride || frame->planes[i].offset != offset)
			return 0;
		if (i + 1 < frame->plane_count && frame->planes[i].rows != rows)
			return 0;
		offset += stride * rows;
	}
	return 1;
}

int oracle_suits(const struct format_expect *format, const struct yamp_frame *frame,
		 const __u64 *object_size, const struct yamp_consumer *consumer)
{
	const struct yamp_constraint *r = consumer->record;
	int tight = r->flags & YAMP_CONSTRAINT_TIGHT_PLANES;
	unsigned int i;

	if (!knows_format(consumer, frame) || !within(frame->width, r->width_min, r->width_max) ||
	    !within(frame->height, r->height_min, r->height_max) || frame->size < r->size_min)
		return 0;
	if (frame->plane_count > 1) {
		if (r->objects == YAMP_OBJECTS_PER_PLANE && frame->object_count == 1)
			return 0;
		if ((r->objects == YAMP_OBJECTS_SINGLE || tight) && frame->object_count > 1)
			return 0;
	}
	for (i = 0; i < frame->object_count; i++) {
		if (!divides(r->size_align, object_size[i]))
			return 0;
	}
	for (i = 0; i < frame->plane_count; i++) {
		if (!plane_suits(frame, object_size, i, &r->planes[i]))
			return 0;
	}
	return !tight || tight_suits(format, frame, r);
}
