// SPDX-License-Identifier: MIT
/* The camera's queue, and buffers of its own where it takes no others. */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include <yamp/device.h>

#include "buffer-priv.h"
#include "v4l2-priv.h"

bool yamp_camera_can_import(struct yamp_camera *camera)
{
	uint32_t none = 0;

	/* Who else has the queue is found out later: busy is not "cannot". */
	return queue_request(&camera->queue, V4L2_MEMORY_DMABUF, &none) != -EINVAL;
}

int yamp_camera_use_buffers(struct yamp_camera *camera, struct yamp_buffer *const *buffers,
			    uint32_t count)
{
	return queue_use_buffers(&camera->queue, buffers, count);
}

/* The driver's own layout, put in words by the shared solver. */
static int own_layout(struct yamp_camera *camera, struct yamp_frame *frame)
{
	struct yamp_alloc_report report;
	struct yamp_constraint record;
	struct yamp_format format;
	struct yamp_alloc_options options = {
		.width = camera->mode.width,
		.height = camera->mode.height,
		.color_encoding = camera->mode.color_encoding,
		.color_range = camera->mode.color_range,
		.field = camera->mode.field,
		.count = 1,
		.constraints = &record,
		.constraint_count = 1,
	};
	int ret;

	camera->queue.layout_fixed = true;
	ret = yamp_camera_constraint(camera, &record, &format);
	if (ret)
		return ret;
	record.buffers_min = 0;
	ret = yamp_layout_predict(&options, &report);
	*frame = report.frame;
	return ret;
}

static int export_one(struct yamp_camera *camera, uint32_t index, const struct yamp_frame *frame,
		      struct yamp_buffer **buffer)
{
	struct v4l2_exportbuffer export = {
		.type = camera->queue.type,
		.index = index,
		.flags = O_CLOEXEC | O_RDWR,
	};
	int fds[YAMP_MAX_PLANES];
	int ret = 0;
	uint32_t i;

	for (i = 0; i < camera->queue.format->objects; i++) {
		export.plane = i;
		ret = node_ioctl(&camera->node, VIDIOC_EXPBUF, &export);
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

int yamp_camera_export_buffers(struct yamp_camera *camera, struct yamp_buffer **buffers,
			       uint32_t *count)
{
	const struct node *node = &camera->node;
	uint32_t i, given = *count;
	struct yamp_frame frame;
	int ret;

	if (!camera->queue.format || *count < 1 || *count > YAMP_MAX_COUNT)
		return node_failed(node, "export buffers", -EINVAL);
	ret = own_layout(camera, &frame);
	if (ret)
		return node_failed(node, "describe its own buffers", ret);
	ret = queue_request(&camera->queue, V4L2_MEMORY_MMAP, &given);
	if (ret)
		return node_failed(node, "allocate buffers of its own", ret);
	given = given < *count ? given : *count;
	for (i = 0; i < given; i++) {
		ret = export_one(camera, i, &frame, &buffers[i]);
		if (ret)
			goto unref_exported;
	}
	camera->queue.count = given;
	*count = given;
	return 0;

unref_exported:
	while (i-- > 0)
		yamp_buffer_unref(buffers[i]);
	queue_release(&camera->queue);
	node_failed(node, "export its buffers", ret);
	return ret == -ENOTTY || ret == -EINVAL ? -EOPNOTSUPP : ret;
}

int yamp_camera_prepare(struct yamp_camera *camera, uint32_t index)
{
	return queue_prepare(&camera->queue, index, NULL);
}

int yamp_camera_queue(struct yamp_camera *camera, uint32_t index)
{
	return queue_push(&camera->queue, index, NULL);
}

int yamp_camera_dequeue(struct yamp_camera *camera, struct yamp_captured *captured)
{
	return queue_pop(&camera->queue, captured);
}

int yamp_camera_start(struct yamp_camera *camera)
{
	return queue_start(&camera->queue);
}

void yamp_camera_stop(struct yamp_camera *camera)
{
	queue_stop(&camera->queue);
}
