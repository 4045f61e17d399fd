// SPDX-License-Identifier: MIT
/*
 * The connection to the compositor. Everything that is bound here goes to an
 * event queue of our own: the registry is made through a wrapper of the
 * wl_display that belongs to the queue, and what is made from the registry
 * inherits it, so no event of ours is ever seen by the application's queues.
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "display-priv.h"

/* Against a compositor that hangs; one that draws in software on a busy machine is only slow. */
#define ANSWER_TIMEOUT_MS 30000

const char *yamp_path_name(enum yamp_path path)
{
	static const char *const names[] = { "none", "verified", "dma-buf", "copy" };

	return (unsigned int)path < sizeof(names) / sizeof(names[0]) ? names[path] : "none";
}

static void wm_base_ping(void *data, struct xdg_wm_base *wm_base, uint32_t serial)
{
	xdg_wm_base_pong(wm_base, serial);
}

static const struct xdg_wm_base_listener wm_base_listener = {
	.ping = wm_base_ping,
};

static void manager_capabilities(void *data, struct yamp_manager_v1 *manager,
				 uint32_t capabilities)
{
	struct yamp_display *display = data;

	display->placement = yamp_manager_v1_get_version(manager) >=
				     YAMP_MANAGER_V1_GET_SURFACE_SINCE_VERSION &&
			     capabilities & YAMP_MANAGER_V1_CAPABILITY_PLACEMENT;
	display->has_constraints = yamp_manager_v1_get_version(manager) >=
					   YAMP_MANAGER_V1_GET_CONSTRAINTS_SINCE_VERSION &&
				   capabilities & YAMP_MANAGER_V1_CAPABILITY_CONSTRAINTS;
}

static void manager_allocator(void *data, struct yamp_manager_v1 *manager,
			      struct wl_array *device, uint32_t uapi_version)
{
	struct yamp_display *display = data;

	display->allocator = uapi_version;
}

static void manager_done(void *data, struct yamp_manager_v1 *manager)
{
	struct yamp_display *display = data;

	display->introduced = true;
}

static const struct yamp_manager_v1_listener manager_listener = {
	.capabilities = manager_capabilities,
	.allocator = manager_allocator,
	.done = manager_done,
};

static void wm_base_listen(struct yamp_display *display)
{
	xdg_wm_base_add_listener(display->wm_base, &wm_base_listener, display);
}

static void manager_listen(struct yamp_display *display)
{
	yamp_manager_v1_add_listener(display->manager, &manager_listener, display);
}

/**
 * struct global - a global that is used, if there is one
 * @version_min: an older one is as good as missing
 * @version_max: that this code knows
 * @offset: of its member in struct yamp_display
 * @listen: called once it is bound; may be NULL
 * @destroy: of its member
 */
struct global {
	const struct wl_interface *interface;
	uint32_t version_min;
	uint32_t version_max;
	size_t offset;
	void (*listen)(struct yamp_display *display);
	void (*destroy)(struct yamp_display *display);
};

#define DESTROY(interface, member) \
	static void member##_destroy(struct yamp_display *display) \
	{ \
		interface##_destroy(display->member); \
	}

DESTROY(wl_compositor, compositor)
DESTROY(wl_shm, shm)
DESTROY(wl_subcompositor, subcompositor)
DESTROY(xdg_wm_base, wm_base)
DESTROY(zwp_linux_dmabuf_v1, dmabuf)
DESTROY(wp_presentation, presentation)
DESTROY(wp_viewporter, viewporter)
DESTROY(yamp_manager_v1, manager)
#if HAVE_COLOR_REPRESENTATION
DESTROY(wp_color_representation_manager_v1, color_manager)
#endif

