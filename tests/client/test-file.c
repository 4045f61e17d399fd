// SPDX-License-Identifier: MIT
/* Files of recorded pictures as cameras: what their first line says, and what is refused. */
#include <stdio.h>
#include <stdlib.h>
#include <yamp/recorder.h>

#include "client-test.h"

/** struct header - the first line of a file, and what is to come of it */
struct header {
	const char *name, *text;
	int error;
	uint32_t width, height, rate_num, rate_den, field, range, first_format;
};

static struct yamp_camera *open_text(const char *text, const char *path)
{
	FILE *file = fopen(path, "w");

	check(file, "a file");
	fputs(text, file);
	fclose(file);
	return yamp_camera_open(path, NULL);
}

static void header(const void *data)
{
	const struct header *header = data;
	char path[] = "/tmp/yamp-test-XXXXXX";
	int fd = mkstemp(path);
	struct yamp_camera *camera = open_text(header->text, path);
	int error = camera ? 0 : errno;
	struct yamp_camera_format format;
	const struct yamp_camera_mode *mode;

	close(fd);
	unlink(path);
	check_equal(error, header->error, "errno");
	if (!camera)
		return;
	mode = yamp_camera_mode(camera);
	check_equal(mode->width, header->width, "width");
	check_equal(mode->height, header->height, "height");
	check_equal(mode->rate_num, header->rate_num, "rate, numerator");
	check_equal(mode->rate_den, header->rate_den, "rate, denominator");
	check_equal(mode->field, header->field, "field");
	check_equal(mode->color_range, header->range, "range");
	check_equal(-yamp_camera_format_at(camera, 0, &format), 0, "a format");
	check_equal(format.fourcc, header->first_format, "the first");
	yamp_camera_close(camera);
}

/* Asked for what it does not have; and its end is not an error. */
static void modes(const void *data)
{
	char path[] = "/tmp/yamp-test-XXXXXX";
	int fd = mkstemp(path);
	struct yamp_camera *camera = open_text("YUV4MPEG2 W64 H48 F25:1\n", path);
	struct yamp_camera_mode mode = { .pixelformat = DRM_FORMAT_NV12, .width = 32, .height = 48 };
	struct yamp_captured captured;

	close(fd);
	unlink(path);
	check(camera, "opened: %s", strerror(errno));
	check_equal(-yamp_camera_set_mode(camera, &mode), ERANGE, "another size");
	check_equal(mode.width, 64, "the nearest is told");
	mode.pixelformat = DRM_FORMAT_YUYV;
	check_equal(-yamp_camera_set_mode(camera, &mode), EINVAL, "another format");
	mode = (struct yamp_camera_mode){ .pixelformat = DRM_FORMAT_YUV420, .rate_num = 5, .rate_den = 1 };
	check_equal(-yamp_camera_set_mode(camera, &mode), 0, "as it is, slower");
	check_equal(mode.rate_num, 5, "rate");
	check_equal(-yamp_camera_start(camera), 0, "start");
	check_equal(-yamp_camera_dequeue(camera, &captured), EAGAIN, "no buffer");
	check_equal(-yamp_camera_queue(camera, 0), EINVAL, "a buffer that it does not know");
	yamp_camera_close(camera);
}

/** struct picture - of a buffer that is not what was agreed on */
static const struct picture {
	uint32_t fourcc, width, height;
} others[] = {
	{ DRM_FORMAT_YUV420, 640, 48 },
	{ DRM_FORMAT_YUV420, 64, 480 },
	{ DRM_FORMAT_YUV420, 32, 24 },
	{ DRM_FORMAT_YUV422, 64, 48 },
};

static struct yamp_buffer *buffer_of(const struct picture *picture)
{
	struct yamp_frame frame = test_frame(picture->fourcc, picture->width, picture->height,
					     YAMP_OBJECTS_SINGLE);

	return test_buffer(&frame);
}

