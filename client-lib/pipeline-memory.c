// SPDX-License-Identifier: MIT
/*
 * The memory of a hop: allocated as it is to be laid out, and given to both sides.
 *
 * V4L2 does not tell whether a device needs memory in one piece; it is found out by
 * letting the drivers look at scattered memory. If one refuses, the hop is set up once
 * more with contiguous memory. A camera that takes no foreign buffers, or for which
 * nobody has any, exports its own.
 */
#include <errno.h>
#include <string.h>

#include "pipeline-priv.h"

#define BUFFERS_EXPORTED 6

static int give_behind(struct yamp_pipeline *pipeline, uint32_t at)
{
	if (pipeline_is_last(pipeline, at))
		return 0;
	return stage_use_buffers(pipeline, at + 1, YAMP_DSP_INPUT, &pipeline->hops[at]);
}

static int give(struct yamp_pipeline *pipeline, uint32_t at)
{
	int ret = stage_use_buffers(pipeline, at, YAMP_DSP_OUTPUT, &pipeline->hops[at]);

	return ret ? ret : give_behind(pipeline, at);
}

/* Whether the drivers can work in the memory; says nothing. */
static int look(struct yamp_pipeline *pipeline, uint32_t at)
{
	const struct hop *hop = &pipeline->hops[at];
	int ret = stage_prepare(pipeline, at, YAMP_DSP_OUTPUT, hop);

	if (ret || pipeline_is_last(pipeline, at))
		return ret;
	return stage_prepare(pipeline, at + 1, YAMP_DSP_INPUT, hop);
}

void memory_let_go(struct yamp_pipeline *pipeline, uint32_t at)
{
	stage_drop_buffers(pipeline, at, YAMP_DSP_OUTPUT);
	if (!pipeline_is_last(pipeline, at))
		stage_drop_buffers(pipeline, at + 1, YAMP_DSP_INPUT);
}

static void drop_buffers(struct yamp_pipeline *pipeline, uint32_t at)
{
	struct hop *hop = &pipeline->hops[at];

	memory_let_go(pipeline, at);
	for (uint32_t i = 0; i < hop->count; i++)
		yamp_buffer_unref(hop->buffers[i]);
	hop->count = 0;
}

/* Is there anybody who could give what is asked? Refusals are not asked for here. */
static bool anybody_gives(const struct yamp_pipeline *pipeline, uint32_t at)
{
	const char *wanted = pipeline->options.provider;
	bool contiguous = pipeline->hops[at].contiguous;
	struct yamp_provider_status status;

	for (uint32_t i = 0; !yamp_device_provider(pipeline->device, i, &status); i++) {
		if (wanted && strcmp(wanted, status.name))
			continue;
		if (!status.error && (!contiguous || status.contiguous))
			return true;
		if (!strcmp(status.name, "yamp") && status.error == -EACCES)
			return true;	/* that is an answer, and says what to do */
	}
	return false;
}

/* Only a camera's, in front of hop 0. */
static int export(struct yamp_pipeline *pipeline)
{
	struct hop *hop = &pipeline->hops[0];
	int ret;

	hop->count = pipeline->options.buffers ? pipeline->options.buffers : BUFFERS_EXPORTED;
	ret = yamp_camera_export_buffers(pipeline->camera, hop->buffers, &hop->count);
	if (ret) {
		hop->count = 0;
		return ret;
	}
	hop->info.provider = "camera";
	hop->info.lacks = YAMP_LACK_DESCRIPTION | YAMP_LACK_COUNTERS | YAMP_LACK_PLACEMENT |
			  YAMP_LACK_RECLAIM | YAMP_LACK_QUOTA;
	hop->info.placement = YAMP_PLACEMENT_ANY;
	if (!pipeline_is_last(pipeline, 0))
		ret = stage_set_layout(pipeline, 1, YAMP_DSP_INPUT,
				       yamp_buffer_frame(hop->buffers[0]));
	return ret ? ret : give_behind(pipeline, 0);
}

static int say_useless(const struct yamp_pipeline *pipeline, uint32_t at, int error)
{
	bool contiguous = pipeline->hops[at].contiguous;

	log_error(&pipeline->log, "%s or what is behind it cannot work in %s memory (%s)%s",
		  stage_name(pipeline, at), contiguous ? "contiguous" : "scattered", strerror(-error),
		  contiguous ? "" : ": allocate it with contiguous placement");
	return error;
}

