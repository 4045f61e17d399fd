/* SPDX-License-Identifier: MIT */
/* A pipeline of fake stages and the sink at its end: a test is what happens to it. */
#ifndef PIPELINE_BENCH_H
#define PIPELINE_BENCH_H

#include "client-test.h"
#include "fake-stages.h"

#define DSPS 2

/**
 * struct bench - a pipeline and the sink at its end
 * @room: does the sink take a frame?
 * @refuse: what it answers
 * @seen: sequences of what came last, in order
 * @last: the last one
 * @on_loss: enum yamp_on_loss
 * @events: what was told of stages, in order
 */
struct bench {
	struct yamp_camera camera;
	struct yamp_dsp dsps[DSPS];
	struct yamp_pipeline *pipeline;
	bool room;
	int refuse;
	uint32_t seen[64];
	uint32_t count;
	struct yamp_pipeline_frame last;
	uint32_t on_loss;
	struct yamp_stage_event events[16];
	uint32_t event_count;
};

/** bench_prepare - as nothing has happened to it; the stages may be told what to do then */
void bench_prepare(struct bench *bench);

/** bench_create - false and errno, as yamp_pipeline_create() */
bool bench_create(struct bench *bench, uint32_t dsps, uint32_t policy);

/** bench_start - all of it */
void bench_start(struct bench *bench, uint32_t dsps, uint32_t policy);

/**
 * bench_turn - what poll(2) would answer, and what is done with it
 * @more: events of the DSPs
 *
 * While a stage is lost: something has changed where devices appear.
 */
int bench_turn(struct bench *bench, short more);

/** bench_frame - one of the camera */
void bench_frame(struct bench *bench, uint32_t sequence);

/** bench_work - a DSP makes something of the frame that it was given @at places after the oldest */
void bench_work(struct bench *bench, uint32_t dsp, uint32_t at);

struct yamp_hop bench_hop(struct bench *bench, uint32_t index);

/** bench_renew - strides to be a multiple of @align; of @plane_align for a plane, 0 is none */
int bench_renew(struct bench *bench, uint32_t align, uint32_t plane_align);

/** bench_stride - of a hop's buffers */
uint32_t bench_stride(struct bench *bench, uint32_t hop);

/** bench_finish - the stages have let go of all buffers */
void bench_finish(struct bench *bench);

#endif /* PIPELINE_BENCH_H */
