// SPDX-License-Identifier: MIT
/* Buffers into a queue and out of it. */
#include <errno.h>
#include <string.h>

#include "v4l2-priv.h"

#define CODING (V4L2_BUF_FLAG_KEYFRAME | V4L2_BUF_FLAG_PFRAME | V4L2_BUF_FLAG_BFRAME)

int queue_request(struct queue *queue, uint32_t memory, uint32_t *count)
{
	struct v4l2_requestbuffers request = {
		.count = *count,
		.type = queue->type,
		.memory = memory,
	};
	int ret = node_ioctl(queue->node, VIDIOC_REQBUFS, &request);

	*count = request.count;
	if (!ret && *count)
		queue->memory = memory;
	return ret;
}

void queue_release(struct queue *queue)
{
	uint32_t none = 0;

	if (queue->memory)
		queue_request(queue, queue->memory, &none);
	queue->memory = 0;
	queue->count = 0;
}

/* Is every dma-buf as large as the driver wants it? */
static int check_sizes(const struct queue *queue, const struct yamp_buffer *buffer)
{
	for (uint32_t i = 0; i < queue->format->objects; i++) {
		uint32_t needed = queue_size(queue, i);
		uint64_t size = yamp_buffer_object_size(buffer, i);

		if (size >= needed)
			continue;
		log_error(&queue->node->log, "%s needs %u bytes per frame, the buffer has %llu",
			  queue->node->path, needed, (unsigned long long)size);
		return -EINVAL;
	}
	return 0;
}

int queue_use_buffers(struct queue *queue, struct yamp_buffer *const *buffers, uint32_t count)
{
	const struct node *node = queue->node;
	uint32_t given = count;
	int ret;

	if (!queue->format || count < 1 || count > YAMP_MAX_COUNT)
		return node_failed(node, "take these buffers", -EINVAL);
	for (uint32_t i = 0; i < count; i++) {
		ret = check_sizes(queue, buffers[i]);
		if (ret)
			return ret;
	}
	ret = queue_request(queue, V4L2_MEMORY_DMABUF, &given);
	if (ret)
		return node_failed(node, "use buffers of others", ret);
	queue->count = count;
	if (given != count) {
		log_error(&node->log, "%s works with %u buffers, not with %u", node->path, given,
			  count);
		queue_release(queue);
		return -ENOBUFS;
	}
	memcpy(queue->buffers, buffers, count * sizeof(buffers[0]));
	return 0;
}

static int push_failed(const struct queue *queue, int error)
{
	if (error != -EFAULT && error != -EINVAL && error != -ENOMEM)
		return node_failed(queue->node, "take a buffer", error);
	log_error(&queue->node->log, "%s cannot work in this memory (%s): it most likely needs it "
		  "in one piece, so allocate it with contiguous placement", queue->node->path,
		  strerror(-error));
	return error;
}

/* Pictures fill their memory; streams tell how far. */
static uint32_t used_bytes(const struct queue *queue, const struct yamp_captured *frame,
			   uint32_t object)
{
	return queue->format->fourcc ? queue_size(queue, object) : frame->bytes[object];
}

/* What the driver is told of the picture that it gets. */
static void describe_frame(const struct queue *queue, const struct yamp_captured *frame,
			   struct v4l2_buffer *buffer)
{
	buffer->timestamp.tv_sec = frame->timestamp_ns / 1000000000;
	buffer->timestamp.tv_usec = frame->timestamp_ns % 1000000000 / 1000;
	buffer->flags = V4L2_BUF_FLAG_TIMESTAMP_COPY | (frame->coding & CODING);
	buffer->field = v4l2_field_from(frame->field);
	if (!queue_is_mplane(queue))
		buffer->bytesused = used_bytes(queue, frame, 0);
	for (uint32_t i = 0; queue_is_mplane(queue) && i < queue->format->objects; i++)
		buffer->m.planes[i].bytesused = used_bytes(queue, frame, i);
}

static int buffer_ioctl(struct queue *queue, unsigned long request, uint32_t index,
			const struct yamp_captured *frame)
{
	struct v4l2_plane planes[VIDEO_MAX_PLANES] = { 0 };
	struct v4l2_buffer buffer = {
		.index = index,
		.type = queue->type,
		.memory = queue->memory,
	};
	bool import = queue->memory == V4L2_MEMORY_DMABUF;

	if (queue_is_mplane(queue)) {
		buffer.m.planes = planes;
		buffer.length = queue->format->objects;
		for (uint32_t i = 0; import && i < buffer.length; i++) {
			planes[i].m.fd = yamp_buffer_fd(queue->buffers[index], i);
			planes[i].length = yamp_buffer_object_size(queue->buffers[index], i);
		}
	} else if (import) {
		buffer.m.fd = yamp_buffer_fd(queue->buffers[index], 0);
		buffer.length = yamp_buffer_object_size(queue->buffers[index], 0);
	}
	if (frame)
		describe_frame(queue, frame, &buffer);
	return node_ioctl(queue->node, request, &buffer);
}

