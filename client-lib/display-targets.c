// SPDX-License-Identifier: MIT
/*
 * What the compositor's renderer and planes need of a buffer, by yamp_constraints_v1.
 *
 * A batch is gathered in one list and takes the place of the other when it is
 * complete. What is against the protocol costs the target, never the connection: a
 * compositor that says too much is no worse than one that says nothing.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <drm_fourcc.h>
#include <yamp_solve.h>

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

/* Room for formats that cannot be laid out here, so that the others find theirs. */
#define FORMATS_OTHER (YAMP_MAX_FORMATS / 2)

/**
 * struct target - of one batch
 * @told: what the application sees; its pointers lead to what follows
 * @formats: room for YAMP_MAX_FORMATS, NULL while there is none
 * @outputs: @told.output_count of them
 * @spoilt: it is against the protocol, or there was no memory for it
 */
struct target {
	struct yamp_target told;
	struct yamp_format *formats;
	char **outputs;
	bool spoilt;
};

static void target_finish(struct target *target)
{
	for (uint32_t i = 0; i < target->told.output_count; i++)
		free(target->outputs[i]);
	free(target->outputs);
	free(target->formats);
}

static void list_clear(struct target_list *list)
{
	for (uint32_t i = 0; i < list->count; i++)
		target_finish(&list->targets[i]);
	free(list->targets);
	*list = (struct target_list){ 0 };
}

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

/* A name that a record can have, whatever the compositor says. */
static void copy_name(char *to, const char *from)
{
	size_t i;

	for (i = 0; from[i] && i < YAMP_NAME_LEN - 1; i++)
		to[i] = from[i] >= ' ' && from[i] <= '~' ? from[i] : '?';
	to[i] = '\0';
}

static void on_target(void *data, struct yamp_constraints_v1 *constraints, uint32_t number,
		      uint32_t kind, struct wl_array *device, const char *name)
{
	struct targets *targets = data;
	struct target_list *list = &targets->coming;
	struct target *grown = reallocarray(list->targets, list->count + 1, sizeof(*grown));
	struct target *target;

	if (!grown) {
		targets->lost = true;
		return;
	}
	list->targets = grown;
	target = &grown[list->count++];
	*target = (struct target){
		.told = { .number = number, .kind = kind },
		.spoilt = kind > YAMP_TARGET_CURSOR_PLANE,
	};
	copy_name(target->told.record.name, name);
	if (device->size == sizeof(target->told.device))
		memcpy(&target->told.device, device->data, device->size);
}

static int add_output(struct target *target, const char *name)
{
	uint32_t count = target->told.output_count;
	char **outputs = reallocarray(target->outputs, count + 1, sizeof(*outputs));

	if (!outputs)
		return -ENOMEM;
	target->outputs = outputs;
	outputs[count] = strdup(name);
	if (!outputs[count])
		return -ENOMEM;
	target->told.output_count++;
	return 0;
}

static void on_output(void *data, struct yamp_constraints_v1 *constraints, const char *name)
{
	struct target *target = current(data);

	if (target && add_output(target, name))
		target->spoilt = true;
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

static void add_format(struct target *target, const struct format_table_entry *entry)
{
	uint32_t count = target->told.record.format_count;
	uint32_t room = entry->modifier == DRM_FORMAT_MOD_LINEAR ? YAMP_MAX_FORMATS :
								   FORMATS_OTHER;

	if (count < room)
		target->formats[target->told.record.format_count++] =
			(struct yamp_format){ entry->fourcc, 0, entry->modifier };
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
	if (!target->formats)
		target->formats = calloc(YAMP_MAX_FORMATS, sizeof(target->formats[0]));
	if (!target->formats) {
		target->spoilt = true;
		return;
	}
	target->told.formats_source = source <= YAMP_SOURCE_MEASURED ? source :
								       YAMP_SOURCE_ASSUMED;
	wl_array_for_each(index, indices) {
		if (table->map && *index < table->size / sizeof(table->map[0]))
			add_format(target, &table->map[*index]);
		else
			target->spoilt = true;
	}
}

static void on_target_done(void *data, struct yamp_constraints_v1 *constraints)
{
	struct target *target = current(data);
	struct yamp_consumer consumer;

	if (!target)
		return;
	target->told.record.formats = (uintptr_t)target->formats;
	consumer = (struct yamp_consumer){ &target->told.record, target->formats };
	if (yamp_check_consumer(&consumer))
		target->spoilt = true;
}

static void drop_spoilt(struct target_list *list)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < list->count; i++) {
		if (list->targets[i].spoilt)
			target_finish(&list->targets[i]);
		else
			list->targets[kept++] = list->targets[i];
	}
	list->count = kept;
}

