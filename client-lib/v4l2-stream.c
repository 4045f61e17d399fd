// SPDX-License-Identifier: MIT
/* The camera's queue, and buffers of its own where it takes no others. */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include <yamp/device.h>

#include "buffer-priv.h"
#include "v4l2-priv.h"

bool capture_can_import(struct yamp_camera *camera)
{
	uint32_t none = 0;

	/* Who else has the queue is found out later: busy is not "cannot". */
	return queue_request(&capture_of(camera)->queue, V4L2_MEMORY_DMABUF, &none) != -EINVAL;
}

int capture_use_buffers(struct yamp_camera *camera, struct yamp_buffer *const *buffers,
			uint32_t count)
{
	return queue_use_buffers(&capture_of(camera)->queue, buffers, count);
}

/* The driver's own layout, put in words by the shared solver. */
static int own_layout(struct capture *capture, struct yamp_frame *frame)
{
	struct yamp_alloc_report report;
	struct yamp_constraint record;
	struct yamp_format format;
	struct yamp_alloc_options options = {
		.width = capture->camera.mode.width,
		.height = capture->camera.mode.height,
		.color_encoding = capture->camera.mode.color_encoding,
		.color_range = capture->camera.mode.color_range,
		.field = capture->camera.mode.field,
		.count = 1,
		.constraints = &record,
		.constraint_count = 1,
	};
	int ret;

	capture->queue.layout_fixed = true;
	ret = capture_constraint(&capture->camera, &record, &format);
	if (ret)
		return ret;
	record.buffers_min = 0;
	ret = yamp_layout_predict(&options, &report);
	*frame = report.frame;
	return ret;
}

static int export_one(struct capture *capture, uint32_t index, const struct yamp_frame *frame,
		      struct yamp_buffer **buffer)
{
	struct v4l2_exportbuffer export = {
		.type = capture->queue.type,
		.index = index,
		.flags = O_CLOEXEC | O_RDWR,
	};
	int fds[YAMP_MAX_PLANES];
	int ret = 0;
	uint32_t i;

	for (i = 0; i < capture->queue.format->objects; i++) {
		export.plane = i;
		ret = node_ioctl(&capture->node, VIDIOC_EXPBUF, &export);
		if (ret)
			goto close_exported;
		fds[i] = export.fd;
	}
	*buffer = buffer_create(frame, fds, "camera", false);	/* owns @fds from here */
	if (*buffer)
		return 0;
	ret = -errno;
close_exported:
	while (i-- > 0)
		close(fds[i]);
	return ret;
}

int capture_export_buffers(struct yamp_camera *camera, struct yamp_buffer **buffers,
			   uint32_t *count)
{
	struct capture *capture = capture_of(camera);
	const struct node *node = &capture->node;
	uint32_t i, given = *count;
	struct yamp_frame frame;
	int ret;

	if (!capture->queue.format || *count < 1 || *count > YAMP_MAX_COUNT)
		return node_failed(node, "export buffers", -EINVAL);
	ret = own_layout(capture, &frame);
	if (ret)
		return node_failed(node, "describe its own buffers", ret);
	ret = queue_request(&capture->queue, V4L2_MEMORY_MMAP, &given);
	if (ret)
		return node_failed(node, "allocate buffers of its own", ret);
	given = given < *count ? given : *count;
	for (i = 0; i < given; i++) {
		ret = export_one(capture, i, &frame, &buffers[i]);
		if (ret)
			goto unref_exported;
	}
	capture->queue.count = given;
	*count = given;
	return 0;

unref_exported:
	while (i-- > 0)
		yamp_buffer_unref(buffers[i]);
	queue_release(&capture->queue);
	node_failed(node, "export its buffers", ret);
	return ret == -ENOTTY || ret == -EINVAL ? -EOPNOTSUPP : ret;
}

int capture_prepare(struct yamp_camera *camera, uint32_t index)
{
	return queue_prepare(&capture_of(camera)->queue, index, NULL);
}

int capture_try_memory(struct yamp_camera *camera, struct yamp_buffer *buffer,
		       uint32_t *buffers_min)
{
	return queue_try_memory(&capture_of(camera)->queue, buffer, buffers_min);
}

int capture_queue(struct yamp_camera *camera, uint32_t index)
{
	return queue_push(&capture_of(camera)->queue, index, NULL);
}

int capture_dequeue(struct yamp_camera *camera, struct yamp_captured *captured)
{
	return queue_pop(&capture_of(camera)->queue, captured);
}

int capture_start(struct yamp_camera *camera)
{
	return queue_start(&capture_of(camera)->queue);
}

void capture_stop(struct yamp_camera *camera)
{
	queue_stop(&capture_of(camera)->queue);
}
