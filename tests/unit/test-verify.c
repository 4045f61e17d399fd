// SPDX-License-Identifier: MIT
/* Frames that are not sound, and what yamp_verify() says of those that are. */
#include <errno.h>
#include <string.h>

#include "harness.h"
#include "solve-cases.h"

/* 100x50 in a stride of 128; 64 bytes between the planes, 160 behind them. */
static const struct yamp_frame nv12 = {
	.fourcc = SC_NV12, .width = 100, .height = 50, .plane_count = 2, .size = 12288,
	.object_count = 1,
	.planes = { SC_PLANE(0, 128, 52), SC_PLANE(6720, 128, 26) },
};
static const __u64 nv12_size[YAMP_MAX_PLANES] = { 12288 };

/* The same picture with a dma-buf for each plane. */
static const struct yamp_frame nv12m = {
	.fourcc = SC_NV12, .width = 100, .height = 50, .plane_count = 2, .size = 12288,
	.object_count = 2,
	.planes = { SC_PLANE_OF(0, 128, 52), SC_PLANE_OF(1, 128, 26) },
};
static const __u64 nv12m_size[YAMP_MAX_PLANES] = { 8192, 4096 };

/* One behind the other without a gap: stride 128, rows as the picture has. */
static const struct yamp_frame tight = {
	.fourcc = SC_NV12, .width = 100, .height = 50, .plane_count = 2, .size = 12288,
	.object_count = 1,
	.planes = { SC_PLANE(0, 128, 50), SC_PLANE(6400, 128, 26) },
};

/* The same with rows in multiples of 4. */
static const struct yamp_frame tight_rows = {
	.fourcc = SC_NV12, .width = 100, .height = 50, .plane_count = 2, .size = 12288,
	.object_count = 1,
	.planes = { SC_PLANE(0, 128, 52), SC_PLANE(6656, 128, 28) },
};

struct breakage {
	const char *name;
	void (*apply)(struct yamp_frame *frame, __u64 *object_size);
};

#define BREAK(id, statement) \
	static void id(struct yamp_frame *frame, __u64 *object_size) \
	{ \
		(void)object_size; \
		statement; \
	}

BREAK(unknown_format, frame->fourcc = 0x3f3f3f3f)
BREAK(other_format, frame->fourcc = SC_XRGB8888)
BREAK(three_planes, frame->fourcc = SC_YUV420)
BREAK(tiled, frame->modifier = SC_TILED)
BREAK(no_planes, frame->plane_count = 0)
BREAK(five_planes, frame->plane_count = 5)
BREAK(no_width, frame->width = 0)
BREAK(no_height, frame->height = 0)
BREAK(wide, frame->width = 65536)
BREAK(high, frame->height = 65536)
BREAK(encoding, frame->color_encoding = 4)
BREAK(range, frame->color_range = 3)
BREAK(field, frame->field = 6)
BREAK(reserved, frame->reserved[5] = 1)
BREAK(plane_reserved, frame->planes[1].reserved = 1)
BREAK(unused_plane, frame->planes[3].stride = 1)
BREAK(no_objects, frame->object_count = 0)
BREAK(three_objects, frame->object_count = 3)
BREAK(wrong_object, frame->planes[1].object = 1)
BREAK(wild_object, frame->planes[0].object = 0xffffffff)
BREAK(size_not_sum, frame->size++)
BREAK(size_overflow, frame->size = object_size[0] = 0x100001000ULL)
BREAK(short_stride, frame->planes[0].stride = 99; frame->planes[0].size = 99 * 52)
BREAK(short_chroma, frame->planes[1].stride = 99; frame->planes[1].size = 99 * 26)
BREAK(few_rows, frame->planes[0].rows = 49; frame->planes[0].size = 49 * 128)
BREAK(few_chroma_rows, frame->planes[1].rows = 24; frame->planes[1].size = 24 * 128)
BREAK(wrong_plane_size, frame->planes[0].size++)
BREAK(beyond_end, frame->planes[1].offset = 12288 - 128 * 26 + 1)
BREAK(offset_wraps, frame->planes[1].offset = -128ULL * 26)
BREAK(above_4g, frame->planes[0].offset = 0x100000000ULL; frame->size = object_size[0] =
      0x200000000ULL)
