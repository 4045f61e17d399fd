// SPDX-License-Identifier: MIT
/*
 * What it costs the compositor to tell a client what becomes of each frame: the plugin in
 * the compositor without a screen, with a client that shows frames on a plane and asks, or
 * does not. tests/bench/run-placement counts the instructions.
 *
 * Usage: placement-cost FRAMES yes|no
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <wayland-client-core.h>
#include <wayland-client-protocol.h>

#include "compositor.h"
#include "presentation-time-client-protocol.h"
#include "yamp-v1-client-protocol.h"

struct client {
	struct wl_display *display;
	struct wl_compositor *compositor;
	struct yamp_manager_v1 *manager;
	struct wl_surface *surface;
	struct yamp_surface_v1 *media;
	unsigned long told;
};

static void on_global(void *data, struct wl_registry *registry, uint32_t name,
		      const char *interface, uint32_t version)
{
	struct client *client = data;

	if (strcmp(interface, wl_compositor_interface.name) == 0)
		client->compositor = wl_registry_bind(registry, name, &wl_compositor_interface, 4);
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

static void on_output(void *data, struct yamp_placement_v1 *placement, struct wl_output *output)
{
}

static void on_scanout(void *data, struct yamp_placement_v1 *placement, uint32_t target)
{
	struct client *client = data;

	client->told++;
}

static void on_composited(void *data, struct yamp_placement_v1 *placement, uint32_t reasons)
{
}

static void on_discarded(void *data, struct yamp_placement_v1 *placement)
{
	yamp_placement_v1_destroy(placement);
}

static void on_presented(void *data, struct yamp_placement_v1 *placement, uint32_t sec_hi,
			 uint32_t sec_lo, uint32_t nsec, uint32_t refresh, uint32_t seq_hi,
			 uint32_t seq_lo, uint32_t flags)
{
	yamp_placement_v1_destroy(placement);
}

static const struct yamp_placement_v1_listener placement_listener = {
	.output = on_output,
	.scanout = on_scanout,
	.composited = on_composited,
	.presented = on_presented,
	.discarded = on_discarded,
};

/* Both sides are this thread: each does what there is to do. */
static void exchange(struct client *client)
{
	wl_display_flush(client->display);
	compositor_run();
	while (wl_display_prepare_read(client->display) != 0)
		wl_display_dispatch_pending(client->display);
	wl_display_read_events(client->display);
	wl_display_dispatch_pending(client->display);
}

static void client_begin(struct client *client)
{
	struct wl_registry *registry;
	int pair[2];

	require(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair) == 0,
		"a socket");
	require(wl_client_create(compositor->wl_display, pair[0]), "a client");
	client->display = wl_display_connect_to_fd(pair[1]);
	registry = wl_display_get_registry(client->display);
	wl_registry_add_listener(registry, &registry_listener, client);
	exchange(client);
	client->surface = wl_compositor_create_surface(client->compositor);
	client->media = yamp_manager_v1_get_surface(client->manager, client->surface);
	exchange(client);
}

static void show_frame(struct client *client, bool ask)
{
	struct yamp_placement_v1 *placement;

	if (ask) {
		placement = yamp_surface_v1_get_placement(client->media);
		yamp_placement_v1_add_listener(placement, &placement_listener, client);
	}
	wl_surface_commit(client->surface);
	exchange(client);
	shown_flip(WP_PRESENTATION_FEEDBACK_KIND_ZERO_COPY);
	exchange(client);
}

int main(int argc, char **argv)
{
	unsigned long i, frames = argc == 3 ? strtoul(argv[1], NULL, 10) : 0;
	bool ask = argc == 3 && strcmp(argv[2], "yes") == 0;
	struct client client = {0};

	if (!frames) {
		fprintf(stderr, "usage: placement-cost FRAMES yes|no\n");
		return 64;
	}
	log_is_read = false;
	kernel_begin();
	compositor_begin();
	compositor_run();
	client_begin(&client);
	for (i = 0; i < frames; i++)
		show_frame(&client, ask);
	require(client.told == (ask ? frames : 0), "each frame that asked was told of");
	wl_display_disconnect(client.display);
	compositor_run();
	compositor_end();
	kernel_end();
	return 0;
}
