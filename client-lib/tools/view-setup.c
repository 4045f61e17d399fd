// SPDX-License-Identifier: MIT
/* Memory for the camera, and its way to the compositor. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <drm_fourcc.h>

#include "view.h"

enum { RECORD_CAMERA, RECORD_COMPOSITOR, RECORDS };

/* Frames on their way between the camera and the compositor. */
#define BUFFERS_BETWEEN 1

static bool wants_camera_memory(const struct view *view)
{
	return view->options.provider && !strcmp(view->options.provider, "camera");
}

/* Is there anybody who could give what is asked? Refusals are not asked for here. */
static bool anybody_gives(struct view *view)
{
	struct yamp_provider_status status;

	for (uint32_t i = 0; !yamp_device_provider(view->device, i, &status); i++) {
		if (view->options.provider && strcmp(view->options.provider, status.name))
			continue;
		if (!status.error && (!view->contiguous || status.contiguous))
			return true;
		if (!strcmp(status.name, "yamp") && status.error == -EACCES)
			return true;	/* that is an answer, and says what to do */
	}
	return false;
}

static int merge_failed(const struct view *view, int error, const struct yamp_conflict *conflict)
{
	char text[256];

	if (error == -EDOM) {
		yamp_conflict_text(conflict, text, sizeof(text));
		tool_error("no buffer suits everybody: %s", text);
	} else {
		tool_error("%ux%u in this format is not possible: %s", view->mode.width,
			   view->mode.height, strerror(-error));
	}
	return tool_status(error);
}

/*
 * V4L2 does not tell whether a device needs memory in one piece, nor which
 * addresses it reaches. Devices that need the first mostly reach 32 bits only.
 */
static int camera_record(struct view *view, struct yamp_constraint *record,
			 struct yamp_format *format)
{
	int ret = yamp_camera_constraint(view->camera, record, format);

	if (!ret && view->contiguous) {
		record->contiguity = YAMP_CONTIGUITY_DMA;
		record->address_mask = UINT32_MAX;
	}
	return ret;
}

/* Both records, the camera's after it was told the strides of the merger. */
static int settle_layout(struct view *view, struct yamp_constraint records[RECORDS],
			 struct yamp_format *format, struct yamp_alloc_options *options)
{
	struct yamp_alloc_report report;
	int ret;

	ret = camera_record(view, &records[RECORD_CAMERA], format);
	if (ret)
		return tool_status(ret);
	yamp_display_constraint(view->display, &records[RECORD_COMPOSITOR]);
	*options = (struct yamp_alloc_options){
		.provider = view->options.provider,
		.fourcc = view->mode.fourcc,
		.modifier = DRM_FORMAT_MOD_LINEAR,
		.width = view->mode.width,
		.height = view->mode.height,
		.placement = view->options.placement,
		.color_encoding = view->mode.color_encoding,
		.color_range = view->mode.color_range,
		.field = view->mode.field,
		.constraints = records,
		.constraint_count = RECORDS,
	};
	options->count = view->options.buffers;
	if (!options->count)
		options->count = records[RECORD_CAMERA].buffers_min +
				 records[RECORD_COMPOSITOR].buffers_min + BUFFERS_BETWEEN;
	ret = yamp_layout_predict(options, &report);
	if (ret)
		return merge_failed(view, ret, &report.conflict);
	ret = yamp_camera_set_layout(view->camera, &report.frame);
	if (!ret)
		ret = camera_record(view, &records[RECORD_CAMERA], format);
	return tool_status(ret);
}

static int allocate(struct view *view)
{
	struct yamp_constraint records[RECORDS];
	struct yamp_alloc_options options;
	struct yamp_alloc_report report;
	struct yamp_format format;
	int ret;

	ret = settle_layout(view, records, &format, &options);
	if (ret)
		return ret;
	ret = yamp_device_alloc(view->device, &options, view->buffers, &report);
	if (ret)
		return ret == -ENOENT ? EX_UNAVAILABLE : tool_status(ret);
	view->count = options.count;
	view->provider = report.provider;
	view->lacks = report.lacks;
	view->placement = report.placement;
	return tool_status(yamp_camera_use_buffers(view->camera, view->buffers, view->count));
}

