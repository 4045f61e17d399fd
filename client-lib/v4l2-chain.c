// SPDX-License-Identifier: MIT
/*
 * Formats along a chain of the media controller. Each link's two pads must have the same
 * one when frames flow. The sensor is asked for the size; what it gives goes from pad to
 * pad; who can scale is asked for the size once more, and who can convert for a code of the
 * bus that the capture node makes the wanted pixels of. Of these codes the first is taken
 * that comes out at the end of the chain.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <linux/v4l2-subdev.h>

#include "v4l2-priv.h"

/* Opens the subdevice of a stage for as long as a call takes. */
static int stage_ioctl(const struct chain_stage *stage, unsigned long request, void *argument)
{
	struct node node = { .fd = open(stage->node, O_RDWR | O_CLOEXEC) };
	int ret = node.fd < 0 ? -errno : node_ioctl(&node, request, argument);

	node_finish(&node);
	return ret;
}

static int set_pad(const struct chain_stage *stage, uint32_t pad, struct v4l2_mbus_framefmt *format)
{
	struct v4l2_subdev_format wanted = {
		.which = V4L2_SUBDEV_FORMAT_ACTIVE,
		.pad = pad,
		.format = *format,
	};
	int ret = stage_ioctl(stage, VIDIOC_SUBDEV_S_FMT, &wanted);

	*format = wanted.format;
	return ret;
}

/* The sensor keeps its code: what it can do is its own. */
static int set_sensor(const struct chain_stage *stage, const struct yamp_camera_mode *mode,
		      struct v4l2_mbus_framefmt *format)
{
	struct v4l2_subdev_format now = {
		.which = V4L2_SUBDEV_FORMAT_ACTIVE,
		.pad = stage->source,
	};
	int ret = stage_ioctl(stage, VIDIOC_SUBDEV_G_FMT, &now);

	if (ret)
		return ret;
	*format = now.format;
	format->width = mode->width;
	format->height = mode->height;
	return set_pad(stage, stage->source, format);
}

/* What does not take what comes may get something else from the stage before it. */
static int set_sink(const struct chain_stage *stage, struct v4l2_mbus_framefmt *format)
{
	uint32_t code = format->code;
	int ret = set_pad(stage, stage->sink, format);

	return ret || format->code == code ? ret : set_pad(stage - 1, stage[-1].source, format);
}

static int set_stage(const struct chain_stage *stage, const struct yamp_camera_mode *mode,
		     uint32_t code, struct v4l2_mbus_framefmt *format)
{
	int ret;

	if (stage->sink == CHAIN_NO_PAD)
		return set_sensor(stage, mode, format);
	ret = set_sink(stage, format);
	if (ret)
		return ret;
	format->code = code;
	format->width = mode->width;
	format->height = mode->height;
	return set_pad(stage, stage->source, format);
}

/* @format: what comes out at the end of the chain when this code is asked for */
static int try_code(const struct chain *chain, const struct node *node,
		    const struct yamp_camera_mode *mode, uint32_t code,
		    struct v4l2_mbus_framefmt *format)
{
	int ret = 0;

	for (uint32_t i = 0; !ret && i < chain->count; i++) {
		ret = set_stage(&chain->stages[i], mode, code, format);
		if (ret)
			log_error(&node->log, "%s: cannot set its format: %s", chain->stages[i].name,
				  strerror(-ret));
	}
	return ret;
}

/* Of the codes that the last stage has, those that come out when they are asked for. */
int chain_probe(struct chain *chain, const struct queue *queue)
{
	const struct chain_stage *last = &chain->stages[chain->count ? chain->count - 1 : 0];
	struct v4l2_subdev_mbus_code_enum code = {
		.which = V4L2_SUBDEV_FORMAT_ACTIVE,
		.pad = last->source,
	};
	struct yamp_camera_mode mode = { 0 };
	int ret;

	if (!chain->count)
		return 0;
	ret = queue_fill_size(queue, &mode);
	while (!ret && chain->code_count < CHAIN_CODES &&
	       !stage_ioctl(last, VIDIOC_SUBDEV_ENUM_MBUS_CODE, &code)) {
		struct v4l2_mbus_framefmt format = { 0 };

		ret = try_code(chain, queue->node, &mode, code.code, &format);
		if (!ret && format.code == code.code)
			chain->codes[chain->code_count++] = code.code;
		code.index++;
	}
	return ret;
}

/* Does the capture node make these pixels of this code of the bus? */
static bool makes(const struct queue *queue, uint32_t code, uint32_t pixelformat)
{
	struct v4l2_fmtdesc desc = { .type = queue->type, .mbus_code = code };

	for (; !node_ioctl(queue->node, VIDIOC_ENUM_FMT, &desc); desc.index++) {
		if (desc.pixelformat == pixelformat)
			return true;
	}
	return false;
}

bool chain_makes(const struct chain *chain, const struct queue *queue, uint32_t pixelformat)
{
	bool any = !chain->count;

	for (uint32_t i = 0; !any && i < chain->code_count; i++)
		any = makes(queue, chain->codes[i], pixelformat);
	return any;
}

int chain_set_format(const struct chain *chain, const struct queue *queue,
		     const struct yamp_camera_mode *mode)
{
	struct v4l2_mbus_framefmt format = { 0 };
	int ret;

	for (uint32_t i = 0; i < chain->code_count; i++) {
		if (!makes(queue, chain->codes[i], mode->pixelformat))
			continue;
		ret = try_code(chain, queue->node, mode, chain->codes[i], &format);
		if (ret)
			return ret;
		if (format.code == chain->codes[i] && format.width == mode->width &&
		    format.height == mode->height)
			return 0;
	}
	log_error(&queue->node->log, "%s to %s: no stage makes this format in %ux%u: choose another",
		  chain->stages[0].name, queue->node->path, mode->width, mode->height);
	return -ERANGE;
}
