// SPDX-License-Identifier: MIT
/*
 * The connection to the compositor. Everything that is bound here goes to an
 * event queue of our own: the registry is made through a wrapper of the
 * wl_display that belongs to the queue, and what is made from the registry
 * inherits it, so no event of ours is ever seen by the application's queues.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "display-priv.h"
#include "display-seat.h"

const char *yamp_path_name(enum yamp_path path)
{
	static const char *const names[] = { "none", "verified", "dma-buf", "copy" };

	return (unsigned int)path < sizeof(names) / sizeof(names[0]) ? names[path] : "none";
}

uint32_t yamp_display_plugin(const struct yamp_display *display, bool *allocator)
{
	if (allocator)
		*allocator = display->manager && display->allocator;
	return display->manager ? yamp_manager_v1_get_version(display->manager) : 0;
}

static struct wl_event_queue *create_queue(struct wl_display *connection)
{
#if HAVE_QUEUE_NAMES
	return wl_display_create_queue_with_name(connection, "yamp");
#else
	return wl_display_create_queue(connection);
#endif
}

/* What the compositor's plugin tells, after the plugin has introduced itself. */
static int hear_manager(struct yamp_display *display, int64_t deadline_ms)
{
	int ret = connection_wait(display, &display->introduced, deadline_ms);

	if (ret || !display->has_constraints)
		return ret;
	return display->targets.constraints ?
		       connection_wait(display, &display->targets.heard, deadline_ms) : -ENOMEM;
}

static int bind_globals(struct yamp_display *display)
{
	int64_t deadline_ms = connection_deadline();
	int ret = globals_listen(display);

	if (!ret)
		ret = connection_roundtrip(display, deadline_ms);	/* the globals */
	if (!ret)
		ret = connection_roundtrip(display, deadline_ms);	/* and what they say */
	if (!ret && display->manager)
		ret = hear_manager(display, deadline_ms);
	if (ret)
		return ret;
	if (!display->compositor || !display->shm || !display->wm_base) {
		log_error(&display->log, "the compositor has no windows for applications "
			  "(wl_compositor 4, wl_shm and xdg_wm_base are needed): use another one");
		return -ENOTSUP;
	}
	return formats_finish(display);
}

static void say_what_lacks(struct yamp_display *display)
{
	if (!display->dmabuf)
		log_warning(&display->log, "the compositor takes no dma-bufs (its renderer cannot): "
			    "every frame is copied");
	else if (!display->manager)
		log_warning(&display->log, "the compositor has no yamp plugin: it has to believe "
			    "what we say of buffers (plain linux-dmabuf); Weston loads it with "
			    "--modules=yamp.so");
	else if (!display->allocator)
		log_warning(&display->log, "the compositor cannot ask the kernel about buffers "
			    "(modprobe yamp): it has to believe what we say (plain linux-dmabuf)");
	if (!display->viewporter)
		log_warning(&display->log, "the compositor cannot scale (no wp_viewporter): the "
			    "window keeps the size of the picture");
	if (!display->presentation)
		log_warning(&display->log, "the compositor does not tell when it shows a frame (no "
			    "wp_presentation): nothing is known of latency and planes");
}

static struct yamp_display *display_create(struct wl_display *connection, bool own,
					   const struct yamp_log *log)
{
	struct yamp_display *display = calloc(1, sizeof(*display));
	int ret = -ENOMEM;

	if (!display)
		return NULL;
	display->log = log_copy(log);
	display->connection = connection;
	display->clock = CLOCK_MONOTONIC;
	wl_list_init(&display->images);
	wl_list_init(&display->outputs);
	wl_list_init(&display->seats);
	wl_list_init(&display->windows);
	display->queue = create_queue(connection);
	display->wrapper = wl_proxy_create_wrapper(connection);
	if (display->queue && display->wrapper) {
		wl_proxy_set_queue((struct wl_proxy *)display->wrapper, display->queue);
		ret = bind_globals(display);
	}
	if (ret) {
		yamp_display_destroy(display);
		errno = -ret;
		return NULL;
	}
	display->own = own;	/* from here @connection is ours to end */
	say_what_lacks(display);
	return display;
}

struct yamp_display *yamp_display_create(struct wl_display *connection, const struct yamp_log *log)
{
	return display_create(connection, false, log);
}

/* Nobody has said where compositors are: libwayland would write that to stderr itself. */
static bool is_nowhere(const char *name)
{
	const char *folder = getenv("XDG_RUNTIME_DIR");
	const char *wanted = name ? name : getenv("WAYLAND_DISPLAY");

	return !getenv("WAYLAND_SOCKET") && !(folder && folder[0] == '/') &&
	       !(wanted && wanted[0] == '/');
}

static void say_no_connection(const char *name, const struct yamp_log *log, int error)
{
	struct yamp_log copy = log_copy(log);
	const char *wanted = name ? name : getenv("WAYLAND_DISPLAY");

	if (is_nowhere(name))
		log_error(&copy, "no compositor: XDG_RUNTIME_DIR is not set; run this inside a "
			  "Wayland session%s", geteuid() ? "" : ", as its user, without sudo");
	else if (!wanted)
		log_error(&copy, "no compositor: WAYLAND_DISPLAY is not set and there is no "
			  "wayland-0; run this inside a Wayland session");
	else
		log_error(&copy, "no compositor at WAYLAND_DISPLAY=%s (%s): start it or run this "
			  "inside its session", wanted, strerror(error));
}

struct yamp_display *yamp_display_connect(const char *name, const struct yamp_log *log)
{
	struct yamp_display *display;
	struct wl_display *connection;
	int error;

	errno = 0;
	connection = is_nowhere(name) ? NULL : wl_display_connect(name);
	if (!connection) {
		error = errno ? errno : ENOENT;
		say_no_connection(name, log, error);
		errno = error;
		return NULL;
	}
	display = display_create(connection, true, log);
	if (!display) {
		error = errno;
		wl_display_disconnect(connection);
		errno = error;
	}
	return display;
}

/*
 * A connection that goes on has to meet every wl_buffer that is being made: the
 * id of one that is missed makes libwayland end the connection at the next one.
 */
static void images_settle(struct yamp_display *display)
{
	struct yamp_image *image, *next;

	wl_list_for_each_safe(image, next, &display->images, link)
		yamp_image_destroy(image);
	connection_settle(display, &display->images);
}

void yamp_display_destroy(struct yamp_display *display)
{
	struct yamp_image *image, *next;

	if (!display)
		return;
	if (display->prepared)
		wl_display_cancel_read(display->connection);
	display->prepared = false;
	if (!display->own)
		images_settle(display);
	wl_list_for_each_safe(image, next, &display->images, link)
		image_free(image);
	formats_destroy(display);
	targets_finish(&display->targets);
	outputs_destroy(display);
	seats_destroy(display);
	globals_destroy(display);
	if (display->wrapper)
		wl_proxy_wrapper_destroy(display->wrapper);
	if (display->queue)
		wl_event_queue_destroy(display->queue);
	if (display->own)
		wl_display_disconnect(display->connection);
	free(display);
}
