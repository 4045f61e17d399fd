/* SPDX-License-Identifier: MIT */
/*
 * Requests and events of yamp_constraints_v1: the targets, told to a client.
 *
 * What was told last is remembered by its digest, so that nothing is told twice.
 */
#include "plugin.h"

#include <stdlib.h>
#include <string.h>

#include "weston-compat.h"
#include "yamp-v1-server-protocol.h"

/* Indices in one event "formats". */
#define INDICES_MAX 512

/* Frames of a surface after which it is believed that planes are taken, or free again: a
 * client may lay out its buffers anew for it. */
#define FRAMES_TO_BELIEVE 30

/**
 * struct constraints - one object
 * @surface: whose targets are told; NULL if those of all outputs are, or it is gone
 * @of_surface: there is or was one
 * @limited: the client has too many
 * @taken: others have the planes that the surface could be on
 * @doubts: frames in a row that say otherwise
 * @told: digest of the last batch, 0 if there was none
 * @table: digest of the last format table, 0 if there was none
 */
struct constraints {
	struct plugin *plugin;
	struct client *client;
	struct wl_resource *resource;
	struct weston_surface *surface;
	struct wl_listener surface_destroy;
	struct wl_listener surface_commit;
	bool of_surface;
	bool limited;
	bool taken;
	unsigned int doubts;
	uint64_t told;
	uint64_t table;
};

/* ---- what is told ------------------------------------------------------------------ */

static bool is_told(const struct constraints *constraints, const struct target *target)
{
	if (constraints->limited)
		return false;
	return !constraints->surface || target_serves(target, constraints->surface->output);
}

static void send_figures(struct wl_resource *resource, const struct target *target)
{
	const struct told_figure *figure;
	uint32_t i, plane;

	for (i = 0; i < YAMP_FIGURES; i++) {
		figure = &target->figures[i];
		plane = i < YAMP_FIGURE_PLANE_STRIDE_ALIGN ? 0 : YAMP_PLANE_ALL;
		if (figure->told)
			yamp_constraints_v1_send_figure(resource, i, plane, figure->value >> 32,
							figure->value & UINT32_MAX,
							figure->source);
	}
}

static void send_formats(struct wl_resource *resource, const struct target *target)
{
	const uint16_t *indices = target->indices.data;
	size_t left = target->indices.size / sizeof(*indices);
	struct wl_array part;
	size_t count;

	for (; left; left -= count) {
		count = left < INDICES_MAX ? left : INDICES_MAX;
		part = (struct wl_array){.size = count * sizeof(*indices),
					 .data = (void *)(uintptr_t)indices};
		yamp_constraints_v1_send_formats(resource, &part, target->formats_source);
		indices += count;
	}
}

static void send_target(void *data, const struct target *target)
{
	struct wl_resource *resource = data;
	const struct output_name *output;
	dev_t node = target->device;
	struct wl_array device = {0};

	if (node)
		device = (struct wl_array){.size = sizeof(node), .data = &node};
	yamp_constraints_v1_send_target(resource, target->number, target->kind, &device,
					target->name);
	wl_array_for_each(output, &target->outputs)
		yamp_constraints_v1_send_output(resource, output->text);
	send_figures(resource, target);
	send_formats(resource, target);
	yamp_constraints_v1_send_target_done(resource);
}

/* Where planes are taken the renderer is the best that there is. */
static bool is_best(const struct constraints *constraints, const struct target *target)
{
	return constraints->taken == (target->kind == YAMP_CONSTRAINTS_V1_KIND_RENDERER);
}

/* All that are told, in their order. */
static void each_target(struct constraints *constraints,
			void (*act)(void *data, const struct target *target), void *data)
{
	const struct target *target;
	int best;

	for (best = 1; best >= 0; best--) {
		wl_list_for_each(target, &constraints->plugin->targets.list, link) {
			if (is_told(constraints, target) && is_best(constraints, target) == best)
				act(data, target);
		}
	}
}

static void add_digest(void *data, const struct target *target)
{
	uint64_t *digest = data;

	*digest = digest_add(*digest, &target->digest, sizeof(target->digest));
}

/* Of a batch; never 0. */
static uint64_t batch_digest(struct constraints *constraints)
{
	uint64_t digest = digest_add(0, "", 1);

	each_target(constraints, add_digest, &digest);
	return digest ? digest : 1;
}

static void send_table(struct constraints *constraints)
{
	const struct targets *targets = &constraints->plugin->targets;

	if (targets->table_fd < 0 || constraints->table == targets->table_digest ||
	    constraints->limited)
		return;
	yamp_constraints_v1_send_format_table(constraints->resource, targets->table_fd,
					      targets->table_size);
	constraints->table = targets->table_digest;
}