static int allocate_and_look(struct yamp_pipeline *pipeline, uint32_t at)
{
	struct hop *hop = &pipeline->hops[at];
	int ret = layout_alloc(pipeline, at);

	if (!ret)
		ret = give(pipeline, at);
	if (ret)
		return ret;
	ret = look(pipeline, at);
	if (!ret)
		return 0;
	if (pipeline->options.placement || hop->contiguous || (ret != -EFAULT && ret != -EINVAL))
		return say_useless(pipeline, at, ret);
	drop_buffers(pipeline, at);
	hop->contiguous = true;
	if (!at && !pipeline->options.provider && !anybody_gives(pipeline, at))
		return export(pipeline);	/* say_fallback() says it */
	log_warning(&pipeline->log, "%s cannot work in scattered memory: it gets contiguous memory",
		    at || !pipeline_is_last(pipeline, at) ? "one of these devices" : "this camera");
	return allocate_and_look(pipeline, at);
}

/* What is less than could be, unless it was asked for. */
static void say_fallback(const struct yamp_pipeline *pipeline, uint32_t at, bool import)
{
	const struct yamp_log *log = &pipeline->log;
	const struct yamp_hop *info = &pipeline->hops[at].info;

	if (pipeline->options.provider || (pipeline->own && !at) || !info->lacks)
		return;
	if (!import)
		log_warning(log, "this camera can only export its own buffers: nobody vouches for "
			    "what is in them or counts who touches them");
	else if (!strcmp(info->provider, "camera"))
		log_warning(log, "nobody here gives memory for frames (modprobe yamp would): the "
			    "camera exports its own buffers, for which nobody vouches");
	else if (!at)
		log_warning(log, "the yamp module is not loaded (modprobe yamp): memory comes from "
			    "elsewhere, and nobody vouches for what is in it or counts who "
			    "touches it");
}

static int fill_hop(struct yamp_pipeline *pipeline, uint32_t at)
{
	const struct yamp_pipeline_options *options = &pipeline->options;
	bool import = at || yamp_camera_can_import(pipeline->camera);
	int ret;

	if (!import && options->provider) {
		log_error(&pipeline->log, "this camera can only export its own buffers: leave "
			  "the provider open, or choose camera");
		return -EOPNOTSUPP;
	}
	pipeline->hops[at].contiguous = options->placement == YAMP_PLACEMENT_CONTIGUOUS;
	if (at || (import && !pipeline->own && (options->provider || anybody_gives(pipeline, at))))
		ret = allocate_and_look(pipeline, at);
	else
		ret = export(pipeline);
	if (!ret)
		say_fallback(pipeline, at, import);
	return ret;
}

int memory_setup(struct yamp_pipeline *pipeline, uint32_t at)
{
	struct hop *hop = &pipeline->hops[at];
	int ret = fill_hop(pipeline, at);

	if (ret)
		return ret;
	hop->pool = yamp_pool_create(hop->buffers, hop->count);
	hop->info.pool = hop->pool;
	return hop->pool ? 0 : -errno;
}

int memory_give_back(struct yamp_pipeline *pipeline, uint32_t at, bool look_too)
{
	int ret = layout_tell(pipeline, at, yamp_buffer_frame(pipeline->hops[at].buffers[0]));

	if (!ret)
		ret = give(pipeline, at);
	return ret || !look_too ? ret : look(pipeline, at);
}

int memory_replace(struct yamp_pipeline *pipeline, uint32_t at)
{
	struct hop *hop = &pipeline->hops[at], old = *hop;
	int plane = pipeline->plane, ret;

	memory_let_go(pipeline, at);
	*hop = (struct hop){ .info = old.info };
	hop->info.pool = NULL;
	if (pipeline_is_last(pipeline, at))
		pipeline->plane = -ENOENT;
	ret = layout_forget(pipeline, at);
	if (!ret)
		ret = memory_setup(pipeline, at);
	if (!ret) {
		hop_finish(&old);
		return 0;
	}
	yamp_pipeline_stop(pipeline);	/* the new one may be there in part */
	hop_finish(hop);
	*hop = old;
	pipeline->plane = plane;
	return ret;
}
