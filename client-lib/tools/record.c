// SPDX-License-Identifier: MIT
/* yamp record: what comes out of the last stage goes into a file, every frame of it. */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <json-c/json.h>
#include <sys/stat.h>

#include "view.h"

enum { POLL_SIGNAL, POLL_DEVICES };

#define RECORD_POLLFDS (1 + YAMP_PIPELINE_DSPS + YAMP_MAX_COUNT * YAMP_MAX_PLANES)

static int sink_frame(void *data, const struct yamp_pipeline_frame *frame)
{
	struct view *view = data;
	int ret = yamp_recorder_write(view->recorder, yamp_pool_buffer(view->pool, frame->index));

	if (ret)
		return ret == -EAGAIN ? -EIO : ret;
	yamp_pipeline_release(view->pipeline, frame->index, true);
	view->all.shown++;
	view->closed = view->options.frames == view->all.shown;
	return 0;
}

static bool sink_room(void *data)
{
	const struct view *view = data;

	return !view->closed;
}

const struct yamp_pipeline_listener record_sink = {
	.version = YAMP_PIPELINE_LISTENER_VERSION,
	.room = sink_room,
	.frame = sink_frame,
	.stage = view_stage_event,
};

static int turn(struct view *view)
{
	struct pollfd fds[POLL_DEVICES + RECORD_POLLFDS];
	uint32_t devices;
	int ret;

	fds[POLL_SIGNAL] = (struct pollfd){ view->signal_fd, POLLIN, 0 };
	devices = yamp_pipeline_pollfds(view->pipeline, fds + POLL_DEVICES, RECORD_POLLFDS);
	if (poll(fds, POLL_DEVICES + devices, -1) < 0)
		return errno == EINTR ? 0 : -errno;
	if (fds[POLL_SIGNAL].revents)
		view->closed = true;
	ret = yamp_pipeline_polled(view->pipeline, fds + POLL_DEVICES, devices);
	return ret ? ret : yamp_pipeline_advance(view->pipeline);
}

static void report_json(const struct view *view)
{
	struct json_object *object = json_object_new_object();
	struct json_object *drops = json_object_new_object();
	const struct view_counts *counts = &view->second;

	json_object_object_add(object, "type", json_object_new_string("summary"));
	json_object_object_add(object, "frames", json_object_new_int64(view->all.shown));
	json_object_object_add(drops, "camera", json_object_new_int64(counts->lost_camera));
	json_object_object_add(drops, "damaged", json_object_new_int64(counts->lost_damaged));
	json_object_object_add(drops, "dsp", json_object_new_int64(counts->lost_dsp));
	json_object_object_add(object, "drops", drops);
	puts(json_object_to_json_string_ext(object, JSON_C_TO_STRING_PLAIN));
	json_object_put(object);
}

static void report(struct view *view)
{
	const struct view_counts *counts = &view->second;

	view_stages_count(view);
	if (view->options.json)
		report_json(view);
	else if (!view->options.quiet)
		printf("%llu frames of %ux%u; not recorded: camera %llu, damaged %llu, DSP %llu\n",
		       (unsigned long long)view->all.shown, view->mode.width, view->mode.height,
		       (unsigned long long)counts->lost_camera,
		       (unsigned long long)counts->lost_damaged,
		       (unsigned long long)counts->lost_dsp);
}

/* Nobody can read what he overwrites. */
static bool is_same(const char *one, const char *other)
{
	struct stat a, b;

	return !stat(one, &a) && !stat(other, &b) && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

static int begin(struct view *view)
{
	int ret = yamp_pipeline_start(view->pipeline);

	if (ret)
		return ret;
	if (is_same(view->options.node, view->options.file)) {
		tool_error("%s is what is to be recorded: give another FILE", view->options.file);
		return -EINVAL;
	}
	view->recorder = yamp_recorder_create(view->options.file, &view->mode, &view->log);
	return view->recorder ? 0 : -errno;
}

int view_record(struct view *view)
{
	int ret = begin(view), finished;

	while (!ret && !view->closed && !yamp_pipeline_is_over(view->pipeline))
		ret = turn(view);
	yamp_pipeline_stop(view->pipeline);
	finished = yamp_recorder_finish(view->recorder);
	ret = ret ? ret : finished;
	if (!ret)
		report(view);
	return tool_status(ret);
}
