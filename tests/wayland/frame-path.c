/* SPDX-License-Identifier: MIT */
/*
 * What becomes of frames, in one line: on a plane, composited and why, or no buffer.
 *
 * The line before it says how long the first frame took, from nothing.
 *
 * Usage: frame-path today|ours FOURCC WIDTHxHEIGHT [MODIFIER|pipe]
 *
 * "today": memory of a dma-heap, laid out as anybody would who knows no more than the
 * format, through linux-dmabuf. "ours": memory that the kernel lays out for all targets
 * which the compositor tells of, through yamp_import_v1. Waits until trials have told.
 * With "pipe" it is no memory at all.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "batch.h"
#include "tap.h"
#include "window.h"

#define NV12 FOURCC('N', 'V', '1', '2')
#define RG16 FOURCC('R', 'G', '1', '6')
#define FIGURE(name) YAMP_CONSTRAINTS_V1_FIGURE_##name

/* Frames until the compositor has made up its mind. */
#define PATIENCE 30

/* Seconds after which nothing more is expected. */
#define DEADLINE 240

static struct batch targets;
static uint64_t began_us;
static bool give_pipe;

/* ---- today ------------------------------------------------------------------------- */

static void add_planes(struct zwp_linux_buffer_params_v1 *params, const struct picture *picture,
		       int fd)
{
	uint32_t stride = picture->width * (picture->fourcc == RG16 ? 2 : 4);
	uint32_t hi = picture->modifier >> 32, lo = picture->modifier & UINT32_MAX;

	if (picture->fourcc != NV12) {
		zwp_linux_buffer_params_v1_add(params, fd, 0, 0, stride, hi, lo);
		return;
	}
	zwp_linux_buffer_params_v1_add(params, fd, 0, 0, picture->width, hi, lo);
	zwp_linux_buffer_params_v1_add(params, fd, 1, picture->width * picture->height,
				       picture->width, hi, lo);
}

/* As large as the picture is, in whole pages as memory is. */
static uint64_t bytes_of(const struct picture *picture)
{
	uint64_t pixels = (uint64_t)picture->width * picture->height;

	return picture->fourcc == NV12 ? pixels * 3 / 2
				       : pixels * (picture->fourcc == RG16 ? 2 : 4);
}

static struct wl_buffer *take_buffer(struct attempt *attempt)
{
	struct wl_buffer *buffer = NULL;

	if (attempt_wait(attempt) == ANSWER_CREATED)
		buffer = attempt->buffer;
	else
		printf("no buffer: %s\n", attempt_text(attempt));
	attempt->buffer = NULL;
	attempt_end(attempt);
	return buffer;
}

static struct wl_buffer *make_today(struct connection *connection, const struct picture *picture)
{
	struct attempt attempt;
	int fd = give_pipe ? open_pipe() : open_heap_of(bytes_of(picture));

	if (fd < 0)
		tap_bail("no memory from the dma-heap: %s", strerror(-fd));
	attempt_begin(&attempt, connection);
	add_planes(attempt.params, picture, fd);
	zwp_linux_buffer_params_v1_create(attempt.params, (int32_t)picture->width,
					  (int32_t)picture->height, picture->fourcc, 0);
	close(fd);
	return take_buffer(&attempt);
}

/* ---- ours -------------------------------------------------------------------------- */

static bool is_settled(const struct batch *batch)
{
	unsigned int i;

	for (i = 0; i < batch->count; i++) {
		if (batch->targets[i].source[FIGURE(PLANE_STRIDE_ALIGN)] !=
		    YAMP_CONSTRAINTS_V1_SOURCE_MEASURED)
			return false;
	}
	return batch->count > 0;
}

static void learn_targets(struct connection *connection)
{
	batch_begin(&targets, connection, yamp_manager_v1_get_constraints(connection->manager));
	while (batch_wait(&targets, targets.done + 1) && !is_settled(&targets))
		;
}

/* Only those that take the format: the renderer has to, a plane need not. */
static uint32_t records_for(uint32_t fourcc, struct yamp_constraint *records)
{
	const struct told_target *target;
	uint32_t i, j, used = 0;

	for (i = 0; i < targets.count && used < YAMP_MAX_CONSTRAINTS; i++) {
		target = &targets.targets[i];
		for (j = 0; j < target->format_count && target->formats[j].fourcc != fourcc; j++)
			;
		if (j < target->format_count)
			records[used++] = target->record;
	}
	return used;
}

