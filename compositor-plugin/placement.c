/* SPDX-License-Identifier: MIT */
/*
 * yamp_placement_v1: what became of one content update.
 *
 *   get_placement ──► observer_watch() ──► Weston: discarded ──────────► discarded
 *                                            │
 *                                            └► presented ──► on a plane: scanout
 *                                                        └──► drawn: journal_reasons(),
 *                                                             composited
 *
 * The answer is sent from within Weston's own, before the next repaint of that output
 * can begin: what Weston remembers of its decision is still of this frame.
 */
#include "plugin.h"

#include <inttypes.h>
#include <stdlib.h>

#include "presentation-time-server-protocol.h"
#include "reasons.h"
#include "weston-compat.h"
#include "yamp-v1-server-protocol.h"

/**
 * struct placement - one question, until its answer
 * @resource: the client's object
 * @surface: what it is about; NULL once it is gone
 */
struct placement {
	struct plugin *plugin;
	struct client *client;
	struct wl_resource *resource;
	struct weston_surface *surface;
	struct wl_listener surface_destroy;
	struct observation observation;
};

static void forget_surface(struct placement *placement)
{
	if (!placement->surface)
		return;
	wl_list_remove(&placement->surface_destroy.link);
	placement->surface = NULL;
}

static void on_surface_destroy(struct wl_listener *listener, void *data)
{
	struct placement *placement = wl_container_of(listener, placement, surface_destroy);

	forget_surface(placement);
}

/* For each of the client's wl_outputs that stand for @output. */
static void send_outputs(const struct placement *placement, struct weston_output *output)
{
	struct wl_client *client = wl_resource_get_client(placement->resource);
	struct wl_resource *resource;
	struct weston_head *head;

	wl_list_for_each(head, &output->head_list, output_link) {
		wl_resource_for_each(resource, &head->resource_list) {
			if (wl_resource_get_client(resource) == client)
				yamp_placement_v1_send_output(placement->resource, resource);
		}
	}
}

static struct weston_output *output_of(const struct placement *placement)
{
	if (placement->observation.head)
		return weston_head_get_output(placement->observation.head);
	return placement->surface ? placement->surface->output : NULL;
}

static void trace(const struct placement *placement, const struct weston_output *output,
		  uint32_t reasons)
{
	const struct shown *shown = &placement->observation.shown;
	pid_t pid;

	if (!plugin_is_traced(placement->plugin))
		return;
	wl_client_get_credentials(wl_resource_get_client(placement->resource), &pid, NULL, NULL);
	plugin_trace(placement->plugin, "pid %d: frame on %s at %" PRIu64 ".%09u: %s%s", (int)pid,
		     output ? output->name : "an output that is gone",
		     (uint64_t)shown->sec_hi << 32 | shown->sec_lo, shown->nsec,
		     reasons ? "composited: " : "on a plane", reasons_text(reasons).text);
}

static void send_presented(const struct placement *placement)
{
	const struct shown *shown = &placement->observation.shown;
	struct weston_output *output = output_of(placement);
	uint32_t reasons = 0;

	if (output)
		send_outputs(placement, output);
	if (shown->flags & WP_PRESENTATION_FEEDBACK_KIND_ZERO_COPY) {
		yamp_placement_v1_send_scanout(placement->resource, 0);
	} else {
		reasons = journal_reasons(placement->plugin, shown, placement->surface, output);
		yamp_placement_v1_send_composited(placement->resource, reasons);
	}
	yamp_placement_v1_send_presented(placement->resource, shown->sec_hi, shown->sec_lo,
					 shown->nsec, shown->refresh, shown->seq_hi, shown->seq_lo,
					 shown->flags);
	trace(placement, output, reasons);
	if (placement->surface)
		constraints_placed(placement->surface, reasons);
}

static void on_observed(struct observation *observation)
{
	struct placement *placement = wl_container_of(observation, placement, observation);

	if (observation->presented)
		send_presented(placement);
	else
		yamp_placement_v1_send_discarded(placement->resource);
	wl_resource_destroy(placement->resource);
}

static void placement_free(struct placement *placement)
{
	placement->client->placements--;
	client_put(placement->client);
	free(placement);
}

static void on_resource_destroy(struct wl_resource *resource)
{
	struct placement *placement = wl_resource_get_user_data(resource);

	wl_list_remove(wl_resource_get_link(resource));
	if (wl_list_empty(&placement->plugin->placements))
		journal_close(placement->plugin);
	observation_cancel(&placement->observation);
	forget_surface(placement);
	placement_free(placement);
}

static struct placement *placement_alloc(struct plugin *plugin, struct wl_client *wl_client)
{
	struct placement *placement = calloc(1, sizeof(*placement));

	if (!placement)
		return NULL;
	placement->client = client_get(&plugin->clients, wl_client);
	if (!placement->client) {
		free(placement);
		return NULL;
	}
	placement->plugin = plugin;
	placement->observation.ended = on_observed;
	placement->client->placements++;
	return placement;
}

static void watch(struct placement *placement, struct wl_resource *wl_surface)
{
	struct plugin *plugin = placement->plugin;

	if (!client_may_place(placement->client) ||
	    !observer_watch(&plugin->observer, &placement->observation, wl_surface)) {
		yamp_placement_v1_send_discarded(placement->resource);
		wl_resource_destroy(placement->resource);
		return;
	}
	placement->surface = wl_resource_get_user_data(wl_surface);
	placement->surface_destroy.notify = on_surface_destroy;
	wl_signal_add(&placement->surface->destroy_signal, &placement->surface_destroy);
	journal_open(plugin);
}

void placement_create(struct plugin *plugin, struct wl_client *wl_client, uint32_t version,
		      uint32_t id, struct wl_resource *wl_surface)
{
	struct placement *placement = placement_alloc(plugin, wl_client);

	if (!placement)
		goto no_memory;
	placement->resource = wl_resource_create(wl_client, &yamp_placement_v1_interface,
						 (int)version, id);
	if (!placement->resource)
		goto free_placement;
	wl_resource_set_implementation(placement->resource, NULL, placement, on_resource_destroy);
	wl_list_insert(&plugin->placements, wl_resource_get_link(placement->resource));
	watch(placement, wl_surface);
	return;

free_placement:
	placement_free(placement);
no_memory:
	wl_client_post_no_memory(wl_client);
}
