// SPDX-License-Identifier: MIT
#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "figure.h"

/** struct field - where a figure lies, in a record or in one of its planes */
struct field {
	const char *name;
	size_t offset;
	size_t size;
};

#define MEMBER(type, field) #field, offsetof(struct type, field), sizeof(((struct type *)0)->field)
#define RECORD(field) { MEMBER(yamp_constraint, field) }
#define PLANE(field) { MEMBER(yamp_plane_constraint, field) }

static const struct field fields[YAMP_FIGURES] = {
	[YAMP_FIGURE_FLAGS] = RECORD(flags),
	[YAMP_FIGURE_CONTIGUITY] = RECORD(contiguity),
	[YAMP_FIGURE_CACHE] = RECORD(cache),
	[YAMP_FIGURE_OBJECTS] = RECORD(objects),
	[YAMP_FIGURE_ADDRESS_MASK] = RECORD(address_mask),
	[YAMP_FIGURE_SEGMENT_MIN] = RECORD(segment_min),
	[YAMP_FIGURE_SEGMENT_MAX] = RECORD(segment_max),
	[YAMP_FIGURE_SEGMENT_BOUNDARY] = RECORD(segment_boundary),
	[YAMP_FIGURE_SEGMENTS_MAX] = RECORD(segments_max),
	[YAMP_FIGURE_BUFFERS_MIN] = RECORD(buffers_min),
	[YAMP_FIGURE_BUFFERS_MAX] = RECORD(buffers_max),
	[YAMP_FIGURE_WIDTH_MIN] = RECORD(width_min),
	[YAMP_FIGURE_HEIGHT_MIN] = RECORD(height_min),
	[YAMP_FIGURE_WIDTH_MAX] = RECORD(width_max),
	[YAMP_FIGURE_HEIGHT_MAX] = RECORD(height_max),
	[YAMP_FIGURE_SIZE_ALIGN] = RECORD(size_align),
	[YAMP_FIGURE_SIZE_MIN] = RECORD(size_min),
	[YAMP_FIGURE_PLANE_STRIDE_ALIGN] = PLANE(stride_align),
	[YAMP_FIGURE_PLANE_STRIDE_MIN] = PLANE(stride_min),
	[YAMP_FIGURE_PLANE_STRIDE_MAX] = PLANE(stride_max),
	[YAMP_FIGURE_PLANE_OFFSET_ALIGN] = PLANE(offset_align),
	[YAMP_FIGURE_PLANE_HEIGHT_ALIGN] = PLANE(height_align),
	[YAMP_FIGURE_PLANE_SIZE_PAD] = PLANE(size_pad),
	[YAMP_FIGURE_PLANE_SIZE_MIN] = PLANE(size_min),
};

static const struct field *find(uint32_t figure)
{
	return figure < YAMP_FIGURES && fields[figure].name ? &fields[figure] : NULL;
}

const char *yamp_figure_name(uint32_t figure)
{
	const struct field *field = find(figure);

	return field ? field->name : NULL;
}

const char *yamp_source_name(uint32_t source)
{
	static const char *const names[] = { "assumed", "reported", "measured" };

	return names[source <= YAMP_SOURCE_MEASURED ? source : YAMP_SOURCE_ASSUMED];
}

uint64_t yamp_figure_value(const struct yamp_constraint *record, uint32_t figure, uint32_t plane)
{
	const struct field *field = find(figure);
	const char *base = (const char *)record;
	uint32_t half;
	uint64_t value;

	if (!field)
		return 0;
	if (figure >= YAMP_FIGURE_PLANE_STRIDE_ALIGN)
		base = (const char *)&record->planes[plane % YAMP_MAX_PLANES];
	if (field->size == sizeof(value)) {
		memcpy(&value, base + field->offset, sizeof(value));
		return value;
	}
	memcpy(&half, base + field->offset, sizeof(half));
	return half;
}

static void store(const struct field *field, void *base, uint64_t value)
{
	uint32_t half = value;

	if (field->size == sizeof(value))
		memcpy((char *)base + field->offset, &value, sizeof(value));
	else
		memcpy((char *)base + field->offset, &half, sizeof(half));
}

int figure_store(struct yamp_constraint *record, uint32_t figure, uint32_t plane, uint64_t value)
{
	const struct field *field = find(figure);

	if (!field || (field->size < sizeof(value) && value > UINT32_MAX))
		return -EINVAL;
	if (figure < YAMP_FIGURE_PLANE_STRIDE_ALIGN) {
		store(field, record, value);
		return 0;
	}
	if (plane >= YAMP_MAX_PLANES && plane != YAMP_PLANE_ALL)
		return -EINVAL;
	for (uint32_t i = 0; i < YAMP_MAX_PLANES; i++) {
		if (plane == i || plane == YAMP_PLANE_ALL)
			store(field, &record->planes[i], value);
	}
	return 0;
}