BREAK(object_short, frame->size = object_size[0] = 8192)

static const struct breakage breakages[] = {
	{ "unknown format", unknown_format }, { "format of one plane", other_format },
	{ "format of three planes", three_planes }, { "tiled", tiled },
	{ "no planes", no_planes }, { "five planes", five_planes },
	{ "width 0", no_width }, { "height 0", no_height },
	{ "width 65536", wide }, { "height 65536", high },
	{ "unknown colour encoding", encoding }, { "unknown colour range", range },
	{ "unknown field order", field }, { "nonzero reserved field", reserved },
	{ "nonzero reserved field of a plane", plane_reserved },
	{ "something in an unused plane", unused_plane },
	{ "no dma-bufs", no_objects }, { "three dma-bufs", three_objects },
	{ "plane in a dma-buf that is not there", wrong_object },
	{ "plane in a dma-buf far away", wild_object },
	{ "size is not the sum", size_not_sum }, { "more than 4 GiB", size_overflow },
	{ "stride below a row", short_stride }, { "chroma stride below a row", short_chroma },
	{ "fewer rows than the picture", few_rows },
	{ "fewer chroma rows than the picture", few_chroma_rows },
	{ "plane size is not stride times rows", wrong_plane_size },
	{ "last row ends behind the dma-buf", beyond_end }, { "offset that wraps", offset_wraps },
	{ "offset above 4 GiB", above_4g }, { "dma-buf too short", object_short },
};

#define BREAKAGE_COUNT (sizeof(breakages) / sizeof(breakages[0]))

static void unsound(const void *data)
{
	const struct breakage *breakage = data;
	static const struct yamp_constraint record = { .name = "any" };
	struct yamp_consumer consumer = { &record, NULL };
	struct yamp_frame frame = nv12;
	__u64 object_size[YAMP_MAX_PLANES];
	struct yamp_conflict conflict;

	memcpy(object_size, nv12_size, sizeof(object_size));
	check_equal(yamp_frame_check(&frame, object_size), 0, "before");
	breakage->apply(&frame, object_size);
	check(yamp_frame_check(&frame, object_size) == -EINVAL, "it passes");
	check(yamp_verify(&frame, object_size, &consumer, &conflict) == -EINVAL, "it is verified");
	check(!conflict.field, "a conflict is named");
}

/* The sizes of dma-bufs come from elsewhere: their sum may wrap to the right one. */
static void sizes_wrap(const void *data)
{
	__u64 object_size[YAMP_MAX_PLANES] = { -4096ULL, 12288 + 4096 };

	check_equal(yamp_frame_check(&nv12m, nv12m_size), 0, "before");
	check(yamp_frame_check(&nv12m, object_size) == -EINVAL, "it passes");
}

struct verify_case {
	const char *name;
	const struct yamp_frame *frame;
	const __u64 *object_size;
	struct yamp_constraint record;
	struct yamp_format formats[2];
	__u32 field, plane;		/* YAMP_FIELD_ID_NONE: it suits */
	__u64 wanted, found;
};

#define ON(f, s) .frame = &(f), .object_size = (s)
#define SUITS .field = YAMP_FIELD_ID_NONE
#define FAILS(f, p, w, h) .field = YAMP_FIELD_ID_##f, .plane = (p), .wanted = (w), .found = (h)
#define TIGHT .flags = YAMP_CONSTRAINT_TIGHT_PLANES

