// SPDX-License-Identifier: MIT
/*
 * What the compositor's renderer and planes need of a buffer, by yamp_constraints_v1.
 *
 * A batch is gathered in one list and takes the place of the other when it is
 * complete. What is against the protocol costs the target, never the connection: a
 * compositor that says too much is no worse than one that says nothing.
 */
#include <string.h>

#include "display-priv.h"
#include "figure.h"

#define SAME(ours, theirs) \
	_Static_assert((int)YAMP_##ours == YAMP_CONSTRAINTS_V1_##theirs, "passed on as they are")

SAME(FIGURE_FLAGS, FIGURE_FLAGS);
SAME(FIGURE_CONTIGUITY, FIGURE_CONTIGUITY);
SAME(FIGURE_CACHE, FIGURE_CACHE);
SAME(FIGURE_OBJECTS, FIGURE_OBJECTS);
SAME(FIGURE_ADDRESS_MASK, FIGURE_ADDRESS_MASK);
SAME(FIGURE_SEGMENT_MIN, FIGURE_SEGMENT_MIN);
SAME(FIGURE_SEGMENT_MAX, FIGURE_SEGMENT_MAX);
SAME(FIGURE_SEGMENT_BOUNDARY, FIGURE_SEGMENT_BOUNDARY);
SAME(FIGURE_SEGMENTS_MAX, FIGURE_SEGMENTS_MAX);
SAME(FIGURE_BUFFERS_MIN, FIGURE_BUFFERS_MIN);
SAME(FIGURE_BUFFERS_MAX, FIGURE_BUFFERS_MAX);
SAME(FIGURE_WIDTH_MIN, FIGURE_WIDTH_MIN);
SAME(FIGURE_HEIGHT_MIN, FIGURE_HEIGHT_MIN);
SAME(FIGURE_WIDTH_MAX, FIGURE_WIDTH_MAX);
SAME(FIGURE_HEIGHT_MAX, FIGURE_HEIGHT_MAX);
SAME(FIGURE_SIZE_ALIGN, FIGURE_SIZE_ALIGN);
SAME(FIGURE_SIZE_MIN, FIGURE_SIZE_MIN);
SAME(FIGURE_PLANE_STRIDE_ALIGN, FIGURE_PLANE_STRIDE_ALIGN);
SAME(FIGURE_PLANE_STRIDE_MIN, FIGURE_PLANE_STRIDE_MIN);
SAME(FIGURE_PLANE_STRIDE_MAX, FIGURE_PLANE_STRIDE_MAX);
SAME(FIGURE_PLANE_OFFSET_ALIGN, FIGURE_PLANE_OFFSET_ALIGN);
SAME(FIGURE_PLANE_HEIGHT_ALIGN, FIGURE_PLANE_HEIGHT_ALIGN);
SAME(FIGURE_PLANE_SIZE_PAD, FIGURE_PLANE_SIZE_PAD);
SAME(FIGURE_PLANE_SIZE_MIN, FIGURE_PLANE_SIZE_MIN);
SAME(SOURCE_ASSUMED, SOURCE_ASSUMED);
SAME(SOURCE_REPORTED, SOURCE_REPORTED);
SAME(SOURCE_MEASURED, SOURCE_MEASURED);
SAME(TARGET_RENDERER, KIND_RENDERER);
SAME(TARGET_PRIMARY_PLANE, KIND_PRIMARY_PLANE);
SAME(TARGET_OVERLAY_PLANE, KIND_OVERLAY_PLANE);
SAME(TARGET_CURSOR_PLANE, KIND_CURSOR_PLANE);
_Static_assert(sizeof(struct yamp_format) == sizeof(struct format_table_entry),
	       "both tables are the same");

/* The one that is being told; NULL if there is none, or it is spoilt. */
static struct target *current(struct targets *targets)
{
	const struct target_list *list = &targets->coming;
	struct target *target = list->count ? &list->targets[list->count - 1] : NULL;

	return target && !target->spoilt ? target : NULL;
}

static void on_table(void *data, struct yamp_constraints_v1 *constraints, int32_t fd, uint32_t size)
{
	struct targets *targets = data;

	table_map(&targets->table, fd, size);
}

static void on_target(void *data, struct yamp_constraints_v1 *constraints, uint32_t number,
		      uint32_t kind, struct wl_array *device, const char *name)
{
	struct targets *targets = data;
	struct target *target = target_list_add(&targets->coming, number, kind, name);

	if (!target) {
		targets->lost = true;
		return;
	}
	target->spoilt = kind > YAMP_TARGET_CURSOR_PLANE;
	if (device->size == sizeof(target->told.device))
		memcpy(&target->told.device, device->data, device->size);
}

static void on_output(void *data, struct yamp_constraints_v1 *constraints, const char *name)
{
	struct target *target = current(data);

	if (target)
		target_add_output(target, name);
}

/* A figure that is not known here is one that cannot be kept to: it is passed over. */
static void on_figure(void *data, struct yamp_constraints_v1 *constraints, uint32_t figure,
		      uint32_t plane, uint32_t value_hi, uint32_t value_lo, uint32_t source)
{
	struct target *target = current(data);
	uint64_t value = (uint64_t)value_hi << 32 | value_lo;

	if (!target || !yamp_figure_name(figure))
		return;
	if (figure_store(&target->told.record, figure, plane, value))
		target->spoilt = true;
	target->told.sources[figure] = source <= YAMP_SOURCE_MEASURED ? source :
									YAMP_SOURCE_ASSUMED;
}

static void on_formats(void *data, struct yamp_constraints_v1 *constraints,
		       struct wl_array *indices, uint32_t source)
{
	struct targets *targets = data;
	const struct format_table *table = &targets->table;
	struct target *target = current(targets);
	uint16_t *index;

	if (!target)
		return;
	target->told.formats_source = source <= YAMP_SOURCE_MEASURED ? source :
								       YAMP_SOURCE_ASSUMED;
	wl_array_for_each(index, indices) {
		if (table->map && *index < table->size / sizeof(table->map[0]))
			target_add_format(target, table->map[*index].fourcc,
					  table->map[*index].modifier);
		else
			target->spoilt = true;
	}
}

static void on_target_done(void *data, struct yamp_constraints_v1 *constraints)
{
	struct target *target = current(data);

	if (target)
		target_end(target);
}

static void on_done(void *data, struct yamp_constraints_v1 *constraints)
{
	struct targets *targets = data;
	bool lost = targets->lost;

	targets->heard = true;
	targets->lost = false;
	if (lost) {
		target_list_clear(&targets->coming);
		return;
	}
	target_list_drop_spoilt(&targets->coming);
	target_list_clear(&targets->told);
	targets->told = targets->coming;
	targets->coming = (struct target_list){ 0 };
	targets->serial++;
}

static const struct yamp_constraints_v1_listener listener = {
	.format_table = on_table,
	.target = on_target,
	.output = on_output,
	.figure = on_figure,
	.formats = on_formats,
	.target_done = on_target_done,
	.done = on_done,
};

void targets_listen(struct targets *targets, struct yamp_constraints_v1 *constraints)
{
	targets->constraints = constraints;
	if (constraints)
		yamp_constraints_v1_add_listener(constraints, &listener, targets);
}

void targets_finish(struct targets *targets)
{
	if (targets->constraints)
		yamp_constraints_v1_destroy(targets->constraints);
	target_list_clear(&targets->told);
	target_list_clear(&targets->coming);
	table_unmap(&targets->table);
}

/* What the renderer needs; NULL if nobody says. */
static const struct yamp_constraint *find_renderer(const struct yamp_display *display)
{
	const struct target_list *list = &display->targets.told;

	for (uint32_t i = 0; i < list->count; i++) {
		if (list->targets[i].told.kind == YAMP_TARGET_RENDERER)
			return &list->targets[i].told.record;
	}
	return NULL;
}

void yamp_display_constraint(const struct yamp_display *display, struct yamp_constraint *record)
{
	const struct yamp_constraint *renderer = find_renderer(display);
	uint32_t count = display->offered.count;

	*record = renderer ? *renderer : (struct yamp_constraint){ 0 };
	memset(record->name, 0, sizeof(record->name));
	strcpy(record->name, "compositor");
	if (!record->buffers_min)
		record->buffers_min = 3;	/* on the screen, next refresh, newest */
	record->formats = (uintptr_t)display->offered.formats;
	record->format_count = count < YAMP_MAX_FORMATS ? count : YAMP_MAX_FORMATS;
}

int yamp_display_target(const struct yamp_display *display, uint32_t index,
			struct yamp_target *target)
{
	return target_list_at(&display->targets.told, index, target);
}

uint32_t yamp_display_targets_serial(const struct yamp_display *display)
{
	return display->targets.serial;
}

uint32_t yamp_display_planes(const struct yamp_display *display, const char *output,
			     struct yamp_constraint *records, uint32_t max)
{
	return target_list_planes(&display->targets.told, output, records, max);
}

int yamp_display_choose_plane(const struct yamp_display *display, const char *output,
			      const struct yamp_alloc_options *options, struct yamp_target *target,
			      struct yamp_alloc_report *report)
{
	return target_list_choose(&display->targets.told, output, options, target, report);
}
