/* SPDX-License-Identifier: MIT */
/* DSPs alone, without a pipeline, for programs that look at what one does with each frame. */
#ifndef STAGE_H
#define STAGE_H

#include <yamp/yamp.h>

#define STAGE_BUFFERS 4		/* of each side */

/**
 * struct stage - a DSP and the buffers of both of its sides
 * @said: the last error that the library said
 * @carries_coding: what a frame comes out with must be what it was given with
 */
struct stage {
	struct yamp_device *device;
	struct yamp_dsp *dsp;
	struct yamp_buffer *buffers[2][STAGE_BUFFERS];
	char said[256];
	bool carries_coding;
};

/** stage_fail - end the program */
_Noreturn void stage_fail(const char *what, int error);

/** stage_try - end it if @ret is an error */
void stage_try(const char *what, int ret);

/**
 * stage_open - opened, with buffers, and started; or the program ends
 * @input: four letters of its pixel format, as @output
 *
 * Each side alone says how its buffers are laid out.
 */
void stage_open(struct stage *stage, const char *node, const char *input, const char *output,
		uint32_t width, uint32_t height);

void stage_close(struct stage *stage);

/**
 * stage_stamp - a time stamp that no clock tells: not even in order, and far from now
 *
 * In whole microseconds: V4L2 keeps no more.
 */
uint64_t stage_stamp(uint32_t number);

/** stage_coding - how the frame of a number is told to have been coded */
uint32_t stage_coding(uint32_t number);

/** stage_fill - give it every buffer of its output */
void stage_fill(struct stage *stage);

/**
 * stage_give - give it a frame, with the stamp and the coding of its number
 * @bytes: of a compressed one
 */
void stage_give(struct stage *stage, uint32_t index, uint32_t number, uint32_t bytes);

/** stage_wait - until a side has something to take; 0 or -errno of the DSP */
int stage_wait(struct stage *stage, enum yamp_dsp_side side, struct yamp_captured *captured);

/** stage_take - the next frame, which must be this one as it was given; its buffer goes back */
void stage_take(struct stage *stage, uint32_t number);

#endif /* STAGE_H */
