/* SPDX-License-Identifier: MIT */
/*
 * The search for what a display takes.
 *
 * A frame that nobody should refuse (strides and offsets of whole pages) is tried in
 * scattered memory, then in memory of one piece: that tells whether the display needs
 * contiguity. In the memory it takes, the frame is spoilt by as little as possible,
 * then by twice as much, until it is taken:
 *
 *   stride  4096 + 1, + 2, + 4 ...     the first one taken is the alignment
 *   offset     0 + 1, + 2, + 4 ...
 *
 * Three times that step has to be taken as well. The longest stride is looked for by
 * doubling; what has to lie behind the last row, by frames that end with their memory or
 * a little before it.
 */
#include "trial.h"

#include <yamp_solve.h>

#define STRIDE 4096U
#define WIDTH 64U

/* The rows of a picture that is high enough, and no multiple of 8 unless it must be. */
#define ROWS 12U

/* Of three planes with such strides as many rows as this fit into the memory. */
#define HEIGHT_MAX 80U

/* How many bytes behind the last row are looked for. */
#define PAD_MIN 64U
#define PAD_MAX (2 * STRIDE * TRIAL_ROWS_MAX)

struct search {
	const struct trial_device *device;
	const struct yamp_format_info *info;
	enum trial_memory memory;
	uint32_t height;
};

static uint32_t larger(uint32_t a, uint32_t b)
{
	return a > b ? a : b;
}

/* Strides and offsets of whole pages, each plane with an equal share of the memory. */
static struct trial_frame plain_frame(const struct search *search)
{
	const struct yamp_format_info *info = search->info;
	struct trial_frame frame = {
		.fourcc = info->fourcc,
		.width = WIDTH,
		.height = search->height,
		.plane_count = info->plane_count,
	};
	uint32_t share = TRIAL_BYTES / info->plane_count / STRIDE * STRIDE;
	uint32_t plane;

	for (plane = 0; plane < info->plane_count; plane++) {
		frame.stride[plane] = STRIDE;
		frame.offset[plane] = plane * share;
		frame.memory[plane] = search->memory;
	}
	return frame;
}

static bool accepts(const struct search *search, const struct trial_frame *frame)
{
	return search->device->accepts(search->device->data, frame);
}

static bool accepts_plain(const struct search *search)
{
	struct trial_frame frame = plain_frame(search);

	return accepts(search, &frame);
}

static bool accepts_stride(const struct search *search, uint32_t more)
{
	struct trial_frame frame = plain_frame(search);
	uint32_t plane;

	for (plane = 0; plane < frame.plane_count; plane++)
		frame.stride[plane] += more;
	return accepts(search, &frame);
}

static bool accepts_offset(const struct search *search, uint32_t more)
{
	struct trial_frame frame = plain_frame(search);
	uint32_t plane;

	for (plane = 0; plane < frame.plane_count; plane++)
		frame.offset[plane] += more;
	return accepts(search, &frame);
}

static uint32_t find_align(const struct search *search,
			   bool (*accepts_more)(const struct search *search, uint32_t more))
{
	uint32_t step;

	for (step = 1; step < TRIAL_STEP_MAX; step *= 2) {
		if (accepts_more(search, step) && accepts_more(search, 3 * step))
			break;
	}
	return step;
}

/* A frame of so many rows, and behind them so many bytes of its memory. */
static bool accepts_end(const struct search *search, uint32_t height, uint32_t bytes)
{
	struct trial_frame frame = plain_frame(search);
	uint32_t last = frame.plane_count - 1;
	uint32_t rows = yamp_plane_rows(search->info, last, height);

	frame.height = height;
	frame.offset[last] = TRIAL_BYTES - rows * STRIDE - bytes;
	return accepts(search, &frame);
}

/* Of the rows up to the next multiple of it, in the last plane. */
static uint32_t bytes_to(const struct search *search, uint32_t height, uint32_t align)
{
	uint32_t last = search->info->plane_count - 1;
	uint32_t rows = yamp_plane_rows(search->info, last, (height + align - 1) / align * align);

	return (rows - yamp_plane_rows(search->info, last, height)) * STRIDE;
}

/* A height that each alignment rounds to another one; then one that none rounds: what is
 * refused there is not for the lack of rows, but of bytes. */
