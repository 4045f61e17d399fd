// SPDX-License-Identifier: MIT
/*
 * libFuzzer on the solver. The input is a request, some records with their
 * formats, and a frame from elsewhere, all as they lie in memory.
 *
 * Beside what the sanitizers see, it must hold that: a solution is a sound frame
 * that suits every record; a conflict names those it involves; and a description
 * that yamp_frame_check() takes has every row inside its dma-buf, judged with
 * plain additions here.
 */
#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "yamp_solve.h"

#define RECORDS 5
#define FORMATS 6

struct input {
	struct yamp_request request;
	__u32 record_count;
	__u32 kind;
	struct yamp_frame frame;
	__u64 object_size[YAMP_MAX_PLANES];
	struct yamp_format formats[RECORDS][FORMATS];
	struct yamp_constraint records[RECORDS];
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(int condition)
{
	if (!condition)
		abort();
}

/* Numbers out of nowhere are refused at once: bring most of them into range. */
static void tame_record(struct yamp_constraint *r, __u32 index)
{
	unsigned int i;

	memset(r->name, 0, sizeof(r->name));
	r->name[0] = (char)('a' + index);
	r->flags &= YAMP_CONSTRAINT_TIGHT_PLANES;
	r->contiguity %= 3;
	r->cache %= 3;
	r->objects %= r->flags ? 2 : 3;
	r->address_mask = r->address_mask ? ~0ULL >> (r->address_mask % 52) : 0;
	r->segment_boundary = r->segment_boundary ? ~0ULL >> (r->segment_boundary % 64) : 0;
	r->size_align %= YAMP_MAX_ALIGN + 1;
	r->format_count %= FORMATS + 1;
	memset(r->reserved, 0, sizeof(r->reserved));
	for (i = 0; i < YAMP_MAX_PLANES; i++) {
		r->planes[i].stride_align %= YAMP_MAX_ALIGN + 1;
		r->planes[i].offset_align %= YAMP_MAX_ALIGN + 1;
		r->planes[i].height_align %= YAMP_MAX_ALIGN + 1;
		r->planes[i].reserved = 0;
	}
}

static void tame_format(struct yamp_format *format)
{
	unsigned int i;

	for (i = 0; yamp_format_at(i); i++)
		;
	if (!yamp_format_info(format->fourcc))
		format->fourcc = yamp_format_at(format->fourcc % i)->fourcc;
	format->modifier &= 1;
	format->reserved = 0;
}

static void tame(struct input *in)
{
	struct yamp_format first = { in->request.fourcc, 0, in->request.modifier };
	unsigned int i, k;

	in->record_count %= RECORDS + 1;
	if (in->kind & 1)
		return;
	for (i = 0; i < RECORDS; i++) {
		tame_record(&in->records[i], i);
		for (k = 0; k < FORMATS; k++)
			tame_format(&in->formats[i][k]);
	}
	tame_format(&first);
	in->request.fourcc = in->kind & 2 ? 0 : first.fourcc;
	in->request.modifier = first.modifier;
	in->request.width = in->request.width % (in->kind & 4 ? 65535 : 2000) + 1;
	in->request.height = in->request.height % (in->kind & 4 ? 65535 : 2000) + 1;
	in->request.count = in->request.count % YAMP_MAX_COUNT + 1;
	in->request.color_encoding %= 4;
	in->request.color_range %= 3;
	in->request.field %= 6;
}

static void check_conflict(const struct yamp_conflict *c, __u32 count)
{
	require(c->field != YAMP_FIELD_ID_NONE);
	require(c->involved && !(c->involved >> count));
	require(c->second < count && c->involved & 1U << c->second);
	require(c->first == YAMP_CONSUMER_REQUEST ||
		(c->first < count && c->involved & 1U << c->first));
	require(!c->first_name[YAMP_NAME_LEN - 1] && !c->second_name[YAMP_NAME_LEN - 1]);
}

static void fuzz_solve(const struct input *in)
{
	struct yamp_consumer consumers[RECORDS];
	struct yamp_solution solution;
	struct yamp_conflict conflict, ignored;
	unsigned int i;
	int ret;

	for (i = 0; i < RECORDS; i++)
		consumers[i] = (struct yamp_consumer){ &in->records[i], in->formats[i] };
	/* Raw records may count more formats than are there. */
	for (i = 0; i < in->record_count; i++) {
		if (in->records[i].format_count > FORMATS)
			return;
	}
	ret = yamp_solve(&in->request, consumers, in->record_count, &solution, &conflict);
	require(ret == 0 || ret == -EDOM || ret == -EINVAL || ret == -EOVERFLOW ||
		ret == -EOPNOTSUPP);
	if (ret == -EDOM)
		check_conflict(&conflict, in->record_count);
	else
		require(conflict.field == YAMP_FIELD_ID_NONE);
	if (ret)
		return;
	require(!yamp_frame_check(&solution.frame, solution.object_size));
	for (i = 0; i < in->record_count; i++)
		require(!yamp_verify(&solution.frame, solution.object_size, &consumers[i],
				     &ignored));
}

static void fuzz_verify(const struct input *in)
{
	struct yamp_consumer consumer = { &in->records[0], in->formats[0] };
	struct yamp_conflict conflict;
	unsigned int i;
	int ret;

	if (yamp_frame_check(&in->frame, in->object_size))
		return;
	for (i = 0; i < in->frame.plane_count; i++) {
		const struct yamp_plane *plane = &in->frame.planes[i];

		require(plane->object < in->frame.object_count);
		require(plane->offset <= 0xffffffffU && plane->size <= 0xffffffffU);
		require(plane->offset + (__u64)plane->stride * plane->rows <=
			in->object_size[plane->object]);
	}
	if (in->records[0].format_count > FORMATS)
		return;
	ret = yamp_verify(&in->frame, in->object_size, &consumer, &conflict);
	require(ret == 0 || ret == -EDOM || ret == -EINVAL);
	require((ret == -EDOM) == (conflict.field != YAMP_FIELD_ID_NONE));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in;

	memset(&in, 0, sizeof(in));
	memcpy(&in, data, size < sizeof(in) ? size : sizeof(in));
	in.request.pause = NULL;	/* bytes are no function */
	tame(&in);
	fuzz_solve(&in);
	fuzz_verify(&in);
	return 0;
}