static void on_done(void *data, struct yamp_constraints_v1 *constraints)
{
	struct targets *targets = data;
	bool lost = targets->lost;

	targets->heard = true;
	targets->lost = false;
	if (lost) {
		list_clear(&targets->coming);
		return;
	}
	drop_spoilt(&targets->coming);
	list_clear(&targets->told);
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
	list_clear(&targets->told);
	list_clear(&targets->coming);
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

static int target_at(const struct targets *targets, uint32_t index, struct yamp_target *target)
{
	const struct target *found;

	if (index >= targets->told.count)
		return -ENOENT;
	found = &targets->told.targets[index];
	*target = found->told;
	target->outputs = (const char *const *)found->outputs;
	return 0;
}

int yamp_display_target(const struct yamp_display *display, uint32_t index,
			struct yamp_target *target)
{
	return target_at(&display->targets, index, target);
}

uint32_t yamp_display_targets_serial(const struct yamp_display *display)
{
	return display->targets.serial;
}

bool yamp_target_serves(const struct yamp_target *target, const char *output)
{
	if (!output || !target->output_count)
		return true;
	for (uint32_t i = 0; i < target->output_count; i++) {
		if (!strcmp(target->outputs[i], output))
			return true;
	}
	return false;
}

static bool scans_out(const struct yamp_target *target, const char *output)
{
	return (target->kind == YAMP_TARGET_PRIMARY_PLANE ||
		target->kind == YAMP_TARGET_OVERLAY_PLANE) && yamp_target_serves(target, output);
}

uint32_t targets_planes(const struct targets *targets, const char *output,
			struct yamp_constraint *records, uint32_t max)
{
	struct yamp_target target;
	uint32_t used = 0;

	for (uint32_t i = 0; used < max && !target_at(targets, i, &target); i++) {
		if (scans_out(&target, output))
			records[used++] = target.record;
	}
	return used;
}

uint32_t yamp_display_planes(const struct yamp_display *display, const char *output,
			     struct yamp_constraint *records, uint32_t max)
{
	return targets_planes(&display->targets, output, records, max);
}

/* As @options, with one more record behind the others. */
static int try_target(const struct yamp_alloc_options *options, const struct yamp_target *target,
		      struct yamp_alloc_report *report)
{
	struct yamp_constraint records[YAMP_MAX_CONSTRAINTS];
	struct yamp_alloc_options more = *options;

	if (options->constraint_count >= YAMP_MAX_CONSTRAINTS)
		return -EINVAL;
	memcpy(records, options->constraints, options->constraint_count * sizeof(records[0]));
	records[more.constraint_count++] = target->record;
	more.constraints = records;
	return yamp_layout_predict(&more, report);
}

int yamp_display_choose_plane(const struct yamp_display *display, const char *output,
			      const struct yamp_alloc_options *options, struct yamp_target *target,
			      struct yamp_alloc_report *report)
{
	struct yamp_alloc_report refusal;
	struct yamp_target candidate;
	int error, ret = -ENOENT;

	for (uint32_t i = 0; !yamp_display_target(display, i, &candidate); i++) {
		if (!scans_out(&candidate, output))
			continue;
		error = try_target(options, &candidate, &refusal);
		if (error && ret != -ENOENT)
			continue;
		ret = error;
		*target = candidate;
		if (report)
			*report = refusal;
		if (!error)
			return 0;
	}
	return ret;
}
