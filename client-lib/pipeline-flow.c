// SPDX-License-Identifier: MIT
/*
 * Frames on their way. Each hop's pool says who has each buffer (see yamp/pool.h, where
 * "camera" is the stage before the hop and "display" the one behind it):
 *
 *   FREE ──refill──► QUEUED ──take──► READY ──offer──► HELD ──► (DRAINING) ──► FREE
 *
 * A DSP is offered a frame of hop i only if it has a buffer of hop i + 1 to write to that
 * no other frame under way will take: that is all the back-pressure there is.
 */
#include <errno.h>
#include <string.h>

#include "pipeline-priv.h"

#define JOBS 2		/* frames in a DSP: it works on one, the next is at hand */

/* Has the DSP behind a hop room for a frame? */
static bool has_room(const struct yamp_pipeline *pipeline, uint32_t at)
{
	const struct hop *hop = &pipeline->hops[at];
	bool codec = yamp_dsp_is_codec(pipeline->dsps[at]);

	return hop->job_count < (codec ? hop->count : JOBS) &&
	       yamp_pool_count(hop[1].pool, YAMP_SLOT_QUEUED) > hop->job_count;
}

static int give_dsp(struct yamp_pipeline *pipeline, uint32_t at, uint32_t index)
{
	struct hop *hop = &pipeline->hops[at];
	const struct yamp_pipeline_frame *frame = &hop->frames[index];
	struct yamp_captured told = {
		.timestamp_ns = frame->capture_ns,
		.field = frame->field,
		.coding = frame->coding,
	};
	int ret;

	if (!has_room(pipeline, at))
		return -EAGAIN;
	memcpy(told.bytes, hop->bytes[index], sizeof(told.bytes));
	ret = yamp_dsp_queue(pipeline->dsps[at], YAMP_DSP_INPUT, index, &told);
	if (ret)
		return stage_failed(pipeline, at + 1, ret == -EAGAIN ? -EIO : ret);
	hop_begin_job(hop, index);
	pipeline_ledger_frame(pipeline, frame);
	return 0;
}

/* It is the sink's before the call: it may release it from there. */
static int give_sink(struct yamp_pipeline *pipeline, uint32_t index)
{
	struct hop *hop = &pipeline->hops[pipeline->dsp_count];
	int ret;

	if (pipeline->listener->room && !pipeline->listener->room(pipeline->data))
		return -EAGAIN;
	hop_give(hop, index);
	pipeline_ledger_frame(pipeline, &hop->frames[index]);
	ret = pipeline->listener->frame(pipeline->data, &hop->frames[index]);
	if (!ret)
		return 0;
	hop_take_back(hop, index);
	pipeline_ledger_frame(pipeline, &hop->frames[index]);
	pipeline->refused++;
	return ret;
}

/* Gives what is ready in a hop to the stage behind it. */
static int offer(struct yamp_pipeline *pipeline, uint32_t at)
{
	struct hop *hop = &pipeline->hops[at];
	int index, ret = 0;

	if (pipeline->policy == YAMP_POLICY_LATEST)
		hop_drop_older(hop);
	while (!ret && (index = yamp_pool_oldest(hop->pool, YAMP_SLOT_READY)) >= 0)
		ret = pipeline_is_last(pipeline, at) ? give_sink(pipeline, index) :
						       give_dsp(pipeline, at, index);
	return ret == -EAGAIN ? 0 : ret;
}

/* Gives free buffers to the stage that writes into a hop. */
static int refill(struct yamp_pipeline *pipeline, uint32_t at)
{
	struct hop *hop = &pipeline->hops[at];
	int index, ret = 0;

	if (at && hop[-1].drained)
		return 0;	/* it would not take them */
	while (!ret && (index = yamp_pool_oldest(hop->pool, YAMP_SLOT_FREE)) >= 0) {
		ret = stage_fill(pipeline, at, index);
		if (!ret)
			yamp_pool_move(hop->pool, index, YAMP_SLOT_QUEUED);
	}
	return ret;
}

/* When the camera has ended, one codec after the other gives what it keeps. */
static int drain(struct yamp_pipeline *pipeline)
{
	bool done = pipeline->ended;
	int ret = 0;

	for (uint32_t i = 0; !ret && done && i < pipeline->dsp_count; i++) {
		bool codec = yamp_dsp_is_codec(pipeline->dsps[i]);
		struct hop *hop = &pipeline->hops[i];

		done = hop_is_empty(hop);
		if (done && !hop->given) {
			hop->drained = true;
		} else if (done && codec && !hop->draining) {
			ret = stage_failed(pipeline, i + 1, yamp_dsp_drain(pipeline->dsps[i]));
			hop->draining = !ret;
		}
		done = done && !hop->job_count && (hop->drained || !codec);
	}
	return ret;
}

/* From the sink backwards: what goes on makes room for what is behind it. */
int flow_advance(struct yamp_pipeline *pipeline)
{
	int ret = 0;

	for (uint32_t i = pipeline->dsp_count + 1; !ret && i-- > 0;) {
		ret = offer(pipeline, i);
		if (!ret)
			ret = refill(pipeline, i);
	}
	if (!yamp_pool_count(pipeline->hops[0].pool, YAMP_SLOT_QUEUED))
		pipeline->starving = true;
	if (!ret)
		ret = drain(pipeline);
	return ret;
}

