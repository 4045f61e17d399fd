// SPDX-License-Identifier: MIT
#include <errno.h>

#include "pipeline-priv.h"

static struct yamp_dsp *dsp_of(const struct yamp_pipeline *pipeline, uint32_t stage)
{
	return pipeline->dsps[stage - 1];
}

const char *stage_node(const struct yamp_pipeline *pipeline, uint32_t stage)
{
	return stage ? yamp_dsp_node(dsp_of(pipeline, stage)) : yamp_camera_node(pipeline->camera);
}

const char *stage_name(const struct yamp_pipeline *pipeline, uint32_t stage)
{
	return stage ? yamp_dsp_node(dsp_of(pipeline, stage)) : yamp_camera_name(pipeline->camera);
}

int stage_failed(struct yamp_pipeline *pipeline, uint32_t stage, int error)
{
	if (error)
		pipeline->failed = UINT32_C(1) << stage;
	return error;
}

const struct yamp_camera_mode *stage_format(const struct yamp_pipeline *pipeline, uint32_t stage,
					    enum yamp_dsp_side side)
{
	return stage ? yamp_dsp_format(dsp_of(pipeline, stage), side) :
		       yamp_camera_mode(pipeline->camera);
}

int stage_constraint(struct yamp_pipeline *pipeline, uint32_t stage, enum yamp_dsp_side side,
		     struct yamp_constraint *record, struct yamp_format *format)
{
	return stage ? yamp_dsp_constraint(dsp_of(pipeline, stage), side, record, format) :
		       yamp_camera_constraint(pipeline->camera, record, format);
}

int stage_set_layout(struct yamp_pipeline *pipeline, uint32_t stage, enum yamp_dsp_side side,
		     const struct yamp_frame *frame)
{
	return stage ? yamp_dsp_set_layout(dsp_of(pipeline, stage), side, frame) :
		       yamp_camera_set_layout(pipeline->camera, frame);
}

int stage_forget_layout(struct yamp_pipeline *pipeline, uint32_t stage, enum yamp_dsp_side side)
{
	struct yamp_camera_mode mode = *stage_format(pipeline, stage, side);

	return stage ? yamp_dsp_set_format(dsp_of(pipeline, stage), side, &mode) :
		       yamp_camera_set_mode(pipeline->camera, &mode);
}

int stage_use_buffers(struct yamp_pipeline *pipeline, uint32_t stage, enum yamp_dsp_side side,
		      const struct hop *hop)
{
	return stage ? yamp_dsp_use_buffers(dsp_of(pipeline, stage), side, hop->buffers, hop->count) :
		       yamp_camera_use_buffers(pipeline->camera, hop->buffers, hop->count);
}

/* While nothing streams stopping is letting go of the buffers. */
void stage_drop_buffers(struct yamp_pipeline *pipeline, uint32_t stage, enum yamp_dsp_side side)
{
	if (stage)
		yamp_dsp_drop_buffers(dsp_of(pipeline, stage), side);
	else
		yamp_camera_stop(pipeline->camera);
}

int stage_prepare(struct yamp_pipeline *pipeline, uint32_t stage, enum yamp_dsp_side side,
		  const struct hop *hop)
{
	int ret = 0;

	for (uint32_t i = 0; !ret && i < hop->count; i++)
		ret = stage ? yamp_dsp_prepare(dsp_of(pipeline, stage), side, i) :
			      yamp_camera_prepare(pipeline->camera, i);
	return ret;
}

int stage_fill(struct yamp_pipeline *pipeline, uint32_t stage, uint32_t index)
{
	int ret = stage ? yamp_dsp_queue(dsp_of(pipeline, stage), YAMP_DSP_OUTPUT, index, NULL) :
			  yamp_camera_queue(pipeline->camera, index);

	return stage_failed(pipeline, stage, ret);
}

int stage_disconnect(struct yamp_pipeline *pipeline, uint32_t stage)
{
	return stage ? yamp_dsp_disconnect(dsp_of(pipeline, stage)) :
		       yamp_camera_disconnect(pipeline->camera);
}

int stage_reconnect(struct yamp_pipeline *pipeline, uint32_t stage)
{
	return stage ? yamp_dsp_reconnect(dsp_of(pipeline, stage)) :
		       yamp_camera_reconnect(pipeline->camera);
}

int yamp_pipeline_start(struct yamp_pipeline *pipeline)
{
	int ret = 0;

	for (uint32_t i = 0; !ret && i < pipeline->dsp_count; i++)
		ret = stage_failed(pipeline, i + 1, yamp_dsp_start(pipeline->dsps[i]));
	return ret ? ret : stage_failed(pipeline, 0, yamp_camera_start(pipeline->camera));
}

void yamp_pipeline_stop(struct yamp_pipeline *pipeline)
{
	yamp_camera_stop(pipeline->camera);
	for (uint32_t i = 0; i < pipeline->dsp_count; i++)
		yamp_dsp_stop(pipeline->dsps[i]);
}
