// SPDX-License-Identifier: MIT
/*
 * A V4L2 mem2mem device. V4L2 names its queues from the program's side: the OUTPUT
 * queue is what the device reads, the CAPTURE queue what it writes.
 */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dsp-priv.h"
#include "ring.h"
#include "v4l2-priv.h"

#define CONTROLS 64

/**
 * struct m2m - a mem2mem device
 * @queues: by enum yamp_dsp_side
 * @decodes: its input is a compressed stream
 * @encodes: its output is one
 * @held: buffers for a decoder's output that has not begun
 * @controls: that were set
 */
struct m2m {
	struct yamp_dsp dsp;
	struct node node;
	struct queue queues[DSP_SIDES];
	bool decodes;
	bool encodes;
	struct ring held;
	struct v4l2_control controls[CONTROLS];
	uint32_t control_count;
};

static struct m2m *m2m_of(const struct yamp_dsp *dsp)
{
	return (struct m2m *)dsp;
}

/* Every other name is that of a device file. */
static bool m2m_is_mine(const char *node)
{
	return true;
}

static int say_no_dsp(const struct node *node, uint32_t caps)
{
	const char *what = "does not convert pictures from memory to memory";

	if (caps & CAPTURE_CAPS)
		what = "is a camera";
	else if (caps & M2M_CAPS)
		what = "cannot stream";
	log_error(&node->log, "%s (%s) is not a mem2mem device: it %s", node->path, node->name,
		  what);
	return -EOPNOTSUPP;
}

static int m2m_init(struct m2m *m2m, const char *path)
{
	uint32_t caps = 0;
	int ret = node_open(&m2m->node, path, &caps);
	bool mplane;

	if (ret)
		return ret;
	if (!(caps & M2M_CAPS) || !(caps & V4L2_CAP_STREAMING))
		return say_no_dsp(&m2m->node, caps);
	mplane = caps & V4L2_CAP_VIDEO_M2M_MPLANE;
	m2m->queues[YAMP_DSP_INPUT].type = mplane ? V4L2_BUF_TYPE_VIDEO_OUTPUT_MPLANE :
						    V4L2_BUF_TYPE_VIDEO_OUTPUT;
	m2m->queues[YAMP_DSP_OUTPUT].type = mplane ? V4L2_BUF_TYPE_VIDEO_CAPTURE_MPLANE :
						     V4L2_BUF_TYPE_VIDEO_CAPTURE;
	return 0;
}

static void m2m_close(struct yamp_dsp *dsp)
{
	node_finish(&m2m_of(dsp)->node);
	free(m2m_of(dsp));
}

static struct yamp_dsp *m2m_open(const char *path, const struct yamp_log *log)
{
	struct m2m *m2m = calloc(1, sizeof(*m2m));
	int ret;

	if (!m2m)
		return NULL;
	m2m->dsp.ops = &dsp_m2m;
	m2m->node.log = log_copy(log);
	m2m->node.gone = "load its driver again";
	for (int i = 0; i < DSP_SIDES; i++)
		m2m->queues[i].node = &m2m->node;
	ret = m2m_init(m2m, path);
	if (ret) {
		m2m_close(&m2m->dsp);
		errno = -ret;
		return NULL;
	}
	return &m2m->dsp;
}

static const char *m2m_name(const struct yamp_dsp *dsp)
{
	return m2m_of(dsp)->node.name;
}

static const char *m2m_node(const struct yamp_dsp *dsp)
{
	return m2m_of(dsp)->node.path;
}

static int m2m_format_at(struct yamp_dsp *dsp, enum yamp_dsp_side side, uint32_t index,
			 struct yamp_camera_format *format)
{
	return queue_format_at(&m2m_of(dsp)->queues[side], index, format);
}

/* "Horizontal Flip" is "horizontal_flip", as v4l2-ctl has it. */
static void plain_name(const char *name, char *plain, size_t size)
{
	size_t used = 0;

	for (; *name && used + 1 < size; name++) {
		if (isalnum((unsigned char)*name))
			plain[used++] = tolower((unsigned char)*name);
		else if (used && plain[used - 1] != '_')
			plain[used++] = '_';
	}
	while (used && plain[used - 1] == '_')
		used--;
	plain[used] = '\0';
}

static bool is_settable(const struct v4l2_query_ext_ctrl *control)
{
	uint32_t never = V4L2_CTRL_FLAG_DISABLED | V4L2_CTRL_FLAG_READ_ONLY |
			 V4L2_CTRL_FLAG_HAS_PAYLOAD;

	return !(control->flags & never) && control->type != V4L2_CTRL_TYPE_CTRL_CLASS &&
	       control->type != V4L2_CTRL_TYPE_INTEGER64;
}

