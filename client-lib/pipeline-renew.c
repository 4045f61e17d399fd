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

/* What is in it or on the way out of it is lost. */
static void empty_hop(struct hop *hop)
{
	hop->info.gaps += hop->job_count + yamp_pool_count(hop->pool, YAMP_SLOT_READY);
	hop->job_count = 0;
	for (uint32_t i = 0; i < hop->count; i++)
		yamp_pool_move(hop->pool, i, YAMP_SLOT_FREE);
}

static void drop_hop(struct hop *hop)
{
	yamp_pool_destroy(hop->pool);
	for (uint32_t i = 0; i < hop->count; i++)
		yamp_buffer_unref(hop->buffers[i]);
}

/* The queue forgets the strides that it was told. */
static int forget_layout(struct yamp_pipeline *pipeline)
{
	struct yamp_camera_mode mode;

	if (pipeline->dsp_count) {
		struct yamp_dsp *dsp = pipeline->dsps[pipeline->dsp_count - 1];

		mode = *yamp_dsp_format(dsp, YAMP_DSP_OUTPUT);
		return yamp_dsp_set_format(dsp, YAMP_DSP_OUTPUT, &mode);
	}
	mode = *yamp_camera_mode(pipeline->camera);
	return yamp_camera_set_mode(pipeline->camera, &mode);
}

/* All queues lost their buffers when it stopped: all but those of the last hop. */
static int give_others(struct yamp_pipeline *pipeline)
{
	int ret = 0;

	for (uint32_t i = 0; !ret && i < pipeline->dsp_count; i++)
		ret = pipeline_give_back(pipeline, i);
	return ret;
}

/* Counts go on in the new pool; the old one is put aside. */
static int replace_last(struct yamp_pipeline *pipeline, struct hop *old)
{
	struct hop *last = &pipeline->hops[pipeline->dsp_count];
	int ret;

	*old = *last;
	*last = (struct hop){ .info = old->info };
	last->info.pool = NULL;
	ret = give_others(pipeline);
	if (!ret)
		ret = forget_layout(pipeline);
	return ret ? ret : pipeline_setup_last(pipeline);
}

/* The new one may be there in part. */
static int take_back(struct yamp_pipeline *pipeline, const struct hop *old)
{
	struct hop *last = &pipeline->hops[pipeline->dsp_count];
	int ret;

	yamp_pipeline_stop(pipeline);
	drop_hop(last);
	*last = *old;
	ret = give_others(pipeline);
	if (!ret)
		ret = forget_layout(pipeline);
	return ret ? ret : pipeline_give_back(pipeline, pipeline->dsp_count);
}

static int restart(struct yamp_pipeline *pipeline)
{
	int ret = yamp_pipeline_advance(pipeline);

	return ret ? ret : yamp_pipeline_start(pipeline);
}

static void stop(struct yamp_pipeline *pipeline)
{
	yamp_pipeline_stop(pipeline);
	for (uint32_t i = 0; i <= pipeline->dsp_count; i++)
		empty_hop(&pipeline->hops[i]);
	pipeline->restarted = true;
}

static int replace(struct yamp_pipeline *pipeline)
{
	int again = 0, plane = pipeline->plane, ret;
	struct hop old;

	stop(pipeline);
	ret = replace_last(pipeline, &old);
	if (ret) {
		again = take_back(pipeline, &old);
		pipeline->plane = plane;
	} else {
		drop_hop(&old);
	}
	if (!again)
		again = restart(pipeline);
	pipeline->broken = again;
	pipeline_ledger_rewrite(pipeline);
	return ret ? ret : again;
}

int yamp_pipeline_renew(struct yamp_pipeline *pipeline, const struct yamp_pipeline_needs *needs)
{
	int plane, ret;

	/* What the camera exports is as it is. */
	if (!strcmp(pipeline->hops[pipeline->dsp_count].info.provider, "camera"))
		return 1;
	ret = pipeline_predict(pipeline, needs, &plane);
	if (ret)
		return ret;
	if (suits(pipeline, needs, plane))
		return 1;
	pipeline->options.sink = needs->sink;
	pipeline->options.planes = needs->planes;
	pipeline->options.plane_count = needs->plane_count;
	return replace(pipeline);
}
