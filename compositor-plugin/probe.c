/* SPDX-License-Identifier: MIT */
/*
 * The module as a client of its own compositor.
 *
 * No public call tells the renderer's formats, nor what became of a frame. So the
 * module is a client: a socket pair, one end made a wl_client, the other read and
 * written by libwayland-client from the compositor's own event loop. Nobody waits for
 * anybody: each side does what there is to do when the loop says so.
 *
 *   registry, sync ──► bind linux-dmabuf, create_params, sync ──► formats known;
 *                                                                 self-tests on the
 *                                                                 server's objects
 *
 * From then on it stays for observer.c, which needs its wp_presentation and, to hear
 * of outputs, its wl_outputs.
 */
#include "plugin.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <wayland-client-core.h>
#include <wayland-client-protocol.h>

#include "linux-dmabuf-v1-client-protocol.h"
#include "presentation-time-client-protocol.h"

/* The last version that lists formats and modifiers by events. */
#define DMABUF_VERSION 3

/* The first version with a request that lets the compositor forget a wl_output. */
#define OUTPUT_VERSION 3

/** struct probe_output - a wl_output; @name is the global's */
struct probe_output {
	struct wl_list link; /* probe.outputs */
	struct wl_output *wl_output;
	uint32_t name;
};

/**
 * struct probe - the module as a client
 * @done: told whether the formats are known
 * @server_side: the wl_client that the compositor sees; NULL once it is gone
 * @failure: why it cannot go on
 * @finished: no more to learn
 * @told: @done was called
 * @broken: the connection has ended
 */
struct probe {
	struct plugin *plugin;
	void (*done)(struct plugin *plugin, const char *failure);
	struct wl_client *server_side;
	struct wl_listener server_side_destroy;
	struct wl_event_source *source;
	struct wl_display *display;
	struct wl_registry *registry;
	struct wl_callback *sync;
	struct zwp_linux_dmabuf_v1 *dmabuf;
	struct zwp_linux_buffer_params_v1 *params;
	struct wp_presentation *presentation;
	struct wl_list outputs; /* struct probe_output.link */
	const char *failure;
	bool finished;
	bool told;
	bool broken;
};

static void on_format(void *data, struct zwp_linux_dmabuf_v1 *dmabuf, uint32_t fourcc)
{
	/* The events "modifier" say it again, with the modifier. */
}

static void on_modifier(void *data, struct zwp_linux_dmabuf_v1 *dmabuf, uint32_t fourcc,
			uint32_t modifier_hi, uint32_t modifier_lo)
{
	struct probe *probe = data;
	uint64_t modifier = (uint64_t)modifier_hi << 32 | modifier_lo;

	if (formats_add(&probe->plugin->formats, fourcc, modifier) < 0)
		probe->failure = "no memory for the list of formats";
}

static const struct zwp_linux_dmabuf_v1_listener dmabuf_listener = {
	.format = on_format,
	.modifier = on_modifier,
};

static void bind_dmabuf(struct probe *probe, uint32_t name, uint32_t version)
{
	if (version < DMABUF_VERSION) {
		probe->failure = "this Weston's linux-dmabuf is older than version 3";
		return;
	}
	probe->dmabuf = wl_registry_bind(probe->registry, name, &zwp_linux_dmabuf_v1_interface,
					 DMABUF_VERSION);
	if (probe->dmabuf)
		zwp_linux_dmabuf_v1_add_listener(probe->dmabuf, &dmabuf_listener, probe);
}

/* An output for which there is no memory is one that placements do not name. */
static void bind_output(struct probe *probe, uint32_t name, uint32_t version)
{
	struct probe_output *output = calloc(1, sizeof(*output));

	if (!output)
		return;
	output->name = name;
	output->wl_output = wl_registry_bind(probe->registry, name, &wl_output_interface,
					     version < OUTPUT_VERSION ? version : OUTPUT_VERSION);
	wl_list_insert(&probe->outputs, &output->link);
}