bool yamp_pipeline_is_over(const struct yamp_pipeline *pipeline)
{
	bool over = pipeline->ended;

	for (uint32_t i = 0; over && i <= pipeline->dsp_count; i++) {
		const struct hop *hop = &pipeline->hops[i];

		over = !hop->job_count && hop_is_empty(hop) &&
		       (i == pipeline->dsp_count || hop->drained ||
			!yamp_dsp_is_codec(pipeline->dsps[i]));
	}
	return over;
}

void yamp_pipeline_release(struct yamp_pipeline *pipeline, uint32_t index, bool drained)
{
	yamp_pool_move(pipeline->hops[pipeline->dsp_count].pool, index,
		       drained ? YAMP_SLOT_FREE : YAMP_SLOT_DRAINING);
}

/* A frame has come out of the stage in front of a hop. */
static void arrive(struct yamp_pipeline *pipeline, uint32_t at,
		   const struct yamp_captured *captured, const struct yamp_pipeline_frame *frame,
		   bool damaged)
{
	struct hop *hop = &pipeline->hops[at];

	hop_arrive(hop, captured, frame, damaged);
	if (!damaged)
		pipeline_ledger_frame(pipeline, &hop->frames[captured->index]);
}

static int take_camera(struct yamp_pipeline *pipeline)
{
	struct yamp_captured captured;
	struct yamp_pipeline_frame frame;
	int ret = yamp_camera_dequeue(pipeline->camera, &captured);

	pipeline->ended = ret == -ENODATA;
	if (pipeline->ended)
		return 0;
	if (ret)
		return ret == -EAGAIN ? 0 : stage_failed(pipeline, 0, ret);
	frame = (struct yamp_pipeline_frame){
		.sequence = pipeline_count(pipeline, &captured),
		.capture_ns = captured.timestamp_ns,
		.clock = captured.clock,
		.field = captured.field,
	};
	arrive(pipeline, 0, &captured, &frame, captured.damaged);
	return 0;
}

static int take_output(struct yamp_pipeline *pipeline, uint32_t at)
{
	struct hop *hop = &pipeline->hops[at];
	struct yamp_pipeline_frame frame;
	struct yamp_captured captured;
	int ret = yamp_dsp_dequeue(pipeline->dsps[at], YAMP_DSP_OUTPUT, &captured);
	bool known;

	if (ret)
		return ret;
	if (captured.last && !captured.bytes[0]) {
		yamp_pool_move(hop[1].pool, captured.index, YAMP_SLOT_FREE);
	} else {
		known = hop_end_job(hop, &captured, &frame);
		arrive(pipeline, at + 1, &captured, &frame, captured.damaged || !known);
	}
	if (captured.last)
		hop_end_drain(hop);
	return 0;
}

static int take_input(struct yamp_pipeline *pipeline, uint32_t at)
{
	struct yamp_captured captured;
	int ret = yamp_dsp_dequeue(pipeline->dsps[at], YAMP_DSP_INPUT, &captured);

	if (!ret)
		yamp_pool_move(pipeline->hops[at].pool, captured.index, YAMP_SLOT_FREE);
	return ret;
}

/* An error of poll(2) that no queue explains would be told again for ever. */
static int take_dsp(struct yamp_pipeline *pipeline, uint32_t at, short revents)
{
	bool broken = revents & ~(POLLIN | POLLPRI | POLLOUT);
	int ret = 0, other = 0;

	if (revents & (POLLIN | POLLPRI) || broken)
		ret = take_output(pipeline, at);
	if ((!ret || ret == -EAGAIN) && (revents & POLLOUT || broken))
		other = take_input(pipeline, at);
	if (broken && ret == -EAGAIN && other == -EAGAIN) {
		log_error(&pipeline->log, "%s failed: load its driver again",
			  stage_node(pipeline, at + 1));
		return -EIO;
	}
	if (ret && ret != -EAGAIN)
		return ret;
	return other == -EAGAIN ? 0 : other;
}

void flow_pollfds(const struct yamp_pipeline *pipeline, struct pollfd *fds)
{
	fds[0] = (struct pollfd){ pipeline->ended ? -1 : yamp_camera_fd(pipeline->camera), POLLIN, 0 };
	for (uint32_t i = 0; i < pipeline->dsp_count; i++) {
		yamp_dsp_pollfd(pipeline->dsps[i], &fds[1 + i]);
		if (!hop_is_busy(&pipeline->hops[i]))
			fds[1 + i].fd = -1;
	}
}

/* From the last stage backwards, too. */
int flow_take(struct yamp_pipeline *pipeline, const struct pollfd *fds)
{
	int ret = 0;

	for (uint32_t i = pipeline->dsp_count; !ret && i-- > 0;) {
		if (fds[1 + i].revents)
			ret = stage_failed(pipeline, i + 1, take_dsp(pipeline, i, fds[1 + i].revents));
	}
	if (!ret && fds[0].revents)
		ret = take_camera(pipeline);
	for (uint32_t i = pipeline->dsp_count + 1; !ret && i-- > 0;)
		ret = offer(pipeline, i);
	return ret;
}

void flow_halt(struct yamp_pipeline *pipeline)
{
	yamp_pipeline_stop(pipeline);
	for (uint32_t i = 0; i <= pipeline->dsp_count; i++)
		hop_empty(&pipeline->hops[i], pipeline_is_last(pipeline, i));
	pipeline->restarted = true;
}
