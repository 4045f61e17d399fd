// SPDX-License-Identifier: MIT
/* What a decoder makes of a stream is known when it has seen the stream, not before. */
#include <errno.h>
#include <string.h>

#include "v4l2-priv.h"

/* Formats are set while a queue has no buffers; it gets the same ones again. */
static int set_anew(struct queue *queue, struct v4l2_format *format)
{
	struct yamp_buffer *buffers[YAMP_MAX_COUNT];
	uint32_t count = queue->count;
	int ret;

	memcpy(buffers, queue->buffers, count * sizeof(buffers[0]));
	queue_release(queue);
	*format = queue->current;
	ret = node_ioctl(queue->node, VIDIOC_S_FMT, format);
	if (ret || !queue_is_same(queue, format))
		return ret;
	return queue_use_buffers(queue, buffers, count);
}

/* The size is the stream's; of the formats that it can be had in ours may be one. */
int queue_confirm(struct queue *queue)
{
	struct v4l2_format format = { .type = queue->type };
	struct yamp_camera_mode now;
	int ret = node_ioctl(queue->node, VIDIOC_G_FMT, &format);

	if (ret)
		return node_failed(queue->node, "tell the format of the stream", ret);
	queue_mode(queue, &format, &now);
	if (!queue_is_same(queue, &format))
		ret = set_anew(queue, &format);
	if (!ret && queue_is_same(queue, &format))
		return 0;
	log_error(&queue->node->log, "%s: the stream has pictures of %ux%u, or of a kind that "
		  "cannot be had in the format chosen: choose another size or format",
		  queue->node->path, now.width, now.height);
	return -EOPNOTSUPP;
}