static void on_global(void *data, struct wl_registry *registry, uint32_t name,
		      const char *interface, uint32_t version)
{
	struct probe *probe = data;

	if (strcmp(interface, zwp_linux_dmabuf_v1_interface.name) == 0 && !probe->dmabuf)
		bind_dmabuf(probe, name, version);
	else if (strcmp(interface, wp_presentation_interface.name) == 0 && !probe->presentation)
		probe->presentation =
			wl_registry_bind(registry, name, &wp_presentation_interface, 1);
	else if (strcmp(interface, wl_output_interface.name) == 0)
		bind_output(probe, name, version);
}

static void release_output(struct probe_output *output)
{
	if (output->wl_output && wl_output_get_version(output->wl_output) >= OUTPUT_VERSION)
		wl_output_release(output->wl_output);
	else if (output->wl_output)
		wl_output_destroy(output->wl_output);
	wl_list_remove(&output->link);
	free(output);
}

static void on_global_remove(void *data, struct wl_registry *registry, uint32_t name)
{
	struct probe_output *output, *next;
	struct probe *probe = data;

	wl_list_for_each_safe(output, next, &probe->outputs, link) {
		if (output->name == name)
			release_output(output);
	}
}

static const struct wl_registry_listener registry_listener = {
	.global = on_global,
	.global_remove = on_global_remove,
};

/* The server's side of one of our objects. */
static struct wl_resource *resource_of(const struct probe *probe, void *proxy)
{
	if (!probe->server_side || !proxy)
		return NULL;
	return wl_client_get_object(probe->server_side, wl_proxy_get_id(proxy));
}

static void self_test(struct probe *probe)
{
	struct wl_resource *resource = resource_of(probe, probe->params);

	if (resource)
		probe->failure = params_self_test(&probe->plugin->params, resource);
	else
		probe->failure = "self-test: linux-dmabuf made no params object";
}

/* Without it buffers are imported all the same. */
static void start_observer(struct probe *probe)
{
	struct wl_resource *resource = resource_of(probe, probe->presentation);
	struct plugin *plugin = probe->plugin;
	const char *failure = "this Weston has no presentation-time";

	if (resource)
		failure = observer_start(&plugin->observer, plugin->display, resource);
	if (failure)
		plugin_log("cannot tell what becomes of frames: %s", failure);
}

static void on_formats_known(void *data, struct wl_callback *callback, uint32_t serial)
{
	struct probe *probe = data;

	if (!probe->failure)
		self_test(probe);
	if (!probe->failure && !probe->plugin->formats.entries.size)
		probe->failure = "linux-dmabuf offers no format";
	if (!probe->failure)
		start_observer(probe);
	probe->finished = true;
}

static const struct wl_callback_listener formats_listener = {.done = on_formats_known};

/* The sync that follows @probe's last request. */
static int ask_for(struct probe *probe, const struct wl_callback_listener *listener)
{
	if (probe->sync)
		wl_callback_destroy(probe->sync);
	probe->sync = wl_display_sync(probe->display);
	if (!probe->sync)
		return -ENOMEM;
	wl_callback_add_listener(probe->sync, listener, probe);
	return 0;
}

static void on_globals_known(void *data, struct wl_callback *callback, uint32_t serial)
{
	struct probe *probe = data;

	if (!probe->dmabuf && !probe->failure)
		probe->failure = "this renderer takes no dma-bufs; --renderer=gl does";
	if (probe->failure)
		return;
	probe->params = zwp_linux_dmabuf_v1_create_params(probe->dmabuf);
	if (!probe->params || ask_for(probe, &formats_listener) < 0)
		probe->failure = "no memory to learn the formats";
}

static const struct wl_callback_listener globals_listener = {.done = on_globals_known};

static void read_and_write(struct probe *probe, uint32_t mask)
{
	if ((mask & WL_EVENT_READABLE) && wl_display_prepare_read(probe->display) == 0)
		wl_display_read_events(probe->display);
	probe->broken = wl_display_dispatch_pending(probe->display) < 0 ||
			wl_display_flush(probe->display) < 0 ||
			(mask & (WL_EVENT_HANGUP | WL_EVENT_ERROR));
	if (probe->broken && !probe->failure && !probe->finished)
		probe->failure = "the compositor ended the module's own connection";
}