/* Who hears nothing new keeps the table that it has. */
static void tell(struct constraints *constraints)
{
	uint64_t digest = batch_digest(constraints);

	if (constraints->plugin->state == PLUGIN_PROBING ||
	    (constraints->of_surface && !constraints->surface) || constraints->told == digest)
		return;
	constraints->told = digest;
	send_table(constraints);
	each_target(constraints, send_target, constraints->resource);
	yamp_constraints_v1_send_done(constraints->resource);
}

void constraints_changed(struct plugin *plugin)
{
	struct wl_resource *resource;

	wl_resource_for_each(resource, &plugin->constraints)
		tell(wl_resource_get_user_data(resource));
}

static void doubt(struct constraints *constraints, bool taken)
{
	if (taken == constraints->taken) {
		constraints->doubts = 0;
		return;
	}
	if (++constraints->doubts < FRAMES_TO_BELIEVE)
		return;
	constraints->doubts = 0;
	constraints->taken = taken;
	plugin_trace(constraints->plugin, "planes are %s: the order of targets changes",
		     taken ? "taken by other surfaces" : "free again");
	tell(constraints);
}

/* ---- the surface ------------------------------------------------------------------- */

static void forget_surface(struct constraints *constraints)
{
	if (!constraints->surface)
		return;
	wl_list_remove(&constraints->surface_destroy.link);
	wl_list_remove(&constraints->surface_commit.link);
	constraints->surface = NULL;
}

static void on_surface_destroy(struct wl_listener *listener, void *data)
{
	struct constraints *constraints = wl_container_of(listener, constraints, surface_destroy);

	forget_surface(constraints);
}

/* No signal tells that a surface came to another output. One that does is shown there
 * by a commit, and one that shows nothing new needs no new buffers. */
static void on_surface_commit(struct wl_listener *listener, void *data)
{
	struct constraints *constraints = wl_container_of(listener, constraints, surface_commit);

	tell(constraints);
}

/* For each frame that is asked about: what other clients have is not looked through. */
void constraints_placed(const struct weston_surface *surface, uint32_t reasons)
{
	struct constraints *constraints;
	struct wl_listener *listener;

	wl_list_for_each(listener, &surface->destroy_signal.listener_list, link) {
		if (listener->notify != on_surface_destroy)
			continue;
		constraints = wl_container_of(listener, constraints, surface_destroy);
		doubt(constraints, reasons & YAMP_PLACEMENT_V1_REASON_NO_PLANE);
	}
}

static void follow_surface(struct constraints *constraints, struct weston_surface *surface)
{
	constraints->of_surface = true;
	constraints->surface = surface;
	constraints->surface_destroy.notify = on_surface_destroy;
	wl_signal_add(&surface->destroy_signal, &constraints->surface_destroy);
	constraints->surface_commit.notify = on_surface_commit;
	wl_signal_add(&surface->commit_signal, &constraints->surface_commit);
}

/* ---- the object -------------------------------------------------------------------- */

static void on_destroy_request(struct wl_client *client, struct wl_resource *resource)
{
	wl_resource_destroy(resource);
}

static const struct yamp_constraints_v1_interface requests = {
	.destroy = on_destroy_request,
};

static void constraints_free(struct constraints *constraints)
{
	constraints->client->constraints--;
	client_put(constraints->client);
	free(constraints);
}

static void on_resource_destroy(struct wl_resource *resource)
{
	struct constraints *constraints = wl_resource_get_user_data(resource);

	wl_list_remove(wl_resource_get_link(resource));
	forget_surface(constraints);
	constraints_free(constraints);
}

static struct constraints *constraints_alloc(struct plugin *plugin, struct wl_client *wl_client)
{
	struct constraints *constraints = calloc(1, sizeof(*constraints));

	if (!constraints)
		return NULL;
	constraints->client = client_get(&plugin->clients, wl_client);
	if (!constraints->client) {
		free(constraints);
		return NULL;
	}
	constraints->plugin = plugin;
	constraints->client->constraints++;
	constraints->limited = !client_may_ask(constraints->client);
	return constraints;
}

void constraints_create(struct plugin *plugin, struct wl_client *wl_client, uint32_t version,
			uint32_t id, struct wl_resource *wl_surface)
{
	struct constraints *constraints = constraints_alloc(plugin, wl_client);

	if (!constraints)
		goto no_memory;
	constraints->resource = wl_resource_create(wl_client, &yamp_constraints_v1_interface,
						   (int)version, id);
	if (!constraints->resource)
		goto free_constraints;
	wl_resource_set_implementation(constraints->resource, &requests, constraints,
				       on_resource_destroy);
	if (!constraints->limited) {
		if (wl_surface)
			follow_surface(constraints, wl_resource_get_user_data(wl_surface));
		targets_settle(plugin);
	}
	wl_list_insert(&plugin->constraints, wl_resource_get_link(constraints->resource));
	tell(constraints);
	return;

free_constraints:
	constraints_free(constraints);
no_memory:
	wl_client_post_no_memory(wl_client);
}
