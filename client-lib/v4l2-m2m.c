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

#include "v4l2-priv.h"

#define SIDES 2

/**
 * struct yamp_dsp - see yamp/dsp.h
 * @queues: by enum yamp_dsp_side
 * @formats: what set_format chose, likewise
 */
struct yamp_dsp {
	struct node node;
	struct queue queues[SIDES];
	struct yamp_camera_mode formats[SIDES];
};

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

static int dsp_init(struct yamp_dsp *dsp, const char *path)
{
	uint32_t caps = 0;
	int ret = node_open(&dsp->node, path, &caps);
	bool mplane;

	if (ret)
		return ret;
	if (!(caps & M2M_CAPS) || !(caps & V4L2_CAP_STREAMING))
		return say_no_dsp(&dsp->node, caps);
	mplane = caps & V4L2_CAP_VIDEO_M2M_MPLANE;
	dsp->queues[YAMP_DSP_INPUT].type = mplane ? V4L2_BUF_TYPE_VIDEO_OUTPUT_MPLANE :
						    V4L2_BUF_TYPE_VIDEO_OUTPUT;
	dsp->queues[YAMP_DSP_OUTPUT].type = mplane ? V4L2_BUF_TYPE_VIDEO_CAPTURE_MPLANE :
						     V4L2_BUF_TYPE_VIDEO_CAPTURE;
	return 0;
}

struct yamp_dsp *yamp_dsp_open(const char *path, const struct yamp_log *log)
{
	struct yamp_dsp *dsp = calloc(1, sizeof(*dsp));
	int ret;

	if (!dsp)
		return NULL;
	dsp->node.log = log_copy(log);
	dsp->node.gone = "load its driver again";
	for (int i = 0; i < SIDES; i++)
		dsp->queues[i].node = &dsp->node;
	ret = dsp_init(dsp, path);
	if (ret) {
		yamp_dsp_close(dsp);
		errno = -ret;
		return NULL;
	}
	return dsp;
}

void yamp_dsp_close(struct yamp_dsp *dsp)
{
	if (!dsp)
		return;
	yamp_dsp_stop(dsp);
	node_finish(&dsp->node);
	free(dsp);
}

const char *yamp_dsp_name(const struct yamp_dsp *dsp)
{
	return dsp->node.name;
}

const char *yamp_dsp_node(const struct yamp_dsp *dsp)
{
	return dsp->node.path;
}

int yamp_dsp_format_at(struct yamp_dsp *dsp, enum yamp_dsp_side side, uint32_t index,
		       struct yamp_camera_format *format)
{
	return queue_format_at(&dsp->queues[side], index, format);
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

int yamp_dsp_set_control(struct yamp_dsp *dsp, const char *name, int32_t value)
{
	const struct node *node = &dsp->node;
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
	ret = node_ioctl(node, VIDIOC_S_CTRL, &control);
	snprintf(doing, sizeof(doing), "set %s to %d", name, value);
	return ret ? node_failed(node, doing, ret) : 0;
}

int yamp_dsp_set_format(struct yamp_dsp *dsp, enum yamp_dsp_side side,
			struct yamp_camera_mode *mode)
{
	int ret = queue_set_format(&dsp->queues[side], mode);

	if (!ret)
		dsp->formats[side] = *mode;
	return ret;
}

const struct yamp_camera_mode *yamp_dsp_format(const struct yamp_dsp *dsp, enum yamp_dsp_side side)
{
	return &dsp->formats[side];
}

int yamp_dsp_constraint(struct yamp_dsp *dsp, enum yamp_dsp_side side,
			struct yamp_constraint *record, struct yamp_format *format)
{
	return queue_constraint(&dsp->queues[side],
				side == YAMP_DSP_INPUT ? "input of" : "output of", record, format);
}

int yamp_dsp_set_layout(struct yamp_dsp *dsp, enum yamp_dsp_side side,
			const struct yamp_frame *frame)
{
	return queue_set_layout(&dsp->queues[side], frame);
}

int yamp_dsp_use_buffers(struct yamp_dsp *dsp, enum yamp_dsp_side side,
			 struct yamp_buffer *const *buffers, uint32_t count)
{
	return queue_use_buffers(&dsp->queues[side], buffers, count);
}

void yamp_dsp_drop_buffers(struct yamp_dsp *dsp, enum yamp_dsp_side side)
{
	queue_release(&dsp->queues[side]);
}

int yamp_dsp_prepare(struct yamp_dsp *dsp, enum yamp_dsp_side side, uint32_t index)
{
	struct yamp_captured frame = { .field = dsp->formats[side].field };

	return queue_prepare(&dsp->queues[side], index, side == YAMP_DSP_INPUT ? &frame : NULL);
}

int yamp_dsp_start(struct yamp_dsp *dsp)
{
	int ret = queue_start(&dsp->queues[YAMP_DSP_INPUT]);

	return ret ? ret : queue_start(&dsp->queues[YAMP_DSP_OUTPUT]);
}

void yamp_dsp_stop(struct yamp_dsp *dsp)
{
	queue_stop(&dsp->queues[YAMP_DSP_INPUT]);
	queue_stop(&dsp->queues[YAMP_DSP_OUTPUT]);
}

int yamp_dsp_queue(struct yamp_dsp *dsp, enum yamp_dsp_side side, uint32_t index,
		   const struct yamp_captured *frame)
{
	return queue_push(&dsp->queues[side], index, side == YAMP_DSP_INPUT ? frame : NULL);
}

void yamp_dsp_pollfd(const struct yamp_dsp *dsp, struct pollfd *pollfd)
{
	*pollfd = (struct pollfd){ dsp->node.fd, POLLIN | POLLOUT, 0 };
}

int yamp_dsp_dequeue(struct yamp_dsp *dsp, enum yamp_dsp_side side, struct yamp_captured *captured)
{
	return queue_pop(&dsp->queues[side], captured);
}