static struct wl_buffer *import_frame(struct connection *connection, const int *fds)
{
	struct attempt attempt;

	attempt_begin(&attempt, connection);
	attempt_add(&attempt, fds);
	yamp_import_v1_import(attempt.import);
	return take_buffer(&attempt);
}

static struct wl_buffer *import_pipe(struct connection *connection)
{
	const int fds[YAMP_MAX_PLANES] = {open_pipe(), -1, -1, -1};
	struct wl_buffer *buffer = import_frame(connection, fds);

	close(fds[0]);
	return buffer;
}

static struct wl_buffer *make_ours(struct connection *connection, const struct picture *picture)
{
	struct yamp_constraint records[YAMP_MAX_CONSTRAINTS];
	struct yamp_conflict conflict;
	struct wl_buffer *buffer;
	struct frame frame;
	int error;

	if (give_pipe)
		return import_pipe(connection);
	error = frame_alloc_for(&frame, picture, records, records_for(picture->fourcc, records),
				&conflict);
	if (error) {
		printf("no buffer: %s", strerror(-error));
		if (conflict.field)
			printf(": field %u: %s %llu, %s %llu", conflict.field, conflict.first_name,
			       (unsigned long long)conflict.first_value, conflict.second_name,
			       (unsigned long long)conflict.second_value);
		printf("\n");
		return NULL;
	}
	buffer = import_frame(connection, frame.fds);
	frame_free(&frame);
	return buffer;
}

/* ---- what becomes of them ---------------------------------------------------------- */

static void print_path(const struct told *told)
{
	static const char *const names[] = {
		"unknown", "format", "modifier", "framebuffer", "no_plane", "rejected", "transform",
		"alpha",   "color",  "occluded", "policy",	"size",	    "memory",
	};
	unsigned int bit;

	if (told->scanout)
		printf("plane\n");
	if (!told->composited)
		return;
	printf("composited:");
	for (bit = 0; bit < sizeof(names) / sizeof(*names); bit++) {
		if (told->reasons & 1U << bit)
			printf(" %s", names[bit]);
	}
	printf("\n");
}

static uint64_t now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

static void show(struct connection *connection, const struct picture *picture,
		 struct wl_buffer *(*make)(struct connection *, const struct picture *))
{
	struct told told = {0};
	struct tile tile;
	unsigned int i;

	tile_init(&tile, connection, NULL);
	tile.width = picture->width;
	tile.height = picture->height;
	for (i = 0; i < TILE_BUFFERS; i++) {
		tile.buffers[i] = make(connection, picture);
		if (!tile.buffers[i])
			return;
	}
	for (i = 0; i < PATIENCE && !told.scanout; i++) {
		tile_ask(&tile, &told);
		tile_attach(&tile);
		wl_surface_commit(tile.surface);
		told_wait(&told, connection);
		if (i == 0)
			printf("first frame after %" PRIu64 " us\n", now_us() - began_us);
	}
	print_path(&told);
	tile_finish(&tile);
}

int main(int argc, char **argv)
{
	struct picture picture = {0};
	struct connection *connection;
	char code[5] = "";

	if (argc < 4 || argc > 5 || sscanf(argv[2], "%4c", code) != 1 || strlen(code) != 4 ||
	    sscanf(argv[3], "%ux%u", &picture.width, &picture.height) != 2) {
		fprintf(stderr, "usage: frame-path today|ours FOURCC WIDTHxHEIGHT [MODIFIER|pipe]\n");
		return 64;
	}
	give_pipe = argc > 4 && strcmp(argv[4], "pipe") == 0;
	picture.modifier = argc > 4 && !give_pipe ? strtoull(argv[4], NULL, 0) : 0;
	picture.fourcc = FOURCC(code[0], code[1], code[2], code[3]);
	alarm(DEADLINE);
	began_us = now_us();
	connection = connection_open(3);
	if (strcmp(argv[1], "today") == 0) {
		show(connection, &picture, make_today);
	} else {
		learn_targets(connection);
		show(connection, &picture, make_ours);
		batch_end(&targets);
	}
	connection_close(connection);
	return 0;
}
