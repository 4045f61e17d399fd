/* SPDX-License-Identifier: MIT */
/*
 * What a display takes, found out by offering it one framebuffer after another.
 *
 * Nothing here knows a display: who runs trials says what became of each.
 */
#ifndef YAMP_TRIAL_H
#define YAMP_TRIAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/yamp.h>

/**
 * TRIAL_BYTES - of each piece of memory that frames are laid into
 *
 * A page less than a power of two: a kernel that has large pages of every size would give
 * that in one piece even where scattered memory is wanted.
 */
#define TRIAL_BYTES ((1U << 20) - 4096)

/** TRIAL_STEP_MAX - no alignment above this one is looked for, bytes */
#define TRIAL_STEP_MAX 4096U

/** TRIAL_ROWS_MAX - no alignment of rows above this one is looked for */
#define TRIAL_ROWS_MAX 32U

/** enum trial_memory - the pieces */
enum trial_memory {
	TRIAL_SCATTERED,
	TRIAL_CONTIGUOUS,
	TRIAL_MEMORIES,
};

/** struct trial_frame - a framebuffer to offer; @memory is where each plane lies */
struct trial_frame {
	uint32_t fourcc;
	uint32_t width;
	uint32_t height;
	uint32_t plane_count;
	uint32_t stride[YAMP_MAX_PLANES];
	uint32_t offset[YAMP_MAX_PLANES];
	enum trial_memory memory[YAMP_MAX_PLANES];
};

/**
 * struct trial_device - a display
 * @accepts: does it take this frame?
 * @data: for @accepts
 * @has: is there such memory to lay frames into?
 * @width_min: of a framebuffer, pixels
 * @height_min: likewise
 */
struct trial_device {
	bool (*accepts)(void *data, const struct trial_frame *frame);
	void *data;
	bool has[TRIAL_MEMORIES];
	uint32_t width_min;
	uint32_t height_min;
};

/**
 * struct trial_result - what was found
 * @memory_known: @contiguity is
 * @contiguity: enum yamp_contiguity
 * @layout_known: the alignments and @stride_max are
 * @stride_align: bytes, a power of two
 * @stride_max: bytes, 0 if no limit was met
 * @offset_align: bytes, a power of two
 * @end_known: @height_align and @size_pad are: a frame may end where its memory ends, but
 *	for them
 * @height_align: rows, a power of two; 0: as many as the picture has
 * @size_pad: bytes behind the last row
 * @objects_known: @objects is
 * @objects: enum yamp_objects
 * @refuses: it takes no frame at all
 */
struct trial_result {
	bool memory_known;
	uint32_t contiguity;
	bool layout_known;
	uint32_t stride_align;
	uint32_t stride_max;
	uint32_t offset_align;
	bool end_known;
	uint32_t height_align;
	uint32_t size_pad;
	bool objects_known;
	uint32_t objects;
	bool refuses;
};

/**
 * trial_run - offer frames of these formats
 *
 * Some memory has to be there. Formats that the solver does not know are passed over.
 * The result holds for all formats of which the display took any frame.
 */
void trial_run(const struct trial_device *device, const uint32_t *fourccs, size_t count,
	       struct trial_result *result);

#endif /* YAMP_TRIAL_H */
