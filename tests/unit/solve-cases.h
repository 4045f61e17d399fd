/* SPDX-License-Identifier: MIT */
/*
 * What the solver must answer, case by case. One table for two users: the host
 * test calls yamp_solve(), the lab's test sends the same through the ioctl with
 * YAMP_ALLOC_TEST_ONLY. Every number is written out by hand.
 */
#ifndef YAMP_SOLVE_CASES_H
#define YAMP_SOLVE_CASES_H

#include <errno.h>
#include <string.h>

#include "yamp_solve.h"

#define SOLVE_RECORDS	4
#define SOLVE_FORMATS	4

/**
 * struct solve_case - a question and its answer
 * @name: printable, unique
 * @request: what is wanted
 * @record_count: used entries of @records
 * @records: their formats pointer is not set, see solve_case_consumers()
 * @formats: of each record, records[i].format_count entries
 * @error: 0 or -errno
 * @frame: expected if @error is 0
 * @object_size: expected if @error is 0
 * @conflict: expected if @error is -EDOM
 */
struct solve_case {
	const char *name;
	struct yamp_request request;
	__u32 record_count;
	struct yamp_constraint records[SOLVE_RECORDS];
	struct yamp_format formats[SOLVE_RECORDS][SOLVE_FORMATS];
	int error;
	struct yamp_frame frame;
	__u64 object_size[YAMP_MAX_PLANES];
	struct yamp_conflict conflict;
};

/** solve_case_consumers - the records as yamp_solve() takes them; point into @c */
static inline void solve_case_consumers(const struct solve_case *c,
					struct yamp_consumer consumers[SOLVE_RECORDS])
{
	__u32 i;

	for (i = 0; i < SOLVE_RECORDS; i++) {
		consumers[i].record = &c->records[i];
		consumers[i].formats = c->formats[i];
	}
}

/** solve_case_frame - the figure in which an answer differs, or NULL */
static inline const char *solve_case_frame(const struct solve_case *c,
					   const struct yamp_frame *frame)
{
	const struct yamp_frame *e = &c->frame;
	__u32 i;

	for (i = 0; i < YAMP_MAX_PLANES; i++) {
		if (frame->planes[i].stride != e->planes[i].stride)
			return "stride";
		if (frame->planes[i].rows != e->planes[i].rows)
			return "rows";
		if (frame->planes[i].offset != e->planes[i].offset)
			return "offset";
		if (frame->planes[i].size != e->planes[i].size)
			return "plane size";
		if (frame->planes[i].object != e->planes[i].object)
			return "object";
	}
	if (frame->fourcc != e->fourcc || frame->modifier != e->modifier)
		return "format";
	if (frame->size != e->size)
		return "size";
	return memcmp(frame, e, sizeof(*e)) ? "header" : NULL;
}

/** solve_case_conflict - the figure in which an answer differs, or NULL */
static inline const char *solve_case_conflict(const struct solve_case *c,
					      const struct yamp_conflict *conflict)
{
	const struct yamp_conflict *e = &c->conflict;

	if (conflict->field != e->field)
		return "field";
	if (conflict->plane != e->plane)
		return "plane";
	if (conflict->first != e->first || conflict->first_value != e->first_value)
		return "first";
	if (conflict->involved != e->involved)
		return "involved";
	if (conflict->second != e->second || conflict->second_value != e->second_value)
		return "second";
	return memcmp(conflict, e, sizeof(*e)) ? "names" : NULL;
}

#define SC_CODE(a, b, c, d) \
	((__u32)(a) | (__u32)(b) << 8 | (__u32)(c) << 16 | (__u32)(d) << 24)
#define SC_R8		SC_CODE('R', '8', ' ', ' ')
#define SC_RGB888	SC_CODE('R', 'G', '2', '4')
#define SC_XRGB8888	SC_CODE('X', 'R', '2', '4')
#define SC_YUYV		SC_CODE('Y', 'U', 'Y', 'V')
#define SC_NV12		SC_CODE('N', 'V', '1', '2')
#define SC_NV15		SC_CODE('N', 'V', '1', '5')
#define SC_NV24		SC_CODE('N', 'V', '2', '4')
#define SC_YUV420	SC_CODE('Y', 'U', '1', '2')
#define SC_TILED	0x0100000000000001ULL	/* I915_FORMAT_MOD_X_TILED */

#define SC_REQUEST(code, w, h) \
	.request = { .fourcc = (code), .width = (w), .height = (h), .count = 1 }
#define SC_PLANE(o, s, r) \
	{ .offset = (o), .stride = (s), .rows = (r), .size = (__u64)(s) * (r) }
#define SC_PLANE_OF(i, s, r) \
	{ .object = (i), .stride = (s), .rows = (r), .size = (__u64)(s) * (r) }
/* A frame in one dma-buf. */
#define SC_FRAME(code, w, h, n, bytes, ...) \
	.frame = { .fourcc = (code), .width = (w), .height = (h), .plane_count = (n), \
		   .size = (bytes), .object_count = 1, .planes = { __VA_ARGS__ } }, \
	.object_size = { bytes }
#define SC_REQUEST_AGAINST(f, value, index, limit, title) \
	.error = -EDOM, \
	.conflict = { .field = YAMP_FIELD_ID_##f, .involved = 1U << (index), \
		      .first = YAMP_CONSUMER_REQUEST, \
		      .first_value = (value), .first_name = "request", .second = (index), \
		      .second_value = (limit), .second_name = title }
#define SC_CONFLICT(f, p, i, value, name_i, k, limit, name_k) \
	SC_CONFLICT_OF(1U << (i) | 1U << (k), f, p, i, value, name_i, k, limit, name_k)