/* Finds a control, or lists those that there are in @names. */
static bool find_control(const struct node *node, const char *name,
			 struct v4l2_query_ext_ctrl *control, char *names, size_t size)
{
	const uint32_t next = V4L2_CTRL_FLAG_NEXT_CTRL | V4L2_CTRL_FLAG_NEXT_COMPOUND;
	size_t used = 0;
	char plain[sizeof(control->name) + 1];

	*control = (struct v4l2_query_ext_ctrl){ .id = next };
	names[0] = '\0';
	while (!node_ioctl(node, VIDIOC_QUERY_EXT_CTRL, control)) {
		plain_name(control->name, plain, sizeof(plain));
		if (is_settable(control) && !strcmp(plain, name))
			return true;
		if (is_settable(control) && used < size)
			used += snprintf(names + used, size - used, " %s", plain);
		control->id |= next;
	}
	return false;
}

static int m2m_set_control(struct yamp_dsp *dsp, const char *name, int32_t value)
{
	struct m2m *m2m = m2m_of(dsp);
	const struct node *node = &m2m->node;
	struct v4l2_query_ext_ctrl query;
	struct v4l2_control control;
	char names[256], doing[128];
	int ret;

	if (!find_control(node, name, &query, names, sizeof(names))) {
		log_error(&node->log, "%s has no control %s; it has:%s", node->path, name,
			  names[0] ? names : " none");
		return -EINVAL;
	}
	if (value < query.minimum || value > query.maximum) {
		log_error(&node->log, "%s: %s is %lld to %lld, not %d", node->path, name,
			  (long long)query.minimum, (long long)query.maximum, value);
		return -ERANGE;
	}
	control = (struct v4l2_control){ .id = query.id, .value = value };
	snprintf(doing, sizeof(doing), "set %s to %d", name, value);
	ret = m2m->control_count == CONTROLS ? -ENOBUFS : node_ioctl(node, VIDIOC_S_CTRL, &control);
	if (ret)
		return node_failed(node, doing, ret);
	control.value = value;
	m2m->controls[m2m->control_count++] = control;
	return 0;
}

static int m2m_set_format(struct yamp_dsp *dsp, enum yamp_dsp_side side,
			  struct yamp_camera_mode *mode)
{
	struct m2m *m2m = m2m_of(dsp);
	int ret = queue_set_format(&m2m->queues[side], mode);

	if (!ret)
		*(side == YAMP_DSP_INPUT ? &m2m->decodes : &m2m->encodes) = !mode->fourcc;
	return ret;
}

static int m2m_constraint(struct yamp_dsp *dsp, enum yamp_dsp_side side,
			  struct yamp_constraint *record, struct yamp_format *format)
{
	return queue_constraint(&m2m_of(dsp)->queues[side],
				side == YAMP_DSP_INPUT ? "input of" : "output of", record, format);
}

static int m2m_set_layout(struct yamp_dsp *dsp, enum yamp_dsp_side side,
			  const struct yamp_frame *frame)
{
	return queue_set_layout(&m2m_of(dsp)->queues[side], frame);
}

static int m2m_use_buffers(struct yamp_dsp *dsp, enum yamp_dsp_side side,
			   struct yamp_buffer *const *buffers, uint32_t count)
{
	return queue_use_buffers(&m2m_of(dsp)->queues[side], buffers, count);
}

static void m2m_drop_buffers(struct yamp_dsp *dsp, enum yamp_dsp_side side)
{
	queue_release(&m2m_of(dsp)->queues[side]);
}

static int m2m_prepare(struct yamp_dsp *dsp, enum yamp_dsp_side side, uint32_t index)
{
	struct yamp_captured frame = { .field = dsp->formats[side].field };

	return queue_prepare(&m2m_of(dsp)->queues[side], index,
			     side == YAMP_DSP_INPUT ? &frame : NULL);
}

static bool m2m_is_codec(const struct yamp_dsp *dsp)
{
	return m2m_of(dsp)->decodes || m2m_of(dsp)->encodes;
}

/* A decoder's output starts when the stream has told what it is. */
static int m2m_start(struct yamp_dsp *dsp)
{
	struct m2m *m2m = m2m_of(dsp);
	struct v4l2_event_subscription change = { .type = V4L2_EVENT_SOURCE_CHANGE };
	int ret = m2m->decodes ? node_ioctl(&m2m->node, VIDIOC_SUBSCRIBE_EVENT, &change) : 0;

	if (ret)
		return node_failed(&m2m->node, "tell of changes in the stream", ret);
	ret = queue_start(&m2m->queues[YAMP_DSP_INPUT]);
	if (ret || m2m->decodes)
		return ret;
	return queue_start(&m2m->queues[YAMP_DSP_OUTPUT]);
}

static int source_changed(struct m2m *m2m)
{
	struct queue *output = &m2m->queues[YAMP_DSP_OUTPUT];
	int ret;

	if (output->streaming) {
		log_error(&m2m->node.log, "%s: the stream goes on with pictures of another kind: "
			  "begin anew with it", m2m->node.path);
		return -EOPNOTSUPP;
	}
	ret = queue_confirm(output);
	while (!ret && m2m->held.count)
		ret = queue_push(output, ring_take(&m2m->held).index, NULL);
	return ret ? ret : queue_start(output);
}

