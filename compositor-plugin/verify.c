/* SPDX-License-Identifier: MIT */
/*
 * From descriptors that a client gave to a description that can be trusted.
 *
 * Nothing a client says is used, but for where it gave which descriptor. The
 * kernel's description is checked all the same, since Weston ends the client's
 * connection over a few mistakes and looks for others not at all: it knows rows
 * and end of plane 0 only.
 */
#include "plugin.h"

#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include <yamp_solve.h>

#include "yamp-v1-server-protocol.h"

/* What the kernel said, by the plane where a descriptor was given. */
struct answers {
	uint32_t count;
	uint32_t plane[YAMP_MAX_PLANES];
	struct yamp_describe describe[YAMP_MAX_PLANES];
};

static int ask(const int *fds, int query_fd, struct answers *answers, struct refusal *refusal)
{
	uint32_t plane;
	int error;

	answers->count = 0;
	for (plane = 0; plane < YAMP_MAX_PLANES; plane++) {
		if (fds[plane] < 0)
			continue;
		answers->plane[answers->count] = plane;
		error = query_describe(query_fd, fds[plane], plane,
				       &answers->describe[answers->count], refusal);
		if (error)
			return error;
		answers->count++;
	}
	return 0;
}

static int ask_kernel(const int *fds, struct answers *answers, struct refusal *refusal)
{
	int query_fd = query_open(refusal);
	int error;

	if (query_fd < 0)
		return query_fd;
	error = ask(fds, query_fd, answers, refusal);
	close(query_fd);
	return error;
}

/* To import such a frame would fail at best: the renderer's driver finds no memory. */
static int check_there(const struct answers *answers, struct refusal *refusal)
{
	const struct yamp_describe *describe;
	uint32_t i;

	for (i = 0; i < answers->count; i++) {
		describe = &answers->describe[i];
		if (describe->state & (YAMP_STATE_REVOKED | YAMP_STATE_PURGED))
			return refuse(refusal, YAMP_IMPORT_V1_REASON_REVOKED,
				      "the memory of plane %u of frame %" PRIu64 " was %s",
				      answers->plane[i], (uint64_t)describe->frame_id,
				      describe->state & YAMP_STATE_REVOKED ?
				      "revoked by its owner" : "dropped, as its owner had allowed");
	}
	return 0;
}

static int check_same_frame(const struct answers *answers, struct refusal *refusal)
{
	const struct yamp_describe *first = &answers->describe[0], *other;
	uint32_t i;

	for (i = 1; i < answers->count; i++) {
		other = &answers->describe[i];
		if (other->frame_id != first->frame_id)
			return refuse(refusal, YAMP_IMPORT_V1_REASON_MIXED_FRAMES,
				      "plane %u is of frame %" PRIu64 ", plane %u of frame %" PRIu64,
				      answers->plane[0], (uint64_t)first->frame_id,
				      answers->plane[i], (uint64_t)other->frame_id);
		if (memcmp(&other->frame, &first->frame, sizeof(first->frame)) != 0)
			return refuse(refusal, YAMP_IMPORT_V1_REASON_LAYOUT,
				      "the kernel describes frame %" PRIu64 " in two ways",
				      (uint64_t)first->frame_id);
	}
	if (first->frame.object_count != answers->count)
		return refuse(refusal, YAMP_IMPORT_V1_REASON_MIXED_FRAMES,
			      "frame %" PRIu64 " has %u dma-bufs, %u given",
			      (uint64_t)first->frame_id, first->frame.object_count,
			      answers->count);
	return 0;
}

/* The first colour plane that lies in the object, YAMP_MAX_PLANES if none does. */
static uint32_t first_plane(const struct yamp_frame *frame, uint32_t object)
{
	uint32_t plane;

	for (plane = 0; plane < frame->plane_count && plane < YAMP_MAX_PLANES; plane++) {
		if (frame->planes[plane].object == object)
			return plane;
	}
	return YAMP_MAX_PLANES;
}

