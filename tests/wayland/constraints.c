/* SPDX-License-Identifier: MIT */
/*
 * What the compositor tells of its targets, and whether it is so.
 *
 * Usage: constraints WESTON-PID none
 *        constraints WESTON-PID planes /dev/dri/cardN
 *        constraints WESTON-PID await
 *        constraints WESTON-PID follow
 *
 * "planes": on this display, with the kernel module there from the beginning; "none":
 * on one without planes; "await": on one with planes, without the module, which comes
 * after the line "# waiting". "follow": prints a line for each batch, until it is killed.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "batch.h"
#include "constraints-hostile.h"
#include "kms-look.h"
#include "renderer-look.h"
#include "tap.h"
#include "window.h"

#define XR24 FOURCC('X', 'R', '2', '4')
#define FIGURE(name) YAMP_CONSTRAINTS_V1_FIGURE_##name
#define KIND(name) YAMP_CONSTRAINTS_V1_KIND_##name
#define SOURCE(name) YAMP_CONSTRAINTS_V1_SOURCE_##name

/* Seconds after which a test that waits for nothing ends the program. */
#define DEADLINE 300

static const struct picture picture_small = {.fourcc = XR24, .width = 320, .height = 240};

static pid_t weston;
static struct batch first, other;

static struct batch *ask(struct connection *connection, struct batch *batch)
{
	batch_begin(batch, connection, yamp_manager_v1_get_constraints(connection->manager));
	return batch;
}

/* ---- form -------------------------------------------------------------------------- */

static bool name_is_good(const char *name)
{
	size_t i, length = strlen(name);

	for (i = 0; i < length; i++) {
		if (name[i] < ' ' || name[i] > '~')
			return false;
	}
	return length > 0 && length < YAMP_NAME_LEN;
}

static const char *find_fault(const struct batch *batch)
{
	unsigned int i, j;

	for (i = 0; i < batch->count; i++) {
		if (!batch->targets[i].number)
			return "a target has the number 0";
		if (!name_is_good(batch->targets[i].name))
			return "a name that no record can have";
		if (batch->targets[i].kind > KIND(CURSOR_PLANE))
			return "a target of no kind";
		for (j = 0; j < i; j++) {
			if (batch->targets[i].number == batch->targets[j].number)
				return "two targets with one number";
		}
	}
	return batch->wrong;
}

static void test_form(const struct batch *batch)
{
	const char *fault = find_fault(batch);

	tap_ok(!fault, "the batch is well formed", "%s", fault);
	tap_ok(batch->done == 1 && batch->count > 0, "it is one, and has targets",
	       "%u batches, %u targets", batch->done, batch->count);
	wl_display_roundtrip(batch->connection->display);
	tap_ok(batch->done == 1, "it is not told twice", "%u batches", batch->done);
}

static void test_table(const struct batch *batch)
{
	int seals = fcntl(batch->table_fd, F_GET_SEALS);
	const int wanted = F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL;
	void *map = mmap(NULL, batch->table_size, PROT_READ | PROT_WRITE, MAP_SHARED,
			 batch->table_fd, 0);

	tap_ok(batch->tables == 1 && (seals & wanted) == wanted, "one format table, sealed",
	       "%u tables, seals 0x%x", batch->tables, (unsigned int)seals);
	tap_ok(map == MAP_FAILED && ftruncate(batch->table_fd, 0) < 0,
	       "and no client can change it", "it could be mapped for writing, or cut off");
}

/* ---- the renderer ------------------------------------------------------------------ */

static bool offers(const struct connection *connection, const struct yamp_format *format)
{
	size_t i;

	for (i = 0; i < connection->offer_count; i++) {
		if (connection->offers[i].fourcc == format->fourcc &&
		    connection->offers[i].modifier == format->modifier)
			return true;
	}
	return false;
}

static bool is_measured(const struct told_target *target)
{
	static const uint32_t figures[] = {
		FIGURE(CONTIGUITY), FIGURE(PLANE_STRIDE_ALIGN), FIGURE(PLANE_STRIDE_MAX),
		FIGURE(PLANE_OFFSET_ALIGN), FIGURE(PLANE_SIZE_PAD),
	};
	size_t i;

	for (i = 0; i < sizeof(figures) / sizeof(*figures); i++) {
		if (!target->told[figures[i]] || target->source[figures[i]] != SOURCE(MEASURED))
			return false;
	}
	return true;
}

