// SPDX-License-Identifier: MIT
/* The camera's queue: buffers in, frames out. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <yamp/device.h>

#include "buffer-priv.h"
#include "v4l2-priv.h"

static int request_buffers(const struct yamp_camera *camera, uint32_t memory, uint32_t *count)
{
	struct v4l2_requestbuffers request = {
		.count = *count,
		.type = camera->type,
		.memory = memory,
	};
	int ret = camera_ioctl(camera, VIDIOC_REQBUFS, &request);

	*count = request.count;
	return ret;
}

static void free_buffers(struct yamp_camera *camera)
{
	uint32_t none = 0;

	if (camera->memory)
		request_buffers(camera, camera->memory, &none);
	camera->memory = 0;
	camera->count = 0;
}

bool yamp_camera_can_import(struct yamp_camera *camera)
{
	uint32_t none = 0;

	/* Who else has the queue is found out later: busy is not "cannot". */
	return request_buffers(camera, V4L2_MEMORY_DMABUF, &none) != -EINVAL;
}

/* Is every dma-buf as large as the driver wants it? */
static int check_sizes(const struct yamp_camera *camera, const struct yamp_buffer *buffer)
{
	for (uint32_t i = 0; i < camera->format->objects; i++) {
		uint32_t needed = camera_size(camera, &camera->current, i);
		uint64_t size = yamp_buffer_object_size(buffer, i);

		if (size >= needed)
			continue;
		log_error(&camera->log, "%s needs %u bytes per frame, the buffer has %llu",
			  camera->node, needed, (unsigned long long)size);
		return -EINVAL;
	}
	return 0;
}

int yamp_camera_use_buffers(struct yamp_camera *camera, struct yamp_buffer *const *buffers,
			    uint32_t count)
{
	uint32_t given = count;
	int ret;

	if (!camera->format || count < 1 || count > YAMP_MAX_COUNT)
		return camera_failed(camera, "take these buffers", -EINVAL);
	for (uint32_t i = 0; i < count; i++) {
		ret = check_sizes(camera, buffers[i]);
		if (ret)
			return ret;
	}
	ret = request_buffers(camera, V4L2_MEMORY_DMABUF, &given);
	if (ret)
		return camera_failed(camera, "use buffers of others", ret);
	camera->memory = V4L2_MEMORY_DMABUF;
	camera->count = count;
	if (given != count) {
		log_error(&camera->log, "%s works with %u buffers, not with %u", camera->node, given,
			  count);
		free_buffers(camera);
		return -ENOBUFS;
	}
	memcpy(camera->buffers, buffers, count * sizeof(buffers[0]));
	return 0;
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

	camera->layout_fixed = true;
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
		.type = camera->type,
		.index = index,
		.flags = O_CLOEXEC | O_RDWR,
	};
	int fds[YAMP_MAX_PLANES];
	int ret = 0;
	uint32_t i;

	for (i = 0; i < camera->format->objects; i++) {
		export.plane = i;
		ret = camera_ioctl(camera, VIDIOC_EXPBUF, &export);
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
	uint32_t i, given = *count;
	struct yamp_frame frame;
	int ret;

	if (!camera->format || *count < 1 || *count > YAMP_MAX_COUNT)
		return camera_failed(camera, "export buffers", -EINVAL);
	ret = own_layout(camera, &frame);
	if (ret)
		return camera_failed(camera, "describe its own buffers", ret);
	ret = request_buffers(camera, V4L2_MEMORY_MMAP, &given);
	if (ret)
		return camera_failed(camera, "allocate buffers of its own", ret);
	camera->memory = V4L2_MEMORY_MMAP;
	given = given < *count ? given : *count;
	for (i = 0; i < given; i++) {
		ret = export_one(camera, i, &frame, &buffers[i]);
		if (ret)
			goto unref_exported;
	}
	camera->count = given;
	*count = given;
	return 0;

unref_exported:
	while (i-- > 0)
		yamp_buffer_unref(buffers[i]);
	free_buffers(camera);
	camera_failed(camera, "export its buffers", ret);
	return ret == -ENOTTY || ret == -EINVAL ? -EOPNOTSUPP : ret;
}

