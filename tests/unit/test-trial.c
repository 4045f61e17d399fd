// SPDX-License-Identifier: MIT
/*
 * The search for what a display takes, with displays of which the lab has none: each
 * is a rule, and the search has to find it out.
 */
#include <string.h>
#include <drm_fourcc.h>

#include "harness.h"
#include "trial.h"
#include "trial-answer.h"
#include "yamp_solve.h"

/* What a display asks for; zero is nothing. */
struct rule {
	const char *name;
	uint32_t stride_align, stride_max, offset_align, pad, height_align;
	bool contiguous, one_object, none;
	uint32_t only_fourcc;
	uint32_t width_min, height_min;
	bool no_scattered, no_contiguous;
	struct trial_result expected;
};

static const struct rule rules[] = {
	{ .name = "takes everything",
	  .expected = { true, YAMP_CONTIGUITY_NONE, true, 1, 0, 1, true, 0, 0, true,
			YAMP_OBJECTS_ANY } },
	{ .name = "strides of 64, offsets of 256", .stride_align = 64, .offset_align = 256,
	  .expected = { true, YAMP_CONTIGUITY_NONE, true, 64, 0, 256, true, 0, 0, true,
			YAMP_OBJECTS_ANY } },
	{ .name = "nothing but pages", .stride_align = 4096, .offset_align = 4096,
	  .expected = { true, YAMP_CONTIGUITY_NONE, true, 4096, 0, 4096, true, 0, 0, true,
			YAMP_OBJECTS_ANY } },
	{ .name = "strides up to 16 KiB", .stride_max = 16384,
	  .expected = { true, YAMP_CONTIGUITY_NONE, true, 1, 16384, 1, true, 0, 0, true,
			YAMP_OBJECTS_ANY } },
	{ .name = "memory in one piece", .contiguous = true,
	  .expected = { true, YAMP_CONTIGUITY_DMA, true, 1, 0, 1, true, 0, 0, false,
			YAMP_OBJECTS_ANY } },
	{ .name = "one dma-buf", .one_object = true,
	  .expected = { true, YAMP_CONTIGUITY_NONE, true, 1, 0, 1, true, 0, 0, true,
			YAMP_OBJECTS_SINGLE } },
	{ .name = "bytes behind the last row", .pad = 4097,
	  .expected = { true, YAMP_CONTIGUITY_NONE, true, 1, 0, 1, true, 0, 8192, true,
			YAMP_OBJECTS_ANY } },
	{ .name = "few bytes behind the last row", .pad = 1,
	  .expected = { true, YAMP_CONTIGUITY_NONE, true, 1, 0, 1, true, 0, 64, true,
			YAMP_OBJECTS_ANY } },
	{ .name = "more than is looked for", .pad = 200000,
	  .expected = { true, YAMP_CONTIGUITY_NONE, true, 1, 0, 1, false, 0, 0, true,
			YAMP_OBJECTS_ANY } },
	{ .name = "whole groups of 16 rows", .height_align = 16,
	  .expected = { true, YAMP_CONTIGUITY_NONE, true, 1, 0, 1, true, 16, 0, true,
			YAMP_OBJECTS_ANY } },
	{ .name = "one format alone", .only_fourcc = DRM_FORMAT_XRGB8888, .stride_align = 8,
	  .expected = { true, YAMP_CONTIGUITY_NONE, true, 8, 0, 1, true, 0, 0, false,
			YAMP_OBJECTS_ANY } },
	{ .name = "nothing at all", .none = true, .expected = { .refuses = true } },
	{ .name = "too large for a trial", .width_min = 4000, .expected = { .refuses = false } },
	{ .name = "too high for a trial", .height_min = 4000, .expected = { .refuses = false } },
	{ .name = "no pictures below 32 rows", .height_min = 32, .stride_align = 16,
	  .expected = { true, YAMP_CONTIGUITY_NONE, true, 16, 0, 1, true, 0, 0, true,
			YAMP_OBJECTS_ANY } },
	{ .name = "only scattered memory to try with", .no_contiguous = true,
	  .expected = { true, YAMP_CONTIGUITY_NONE, true, 1, 0, 1, true, 0, 0, false,
			YAMP_OBJECTS_ANY } },
	{ .name = "only contiguous memory to try with", .no_scattered = true,
	  .expected = { false, YAMP_CONTIGUITY_NONE, true, 1, 0, 1, true, 0, 0, false,
			YAMP_OBJECTS_ANY } },
};

#define RULES (sizeof(rules) / sizeof(rules[0]))

static bool is_multiple(uint32_t value, uint32_t align)
{
	return !align || value % align == 0;
}

