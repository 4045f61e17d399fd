/* SPDX-License-Identifier: MIT */
/* Requests of yamp_surface_v1. */
#include "plugin.h"

#include <stdlib.h>

#include "yamp-v1-server-protocol.h"

/**
 * struct surface - the media side of a wl_surface
 * @wl_surface: NULL once it is destroyed
 */
struct surface {
	struct plugin *plugin;
	struct wl_resource *wl_surface;
	struct wl_listener wl_surface_destroy;
};

static void forget_wl_surface(struct surface *surface)
{
	if (!surface->wl_surface)
		return;
	wl_list_remove(&surface->wl_surface_destroy.link);
	surface->wl_surface = NULL;
}

static void on_wl_surface_destroy(struct wl_listener *listener, void *data)
{
	struct surface *surface = wl_container_of(listener, surface, wl_surface_destroy);

	forget_wl_surface(surface);
}

static void on_destroy_request(struct wl_client *client, struct wl_resource *resource)
{
	wl_resource_destroy(resource);
}

static void post_no_surface(struct wl_resource *resource)
{
	wl_resource_post_error(resource, YAMP_SURFACE_V1_ERROR_NO_SURFACE,
			       "the wl_surface was destroyed");
}

static void on_get_placement(struct wl_client *client, struct wl_resource *resource, uint32_t id)
{
	struct surface *surface = wl_resource_get_user_data(resource);

	if (!surface->wl_surface) {
		post_no_surface(resource);
		return;
	}
	placement_create(surface->plugin, client, (uint32_t)wl_resource_get_version(resource), id,
			 surface->wl_surface);
}

static void on_get_constraints(struct wl_client *client, struct wl_resource *resource, uint32_t id)
{
	struct surface *surface = wl_resource_get_user_data(resource);

	if (!surface->wl_surface) {
		post_no_surface(resource);
		return;
	}
	constraints_create(surface->plugin, client, (uint32_t)wl_resource_get_version(resource),
			   id, surface->wl_surface);
}

static const struct yamp_surface_v1_interface requests = {
	.destroy = on_destroy_request,
	.get_placement = on_get_placement,
	.get_constraints = on_get_constraints,
};

static void on_resource_destroy(struct wl_resource *resource)
{
	struct surface *surface = wl_resource_get_user_data(resource);

	wl_list_remove(wl_resource_get_link(resource));
	forget_wl_surface(surface);
	free(surface);
}

bool surface_exists(struct wl_resource *wl_surface)
{
	return wl_resource_get_destroy_listener(wl_surface, on_wl_surface_destroy) != NULL;
}

void surface_create(struct plugin *plugin, struct wl_client *wl_client, uint32_t version,
		    uint32_t id, struct wl_resource *wl_surface)
{
	struct surface *surface = calloc(1, sizeof(*surface));
	struct wl_resource *resource = NULL;

	if (surface)
		resource = wl_resource_create(wl_client, &yamp_surface_v1_interface, (int)version,
					      id);
	if (!resource) {
		free(surface);
		wl_client_post_no_memory(wl_client);
		return;
	}
	surface->plugin = plugin;
	surface->wl_surface = wl_surface;
	surface->wl_surface_destroy.notify = on_wl_surface_destroy;
	wl_resource_add_destroy_listener(wl_surface, &surface->wl_surface_destroy);
	wl_resource_set_implementation(resource, &requests, surface, on_resource_destroy);
	wl_list_insert(&plugin->surfaces, wl_resource_get_link(resource));
}
