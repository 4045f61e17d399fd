/* SPDX-License-Identifier: MIT */
/*
 * What this Weston's linux-dmabuf offers, learnt as any client would.
 *
 * No public call tells the renderer's formats. So the module is a client of its own
 * compositor for a moment: a socket pair, one end made a wl_client, the other read
 * and written by libwayland-client from the compositor's own event loop. Nobody waits
 * for anybody: each side does what there is to do when the loop says so.
 *
 *   registry, sync ──► bind linux-dmabuf, create_params, sync ──► formats known;
 *                                                                 self-test on the
 *                                                                 params object
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

/* The last version that lists formats and modifiers by events. */
#define DMABUF_VERSION 3

/**
 * struct probe - the module as a client
 * @server_side: the wl_client that the compositor sees; NULL once it is gone
 * @failure: why it cannot go on
 * @finished: no more to learn
 */
struct probe {
	struct plugin *plugin;
	struct wl_client *server_side;
	struct wl_listener server_side_destroy;
	struct wl_event_source *source;
	struct wl_display *display;
	struct wl_registry *registry;
	struct wl_callback *sync;
	struct zwp_linux_dmabuf_v1 *dmabuf;
	struct zwp_linux_buffer_params_v1 *params;
	const char *failure;
	bool finished;
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

static void on_global(void *data, struct wl_registry *registry, uint32_t name,
		      const char *interface, uint32_t version)
{
	struct probe *probe = data;

	if (strcmp(interface, zwp_linux_dmabuf_v1_interface.name) != 0 || probe->dmabuf)
		return;
	if (version < DMABUF_VERSION) {
		probe->failure = "this Weston's linux-dmabuf is older than version 3";
		return;
	}
	probe->dmabuf = wl_registry_bind(registry, name, &zwp_linux_dmabuf_v1_interface,
					 DMABUF_VERSION);
	if (probe->dmabuf)
		zwp_linux_dmabuf_v1_add_listener(probe->dmabuf, &dmabuf_listener, probe);
}

static void on_global_remove(void *data, struct wl_registry *registry, uint32_t name)
{
}

static const struct wl_registry_listener registry_listener = {
	.global = on_global,
	.global_remove = on_global_remove,
};

static void self_test(struct probe *probe)
{
	uint32_t id = wl_proxy_get_id((struct wl_proxy *)probe->params);
	struct wl_resource *resource = NULL;

	if (probe->server_side)
		resource = wl_client_get_object(probe->server_side, id);
	if (resource)
		probe->failure = params_self_test(&probe->plugin->params, resource);
	else
		probe->failure = "self-test: linux-dmabuf made no params object";
}

static void on_formats_known(void *data, struct wl_callback *callback, uint32_t serial)
{
	struct probe *probe = data;

	if (!probe->failure)
		self_test(probe);
	if (!probe->failure && !probe->plugin->formats.entries.size)
		probe->failure = "linux-dmabuf offers no format";
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
	if (wl_display_dispatch_pending(probe->display) < 0 ||
	    wl_display_flush(probe->display) < 0 ||
	    (mask & (WL_EVENT_HANGUP | WL_EVENT_ERROR)))
		if (!probe->failure && !probe->finished)
			probe->failure = "the compositor ended the module's own connection";
}

static int on_socket(int fd, uint32_t mask, void *data)
{
	struct probe *probe = data;

	read_and_write(probe, mask);
	if (probe->failure || probe->finished)
		plugin_probed(probe->plugin, probe->failure);
	return 0;
}

static void on_server_side_destroy(struct wl_listener *listener, void *data)
{
	struct probe *probe = wl_container_of(listener, probe, server_side_destroy);

	probe->server_side = NULL;
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

struct probe *probe_create(struct plugin *plugin, struct wl_display *display)
{
	struct probe *probe = calloc(1, sizeof(*probe));
	int error;

	if (!probe)
		return NULL;
	probe->plugin = plugin;
	error = probe_start(probe, display);
	if (!error)
		return probe;
	probe_destroy(probe);
	errno = -error;
	return NULL;
}

static void destroy_proxies(struct probe *probe)
{
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
		wl_list_remove(&probe->server_side_destroy.link);
		wl_client_destroy(probe->server_side);
	}
	free(probe);
}
