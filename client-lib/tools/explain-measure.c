// SPDX-License-Identifier: MIT
/*
 * Whether the camera takes scattered memory, and how many buffers it needs, is told by
 * nobody: it is given one buffer to look at. For that its format has to be set; it is put
 * back at once. A camera that another program uses is left alone.
 *
 * A yes counts only if the memory was in pieces: the kernel's module tells that, and also
 * whether it moved the memory together for this camera, which is a no; so nothing is tried
 * without it. A small buffer may be in one piece by chance, so this one is large; and one that
 * the module has moved together for a camera before is given out again, so there are several
 * attempts.
 */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <drm_fourcc.h>

#include "explain-steps.h"

/* More than the largest piece that the page allocator has, and a page that is elsewhere. */
#define SIZE ((8U << 20) + 4096)

#define ATTEMPTS 4

static bool has_module(const struct explain *explain)
{
	struct yamp_provider_status status;

	return !yamp_device_provider(explain->view.device, 0, &status) && !status.error;
}

static int allocate(const struct explain *explain, const struct explain_consumer *camera,
		    struct yamp_buffer **buffer)
{
	const struct yamp_camera_mode *mode = yamp_camera_mode(explain->view.camera);
	struct yamp_constraint record = camera->record;
	struct yamp_alloc_options options = {
		.fourcc = mode->fourcc,
		.modifier = DRM_FORMAT_MOD_LINEAR,
		.width = mode->width,
		.height = mode->height,
		.count = 1,
		.placement = YAMP_PLACEMENT_SYSTEM,
		.color_encoding = mode->color_encoding,
		.color_range = mode->color_range,
		.field = mode->field,
		.constraints = &record,
		.constraint_count = 1,
	};

	if (record.objects != YAMP_OBJECTS_PER_PLANE &&
	    record.size_min < SIZE)
		record.size_min = SIZE;
	return yamp_device_alloc(explain->view.device, &options, buffer, NULL);
}

/* What was asked for while it was only tried; @mode is set again as it was chosen. */
static int try_buffer(struct explain *explain, struct yamp_buffer *buffer, uint32_t *buffers_min)
{
	struct yamp_camera_mode mode = *yamp_camera_mode(explain->view.camera);
	int ret;

	mode.rate_num = 0;
	ret = yamp_camera_set_mode(explain->view.camera, &mode);
	if (!ret)
		ret = yamp_camera_set_layout(explain->view.camera, yamp_buffer_frame(buffer));
	if (!ret)
		ret = yamp_camera_try_memory(explain->view.camera, buffer, buffers_min);
	else
		ret = -EBUSY;	/* nothing was learnt of memory */
	yamp_camera_restore(explain->view.camera);
	mode.rate_num = 0;
	yamp_camera_try_mode(explain->view.camera, &mode);
	return ret;
}

/* Memory that was never touched is nowhere yet. */
static void touch(struct yamp_buffer *buffer)
{
	const struct yamp_frame *frame = yamp_buffer_frame(buffer);

	if (yamp_buffer_cpu_begin(buffer, YAMP_CPU_WRITE))
		return;
	for (uint32_t i = 0; i < frame->plane_count; i++) {
		if (!frame->planes[i].offset)
			memset(yamp_buffer_plane(buffer, i), 0,
			       yamp_buffer_object_size(buffer, frame->planes[i].object));
	}
	yamp_buffer_cpu_end(buffer, YAMP_CPU_WRITE);
}

static bool is_in_pieces(const struct explain *explain, struct yamp_buffer *buffer)
{
	struct yamp_describe describe;

	if (!yamp_buffer_is_described(buffer))
		return false;
	touch(buffer);
	return !yamp_device_describe(explain->view.device, yamp_buffer_fd(buffer, 0), &describe) &&
	       describe.segments > 1;
}

/* What is in one piece is kept until the next attempt has other memory. */
static struct yamp_buffer *allocate_in_pieces(const struct explain *explain,
					      const struct explain_consumer *camera, bool *in_pieces)
{
	struct yamp_buffer *buffer = NULL, *before;

	*in_pieces = false;
	for (int i = 0; i < ATTEMPTS && !*in_pieces; i++) {
		before = buffer;
		if (allocate(explain, camera, &buffer))
			break;
		yamp_buffer_unref(before);
		*in_pieces = is_in_pieces(explain, buffer);
	}
	return buffer;
}

/* As @answer was, but that "yes" of memory that had to be moved is a "no". */
static int judge(const struct explain *explain, const struct yamp_buffer *buffer, bool in_pieces,
		 int answer)
{
	struct yamp_describe describe;

	if (answer)
		return answer;
	if (!in_pieces ||
	    yamp_device_describe(explain->view.device, yamp_buffer_fd(buffer, 0), &describe))
		return -EOPNOTSUPP;
	return describe.moves ? -EFAULT : 0;
}

/* 0 is that it was not told. */
static void take_buffers(struct explain_consumer *camera, uint32_t buffers_min)
{
	if (!buffers_min)
		return;
	camera->sources[YAMP_FIGURE_BUFFERS_MIN] = YAMP_SOURCE_MEASURED;
	if (buffers_min > camera->record.buffers_min)
		camera->record.buffers_min = buffers_min;
}

static void take(struct explain_consumer *camera, int answer, uint32_t buffers_min)
{
	take_buffers(camera, buffers_min);
	if (answer && answer != -EFAULT && answer != -EINVAL)
		return;
	camera->sources[YAMP_FIGURE_CONTIGUITY] = YAMP_SOURCE_MEASURED;
	if (answer) {
		/* Devices that need memory in one piece mostly reach 32 bits only. */
		camera->record.contiguity = YAMP_CONTIGUITY_DMA;
		camera->record.address_mask = UINT32_MAX;
	}
}

void explain_measure(struct explain *explain, struct explain_consumer *camera)
{
	struct line said = { 0 };
	struct yamp_buffer *buffer;
	uint32_t buffers_min = 0;
	sigset_t all, before;
	bool in_pieces;
	int answer;

	if (!has_module(explain) || !yamp_camera_can_import(explain->view.camera))
		return;
	explain->view.tool_log.held = &said;	/* what cannot be tried is no error */
	buffer = allocate_in_pieces(explain, camera, &in_pieces);
	if (buffer) {
		/* Ctrl-C waits until the format is as it was. */
		sigfillset(&all);
		sigprocmask(SIG_BLOCK, &all, &before);
		answer = try_buffer(explain, buffer, &buffers_min);
		sigprocmask(SIG_SETMASK, &before, NULL);
		take(camera, judge(explain, buffer, in_pieces, answer), buffers_min);
		yamp_buffer_unref(buffer);
	}
	explain->view.tool_log.held = NULL;
}
