// SPDX-License-Identifier: MIT
/* What the compositor offers, as far as it is used: bound, and heard. */
#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "display-color.h"
#include "display-present.h"
#include "display-seat.h"

static void wm_base_ping(void *data, struct xdg_wm_base *wm_base, uint32_t serial)
{
	xdg_wm_base_pong(wm_base, serial);
}

static const struct xdg_wm_base_listener wm_base_listener = {
	.ping = wm_base_ping,
};

static void manager_capabilities(void *data, struct yamp_manager_v1 *manager,
				 uint32_t capabilities)
{
	struct yamp_display *display = data;

	display->placement = yamp_manager_v1_get_version(manager) >=
				     YAMP_MANAGER_V1_GET_SURFACE_SINCE_VERSION &&
			     capabilities & YAMP_MANAGER_V1_CAPABILITY_PLACEMENT;
	display->has_constraints = yamp_manager_v1_get_version(manager) >=
					   YAMP_MANAGER_V1_GET_CONSTRAINTS_SINCE_VERSION &&
				   capabilities & YAMP_MANAGER_V1_CAPABILITY_CONSTRAINTS;
}

static void manager_allocator(void *data, struct yamp_manager_v1 *manager,
			      struct wl_array *device, uint32_t uapi_version)
{
	struct yamp_display *display = data;

	display->allocator = uapi_version;
}

static void manager_done(void *data, struct yamp_manager_v1 *manager)
{
	struct yamp_display *display = data;

	display->introduced = true;
}

static const struct yamp_manager_v1_listener manager_listener = {
	.capabilities = manager_capabilities,
	.allocator = manager_allocator,
	.done = manager_done,
};

static void wm_base_listen(struct yamp_display *display)
{
	xdg_wm_base_add_listener(display->wm_base, &wm_base_listener, display);
}

/* What targets need is asked before it is known to be told: later is a round trip more. */
static void manager_listen(struct yamp_display *display)
{
	yamp_manager_v1_add_listener(display->manager, &manager_listener, display);
	if (yamp_manager_v1_get_version(display->manager) >=
	    YAMP_MANAGER_V1_GET_CONSTRAINTS_SINCE_VERSION)
		targets_listen(&display->targets,
			       yamp_manager_v1_get_constraints(display->manager));
}

/**
 * struct global - a global that is used, if there is one
 * @version_min: an older one is as good as missing
 * @version_max: that this code knows
 * @offset: of its member in struct yamp_display
 * @listen: called once it is bound; may be NULL
 * @destroy: of its member
 */
struct global {
	const struct wl_interface *interface;
	uint32_t version_min;
	uint32_t version_max;
	size_t offset;
	void (*listen)(struct yamp_display *display);
	void (*destroy)(struct yamp_display *display);
};

#define DESTROY(interface, member) \
	static void member##_destroy(struct yamp_display *display) \
	{ \
		interface##_destroy(display->member); \
	}

DESTROY(wl_compositor, compositor)
DESTROY(wl_shm, shm)
DESTROY(wl_subcompositor, subcompositor)
DESTROY(xdg_wm_base, wm_base)
DESTROY(zwp_linux_dmabuf_v1, dmabuf)
DESTROY(wp_presentation, presentation)
DESTROY(wp_viewporter, viewporter)
DESTROY(yamp_manager_v1, manager)
#if HAVE_COLOR_REPRESENTATION
DESTROY(wp_color_representation_manager_v1, color_manager)
#endif

#define GLOBAL(interface, min, max, member, listen) \
	{ &interface##_interface, min, max, offsetof(struct yamp_display, member), listen, \
	  member##_destroy }

static const struct global globals[] = {
	GLOBAL(wl_compositor, 4, 4, compositor, NULL),
	GLOBAL(wl_shm, 1, 1, shm, formats_listen_shm),
	GLOBAL(wl_subcompositor, 1, 1, subcompositor, NULL),
	GLOBAL(xdg_wm_base, 1, 2, wm_base, wm_base_listen),
	GLOBAL(zwp_linux_dmabuf_v1, 3, 4, dmabuf, formats_listen_dmabuf),
	GLOBAL(wp_presentation, 1, 1, presentation, present_listen),
	GLOBAL(wp_viewporter, 1, 1, viewporter, NULL),
	GLOBAL(yamp_manager_v1, 1, 3, manager, manager_listen),
#if HAVE_COLOR_REPRESENTATION
	GLOBAL(wp_color_representation_manager_v1, 1, 1, color_manager, color_listen),
#endif
};

#define GLOBALS (sizeof(globals) / sizeof(globals[0]))

static void **global_object(struct yamp_display *display, const struct global *global)
{
	return (void **)((char *)display + global->offset);
}

static void registry_global(void *data, struct wl_registry *registry, uint32_t name,
			    const char *interface, uint32_t version)
{
	struct yamp_display *display = data;

	if (!strcmp(interface, wl_output_interface.name))
		outputs_add(display, name, version);
	if (!strcmp(interface, wl_seat_interface.name))
		seats_add(display, name, version);
	for (size_t i = 0; i < GLOBALS; i++) {
		const struct global *global = &globals[i];
		void **object = global_object(display, global);

		if (*object || version < global->version_min ||
		    strcmp(interface, global->interface->name))
			continue;
		*object = wl_registry_bind(registry, name, global->interface,
					   version < global->version_max ? version :
									   global->version_max);
		if (*object && global->listen)
			global->listen(display);
	}
}

static void registry_global_remove(void *data, struct wl_registry *registry, uint32_t name)
{
	outputs_remove(data, name);	/* nothing but these goes while a compositor runs */
	seats_remove(data, name);
}

static const struct wl_registry_listener registry_listener = {
	.global = registry_global,
	.global_remove = registry_global_remove,
};

int globals_listen(struct yamp_display *display)
{
	display->registry = wl_display_get_registry(display->wrapper);
	if (!display->registry)
		return -ENOMEM;
	wl_registry_add_listener(display->registry, &registry_listener, display);
	return 0;
}

void globals_destroy(struct yamp_display *display)
{
	for (size_t i = 0; i < GLOBALS; i++) {
		if (*global_object(display, &globals[i]))
			globals[i].destroy(display);
	}
	if (display->registry)
		wl_registry_destroy(display->registry);
}
