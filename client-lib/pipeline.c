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
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "pipeline-priv.h"

uint64_t pipeline_now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * UINT64_C(1000000000) + now.tv_nsec;
}

static bool is_last(const struct yamp_pipeline *pipeline, uint32_t at)
{
	return at == pipeline->dsp_count;
}

struct yamp_pipeline *yamp_pipeline_create(const struct yamp_pipeline_options *options,
					   const struct yamp_pipeline_listener *listener,
					   void *data, const struct yamp_log *log)
{
	struct yamp_pipeline *pipeline;
	int ret;

	if (options->dsp_count > YAMP_PIPELINE_DSPS) {
		errno = EINVAL;
		return NULL;
	}
	pipeline = calloc(1, sizeof(*pipeline));
	if (!pipeline)
		return NULL;
	pipeline->log = log_copy(log);
	pipeline->device = options->device;
	pipeline->camera = options->camera;
	pipeline->dsp_count = options->dsp_count;
	if (options->dsp_count)
		memcpy(pipeline->dsps, options->dsps, options->dsp_count * sizeof(options->dsps[0]));
	pipeline->listener = listener;
	pipeline->data = data;
	pipeline->policy = options->policy;
	pipeline->plane = -ENOENT;
	pipeline->loss.folder = -1;
	pipeline->loss.timer = -1;
	ret = pipeline_setup(pipeline, options);
	if (!ret)
		ret = pipeline_loss_init(pipeline);
	if (ret) {
		yamp_pipeline_destroy(pipeline);
		errno = -ret;
		return NULL;
	}
	pipeline_ledger_init(pipeline);
	return pipeline;
}

void yamp_pipeline_destroy(struct yamp_pipeline *pipeline)
{
	if (!pipeline)
		return;
	yamp_pipeline_stop(pipeline);
	ledger_finish(&pipeline->ledger);
	pipeline_loss_finish(pipeline);
	for (uint32_t i = 0; i <= pipeline->dsp_count; i++) {
		struct hop *hop = &pipeline->hops[i];

		yamp_pool_destroy(hop->pool);
		for (uint32_t j = 0; j < hop->count; j++)
			yamp_buffer_unref(hop->buffers[j]);
	}
	free(pipeline->needs);
	free(pipeline);
}

/* Marks whose error it is: that of a device, not of the sink. */
static int of_stage(struct yamp_pipeline *pipeline, uint32_t stage, int ret)
{
	if (ret)
		pipeline->failed = UINT32_C(1) << stage;
	return ret;
}

int yamp_pipeline_start(struct yamp_pipeline *pipeline)
{
	int ret = 0;

	for (uint32_t i = 0; !ret && i < pipeline->dsp_count; i++)
		ret = of_stage(pipeline, i + 1, yamp_dsp_start(pipeline->dsps[i]));
	return ret ? ret : of_stage(pipeline, 0, yamp_camera_start(pipeline->camera));
}

void yamp_pipeline_stop(struct yamp_pipeline *pipeline)
{
	yamp_camera_stop(pipeline->camera);
	for (uint32_t i = 0; i < pipeline->dsp_count; i++)
		yamp_dsp_stop(pipeline->dsps[i]);
}

const char *pipeline_node(const struct yamp_pipeline *pipeline, uint32_t stage)
{
	return stage ? yamp_dsp_node(pipeline->dsps[stage - 1]) : yamp_camera_node(pipeline->camera);
}

/* Does no frame wait in a hop for the stage behind it? */
static bool is_empty(const struct yamp_pipeline *pipeline, uint32_t at)
{
	return !yamp_pool_count(pipeline->hops[at].pool, YAMP_SLOT_READY);
}

bool yamp_pipeline_is_over(const struct yamp_pipeline *pipeline)
{
	bool over = pipeline->ended;

	for (uint32_t i = 0; over && i <= pipeline->dsp_count; i++) {
		const struct hop *hop = &pipeline->hops[i];

		over = !hop->job_count && is_empty(pipeline, i) &&
		       (i == pipeline->dsp_count || hop->drained ||
			!yamp_dsp_is_codec(pipeline->dsps[i]));
	}
	return over;
}

uint32_t yamp_pipeline_hops(const struct yamp_pipeline *pipeline)
{
	return pipeline->dsp_count + 1;
}