static int queue_failed(const struct yamp_camera *camera, int error)
{
	if (error != -EFAULT && error != -EINVAL && error != -ENOMEM)
		return camera_failed(camera, "take a buffer", error);
	log_error(&camera->log, "%s cannot write into this memory (%s): it most likely needs it in "
		  "one piece, so allocate it with contiguous placement", camera->node,
		  strerror(-error));
	return error;
}

int yamp_camera_queue(struct yamp_camera *camera, uint32_t index)
{
	struct v4l2_plane planes[VIDEO_MAX_PLANES] = { 0 };
	struct v4l2_buffer buffer = {
		.index = index,
		.type = camera->type,
		.memory = camera->memory,
	};
	bool import = camera->memory == V4L2_MEMORY_DMABUF;
	int ret;

	if (index >= camera->count)
		return camera_failed(camera, "take a buffer that it does not know", -EINVAL);
	if (camera_is_mplane(camera)) {
		buffer.m.planes = planes;
		buffer.length = camera->format->objects;
		for (uint32_t i = 0; import && i < buffer.length; i++) {
			planes[i].m.fd = yamp_buffer_fd(camera->buffers[index], i);
			planes[i].length = yamp_buffer_object_size(camera->buffers[index], i);
		}
	} else if (import) {
		buffer.m.fd = yamp_buffer_fd(camera->buffers[index], 0);
		buffer.length = yamp_buffer_object_size(camera->buffers[index], 0);
	}
	ret = camera_ioctl(camera, VIDIOC_QBUF, &buffer);
	return ret ? queue_failed(camera, ret) : 0;
}

int yamp_camera_start(struct yamp_camera *camera)
{
	int type = camera->type;
	int ret = camera_ioctl(camera, VIDIOC_STREAMON, &type);

	if (ret)
		return camera_failed(camera, "start", ret);
	camera->streaming = true;
	return 0;
}

void yamp_camera_stop(struct yamp_camera *camera)
{
	int type = camera->type;

	if (camera->streaming)
		camera_ioctl(camera, VIDIOC_STREAMOFF, &type);
	camera->streaming = false;
	free_buffers(camera);
}

static void captured_from(const struct yamp_camera *camera, const struct v4l2_buffer *buffer,
			  struct yamp_captured *captured)
{
	uint32_t clock = buffer->flags & V4L2_BUF_FLAG_TIMESTAMP_MASK;
	int field = v4l2_field_order(buffer->field);

	*captured = (struct yamp_captured){
		.index = buffer->index,
		.sequence = buffer->sequence,
		.timestamp_ns = buffer->timestamp.tv_sec * UINT64_C(1000000000) +
				buffer->timestamp.tv_usec * UINT64_C(1000),
		.clock = clock == V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC ?
			YAMP_CAMERA_CLOCK_MONOTONIC : YAMP_CAMERA_CLOCK_UNKNOWN,
		.field = field < 0 ? YAMP_FIELD_PROGRESSIVE : field,
		.damaged = buffer->flags & V4L2_BUF_FLAG_ERROR,
	};
	if (!camera_is_mplane(camera))
		captured->bytes[0] = buffer->bytesused;
	for (uint32_t i = 0; camera_is_mplane(camera) && i < camera->format->objects; i++)
		captured->bytes[i] = buffer->m.planes[i].bytesused;
}

int yamp_camera_dequeue(struct yamp_camera *camera, struct yamp_captured *captured)
{
	struct v4l2_plane planes[VIDEO_MAX_PLANES] = { 0 };
	struct v4l2_buffer buffer = {
		.type = camera->type,
		.memory = camera->memory,
	};
	int ret;

	if (camera_is_mplane(camera)) {
		buffer.m.planes = planes;
		buffer.length = VIDEO_MAX_PLANES;
	}
	ret = camera_ioctl(camera, VIDIOC_DQBUF, &buffer);
	if (ret == -EAGAIN)
		return ret;
	if (ret)
		return camera_failed(camera, "deliver a frame", ret);
	captured_from(camera, &buffer, captured);
	return 0;
}