/* The trial was another program's: the compositor's own answers are the same. */
static void test_renderer_trial(const struct told_target *renderer, struct connection *connection)
{
	uint32_t stride = renderer->record.planes[0].stride_align;
	uint32_t offset = renderer->record.planes[0].offset_align;

	tap_note("%s: stride align %u, max %u, offset align %u, contiguity %u", renderer->name,
		 stride, renderer->record.planes[0].stride_max, offset,
		 renderer->record.contiguity);
	tap_ok(renderer_takes(connection, 4096 + stride, 0) &&
		       (stride == 1 || !renderer_takes(connection, 4096 + stride / 2, 0)),
	       "strides aligned so are taken, and no less", "%u bytes", stride);
	tap_ok(renderer_takes(connection, 4096, offset) &&
		       (offset == 1 || !renderer_takes(connection, 4096, offset / 2)),
	       "and offsets", "%u bytes", offset);
}

static void test_renderer(const struct batch *batch)
{
	const struct told_target *renderer = batch_find(batch, KIND(RENDERER));
	unsigned int i, strange = 0;

	tap_ok(renderer && renderer == &batch->targets[batch->count - 1],
	       "the renderer is the last choice", "it is missing, or somewhere else");
	for (i = 0; i < renderer->format_count; i++)
		strange += !offers(batch->connection, &renderer->formats[i]);
	tap_ok(renderer->format_count == batch->connection->offer_count && !strange,
	       "it takes what linux-dmabuf offers", "%u formats, linux-dmabuf has %zu; %u not there",
	       renderer->format_count, batch->connection->offer_count, strange);
	tap_ok(renderer->formats_source == SOURCE(REPORTED) && is_measured(renderer),
	       "its formats are reported, layout and memory measured", "sources %u, %u",
	       renderer->formats_source, renderer->source[FIGURE(PLANE_STRIDE_ALIGN)]);
	test_renderer_trial(renderer, batch->connection);
	tap_ok(renderer->record.buffers_min >= 2 && !renderer->output_count,
	       "it says how many frames are held, and serves every output", "%u, %u outputs",
	       renderer->record.buffers_min, renderer->output_count);
}

/* ---- planes ------------------------------------------------------------------------ */

static bool same_formats(const struct told_target *target, const struct look_plane *plane)
{
	return target->format_count == plane->format_count &&
	       memcmp(target->formats, plane->formats,
		      plane->format_count * sizeof(plane->formats[0])) == 0;
}

/* By what identifies a plane for those who see only its record: kind and formats. */
static bool is_told(const struct batch *batch, const struct look *look,
		    const struct look_plane *plane)
{
	const struct yamp_constraint *record;
	char id[32];
	unsigned int i;

	snprintf(id, sizeof(id), "plane %u", plane->id);
	for (i = 0; i < batch->count; i++) {
		record = &batch->targets[i].record;
		if (strstr(batch->targets[i].name, id) && batch->targets[i].device == look->device &&
		    batch->targets[i].kind == (plane->primary ? KIND(PRIMARY_PLANE)
							     : KIND(OVERLAY_PLANE)) &&
		    same_formats(&batch->targets[i], plane) &&
		    record->width_min == look->width_min && record->width_max == look->width_max &&
		    record->height_min == look->height_min &&
		    record->height_max == look->height_max)
			return true;
	}
	tap_note("plane %u, %u formats, is not told so", plane->id, plane->format_count);
	return false;
}

/* One step less than what is told is refused, or there is none. */
static void test_measured(const struct told_target *target, const struct look *look)
{
	uint32_t stride = target->record.planes[0].stride_align;
	uint32_t offset = target->record.planes[0].offset_align;

	tap_note("%s: stride align %u, max %u, offset align %u, contiguity %u, objects %u (%s)",
		 target->name, stride, target->record.planes[0].stride_max, offset,
		 target->record.contiguity, target->record.objects,
		 target->source[FIGURE(OBJECTS)] == SOURCE(MEASURED) ? "measured" : "assumed");
	tap_ok(is_measured(target), "a plane's layout and memory are measured", "%s", target->name);
	tap_ok(look_takes(look, 4096 + stride, 0) &&
		       (stride == 1 || !look_takes(look, 4096 + stride / 2, 0)),
	       "strides are taken that are aligned so, and no less", "%u bytes", stride);
	tap_ok(look_takes(look, 4096, offset) &&
		       (offset == 1 || !look_takes(look, 4096, offset / 2)),
	       "and offsets", "%u bytes", offset);
}

