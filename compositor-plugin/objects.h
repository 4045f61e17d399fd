/* SPDX-License-Identifier: MIT */
/* The objects of the protocol: who makes them, who wakes them. */
#ifndef YAMP_OBJECTS_H
#define YAMP_OBJECTS_H

#include <stdbool.h>
#include <stdint.h>

struct plugin;
struct weston_surface;
struct wl_client;
struct wl_resource;

/* ---- manager.c ---- */

/** manager_create - make the object that a client binds */
void manager_create(struct plugin *plugin, struct wl_client *wl_client, uint32_t version,
		    uint32_t id);

/** managers_greet - send every manager object all events, after the probe */
void managers_greet(struct plugin *plugin);

/** managers_allocator_changed - tell every manager object of plugin.allocator */
void managers_allocator_changed(struct plugin *plugin);

/* ---- import.c ---- */

/**
 * import_create - make an import object that names @params, which may go at any time
 */
void import_create(struct plugin *plugin, struct wl_client *wl_client, uint32_t version,
		   uint32_t id, struct wl_resource *params);

/** imports_resume - answer those that came before the probe had ended */
void imports_resume(struct plugin *plugin);

/* ---- surface.c ---- */

/** surface_exists - has this wl_surface a yamp_surface_v1? */
bool surface_exists(struct wl_resource *wl_surface);

/** surface_create - make one; @wl_surface may go at any time */
void surface_create(struct plugin *plugin, struct wl_client *wl_client, uint32_t version,
		    uint32_t id, struct wl_resource *wl_surface);

/* ---- placement.c ---- */

/** placement_create - tell the client what becomes of the next commit of @wl_surface */
void placement_create(struct plugin *plugin, struct wl_client *wl_client, uint32_t version,
		      uint32_t id, struct wl_resource *wl_surface);

/* ---- constraints.c ---- */

/**
 * constraints_create - tell the client what targets need
 * @wl_surface: only those that it can reach; it may go at any time. NULL: all
 */
void constraints_create(struct plugin *plugin, struct wl_client *wl_client, uint32_t version,
			uint32_t id, struct wl_resource *wl_surface);

/**
 * constraints_placed - a frame of a surface was on a plane, or drawn for these reasons
 *
 * When others take its planes, and when they are free again, clients are told.
 */
void constraints_placed(const struct weston_surface *surface, uint32_t reasons);

/** constraints_changed - tell those for whom it is different now */
void constraints_changed(struct plugin *plugin);

#endif /* YAMP_OBJECTS_H */
