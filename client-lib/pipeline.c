// SPDX-License-Identifier: MIT
/* A pipeline as its owner sees it; pipeline-priv.h tells what it is made of. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline-priv.h"

/* "camera" is no provider: it is a camera's own memory, in front of the first hop. */
static int keep_options(struct yamp_pipeline *pipeline, const struct yamp_pipeline_options *options)
{
	const struct yamp_pipeline_needs needs = {
		options->sink, options->planes, options->plane_count,
	};

	pipeline->options = *options;
	pipeline->options.provider = NULL;
	pipeline->own = options->provider && !strcmp(options->provider, "camera");
	if (options->provider && !pipeline->own) {
		snprintf(pipeline->provider, sizeof(pipeline->provider), "%s", options->provider);
		pipeline->options.provider = pipeline->provider;
	}
	return needs_keep(pipeline, &needs);
}

/* Memory for each hop, and buffers in the hands of those who write first. */
static int setup(struct yamp_pipeline *pipeline, const struct yamp_pipeline_options *options)
{
	int ret = keep_options(pipeline, options);

	for (uint32_t i = 0; !ret && i <= pipeline->dsp_count; i++)
		ret = memory_setup(pipeline, i);
	if (!ret)
		ret = flow_advance(pipeline);
	return ret ? ret : loss_init(pipeline);
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
	ret = setup(pipeline, options);
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
	loss_finish(pipeline);
	for (uint32_t i = 0; i <= pipeline->dsp_count; i++)
		hop_finish(&pipeline->hops[i]);
	free(pipeline->needs);
	free(pipeline);
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

uint32_t yamp_pipeline_lost(const struct yamp_pipeline *pipeline)
{
	return pipeline_lost(pipeline);
}

int yamp_pipeline_advance(struct yamp_pipeline *pipeline)
{
	int ret;

	if (pipeline->loss.closed)
		return 0;
	ret = flow_advance(pipeline);
	pipeline_ledger_write(pipeline);
	return loss_settle(pipeline, ret);
}

/* Those of the stages, or while one is lost, of what is waited for instead. */
static uint32_t fixed_pollfds(const struct yamp_pipeline *pipeline)
{
	return pipeline->loss.closed ? LOSS_POLLFDS : 1 + pipeline->dsp_count;
}

uint32_t yamp_pipeline_pollfds(const struct yamp_pipeline *pipeline, struct pollfd *fds,
			       uint32_t max)
{
	uint32_t used = fixed_pollfds(pipeline);

	if (max < used)
		return 0;
	if (pipeline->loss.closed)
		loss_pollfds(pipeline, fds);
	else
		flow_pollfds(pipeline, fds);
	return used + yamp_pool_pollfds(pipeline->hops[pipeline->dsp_count].pool, fds + used,
					max - used);
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
		return loss_polled(pipeline, fds);
	return loss_settle(pipeline, flow_take(pipeline, fds));
}
