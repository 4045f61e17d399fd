/* SPDX-License-Identifier: MIT */
/*
 * A camera and DSPs that do what a test tells them: no driver at hand lets frames
 * overtake one another, loses them, or fails on demand. They stand in for the library's
 * V4L2 files; memory is of memfds.
 */
#ifndef FAKE_STAGES_H
#define FAKE_STAGES_H

#include <stdbool.h>
#include <yamp/pipeline.h>

#define FAKE_NONE UINT32_MAX

/**
 * struct fake_queue - what a driver has
 * @given: indices of buffers, the oldest first
 * @stamps: timestamps of what is in them
 * @done: @given of them may be taken back, in this order: the first @done_count
 */
struct fake_queue {
	uint32_t given[YAMP_MAX_COUNT];
	uint64_t stamps[YAMP_MAX_COUNT];
	uint32_t given_count;
	struct yamp_captured done[YAMP_MAX_COUNT];
	uint32_t done_count;
	bool has_buffers;
};

/**
 * struct fake_device - what becomes of a stage's device
 * @error: -errno of its queues; 0: all is well
 * @away: -errno of an attempt to open it again; 0: it is back, and has no error any more
 * @start_error: -errno of starting to stream
 * @stride: the only one that it takes; 0: any
 * @lasting: it is nothing that can be lost
 * @closed: it is closed now
 * @opened: how often it was opened again
 */
struct fake_device {
	int error;
	int away;
	int start_error;
	uint32_t stride;
	bool lasting;
	bool closed;
	uint32_t opened;
};

/**
 * struct yamp_camera - a fake one
 * @refuses: memory that is not in one piece
 * @ended: there are no more frames
 * @stamp_offset: of timestamps, in frames
 * @coding: of its frames
 * @device: what becomes of it
 */
struct yamp_camera {
	struct yamp_camera_mode mode;
	struct fake_queue queue;
	bool refuses;
	bool ended;
	uint32_t stamp_offset;
	uint32_t coding;
	bool running;
	struct fake_device device;
};

/**
 * struct yamp_dsp - a fake one
 * @copies: timestamps
 * @refuses: every memory
 * @codec: it is one, which keeps frames until it
 * @drains: was told that it gets no more
 * @coding: of what comes out of it
 * @told_coding: of what it got last
 * @device: what becomes of it
 */
struct yamp_dsp {
	struct yamp_camera_mode mode;
	struct fake_queue queues[2];
	bool copies;
	bool refuses;
	bool codec;
	bool drains;
	uint32_t coding;
	uint32_t told_coding;
	bool running;
	struct fake_device device;
};

/** fake_allocations - pools that were asked for; how many in one piece */
extern uint32_t fake_allocations, fake_contiguous;

/** fake_alloc_error - what yamp_device_alloc() answers; 0: it allocates */
extern int fake_alloc_error;

/** fake_camera_frame - the camera fills its oldest buffer; false if it has none */
bool fake_camera_frame(struct yamp_camera *camera, uint32_t sequence);

/**
 * fake_dsp_work - the DSP works on the frame that was given @at places after the oldest
 *
 * The input is done with; the oldest output buffer has the result.
 */
void fake_dsp_work(struct yamp_dsp *dsp, uint32_t at, bool damaged);

/** fake_dsp_end - a codec that drains has nothing more, and says so with an empty buffer */
void fake_dsp_end(struct yamp_dsp *dsp);

#endif /* FAKE_STAGES_H */
