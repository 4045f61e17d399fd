/* SPDX-License-Identifier: MIT */
/* Requests and events of yamp_manager_v1. */
#include "plugin.h"

#include <string.h>

#include "linux-dmabuf-v1-server-protocol.h"
#include "yamp-v1-server-protocol.h"

/* Older params objects lose the modifier, and Weston then keeps frames off planes. */
#define PARAMS_VERSION_MIN 3

static void on_destroy_request(struct wl_client *client, struct wl_resource *resource)
{
	wl_resource_destroy(resource);
}

static void on_create_import(struct wl_client *client, struct wl_resource *resource, uint32_t id,
			     struct wl_resource *params)
{
	int version = wl_resource_get_version(params);

	if (version < PARAMS_VERSION_MIN) {
		wl_resource_post_error(resource, YAMP_MANAGER_V1_ERROR_PARAMS_VERSION,
				       "the params object is of version %d, at least %d is needed",
				       version, PARAMS_VERSION_MIN);
		return;
	}
	import_create(wl_resource_get_user_data(resource), client,
		      (uint32_t)wl_resource_get_version(resource), id, params);
}

static void on_get_surface(struct wl_client *client, struct wl_resource *resource, uint32_t id,
			   struct wl_resource *wl_surface)
{
	if (surface_exists(wl_surface)) {
		wl_resource_post_error(resource, YAMP_MANAGER_V1_ERROR_SURFACE_EXISTS,
				       "the wl_surface has a yamp_surface_v1 already");
		return;
	}
	surface_create(wl_resource_get_user_data(resource), client,
		       (uint32_t)wl_resource_get_version(resource), id, wl_surface);
}

static void on_get_constraints(struct wl_client *client, struct wl_resource *resource, uint32_t id)
{
	constraints_create(wl_resource_get_user_data(resource), client,
			   (uint32_t)wl_resource_get_version(resource), id, NULL);
}

static const struct yamp_manager_v1_interface requests = {
	.destroy = on_destroy_request,
	.create_import = on_create_import,
	.get_surface = on_get_surface,
	.get_constraints = on_get_constraints,
};

static void on_resource_destroy(struct wl_resource *resource)
{
	wl_list_remove(wl_resource_get_link(resource));
}

static void send_allocator(struct wl_resource *resource, const struct allocator *allocator)
{
	dev_t node = allocator->node;
	struct wl_array device = {0};

	if (allocator->node_known)
		device = (struct wl_array){.size = sizeof(node), .data = &node};
	yamp_manager_v1_send_allocator(resource, &device, allocator->version);
}

static uint32_t placement_capabilities(const struct plugin *plugin)
{
	if (!observer_works(&plugin->observer))
		return YAMP_MANAGER_V1_CAPABILITY_NONE;
	if (!journal_works(plugin))
		return YAMP_MANAGER_V1_CAPABILITY_PLACEMENT;
	return YAMP_MANAGER_V1_CAPABILITY_PLACEMENT | YAMP_MANAGER_V1_CAPABILITY_PLACEMENT_REASON;
}

/* Those whose requests a client of this version can send. */
static uint32_t capabilities(const struct plugin *plugin, int version)
{
	uint32_t capabilities = YAMP_MANAGER_V1_CAPABILITY_NONE;

	if (plugin->state != PLUGIN_READY)
		return capabilities;
	if (version >= YAMP_MANAGER_V1_GET_SURFACE_SINCE_VERSION)
		capabilities |= placement_capabilities(plugin);
	if (version >= YAMP_MANAGER_V1_GET_CONSTRAINTS_SINCE_VERSION)
		capabilities |= YAMP_MANAGER_V1_CAPABILITY_CONSTRAINTS;
	return capabilities;
}

static void greet(const struct plugin *plugin, struct wl_resource *resource)
{
	yamp_manager_v1_send_capabilities(resource,
					  capabilities(plugin, wl_resource_get_version(resource)));
	if (plugin->state == PLUGIN_READY && plugin->allocator.version)
		send_allocator(resource, &plugin->allocator);
	yamp_manager_v1_send_done(resource);
}

void manager_create(struct plugin *plugin, struct wl_client *wl_client, uint32_t version,
		    uint32_t id)
{
	struct wl_resource *resource;

	resource = wl_resource_create(wl_client, &yamp_manager_v1_interface, (int)version, id);
	if (!resource) {
		wl_client_post_no_memory(wl_client);
		return;
	}
	/* Where nodes cannot be watched, those who bind find out for everybody. */
	managers_allocator_changed(plugin);
	wl_resource_set_implementation(resource, &requests, plugin, on_resource_destroy);
	wl_list_insert(&plugin->managers, wl_resource_get_link(resource));
	if (plugin->state != PLUGIN_PROBING)
		greet(plugin, resource);
}

void managers_greet(struct plugin *plugin)
{
	struct wl_resource *resource;

	wl_resource_for_each(resource, &plugin->managers)
		greet(plugin, resource);
}

static bool same_allocator(const struct allocator *a, const struct allocator *b)
{
	return a->version == b->version && a->node_known == b->node_known && a->node == b->node;
}

void managers_allocator_changed(struct plugin *plugin)
{
	struct allocator now = allocator_look();
	struct wl_resource *resource;

	if (plugin->state != PLUGIN_READY || same_allocator(&now, &plugin->allocator))
		return;
	plugin->allocator = now;
	if (now.version)
		plugin_log("the kernel module is there, UAPI version %u", now.version);
	else
		plugin_log("the kernel module is gone");
	wl_resource_for_each(resource, &plugin->managers) {
		send_allocator(resource, &now);
		yamp_manager_v1_send_done(resource);
	}
	if (!now.version)
		return;
	trials_retry(plugin); /* there are buffers to try displays with */
	targets_learn(plugin);
}