static int take_events(struct m2m *m2m)
{
	struct v4l2_event event;
	int ret = 0;

	while (!ret && !node_ioctl(&m2m->node, VIDIOC_DQEVENT, &event)) {
		if (event.type == V4L2_EVENT_SOURCE_CHANGE)
			ret = source_changed(m2m);
	}
	return ret;
}

static int m2m_drain(struct yamp_dsp *dsp)
{
	struct m2m *m2m = m2m_of(dsp);
	struct v4l2_encoder_cmd encoder = { .cmd = V4L2_ENC_CMD_STOP };
	struct v4l2_decoder_cmd decoder = { .cmd = V4L2_DEC_CMD_STOP };
	int ret = m2m->decodes ? node_ioctl(&m2m->node, VIDIOC_DECODER_CMD, &decoder) :
				 node_ioctl(&m2m->node, VIDIOC_ENCODER_CMD, &encoder);

	return ret ? node_failed(&m2m->node, "give what it keeps", ret) : 0;
}

static void m2m_stop(struct yamp_dsp *dsp)
{
	m2m_of(dsp)->held.count = 0;
	queue_stop(&m2m_of(dsp)->queues[YAMP_DSP_INPUT]);
	queue_stop(&m2m_of(dsp)->queues[YAMP_DSP_OUTPUT]);
}

static int m2m_queue(struct yamp_dsp *dsp, enum yamp_dsp_side side, uint32_t index,
		     const struct yamp_captured *frame)
{
	struct m2m *m2m = m2m_of(dsp);
	struct queue *queue = &m2m->queues[side];

	if (side == YAMP_DSP_INPUT)
		return queue_push(queue, index, frame);
	if (!m2m->decodes || queue->streaming)
		return queue_push(queue, index, NULL);
	ring_put(&m2m->held, index, 0);
	return 0;
}

static void m2m_pollfd(const struct yamp_dsp *dsp, struct pollfd *pollfd)
{
	*pollfd = (struct pollfd){ m2m_of(dsp)->node.fd, POLLIN | POLLOUT, 0 };
	if (m2m_of(dsp)->decodes)
		pollfd->events |= POLLPRI;
}

static int m2m_dequeue(struct yamp_dsp *dsp, enum yamp_dsp_side side, struct yamp_captured *captured)
{
	struct m2m *m2m = m2m_of(dsp);
	int ret = side == YAMP_DSP_OUTPUT && m2m->decodes ? take_events(m2m) : 0;

	if (ret)
		return ret;
	return m2m->queues[side].streaming ? queue_pop(&m2m->queues[side], captured) : -EAGAIN;
}

static void m2m_disconnect(struct yamp_dsp *dsp)
{
	node_finish(&m2m_of(dsp)->node);
}

/* Controls and formats are those of an open device. */
static int choose_again(struct m2m *m2m)
{
	int ret = 0;

	for (uint32_t i = 0; !ret && i < m2m->control_count; i++) {
		struct v4l2_control control = m2m->controls[i];

		ret = node_ioctl(&m2m->node, VIDIOC_S_CTRL, &control);
	}
	for (int i = 0; !ret && i < DSP_SIDES; i++) {
		struct yamp_camera_mode mode = m2m->dsp.formats[i];

		ret = m2m_set_format(&m2m->dsp, i, &mode);
	}
	return ret;
}

/* In silence: it is tried again and again. */
static int m2m_reconnect(struct yamp_dsp *dsp)
{
	struct m2m *m2m = m2m_of(dsp);
	const struct yamp_log log = m2m->node.log;
	int ret;

	m2m->node.log = (struct yamp_log){ 0 };
	ret = node_reopen(&m2m->node);
	if (!ret)
		ret = choose_again(m2m);
	if (ret)
		m2m_disconnect(dsp);
	m2m->node.log = log;
	return ret;
}

const struct dsp_ops dsp_m2m = {
	.is_mine = m2m_is_mine,
	.open = m2m_open,
	.close = m2m_close,
	.name = m2m_name,
	.node = m2m_node,
	.format_at = m2m_format_at,
	.set_control = m2m_set_control,
	.set_format = m2m_set_format,
	.constraint = m2m_constraint,
	.set_layout = m2m_set_layout,
	.use_buffers = m2m_use_buffers,
	.drop_buffers = m2m_drop_buffers,
	.prepare = m2m_prepare,
	.start = m2m_start,
	.stop = m2m_stop,
	.queue = m2m_queue,
	.pollfd = m2m_pollfd,
	.dequeue = m2m_dequeue,
	.is_codec = m2m_is_codec,
	.drain = m2m_drain,
	.disconnect = m2m_disconnect,
	.reconnect = m2m_reconnect,
};
