/* SPDX-License-Identifier: MIT */
/* What Weston does with a content update of any client. */
#ifndef YAMP_OBSERVER_H
#define YAMP_OBSERVER_H

#include <stdbool.h>
#include <stdint.h>

#include <wayland-server-core.h>

struct weston_head;
struct wp_presentation_interface;

/**
 * struct observer - the module's own presentation-time
 * @client: the module as a client; NULL: nothing can be observed
 * @presentation: its wp_presentation
 * @requests: the handlers of that
 * @logger: sees the events to @client
 * @made: the resource of @client that was created last
 */
struct observer {
	struct wl_client *client;
	struct wl_resource *presentation;
	const struct wp_presentation_interface *requests;
	struct wl_protocol_logger *logger;
	struct wl_listener created;
	struct wl_resource *made;
};

/** struct shown - arguments of wp_presentation_feedback.presented */
struct shown {
	uint32_t sec_hi, sec_lo, nsec;
	uint32_t refresh;
	uint32_t seq_hi, seq_lo;
	uint32_t flags;
};

/**
 * struct observation - of one content update
 * @ended: called once: with @presented, or the update was discarded. Runs inside
 *	Weston's own handling of it; @observation may be freed there
 * @presented: it was shown, @shown is filled
 * @head: with @presented, of the output; valid in @ended; NULL if not told
 */
struct observation {
	struct wl_resource *feedback;
	struct wl_listener destroy;
	void (*ended)(struct observation *observation);
	bool presented;
	struct shown shown;
	struct weston_head *head;
};

/**
 * observer_start - @presentation is the resource of the module's own wp_presentation
 *
 * Returns NULL, or why nothing can be observed.
 */
const char *observer_start(struct observer *observer, struct wl_display *display,
			   struct wl_resource *presentation);

/** observer_stop - all observations must have ended, or end with their client */
void observer_stop(struct observer *observer);

/** observer_works - can anything be observed? */
bool observer_works(const struct observer *observer);

/**
 * observer_watch - watch what the next commit of @surface makes
 * @observation: zeroed but for @ended
 *
 * Returns false if it cannot be watched; @ended is not called then.
 */
bool observer_watch(struct observer *observer, struct observation *observation,
		    struct wl_resource *surface);

/** observation_cancel - watch no longer; @ended is not called */
void observation_cancel(struct observation *observation);

#endif /* YAMP_OBSERVER_H */
