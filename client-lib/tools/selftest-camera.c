// SPDX-License-Identifier: MIT
/* Each camera: frames into buffers of ours, and from there to the screen. */
#include <errno.h>
#include <glob.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <drm_fourcc.h>

#include "selftest-parts.h"
#include "selftest-show.h"

#define ENOUGH 5	/* frames captured */
#define WAIT_MS 100
#define PLANES 64
#define POLLFDS (1 + YAMP_PIPELINE_DSPS + YAMP_MAX_COUNT * YAMP_MAX_PLANES)

/**
 * struct trial - of one camera
 * @frames: that it delivered
 * @error: -errno that ended it
 */
struct trial {
	struct selftest *test;
	struct yamp_camera *camera;
	struct yamp_camera_mode mode;
	struct yamp_pipeline *pipeline;
	struct selftest_show show;
	bool showing;
	uint32_t frames;
	int error;
};

static bool plane_takes(const struct selftest *test, uint32_t fourcc)
{
	struct yamp_target target;

	for (uint32_t i = 0; !yamp_display_target(test->display, i, &target); i++) {
		if ((target.kind == YAMP_TARGET_PRIMARY_PLANE ||
		     target.kind == YAMP_TARGET_OVERLAY_PLANE) &&
		    record_takes(&target.record, fourcc))
			return true;
	}
	return false;
}

/* The lower, the better: a plane, then the renderer, then a copy. */
static uint32_t format_rank(const struct selftest *test, const struct yamp_camera_format *format)
{
	uint32_t rank = format->converted;

	if (!format->fourcc)
		return UINT32_MAX;
	if (!test->display)
		return rank;
	switch (yamp_display_path(test->display, format->fourcc, DRM_FORMAT_MOD_LINEAR, false)) {
	case YAMP_PATH_NONE:
		return rank + 6;
	case YAMP_PATH_COPY:
		return rank + 4;
	default:
		return rank + (plane_takes(test, format->fourcc) ? 0 : 2);
	}
}

static bool choose_format(struct trial *trial)
{
	struct yamp_camera_format format;
	uint32_t best = UINT32_MAX;

	for (uint32_t i = 0; !yamp_camera_format_at(trial->camera, i, &format); i++) {
		uint32_t rank = format_rank(trial->test, &format);

		if (rank >= best)
			continue;
		best = rank;
		trial->mode.pixelformat = format.pixelformat;
	}
	return best < UINT32_MAX;
}

/* A failure that the machine's user can end is something missing. */
static void report_error(struct selftest *test, const char *step, int error)
{
	if (error == -EBUSY)
		selftest_missing(test, step, "end the other program: sudo fuser -v /dev/video*", "%s",
				 selftest_heard(test, error));
	else if (error == -EACCES || error == -EPERM)
		selftest_missing(test, step, "sudo usermod -aG video $USER and log in again", "%s",
				 selftest_heard(test, error));
	else
		selftest_failed(test, step, NULL, "%s", selftest_heard(test, error));
}

static bool open_camera(struct trial *trial, const char *node)
{
	struct selftest *test = trial->test;
	char letters[FOURCC_TEXT];
	int ret;

	selftest_listen(test);
	trial->camera = yamp_camera_open(node, &test->log);
	if (!trial->camera) {
		report_error(test, "format", -errno);
		return false;
	}
	if (!choose_format(trial)) {
		selftest_missing(test, "format", "a DSP or a program that decodes it",
				 "it has no format that can be shown: compressed or raw ones only");
		return false;
	}
	ret = yamp_camera_set_mode(trial->camera, &trial->mode);
	if (ret) {
		report_error(test, "format", ret);
		return false;
	}
	selftest_ok(test, "format", "%s %ux%u", fourcc_text(trial->mode.pixelformat, letters),
		    trial->mode.width, trial->mode.height);
	return true;
}

static int take_frame(void *data, const struct yamp_pipeline_frame *frame)
{
	struct trial *trial = data;

	trial->frames++;
	if (!trial->showing)
		return -EAGAIN;
	return selftest_show_frame(&trial->show, frame->index, frame->sequence, frame->capture_ns);
}

static const struct yamp_pipeline_listener sink = {
	.version = YAMP_PIPELINE_LISTENER_VERSION,
	.frame = take_frame,
};

static void show_released(void *data, uint32_t index, bool drained)
{
	yamp_pipeline_release(((struct trial *)data)->pipeline, index, drained);
}

/* Without a compositor nobody has a say but the camera. */
static void sink_record(const struct selftest *test, struct yamp_constraint *record)
{
	*record = (struct yamp_constraint){ .name = "selftest", .buffers_min = 2 };
	if (test->display)
		yamp_display_constraint(test->display, record);
}

static int create_pipeline(struct trial *trial)
{
	struct selftest *test = trial->test;
	struct yamp_constraint record, planes[PLANES];
	struct yamp_pipeline_options options = {
		.device = test->device,
		.camera = trial->camera,
		.sink = &record,
		.planes = planes,
	};

	sink_record(test, &record);
	if (test->display)
		options.plane_count = yamp_display_planes(test->display, NULL, planes, PLANES);
	selftest_listen(test);
	trial->pipeline = yamp_pipeline_create(&options, &sink, trial, &test->log);
	return trial->pipeline ? 0 : -errno;
}

