// SPDX-License-Identifier: MIT
#include "client.h"

#include <string.h>
#include <sys/socket.h>

#include "compositor.h"
#include "linux-dmabuf-v1-client-protocol.h"
#include "yamp-v1-client-protocol.h"

static void on_global(void *data, struct wl_registry *registry, uint32_t name,
		      const char *interface, uint32_t version)
{
	struct client *client = data;

	if (strcmp(interface, wl_compositor_interface.name) == 0)
		client->compositor = wl_registry_bind(registry, name, &wl_compositor_interface, 4);
	else if (strcmp(interface, zwp_linux_dmabuf_v1_interface.name) == 0)
		client->dmabuf = wl_registry_bind(registry, name, &zwp_linux_dmabuf_v1_interface, 3);
	else if (strcmp(interface, yamp_manager_v1_interface.name) == 0)
		client->manager = wl_registry_bind(registry, name, &yamp_manager_v1_interface, 3);
}

static void on_global_remove(void *data, struct wl_registry *registry, uint32_t name)
{
}

static const struct wl_registry_listener registry_listener = {
	.global = on_global,
	.global_remove = on_global_remove,
};

void client_exchange(struct client *client)
{
	wl_display_flush(client->display);
	compositor_run();
	while (wl_display_prepare_read(client->display) != 0)
		wl_display_dispatch_pending(client->display);
	wl_display_read_events(client->display);
	require(wl_display_dispatch_pending(client->display) >= 0, "a client that is ended");
}

void client_begin(struct client *client)
{
	int pair[2];

	memset(client, 0, sizeof(*client));
	require(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair) == 0,
		"a socket");
	require(wl_client_create(compositor->wl_display, pair[0]), "a client");
	client->display = wl_display_connect_to_fd(pair[1]);
	client->registry = wl_display_get_registry(client->display);
	wl_registry_add_listener(client->registry, &registry_listener, client);
	client_exchange(client);
}

void client_end(struct client *client)
{
	yamp_manager_v1_destroy(client->manager);
	zwp_linux_dmabuf_v1_destroy(client->dmabuf);
	wl_compositor_destroy(client->compositor);
	wl_registry_destroy(client->registry);
	wl_display_disconnect(client->display);
	compositor_run();
}