static const struct verify_case verify_cases[] = {
	{ "suits: no wishes", ON(nv12, nv12_size), SUITS },
	{ "suits: all figures just met", ON(nv12, nv12_size),
	  { .width_min = 100, .width_max = 100, .height_min = 50, .height_max = 50,
	    .size_min = 12288, .size_align = 6144, .objects = YAMP_OBJECTS_SINGLE,
	    .format_count = 2,
	    .planes = { { .stride_align = 64, .stride_min = 128, .stride_max = 128,
			  .height_align = 13, .size_pad = 64, .size_min = 6720 },
			{ .stride_align = 128, .offset_align = 960, .height_align = 26,
			  .size_pad = 2240, .size_min = 5568 } } },
	  { { SC_R8 }, { SC_NV12 } }, SUITS },
	{ "suits: a dma-buf per plane", ON(nv12m, nv12m_size),
	  { .objects = YAMP_OBJECTS_PER_PLANE, .size_align = 4096,
	    .planes = { { .size_pad = 1536, .size_min = 8192 }, { .size_pad = 768 } } }, {}, SUITS },
	{ "suits: tight", ON(tight, nv12_size), { TIGHT }, {}, SUITS },
	{ "suits: tight with its own rows", ON(tight_rows, nv12_size),
	  { TIGHT, .planes = { { .height_align = 4 }, { .height_align = 4 } } }, {}, SUITS },
	{ "format", ON(nv12, nv12_size), { .format_count = 1 }, { { SC_R8 } },
	  FAILS(FORMAT, 0, SC_R8, SC_NV12) },
	{ "modifier", ON(nv12, nv12_size), { .format_count = 2 },
	  { { SC_R8 }, { SC_NV12, 0, SC_TILED } }, FAILS(MODIFIER, 0, SC_TILED, 0) },
	{ "width below", ON(nv12, nv12_size), { .width_min = 101 }, {}, FAILS(WIDTH, 0, 101, 100) },
	{ "width above", ON(nv12, nv12_size), { .width_max = 99 }, {}, FAILS(WIDTH, 0, 99, 100) },
	{ "height below", ON(nv12, nv12_size), { .height_min = 51 }, {}, FAILS(HEIGHT, 0, 51, 50) },
	{ "height above", ON(nv12, nv12_size), { .height_max = 49 }, {}, FAILS(HEIGHT, 0, 49, 50) },
	{ "stride alignment", ON(nv12, nv12_size), { .planes = { { 0 }, { .stride_align = 48 } } },
	  {}, FAILS(STRIDE_ALIGN, 1, 48, 128) },
	{ "stride below", ON(nv12, nv12_size), { .planes = { { .stride_min = 129 } } }, {},
	  FAILS(STRIDE, 0, 129, 128) },
	{ "stride above", ON(nv12, nv12_size), { .planes = { { 0 }, { .stride_max = 127 } } }, {},
	  FAILS(STRIDE, 1, 127, 128) },
	{ "offset alignment", ON(nv12, nv12_size), { .planes = { { 0 }, { .offset_align = 4096 } } },
	  {}, FAILS(OFFSET_ALIGN, 1, 4096, 6720) },
	{ "rows", ON(nv12, nv12_size), { .planes = { { .height_align = 8 } } }, {},
	  FAILS(HEIGHT_ALIGN, 0, 8, 52) },
	{ "padding before the next plane", ON(nv12, nv12_size),
	  { .planes = { { .size_pad = 65 } } }, {}, FAILS(SIZE_PAD, 0, 65, 64) },
	{ "padding at the end", ON(nv12, nv12_size), { .planes = { { 0 }, { .size_pad = 2241 } } },
	  {}, FAILS(SIZE_PAD, 1, 2241, 2240) },
	{ "bytes of a plane", ON(nv12, nv12_size), { .planes = { { .size_min = 6721 } } }, {},
	  FAILS(SIZE, 0, 6721, 6720) },
	{ "bytes of a dma-buf", ON(nv12m, nv12m_size), { .planes = { { 0 }, { .size_min = 4097 } } },
	  {}, FAILS(SIZE, 1, 4097, 4096) },
	{ "bytes of the frame", ON(nv12, nv12_size), { .size_min = 12289 }, {},
	  FAILS(SIZE, 0, 12289, 12288) },
	{ "size alignment of the second dma-buf", ON(nv12m, nv12m_size), { .size_align = 8192 }, {},
	  FAILS(SIZE_ALIGN, 1, 8192, 4096) },
	{ "one dma-buf wanted", ON(nv12m, nv12m_size), { .objects = YAMP_OBJECTS_SINGLE }, {},
	  FAILS(OBJECTS, 0, YAMP_OBJECTS_SINGLE, YAMP_OBJECTS_PER_PLANE) },
	{ "a dma-buf per plane wanted", ON(nv12, nv12_size), { .objects = YAMP_OBJECTS_PER_PLANE },
	  {}, FAILS(OBJECTS, 0, YAMP_OBJECTS_PER_PLANE, YAMP_OBJECTS_SINGLE) },
	{ "tight planes wanted in one dma-buf", ON(nv12m, nv12m_size), { TIGHT }, {},
	  FAILS(OBJECTS, 0, YAMP_OBJECTS_SINGLE, YAMP_OBJECTS_PER_PLANE) },
	{ "tight: rows were added", ON(nv12, nv12_size), { TIGHT }, {},
	  FAILS(HEIGHT_ALIGN, 0, 50, 52) },
	{ "tight: a gap, with the right rows", ON(nv12, nv12_size),
	  { TIGHT, .planes = { { .height_align = 4 } } }, {}, FAILS(OFFSET_ALIGN, 1, 6656, 6720) },
	{ "cache and counts of frames are not looked at", ON(nv12, nv12_size),
	  { .cache = YAMP_CACHE_WRITE_COMBINED, .buffers_min = 9, .address_mask = 0xfff }, {},
	  SUITS },
};

