// SPDX-License-Identifier: MIT
/* DSPs of every kind. */
#include <errno.h>

#include "dsp-priv.h"

/* The last one takes what no other does. */
static const struct dsp_ops *const kinds[] = { &dsp_cpu, &dsp_soft, &dsp_m2m };

struct yamp_dsp *yamp_dsp_open(const char *node, const struct yamp_log *log)
{
	uint32_t i = 0;

	while (!kinds[i]->is_mine(node))
		i++;
	return kinds[i]->open(node, log);
}

void yamp_dsp_close(struct yamp_dsp *dsp)
{
	if (!dsp)
		return;
	dsp->ops->stop(dsp);
	dsp->ops->close(dsp);
}

const char *yamp_dsp_name(const struct yamp_dsp *dsp)
{
	return dsp->ops->name(dsp);
}

const char *yamp_dsp_node(const struct yamp_dsp *dsp)
{
	return dsp->ops->node(dsp);
}

int yamp_dsp_format_at(struct yamp_dsp *dsp, enum yamp_dsp_side side, uint32_t index,
		       struct yamp_camera_format *format)
{
	return dsp->ops->format_at(dsp, side, index, format);
}

int yamp_dsp_set_control(struct yamp_dsp *dsp, const char *name, int32_t value)
{
	return dsp->ops->set_control(dsp, name, value);
}

int yamp_dsp_set_format(struct yamp_dsp *dsp, enum yamp_dsp_side side,
			struct yamp_camera_mode *mode)
{
	int ret = dsp->ops->set_format(dsp, side, mode);

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
	return dsp->ops->constraint(dsp, side, record, format);
}

int yamp_dsp_set_layout(struct yamp_dsp *dsp, enum yamp_dsp_side side,
			const struct yamp_frame *frame)
{
	return dsp->ops->set_layout(dsp, side, frame);
}

int yamp_dsp_use_buffers(struct yamp_dsp *dsp, enum yamp_dsp_side side,
			 struct yamp_buffer *const *buffers, uint32_t count)
{
	return dsp->ops->use_buffers(dsp, side, buffers, count);
}

void yamp_dsp_drop_buffers(struct yamp_dsp *dsp, enum yamp_dsp_side side)
{
	dsp->ops->drop_buffers(dsp, side);
}

int yamp_dsp_prepare(struct yamp_dsp *dsp, enum yamp_dsp_side side, uint32_t index)
{
	return dsp->ops->prepare(dsp, side, index);
}

int yamp_dsp_start(struct yamp_dsp *dsp)
{
	return dsp->ops->start(dsp);
}

void yamp_dsp_stop(struct yamp_dsp *dsp)
{
	dsp->ops->stop(dsp);
}

int yamp_dsp_queue(struct yamp_dsp *dsp, enum yamp_dsp_side side, uint32_t index,
		   const struct yamp_captured *frame)
{
	return dsp->ops->queue(dsp, side, index, frame);
}

void yamp_dsp_pollfd(const struct yamp_dsp *dsp, struct pollfd *pollfd)
{
	dsp->ops->pollfd(dsp, pollfd);
}

int yamp_dsp_dequeue(struct yamp_dsp *dsp, enum yamp_dsp_side side, struct yamp_captured *captured)
{
	return dsp->ops->dequeue(dsp, side, captured);
}

bool yamp_dsp_is_codec(const struct yamp_dsp *dsp)
{
	return dsp->ops->is_codec && dsp->ops->is_codec(dsp);
}

int yamp_dsp_drain(struct yamp_dsp *dsp)
{
	return yamp_dsp_is_codec(dsp) ? dsp->ops->drain(dsp) : -EOPNOTSUPP;
}

int yamp_dsp_disconnect(struct yamp_dsp *dsp)
{
	if (!dsp->ops->disconnect)
		return -EOPNOTSUPP;
	dsp->ops->stop(dsp);
	dsp->ops->disconnect(dsp);
	return 0;
}

int yamp_dsp_reconnect(struct yamp_dsp *dsp)
{
	return dsp->ops->reconnect ? dsp->ops->reconnect(dsp) : -EOPNOTSUPP;
}
