/* SPDX-License-Identifier: MIT */
/* A client of the compositor without a screen, by libwayland-client, in the same thread. */
#ifndef PLUGIN_CLIENT_H
#define PLUGIN_CLIENT_H

#include <wayland-client-core.h>
#include <wayland-client-protocol.h>

/** struct client - and what it has bound */
struct client {
	struct wl_display *display;
	struct wl_registry *registry;
	struct wl_compositor *compositor;
	struct zwp_linux_dmabuf_v1 *dmabuf;
	struct yamp_manager_v1 *manager;
};

/** client_begin - connect, and bind what there is */
void client_begin(struct client *client);

/** client_exchange - both sides do what there is to do */
void client_exchange(struct client *client);

/** client_end - disconnect; what it has made is the caller's to destroy before */
void client_end(struct client *client);

#endif /* PLUGIN_CLIENT_H */