static void test_planes(const struct batch *batch, const char *node)
{
	unsigned int i, told = 0;
	struct look look;

	look_begin(&look, node);
	for (i = 0; i < look.count; i++)
		told += is_told(batch, &look, &look.planes[i]);
	tap_ok(told == look.count && batch->count == look.count + 1,
	       "every plane is told as the display says", "%u of %u, %u targets", told, look.count,
	       batch->count);
	for (i = 0; i + 1 < batch->count; i++) {
		if (batch->targets[i].output_count != 1)
			break;
	}
	tap_ok(i + 1 == batch->count && strcmp(batch->targets[0].outputs[0], "Virtual-1") == 0,
	       "with the output that it serves", "%s", batch->targets[0].outputs[0]);
	test_measured(&batch->targets[0], &look);
	look_end(&look);
}

/* ---- records are what the kernel reads --------------------------------------------- */

static int allocate(const struct batch *batch, uint32_t width, struct yamp_conflict *conflict)
{
	const struct picture picture = {.fourcc = XR24, .width = width, .height = 64};
	struct yamp_constraint records[YAMP_MAX_CONSTRAINTS];
	struct frame frame;
	int error = frame_alloc_for(&frame, &picture, records, batch_records(batch, records),
				    conflict);

	frame_free(&frame);
	return error;
}

static void test_alloc(const struct batch *batch)
{
	uint32_t most = batch->targets[0].record.width_max;
	struct yamp_conflict conflict;
	int error = allocate(batch, 64, &conflict);

	tap_ok(!error, "all records go into one ALLOC as they are", "%s: field %u, %s %llu, %s %llu",
	       strerror(-error), conflict.field, conflict.first_name,
	       (unsigned long long)conflict.first_value, conflict.second_name,
	       (unsigned long long)conflict.second_value);
	error = allocate(batch, most + 1, &conflict);
	tap_ok(error == -EDOM && conflict.field == YAMP_FIELD_ID_WIDTH &&
		       conflict.second_value == most &&
		       strcmp(conflict.second_name, batch->targets[0].name) == 0,
	       "a picture too wide for the first: it is named with its figure",
	       "%s: field %u, %s %llu", strerror(-error), conflict.field, conflict.second_name,
	       (unsigned long long)conflict.second_value);
}

/* ---- surfaces ---------------------------------------------------------------------- */

static bool same_targets(const struct batch *a, const struct batch *b)
{
	unsigned int i;

	for (i = 0; i < a->count && i < b->count; i++) {
		if (a->targets[i].number != b->targets[i].number)
			return false;
	}
	return a->count == b->count;
}

static void show(struct tile *tile)
{
	struct told told;

	tile_ask(tile, &told);
	tile_attach(tile);
	wl_surface_commit(tile->surface);
	told_wait(&told, tile->connection);
}

static void test_surface(struct connection *connection)
{
	struct tile tile;

	ask(connection, &first);
	batch_wait(&first, 1);
	tile_init(&tile, connection, NULL);
	tile_use_frames(&tile, &picture_small);
	batch_begin(&other, connection, yamp_surface_v1_get_constraints(tile.media));
	tap_ok(batch_wait(&other, 1) && !find_fault(&other) && same_targets(&first, &other),
	       "a surface on no output: all targets", "%u of %u", other.count, first.count);
	show(&tile);
	show(&tile);
	wl_display_roundtrip(connection->display);
	tap_ok(other.done == 1, "on the only output: nothing new", "%u batches", other.done);
	yamp_surface_v1_destroy(tile.media);
	tile.media = NULL;
	tile_attach(&tile);
	wl_surface_commit(tile.surface);
	tap_ok(wl_display_roundtrip(connection->display) >= 0, "its media side goes first", "died");
	tile_finish(&tile);
	tap_ok(wl_display_roundtrip(connection->display) >= 0, "and the surface", "died");
	batch_end(&other);
	batch_end(&first);
}

