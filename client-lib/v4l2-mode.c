// SPDX-License-Identifier: MIT
/* Format, size and frame rate of a camera, and the layout of its frames. */
#include <errno.h>

#include "v4l2-priv.h"

/* Cameras without a settable rate are left alone; what they do is reported. */
static void set_rate(struct capture *capture, struct yamp_camera_mode *mode)
{
	struct v4l2_streamparm parm = { .type = capture->queue.type };
	struct v4l2_fract *interval = &parm.parm.capture.timeperframe;
	const struct node *node = &capture->node;
	uint32_t num = mode->rate_num, den = mode->rate_den;

	mode->rate_num = 0;
	mode->rate_den = 0;
	if (num && den) {
		interval->numerator = den;
		interval->denominator = num;
		if (node_ioctl(node, VIDIOC_S_PARM, &parm))
			log_warning(&node->log, "%s: its frame rate cannot be set", node->path);
	}
	if (node_ioctl(node, VIDIOC_G_PARM, &parm) || !interval->numerator)
		return;
	mode->rate_num = interval->denominator;
	mode->rate_den = interval->numerator;
	if (num && den && (uint64_t)num * mode->rate_den != (uint64_t)den * mode->rate_num)
		log_warning(&node->log, "%s delivers %.2f frames per second, not %.2f", node->path,
			    (double)mode->rate_num / mode->rate_den, (double)num / den);
}

int capture_set_mode(struct yamp_camera *camera, struct yamp_camera_mode *mode)
{
	struct capture *capture = capture_of(camera);
	int ret = queue_set_format(&capture->queue, mode);

	if (!ret && capture->chain.count)
		ret = chain_set_format(&capture->chain, &capture->queue, mode);
	if (!ret)
		set_rate(capture, mode);
	return ret;
}

int capture_try_mode(struct yamp_camera *camera, struct yamp_camera_mode *mode)
{
	int ret = queue_try_format(&capture_of(camera)->queue, mode);

	if (ret)
		return ret;
	mode->rate_num = 0;
	set_rate(capture_of(camera), mode);	/* only tells it */
	return 0;
}

int capture_restore(struct yamp_camera *camera)
{
	struct capture *capture = capture_of(camera);
	struct v4l2_format format = capture->before;

	if (!format.type)
		return -EOPNOTSUPP;
	return node_ioctl(&capture->node, VIDIOC_S_FMT, &format);
}

int capture_constraint(struct yamp_camera *camera, struct yamp_constraint *record,
		       struct yamp_format *format)
{
	return queue_constraint(&capture_of(camera)->queue, "camera", record, format);
}

int capture_set_layout(struct yamp_camera *camera, const struct yamp_frame *frame)
{
	return queue_set_layout(&capture_of(camera)->queue, frame);
}
