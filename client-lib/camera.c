// SPDX-License-Identifier: MIT
/* Cameras of every kind. */
#include <errno.h>

#include "camera-priv.h"

/* The last one takes what no other does. */
static const struct camera_ops *const kinds[] = { &camera_file, &camera_v4l2 };

struct yamp_camera *yamp_camera_open(const char *node, const struct yamp_log *log)
{
	uint32_t i = 0;

	while (!kinds[i]->is_mine(node))
		i++;
	return kinds[i]->open(node, log);
}

void yamp_camera_close(struct yamp_camera *camera)
{
	if (!camera)
		return;
	camera->ops->stop(camera);
	camera->ops->close(camera);
}

/* A kind may look a name up in what it has: nothing of it is changed. */
static struct yamp_camera *unchanged(const struct yamp_camera *camera)
{
	return (struct yamp_camera *)camera;
}

const char *yamp_camera_name(const struct yamp_camera *camera)
{
	return camera->ops->name(unchanged(camera));
}

const char *yamp_camera_node(const struct yamp_camera *camera)
{
	return camera->ops->node(unchanged(camera));
}

const char *yamp_camera_driver(const struct yamp_camera *camera)
{
	return camera->ops->driver(unchanged(camera));
}

int yamp_camera_fd(const struct yamp_camera *camera)
{
	return camera->ops->fd(unchanged(camera));
}

int yamp_camera_format_at(struct yamp_camera *camera, uint32_t index,
			  struct yamp_camera_format *format)
{
	return camera->ops->format_at(camera, index, format);
}

int yamp_camera_size_at(struct yamp_camera *camera, uint32_t pixelformat, uint32_t index,
			struct yamp_camera_size *size)
{
	return camera->ops->size_at(camera, pixelformat, index, size);
}

int yamp_camera_set_mode(struct yamp_camera *camera, struct yamp_camera_mode *mode)
{
	int ret = camera->ops->set_mode(camera, mode);

	if (!ret)
		camera->mode = *mode;
	return ret;
}

int yamp_camera_try_mode(struct yamp_camera *camera, struct yamp_camera_mode *mode)
{
	int ret = camera->ops->try_mode(camera, mode);

	if (!ret)
		camera->mode = *mode;
	return ret;
}

int yamp_camera_restore(struct yamp_camera *camera)
{
	camera->ops->stop(camera);
	return camera->ops->restore(camera);
}

const struct yamp_camera_mode *yamp_camera_mode(const struct yamp_camera *camera)
{
	return &camera->mode;
}

int yamp_camera_constraint(struct yamp_camera *camera, struct yamp_constraint *record,
			   struct yamp_format *format)
{
	return camera->ops->constraint(camera, record, format);
}

int yamp_camera_set_layout(struct yamp_camera *camera, const struct yamp_frame *frame)
{
	return camera->ops->set_layout(camera, frame);
}

bool yamp_camera_can_import(struct yamp_camera *camera)
{
	return camera->ops->can_import(camera);
}

int yamp_camera_use_buffers(struct yamp_camera *camera, struct yamp_buffer *const *buffers,
			    uint32_t count)
{
	return camera->ops->use_buffers(camera, buffers, count);
}

int yamp_camera_export_buffers(struct yamp_camera *camera, struct yamp_buffer **buffers,
			       uint32_t *count)
{
	if (!camera->ops->export_buffers)
		return -EOPNOTSUPP;
	return camera->ops->export_buffers(camera, buffers, count);
}

int yamp_camera_prepare(struct yamp_camera *camera, uint32_t index)
{
	return camera->ops->prepare(camera, index);
}

int yamp_camera_try_memory(struct yamp_camera *camera, struct yamp_buffer *buffer,
			   uint32_t *buffers_min)
{
	return camera->ops->try_memory(camera, buffer, buffers_min);
}

int yamp_camera_queue(struct yamp_camera *camera, uint32_t index)
{
	return camera->ops->queue(camera, index);
}

int yamp_camera_dequeue(struct yamp_camera *camera, struct yamp_captured *captured)
{
	return camera->ops->dequeue(camera, captured);
}

int yamp_camera_start(struct yamp_camera *camera)
{
	return camera->ops->start(camera);
}

void yamp_camera_stop(struct yamp_camera *camera)
{
	camera->ops->stop(camera);
}

int yamp_camera_disconnect(struct yamp_camera *camera)
{
	if (!camera->ops->disconnect)
		return -EOPNOTSUPP;
	camera->ops->stop(camera);
	camera->ops->disconnect(camera);
	return 0;
}

int yamp_camera_reconnect(struct yamp_camera *camera)
{
	return camera->ops->reconnect ? camera->ops->reconnect(camera) : -EOPNOTSUPP;
}