int yamp_pipeline_hop(const struct yamp_pipeline *pipeline, uint32_t index, struct yamp_hop *hop)
{
	if (index > pipeline->dsp_count)
		return -EINVAL;
	*hop = pipeline->hops[index].info;
	return 0;
}

int yamp_pipeline_plane(const struct yamp_pipeline *pipeline)
{
	return pipeline->plane;
}

/* Has the DSP behind a hop room for a frame? */
static bool has_room(const struct yamp_pipeline *pipeline, uint32_t at)
{
	const struct hop *hop = &pipeline->hops[at];

	bool codec = yamp_dsp_is_codec(pipeline->dsps[at]);

	return hop->job_count < (codec ? hop->count : PIPELINE_JOBS) &&
	       yamp_pool_count(hop[1].pool, YAMP_SLOT_QUEUED) > hop->job_count;
}

static int give_dsp(struct yamp_pipeline *pipeline, uint32_t at, uint32_t index)
{
	struct hop *hop = &pipeline->hops[at];
	const struct yamp_pipeline_frame *frame = &hop->frames[index];
	struct yamp_captured told = { .timestamp_ns = frame->capture_ns, .field = frame->field };
	int ret;

	if (!has_room(pipeline, at))
		return -EAGAIN;
	memcpy(told.bytes, hop->bytes[index], sizeof(told.bytes));
	ret = yamp_dsp_queue(pipeline->dsps[at], YAMP_DSP_INPUT, index, &told);
	if (ret)
		return of_stage(pipeline, at + 1, ret == -EAGAIN ? -EIO : ret);
	hop->given = true;
	yamp_pool_move(hop->pool, index, YAMP_SLOT_HELD);
	hop->jobs[hop->job_count++] = *frame;
	return 0;
}

/* It is the sink's before the call: it may release it from there. */
static int give_sink(struct yamp_pipeline *pipeline, uint32_t index)
{
	struct hop *hop = &pipeline->hops[pipeline->dsp_count];
	int ret;

	if (pipeline->listener->room && !pipeline->listener->room(pipeline->data))
		return -EAGAIN;
	yamp_pool_move(hop->pool, index, YAMP_SLOT_HELD);
	ret = pipeline->listener->frame(pipeline->data, &hop->frames[index]);
	if (!ret)
		return 0;
	yamp_pool_move(hop->pool, index, YAMP_SLOT_FREE);
	pipeline->refused++;
	return ret;
}

static void drop_older(struct hop *hop)
{
	while (yamp_pool_count(hop->pool, YAMP_SLOT_READY) > 1) {
		yamp_pool_move(hop->pool, yamp_pool_oldest(hop->pool, YAMP_SLOT_READY),
			       YAMP_SLOT_FREE);
		hop->info.replaced++;
	}
}

/* Gives what is ready in a hop to the stage behind it. */
static int offer(struct yamp_pipeline *pipeline, uint32_t at)
{
	struct hop *hop = &pipeline->hops[at];
	int index, ret = 0;

	if (pipeline->policy == YAMP_POLICY_LATEST)
		drop_older(hop);
	while (!ret && (index = yamp_pool_oldest(hop->pool, YAMP_SLOT_READY)) >= 0)
		ret = is_last(pipeline, at) ? give_sink(pipeline, index) :
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
		ret = at ? yamp_dsp_queue(pipeline->dsps[at - 1], YAMP_DSP_OUTPUT, index, NULL) :
			   yamp_camera_queue(pipeline->camera, index);
		if (!ret)
			yamp_pool_move(hop->pool, index, YAMP_SLOT_QUEUED);
	}
	return of_stage(pipeline, at, ret);
}

/* Of what is still with it the DSP behind a hop made nothing. */
static void end_drain(struct hop *hop)
{
	hop->drained = true;
	hop[1].info.gaps += hop->job_count;
	hop->job_count = 0;
}

/* When the camera has ended, one codec after the other gives what it keeps. */
static int drain(struct yamp_pipeline *pipeline)
{
	bool done = pipeline->ended;
	int ret = 0;

	for (uint32_t i = 0; !ret && done && i < pipeline->dsp_count; i++) {
		bool codec = yamp_dsp_is_codec(pipeline->dsps[i]);
		struct hop *hop = &pipeline->hops[i];

		done = is_empty(pipeline, i);
		if (done && !hop->given) {
			hop->drained = true;
		} else if (done && codec && !hop->draining) {
			ret = of_stage(pipeline, i + 1, yamp_dsp_drain(pipeline->dsps[i]));
			hop->draining = !ret;
		}
		done = done && !hop->job_count && (hop->drained || !codec);
	}
	return ret;
}

