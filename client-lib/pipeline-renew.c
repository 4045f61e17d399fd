// SPDX-License-Identifier: MIT
/*
 * Another pool at the end while it runs, because the compositor needs something else.
 *
 *   do the buffers suit still? ──► nothing to do
 *   does anything suit?        ──► no: goes on as it is
 *   stop, put the last pool aside, set up another, start
 *        └► that fails: take the old one again, start
 *
 * A V4L2 queue takes another layout only while it has no buffers, so who writes has to
 * stop; what was under way in it is lost.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline-priv.h"

static bool fits(const struct yamp_pipeline *pipeline, const struct yamp_constraint *record)
{
	const struct hop *hop = &pipeline->hops[pipeline->dsp_count];

	return yamp_buffer_verify(pipeline->device, hop->buffers[0], record, NULL) !=
	       YAMP_VERDICT_FAILS;
}

/* A plane that the solver would take has to be content with what there is, too. */
static bool suits(const struct yamp_pipeline *pipeline, const struct yamp_pipeline_needs *needs,
		  int plane)
{
	if (!fits(pipeline, needs->sink))
		return false;
	for (uint32_t i = 0; plane >= 0 && i < needs->plane_count; i++) {
		if (fits(pipeline, &needs->planes[i]))
			return true;
	}
	return plane < 0;
}

/* What is on its way in it is lost. What the sink holds, and who reads it still, keep it. */
static void empty_hop(struct hop *hop, bool last)
{
	hop->info.gaps += hop->job_count + yamp_pool_count(hop->pool, YAMP_SLOT_READY);
	hop->job_count = 0;
	hop->given = false;
	hop->draining = false;
	hop->drained = false;
	for (uint32_t i = 0; i < hop->count; i++) {
		int state = yamp_pool_state(hop->pool, i);

		if (!last || state == YAMP_SLOT_QUEUED || state == YAMP_SLOT_READY)
			yamp_pool_move(hop->pool, i, YAMP_SLOT_FREE);
	}
}

void pipeline_halt(struct yamp_pipeline *pipeline)
{
	yamp_pipeline_stop(pipeline);
	for (uint32_t i = 0; i <= pipeline->dsp_count; i++)
		empty_hop(&pipeline->hops[i], i == pipeline->dsp_count);
	pipeline->restarted = true;
}

static void drop_hop(struct hop *hop)
{
	yamp_pool_destroy(hop->pool);
	for (uint32_t i = 0; i < hop->count; i++)
		yamp_buffer_unref(hop->buffers[i]);
}

static uint32_t count_formats(const struct yamp_pipeline_needs *needs)
{
	uint32_t count = needs->sink->format_count;

	for (uint32_t i = 0; i < needs->plane_count; i++)
		count += needs->planes[i].format_count;
	return count;
}

/* The records, and behind them their formats. */
int pipeline_keep_needs(struct yamp_pipeline *pipeline, const struct yamp_pipeline_needs *needs)
{
	uint32_t count = 1 + needs->plane_count;
	struct yamp_constraint *records;
	struct yamp_format *formats;

	records = calloc(1, count * sizeof(*records) + count_formats(needs) * sizeof(*formats));
	if (!records)
		return -ENOMEM;
	formats = (struct yamp_format *)(records + count);
	for (uint32_t i = 0; i < count; i++) {
		struct yamp_constraint *record = &records[i];

		*record = i ? needs->planes[i - 1] : *needs->sink;
		for (uint32_t j = 0; j < record->format_count; j++)
			formats[j] = ((const struct yamp_format *)(uintptr_t)record->formats)[j];
		record->formats = (uintptr_t)formats;
		formats += record->format_count;
	}
	free(pipeline->needs);
	pipeline->needs = records;
	pipeline->options.sink = records;
	pipeline->options.planes = records + 1;
	pipeline->options.plane_count = needs->plane_count;
	return 0;
}

static int forget_dsp(struct yamp_dsp *dsp, enum yamp_dsp_side side)
{
	struct yamp_camera_mode mode = *yamp_dsp_format(dsp, side);

	return yamp_dsp_set_format(dsp, side, &mode);
}

/* The queues beside a hop forget the strides that they were told. */
static int forget_layout(struct yamp_pipeline *pipeline, uint32_t at)
{
	struct yamp_camera_mode mode = *yamp_camera_mode(pipeline->camera);
	int ret = at ? forget_dsp(pipeline->dsps[at - 1], YAMP_DSP_OUTPUT) :
		       yamp_camera_set_mode(pipeline->camera, &mode);

	if (ret || at == pipeline->dsp_count)
		return ret;
	return forget_dsp(pipeline->dsps[at], YAMP_DSP_INPUT);
}

int pipeline_replace_hop(struct yamp_pipeline *pipeline, uint32_t at)
{
	struct hop *hop = &pipeline->hops[at], old = *hop;
	int plane = pipeline->plane, ret;

	pipeline_let_go(pipeline, at);
	*hop = (struct hop){ .info = old.info };
	hop->info.pool = NULL;
	ret = forget_layout(pipeline, at);
	if (!ret)
		ret = pipeline_setup_hop(pipeline, at);
	if (!ret) {
		drop_hop(&old);
		return 0;
	}
	yamp_pipeline_stop(pipeline);	/* the new one may be there in part */
	drop_hop(hop);
	*hop = old;
	pipeline->plane = plane;
	return ret;
}

/* All queues lost their buffers when it stopped: all but those of the last hop. */
static int give_others(struct yamp_pipeline *pipeline)
{
	int ret = 0;

	for (uint32_t i = 0; !ret && i < pipeline->dsp_count; i++)
		ret = pipeline_give_back(pipeline, i, false);
	return ret;
}

static int take_back(struct yamp_pipeline *pipeline)
{
	uint32_t last = pipeline->dsp_count;
	int ret;

	yamp_pipeline_stop(pipeline);
	ret = give_others(pipeline);
	if (!ret)
		ret = forget_layout(pipeline, last);
	return ret ? ret : pipeline_give_back(pipeline, last, false);
}

static int start_again(struct yamp_pipeline *pipeline)
{
	int ret = pipeline_advance(pipeline);

	return ret ? ret : yamp_pipeline_start(pipeline);
}

/* A device that was lost meanwhile is waited for, whichever it was. */
static int replace(struct yamp_pipeline *pipeline)
{
	int again = 0, ret;

	pipeline_halt(pipeline);
	ret = give_others(pipeline);
	if (!ret)
		ret = pipeline_replace_hop(pipeline, pipeline->dsp_count);
	if (ret)
		again = take_back(pipeline);
	if (!again)
		again = start_again(pipeline);
	if (again && !pipeline->failed)
		pipeline->failed = PIPELINE_ALL;
	pipeline->broken = pipeline_settle(pipeline, again);
	pipeline_ledger_rewrite(pipeline);
	return ret ? ret : pipeline->broken;
}

int yamp_pipeline_renew(struct yamp_pipeline *pipeline, const struct yamp_pipeline_needs *needs)
{
	int plane, ret;

	if (pipeline->loss.closed)
		return -EAGAIN;
	/* What the camera exports is as it is. */
	if (!strcmp(pipeline->hops[pipeline->dsp_count].info.provider, "camera"))
		return 1;
	ret = pipeline_predict(pipeline, needs, &plane);
	if (ret)
		return ret;
	if (suits(pipeline, needs, plane))
		return 1;
	ret = pipeline_keep_needs(pipeline, needs);
	return ret ? ret : replace(pipeline);
}
