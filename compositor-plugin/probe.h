/* SPDX-License-Identifier: MIT */
/* The module as a client of its own compositor. */
#ifndef YAMP_PROBE_H
#define YAMP_PROBE_H

struct plugin;
struct probe;
struct wl_display;

/**
 * probe_create - become a client of this compositor and learn what linux-dmabuf offers
 *
 * Calls plugin_probed() later, from the event loop. Stays a client for the observer.
 * Returns NULL with errno.
 */
struct probe *probe_create(struct plugin *plugin, struct wl_display *display);

/** probe_destroy - @probe may be NULL or unfinished */
void probe_destroy(struct probe *probe);

/** plugin_probed - the formats are known; @failure is NULL or says why they are not */
void plugin_probed(struct plugin *plugin, const char *failure);

#endif /* YAMP_PROBE_H */