/* From the sink backwards: what goes on makes room for what is behind it. */
int pipeline_advance(struct yamp_pipeline *pipeline)
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
	pipeline_ledger_write(pipeline);
	return ret;
}

int yamp_pipeline_advance(struct yamp_pipeline *pipeline)
{
	return pipeline->loss.closed ? 0 : pipeline_settle(pipeline, pipeline_advance(pipeline));
}

void yamp_pipeline_release(struct yamp_pipeline *pipeline, uint32_t index, bool drained)
{
	yamp_pool_move(pipeline->hops[pipeline->dsp_count].pool, index,
		       drained ? YAMP_SLOT_FREE : YAMP_SLOT_DRAINING);
}

/* A frame has come out of the stage before a hop. */
static void arrive(struct hop *hop, const struct yamp_captured *captured,
		   const struct yamp_pipeline_frame *frame, bool damaged)
{
	uint32_t index = captured->index;
	struct yamp_pipeline_frame *here = &hop->frames[index];

	yamp_pool_move(hop->pool, index, YAMP_SLOT_READY);
	hop->info.made++;
	if (damaged) {
		hop->info.damaged++;
		yamp_pool_move(hop->pool, index, YAMP_SLOT_FREE);
		return;
	}
	*here = *frame;
	memcpy(hop->bytes[index], captured->bytes, sizeof(hop->bytes[index]));
	here->index = index;
	here->made_ns[here->hops++] = pipeline_now_ns();
}

/* A camera that was started again counts from 0: how many it lost is told by its clock. */
static void join_sequence(struct yamp_pipeline *pipeline, const struct yamp_captured *captured)
{
	uint64_t gone_ns = captured->timestamp_ns - pipeline->capture_ns, lost = 0;

	if (!pipeline->restarted)
		return;
	pipeline->restarted = false;
	if (!pipeline->any_frame)
		return;
	if (pipeline->interval_ns && captured->timestamp_ns > pipeline->capture_ns)
		lost = (gone_ns + pipeline->interval_ns / 2) / pipeline->interval_ns;
	pipeline->offset = pipeline->sequence + (lost ? lost : 1) - captured->sequence;
}

static void note_time(struct yamp_pipeline *pipeline, const struct yamp_captured *captured,
		      uint32_t sequence)
{
	if (pipeline->any_frame && sequence == pipeline->sequence + 1)
		pipeline->interval_ns = captured->timestamp_ns - pipeline->capture_ns;
	pipeline->capture_ns = captured->timestamp_ns;
}

static void count_gap(struct yamp_pipeline *pipeline, uint32_t sequence)
{
	uint32_t gap = sequence - pipeline->sequence - 1;

	if (pipeline->any_frame && gap < UINT32_MAX / 2) {
		pipeline->hops[0].info.gaps += gap;
		pipeline->hops[0].info.starved += pipeline->starving ? gap : 0;
	}
	pipeline->any_frame = true;
	pipeline->starving = false;
	pipeline->sequence = sequence;
}

/* Some drivers tell when a frame was due, not when it came: no latency can be told by that. */
static void look_at_clock(struct yamp_pipeline *pipeline, const struct yamp_captured *captured)
{
	uint64_t now = pipeline_now_ns();

	if (pipeline->early || captured->clock != YAMP_CAMERA_CLOCK_MONOTONIC ||
	    captured->timestamp_ns <= now)
		return;
	pipeline->early = true;
	log_info(&pipeline->log, "%s stamps frames with a time to come, by %.1f ms: latencies are "
		 "longer than what is told", pipeline_node(pipeline, 0),
		 (captured->timestamp_ns - now) / 1e6);
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
		return ret == -EAGAIN ? 0 : of_stage(pipeline, 0, ret);
	look_at_clock(pipeline, &captured);
	join_sequence(pipeline, &captured);
	captured.sequence += pipeline->offset;
	note_time(pipeline, &captured, captured.sequence);
	count_gap(pipeline, captured.sequence);
	frame = (struct yamp_pipeline_frame){
		.sequence = captured.sequence,
		.capture_ns = captured.timestamp_ns,
		.clock = captured.clock,
		.field = captured.field,
	};
	arrive(&pipeline->hops[0], &captured, &frame, captured.damaged);
	return 0;
}

