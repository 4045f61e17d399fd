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

#include "client.h"
#include "compositor.h"
#include "presentation-time-client-protocol.h"
#include "yamp-v1-client-protocol.h"

static unsigned long told;

static void on_output(void *data, struct yamp_placement_v1 *placement, struct wl_output *output)
{
}

static void on_scanout(void *data, struct yamp_placement_v1 *placement, uint32_t target)
{
	told++;
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

static void show_frame(struct client *client, struct wl_surface *surface,
		       struct yamp_surface_v1 *media, bool ask)
{
	struct yamp_placement_v1 *placement;

	if (ask) {
		placement = yamp_surface_v1_get_placement(media);
		yamp_placement_v1_add_listener(placement, &placement_listener, NULL);
	}
	wl_surface_commit(surface);
	client_exchange(client);
	shown_flip(WP_PRESENTATION_FEEDBACK_KIND_ZERO_COPY);
	client_exchange(client);
}

int main(int argc, char **argv)
{
	unsigned long i, frames = argc == 3 ? strtoul(argv[1], NULL, 10) : 0;
	bool ask = argc == 3 && strcmp(argv[2], "yes") == 0;
	struct yamp_surface_v1 *media;
	struct wl_surface *surface;
	struct client client;

	if (!frames) {
		fprintf(stderr, "usage: placement-cost FRAMES yes|no\n");
		return 64;
	}
	log_is_read = false;
	kernel_begin();
	compositor_begin();
	compositor_run();
	client_begin(&client);
	surface = wl_compositor_create_surface(client.compositor);
	media = yamp_manager_v1_get_surface(client.manager, surface);
	client_exchange(&client);
	for (i = 0; i < frames; i++)
		show_frame(&client, surface, media, ask);
	require(told == (ask ? frames : 0), "each frame that asked was told of");
	yamp_surface_v1_destroy(media);
	wl_surface_destroy(surface);
	client_end(&client);
	compositor_end();
	kernel_end();
	return 0;
}