static int export(struct view *view)
{
	int ret;

	view->count = view->options.buffers ? view->options.buffers : 6;
	ret = yamp_camera_export_buffers(view->camera, view->buffers, &view->count);
	if (ret) {
		view->count = 0;
		return tool_status(ret);
	}
	view->provider = "camera";
	view->lacks = YAMP_LACK_DESCRIPTION | YAMP_LACK_COUNTERS | YAMP_LACK_PLACEMENT |
		      YAMP_LACK_RECLAIM | YAMP_LACK_QUOTA;
	view->placement = YAMP_PLACEMENT_ANY;
	return 0;
}

static void warn(const struct view *view, const char *text)
{
	view->log.line(view->log.data, YAMP_LOG_WARNING, text);
}

/* What is less than could be, unless it was asked for. */
static void say_fallback(const struct view *view, bool import)
{
	if (view->options.provider || !view->lacks)
		return;
	if (!import)
		warn(view, "this camera can only export its own buffers: nobody vouches for what "
		     "is in them or counts who touches them");
	else if (!strcmp(view->provider, "camera"))
		warn(view, "nobody here gives memory for frames (modprobe yamp would): the camera "
		     "exports its own buffers, for which nobody vouches");
	else
		warn(view, "the yamp module is not loaded (modprobe yamp): memory comes from "
		     "elsewhere, and nobody vouches for what is in it or counts who touches it");
}

static void drop_buffers(struct view *view)
{
	yamp_camera_stop(view->camera);
	for (uint32_t i = 0; i < view->count; i++)
		yamp_buffer_unref(view->buffers[i]);
	view->count = 0;
}

static int queue_all(struct view *view)
{
	int ret = 0;

	for (uint32_t i = 0; !ret && i < view->count; i++)
		ret = yamp_camera_queue(view->camera, i);
	return ret;
}

static int export_and_queue(struct view *view)
{
	int status = export(view);

	return status ? status : tool_status(queue_all(view));
}

/* Whether the camera can write into the memory is known when it has taken it. */
static int allocate_and_queue(struct view *view)
{
	struct line line = { 0 };
	int ret, status = allocate(view);

	if (status)
		return status;
	view->tool_log.held = &line;
	ret = queue_all(view);
	view->tool_log.held = NULL;
	if (!ret)
		return 0;
	if (view->options.placement || view->contiguous || (ret != -EFAULT && ret != -EINVAL)) {
		tool_error("%s", line.text);
		return tool_status(ret);
	}
	drop_buffers(view);
	view->contiguous = true;
	if (!view->options.provider && !anybody_gives(view))
		return export_and_queue(view);	/* say_fallback() says it */
	warn(view, "this camera cannot write into scattered memory: it gets contiguous memory");
	return allocate_and_queue(view);
}

int view_setup_buffers(struct view *view)
{
	bool import = yamp_camera_can_import(view->camera);
	bool own = wants_camera_memory(view);
	int status;

	if (!import && view->options.provider && !own) {
		tool_error("%s can only export its own buffers: leave out --provider, or give "
			   "--provider camera", view->options.node);
		return EX_DATAERR;
	}
	view->contiguous = view->options.placement == YAMP_PLACEMENT_CONTIGUOUS;
	if (import && !own && (view->options.provider || anybody_gives(view)))
		status = allocate_and_queue(view);
	else
		status = export_and_queue(view);
	if (status)
		return status;
	say_fallback(view, import);
	view->pool = yamp_pool_create(view->buffers, view->count);
	if (!view->pool) {
		tool_error("no memory for a pool");
		return EX_OSERR;
	}
	for (uint32_t i = 0; i < view->count; i++)
		yamp_pool_move(view->pool, i, YAMP_SLOT_QUEUED);
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
	struct view *view = view_image->view;

	yamp_pool_move(view->pool, view_image->index,
		       yamp_image_path(image) == YAMP_PATH_COPY ? YAMP_SLOT_FREE :
								  YAMP_SLOT_DRAINING);
}

static const struct yamp_image_listener image_listener = {
	.version = YAMP_IMAGE_LISTENER_VERSION,
	.ready = image_ready,
	.failed = image_failed,
	.released = image_released,
};

int view_setup_images(struct view *view)
{
	for (uint32_t i = 0; i < view->count; i++) {
		struct view_image *image = &view->images[i];

		image->view = view;
		image->index = i;
		image->image = yamp_image_create(view->display, view->buffers[i], &image_listener,
						 image);
		if (!image->image) {
			tool_error("no memory for an image");
			return EX_OSERR;
		}
	}
	return 0;
}