/*
 * Which of the frames under way came out: told by its timestamp where the device copies
 * it, else the oldest. Of those before it the device made nothing.
 */
static bool end_job(struct hop *hop, struct yamp_hop *behind, const struct yamp_captured *captured,
		    struct yamp_pipeline_frame *frame)
{
	uint32_t at = 0;

	if (!hop->job_count)
		return false;
	while (captured->clock == YAMP_CAMERA_CLOCK_COPIED && at < hop->job_count &&
	       hop->jobs[at].capture_ns != captured->timestamp_ns)
		at++;
	if (at == hop->job_count)
		at = 0;
	*frame = hop->jobs[at];
	behind->gaps += at;
	hop->job_count -= at + 1;
	memmove(hop->jobs, hop->jobs + at + 1, hop->job_count * sizeof(hop->jobs[0]));
	return true;
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
		known = end_job(hop, &hop[1].info, &captured, &frame);
		arrive(&hop[1], &captured, &frame, captured.damaged || !known);
	}
	if (captured.last)
		end_drain(hop);
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
			  yamp_dsp_node(pipeline->dsps[at]));
		return -EIO;
	}
	if (ret && ret != -EAGAIN)
		return ret;
	return other == -EAGAIN ? 0 : other;
}

/* Before any frame is with a DSP, its poll(2) would answer with an error. */
static bool is_busy(const struct hop *hop)
{
	return hop->job_count || yamp_pool_count(hop->pool, YAMP_SLOT_HELD) ||
	       hop->draining > hop->drained;
}

static void stage_pollfds(const struct yamp_pipeline *pipeline, struct pollfd *fds)
{
	fds[0] = (struct pollfd){ pipeline->ended ? -1 : yamp_camera_fd(pipeline->camera), POLLIN, 0 };
	for (uint32_t i = 0; i < pipeline->dsp_count; i++) {
		yamp_dsp_pollfd(pipeline->dsps[i], &fds[1 + i]);
		if (!is_busy(&pipeline->hops[i]))
			fds[1 + i].fd = -1;
	}
}

/* Those of the stages, or while one is lost, of what is waited for instead. */
static uint32_t fixed_pollfds(const struct yamp_pipeline *pipeline)
{
	return pipeline->loss.closed ? PIPELINE_LOSS_POLLFDS : 1 + pipeline->dsp_count;
}

uint32_t yamp_pipeline_pollfds(const struct yamp_pipeline *pipeline, struct pollfd *fds,
			       uint32_t max)
{
	uint32_t used = fixed_pollfds(pipeline);

	if (max < used)
		return 0;
	if (pipeline->loss.closed)
		pipeline_loss_pollfds(pipeline, fds);
	else
		stage_pollfds(pipeline, fds);
	return used + yamp_pool_pollfds(pipeline->hops[pipeline->dsp_count].pool, fds + used,
					max - used);
}

/* From the last stage backwards, too. */
static int take_stages(struct yamp_pipeline *pipeline, const struct pollfd *fds)
{
	int ret = 0;

	for (uint32_t i = pipeline->dsp_count; !ret && i-- > 0;) {
		if (fds[1 + i].revents)
			ret = of_stage(pipeline, i + 1, take_dsp(pipeline, i, fds[1 + i].revents));
	}
	if (!ret && fds[0].revents)
		ret = take_camera(pipeline);
	for (uint32_t i = pipeline->dsp_count + 1; !ret && i-- > 0;)
		ret = offer(pipeline, i);
	return ret;
}

int yamp_pipeline_polled(struct yamp_pipeline *pipeline, const struct pollfd *fds, uint32_t count)
{
	uint32_t used = fixed_pollfds(pipeline);

	if (count < used)
		return -EINVAL;
	if (pipeline->broken)
		return pipeline->broken;
	yamp_pool_polled(pipeline->hops[pipeline->dsp_count].pool, fds + used, count - used);
	if (pipeline->loss.closed)
		return pipeline_loss_polled(pipeline, fds);
	return pipeline_settle(pipeline, take_stages(pipeline, fds));
}