#define VERIFY_COUNT (sizeof(verify_cases) / sizeof(verify_cases[0]))

static void verify(const void *data)
{
	const struct verify_case *c = data;
	struct yamp_constraint record = c->record;
	struct yamp_consumer consumer = { &record, c->formats };
	struct yamp_conflict conflict;
	int ret;

	strcpy(record.name, "who");
	memset(&conflict, 0xa5, sizeof(conflict));
	ret = yamp_verify(c->frame, c->object_size, &consumer, &conflict);
	check_equal(conflict.field, c->field, "field");
	check(ret == (c->field ? -EDOM : 0), "returned %d", ret);
	check_equal(conflict.plane, c->plane, "plane");
	check_equal(conflict.first_value, c->wanted, "wanted");
	check_equal(conflict.second_value, c->found, "found");
	if (!c->field)
		return;
	check_equal(conflict.first, 0, "first");
	check_equal(conflict.second, YAMP_CONSUMER_FRAME, "second");
	check_equal(conflict.involved, 1, "involved");
	check(!strcmp(conflict.first_name, "who") && !strcmp(conflict.second_name, "frame"),
	      "names %s, %s", conflict.first_name, conflict.second_name);
}

/* A stride that is no multiple, in a format whose chroma is half as wide. */
static void tight_ratio(const void *data)
{
	static const struct yamp_frame frame = {
		.fourcc = SC_YUV420, .width = 10, .height = 2, .plane_count = 3, .size = 4096,
		.object_count = 1,
		.planes = { SC_PLANE(0, 14, 2), SC_PLANE(28, 8, 1), SC_PLANE(36, 8, 1) },
	};
	static const struct yamp_constraint record = { .name = "camera", TIGHT };
	struct yamp_consumer consumer = { &record, NULL };
	const __u64 object_size[YAMP_MAX_PLANES] = { 4096 };
	struct yamp_conflict conflict;

	check(yamp_verify(&frame, object_size, &consumer, &conflict) == -EDOM, "it suits");
	check_equal(conflict.field, YAMP_FIELD_ID_STRIDE, "field");
	check_equal(conflict.plane, 1, "plane");
	check_equal(conflict.first_value, 7, "wanted");
	check_equal(conflict.second_value, 8, "found");
}

static void bad_record(const void *data)
{
	static const struct yamp_constraint record = { .name = "a", .flags = 2 };
	struct yamp_consumer consumer = { &record, NULL };
	struct yamp_conflict conflict;

	check(yamp_verify(&nv12, nv12_size, &consumer, &conflict) == -EINVAL, "it is verified");
}

int main(int argc, char **argv)
{
	struct test_case cases[BREAKAGE_COUNT + VERIFY_COUNT + 3];
	unsigned int i, n = 0;

	for (i = 0; i < BREAKAGE_COUNT; i++)
		cases[n++] = (struct test_case){ breakages[i].name, unsound, &breakages[i] };
	for (i = 0; i < VERIFY_COUNT; i++)
		cases[n++] = (struct test_case){ verify_cases[i].name, verify, &verify_cases[i] };
	cases[n++] = (struct test_case){ "sizes of dma-bufs that wrap", sizes_wrap, NULL };
	cases[n++] = (struct test_case){ "tight: strides out of ratio", tight_ratio, NULL };
	cases[n++] = (struct test_case){ "a record out of range", bad_record, NULL };
	return test_main(argc, argv, cases, n);
}