static int begin_show(struct trial *trial)
{
	struct yamp_buffer *buffers[YAMP_MAX_COUNT];
	struct yamp_hop hop;
	uint32_t count;

	if (!trial->test->display || yamp_display_path(trial->test->display, trial->mode.fourcc,
						       DRM_FORMAT_MOD_LINEAR, false) ==
					     YAMP_PATH_NONE)
		return 0;
	yamp_pipeline_hop(trial->pipeline, 0, &hop);
	count = yamp_pool_size(hop.pool);
	for (uint32_t i = 0; i < count; i++)
		buffers[i] = yamp_pool_buffer(hop.pool, i);
	trial->show.released = show_released;
	trial->show.data = trial;
	trial->showing = true;
	return selftest_show_init(&trial->show, trial->test, buffers, count);
}

/* Waits and handles what came. */
static int turn(struct trial *trial)
{
	struct selftest *test = trial->test;
	struct pollfd fds[2 + POLLFDS];
	uint32_t count;
	int ret = 0;

	fds[0] = (struct pollfd){ test->signal_fd, POLLIN, 0 };
	fds[1] = (struct pollfd){ trial->showing ? yamp_display_fd(test->display) : -1, POLLIN, 0 };
	count = yamp_pipeline_pollfds(trial->pipeline, fds + 2, POLLFDS);
	if (poll(fds, 2 + count, WAIT_MS) < 0)
		return errno == EINTR ? 0 : -errno;
	test->interrupted = fds[0].revents;
	ret = yamp_pipeline_polled(trial->pipeline, fds + 2, count);
	if (!ret && trial->showing)
		ret = yamp_display_flush(test->display);
	if (!ret && trial->showing)
		ret = yamp_display_dispatch(test->display);
	return ret ? ret : yamp_pipeline_advance(trial->pipeline);
}

static bool is_done(const struct trial *trial)
{
	return trial->frames >= ENOUGH && (!trial->showing || selftest_show_done(&trial->show));
}

static int stream(struct trial *trial)
{
	int64_t deadline_ms = tool_now_ms() + trial->test->timeout_ms;
	int ret = yamp_pipeline_start(trial->pipeline);

	while (!ret && !is_done(trial) && !trial->test->interrupted &&
	       tool_now_ms() < deadline_ms)
		ret = turn(trial);
	yamp_pipeline_stop(trial->pipeline);
	return ret;
}

static void report_capture(const struct trial *trial)
{
	struct selftest *test = trial->test;
	struct yamp_hop hop;

	yamp_pipeline_hop(trial->pipeline, 0, &hop);
	if (trial->frames < ENOUGH)
		selftest_failed(test, "capture", "see the kernel's messages: sudo dmesg | tail",
				"%u frames in %d s", trial->frames, test->timeout_ms / 1000);
	else if (strcmp(hop.provider, "camera"))
		selftest_ok(test, "capture", "%u frames into %u buffers of %s memory from %s",
			    trial->frames, yamp_pool_size(hop.pool), placement_name(hop.placement),
			    hop.provider);
	else if (yamp_camera_can_import(trial->camera))
		selftest_missing(test, "capture", "sudo modprobe yamp", "%u frames into its own "
				 "buffers, exported: nobody gives it others", trial->frames);
	else
		selftest_missing(test, "capture", "a driver that imports dma-bufs",
				 "%u frames into its own buffers, exported: it takes no others",
				 trial->frames);
}

static void report(struct trial *trial, const char *subject)
{
	struct selftest *test = trial->test;

	if (trial->error) {
		report_error(test, "capture", trial->error);
		return;
	}
	report_capture(trial);
	if (trial->showing)
		selftest_show_report(&trial->show, subject);
	else if (test->display)
		selftest_missing(test, "on the screen", "a camera or a DSP with a format of the "
				 "compositor's", "the compositor takes none of its formats");
	else
		selftest_missing(test, "on the screen", NULL, "not tried: no compositor");
}

static void try_camera(void *data, const char *node, const char *name)
{
	struct selftest *test = data;
	struct trial *trial;

	if (test->interrupted)
		return;
	selftest_part(test, "camera %s (%s)", node, name);
	trial = calloc(1, sizeof(*trial));
	if (!trial) {
		selftest_failed(test, "format", NULL, "no memory");
		return;
	}
	trial->test = test;
	if (open_camera(trial, node)) {
		trial->error = create_pipeline(trial);
		if (!trial->error)
			trial->error = begin_show(trial);
		if (!trial->error)
			trial->error = stream(trial);
		if (!test->interrupted)
			report(trial, test->part);
	}
	selftest_show_finish(&trial->show);
	yamp_pipeline_destroy(trial->pipeline);
	if (trial->camera && trial->mode.fourcc)
		yamp_camera_restore(trial->camera);
	yamp_camera_close(trial->camera);
	free(trial);
}

/* Is there one that this user may not open? */
static bool any_forbidden(void)
{
	glob_t nodes;
	bool found = false;

	if (glob("/dev/video*", 0, NULL, &nodes))
		return false;
	for (size_t i = 0; i < nodes.gl_pathc; i++)
		found |= access(nodes.gl_pathv[i], R_OK | W_OK) && errno == EACCES;
	globfree(&nodes);
	return found;
}

void selftest_cameras(struct selftest *test)
{
	if (test->interrupted || yamp_camera_each(try_camera, test) > 0)
		return;
	selftest_part(test, "camera");
	if (any_forbidden())
		selftest_missing(test, "camera", "sudo usermod -aG video $USER and log in again",
				 "no permission on /dev/video*");
	else
		selftest_missing(test, "camera", "plug one in; or a software one: sudo modprobe vivid",
				 "no /dev/video* that captures");
}