/* What works on samples by processor has no driver that would refuse such a buffer. */
static void other_buffers(const void *data)
{
	char path[] = "/tmp/yamp-test-XXXXXX", samples[6 + 640 * 480 * 3 / 2 + 1] = { 0 };
	int fd = mkstemp(path);
	struct yamp_camera_mode mode = { .pixelformat = DRM_FORMAT_YUV420, .width = 64, .height = 48 };
	struct yamp_dsp *dsp = yamp_dsp_open("cpu:copy", NULL);
	struct yamp_camera *camera;
	struct yamp_captured captured;

	memset(samples, 'x', sizeof(samples) - 1);
	memcpy(samples, "YUV4MPEG2 W64 H48\nFRAME\n", 24);
	camera = open_text(samples, path);
	close(fd);
	unlink(path);
	check(camera && dsp, "opened: %s", strerror(errno));
	check_equal(-yamp_camera_set_mode(camera, &mode), 0, "mode");
	check_equal(-yamp_dsp_set_format(dsp, YAMP_DSP_INPUT, &mode), 0, "input");
	check_equal(-yamp_dsp_set_format(dsp, YAMP_DSP_OUTPUT, &mode), 0, "output");
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		struct yamp_buffer *buffer = buffer_of(&others[i]);
		int ret = yamp_camera_use_buffers(camera, &buffer, 1);

		/* What comes of it where it is taken. */
		if (!ret && !yamp_camera_start(camera) && !yamp_camera_queue(camera, 0))
			yamp_camera_dequeue(camera, &captured);
		check_equal(-ret, EINVAL, "of a file");
		for (int side = YAMP_DSP_INPUT; side <= YAMP_DSP_OUTPUT; side++)
			check_equal(-yamp_dsp_use_buffers(dsp, side, &buffer, 1), EINVAL,
				    "of a processor");
		yamp_buffer_unref(buffer);
	}
	yamp_dsp_close(dsp);
	yamp_camera_close(camera);
}

static void recorder(const void *data)
{
	struct yamp_camera_mode mode = { .fourcc = DRM_FORMAT_XRGB8888, .width = 64, .height = 48 };

	check(!yamp_recorder_takes(DRM_FORMAT_XRGB8888), "R'G'B' cannot be recorded");
	check(yamp_recorder_takes(DRM_FORMAT_NV12), "NV12 can");
	check(!yamp_recorder_create("/dev/null", &mode, NULL), "so it is refused");
	check_equal(errno, EINVAL, "errno");
	mode.fourcc = DRM_FORMAT_NV12;
	check(!yamp_recorder_create("/no/such/folder", &mode, NULL), "no such folder");
	check_equal(errno, ENOENT, "errno");
	check_equal(yamp_recorder_finish(NULL), 0, "NULL");
}

#define LIMITED YAMP_COLOR_RANGE_LIMITED

static const struct header headers[] = {
	{ "as ffmpeg writes it", "YUV4MPEG2 W768 H576 F10:1 Ip A1:1 C420jpeg XYSCSS=420JPEG XCOLORRANGE=FULL\n", 0,
	  768, 576, 10, 1, 0, YAMP_COLOR_RANGE_FULL, DRM_FORMAT_NV12 },
	{ "size alone", "YUV4MPEG2 W3 H1\n", 0, 3, 1, 0, 0, 0, LIMITED, DRM_FORMAT_NV12 },
	{ "no rate", "YUV4MPEG2 W64 H48 F0:0 C422\n", 0, 64, 48, 0, 0, 0, LIMITED,
	  DRM_FORMAT_YUYV },
	{ "bottom field first", "YUV4MPEG2 H48 W64 F30000:1001 Ib\n", 0, 64, 48, 30000, 1001,
	  YAMP_FIELD_INTERLACED_BT, LIMITED, DRM_FORMAT_NV12 },
	{ "10 bits", "YUV4MPEG2 W64 H48 C420p10\n", EOPNOTSUPP },
	{ "4:4:4", "YUV4MPEG2 W64 H48 C444\n", EOPNOTSUPP },
	{ "mixed fields", "YUV4MPEG2 W64 H48 Im\n", EOPNOTSUPP },
	{ "no height", "YUV4MPEG2 W64\n", EBADMSG },
	{ "too wide", "YUV4MPEG2 W65536 H48\n", EBADMSG },
	{ "no size at all", "YUV4MPEG2 W-1 H0\n", EBADMSG },
	{ "a number that is none", "YUV4MPEG2 W64x H48\n", EBADMSG },
	{ "no rate in the rate", "YUV4MPEG2 W64 H48 F25\n", EBADMSG },
	{ "no end of the line", "YUV4MPEG2 W64 H48", EBADMSG },
	{ "another magic", "YUV4MPEG W64 H48\n", EBADMSG },
	{ "empty", "", EBADMSG },
};

#define HEADERS (sizeof(headers) / sizeof(headers[0]))

int main(int argc, char **argv)
{
	struct test_case cases[HEADERS + 3] = {
		[HEADERS] = { "modes", modes },
		[HEADERS + 1] = { "buffers for other pictures", other_buffers },
		[HEADERS + 2] = { "recorder", recorder },
	};

	for (size_t i = 0; i < HEADERS; i++)
		cases[i] = (struct test_case){ headers[i].name, header, &headers[i] };
	return test_main(argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
