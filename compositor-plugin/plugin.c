/* SPDX-License-Identifier: MIT */
/* Module start and end, the global: what there is of libweston. */
#include "plugin.h"

#include <errno.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "weston-compat.h"
#include "yamp-v1-server-protocol.h"

/* By the name that Weston calls, so that no header of Weston's frontend is needed. */
WL_EXPORT int wet_module_init(struct weston_compositor *compositor, int *argc, char *argv[]);

static int object_is(struct dl_phdr_info *info, size_t size, void *data)
{
	const char *slash = strrchr(info->dlpi_name, '/');

	return slash && strcmp(slash + 1, data) == 0;
}

/* Weston's renderers are modules; which one runs, no public call tells. */
static bool renderer_is(char *file)
{
	return dl_iterate_phdr(object_is, file) != 0;
}

/* Weston frees neither clients nor their objects at its end: these are ours. */
static void destroy_resources(struct wl_list *list)
{
	struct wl_resource *resource, *next;

	wl_resource_for_each_safe(resource, next, list)
		wl_resource_destroy(resource);
}

static void plugin_destroy(struct plugin *plugin)
{
	destroy_resources(&plugin->constraints);
	destroy_resources(&plugin->placements);
	destroy_resources(&plugin->surfaces);
	probe_destroy(plugin->probe);
	destroy_resources(&plugin->imports);
	destroy_resources(&plugin->managers);
	if (plugin->global)
		wl_global_destroy(plugin->global);
	allocator_unwatch(plugin);
	targets_unwatch(plugin);
	trials_finish(plugin);
	targets_finish(&plugin->targets);
	params_finish(&plugin->params);
	formats_finish(&plugin->formats);
	if (plugin->scope)
		weston_log_scope_destroy(plugin->scope);
	wl_list_remove(&plugin->compositor_destroy.link);
	free(plugin);
}

static void on_compositor_destroy(struct wl_listener *listener, void *data)
{
	struct plugin *plugin = wl_container_of(listener, plugin, compositor_destroy);

	plugin_destroy(plugin);
}

static void on_bind(struct wl_client *wl_client, void *data, uint32_t version, uint32_t id)
{
	manager_create(data, wl_client, version, id);
}

static void log_ready(const struct plugin *plugin)
{
	size_t count = plugin->formats.entries.size / sizeof(struct yamp_format);

	if (plugin->renderer_aborts)
		plugin_log("Weston's Vulkan renderer ends the compositor when it cannot import "
			   "a buffer: every import is refused; --renderer=gl helps");
	else if (plugin->allocator.version)
		plugin_log("ready: %zu formats and modifiers, kernel module of UAPI version %u",
			   count, plugin->allocator.version);
	else
		plugin_log("ready: %zu formats and modifiers, but the kernel module is not "
			   "loaded yet (modprobe yamp)", count);
}

static void on_probed(struct plugin *plugin, const char *failure)
{
	plugin->allocator = allocator_look();
	if (failure) {
		plugin->state = PLUGIN_OFF;
		snprintf(plugin->off, sizeof(plugin->off), "%s", failure);
		wl_global_remove(plugin->global);
		plugin_log("not offered to clients: %s", failure);
	} else {
		plugin->state = PLUGIN_READY;
		log_ready(plugin);
	}
	managers_greet(plugin);
	imports_resume(plugin);
	targets_learn(plugin);
	constraints_changed(plugin);
	if (!failure)
		return;
	probe_destroy(plugin->probe);
	plugin->probe = NULL;
}

/*
 * The global comes at once, so that a client which was quicker than the probe
 * sees it; what such a client asks waits for the probe.
 */
static int plugin_start(struct plugin *plugin, struct weston_compositor *compositor)
{
	int error;

	plugin->scope = weston_compositor_add_log_scope(compositor, "yamp",
							"imports of yamp buffers, what became of "
							"frames, and what targets need, a line "
							"each\n",
							NULL, NULL, NULL);
	error = params_init(&plugin->params, plugin->display);
	if (error)
		return error;
	plugin->global = wl_global_create(plugin->display, &yamp_manager_v1_interface,
					  yamp_manager_v1_interface.version, plugin,
					  on_bind);
	if (!plugin->global)
		return -ENOMEM;
	allocator_watch(plugin, managers_allocator_changed);
	targets_watch(plugin);
	plugin->probe = probe_create(plugin, plugin->display, on_probed);
	return plugin->probe ? 0 : -errno;
}

static struct plugin *plugin_create(struct weston_compositor *compositor)
{
	struct plugin *plugin = calloc(1, sizeof(*plugin));

	if (!plugin)
		return NULL;
	plugin->compositor = compositor;
	plugin->display = compositor->wl_display;
	plugin->watch_fd = -1;
	plugin->renderer_aborts = renderer_is("vulkan-renderer.so");
	formats_init(&plugin->formats);
	targets_init(&plugin->targets, constraints_changed);
	wl_list_init(&plugin->managers);
	wl_list_init(&plugin->imports);
	wl_list_init(&plugin->surfaces);
	wl_list_init(&plugin->placements);
	wl_list_init(&plugin->constraints);
	wl_list_init(&plugin->clients);
	trials_init(plugin, targets_learn);
	if (weston_compositor_add_destroy_listener_once(compositor, &plugin->compositor_destroy,
							on_compositor_destroy))
		return plugin;
	free(plugin);
	errno = EEXIST;
	return NULL;
}

/* A failure here would end Weston, which does better without us than not at all. */
int wet_module_init(struct weston_compositor *compositor, int *argc, char *argv[])
{
	struct plugin *plugin;
	int error;

	if (compat_other_weston()) {
		plugin_log("not started: made for Weston %d, this is %d; install the yamp.so "
			   "that was built for it", WESTON_VERSION_MAJOR, compat_other_weston());
		return 0;
	}
	if (!renderer_is("gl-renderer.so") && !renderer_is("vulkan-renderer.so")) {
		plugin_log("not started: this renderer takes no dma-bufs; --renderer=gl does");
		return 0;
	}
	plugin = plugin_create(compositor);
	if (!plugin) {
		plugin_log("not started: %s", errno == EEXIST ? "it is loaded already, name it once"
							      : strerror(errno));
		return 0;
	}
	error = plugin_start(plugin, compositor);
	if (error) {
		plugin_log("not started: %s", strerror(-error));
		plugin_destroy(plugin);
	}
	return 0;
}
