// SPDX-License-Identifier: MIT
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <drm_fourcc.h>
#include <linux/videodev2.h>

#include "stage.h"

#define STREAM_ROW 4096
#define MS UINT64_C(1000000)

void stage_fail(const char *what, int error)
{
	printf("%s: %s\n", what, strerror(-error));
	exit(1);
}

void stage_try(const char *what, int ret)
{
	if (ret)
		stage_fail(what, ret);
}

static void log_line(void *data, enum yamp_log_level level, const char *text)
{
	struct stage *stage = data;

	if (level > YAMP_LOG_WARNING)
		return;
	printf("%s\n", text);
	if (level == YAMP_LOG_ERROR)
		snprintf(stage->said, sizeof(stage->said), "%s", text);
}

static void set_format(struct stage *stage, enum yamp_dsp_side side, const char *letters,
		       uint32_t width, uint32_t height)
{
	struct yamp_camera_mode mode = { .width = width, .height = height };

	if (strlen(letters) != 4)
		stage_fail(letters, -EINVAL);
	memcpy(&mode.pixelformat, letters, 4);
	stage_try("set a format", yamp_dsp_set_format(stage->dsp, side, &mode));
}

static void make_buffers(struct stage *stage, enum yamp_dsp_side side)
{
	const struct yamp_camera_mode *mode = yamp_dsp_format(stage->dsp, side);
	struct yamp_buffer **buffers = stage->buffers[side];
	struct yamp_constraint needs;
	struct yamp_format format;
	struct yamp_alloc_options options = {
		.fourcc = mode->fourcc ? mode->fourcc : DRM_FORMAT_R8,
		.width = mode->width,
		.height = mode->height,
		.count = STAGE_BUFFERS,
		.color_encoding = mode->color_encoding,
		.color_range = mode->color_range,
		.constraints = &needs,
		.constraint_count = 1,
	};

	stage_try("ask what it needs", yamp_dsp_constraint(stage->dsp, side, &needs, &format));
	if (!mode->fourcc) {
		options.width = STREAM_ROW;
		options.height = (needs.size_min + STREAM_ROW - 1) / STREAM_ROW;
		options.color_encoding = YAMP_COLOR_ENCODING_UNKNOWN;
		options.color_range = YAMP_COLOR_RANGE_UNKNOWN;
	}
	stage_try("allocate", yamp_device_alloc(stage->device, &options, buffers, NULL));
	stage_try("set the layout",
		  yamp_dsp_set_layout(stage->dsp, side, yamp_buffer_frame(buffers[0])));
	stage_try("use buffers", yamp_dsp_use_buffers(stage->dsp, side, buffers, STAGE_BUFFERS));
}

void stage_open(struct stage *stage, const char *node, const char *input, const char *output,
		uint32_t width, uint32_t height)
{
	const struct yamp_log log = { log_line, stage };

	*stage = (struct stage){ .device = yamp_device_open(NULL, &log) };
	stage->dsp = yamp_dsp_open(node, &log);
	if (!stage->device || !stage->dsp)
		stage_fail(node, -errno);
	set_format(stage, YAMP_DSP_INPUT, input, width, height);
	set_format(stage, YAMP_DSP_OUTPUT, output, width, height);
	make_buffers(stage, YAMP_DSP_INPUT);
	make_buffers(stage, YAMP_DSP_OUTPUT);
	stage_try("start", yamp_dsp_start(stage->dsp));
}

void stage_close(struct stage *stage)
{
	yamp_dsp_close(stage->dsp);
	for (int i = 0; i < 2 * STAGE_BUFFERS; i++)
		yamp_buffer_unref(stage->buffers[i / STAGE_BUFFERS][i % STAGE_BUFFERS]);
	yamp_device_close(stage->device);
}

uint64_t stage_stamp(uint32_t number)
{
	return (uint64_t)(1000 - 7 * number) * MS + 1000 * number;
}

uint32_t stage_coding(uint32_t number)
{
	return number % 3 ? V4L2_BUF_FLAG_PFRAME : V4L2_BUF_FLAG_KEYFRAME;
}

void stage_fill(struct stage *stage)
{
	for (uint32_t i = 0; i < STAGE_BUFFERS; i++)
		stage_try("queue a buffer", yamp_dsp_queue(stage->dsp, YAMP_DSP_OUTPUT, i, NULL));
}

void stage_give(struct stage *stage, uint32_t index, uint32_t number, uint32_t bytes)
{
	const struct yamp_captured frame = {
		.timestamp_ns = stage_stamp(number),
		.field = yamp_dsp_format(stage->dsp, YAMP_DSP_INPUT)->field,
		.bytes = { bytes },
		.coding = stage_coding(number),
	};

	stage_try("queue a frame", yamp_dsp_queue(stage->dsp, YAMP_DSP_INPUT, index, &frame));
}

int stage_wait(struct stage *stage, enum yamp_dsp_side side, struct yamp_captured *captured)
{
	int ret;

	while ((ret = yamp_dsp_dequeue(stage->dsp, side, captured)) == -EAGAIN) {
		struct pollfd pollfd;

		yamp_dsp_pollfd(stage->dsp, &pollfd);
		if (poll(&pollfd, 1, 60000) == 0)
			stage_fail("wait", -ETIMEDOUT);
	}
	return ret;
}

void stage_take(struct stage *stage, uint32_t number)
{
	struct yamp_captured out;

	stage_try("take a frame", stage_wait(stage, YAMP_DSP_OUTPUT, &out));
	if (out.clock != YAMP_CAMERA_CLOCK_COPIED || out.damaged || out.last ||
	    out.timestamp_ns != stage_stamp(number) ||
	    (stage->carries_coding && out.coding != stage_coding(number)) ||
	    out.field != yamp_dsp_format(stage->dsp, YAMP_DSP_OUTPUT)->field) {
		printf("frame %u: clock %u, damaged %d, last %d, field %u, coding %#x, time stamp %llu, "
		       "not %llu\n", number, out.clock, out.damaged, out.last, out.field, out.coding,
		       (unsigned long long)out.timestamp_ns,
		       (unsigned long long)stage_stamp(number));
		exit(1);
	}
	stage_try("queue a buffer", yamp_dsp_queue(stage->dsp, YAMP_DSP_OUTPUT, out.index, NULL));
}
