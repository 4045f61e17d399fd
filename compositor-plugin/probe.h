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
 * @done: called later, from the event loop: the formats are known; @failure is NULL or says
 *	why they are not. May destroy the probe
 *
 * Stays a client for the observer. Returns NULL with errno.
 */
struct probe *probe_create(struct plugin *plugin, struct wl_display *display,
			   void (*done)(struct plugin *plugin, const char *failure));

/** probe_destroy - @probe may be NULL or unfinished */
void probe_destroy(struct probe *probe);

#endif /* YAMP_PROBE_H */
