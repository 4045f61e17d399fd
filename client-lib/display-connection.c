// SPDX-License-Identifier: MIT
/* What comes from the compositor, what goes there, and waiting for answers. */
#include <errno.h>
#include <poll.h>
#include <string.h>

#include "clock.h"
#include "display-priv.h"

/* Against a compositor that hangs; one that draws in software on a busy machine is only slow. */
#define ANSWER_TIMEOUT_MS 30000

/* Says once what ended the connection. */
static int connection_failed(struct yamp_display *display)
{
	const struct wl_interface *interface = NULL;
	uint32_t id = 0, code;
	int error = wl_display_get_error(display->connection);

	if (display->error)
		return display->error;
	display->error = error ? -error : -EPIPE;
	if (error == EPROTO) {
		code = wl_display_get_protocol_error(display->connection, &interface, &id);
		log_error(&display->log, "the compositor ended the connection: error %u on %s %u; "
			  "this is a fault of this program, please report it", code,
			  interface ? interface->name : "an object", id);
	} else {
		log_error(&display->log, "the compositor went away (%s): start it again",
			  strerror(-display->error));
	}
	return display->error;
}

static int prepare_read(struct yamp_display *display)
{
	if (display->prepared) {
		display->prepared = false;
		return 0;
	}
	while (wl_display_prepare_read_queue(display->connection, display->queue)) {
		if (wl_display_dispatch_queue_pending(display->connection, display->queue) < 0)
			return -1;
	}
	return 0;
}

static bool is_readable(const struct yamp_display *display, int timeout_ms)
{
	struct pollfd pollfd = {
		.fd = wl_display_get_fd(display->connection),
		.events = POLLIN,
	};

	return poll(&pollfd, 1, timeout_ms) > 0;
}

/*
 * With a connection of our own the read itself tells that nothing is there. On
 * a shared one it would wait for every other thread that is about to read, and
 * those sleep until there is something: look first.
 */
static int read_events(struct yamp_display *display, int timeout_ms)
{
	if ((timeout_ms || !display->own) && !is_readable(display, timeout_ms)) {
		wl_display_cancel_read(display->connection);
		return 0;
	}
	return wl_display_read_events(display->connection);
}

static int dispatch_for(struct yamp_display *display, int timeout_ms)
{
	if (display->error)
		return display->error;
	if (prepare_read(display) < 0 || read_events(display, timeout_ms) < 0 ||
	    wl_display_dispatch_queue_pending(display->connection, display->queue) < 0)
		return connection_failed(display);
	return 0;
}

int yamp_display_dispatch(struct yamp_display *display)
{
	return dispatch_for(display, 0);
}

int yamp_display_prepare(struct yamp_display *display)
{
	if (display->error)
		return display->error;
	if (!display->prepared &&
	    wl_display_prepare_read_queue(display->connection, display->queue))
		return -EAGAIN;
	display->prepared = true;
	return 0;
}

int yamp_display_flush(struct yamp_display *display)
{
	if (display->error)
		return display->error;
	if (wl_display_flush(display->connection) >= 0)
		return 0;
	/* EPIPE: what the compositor said last is still to be read. */
	if (errno == EAGAIN)
		return -EAGAIN;
	if (errno == EPIPE)
		return yamp_display_dispatch(display);
	return connection_failed(display);
}

int yamp_display_fd(const struct yamp_display *display)
{
	return wl_display_get_fd(display->connection);
}

static void sync_done(void *data, struct wl_callback *callback, uint32_t serial)
{
	bool *done = data;

	*done = true;
}

static const struct wl_callback_listener sync_listener = {
	.done = sync_done,
};

static int64_t now_ms(void)
{
	return (int64_t)(clock_now_ns() / 1000000);
}

int64_t connection_deadline(void)
{
	return now_ms() + ANSWER_TIMEOUT_MS;
}

int connection_wait(struct yamp_display *display, const bool *done, int64_t deadline_ms)
{
	int ret = 0;

	while (!*done && !ret) {
		int64_t left = deadline_ms - now_ms();

		ret = left > 0 ? yamp_display_flush(display) : -ETIMEDOUT;
		if (!ret || ret == -EAGAIN)
			ret = dispatch_for(display, left);
	}
	if (ret == -ETIMEDOUT)
		log_error(&display->log, "the compositor does not answer: see whether it hangs");
	return ret;
}

int connection_roundtrip(struct yamp_display *display, int64_t deadline_ms)
{
	struct wl_callback *callback = wl_display_sync(display->wrapper);
	bool done = false;
	int ret;

	if (!callback)
		return -ENOMEM;
	wl_callback_add_listener(callback, &sync_listener, &done);
	ret = connection_wait(display, &done, deadline_ms);
	wl_callback_destroy(callback);
	return ret;
}

void connection_settle(struct yamp_display *display, const struct wl_list *list)
{
	int64_t left, deadline_ms = connection_deadline();

	while (!wl_list_empty(list) && (left = deadline_ms - now_ms()) > 0) {
		int ret = yamp_display_flush(display);

		if ((ret && ret != -EAGAIN) || dispatch_for(display, left))
			return;
	}
}
