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
#include <string.h>

#include "pipeline-priv.h"

/* All queues lost their buffers when it stopped: all but those of the last hop. */
static int give_others(struct yamp_pipeline *pipeline)
{
	int ret = 0;

	for (uint32_t i = 0; !ret && i < pipeline->dsp_count; i++)
		ret = memory_give_back(pipeline, i, false);
	return ret;
}

static int take_back(struct yamp_pipeline *pipeline)
{
	uint32_t last = pipeline->dsp_count;
	int ret;

	yamp_pipeline_stop(pipeline);
	ret = give_others(pipeline);
	if (!ret)
		ret = layout_forget(pipeline, last);
	return ret ? ret : memory_give_back(pipeline, last, false);
}

static int start_again(struct yamp_pipeline *pipeline)
{
	int ret = flow_advance(pipeline);

	return ret ? ret : yamp_pipeline_start(pipeline);
}

/* A device that was lost meanwhile is waited for, whichever it was. */
static int replace(struct yamp_pipeline *pipeline)
{
	int again = 0, ret;

	flow_halt(pipeline);
	ret = give_others(pipeline);
	if (!ret)
		ret = memory_replace(pipeline, pipeline->dsp_count);
	if (ret)
		again = take_back(pipeline);
	if (!again)
		again = start_again(pipeline);
	if (again && !pipeline->failed)
		pipeline->failed = PIPELINE_ALL;
	pipeline->broken = loss_settle(pipeline, again);
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
	ret = layout_predict(pipeline, needs, &plane);
	if (ret)
		return ret;
	if (needs_suit(pipeline, needs, plane))
		return 1;
	ret = needs_keep(pipeline, needs);
	return ret ? ret : replace(pipeline);
}
