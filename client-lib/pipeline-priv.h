/* SPDX-License-Identifier: MIT */
#ifndef PIPELINE_PRIV_H
#define PIPELINE_PRIV_H

#include <yamp/pipeline.h>

#include "ledger.h"
#include "log.h"

#define PIPELINE_JOBS 2		/* frames in a DSP: it works on one, the next is at hand */

/**
 * struct hop - a pool between two stages
 * @info: what is told of it
 * @pool: that of @info
 * @buffers: of the pool; a reference to each
 * @count: how many
 * @frames: what is in each buffer from READY to HELD
 * @jobs: frames given to the DSP behind, the oldest first, of which it made nothing yet
 * @job_count: how many
 * @bytes: of @frames, used in each dma-buf
 * @given: the DSP behind got a frame
 * @draining: it is told that it gets no more
 * @drained: nothing more comes out of it
 * @contiguous: memory is in one piece
 * @needs: of who writes into it, before a layout was chosen
 * @format: of @needs
 */
struct hop {
	struct yamp_hop info;
	struct yamp_pool *pool;
	struct yamp_buffer *buffers[YAMP_MAX_COUNT];
	uint32_t count;
	struct yamp_pipeline_frame frames[YAMP_MAX_COUNT];
	struct yamp_pipeline_frame jobs[YAMP_MAX_COUNT];
	uint32_t job_count;
	uint32_t bytes[YAMP_MAX_COUNT][YAMP_MAX_PLANES];
	bool given;
	bool draining;
	bool drained;
	bool contiguous;
	struct yamp_constraint needs;
	struct yamp_format format;
};

/**
 * struct yamp_pipeline - see yamp/pipeline.h
 * @dsps: borrowed; the one at i reads hop i and writes hop i + 1
 * @hops: dsp_count + 1 of them
 * @options: as it was made; the sink's needs are those of the last call
 * @provider: that of @options
 * @broken: -errno that yamp_pipeline_renew() left behind
 * @sequence: of the camera's last frame
 * @capture_ns: of that
 * @interval_ns: from the one before; 0 is not known
 * @offset: of sequences, from the camera's: it begins anew when it is started again
 * @restarted: since the last frame
 * @any_frame: there was one
 * @ended: the camera has no more frames
 * @refused: frames that the sink did not want
 * @plane: of those that were offered, which has a say; -ENOENT: none
 * @ledger: what is told to others
 * @starving: since then the camera was left without a buffer
 */
struct yamp_pipeline {
	struct yamp_log log;
	struct yamp_device *device;
	struct yamp_camera *camera;
	struct yamp_dsp *dsps[YAMP_PIPELINE_DSPS];
	uint32_t dsp_count;
	const struct yamp_pipeline_listener *listener;
	void *data;
	uint32_t policy;
	struct yamp_pipeline_options options;
	char provider[16];
	int broken;
	uint32_t sequence;
	uint64_t capture_ns;
	uint64_t interval_ns;
	uint32_t offset;
	bool restarted;
	bool any_frame;
	bool ended;
	bool starving;
	uint64_t refused;
	int plane;
	struct ledger ledger;
	struct hop hops[YAMP_PIPELINE_HOPS];
};

/**
 * pipeline_setup - layouts, memory, buffers in the hands of those who write first
 *
 * Returns 0 or -errno, said in one line; what was done is undone by
 * yamp_pipeline_destroy().
 */
int pipeline_setup(struct yamp_pipeline *pipeline, const struct yamp_pipeline_options *options);

/* pipeline-ledger.c */

/** pipeline_ledger_init - begin a ledger of what was set up */
void pipeline_ledger_init(struct yamp_pipeline *pipeline);

/** pipeline_ledger_rewrite - the pools are others */
void pipeline_ledger_rewrite(struct yamp_pipeline *pipeline);

/** pipeline_ledger_write - bring its counts up to date */
void pipeline_ledger_write(struct yamp_pipeline *pipeline);

/* pipeline-setup.c, for pipeline-renew.c */

/** pipeline_setup_last - a pool for the last hop, which has none, by @pipeline->options */
int pipeline_setup_last(struct yamp_pipeline *pipeline);

/** pipeline_give_back - let both sides of a hop use its buffers again, as laid out before */
int pipeline_give_back(struct yamp_pipeline *pipeline, uint32_t at);

/**
 * pipeline_predict - what the last hop would be by @needs
 * @plane: which would have a say; -ENOENT is none
 *
 * Returns 0 or -errno, said in one line.
 */
int pipeline_predict(struct yamp_pipeline *pipeline, const struct yamp_pipeline_needs *needs,
		     int *plane);

#endif /* PIPELINE_PRIV_H */