static int place_objects(const struct answers *answers, uint32_t *plane_of_object,
			 uint64_t *object_size, struct refusal *refusal)
{
	const struct yamp_describe *describe;
	uint32_t i, belongs;

	for (i = 0; i < answers->count; i++) {
		describe = &answers->describe[i];
		belongs = first_plane(&describe->frame, describe->object);
		if (describe->object >= YAMP_MAX_PLANES || belongs == YAMP_MAX_PLANES)
			return refuse(refusal, YAMP_IMPORT_V1_REASON_LAYOUT,
				      "no plane lies in dma-buf %u of the frame", describe->object);
		if (belongs != answers->plane[i])
			return refuse(refusal, YAMP_IMPORT_V1_REASON_MIXED_FRAMES,
				      "what was given for plane %u is plane %u of the frame",
				      answers->plane[i], belongs);
		plane_of_object[describe->object] = answers->plane[i];
		object_size[describe->object] = describe->size;
	}
	return 0;
}

/* Weston measures dma-bufs in its own way and ends the connection if they are short. */
static int check_sizes(const int *fds, const struct answers *answers, struct refusal *refusal)
{
	uint32_t i;
	off_t size;

	for (i = 0; i < answers->count; i++) {
		size = lseek(fds[answers->plane[i]], 0, SEEK_END);
		if (size < 0 || (uint64_t)size != answers->describe[i].size)
			return refuse(refusal, YAMP_IMPORT_V1_REASON_LAYOUT,
				      "the dma-buf of plane %u has %lld bytes, the kernel describes "
				      "%" PRIu64, answers->plane[i], (long long)size,
				      (uint64_t)answers->describe[i].size);
	}
	return 0;
}

static int check_picture(const struct yamp_frame *frame, struct refusal *refusal)
{
	if (frame->width <= VERIFY_DIMENSION_MAX && frame->height <= VERIFY_DIMENSION_MAX)
		return 0;
	return refuse(refusal, YAMP_IMPORT_V1_REASON_SIZE,
		      "the picture is %ux%u, Weston takes up to %dx%d", frame->width,
		      frame->height, VERIFY_DIMENSION_MAX, VERIFY_DIMENSION_MAX);
}

/* What Weston demands of plane 0: as many whole rows as the picture is high. */
static int check_plane_0(const struct yamp_frame *frame, uint64_t size, struct refusal *refusal)
{
	const struct yamp_plane *plane = &frame->planes[0];
	uint64_t end = plane->offset + (uint64_t)plane->stride * frame->height;

	if (end <= size)
		return 0;
	return refuse(refusal, YAMP_IMPORT_V1_REASON_LAYOUT,
		      "plane 0 needs %" PRIu64 " bytes, its dma-buf has %" PRIu64, end, size);
}

static int check_layout(const struct yamp_frame *frame, const uint64_t *object_size,
			struct refusal *refusal)
{
	__u64 sizes[YAMP_MAX_PLANES];
	uint32_t object;

	for (object = 0; object < YAMP_MAX_PLANES; object++)
		sizes[object] = object_size[object];
	if (yamp_frame_check(frame, sizes) != 0)
		return refuse(refusal, YAMP_IMPORT_V1_REASON_LAYOUT,
			      "the kernel's description of the %ux%u frame is not sound: do module "
			      "and compositor plugin belong to the same release?", frame->width,
			      frame->height);
	return check_plane_0(frame, object_size[frame->planes[0].object], refusal);
}

int verify(const int *fds, const struct formats *formats, struct verified *verified,
	   struct refusal *refusal)
{
	uint64_t object_size[YAMP_MAX_PLANES] = {0};
	struct answers answers;
	int error;

	error = ask_kernel(fds, &answers, refusal);
	if (!error)
		error = check_there(&answers, refusal);
	if (!error)
		error = check_same_frame(&answers, refusal);
	if (!error)
		error = place_objects(&answers, verified->plane_of_object, object_size, refusal);
	if (!error)
		error = check_sizes(fds, &answers, refusal);
	if (error)
		return error;
	verified->frame = answers.describe[0].frame;
	verified->frame_id = answers.describe[0].frame_id;
	error = check_layout(&verified->frame, object_size, refusal);
	if (!error)
		error = check_picture(&verified->frame, refusal);
	if (!error)
		error = formats_check(formats, verified->frame.fourcc, verified->frame.modifier,
				      refusal);
	return error;
}
