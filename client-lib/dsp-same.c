// SPDX-License-Identifier: MIT
/* What kinds of DSPs share that deliver what they get. */
#include <errno.h>

#include "dsp-priv.h"

int dsp_set_same_format(const struct yamp_dsp *dsp, const struct yamp_log *log,
			enum yamp_dsp_side side, bool known, struct yamp_camera_mode *mode)
{
	const struct yamp_camera_mode *input = &dsp->formats[YAMP_DSP_INPUT];

	if (!known) {
		log_error(log, "%s does not have this format", dsp->ops->node(dsp));
		return -EINVAL;
	}
	if (side == YAMP_DSP_OUTPUT &&
	    (mode->pixelformat != input->pixelformat || mode->width != input->width ||
	     mode->height != input->height)) {
		log_error(log, "%s delivers format and size that it gets: %ux%u",
			  dsp->ops->node(dsp), input->width, input->height);
		return -ERANGE;
	}
	mode->fourcc = mode->pixelformat;	/* V4L2 spells these as DRM does */
	return 0;
}
