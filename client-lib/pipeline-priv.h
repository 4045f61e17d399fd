/* SPDX-License-Identifier: MIT */
#ifndef PIPELINE_PRIV_H
#define PIPELINE_PRIV_H

#include <yamp/pipeline.h>

#include "ledger.h"
#include "log.h"

#define PIPELINE_JOBS 2		/* frames in a DSP: it works on one, the next is at hand */
#define PIPELINE_STAGES (1 + YAMP_PIPELINE_DSPS)
#define PIPELINE_ALL UINT32_MAX	/* of the stages */

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
 * struct loss - stages that are not there
 * @closed: those whose devices are closed, 1 << stage each
 * @told: those that the listener was told of
 * @errors: what it was told
 * @since_ns: CLOCK_MONOTONIC, when each was lost
 * @made: frames out of the last stage when it started last
 * @folder: tells of devices that appear; -1 if the pipeline does not wait for any
 * @timer: of what appears untold
 */
struct loss {
	uint32_t closed;
	uint32_t told;
	int errors[PIPELINE_STAGES];
	uint64_t since_ns[PIPELINE_STAGES];
	uint64_t made;
	int folder;
	int timer;
};

/**
 * struct yamp_pipeline - see yamp/pipeline.h
 * @dsps: borrowed; the one at i reads hop i and writes hop i + 1
 * @hops: dsp_count + 1 of them
 * @options: as it was made; the sink's needs are those of the last call, in @needs
 * @provider: that of @options
 * @needs: allocated
 * @broken: -errno that yamp_pipeline_renew() or a restart left behind
 * @failed: stages whose device failed, 1 << stage, while that is handled
 * @loss: stages that are waited for
 * @sequence: of the camera's last frame
 * @capture_ns: of that
 * @interval_ns: from the one before; 0 is not known
 * @offset: of sequences, from the camera's: it begins anew when it is started again
 * @restarted: since the last frame
 * @early: it was said that the camera's time stamps lie in the future
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
	struct yamp_constraint *needs;
	int broken;
	uint32_t failed;
	struct loss loss;
	uint32_t sequence;
	uint64_t capture_ns;
	uint64_t interval_ns;
	uint32_t offset;
	bool restarted;
	bool early;
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

/* pipeline.c */

/** pipeline_advance - yamp_pipeline_advance() to which a lost stage is an error */
int pipeline_advance(struct yamp_pipeline *pipeline);

/** pipeline_node - of a stage */
const char *pipeline_node(const struct yamp_pipeline *pipeline, uint32_t stage);

/** pipeline_now_ns - CLOCK_MONOTONIC */
uint64_t pipeline_now_ns(void);

/* pipeline-loss.c */

/** pipeline_loss_init - be able to wait, if the options say so; 0 or -errno, said */
int pipeline_loss_init(struct yamp_pipeline *pipeline);

void pipeline_loss_finish(struct yamp_pipeline *pipeline);

/**
 * pipeline_settle - what becomes of an error
 *
 * Returns @error, or 0 if it is a lost stage's, which is waited for from now on.
 */
int pipeline_settle(struct yamp_pipeline *pipeline, int error);

#define PIPELINE_LOSS_POLLFDS 2

/** pipeline_loss_pollfds - what tells that a stage might be back: so many */
void pipeline_loss_pollfds(const struct yamp_pipeline *pipeline, struct pollfd *fds);

/** pipeline_loss_polled - it might be; 0 or -errno, said: it will never be */
int pipeline_loss_polled(struct yamp_pipeline *pipeline, const struct pollfd *fds);

/* pipeline-renew.c, for pipeline-loss.c */

/** pipeline_keep_needs - copy those of the sink to @pipeline->options; 0 or -ENOMEM */
int pipeline_keep_needs(struct yamp_pipeline *pipeline, const struct yamp_pipeline_needs *needs);

/** pipeline_halt - stop; what is under way is lost, but not what the sink holds */
void pipeline_halt(struct yamp_pipeline *pipeline);

/**
 * pipeline_replace_hop - another pool for a hop, while nothing streams
 *
 * Counts go on. Returns 0 or -errno, said in one line: it has the old one still, but no
 * device has any buffer.
 */
int pipeline_replace_hop(struct yamp_pipeline *pipeline, uint32_t at);

/* pipeline-setup.c, for pipeline-renew.c and pipeline-loss.c */

/** pipeline_setup_hop - a pool for a hop, which has none, by @pipeline->options */
int pipeline_setup_hop(struct yamp_pipeline *pipeline, uint32_t at);

/**
 * pipeline_give_back - let both sides of a hop use its buffers again, as laid out before
 * @look: whether they can work in the memory, too
 */
int pipeline_give_back(struct yamp_pipeline *pipeline, uint32_t at, bool look);

/** pipeline_let_go - while nothing streams, neither side has buffers of a hop any more */
void pipeline_let_go(struct yamp_pipeline *pipeline, uint32_t at);

/**
 * pipeline_predict - what the last hop would be by @needs
 * @plane: which would have a say; -ENOENT is none
 *
 * Returns 0 or -errno, said in one line.
 */
int pipeline_predict(struct yamp_pipeline *pipeline, const struct yamp_pipeline_needs *needs,
		     int *plane);

#endif /* PIPELINE_PRIV_H */