#define GLOBAL(interface, min, max, member, listen) \
	{ &interface##_interface, min, max, offsetof(struct yamp_display, member), listen, \
	  member##_destroy }

static const struct global globals[] = {
	GLOBAL(wl_compositor, 4, 4, compositor, NULL),
	GLOBAL(wl_shm, 1, 1, shm, formats_listen_shm),
	GLOBAL(wl_subcompositor, 1, 1, subcompositor, NULL),
	GLOBAL(xdg_wm_base, 1, 2, wm_base, wm_base_listen),
	GLOBAL(zwp_linux_dmabuf_v1, 3, 4, dmabuf, formats_listen_dmabuf),
	GLOBAL(wp_presentation, 1, 1, presentation, present_listen),
	GLOBAL(wp_viewporter, 1, 1, viewporter, NULL),
	GLOBAL(yamp_manager_v1, 1, 3, manager, manager_listen),
#if HAVE_COLOR_REPRESENTATION
	GLOBAL(wp_color_representation_manager_v1, 1, 1, color_manager, color_listen),
#endif
};

#define GLOBALS (sizeof(globals) / sizeof(globals[0]))

static void **global_object(struct yamp_display *display, const struct global *global)
{
	return (void **)((char *)display + global->offset);
}

static void registry_global(void *data, struct wl_registry *registry, uint32_t name,
			    const char *interface, uint32_t version)
{
	struct yamp_display *display = data;

	if (!strcmp(interface, wl_output_interface.name))
		outputs_add(display, name, version);
	for (size_t i = 0; i < GLOBALS; i++) {
		const struct global *global = &globals[i];
		void **object = global_object(display, global);

		if (*object || version < global->version_min ||
		    strcmp(interface, global->interface->name))
			continue;
		*object = wl_registry_bind(registry, name, global->interface,
					   version < global->version_max ? version :
									   global->version_max);
		if (*object && global->listen)
			global->listen(display);
	}
}

static void registry_global_remove(void *data, struct wl_registry *registry, uint32_t name)
{
	outputs_remove(data, name);	/* nothing else goes while a compositor runs */
}

static const struct wl_registry_listener registry_listener = {
	.global = registry_global,
	.global_remove = registry_global_remove,
};

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

uint32_t yamp_display_plugin(const struct yamp_display *display, bool *allocator)
{
	if (allocator)
		*allocator = display->manager && display->allocator;
	return display->manager ? yamp_manager_v1_get_version(display->manager) : 0;
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
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Dispatches until an event has set @done. */
static int wait_for(struct yamp_display *display, const bool *done, int64_t deadline_ms)
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

/* Waits until the compositor has handled all that was requested so far. */
static int roundtrip(struct yamp_display *display, int64_t deadline_ms)
{
	struct wl_callback *callback = wl_display_sync(display->wrapper);
	bool done = false;
	int ret;

	if (!callback)
		return -ENOMEM;
	wl_callback_add_listener(callback, &sync_listener, &done);
	ret = wait_for(display, &done, deadline_ms);
	wl_callback_destroy(callback);
	return ret;
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
	int ret = wait_for(display, &display->introduced, deadline_ms);

	if (ret || !display->has_constraints)
		return ret;
	ret = targets_listen(display);
	return ret ? ret : wait_for(display, &display->targets_heard, deadline_ms);
}

static int bind_globals(struct yamp_display *display)
{
	int64_t deadline_ms = now_ms() + ANSWER_TIMEOUT_MS;
	int ret;

	display->registry = wl_display_get_registry(display->wrapper);
	if (!display->registry)
		return -ENOMEM;
	wl_registry_add_listener(display->registry, &registry_listener, display);
	ret = roundtrip(display, deadline_ms);	/* the globals */
	if (!ret)
		ret = roundtrip(display, deadline_ms);	/* and what they say */
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
			    "what we say of buffers (plain linux-dmabuf)");
	else if (!display->allocator)
		log_warning(&display->log, "the compositor cannot ask the kernel about buffers: it "
			    "has to believe what we say (plain linux-dmabuf)");
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

static void say_no_connection(const char *name, const struct yamp_log *log, int error)
{
	struct yamp_log copy = log_copy(log);
	const char *wanted = name ? name : getenv("WAYLAND_DISPLAY");

	if (!getenv("XDG_RUNTIME_DIR") && !(wanted && wanted[0] == '/'))
		log_error(&copy, "no compositor: XDG_RUNTIME_DIR is not set; run this inside a "
			  "Wayland session");
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
	connection = wl_display_connect(name);
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

static void globals_destroy(struct yamp_display *display)
{
	for (size_t i = 0; i < GLOBALS; i++) {
		if (*global_object(display, &globals[i]))
			globals[i].destroy(display);
	}
}

/*
 * A connection that goes on has to meet every wl_buffer that is being made: the
 * id of one that is missed makes libwayland end the connection at the next one.
 */
static void images_settle(struct yamp_display *display)
{
	struct yamp_image *image, *next;
	int64_t left, deadline_ms = now_ms() + ANSWER_TIMEOUT_MS;

	wl_list_for_each_safe(image, next, &display->images, link)
		yamp_image_destroy(image);
	while (!wl_list_empty(&display->images) && (left = deadline_ms - now_ms()) > 0) {
		int ret = yamp_display_flush(display);

		if ((ret && ret != -EAGAIN) || dispatch_for(display, left))
			return;
	}
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
	targets_destroy(display);
	outputs_destroy(display);
	globals_destroy(display);
	if (display->registry)
		wl_registry_destroy(display->registry);
	if (display->wrapper)
		wl_proxy_wrapper_destroy(display->wrapper);
	if (display->queue)
		wl_event_queue_destroy(display->queue);
	if (display->own)
		wl_display_disconnect(display->connection);
	free(display);
}
