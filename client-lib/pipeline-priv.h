/* SPDX-License-Identifier: MIT */
#ifndef PIPELINE_PRIV_H
#define PIPELINE_PRIV_H

#include <yamp/pipeline.h>

#include "ledger.h"
#include "log.h"

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
 * @own: the camera's own memory was asked for
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
	bool own;
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

/* Each file calls only those that stand above it here. */

/** pipeline_is_last - is it the hop in front of the sink? */
static inline bool pipeline_is_last(const struct yamp_pipeline *pipeline, uint32_t at)
{
	return at == pipeline->dsp_count;
}

/** pipeline_lost - yamp_pipeline_lost() */
static inline uint32_t pipeline_lost(const struct yamp_pipeline *pipeline)
{
	return pipeline->loss.told | pipeline->loss.closed;
}

/*
 * pipeline-stage.c: the camera (0) and the DSPs behind it by the same names. Stage i writes
 * into hop i, by its side YAMP_DSP_OUTPUT, and reads hop i - 1; of a camera the side does not
 * matter. What returns int is 0 or -errno.
 */

/** stage_node - where its device is */
const char *stage_node(const struct yamp_pipeline *pipeline, uint32_t stage);

/** stage_name - for people */
const char *stage_name(const struct yamp_pipeline *pipeline, uint32_t stage);

/** stage_failed - marks whose error it is, if it is one: a device's, not the sink's */
int stage_failed(struct yamp_pipeline *pipeline, uint32_t stage, int error);

const struct yamp_camera_mode *stage_format(const struct yamp_pipeline *pipeline, uint32_t stage,
					    enum yamp_dsp_side side);
int stage_constraint(struct yamp_pipeline *pipeline, uint32_t stage, enum yamp_dsp_side side,
		     struct yamp_constraint *record, struct yamp_format *format);
int stage_set_layout(struct yamp_pipeline *pipeline, uint32_t stage, enum yamp_dsp_side side,
		     const struct yamp_frame *frame);

/** stage_forget_layout - the strides that it was told; it has no buffers */
int stage_forget_layout(struct yamp_pipeline *pipeline, uint32_t stage, enum yamp_dsp_side side);

int stage_use_buffers(struct yamp_pipeline *pipeline, uint32_t stage, enum yamp_dsp_side side,
		      const struct hop *hop);

/** stage_drop_buffers - while nothing streams */
void stage_drop_buffers(struct yamp_pipeline *pipeline, uint32_t stage, enum yamp_dsp_side side);

/** stage_prepare - can it work in the memory of a hop? Says nothing */
int stage_prepare(struct yamp_pipeline *pipeline, uint32_t stage, enum yamp_dsp_side side,
		  const struct hop *hop);

/** stage_fill - it gets a buffer to write to; an error is marked as its own */
int stage_fill(struct yamp_pipeline *pipeline, uint32_t stage, uint32_t index);

int stage_disconnect(struct yamp_pipeline *pipeline, uint32_t stage);
int stage_reconnect(struct yamp_pipeline *pipeline, uint32_t stage);

/* pipeline-hop.c: who has which frame */

/** hop_finish - drops pool and buffers */
void hop_finish(struct hop *hop);

/** hop_is_empty - does no frame wait for the stage behind it? */
bool hop_is_empty(const struct hop *hop);

/** hop_is_busy - has the DSP behind it something of it? */
bool hop_is_busy(const struct hop *hop);

/** hop_arrive - a frame has come out of the stage in front of it */
void hop_arrive(struct hop *hop, const struct yamp_captured *captured,
		const struct yamp_pipeline_frame *frame, bool damaged);

/** hop_drop_older - of what waits the newest is left */
void hop_drop_older(struct hop *hop);

/** hop_give - the stage behind it gets this buffer */
void hop_give(struct hop *hop, uint32_t index);

/** hop_take_back - but does not want it: what was in it is lost */
void hop_take_back(struct hop *hop, uint32_t index);

/** hop_begin_job - the DSP behind it has got this buffer */
void hop_begin_job(struct hop *hop, uint32_t index);

/**
 * hop_end_job - which of its frames has come out of the DSP behind it
 *
 * Of those before it the device made nothing. Returns false if there is none.
 */
bool hop_end_job(struct hop *hop, const struct yamp_captured *captured,
		 struct yamp_pipeline_frame *frame);

/** hop_end_drain - of what is still with it the DSP behind it made nothing */
void hop_end_drain(struct hop *hop);

/**
 * hop_empty - what is on its way in it is lost
 * @last: the sink reads it
 */
