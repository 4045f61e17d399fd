// SPDX-License-Identifier: MIT
/*
 * stamps NODE INPUT OUTPUT: does a DSP carry through what is told of a frame? It gets frames
 * with timestamps that no clock tells, not even in order, and each must come out with the
 * one that it went in with, in the order in which they went in, and marked as copied. INPUT
 * and OUTPUT are pixel formats, of 640x480.
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <drm_fourcc.h>
#include <yamp/yamp.h>

#define FRAMES 12
#define BUFFERS 4
#define STREAM_ROW 4096
#define MS UINT64_C(1000000)

static struct yamp_device *device;
static struct yamp_dsp *dsp;

static void fail(const char *what, int error)
{
	printf("%s: %s\n", what, strerror(-error));
	exit(1);
}

static void try(const char *what, int ret)
{
	if (ret)
		fail(what, ret);
}

static void log_line(void *data, enum yamp_log_level level, const char *text)
{
	if (level <= YAMP_LOG_WARNING)
		printf("%s\n", text);
}

/* V4L2 keeps microseconds. Backwards, and far from now. */
static uint64_t stamp_of(uint32_t number)
{
	return (uint64_t)(1000 - 7 * number) * MS + 1000 * number;
}

static void set_format(enum yamp_dsp_side side, const char *letters)
{
	struct yamp_camera_mode mode = { .width = 640, .height = 480 };

	if (strlen(letters) != 4)
		fail(letters, -EINVAL);
	memcpy(&mode.pixelformat, letters, 4);
	try("set a format", yamp_dsp_set_format(dsp, side, &mode));
}

/* A side alone says how its buffers are laid out. */
static void make_buffers(enum yamp_dsp_side side, struct yamp_buffer *buffers[BUFFERS])
{
	const struct yamp_camera_mode *mode = yamp_dsp_format(dsp, side);
	struct yamp_constraint needs;
	struct yamp_format format;
	struct yamp_alloc_options options = {
		.fourcc = mode->fourcc ? mode->fourcc : DRM_FORMAT_R8,
		.width = mode->width,
		.height = mode->height,
		.count = BUFFERS,
		.color_encoding = mode->color_encoding,
		.color_range = mode->color_range,
		.constraints = &needs,
		.constraint_count = 1,
	};

	try("ask what it needs", yamp_dsp_constraint(dsp, side, &needs, &format));
	if (!mode->fourcc) {
		options.width = STREAM_ROW;
		options.height = (needs.size_min + STREAM_ROW - 1) / STREAM_ROW;
		options.color_encoding = YAMP_COLOR_ENCODING_UNKNOWN;
		options.color_range = YAMP_COLOR_RANGE_UNKNOWN;
	}
	try("allocate", yamp_device_alloc(device, &options, buffers, NULL));
	try("set the layout", yamp_dsp_set_layout(dsp, side, yamp_buffer_frame(buffers[0])));
	try("use buffers", yamp_dsp_use_buffers(dsp, side, buffers, BUFFERS));
}

static void queue(enum yamp_dsp_side side, uint32_t index, uint32_t number)
{
	const struct yamp_captured frame = {
		.timestamp_ns = stamp_of(number),
		.field = yamp_dsp_format(dsp, YAMP_DSP_INPUT)->field,
	};

	try("queue", yamp_dsp_queue(dsp, side, index, side == YAMP_DSP_INPUT ? &frame : NULL));
}

static void wait_for(enum yamp_dsp_side side, struct yamp_captured *captured)
{
	int ret;

	while ((ret = yamp_dsp_dequeue(dsp, side, captured)) == -EAGAIN) {
		struct pollfd pollfd;

		yamp_dsp_pollfd(dsp, &pollfd);
		if (poll(&pollfd, 1, 60000) == 0)
			fail("wait", -ETIMEDOUT);
	}
	try("dequeue", ret);
}

static void check_frame(const struct yamp_captured *captured, uint32_t number)
{
	if (captured->clock == YAMP_CAMERA_CLOCK_COPIED && !captured->damaged && !captured->last &&
	    captured->timestamp_ns == stamp_of(number) &&
	    captured->field == yamp_dsp_format(dsp, YAMP_DSP_OUTPUT)->field)
		return;
	printf("frame %u: clock %u, damaged %d, last %d, field %u, time stamp %llu, not %llu\n", number,
	       captured->clock, captured->damaged, captured->last, captured->field,
	       (unsigned long long)captured->timestamp_ns, (unsigned long long)stamp_of(number));
	exit(1);
}

/* Two frames are under way, as in a pipeline. */
static void run(void)
{
	struct yamp_captured in, out;
	uint32_t sent = 0;

	for (uint32_t i = 0; i < BUFFERS; i++)
		queue(YAMP_DSP_OUTPUT, i, 0);
	for (; sent < 2; sent++)
		queue(YAMP_DSP_INPUT, sent, sent);
	for (uint32_t i = 0; i < FRAMES; i++) {
		wait_for(YAMP_DSP_OUTPUT, &out);
		check_frame(&out, i);
		queue(YAMP_DSP_OUTPUT, out.index, 0);
		wait_for(YAMP_DSP_INPUT, &in);
		if (sent < FRAMES)
			queue(YAMP_DSP_INPUT, in.index, sent++);
	}
}

int main(int argc, char **argv)
{
	const struct yamp_log log = { log_line, NULL };
	struct yamp_buffer *buffers[2][BUFFERS];

	if (argc != 4) {
		fprintf(stderr, "usage: stamps NODE INPUT OUTPUT\n");
		return 2;
	}
	device = yamp_device_open(NULL, &log);
	dsp = yamp_dsp_open(argv[1], &log);
	if (!device || !dsp)
		fail(argv[1], -errno);
	set_format(YAMP_DSP_INPUT, argv[2]);
	set_format(YAMP_DSP_OUTPUT, argv[3]);
	make_buffers(YAMP_DSP_INPUT, buffers[YAMP_DSP_INPUT]);
	make_buffers(YAMP_DSP_OUTPUT, buffers[YAMP_DSP_OUTPUT]);
	try("start", yamp_dsp_start(dsp));
	run();
	yamp_dsp_close(dsp);
	for (int i = 0; i < 2 * BUFFERS; i++)
		yamp_buffer_unref(buffers[i / BUFFERS][i % BUFFERS]);
	yamp_device_close(device);
	printf("%u frames with their time stamps\n", FRAMES);
	return 0;
}