int queue_push(struct queue *queue, uint32_t index, const struct yamp_captured *frame)
{
	int ret;

	if (index >= queue->count)
		return node_failed(queue->node, "take a buffer that it does not know", -EINVAL);
	ret = buffer_ioctl(queue, VIDIOC_QBUF, index, frame);
	return ret ? push_failed(queue, ret) : 0;
}

int queue_prepare(struct queue *queue, uint32_t index, const struct yamp_captured *frame)
{
	int ret = -EINVAL;

	if (index < queue->count)
		ret = buffer_ioctl(queue, VIDIOC_PREPARE_BUF, index, frame);
	return ret == -ENOTTY ? 0 : ret;	/* then it looks when it is given the buffer */
}

/* Who asks for one buffer gets as many as the driver needs. */
int queue_try_memory(struct queue *queue, struct yamp_buffer *buffer, uint32_t *buffers_min)
{
	uint32_t given = 1;
	int ret = -EINVAL;

	if (queue->format && !queue->memory)
		ret = queue_request(queue, V4L2_MEMORY_DMABUF, &given);
	if (ret)
		return ret;
	queue->buffers[0] = buffer;
	ret = buffer_ioctl(queue, VIDIOC_PREPARE_BUF, 0, NULL);
	queue_release(queue);
	*buffers_min = given;
	return ret == -ENOTTY ? -EOPNOTSUPP : ret;
}

static void captured_from(const struct queue *queue, const struct v4l2_buffer *buffer,
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
				 YAMP_CAMERA_CLOCK_MONOTONIC :
			 clock == V4L2_BUF_FLAG_TIMESTAMP_COPY ? YAMP_CAMERA_CLOCK_COPIED :
								 YAMP_CAMERA_CLOCK_UNKNOWN,
		.field = field < 0 ? YAMP_FIELD_PROGRESSIVE : field,
		.damaged = buffer->flags & V4L2_BUF_FLAG_ERROR,
		.last = buffer->flags & V4L2_BUF_FLAG_LAST,
		.coding = buffer->flags & CODING,
	};
	if (!queue_is_mplane(queue))
		captured->bytes[0] = buffer->bytesused;
	for (uint32_t i = 0; queue_is_mplane(queue) && i < queue->format->objects; i++)
		captured->bytes[i] = buffer->m.planes[i].bytesused;
}

int queue_pop(struct queue *queue, struct yamp_captured *captured)
{
	struct v4l2_plane planes[VIDEO_MAX_PLANES] = { 0 };
	struct v4l2_buffer buffer = {
		.type = queue->type,
		.memory = queue->memory,
	};
	int ret;

	if (queue_is_mplane(queue)) {
		buffer.m.planes = planes;
		buffer.length = VIDEO_MAX_PLANES;
	}
	ret = node_ioctl(queue->node, VIDIOC_DQBUF, &buffer);
	if (ret == -EAGAIN || ret == -EPIPE)	/* the latter behind the last one */
		return -EAGAIN;
	if (ret)
		return node_failed(queue->node, V4L2_TYPE_IS_OUTPUT(queue->type) ?
				   "give a frame back" : "deliver a frame", ret);
	captured_from(queue, &buffer, captured);
	return 0;
}

int queue_start(struct queue *queue)
{
	int type = queue->type;
	int ret = node_ioctl(queue->node, VIDIOC_STREAMON, &type);

	if (ret == -EPIPE)
		log_error(&queue->node->log, "%s: formats do not agree along the links to it, or at "
			  "another node that gets the same frames: media-ctl -p lists them",
			  queue->node->path);
	else if (ret)
		node_failed(queue->node, "start", ret);
	if (ret)
		return ret == -EPIPE ? -EINVAL : ret;
	queue->streaming = true;
	return 0;
}

void queue_stop(struct queue *queue)
{
	int type = queue->type;

	if (queue->streaming)
		node_ioctl(queue->node, VIDIOC_STREAMOFF, &type);
	queue->streaming = false;
	queue_release(queue);
}
