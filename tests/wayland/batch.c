/* SPDX-License-Identifier: MIT */
#include "batch.h"

#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tap.h"

#define FIGURE(name) YAMP_CONSTRAINTS_V1_FIGURE_##name

/** struct field - where a figure goes in a record; @size 0: no such figure */
struct field {
	size_t offset;
	size_t size;
};

#define RECORD(name)                                                                               \
	{offsetof(struct yamp_constraint, name), sizeof(((struct yamp_constraint *)0)->name)}
#define PLANE(name)                                                                                \
	{offsetof(struct yamp_plane_constraint, name),                                             \
	 sizeof(((struct yamp_plane_constraint *)0)->name)}

/* In words of the UAPI: the test says what the protocol has to mean. */
static const struct field fields[BATCH_FIGURES] = {
	[FIGURE(FLAGS)] = RECORD(flags),
	[FIGURE(CONTIGUITY)] = RECORD(contiguity),
	[FIGURE(CACHE)] = RECORD(cache),
	[FIGURE(OBJECTS)] = RECORD(objects),
	[FIGURE(ADDRESS_MASK)] = RECORD(address_mask),
	[FIGURE(SEGMENT_MIN)] = RECORD(segment_min),
	[FIGURE(SEGMENT_MAX)] = RECORD(segment_max),
	[FIGURE(SEGMENT_BOUNDARY)] = RECORD(segment_boundary),
	[FIGURE(SEGMENTS_MAX)] = RECORD(segments_max),
	[FIGURE(BUFFERS_MIN)] = RECORD(buffers_min),
	[FIGURE(BUFFERS_MAX)] = RECORD(buffers_max),
	[FIGURE(WIDTH_MIN)] = RECORD(width_min),
	[FIGURE(HEIGHT_MIN)] = RECORD(height_min),
	[FIGURE(WIDTH_MAX)] = RECORD(width_max),
	[FIGURE(HEIGHT_MAX)] = RECORD(height_max),
	[FIGURE(SIZE_ALIGN)] = RECORD(size_align),
	[FIGURE(SIZE_MIN)] = RECORD(size_min),
	[FIGURE(PLANE_STRIDE_ALIGN)] = PLANE(stride_align),
	[FIGURE(PLANE_STRIDE_MIN)] = PLANE(stride_min),
	[FIGURE(PLANE_STRIDE_MAX)] = PLANE(stride_max),
	[FIGURE(PLANE_OFFSET_ALIGN)] = PLANE(offset_align),
	[FIGURE(PLANE_HEIGHT_ALIGN)] = PLANE(height_align),
	[FIGURE(PLANE_SIZE_PAD)] = PLANE(size_pad),
	[FIGURE(PLANE_SIZE_MIN)] = PLANE(size_min),
};

static void wrong(struct batch *batch, const char *what)
{
	if (!batch->wrong)
		batch->wrong = what;
}

/* The first event of a batch empties the list. */
static void begin(struct batch *batch)
{
	if (!batch->begun)
		batch->count = 0;
	batch->begun = true;
}

static struct told_target *current(struct batch *batch)
{
	if (!batch->begun || !batch->count || batch->targets[batch->count - 1].ended) {
		wrong(batch, "an event of a target outside of one");
		return NULL;
	}
	return &batch->targets[batch->count - 1];
}

static void forget_table(struct batch *batch)
{
	if (batch->table)
		munmap((void *)(uintptr_t)batch->table, batch->table_size);
	if (batch->table_fd >= 0)
		close(batch->table_fd);
	batch->table = NULL;
	batch->table_fd = -1;
}

static void on_table(void *data, struct yamp_constraints_v1 *constraints, int fd, uint32_t size)
{
	struct batch *batch = data;
	void *map = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);

	if (batch->begun && batch->count)
		wrong(batch, "a format table behind a target");
	forget_table(batch);
	batch->tables++;
	batch->table_fd = fd;
	batch->table_size = size;
	if (map == MAP_FAILED || size % sizeof(struct yamp_format))
		wrong(batch, "a format table that cannot be mapped");
	else
		batch->table = map;
}

static void on_target(void *data, struct yamp_constraints_v1 *constraints, uint32_t number,
		      uint32_t kind, struct wl_array *device, const char *name)
{
	struct batch *batch = data;
	struct told_target *target;

	begin(batch);
	if (batch->count == BATCH_TARGETS)
		tap_bail("more targets than this test can keep");
	if (batch->count && !batch->targets[batch->count - 1].ended)
		wrong(batch, "a target inside of another");
	target = &batch->targets[batch->count++];
	memset(target, 0, sizeof(*target));
	target->number = number;
	target->kind = kind;
	snprintf(target->name, sizeof(target->name), "%s", name);
	snprintf(target->record.name, sizeof(target->record.name), "%s", name);
	if (device->size == sizeof(target->device))
		memcpy(&target->device, device->data, sizeof(target->device));
	else if (device->size)
		wrong(batch, "a device that is no dev_t");
}

