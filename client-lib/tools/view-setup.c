// SPDX-License-Identifier: MIT
/* Formats of the stages, memory between them, and its way to the compositor. */
#include <errno.h>
#include <stdlib.h>

#include "view.h"

#define FASTEST 1000000	/* frames per second */

static int open_dsp(struct view *view, uint32_t at)
{
	const struct view_dsp *wanted = &view->options.dsps[at];
	int ret = 0;

	view->dsps[at] = yamp_dsp_open(wanted->node, &view->log);
	if (!view->dsps[at])
		return tool_status(-errno);
	for (uint32_t i = 0; !ret && i < wanted->control_count; i++)
		ret = yamp_dsp_set_control(view->dsps[at], wanted->controls[i].name,
					   wanted->controls[i].value);
	return tool_status(ret);
}

int view_open_dsps(struct view *view)
{
	int status = 0;

	for (uint32_t i = 0; !status && i < view->options.dsp_count; i++)
		status = open_dsp(view, i);
	return status;
}

/* A file comes as fast as it was taken where it is seen; else as fast as it is recorded. */
static int set_camera_mode(struct view *view)
{
	struct yamp_camera_mode taken = *yamp_camera_mode(view->camera);
	bool fast = view->options.file && taken.rate_num && !view->options.rate_num;
	int ret;

	if (fast) {
		view->mode.rate_num = FASTEST;
		view->mode.rate_den = 1;
	}
	ret = yamp_camera_set_mode(view->camera, &view->mode);
	if (fast) {
		view->mode.rate_num = taken.rate_num;
		view->mode.rate_den = taken.rate_den;
	}
	return tool_status(ret);
}

static int set_camera(struct view *view)
{
	int status = view_choose_format(view, 0, &view->mode.pixelformat);

	if (status)
		return status;
	view->mode.width = view->options.width;
	view->mode.height = view->options.height;
	view->mode.rate_num = view->options.rate_num;
	view->mode.rate_den = view->options.rate_den;
	return set_camera_mode(view);
}

/* What comes out is known when the DSP knows what goes in. */
static int set_dsp(struct view *view, uint32_t at)
{
	const struct view_dsp *wanted = &view->options.dsps[at];
	struct yamp_camera_mode mode = view->mode;
	int ret, status;

	if (view->mode.fourcc)
		view->raw_fourcc = view->mode.fourcc;
	mode.pixelformat = view_input_format(view, at, &view->mode);
	ret = yamp_dsp_set_format(view->dsps[at], YAMP_DSP_INPUT, &mode);
	if (ret)
		return tool_status(ret);
	status = view_choose_format(view, at + 1, &mode.pixelformat);
	if (status)
		return status;
	if (wanted->width) {
		mode.width = wanted->width;
		mode.height = wanted->height;
	}
	ret = yamp_dsp_set_format(view->dsps[at], YAMP_DSP_OUTPUT, &mode);
	view->mode = mode;
	return tool_status(ret);
}

int view_set_formats(struct view *view)
{
	int status = set_camera(view);

	for (uint32_t i = 0; !status && i < view->options.dsp_count; i++)
		status = set_dsp(view, i);
	return status;
}

int view_setup_pipeline(struct view *view)
{
	struct yamp_constraint sink;
	struct yamp_pipeline_options options = {
		.device = view->device,
		.camera = view->camera,
		.dsps = view->dsps,
		.dsp_count = view->options.dsp_count,
		.sink = &sink,
		.provider = view->options.provider,
		.placement = view->options.placement,
		.buffers = view->options.buffers,
		.policy = view->options.every_frame ? YAMP_POLICY_EVERY : YAMP_POLICY_LATEST,
	};
	struct yamp_hop last;

	if (view->options.file)
		yamp_recorder_constraint(&sink);
	else
		view_sink_record(view, &sink);
	view->pipeline = yamp_pipeline_create(&options, view->options.file ? &record_sink : &view_sink,
					      view, &view->log);
	if (!view->pipeline)
		return errno == ENOENT ? EX_UNAVAILABLE : tool_status(-errno);
	yamp_pipeline_hop(view->pipeline, options.dsp_count, &last);
	view->pool = last.pool;
	return 0;
}

static void image_ready(void *data, struct yamp_image *image)
{
	struct view_image *view_image = data;

	view_image->ready = true;
	view_image->view->path = yamp_image_path(image);
}

static void image_failed(void *data, struct yamp_image *image)
{
	struct view_image *view_image = data;

	view_image->view->error = -EOPNOTSUPP;	/* said by the library */
}

/* A copy leaves nobody who reads the buffer. */
static void image_released(void *data, struct yamp_image *image)
{
	struct view_image *view_image = data;

	yamp_pipeline_release(view_image->view->pipeline, view_image->index,
			      yamp_image_path(image) == YAMP_PATH_COPY);
}

static const struct yamp_image_listener image_listener = {
	.version = YAMP_IMAGE_LISTENER_VERSION,
	.ready = image_ready,
	.failed = image_failed,
	.released = image_released,
};

int view_setup_images(struct view *view)
{
	for (uint32_t i = 0; i < yamp_pool_size(view->pool); i++) {
		struct view_image *image = &view->images[i];

		image->view = view;
		image->index = i;
		image->image = yamp_image_create(view->display, yamp_pool_buffer(view->pool, i),
						 &image_listener, image);
		if (!image->image) {
			tool_error("no memory for an image");
			return EX_OSERR;
		}
	}
	return 0;
}