/* Whatever the rule: a search must not offer what does not lie in its memory. */
static void check_sound(const struct trial_frame *frame)
{
	const struct yamp_format_info *info = yamp_format_info(frame->fourcc);
	uint64_t end;

	check(info && info->plane_count == frame->plane_count, "planes of the format");
	for (uint32_t i = 0; i < frame->plane_count; i++) {
		end = frame->offset[i] +
		      (uint64_t)frame->stride[i] * (yamp_plane_rows(info, i, frame->height) - 1) +
		      yamp_plane_row_bytes(info, i, frame->width);
		check(end <= TRIAL_BYTES, "inside of the memory");
		check(frame->stride[i] >= yamp_plane_row_bytes(info, i, frame->width), "a row");
	}
	check(frame->height % info->planes[info->plane_count - 1].vsub == 0, "whole rows");
}

static bool plane_suits(const struct rule *rule, const struct trial_frame *frame, uint32_t i)
{
	const struct yamp_format_info *info = yamp_format_info(frame->fourcc);
	uint32_t align = rule->height_align ? rule->height_align : 1;
	uint32_t height = (frame->height + align - 1) / align * align;
	uint64_t end = frame->offset[i] +
		       (uint64_t)frame->stride[i] * yamp_plane_rows(info, i, height);

	return is_multiple(frame->stride[i], rule->stride_align) &&
	       is_multiple(frame->offset[i], rule->offset_align) &&
	       (!rule->stride_max || frame->stride[i] <= rule->stride_max) &&
	       ((!rule->pad && !rule->height_align) || end + rule->pad <= TRIAL_BYTES) &&
	       (!rule->contiguous || frame->memory[i] == TRIAL_CONTIGUOUS) &&
	       (!rule->one_object || frame->memory[i] == frame->memory[0]);
}

static bool accepts(void *data, const struct trial_frame *frame)
{
	const struct rule *rule = data;

	check_sound(frame);
	if (frame->width < rule->width_min || frame->height < rule->height_min)
		return false;
	if (rule->none || (rule->only_fourcc && frame->fourcc != rule->only_fourcc))
		return false;
	for (uint32_t i = 0; i < frame->plane_count; i++) {
		check(!(rule->no_scattered && frame->memory[i] == TRIAL_SCATTERED) &&
		      !(rule->no_contiguous && frame->memory[i] == TRIAL_CONTIGUOUS),
		      "memory that is not there");
		if (!plane_suits(rule, frame, i))
			return false;
	}
	return true;
}

/* Of every number of planes and every subsampling that there is, and one unknown. */
static const uint32_t fourccs[] = {
	DRM_FORMAT_XRGB8888, 0x12345678, DRM_FORMAT_RGB888, DRM_FORMAT_YUYV, DRM_FORMAT_NV12,
	DRM_FORMAT_NV16, DRM_FORMAT_YUV420, DRM_FORMAT_YUV410, DRM_FORMAT_YUV444,
	DRM_FORMAT_XRGB16161616F,
};

/* Whatever a search finds, the compositor can be told. */
static void check_told(const struct trial_result *found)
{
	struct trial_answer answer = { .result = *found }, read;
	char text[TRIAL_ANSWER_MAX];
	size_t size = trial_answer_write(&answer, text);

	check(trial_answer_read(&read, text, size) == 0, "not told: %s", text);
}

static void find_out(const void *data)
{
	const struct rule *rule = data;
	struct trial_device device = {
		.accepts = accepts,
		.data = (void *)rule,
		.has = { !rule->no_scattered, !rule->no_contiguous },
		.width_min = rule->width_min,
		.height_min = rule->height_min,
	};
	struct trial_result found;

	trial_run(&device, fourccs, sizeof(fourccs) / sizeof(fourccs[0]), &found);
	check_told(&found);
	check_equal(found.memory_known, rule->expected.memory_known, "memory_known");
	check_equal(found.contiguity, rule->expected.contiguity, "contiguity");
	check_equal(found.layout_known, rule->expected.layout_known, "layout_known");
	check_equal(found.stride_align, rule->expected.stride_align, "stride_align");
	check_equal(found.stride_max, rule->expected.stride_max, "stride_max");
	check_equal(found.offset_align, rule->expected.offset_align, "offset_align");
	check_equal(found.end_known, rule->expected.end_known, "end_known");
	check_equal(found.height_align, rule->expected.height_align, "height_align");
	check_equal(found.size_pad, rule->expected.size_pad, "size_pad");
	check_equal(found.objects_known, rule->expected.objects_known, "objects_known");
	check_equal(found.objects, rule->expected.objects, "objects");
	check_equal(found.refuses, rule->expected.refuses, "refuses");
}

int main(int argc, char **argv)
{
	struct test_case cases[RULES];

	for (size_t i = 0; i < RULES; i++)
		cases[i] = (struct test_case){ rules[i].name, find_out, &rules[i] };
	return test_main(argc, argv, cases, RULES);
}