static void on_output(void *data, struct yamp_constraints_v1 *constraints, const char *name)
{
	struct told_target *target = current(data);

	if (target && target->output_count < BATCH_OUTPUTS)
		snprintf(target->outputs[target->output_count++], sizeof(target->outputs[0]), "%s",
			 name);
}

static void store(const struct field *field, void *base, uint64_t value)
{
	uint32_t half = (uint32_t)value;

	if (field->size == sizeof(value))
		memcpy((char *)base + field->offset, &value, sizeof(value));
	else
		memcpy((char *)base + field->offset, &half, sizeof(half));
}

static void on_figure(void *data, struct yamp_constraints_v1 *constraints, uint32_t figure,
		      uint32_t plane, uint32_t value_hi, uint32_t value_lo, uint32_t source)
{
	uint64_t value = (uint64_t)value_hi << 32 | value_lo;
	struct told_target *target = current(data);
	bool of_plane = figure >= FIGURE(PLANE_STRIDE_ALIGN);
	unsigned int i;

	if (!target)
		return;
	if (figure >= BATCH_FIGURES || !fields[figure].size)
		wrong(data, "a figure that is none");
	else if (plane != (of_plane ? YAMP_PLANE_ALL : 0))
		wrong(data, "a figure of another colour plane than this compositor knows");
	else if (target->told[figure])
		wrong(data, "a figure twice");
	else if (fields[figure].size == sizeof(uint32_t) && value_hi)
		wrong(data, "a figure that does not fit its field");
	if (((struct batch *)data)->wrong)
		return;
	target->told[figure] = true;
	target->value[figure] = value;
	target->source[figure] = source;
	if (!of_plane)
		store(&fields[figure], &target->record, value);
	for (i = 0; of_plane && i < YAMP_MAX_PLANES; i++)
		store(&fields[figure], &target->record.planes[i], value);
}

static void on_formats(void *data, struct yamp_constraints_v1 *constraints,
		       struct wl_array *indices, uint32_t source)
{
	struct told_target *target = current(data);
	const struct batch *batch = data;
	uint16_t *index;

	if (!target)
		return;
	target->formats_source = source;
	if (indices->size > 512 * sizeof(*index))
		wrong(data, "more than 512 indices in one event");
	wl_array_for_each(index, indices) {
		if (!batch->table || *index >= batch->table_size / sizeof(*batch->table))
			wrong(data, "an index behind the format table");
		else if (target->format_count == BATCH_FORMATS)
			tap_bail("more formats than this test can keep");
		else
			target->formats[target->format_count++] = batch->table[*index];
	}
	target->record.formats = (uintptr_t)target->formats;
	target->record.format_count = target->format_count;
}

static void on_target_done(void *data, struct yamp_constraints_v1 *constraints)
{
	struct told_target *target = current(data);

	if (target)
		target->ended = true;
}

static void on_done(void *data, struct yamp_constraints_v1 *constraints)
{
	struct batch *batch = data;

	begin(batch);
	if (batch->count && !batch->targets[batch->count - 1].ended)
		wrong(batch, "done inside of a target");
	batch->begun = false;
	batch->done++;
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

void batch_begin(struct batch *batch, struct connection *connection,
		 struct yamp_constraints_v1 *constraints)
{
	memset(batch, 0, sizeof(*batch));
	batch->connection = connection;
	batch->constraints = constraints;
	batch->table_fd = -1;
	yamp_constraints_v1_add_listener(constraints, &listener, batch);
}

bool batch_wait(struct batch *batch, unsigned int done)
{
	while (batch->done < done) {
		if (wl_display_dispatch(batch->connection->display) < 0)
			return false;
	}
	return true;
}

void batch_end(struct batch *batch)
{
	yamp_constraints_v1_destroy(batch->constraints);
	forget_table(batch);
	batch->constraints = NULL;
}

const struct told_target *batch_find(const struct batch *batch, uint32_t kind)
{
	unsigned int i;

	for (i = 0; i < batch->count; i++) {
		if (batch->targets[i].kind == kind)
			return &batch->targets[i];
	}
	return NULL;
}

uint32_t batch_records(const struct batch *batch,
		       struct yamp_constraint records[YAMP_MAX_CONSTRAINTS])
{
	uint32_t i;

	for (i = 0; i < batch->count && i < YAMP_MAX_CONSTRAINTS; i++)
		records[i] = batch->targets[i].record;
	return i;
}
