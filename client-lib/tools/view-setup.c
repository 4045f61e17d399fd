// SPDX-License-Identifier: MIT
/* Formats of the stages, memory between them, and its way to the compositor. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

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
	return view->only_ask ? tool_status(yamp_camera_try_mode(view->camera, &view->mode)) :
				set_camera_mode(view);
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

/* Of the compositor, and of its planes; returns how many of these there are. */
static uint32_t sink_needs(struct view *view, struct yamp_constraint *sink,
			   struct yamp_constraint planes[VIEW_PLANES])
{
	yamp_display_constraint(view->display, sink);
	view->targets_serial = yamp_display_targets_serial(view->display);
	return yamp_display_planes(view->display, NULL, planes, VIEW_PLANES);
}

/* What is shown, or recorded, is in the last one. */
static void find_pool(struct view *view)
{
	struct yamp_hop last;

	yamp_pipeline_hop(view->pipeline, view->options.dsp_count, &last);
	view->pool = last.pool;
}

int view_setup_pipeline(struct view *view, const struct yamp_pipeline_listener *listener)
{
	struct yamp_constraint sink, planes[VIEW_PLANES];
	struct yamp_pipeline_options options = {
		.device = view->device,
		.camera = view->camera,
		.dsps = view->dsps,
		.dsp_count = view->options.dsp_count,
		.sink = &sink,
		.planes = planes,
		.provider = view->options.provider,
		.placement = view->options.placement,
		.buffers = view->options.buffers,
		.policy = view->options.every_frame ? YAMP_POLICY_EVERY : YAMP_POLICY_LATEST,
		.on_loss = view->options.on_loss,
	};

	if (view->options.file)
		yamp_recorder_constraint(&sink);
	else
		options.plane_count = sink_needs(view, &sink, planes);
	view->pipeline = yamp_pipeline_create(&options, listener, view, &view->log);
	if (!view->pipeline)
		return errno == ENOENT ? EX_UNAVAILABLE : tool_status(-errno);
	find_pool(view);
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

	if (!view_image->old)
		view_image->view->error = -EOPNOTSUPP;	/* said by the library */
}

/* Of a pool that is gone: nobody waits for it any more. */
static void forget_old(struct view_image *image)
{
	struct view_image **link = &image->view->old_images;

	while (*link != image)
		link = &(*link)->next;
	*link = image->next;
	yamp_image_destroy(image->image);
	free(image);
}

/* A copy leaves nobody who reads the buffer. */
static void image_released(void *data, struct yamp_image *image)
{
	struct view_image *view_image = data;

	view_image->held = false;
	if (view_image->old)
		forget_old(view_image);
	else
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
		struct view_image *image = calloc(1, sizeof(*image));

		view->images[i] = image;
		if (image) {
			*image = (struct view_image){ .view = view, .index = i };
			image->image = yamp_image_create(view->display,
							 yamp_pool_buffer(view->pool, i),
							 &image_listener, image);
		}
		if (!image || !image->image) {
			tool_error("no memory for an image");
			return EX_OSERR;
		}
	}
	return 0;
}

static void drop_image(struct view_image *image)
{
	yamp_image_destroy(image->image);
	free(image);
}

/* What the compositor shows now must last until it shows something else. */
static void put_aside(struct view *view, struct view_image *image)
{
	image->old = true;
	image->next = view->old_images;
	view->old_images = image;
}

void view_drop_images(struct view *view, bool at_end)
{
	for (uint32_t i = 0; i < YAMP_MAX_COUNT; i++) {
		struct view_image *image = view->images[i];

		view->images[i] = NULL;
		if (image && image->held && !at_end)
			put_aside(view, image);
		else if (image)
			drop_image(image);
	}
	while (at_end && view->old_images) {
		struct view_image *image = view->old_images;

		view->old_images = image->next;
		drop_image(image);
	}
}

void view_take_pool(struct view *view)
{
	uint32_t last = view->options.dsp_count;

	find_pool(view);
	memset(&view->seen[last], 0, sizeof(view->seen[last]));
	if (!view->display)
		return;
	view_drop_images(view, false);
	view->error_status = view_setup_images(view);
	if (view->error_status)
		view->error = -ENOMEM;
}

/* While a stage is lost it waits: that is asked again with the next events. */
void view_renew(struct view *view)
{
	struct yamp_constraint sink, planes[VIEW_PLANES];
	struct yamp_pipeline_needs needs = { .sink = &sink, .planes = planes };
	uint32_t serial = yamp_window_targets_serial(view->window);

	if (serial == view->targets_serial || yamp_pipeline_lost(view->pipeline))
		return;
	view->targets_serial = serial;
	yamp_display_constraint(view->display, &sink);
	needs.plane_count = yamp_window_planes(view->window, planes, VIEW_PLANES);
	if (yamp_pipeline_renew(view->pipeline, &needs))
		return;	/* they suit still, or it goes on as it is, which was said */
	view_take_pool(view);
	view_report_renewed(view);
}
