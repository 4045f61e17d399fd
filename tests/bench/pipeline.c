// SPDX-License-Identifier: MIT
/*
 * pipeline CAMERA WIDTHxHEIGHT FRAMES FOURCC [DSP FOURCC]...: what a pipeline costs by itself.
 * Frames go through the DSPs, FOURCC being what each stage delivers, to a sink that gives
 * them back at once. Prints a line of JSON: the median of the microseconds of CPU time that
 * this program took from a frame to the next, and for each stage that of the time that frames
 * were in it. What drivers do in threads of their own is not in it, what they do during system
 * calls is. Medians, because on a busy host some frames take many times as long as others.
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <yamp/yamp.h>

#define WARM 15		/* frames before it counts */
#define MOST 4096	/* frames */
#define FPS 30		/* or what the camera can in that size */
#define POLLFDS (1 + YAMP_PIPELINE_DSPS + YAMP_MAX_COUNT * YAMP_MAX_PLANES)

/**
 * struct run - what was seen
 * @wanted: frames that count
 * @over: all of them have come
 * @cpu_ns: CPU time when the last one came
 * @cpu_us: from each frame to the next
 * @stage_us: of each frame in each stage; a camera may stamp it with a time to come
 */
static struct run {
	struct yamp_pipeline *pipeline;
	uint32_t frames;
	uint32_t wanted;
	bool over;
	uint64_t cpu_ns;
	int32_t cpu_us[MOST];
	uint32_t stages;
	int32_t stage_us[YAMP_PIPELINE_HOPS][MOST];
} run;

static void fail(const char *what, int error)
{
	fprintf(stderr, "%s: %s\n", what, strerror(-error));
	exit(1);
}

static void log_line(void *data, enum yamp_log_level level, const char *text)
{
	if (level == YAMP_LOG_ERROR)
		fprintf(stderr, "%s\n", text);
}

static uint64_t cpu_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return now.tv_sec * UINT64_C(1000000000) + now.tv_nsec;
}

static int take(void *data, const struct yamp_pipeline_frame *frame)
{
	uint64_t from = frame->capture_ns, cpu = cpu_ns();
	uint32_t at = run.frames - WARM;

	yamp_pipeline_release(run.pipeline, frame->index, true);
	if (run.frames++ >= WARM && at < run.wanted) {
		run.cpu_us[at] = (cpu - run.cpu_ns) / 1000;
		run.stages = frame->hops;
		for (uint32_t i = 0; i < frame->hops; i++) {
			run.stage_us[i][at] = (int64_t)(frame->made_ns[i] - from) / 1000;
			from = frame->made_ns[i];
		}
		run.over = at + 1 == run.wanted;
	}
	run.cpu_ns = cpu;
	return 0;
}

static const struct yamp_pipeline_listener listener = {
	.version = YAMP_PIPELINE_LISTENER_VERSION,
	.frame = take,
};

static uint32_t fourcc(const char *letters)
{
	uint32_t code = 0;

	if (strlen(letters) != 4)
		fail(letters, -EINVAL);
	for (int i = 0; i < 4; i++)
		code |= (uint32_t)(unsigned char)letters[i] << 8 * i;
	return code;
}

static void set_dsp(struct yamp_dsp *dsp, struct yamp_camera_mode *mode, const char *letters)
{
	int ret = yamp_dsp_set_format(dsp, YAMP_DSP_INPUT, mode);

	mode->pixelformat = fourcc(letters);
	if (!ret)
		ret = yamp_dsp_set_format(dsp, YAMP_DSP_OUTPUT, mode);
	if (ret)
		fail(yamp_dsp_node(dsp), ret);
}

static void pump(void)
{
	struct pollfd fds[POLLFDS];
	int ret = yamp_pipeline_start(run.pipeline);

	while (!ret && !run.over) {
		uint32_t count = yamp_pipeline_pollfds(run.pipeline, fds, POLLFDS);

		poll(fds, count, -1);
		ret = yamp_pipeline_polled(run.pipeline, fds, count);
		if (!ret)
			ret = yamp_pipeline_advance(run.pipeline);
	}
	if (ret)
		fail("frames", ret);
}

static int by_size(const void *one, const void *other)
{
	return (*(const int32_t *)one > *(const int32_t *)other) -
	       (*(const int32_t *)one < *(const int32_t *)other);
}

static int32_t median(int32_t *values)
{
	qsort(values, run.wanted, sizeof(values[0]), by_size);
	return values[run.wanted / 2];
}

static void report(void)
{
	printf("{\"cpu_us\": %d, \"stage_ms\": [", median(run.cpu_us));
	for (uint32_t i = 0; i < run.stages; i++)
		printf("%s%.2f", i ? ", " : "", median(run.stage_us[i]) / 1e3);
	printf("]}\n");
}

int main(int argc, char **argv)
{
	const struct yamp_log log = { log_line, NULL };
	const struct yamp_constraint sink = { .name = "nobody", .buffers_min = 2 };
	struct yamp_dsp *dsps[YAMP_PIPELINE_DSPS];
	struct yamp_camera_mode mode = { .rate_num = FPS, .rate_den = 1 };
	struct yamp_pipeline_options options = { .dsps = dsps, .sink = &sink };
	int ret;

	if (argc < 5 || argc % 2 == 0 || argc > 5 + 2 * YAMP_PIPELINE_DSPS ||
	    sscanf(argv[2], "%ux%u", &mode.width, &mode.height) != 2 ||
	    sscanf(argv[3], "%u", &run.wanted) != 1 || run.wanted < 1 || run.wanted > MOST) {
		fprintf(stderr, "usage: pipeline CAMERA WIDTHxHEIGHT FRAMES FOURCC [DSP FOURCC]...\n");
		return 2;
	}
	options.device = yamp_device_open(NULL, &log);
	options.camera = yamp_camera_open(argv[1], &log);
	if (!options.device || !options.camera)
		fail(argv[1], -errno);
	mode.pixelformat = fourcc(argv[4]);
	ret = yamp_camera_set_mode(options.camera, &mode);
	if (ret)
		fail("mode", ret);
	for (int i = 5; i < argc; i += 2) {
		struct yamp_dsp *dsp = yamp_dsp_open(argv[i], &log);

		if (!dsp)
			fail(argv[i], -errno);
		set_dsp(dsp, &mode, argv[i + 1]);
		dsps[options.dsp_count++] = dsp;
	}
	run.pipeline = yamp_pipeline_create(&options, &listener, NULL, &log);
	if (!run.pipeline)
		fail("pipeline", -errno);
	pump();
	report();
	yamp_pipeline_destroy(run.pipeline);
	for (uint32_t i = 0; i < options.dsp_count; i++)
		yamp_dsp_close(dsps[i]);
	yamp_camera_close(options.camera);
	yamp_device_close(options.device);
	return 0;
}