void hop_empty(struct hop *hop, bool last);

/* pipeline-count.c */

/** pipeline_count - count a frame of the camera; its sequence, which goes on over restarts */
uint32_t pipeline_count(struct yamp_pipeline *pipeline, const struct yamp_captured *captured);

/* pipeline-needs.c */

/** needs_keep - copy those of the sink to @pipeline->options; 0 or -ENOMEM */
int needs_keep(struct yamp_pipeline *pipeline, const struct yamp_pipeline_needs *needs);

/**
 * needs_suit - are they content with the last pool?
 * @plane: which of the planes the solver would take; -ENOENT is none
 */
bool needs_suit(const struct yamp_pipeline *pipeline, const struct yamp_pipeline_needs *needs,
		int plane);

/* pipeline-layout.c; errors that no stage has said are said in one line */

/** layout_alloc - buffers for a hop that has none, laid out for all; both sides know how */
int layout_alloc(struct yamp_pipeline *pipeline, uint32_t at);

/** layout_tell - both sides of a hop are told of a layout */
int layout_tell(struct yamp_pipeline *pipeline, uint32_t at, const struct yamp_frame *frame);

/** layout_forget - both sides forget what they were told; they have no buffers */
int layout_forget(struct yamp_pipeline *pipeline, uint32_t at);

/**
 * layout_predict - what the last hop would be by @needs
 * @plane: which would have a say; -ENOENT is none
 */
int layout_predict(struct yamp_pipeline *pipeline, const struct yamp_pipeline_needs *needs,
		   int *plane);

/* pipeline-memory.c; returns as above */

/** memory_setup - a pool for a hop that has none */
int memory_setup(struct yamp_pipeline *pipeline, uint32_t at);

/** memory_let_go - while nothing streams, neither side has buffers of a hop any more */
void memory_let_go(struct yamp_pipeline *pipeline, uint32_t at);

/**
 * memory_give_back - let both sides of a hop use its buffers again, as laid out before
 * @look: whether they can work in the memory, too
 */
int memory_give_back(struct yamp_pipeline *pipeline, uint32_t at, bool look);

/**
 * memory_replace - another pool for a hop, while nothing streams
 *
 * Counts go on. After an error it has the old one still, but no device has any buffer.
 */
int memory_replace(struct yamp_pipeline *pipeline, uint32_t at);

/* pipeline-ledger.c */

/** pipeline_ledger_init - begin a ledger of what was set up */
void pipeline_ledger_init(struct yamp_pipeline *pipeline);

/** pipeline_ledger_rewrite - the pools are others */
void pipeline_ledger_rewrite(struct yamp_pipeline *pipeline);

/** pipeline_ledger_write - bring its counts up to date */
void pipeline_ledger_write(struct yamp_pipeline *pipeline);

/** pipeline_ledger_frame - a frame has come further on its way, or will not */
void pipeline_ledger_frame(struct yamp_pipeline *pipeline, const struct yamp_pipeline_frame *frame);

/* pipeline-flow.c, to which a lost stage is an error */

/** flow_advance - frames and free buffers go on as far as there is room */
int flow_advance(struct yamp_pipeline *pipeline);

/** flow_pollfds - of camera and DSPs */
void flow_pollfds(const struct yamp_pipeline *pipeline, struct pollfd *fds);

/** flow_take - what they have done */
int flow_take(struct yamp_pipeline *pipeline, const struct pollfd *fds);

/** flow_halt - stop; what is under way is lost, but not what the sink holds */
void flow_halt(struct yamp_pipeline *pipeline);

/* pipeline-loss.c */

/** loss_init - be able to wait, if the options say so; 0 or -errno, said */
int loss_init(struct yamp_pipeline *pipeline);

void loss_finish(struct yamp_pipeline *pipeline);

/**
 * loss_settle - what becomes of an error
 *
 * Returns @error, or 0 if it is a lost stage's, which is waited for from now on.
 */
int loss_settle(struct yamp_pipeline *pipeline, int error);

#define LOSS_POLLFDS 2

/** loss_pollfds - what tells that a stage might be back: so many */
void loss_pollfds(const struct yamp_pipeline *pipeline, struct pollfd *fds);

/** loss_polled - it might be; 0 or -errno, said: it will never be */
int loss_polled(struct yamp_pipeline *pipeline, const struct pollfd *fds);

/* pipeline-renew.c and pipeline.c are above them all: the public calls. */

#endif /* PIPELINE_PRIV_H */