static void find_end(const struct search *search, struct trial_result *result)
{
	uint32_t height = TRIAL_ROWS_MAX + search->info->planes[search->info->plane_count - 1].vsub;
	uint32_t step;

	if (accepts_end(search, height, 0))
		return;
	if (accepts_end(search, TRIAL_ROWS_MAX, 0)) {
		for (step = 2; step < TRIAL_ROWS_MAX; step *= 2) {
			if (accepts_end(search, height, bytes_to(search, height, step)))
				break;
		}
		result->height_align = larger(result->height_align, step);
		return;
	}
	for (step = PAD_MIN; step < PAD_MAX; step *= 2) {
		if (accepts_end(search, TRIAL_ROWS_MAX, step))
			break;
	}
	result->end_known &= step < PAD_MAX;
	result->size_pad = larger(result->size_pad, step < PAD_MAX ? step : 0);
}

/* As few rows as a picture must have, so that strides can be long. The frame ends before
 * its memory does: what lies behind it is another question. */
static uint32_t find_stride_max(const struct search *search, const struct trial_result *result)
{
	uint32_t rows = larger(2 * search->info->planes[search->info->plane_count - 1].vsub,
			       search->device->height_min);
	uint32_t plane, stride, share = TRIAL_BYTES / search->info->plane_count;
	struct trial_frame frame = plain_frame(search);

	frame.height = rows;
	share -= result->end_known ? result->size_pad : PAD_MAX;
	for (stride = 2 * STRIDE; stride < share / larger(rows, result->height_align); stride *= 2) {
		for (plane = 0; plane < frame.plane_count; plane++)
			frame.stride[plane] = stride;
		if (!accepts(search, &frame))
			return stride / 2;
	}
	return 0;
}

static bool accepts_split(const struct search *search)
{
	struct trial_frame frame = plain_frame(search);
	uint32_t plane;

	for (plane = 1; plane < frame.plane_count; plane += 2)
		frame.memory[plane] = TRIAL_CONTIGUOUS;
	return accepts(search, &frame);
}

/* Rows that are a multiple of what the format needs and of little else. */
static uint32_t height_for(const struct yamp_format_info *info, uint32_t height_min)
{
	uint32_t vsub = info->planes[info->plane_count - 1].vsub;
	uint32_t height = vsub < 4 ? ROWS + vsub : ROWS;

	return height < height_min ? (height_min + 7) / 8 * 8 + vsub : height;
}

static bool find_memory(struct search *search, struct trial_result *result)
{
	uint32_t memory;

	for (memory = 0; memory < TRIAL_MEMORIES; memory++) {
		search->memory = memory;
		if (search->device->has[memory] && accepts_plain(search))
			break;
	}
	if (memory == TRIAL_MEMORIES)
		return false;
	/* Refused where it is scattered, taken in one piece; or taken at once. */
	result->memory_known |= search->device->has[TRIAL_SCATTERED];
	if (search->device->has[TRIAL_SCATTERED] && memory == TRIAL_CONTIGUOUS)
		result->contiguity = YAMP_CONTIGUITY_DMA;
	return true;
}

static void find_objects(const struct search *search, struct trial_result *result)
{
	if (search->info->plane_count < 2 || search->memory != TRIAL_SCATTERED ||
	    !search->device->has[TRIAL_CONTIGUOUS])
		return;
	result->objects_known = true;
	if (!accepts_split(search))
		result->objects = YAMP_OBJECTS_SINGLE;
}

static void find_layout(const struct search *search, struct trial_result *result)
{
	uint32_t longest;

	result->stride_align =
		larger(result->stride_align, find_align(search, accepts_stride));
	result->offset_align =
		larger(result->offset_align, find_align(search, accepts_offset));
	find_end(search, result);
	longest = find_stride_max(search, result);
	if (longest && (!result->stride_max || longest < result->stride_max))
		result->stride_max = longest;
	result->layout_known = true;
}

static bool too_small(const struct search *search)
{
	const struct trial_device *device = search->device;

	return device->width_min > WIDTH || search->height > HEIGHT_MAX;
}

void trial_run(const struct trial_device *device, const uint32_t *fourccs, size_t count,
	       struct trial_result *result)
{
	struct search search = {.device = device};
	bool tried = false;
	size_t i;

	*result = (struct trial_result){.end_known = true};
	for (i = 0; i < count; i++) {
		search.info = yamp_format_info(fourccs[i]);
		if (!search.info)
			continue;
		search.height = height_for(search.info, device->height_min);
		if (too_small(&search))
			continue;
		tried = true;
		if (!find_memory(&search, result))
			continue;
		find_objects(&search, result);
		find_layout(&search, result);
	}
	result->end_known &= result->layout_known;
	result->refuses = tried && !result->layout_known;
}
