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
 * The compositor's events (released, presented) come once per frame and are
 * not urgent: presentation times are in the events. So the loop does not wake
 * for each but reads them at every second frame. It becomes eager, that is,
 * waits for the compositor too, when that would be felt: until the stream
 * runs, when the camera is short of buffers, and when it has delivered nothing
 * for a while.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <sys/signalfd.h>

#include "view.h"

#define READ_EVERY 2		/* frames */
#define CAMERA_LOW 1		/* buffers */
#define PATIENCE_MS 50		/* for a frame, before it becomes eager */
#define REPORT_MS 1000

enum { POLL_SIGNAL, POLL_CAMERA, POLL_DISPLAY, POLL_BUFFERS };

int64_t view_now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
	return now.tv_sec * INT64_C(1000) + now.tv_nsec / 1000000;
}

static void camera_gap(struct view *view, const struct yamp_captured *captured)
{
	uint32_t gap = captured->sequence - view->sequence - 1;

	if (view->any_frame && gap < UINT32_MAX / 2)
		view->second.lost_camera += gap;
	if (!view->any_frame) {
		view->started_ms = view_now_ms();
		view->begun_ms = view->started_ms;
	}
	view->any_frame = true;
	view->sequence = captured->sequence;
}

static void show_frame(struct view *view, const struct yamp_captured *captured)
{
	struct view_image *image = &view->images[captured->index];
	uint64_t capture_ns = captured->timestamp_ns;
	int ret = -EAGAIN;

	view->camera_clock = captured->clock == YAMP_CAMERA_CLOCK_MONOTONIC;
	yamp_pool_move(view->pool, captured->index, YAMP_SLOT_HELD);
	if (image->ready)
		ret = yamp_window_show(view->window, image->image, captured->sequence, capture_ns);
	if (!ret) {
		view->second.shown++;
		return;
	}
	yamp_pool_move(view->pool, captured->index, YAMP_SLOT_FREE);
	if (ret != -EAGAIN) {
		tool_error("cannot show a frame: %s", strerror(-ret));
		view->error = ret;
		view->error_status = EX_OSERR;
	} else if (view->second.shown || view->all.shown) {
		view->second.lost_here++;	/* before the first one it is no loss */
	}
}

static void camera_frame(struct view *view)
{
	struct yamp_captured captured;
	int ret = yamp_camera_dequeue(view->camera, &captured);

	if (ret == -EAGAIN)
		return;
	if (ret) {
		view->error = ret;
		return;
	}
	yamp_pool_move(view->pool, captured.index, YAMP_SLOT_READY);
	camera_gap(view, &captured);
	view->unread++;
	view->eager = false;
	if (captured.damaged) {
		view->second.lost_damaged++;
		yamp_pool_move(view->pool, captured.index, YAMP_SLOT_FREE);
	} else {
		show_frame(view, &captured);
	}
}

static void refill_camera(struct view *view)
{
	int index;

	while (!view->error && (index = yamp_pool_oldest(view->pool, YAMP_SLOT_FREE)) >= 0) {
		view->error = yamp_camera_queue(view->camera, index);
		yamp_pool_move(view->pool, index, YAMP_SLOT_QUEUED);
	}
}

static void flush(struct view *view)
{
	int ret = yamp_display_flush(view->display);

	view->unsent = ret == -EAGAIN;
	if (ret && ret != -EAGAIN)
		view->error = ret;
}

static void read_display(struct view *view)
{
	int ret = yamp_display_dispatch(view->display);

	view->unread = 0;
	if (ret)
		view->error = ret;
}

static bool is_eager(const struct view *view)
{
	return view->eager || view->unsent || !view->all.shown ||
	       yamp_pool_count(view->pool, YAMP_SLOT_QUEUED) <= CAMERA_LOW;
}

/* Waits, and handles whatever came. */
static void turn(struct view *view)
{
	struct pollfd fds[POLL_BUFFERS + YAMP_MAX_COUNT * YAMP_MAX_PLANES];
	bool eager = is_eager(view);
	uint32_t buffers;
	int ready;

	fds[POLL_SIGNAL] = (struct pollfd){ view->signal_fd, POLLIN, 0 };
	fds[POLL_CAMERA] = (struct pollfd){ yamp_camera_fd(view->camera), POLLIN, 0 };
	fds[POLL_DISPLAY] = (struct pollfd){ eager ? yamp_display_fd(view->display) : -1, POLLIN, 0 };
	if (view->unsent)
		fds[POLL_DISPLAY].events |= POLLOUT;
	buffers = yamp_pool_pollfds(view->pool, fds + POLL_BUFFERS,
				    YAMP_MAX_COUNT * YAMP_MAX_PLANES);
	ready = poll(fds, POLL_BUFFERS + buffers, eager ? REPORT_MS : PATIENCE_MS);
	if (ready < 0) {
		if (errno != EINTR)
			view->error = -errno;
		return;
	}
	if (!ready)
		view->eager = true;
	if (fds[POLL_SIGNAL].revents)
		view->closed = true;
	yamp_pool_polled(view->pool, fds + POLL_BUFFERS, buffers);
	if (fds[POLL_CAMERA].revents)
		camera_frame(view);
	if (!view->error)
		flush(view);
	if (!view->error && (fds[POLL_DISPLAY].revents || view->unread >= READ_EVERY || !ready))
		read_display(view);
	refill_camera(view);
}

static bool is_done(const struct view *view)
{
	uint64_t shown = view->all.shown + view->second.shown;
	uint64_t presented = view->all.presented + view->second.presented;

	if (view->closed || view->error)
		return true;
	if (!view->options.frames)
		return false;
	if (!yamp_display_has_presentation(view->display))
		return shown >= view->options.frames;
	return presented >= view->options.frames;
}

int view_loop(struct view *view)
{
	int ret = yamp_camera_start(view->camera);

	if (ret)
		return tool_status(ret);
	view->started_ms = view_now_ms();
	flush(view);
	while (!is_done(view)) {
		turn(view);
		view_report_second(view, view_now_ms());
	}
	yamp_camera_stop(view->camera);
	return view->error_status ? view->error_status : tool_status(view->error);
}
