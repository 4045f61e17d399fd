// SPDX-License-Identifier: MIT
/*
 * The viewfinder's loop. Per frame, in a steady stream:
 *
 *   poll      the camera has a frame            1
 *   ioctl     take it (DQBUF)                   1
 *   sendmsg   show it                           1
 *   recvmsg   what the compositor released      1   (2 every second frame)
 *   poll      its GPU reads no more             0.5 (once every second frame)
 *   ioctl     give it to the camera (QBUF)      1
 *
 * and for each DSP a poll more, and four ioctls: its two buffers, in and out.
 *
 * The compositor's events (released, presented) come once per frame and are
 * not urgent: presentation times are in the events. So the loop does not wake
 * for each but reads them at every second frame. It becomes eager, that is,
 * waits for the compositor too, when that would be felt: until the stream
 * runs, when the last device is short of buffers, and when nothing has come for a
 * while; and always if every frame is to be shown.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>

#include "view.h"

#define READ_EVERY 2		/* frames */
#define BUFFERS_LOW 1
#define PATIENCE_MS 50		/* for a frame, before it becomes eager */
#define REPORT_MS 1000

#define VIEW_POLLFDS (1 + YAMP_PIPELINE_DSPS + YAMP_MAX_COUNT * YAMP_MAX_PLANES)

enum { POLL_SIGNAL, POLL_DISPLAY, POLL_DEVICES };

/* Is every buffer known to the compositor, and the window on the screen? */
static bool can_begin(const struct view *view)
{
	for (uint32_t i = 0; i < yamp_pool_size(view->pool); i++) {
		if (!view->images[i] || !view->images[i]->ready)
			return false;
	}
	return yamp_window_can_show(view->window);
}

/* The compositor shows one picture at a refresh: with --every-frame it gets one at a time. */
static bool sink_room(void *data)
{
	const struct view *view = data;

	if (view->options.whole && !view->second.shown && !view->all.shown && !can_begin(view))
		return false;
	return !view->options.every_frame || !view->pending ||
	       !yamp_display_has_presentation(view->display);
}

static int show(struct view *view, const struct yamp_pipeline_frame *frame)
{
	struct view_image *image = view->images[frame->index];
	int ret;

	if (!image->ready)
		return -EAGAIN;
	image->held = true;	/* a copy is released from within */
	ret = yamp_window_show(view->window, image->image, frame->sequence, frame->capture_ns);
	if (ret)
		image->held = false;
	return ret;
}

/* A DSP may let frames overtake one another: what is older than the picture stays out. */
static bool is_late(const struct view *view, uint32_t sequence)
{
	bool any = view->second.shown || view->all.shown;

	return any && sequence - view->sequence - 1 >= UINT32_MAX / 2;
}

static int sink_frame(void *data, const struct yamp_pipeline_frame *frame)
{
	struct view *view = data;
	int ret;

	if (!view->begun_ms) {
		view->started_ms = tool_now_ms();
		view->begun_ms = view->started_ms;
	}
	view->unread++;
	view->eager = false;
	view->camera_clock = frame->clock == YAMP_CAMERA_CLOCK_MONOTONIC;
	ret = is_late(view, frame->sequence) ? -EAGAIN : show(view, frame);
	if (!ret) {
		view_stages_frame(view, frame);
		view->second.shown++;
		view->sequence = frame->sequence;
		view->pending++;
		view->unsent = true;
	} else if (ret != -EAGAIN) {
		tool_error("cannot show a frame: %s", strerror(-ret));
		view->error_status = EX_OSERR;
	} else if (view->second.shown || view->all.shown) {
		view->second.lost_here++;	/* before the first one it is no loss */
	}
	return ret;
}

const struct yamp_pipeline_listener view_sink = {
	.version = YAMP_PIPELINE_LISTENER_VERSION,
	.room = sink_room,
	.frame = sink_frame,
	.stage = view_stage_event,
};

static void flush(struct view *view)
{
	int ret = yamp_display_flush(view->display);

	view->behind = ret == -EAGAIN;
	view->unsent = view->behind;
	if (ret && ret != -EAGAIN)
		view->error = ret;
}

static void read_display(struct view *view)
{
	int ret = yamp_display_dispatch(view->display);

	view->unread = 0;
	if (ret)
		view->error = ret;
	else
		view_renew(view);
}

static bool is_eager(const struct view *view)
{
	return view->eager || view->behind || !view->all.shown || view->options.every_frame ||
	       yamp_pool_count(view->pool, YAMP_SLOT_QUEUED) <= BUFFERS_LOW;
}

/* Handles whatever came, and gives what became free to the devices again. */
static void handle(struct view *view, const struct pollfd *fds, uint32_t devices, bool idle)
{
	view->error = yamp_pipeline_polled(view->pipeline, fds + POLL_DEVICES, devices);
	if (!view->error)
		flush(view);
	if (!view->error && (fds[POLL_DISPLAY].revents || view->unread >= READ_EVERY || idle))
		read_display(view);
	if (!view->error)
		view->error = yamp_pipeline_advance(view->pipeline);
	if (!view->error && view->unsent && !view->behind)
		flush(view);
}

/* Waits, and handles what came. */
static void turn(struct view *view)
{
	struct pollfd fds[POLL_DEVICES + VIEW_POLLFDS];
	bool eager = is_eager(view);
	uint32_t devices;
	int ready;

	fds[POLL_SIGNAL] = (struct pollfd){ view->signal_fd, POLLIN, 0 };
	fds[POLL_DISPLAY] = (struct pollfd){ eager ? yamp_display_fd(view->display) : -1, POLLIN, 0 };
	if (view->behind)
		fds[POLL_DISPLAY].events |= POLLOUT;
	devices = yamp_pipeline_pollfds(view->pipeline, fds + POLL_DEVICES, VIEW_POLLFDS);
	ready = poll(fds, POLL_DEVICES + devices, eager ? REPORT_MS : PATIENCE_MS);
	if (ready < 0) {
		if (errno != EINTR)
			view->error = -errno;
		return;
	}
	if (!ready)
		view->eager = true;
	if (fds[POLL_SIGNAL].revents)
		view->closed = true;
	handle(view, fds, devices, !ready);
}

static bool is_done(const struct view *view)
{
	uint64_t shown = view->all.shown + view->second.shown;
	uint64_t presented = view->all.presented + view->second.presented;

	if (view->closed || view->error)
		return true;
	if (yamp_pipeline_is_over(view->pipeline))
		return !view->pending || !yamp_display_has_presentation(view->display);
	if (!view->options.frames)
		return false;
	if (!yamp_display_has_presentation(view->display))
		return shown >= view->options.frames;
	return presented >= view->options.frames;
}

int view_loop(struct view *view)
{
	int ret = yamp_pipeline_start(view->pipeline);

	if (ret)
		return tool_status(ret);
	view->started_ms = tool_now_ms();
	flush(view);
	while (!is_done(view)) {
		turn(view);
		view_report_second(view, tool_now_ms());
	}
	yamp_pipeline_stop(view->pipeline);
	return view->error_status ? view->error_status : tool_status(view->error);
}