#define SC_CONFLICT_OF(mask, f, p, i, value, name_i, k, limit, name_k) \
	.error = -EDOM, \
	.conflict = { .field = YAMP_FIELD_ID_##f, .plane = (p), .involved = (mask), .first = (i), \
		      .first_value = (value), .first_name = name_i, .second = (k), \
		      .second_value = (limit), .second_name = name_k }

static const struct solve_case solve_cases[] = {
	/* Layout without anybody's wishes. */
	{ .name = "XRGB8888 without records",
	  SC_REQUEST(SC_XRGB8888, 640, 480),
	  SC_FRAME(SC_XRGB8888, 640, 480, 1, 1228800, SC_PLANE(0, 2560, 480)) },
	{ .name = "no alignment is invented",
	  SC_REQUEST(SC_RGB888, 7, 5),
	  SC_FRAME(SC_RGB888, 7, 5, 1, 4096, SC_PLANE(0, 21, 5)) },
	{ .name = "YUYV of odd width keeps whole pairs",
	  SC_REQUEST(SC_YUYV, 101, 3),
	  SC_FRAME(SC_YUYV, 101, 3, 1, 4096, SC_PLANE(0, 204, 3)) },
	{ .name = "NV12 of 1x1 rounds chroma up, on a pair's boundary",
	  SC_REQUEST(SC_NV12, 1, 1),
	  SC_FRAME(SC_NV12, 1, 1, 2, 4096, SC_PLANE(0, 1, 1), SC_PLANE(2, 2, 1)) },
	{ .name = "NV15 packs four samples in five bytes",
	  SC_REQUEST(SC_NV15, 9, 3),
	  SC_FRAME(SC_NV15, 9, 3, 2, 4096, SC_PLANE(0, 15, 3), SC_PLANE(45, 15, 2)) },
	{ .name = "colour and field are passed on",
	  .request = { .fourcc = SC_R8, .width = 16, .height = 16, .count = 64,
		       .color_encoding = YAMP_COLOR_ENCODING_BT709,
		       .color_range = YAMP_COLOR_RANGE_FULL,
		       .field = YAMP_FIELD_INTERLACED_BT },
	  .frame = { .fourcc = SC_R8, .width = 16, .height = 16, .plane_count = 1, .size = 4096,
		     .object_count = 1, .color_encoding = YAMP_COLOR_ENCODING_BT709,
		     .color_range = YAMP_COLOR_RANGE_FULL, .field = YAMP_FIELD_INTERLACED_BT,
		     .planes = { SC_PLANE(0, 16, 16) } },
	  .object_size = { 4096 } },

	/* Each figure. */
	{ .name = "stride_align that is no multiple of the pixel",
	  SC_REQUEST(SC_RGB888, 100, 10), .record_count = 1,
	  .records = { { .name = "camera", .planes = { { .stride_align = 64 } } } },
	  SC_FRAME(SC_RGB888, 100, 10, 1, 4096, SC_PLANE(0, 320, 10)) },
	{ .name = "alignments merge by their least common multiple",
	  SC_REQUEST(SC_XRGB8888, 10, 10), .record_count = 2,
	  .records = { { .name = "camera", .planes = { { .stride_align = 24 } } },
		       { .name = "dsp", .planes = { { .stride_align = 32 } } } },
	  SC_FRAME(SC_XRGB8888, 10, 10, 1, 4096, SC_PLANE(0, 96, 10)) },
	{ .name = "the largest stride_min counts",
	  SC_REQUEST(SC_XRGB8888, 640, 2), .record_count = 3,
	  .records = { { .name = "a", .planes = { { .stride_min = 2600 } } },
		       { .name = "b", .planes = { { .stride_min = 3001 } } },
		       { .name = "c", .planes = { { .stride_min = 100 } } } },
	  SC_FRAME(SC_XRGB8888, 640, 2, 1, 8192, SC_PLANE(0, 3004, 2)) },
	{ .name = "a fixed stride that no power of two divides",
	  SC_REQUEST(SC_XRGB8888, 640, 2), .record_count = 1,
	  .records = { { .name = "camera",
			 .planes = { { .stride_min = 2604, .stride_max = 2604 } } } },
	  SC_FRAME(SC_XRGB8888, 640, 2, 1, 8192, SC_PLANE(0, 2604, 2)) },
	{ .name = "height_align adds rows to both planes",
	  SC_REQUEST(SC_NV12, 1920, 1080), .record_count = 1,
	  .records = { { .name = "codec", .planes = { { .height_align = 16 },
						       { .height_align = 16 } } } },
	  SC_FRAME(SC_NV12, 1920, 1080, 2, 3133440, SC_PLANE(0, 1920, 1088),
		   SC_PLANE(2088960, 1920, 544)) },
	{ .name = "size_pad lies behind the rows of each plane",
	  SC_REQUEST(SC_NV12, 64, 64), .record_count = 1,
	  .records = { { .name = "dsp", .planes = { { .size_pad = 100 },
						     { .size_pad = 2000 } } } },
	  SC_FRAME(SC_NV12, 64, 64, 2, 12288, SC_PLANE(0, 64, 64), SC_PLANE(4196, 64, 32)) },
	{ .name = "offset_align of the second plane",
	  SC_REQUEST(SC_NV12, 100, 10), .record_count = 1,
	  .records = { { .name = "display", .planes = { { 0 }, { .offset_align = 4096 } } } },
	  SC_FRAME(SC_NV12, 100, 10, 2, 8192, SC_PLANE(0, 100, 10), SC_PLANE(4096, 100, 5)) },
	{ .name = "size_min of a plane keeps the next one away",
	  SC_REQUEST(SC_NV12, 64, 64), .record_count = 1,
	  .records = { { .name = "codec", .planes = { { .size_min = 5000, .size_pad = 10 },
						       { .size_min = 3193 } } } },
	  SC_FRAME(SC_NV12, 64, 64, 2, 12288, SC_PLANE(0, 64, 64), SC_PLANE(5000, 64, 32)) },
	{ .name = "buffers_max is not held against the count of a request",
	  .request = { .fourcc = SC_R8, .width = 16, .height = 16, .count = 33 },
	  .record_count = 1, .records = { { .name = "camera", .buffers_max = 32 } },
	  SC_FRAME(SC_R8, 16, 16, 1, 4096, SC_PLANE(0, 16, 16)) },
	{ .name = "one dma-buf per plane",
	  SC_REQUEST(SC_NV12, 640, 480), .record_count = 2,
	  .records = { { .name = "codec", .objects = YAMP_OBJECTS_PER_PLANE },
		       { .name = "gpu", .planes = { { 0 }, { .offset_align = 64 } } } },
	  .frame = { .fourcc = SC_NV12, .width = 640, .height = 480, .plane_count = 2,
		     .size = 462848, .object_count = 2,
		     .planes = { SC_PLANE_OF(0, 640, 480), SC_PLANE_OF(1, 640, 240) } },
	  .object_size = { 307200, 155648 } },
	{ .name = "a single plane is one dma-buf whichever way it is asked for",
	  SC_REQUEST(SC_XRGB8888, 16, 16), .record_count = 2,
	  .records = { { .name = "codec", .objects = YAMP_OBJECTS_PER_PLANE },
		       { .name = "gpu", .objects = YAMP_OBJECTS_SINGLE } },
	  SC_FRAME(SC_XRGB8888, 16, 16, 1, 4096, SC_PLANE(0, 64, 16)) },
	{ .name = "just within every limit", SC_REQUEST(SC_R8, 100, 50), .record_count = 1,
	  .records = { { .name = "a", .width_min = 100, .width_max = 100, .height_min = 50,
			 .height_max = 50, .address_mask = 0x1fff, .buffers_min = 4,
			 .buffers_max = 4, .segment_min = 4096, .segment_max = 4096,
			 .size_min = 8192, .planes = { { .stride_max = 100 } } } },
	  SC_FRAME(SC_R8, 100, 50, 1, 8192, SC_PLANE(0, 100, 50)) },
	{ .name = "size_min grows the frame",
	  SC_REQUEST(SC_R8, 1, 1), .record_count = 1,
	  .records = { { .name = "camera", .size_min = 10000 } },
	  SC_FRAME(SC_R8, 1, 1, 1, 12288, SC_PLANE(0, 1, 1)) },
	{ .name = "size_min grows the last dma-buf",
	  SC_REQUEST(SC_NV12, 64, 64), .record_count = 1,
	  .records = { { .name = "codec", .objects = YAMP_OBJECTS_PER_PLANE,
			 .size_min = 10000 } },
	  .frame = { .fourcc = SC_NV12, .width = 64, .height = 64, .plane_count = 2,
		     .size = 12288, .object_count = 2,
		     .planes = { SC_PLANE_OF(0, 64, 64), SC_PLANE_OF(1, 64, 32) } },
	  .object_size = { 4096, 8192 } },
	{ .name = "size_align and whole pages",
	  SC_REQUEST(SC_R8, 100, 100), .record_count = 2,
	  .records = { { .name = "camera", .size_align = 1000 },
		       { .name = "gpu", .size_align = 1024 } },
	  SC_FRAME(SC_R8, 100, 100, 1, 512000, SC_PLANE(0, 100, 100)) },
	{ .name = "what is said about planes that are not there does not matter",
	  SC_REQUEST(SC_XRGB8888, 16, 16), .record_count = 2,
	  .records = { { .name = "a", .planes = { { 0 }, { .stride_align = 1048576,
							    .stride_max = 1 } } },
		       { .name = "b", .planes = { { 0 }, { .stride_align = 1048575,
							    .stride_min = 5 } } } },
	  SC_FRAME(SC_XRGB8888, 16, 16, 1, 4096, SC_PLANE(0, 64, 16)) },

	/* One stride for all planes. */
	{ .name = "tight NV12",
	  SC_REQUEST(SC_NV12, 100, 50), .record_count = 1,
	  .records = { { .name = "camera", .flags = YAMP_CONSTRAINT_TIGHT_PLANES,
			 .planes = { { .stride_align = 64 } } } },
	  SC_FRAME(SC_NV12, 100, 50, 2, 12288, SC_PLANE(0, 128, 50), SC_PLANE(6400, 128, 25)) },
	{ .name = "tight NV12 of odd size: chroma needs more than luma",
	  SC_REQUEST(SC_NV12, 3, 3), .record_count = 1,
	  .records = { { .name = "camera", .flags = YAMP_CONSTRAINT_TIGHT_PLANES } },
	  SC_FRAME(SC_NV12, 3, 3, 2, 4096, SC_PLANE(0, 4, 3), SC_PLANE(12, 4, 2)) },
	{ .name = "tight YUV420: chroma's alignment doubles luma's",
	  SC_REQUEST(SC_YUV420, 100, 100), .record_count = 1,
	  .records = { { .name = "camera", .flags = YAMP_CONSTRAINT_TIGHT_PLANES,
			 .planes = { { .stride_align = 16 }, { .stride_align = 16 },
				     { .stride_align = 16 } } } },
	  SC_FRAME(SC_YUV420, 100, 100, 3, 20480, SC_PLANE(0, 128, 100),
		   SC_PLANE(12800, 64, 50), SC_PLANE(16000, 64, 50)) },
	{ .name = "tight NV24: chroma's stride is twice luma's",
	  SC_REQUEST(SC_NV24, 10, 10), .record_count = 1,
	  .records = { { .name = "camera", .flags = YAMP_CONSTRAINT_TIGHT_PLANES,
			 .planes = { { .stride_min = 11 } } } },
	  SC_FRAME(SC_NV24, 10, 10, 2, 4096, SC_PLANE(0, 11, 10), SC_PLANE(110, 22, 10)) },
	{ .name = "tight: an offset's alignment falls on the stride",
	  SC_REQUEST(SC_NV12, 1279, 719), .record_count = 2,
	  .records = { { .name = "camera", .flags = YAMP_CONSTRAINT_TIGHT_PLANES },
		       { .name = "gpu", .planes = { { 0 }, { .offset_align = 4096 } } } },
	  SC_FRAME(SC_NV12, 1279, 719, 2, 4419584, SC_PLANE(0, 4096, 719),
		   SC_PLANE(2945024, 4096, 360)) },
	{ .name = "tight: rows of 16 already make the offset even",
	  SC_REQUEST(SC_NV12, 1280, 720), .record_count = 2,
	  .records = { { .name = "camera", .flags = YAMP_CONSTRAINT_TIGHT_PLANES },
		       { .name = "gpu", .planes = { { 0 }, { .offset_align = 4096 } } } },
	  SC_FRAME(SC_NV12, 1280, 720, 2, 1382400 + 2048, SC_PLANE(0, 1280, 720),
		   SC_PLANE(921600, 1280, 360)) },
	{ .name = "tight: its own height_align moves the next plane",
	  SC_REQUEST(SC_NV12, 1920, 1080), .record_count = 2,
	  .records = { { .name = "codec", .flags = YAMP_CONSTRAINT_TIGHT_PLANES,
			 .planes = { { .height_align = 16 }, { .height_align = 8 } } },
		       { .name = "gpu", .planes = { { .height_align = 32 } } } },
	  SC_FRAME(SC_NV12, 1920, 1080, 2, 3133440, SC_PLANE(0, 1920, 1088),
		   SC_PLANE(2088960, 1920, 544)) },
	{ .name = "tight: size_min of a plane that is large enough",
	  SC_REQUEST(SC_NV12, 64, 64), .record_count = 1,
	  .records = { { .name = "camera", .flags = YAMP_CONSTRAINT_TIGHT_PLANES,
			 .planes = { { .size_min = 4096 }, { .size_min = 4097 } } } },
	  SC_FRAME(SC_NV12, 64, 64, 2, 12288, SC_PLANE(0, 64, 64), SC_PLANE(4096, 64, 32)) },
	{ .name = "tight: rows and bytes may follow the last plane",
	  SC_REQUEST(SC_NV12, 64, 64), .record_count = 1,
	  .records = { { .name = "camera", .flags = YAMP_CONSTRAINT_TIGHT_PLANES,
			 .planes = { { .height_align = 64 },
				     { .height_align = 48, .size_pad = 1025 } } } },
	  SC_FRAME(SC_NV12, 64, 64, 2, 12288, SC_PLANE(0, 64, 64), SC_PLANE(4096, 64, 48)) },

	/* The choice of a format. */
	{ .name = "the first consumer's best format that all know",
	  SC_REQUEST(0, 16, 16), .record_count = 2,
	  .records = { { .name = "camera", .format_count = 3 },
		       { .name = "gpu", .format_count = 3 } },
	  .formats = { { { SC_NV12 }, { SC_YUYV }, { SC_XRGB8888 } },
		       { { SC_XRGB8888 }, { SC_YUYV }, { SC_R8 } } },
	  SC_FRAME(SC_YUYV, 16, 16, 1, 4096, SC_PLANE(0, 32, 16)) },
	{ .name = "whoever names no formats takes any",
	  SC_REQUEST(0, 16, 16), .record_count = 3,
	  .records = { { .name = "dsp" }, { .name = "gpu", .format_count = 1 }, { .name = "x" } },
	  .formats = { { { 0 } }, { { SC_R8 } } },
	  SC_FRAME(SC_R8, 16, 16, 1, 4096, SC_PLANE(0, 16, 16)) },
	{ .name = "tiled and unknown formats are passed over",
	  .request = { .width = 16, .height = 16, .count = 1, .modifier = SC_TILED },
	  .record_count = 1,
	  .records = { { .name = "gpu", .format_count = 3 } },
	  .formats = { { { SC_XRGB8888, 0, SC_TILED }, { SC_CODE('?', '?', '?', '?') },
			 { SC_XRGB8888 } } },
	  SC_FRAME(SC_XRGB8888, 16, 16, 1, 4096, SC_PLANE(0, 64, 16)) },
	{ .name = "nothing but tiled formats",
	  SC_REQUEST(0, 16, 16), .record_count = 1,
	  .records = { { .name = "gpu", .format_count = 1 } },
	  .formats = { { { SC_XRGB8888, 0, SC_TILED } } }, .error = -EOPNOTSUPP },
	{ .name = "no format in common",
	  SC_REQUEST(0, 16, 16), .record_count = 3,
	  .records = { { .name = "camera", .format_count = 2 }, { .name = "dsp" },
		       { .name = "gpu", .format_count = 2 } },
	  .formats = { { { SC_NV12 }, { SC_YUYV } }, { { 0 } }, { { SC_R8 }, { SC_XRGB8888 } } },
	  SC_CONFLICT(FORMAT, 0, 0, SC_NV12, "camera", 2, SC_R8, "gpu") },
	{ .name = "only the modifier differs",
	  SC_REQUEST(0, 16, 16), .record_count = 2,
	  .records = { { .name = "camera", .format_count = 2 },
		       { .name = "gpu", .format_count = 1 } },
	  .formats = { { { SC_NV12 }, { SC_YUYV } }, { { SC_YUYV, 0, SC_TILED } } },
	  SC_CONFLICT(MODIFIER, 0, 0, 0, "camera", 1, SC_TILED, "gpu") },
	{ .name = "the two that have nothing in common are named, not the leader",
	  SC_REQUEST(0, 16, 16), .record_count = 3,
	  .records = { { .name = "camera", .format_count = 2 },
		       { .name = "dsp", .format_count = 1 },
		       { .name = "gpu", .format_count = 1 } },
	  .formats = { { { SC_NV12 }, { SC_YUYV } }, { { SC_NV12 } }, { { SC_YUYV } } },
	  SC_CONFLICT(FORMAT, 0, 1, SC_NV12, "dsp", 2, SC_YUYV, "gpu") },
	{ .name = "three must come together to leave no format",
	  SC_REQUEST(0, 16, 16), .record_count = 3,
	  .records = { { .name = "camera", .format_count = 2 },
		       { .name = "dsp", .format_count = 2 },
		       { .name = "gpu", .format_count = 2 } },
	  .formats = { { { SC_NV12 }, { SC_YUYV } }, { { SC_R8 }, { SC_NV12 } },
		       { { SC_R8 }, { SC_YUYV } } },
	  SC_CONFLICT_OF(7, FORMAT, 0, 0, SC_NV12, "camera", 2, SC_R8, "gpu") },
	{ .name = "two that have nothing in common come before three",
	  SC_REQUEST(0, 16, 16), .record_count = 4,
	  .records = { { .name = "a", .format_count = 1 }, { .name = "b", .format_count = 2 },
		       { .name = "c", .format_count = 2 }, { .name = "d", .format_count = 2 } },
	  .formats = { { { SC_R8 } }, { { SC_R8 }, { SC_NV12 } }, { { SC_R8 }, { SC_YUYV } },
		       { { SC_NV12 }, { SC_YUYV } } },
	  SC_CONFLICT(FORMAT, 0, 0, SC_R8, "a", 3, SC_NV12, "d") },
	{ .name = "a consumer does not know the requested format",
	  SC_REQUEST(SC_NV12, 16, 16), .record_count = 2,
	  .records = { { .name = "camera", .format_count = 1 },
		       { .name = "gpu", .format_count = 2 } },
	  .formats = { { { SC_NV12 } }, { { SC_XRGB8888 }, { SC_R8 } } },
	  SC_REQUEST_AGAINST(FORMAT, SC_NV12, 1, SC_XRGB8888, "gpu") },
	{ .name = "a consumer knows the requested format tiled only",
	  SC_REQUEST(SC_NV12, 16, 16), .record_count = 1,
	  .records = { { .name = "gpu", .format_count = 2 } },
	  .formats = { { { SC_R8 }, { SC_NV12, 0, SC_TILED } } },
	  SC_REQUEST_AGAINST(MODIFIER, 0, 0, SC_TILED, "gpu") },
	{ .name = "nobody names a format", SC_REQUEST(0, 16, 16), .record_count = 1,
	  .records = { { .name = "gpu" } }, .error = -EINVAL },
	{ .name = "unknown format", SC_REQUEST(SC_CODE('?', '?', '?', '?'), 16, 16),
	  .error = -EOPNOTSUPP },
	{ .name = "tiled format",
	  .request = { .fourcc = SC_R8, .width = 16, .height = 16, .count = 1,
		       .modifier = SC_TILED }, .error = -EOPNOTSUPP },

	/* Conflicts. */
	{ .name = "narrower than width_min", SC_REQUEST(SC_R8, 15, 16), .record_count = 2,
	  .records = { { .name = "camera", .width_max = 100 },
		       { .name = "gpu", .width_min = 16 } },
	  SC_REQUEST_AGAINST(WIDTH, 15, 1, 16, "gpu") },
	{ .name = "higher than height_max", SC_REQUEST(SC_R8, 16, 16), .record_count = 1,
	  .records = { { .name = "camera", .height_max = 15 } },
	  SC_REQUEST_AGAINST(HEIGHT, 16, 0, 15, "camera") },
	{ .name = "a row is longer than stride_max", SC_REQUEST(SC_XRGB8888, 640, 480),
	  .record_count = 2,
	  .records = { { .name = "camera", .planes = { { .stride_align = 512 } } },
		       { .name = "gpu", .planes = { { .stride_max = 2048 } } } },
	  SC_REQUEST_AGAINST(STRIDE, 2560, 1, 2048, "gpu") },
	{ .name = "an alignment lifts the stride over stride_max",
	  SC_REQUEST(SC_XRGB8888, 640, 480), .record_count = 3,
	  .records = { { .name = "camera", .planes = { { .stride_align = 1024 } } },
		       { .name = "innocent", .planes = { { .stride_align = 64 } } },
		       { .name = "gpu", .planes = { { .stride_max = 3000 } } } },
	  SC_CONFLICT(STRIDE, 0, 0, 3072, "camera", 2, 3000, "gpu") },
	{ .name = "a fixed stride and an alignment",
	  SC_REQUEST(SC_XRGB8888, 640, 480), .record_count = 2,
	  .records = { { .name = "camera",
			 .planes = { { .stride_min = 2604, .stride_max = 2604 } } },
		       { .name = "gpu", .planes = { { .stride_align = 64 } } } },
	  SC_CONFLICT(STRIDE, 0, 1, 2624, "gpu", 0, 2604, "camera") },
	{ .name = "stride_min above another's stride_max",
	  SC_REQUEST(SC_NV12, 64, 64), .record_count = 2,
	  .records = { { .name = "camera", .planes = { { 0 }, { .stride_min = 128 } } },
		       { .name = "gpu", .planes = { { 0 }, { .stride_max = 127 } } } },
	  SC_CONFLICT(STRIDE, 1, 0, 128, "camera", 1, 127, "gpu") },
	{ .name = "stride alignments without a common multiple that is small enough",
	  SC_REQUEST(SC_R8, 16, 16), .record_count = 3,
	  .records = { { .name = "camera", .planes = { { .stride_align = 1048576 } } },
		       { .name = "innocent", .planes = { { .stride_align = 2 } } },
		       { .name = "gpu", .planes = { { .stride_align = 3 } } } },
	  SC_CONFLICT(STRIDE_ALIGN, 0, 0, 1048576, "camera", 2, 3, "gpu") },
	{ .name = "two that conflict come before three",
	  SC_REQUEST(SC_R8, 16, 16), .record_count = 4,
	  .records = { { .name = "a", .planes = { { .stride_align = 1048576 } } },
		       { .name = "b", .planes = { { .stride_align = 1001 } } },
		       { .name = "c", .planes = { { .stride_align = 1000 } } },
		       { .name = "d", .planes = { { .stride_align = 3 } } } },
	  SC_CONFLICT(STRIDE_ALIGN, 0, 0, 1048576, "a", 1, 1001, "b") },
	{ .name = "three alignments without a common multiple that is small enough",
	  SC_REQUEST(SC_R8, 16, 16), .record_count = 4,
	  .records = { { .name = "a", .planes = { { .stride_align = 2 } } },
		       { .name = "b", .planes = { { .stride_align = 1001 } } },
		       { .name = "c", .planes = { { .stride_align = 1000 } } },
		       { .name = "d", .planes = { { .stride_align = 3 } } } },
	  SC_CONFLICT_OF(14, STRIDE_ALIGN, 0, 1, 1001000, "b", 3, 3, "d") },
	{ .name = "an alignment that whole pixels forbid",
	  SC_REQUEST(SC_XRGB8888, 16, 16), .record_count = 1,
	  .records = { { .name = "camera", .planes = { { .stride_align = 1048575 } } } },
	  SC_REQUEST_AGAINST(STRIDE_ALIGN, 4, 0, 1048575, "camera") },
	{ .name = "offset alignments", SC_REQUEST(SC_NV12, 16, 16), .record_count = 2,
	  .records = { { .name = "a", .planes = { { 0 }, { .offset_align = 1048576 } } },
		       { .name = "b", .planes = { { 0 }, { .offset_align = 5 } } } },
	  SC_CONFLICT(OFFSET_ALIGN, 1, 0, 1048576, "a", 1, 5, "b") },
	{ .name = "height alignments", SC_REQUEST(SC_R8, 16, 16), .record_count = 2,
	  .records = { { .name = "a", .planes = { { .height_align = 1048576 } } },
		       { .name = "b", .planes = { { .height_align = 7 } } } },
	  SC_CONFLICT(HEIGHT_ALIGN, 0, 0, 1048576, "a", 1, 7, "b") },
	{ .name = "a size_align that whole pages forbid", SC_REQUEST(SC_R8, 16, 16),
	  .record_count = 1, .records = { { .name = "a", .size_align = 257 } },
	  SC_REQUEST_AGAINST(SIZE_ALIGN, 4096, 0, 257, "a") },
	{ .name = "one dma-buf and one per plane", SC_REQUEST(SC_NV12, 16, 16), .record_count = 2,
	  .records = { { .name = "codec", .objects = YAMP_OBJECTS_PER_PLANE },
		       { .name = "gpu", .objects = YAMP_OBJECTS_SINGLE } },
	  SC_CONFLICT(OBJECTS, 0, 0, YAMP_OBJECTS_PER_PLANE, "codec", 1, YAMP_OBJECTS_SINGLE,
		      "gpu") },
	{ .name = "tight planes and one dma-buf per plane", SC_REQUEST(SC_NV12, 16, 16),
	  .record_count = 2,
	  .records = { { .name = "codec", .objects = YAMP_OBJECTS_PER_PLANE },
		       { .name = "camera", .flags = YAMP_CONSTRAINT_TIGHT_PLANES } },
	  SC_CONFLICT(OBJECTS, 0, 0, YAMP_OBJECTS_PER_PLANE, "codec", 1, YAMP_OBJECTS_SINGLE,
		      "camera") },
	{ .name = "cached and write-combined", SC_REQUEST(SC_R8, 16, 16), .record_count = 3,
	  .records = { { .name = "dsp", .cache = YAMP_CACHE_CACHED }, { .name = "any" },
		       { .name = "display", .cache = YAMP_CACHE_WRITE_COMBINED } },
	  SC_CONFLICT(CACHE, 0, 0, YAMP_CACHE_CACHED, "dsp", 2, YAMP_CACHE_WRITE_COMBINED,
		      "display") },
	{ .name = "segments of at least and at most", SC_REQUEST(SC_R8, 16, 16), .record_count = 2,
	  .records = { { .name = "camera", .segment_min = 65536 },
		       { .name = "gpu", .segment_max = 4096 } },
	  SC_CONFLICT(SEGMENT, 0, 0, 65536, "camera", 1, 4096, "gpu") },
	{ .name = "consumers need more frames together than one can know",
	  SC_REQUEST(SC_R8, 16, 16), .record_count = 3,
	  .records = { { .name = "camera", .buffers_min = 3 },
		       { .name = "dsp", .buffers_min = 3, .buffers_max = 5 },
		       { .name = "innocent", .buffers_max = 32 } },
	  SC_CONFLICT(BUFFERS, 0, 0, 6, "camera", 1, 5, "dsp") },
	{ .name = "a frame beyond the addresses of a device", SC_REQUEST(SC_XRGB8888, 640, 480),
	  .record_count = 2,
	  .records = { { .name = "camera", .address_mask = 0xffffff },
		       { .name = "dsp", .address_mask = 0xfffff } },
	  SC_REQUEST_AGAINST(ADDRESS, 1228799, 1, 0xfffff, "dsp") },
	{ .name = "tight: no rows can be added between planes",
	  SC_REQUEST(SC_NV12, 1920, 1080), .record_count = 2,
	  .records = { { .name = "codec", .planes = { { .height_align = 16 } } },
		       { .name = "camera", .flags = YAMP_CONSTRAINT_TIGHT_PLANES } },
	  SC_CONFLICT(HEIGHT_ALIGN, 0, 1, 1080, "camera", 0, 16, "codec") },
	{ .name = "tight: two that count rows differently",
	  SC_REQUEST(SC_NV12, 1920, 1080), .record_count = 2,
	  .records = { { .name = "codec", .flags = YAMP_CONSTRAINT_TIGHT_PLANES,
			 .planes = { { .height_align = 16 } } },
		       { .name = "camera", .flags = YAMP_CONSTRAINT_TIGHT_PLANES,
			 .planes = { { .height_align = 8 } } } },
	  SC_CONFLICT(HEIGHT_ALIGN, 0, 1, 1080, "camera", 0, 16, "codec") },
	{ .name = "tight: size_min of a plane that another follows",
	  SC_REQUEST(SC_NV12, 64, 64), .record_count = 2,
	  .records = { { .name = "dsp", .planes = { { .size_min = 4097 } } },
		       { .name = "camera", .flags = YAMP_CONSTRAINT_TIGHT_PLANES } },
	  SC_CONFLICT(SIZE, 0, 1, 4096, "camera", 0, 4097, "dsp") },
	{ .name = "tight: no bytes can be added between planes",
	  SC_REQUEST(SC_NV12, 1920, 1080), .record_count = 2,
	  .records = { { .name = "camera", .flags = YAMP_CONSTRAINT_TIGHT_PLANES },
		       { .name = "dsp", .planes = { { .size_pad = 64 } } } },
	  SC_CONFLICT(SIZE_PAD, 0, 0, 0, "camera", 1, 64, "dsp") },
	{ .name = "tight: three come together for a stride that is too long",
	  SC_REQUEST(SC_NV12, 1279, 719), .record_count = 3,
	  .records = { { .name = "camera", .flags = YAMP_CONSTRAINT_TIGHT_PLANES },
		       { .name = "gpu", .planes = { { 0 }, { .offset_align = 4096 } } },
		       { .name = "display", .planes = { { .stride_max = 2048 } } } },
	  SC_CONFLICT_OF(7, STRIDE, 0, 0, 4096, "camera", 2, 2048, "display") },
	{ .name = "tight: no stride makes the offset right",
	  SC_REQUEST(SC_NV12, 16, 15), .record_count = 2,
	  .records = { { .name = "camera", .flags = YAMP_CONSTRAINT_TIGHT_PLANES,
			 .planes = { { .stride_align = 3 } } },
		       { .name = "gpu", .planes = { { 0 }, { .offset_align = 1048576 } } } },
	  SC_CONFLICT(OFFSET_ALIGN, 1, 0, 3145728, "camera", 1, 1048576, "gpu") },

	/* Too large. */
	{ .name = "65535 x 65535", SC_REQUEST(SC_XRGB8888, 65535, 65535), .error = -EOVERFLOW },
	{ .name = "size_pad beyond 4 GiB", SC_REQUEST(SC_R8, 16, 16), .record_count = 1,
	  .records = { { .name = "a", .planes = { { .size_pad = 0xffffffff } } } },
	  .error = -EOVERFLOW },
	{ .name = "size_min beyond 4 GiB", SC_REQUEST(SC_R8, 16, 16), .record_count = 1,
	  .records = { { .name = "a", .size_min = 0x100000000ULL } }, .error = -EOVERFLOW },
	{ .name = "stride_min of all ones", SC_REQUEST(SC_NV12, 16, 16), .record_count = 1,
	  .records = { { .name = "a", .planes = { { .stride_min = 0xffffffff } } } },
	  .error = -EOVERFLOW },
	{ .name = "tight: stride_min of all ones", SC_REQUEST(SC_NV24, 16, 16), .record_count = 1,
	  .records = { { .name = "a", .flags = YAMP_CONSTRAINT_TIGHT_PLANES,
			 .planes = { { .stride_min = 0xffffffff } } } },
	  .error = -EOVERFLOW },

	{ .name = "a stride that aligning lifts to 4 GiB", SC_REQUEST(SC_R8, 1, 1), .record_count = 1,
	  .records = { { .name = "a", .planes = { { .stride_min = 0xfffff000,
						     .stride_align = 1048576 } } } },
	  .error = -EOVERFLOW },
	{ .name = "tight: a stride that aligning lifts to 4 GiB", SC_REQUEST(SC_R8, 1, 1),
	  .record_count = 1,
	  .records = { { .name = "a", .flags = YAMP_CONSTRAINT_TIGHT_PLANES,
			 .planes = { { .stride_min = 0xfffff000, .stride_align = 1048576 } } } },
	  .error = -EOVERFLOW },
	{ .name = "tight: chroma wants luma beyond 4 GiB", SC_REQUEST(SC_YUV420, 1, 1),
	  .record_count = 1,
	  .records = { { .name = "a", .flags = YAMP_CONSTRAINT_TIGHT_PLANES,
			 .planes = { { 0 }, { .stride_min = 0x88000000 } } } },
	  .error = -EOVERFLOW },

	/* Out of range. */
	{ .name = "width 0", SC_REQUEST(SC_R8, 0, 16), .error = -EINVAL },
	{ .name = "width 65536", SC_REQUEST(SC_R8, 65536, 16), .error = -EINVAL },
	{ .name = "height 0", SC_REQUEST(SC_R8, 16, 0), .error = -EINVAL },
	{ .name = "height of all ones", SC_REQUEST(SC_R8, 16, 0xffffffff), .error = -EINVAL },
	{ .name = "no frames", .request = { .fourcc = SC_R8, .width = 16, .height = 16 },
	  .error = -EINVAL },
	{ .name = "65 frames",
	  .request = { .fourcc = SC_R8, .width = 16, .height = 16, .count = 65 },
	  .error = -EINVAL },
	{ .name = "unknown colour encoding",
	  .request = { .fourcc = SC_R8, .width = 16, .height = 16, .count = 1,
		       .color_encoding = 4 }, .error = -EINVAL },
	{ .name = "unknown colour range",
	  .request = { .fourcc = SC_R8, .width = 16, .height = 16, .count = 1,
		       .color_range = 3 }, .error = -EINVAL },
	{ .name = "unknown field order",
	  .request = { .fourcc = SC_R8, .width = 16, .height = 16, .count = 1, .field = 6 },
	  .error = -EINVAL },
#define SC_BAD(title, ...) \
	{ .name = title, SC_REQUEST(SC_NV12, 16, 16), .record_count = 1, \
	  .records = { { .name = "a", __VA_ARGS__ } }, .error = -EINVAL }
	SC_BAD("unknown flag", .flags = 2),
	SC_BAD("unknown contiguity", .contiguity = 3),
	SC_BAD("unknown cache", .cache = 3),
	SC_BAD("unknown objects", .objects = 3),
	SC_BAD("nonzero reserved field", .reserved = { 0, 0, 0, 0, 1 }),
	SC_BAD("nonzero reserved field of a plane", .planes = { { 0 }, { .reserved = 1 } }),
	SC_BAD("stride_align above the maximum", .planes = { { .stride_align = 1048577 } }),
	SC_BAD("offset_align above the maximum", .planes = { { .offset_align = 1048577 } }),
	SC_BAD("height_align above the maximum", .planes = { { .height_align = 1048577 } }),
	SC_BAD("an alignment above the maximum in a plane that is not there",
	       .planes = { { 0 }, { 0 }, { 0 }, { .stride_align = 1048577 } }),
	SC_BAD("size_align above the maximum", .size_align = 1048577),
	SC_BAD("address_mask with a hole", .address_mask = 0xff00ffff),
	SC_BAD("address_mask below a page", .address_mask = 0x7ff),
	SC_BAD("segment_boundary with a hole", .segment_boundary = 0xfffe),
	SC_BAD("width_min above width_max", .width_min = 9, .width_max = 8),
	SC_BAD("height_min above height_max", .height_min = 9, .height_max = 8),
	SC_BAD("stride_min above stride_max",
	       .planes = { { .stride_min = 65, .stride_max = 64 } }),
	SC_BAD("segment_min above segment_max", .segment_min = 9, .segment_max = 8),
	SC_BAD("buffers_min above buffers_max", .buffers_min = 9, .buffers_max = 8),
	SC_BAD("tight planes in one dma-buf per plane", .flags = YAMP_CONSTRAINT_TIGHT_PLANES,
	       .objects = YAMP_OBJECTS_PER_PLANE),
#undef SC_BAD
	{ .name = "a name without an end", SC_REQUEST(SC_R8, 16, 16), .record_count = 1,
	  .records = { { .name = { '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c',
				   'd', 'e', 'f', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9',
				   'a', 'b', 'c', 'd', 'e', 'f' } } }, .error = -EINVAL },
	{ .name = "a name with a line end", SC_REQUEST(SC_R8, 16, 16), .record_count = 1,
	  .records = { { .name = "a\nyamp id=1" } }, .error = -EINVAL },
	{ .name = "a format of code 0", SC_REQUEST(SC_R8, 16, 16), .record_count = 1,
	  .records = { { .name = "a", .format_count = 1 } }, .error = -EINVAL },
	{ .name = "a format with a nonzero reserved field", SC_REQUEST(SC_R8, 16, 16),
	  .record_count = 1, .records = { { .name = "a", .format_count = 1 } },
	  .formats = { { { SC_R8, 1, 0 } } }, .error = -EINVAL },
};

#define SOLVE_CASE_COUNT (sizeof(solve_cases) / sizeof(solve_cases[0]))

#endif /* YAMP_SOLVE_CASES_H */