static int on_socket(int fd, uint32_t mask, void *data)
{
	struct probe *probe = data;
	struct plugin *plugin = probe->plugin;

	read_and_write(probe, mask);
	if (!probe->told && (probe->failure || probe->finished)) {
		probe->told = true;
		probe->done(plugin, probe->failure); /* may destroy @probe */
	} else if (probe->told && probe->broken) {
		plugin_log("the compositor ended the module's own connection: nothing more is "
			   "told of frames");
		wl_event_source_remove(probe->source);
		probe->source = NULL;
	}
	return 0;
}

static void on_server_side_destroy(struct wl_listener *listener, void *data)
{
	struct probe *probe = wl_container_of(listener, probe, server_side_destroy);

	probe->server_side = NULL;
	observer_stop(&probe->plugin->observer);
}

static int connect_server_side(struct probe *probe, struct wl_display *display, int fd)
{
	probe->server_side = wl_client_create(display, fd);
	if (!probe->server_side)
		return -errno;
	probe->server_side_destroy.notify = on_server_side_destroy;
	wl_client_add_destroy_listener(probe->server_side, &probe->server_side_destroy);
	return 0;
}

static int connect_sides(struct probe *probe, struct wl_display *display)
{
	int error, pair[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
		return -errno;
	/* Takes its end, but only if it succeeds... */
	error = connect_server_side(probe, display, pair[0]);
	if (error) {
		close(pair[0]);
		close(pair[1]);
		return error;
	}
	/* ... and this one takes it in any case. */
	probe->display = wl_display_connect_to_fd(pair[1]);
	return probe->display ? 0 : -errno;
}

static int first_requests(struct probe *probe)
{
	probe->registry = wl_display_get_registry(probe->display);
	if (!probe->registry)
		return -ENOMEM;
	wl_registry_add_listener(probe->registry, &registry_listener, probe);
	if (ask_for(probe, &globals_listener) < 0)
		return -ENOMEM;
	return wl_display_flush(probe->display) < 0 ? -errno : 0;
}

static int probe_start(struct probe *probe, struct wl_display *display)
{
	int error = connect_sides(probe, display);

	if (!error)
		error = first_requests(probe);
	if (error)
		return error;
	probe->source = wl_event_loop_add_fd(wl_display_get_event_loop(display),
					     wl_display_get_fd(probe->display), WL_EVENT_READABLE,
					     on_socket, probe);
	return probe->source ? 0 : -ENOMEM;
}

struct probe *probe_create(struct plugin *plugin, struct wl_display *display,
			   void (*done)(struct plugin *plugin, const char *failure))
{
	struct probe *probe = calloc(1, sizeof(*probe));
	int error;

	if (!probe)
		return NULL;
	probe->plugin = plugin;
	probe->done = done;
	wl_list_init(&probe->outputs);
	error = probe_start(probe, display);
	if (!error)
		return probe;
	probe_destroy(probe);
	errno = -error;
	return NULL;
}

static void destroy_proxies(struct probe *probe)
{
	struct probe_output *output, *next;

	wl_list_for_each_safe(output, next, &probe->outputs, link)
		release_output(output);
	if (probe->presentation)
		wp_presentation_destroy(probe->presentation);
	if (probe->params)
		zwp_linux_buffer_params_v1_destroy(probe->params);
	if (probe->dmabuf)
		zwp_linux_dmabuf_v1_destroy(probe->dmabuf);
	if (probe->sync)
		wl_callback_destroy(probe->sync);
	if (probe->registry)
		wl_registry_destroy(probe->registry);
}

void probe_destroy(struct probe *probe)
{
	if (!probe)
		return;
	if (probe->source)
		wl_event_source_remove(probe->source);
	destroy_proxies(probe);
	if (probe->display)
		wl_display_disconnect(probe->display);
	if (probe->server_side) {
		observer_stop(&probe->plugin->observer);
		wl_list_remove(&probe->server_side_destroy.link);
		wl_client_destroy(probe->server_side);
	}
	free(probe);
}
