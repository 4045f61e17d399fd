// SPDX-License-Identifier: MIT
/* yamp view: a viewfinder; yamp replay: one of recorded frames; yamp record: a
 * file of frames. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <sys/stat.h>

#include "view.h"

static void window_closed(void *data)
{
	struct view *view = data;

	view->closed = true;
}

static void window_presented(void *data, const struct yamp_presented *presented)
{
	struct view *view = data;

	view->second.presented++;
	view->pending -= view->pending > 0;
	view_stages_shown(view, presented->sequence, presented->time_ns);
	view->on_plane = presented->flags & YAMP_PRESENTED_ZERO_COPY;
	view->reasons = presented->reasons;
	snprintf(view->output, sizeof(view->output), "%s",
		 presented->output ? presented->output : "");
	if (view->on_plane)
		view->second.plane++;
	else
		view->second.composited++;
	if (view->camera_clock)
		histogram_add(&view->second.latency,
			      (int64_t)(presented->time_ns - presented->capture_ns));
}

static void window_discarded(void *data, uint64_t sequence)
{
	struct view *view = data;

	view->second.lost_compositor++;
	view->pending -= view->pending > 0;
}

static const struct yamp_window_listener window_listener = {
	.version = YAMP_WINDOW_LISTENER_VERSION,
	.closed = window_closed,
	.presented = window_presented,
	.discarded = window_discarded,
};

static void line_add_camera(void *data, const char *node, const char *name)
{
	line_add(data, " %s (%s)", node, name);
}

static bool is_file(const char *path)
{
	struct stat status;

	return !stat(path, &status) && S_ISREG(status.st_mode);
}

/* What could have been meant instead. */
static void add_hint(const struct view *view, int error, struct line *line)
{
	if (is_file(view->options.node) && error == -EBADMSG)
		line_add(line, "; yamp play shows films");
	if (view->options.whole || is_file(view->options.node) || error == -EACCES ||
	    error == -EBUSY || error == -ENOMEM)
		return;
	line_add(line, "; cameras here:");
	if (yamp_camera_each(line_add_camera, line) <= 0)
		line_add(line, " none, plug one in or load its driver");
}

int view_open_camera(struct view *view)
{
	struct line line = { 0 };
	int error;

	view->tool_log.held = &line;
	view->camera = yamp_camera_open(view->options.node, &view->log);
	error = view->camera ? 0 : -errno;
	view->tool_log.held = NULL;
	if (!error)
		return 0;
	add_hint(view, error, &line);
	tool_error("%s", line.used ? line.text : "no memory");
	return tool_status(error);
}

static int open_display(struct view *view)
{
	int error;

	view->display = yamp_display_connect(NULL, &view->log);
	if (view->display) {
		view_access_init(&view->access_second, yamp_display_fd(view->display));
		return 0;
	}
	error = -errno;
	return error == -EPROTO ? EX_PROTOCOL : error == -ENOMEM ? EX_OSERR : EX_UNAVAILABLE;
}

static int open_window(struct view *view)
{
	struct yamp_window_options options = {
		.app_id = "yamp",
		.width = view->mode.width,
		.height = view->mode.height,
		.fullscreen = view->options.fullscreen,
	};
	char title[64];

	snprintf(title, sizeof(title), "%s", yamp_camera_name(view->camera));
	options.title = title;
	view->window = yamp_window_create(view->display, &options, &window_listener, view);
	if (view->window)
		return 0;
	tool_error("no memory for a window");
	return EX_OSERR;
}

static int run(struct view *view)
{
	int status;

	view->signal_fd = tool_signals();
	if (view->signal_fd < 0)
		return EX_OSERR;
	status = view_open_camera(view);
	if (!status)
		status = view_open_dsps(view);
	if (!status && !view->options.file)
		status = open_display(view);
	if (status)
		return status;
	view->device = yamp_device_open(NULL, &view->log);
	if (!view->device)
		return EX_OSERR;
	status = view_set_formats(view);
	if (!status)
		status = view_setup_pipeline(view, view->options.file ? &record_sink :
									&view_sink);
	if (view->options.file)
		return status ? status : view_record(view);
	if (!status)
		status = view_setup_images(view);
	if (!status)
		status = open_window(view);
	if (status)
		return status;
	view_report_begin(view);
	status = view_loop(view);
	view_report_end(view);
	return status;
}

static void view_finish(struct view *view)
{
	yamp_window_destroy(view->window);
	view_drop_images(view, true);
	yamp_display_destroy(view->display);
	yamp_pipeline_destroy(view->pipeline);
	for (uint32_t i = 0; i < YAMP_PIPELINE_DSPS; i++)
		yamp_dsp_close(view->dsps[i]);
	yamp_camera_close(view->camera);
	yamp_device_close(view->device);
	if (view->signal_fd >= 0)
		close(view->signal_fd);
}

static int view_run(enum view_kind kind, int argc, char **argv)
{
	struct view *view = calloc(1, sizeof(*view));
	int status = EX_OSERR;

	if (!view) {
		tool_error("no memory");
		return EX_OSERR;
	}
	view->signal_fd = -1;
	if (view_parse(&view->options, kind, argc, argv, &status)) {
		view->tool_log.most = view->options.quiet ? YAMP_LOG_ERROR :
			view->options.verbose ? YAMP_LOG_DEBUG : YAMP_LOG_WARNING;
		view->log = (struct yamp_log){ tool_log_line, &view->tool_log };
		status = run(view);
		view_finish(view);
	}
	free(view);
	return status;
}

int tool_view(int argc, char **argv)
{
	return view_run(VIEW_SHOW, argc, argv);
}

int tool_replay(int argc, char **argv)
{
	return view_run(VIEW_REPLAY, argc, argv);
}

int tool_record(int argc, char **argv)
{
	return view_run(VIEW_RECORD, argc, argv);
}