/* ---- old clients ------------------------------------------------------------------- */

static void test_old(uint32_t version, uint32_t expected)
{
	struct connection *connection = connection_open_old(3, version);

	tap_ok(connection->capabilities == expected && connection->done == 1,
	       "an older client hears what it did before", "version %u: capabilities 0x%x",
	       version, connection->capabilities);
	connection_close(connection);
}

/* ---- all --------------------------------------------------------------------------- */

static bool all_measured(const struct batch *batch)
{
	unsigned int i;

	for (i = 0; i < batch->count && is_measured(&batch->targets[i]); i++)
		;
	return i == batch->count;
}

/* Trials run beside the compositor: what they tell comes in a later batch. */
static void await_trials(void)
{
	struct connection *connection = connection_open(3);
	unsigned int count = 1;

	batch_wait(ask(connection, &first), count);
	while (!all_measured(&first) && batch_wait(&first, count + 1))
		count++;
	tap_note("batches until everything was measured: %u", count);
	batch_end(&first);
	connection_close(connection);
}

static void run_all(const char *node)
{
	struct connection *connection;

	await_trials();
	connection = connection_open(3);
	tap_ok(connection->capabilities & YAMP_MANAGER_V1_CAPABILITY_CONSTRAINTS,
	       "constraints are offered", "capabilities 0x%x", connection->capabilities);
	tap_ok(batch_wait(ask(connection, &first), 1), "and told", "the connection ended");
	test_form(&first);
	test_table(&first);
	test_renderer(&first);
	if (node)
		test_planes(&first, node);
	else
		tap_ok(first.count == 1, "nothing but a renderer", "%u targets", first.count);
	test_alloc(&first);
	batch_end(&first);
	test_surface(connection);
	connection_close(connection);
	test_old(2, YAMP_MANAGER_V1_CAPABILITY_PLACEMENT |
			    YAMP_MANAGER_V1_CAPABILITY_PLACEMENT_REASON);
	test_old(1, YAMP_MANAGER_V1_CAPABILITY_NONE);
	constraints_hostile(weston);
}

static void await(void)
{
	struct connection *connection = connection_open(3);

	batch_wait(ask(connection, &first), 1);
	tap_ok(first.count > 1 && first.targets[0].told[FIGURE(PLANE_STRIDE_ALIGN)] &&
		       first.targets[0].source[FIGURE(PLANE_STRIDE_ALIGN)] == SOURCE(ASSUMED),
	       "without the module nothing is measured", "%u targets", first.count);
	tap_note("waiting");
	while (!all_measured(&first) && batch_wait(&first, first.done + 1))
		;
	tap_ok(first.done > 1 && all_measured(&first),
	       "the module comes: measured, and told again", "%u batches", first.done);
	tap_ok(first.tables == 1 && !find_fault(&first), "with the format table of before",
	       "%u tables", first.tables);
	batch_end(&first);
	connection_close(connection);
}

/* "targets N renderers N outputs NAME..." */
static void print_batch(const struct batch *batch)
{
	unsigned int i, j;

	printf("targets %u renderers %d outputs", batch->count,
	       batch_find(batch, KIND(RENDERER)) != NULL);
	for (i = 0; i < batch->count; i++) {
		for (j = 0; j < batch->targets[i].output_count; j++)
			printf(" %s", batch->targets[i].outputs[j]);
	}
	printf("\n");
	fflush(stdout);
}

static void follow(void)
{
	struct connection *connection = connection_open(3);
	unsigned int count = 0;

	alarm(0);
	ask(connection, &first);
	while (batch_wait(&first, ++count))
		print_batch(&first);
}

int main(int argc, char **argv)
{
	weston = argc > 2 ? (pid_t)atoi(argv[1]) : 0;
	if (weston <= 0 || (strcmp(argv[2], "planes") == 0 && argc < 4)) {
		fprintf(stderr, "usage: constraints WESTON-PID none|planes|await|follow [NODE]\n");
		return 64;
	}
	alarm(DEADLINE);
	if (strcmp(argv[2], "await") == 0)
		await();
	else if (strcmp(argv[2], "follow") == 0)
		follow();
	else
		run_all(argc > 3 ? argv[3] : NULL);
	return tap_end();
}
