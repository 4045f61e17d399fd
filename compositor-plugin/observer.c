/* SPDX-License-Identifier: MIT */
/*
 * What Weston does with a content update of any client.
 *
 * No public call or signal tells when a surface was shown, on which output, and
 * whether from a plane. presentation-time tells it, to the client that owns the
 * surface. The module is a client, too (probe.c), and on the server's side its
 * wp_presentation can be asked about surfaces that are not its own: the handler looks
 * at the surface alone. So Weston itself carries the question through pending, cached
 * and committed state, discards it when a newer update comes, and answers after the
 * flip; the answer is an event to the module's own client, seen when it is sent. The
 * feedback objects have ids of the server's range, which the other end of that
 * connection does not know and libwayland ignores.
 */
#include "plugin.h"

#include "presentation-time-server-protocol.h"
#include "weston-compat.h"

/* The slots of wp_presentation that exist since version 1: destroy, feedback. */
#define HANDLERS 2

static void on_feedback_destroy(struct wl_listener *listener, void *data)
{
	struct observation *observation = wl_container_of(listener, observation, destroy);

	wl_list_remove(&observation->destroy.link);
	observation->feedback = NULL;
	observation->ended(observation);
}

static void note_presented(struct observation *observation, const union wl_argument *arguments)
{
	struct shown *shown = &observation->shown;

	shown->sec_hi = arguments[0].u;
	shown->sec_lo = arguments[1].u;
	shown->nsec = arguments[2].u;
	shown->refresh = arguments[3].u;
	shown->seq_hi = arguments[4].u;
	shown->seq_lo = arguments[5].u;
	shown->flags = arguments[6].u;
	observation->presented = true;
}

/* Runs for each message of each client: it looks, and is done. */
static void on_message(void *data, enum wl_protocol_logger_type type,
		       const struct wl_protocol_logger_message *message)
{
	const struct observer *observer = data;
	struct observation *observation;
	struct wl_listener *listener;

	if (type != WL_PROTOCOL_LOGGER_EVENT ||
	    wl_resource_get_client(message->resource) != observer->client)
		return;
	listener = wl_resource_get_destroy_listener(message->resource, on_feedback_destroy);
	if (!listener)
		return;
	observation = wl_container_of(listener, observation, destroy);
	if (message->message_opcode == WP_PRESENTATION_FEEDBACK_SYNC_OUTPUT)
		observation->head = weston_head_from_resource(
			(struct wl_resource *)message->arguments[0].o);
	else if (message->message_opcode == WP_PRESENTATION_FEEDBACK_PRESENTED)
		note_presented(observation, message->arguments);
}

static void on_resource_created(struct wl_listener *listener, void *data)
{
	struct observer *observer = wl_container_of(listener, observer, created);

	observer->made = data;
}

const char *observer_start(struct observer *observer, struct wl_display *display,
			   struct wl_resource *presentation)
{
	const char *failure = NULL;

	observer->requests = handlers_find(presentation, &wp_presentation_interface, HANDLERS,
					   &failure);
	if (!observer->requests)
		return failure;
	observer->logger = wl_display_add_protocol_logger(display, on_message, observer);
	if (!observer->logger)
		return "no memory to watch presentation-time";
	observer->client = wl_resource_get_client(presentation);
	observer->presentation = presentation;
	observer->created.notify = on_resource_created;
	wl_client_add_resource_created_listener(observer->client, &observer->created);
	return NULL;
}

void observer_stop(struct observer *observer)
{
	if (!observer->client)
		return;
	wl_list_remove(&observer->created.link);
	wl_protocol_logger_destroy(observer->logger);
	observer->client = NULL;
}

bool observer_works(const struct observer *observer)
{
	return observer->client;
}

bool observer_watch(struct observer *observer, struct observation *observation,
		    struct wl_resource *surface)
{
	if (!observer->client)
		return false;
	observer->made = NULL;
	observer->requests->feedback(observer->client, observer->presentation, surface, 0);
	if (!observer->made)
		return false;
	observation->feedback = observer->made;
	observation->destroy.notify = on_feedback_destroy;
	wl_resource_add_destroy_listener(observation->feedback, &observation->destroy);
	return true;
}

void observation_cancel(struct observation *observation)
{
	struct wl_resource *feedback = observation->feedback;

	if (!feedback)
		return;
	wl_list_remove(&observation->destroy.link);
	observation->feedback = NULL;
	wl_resource_destroy(feedback);
}
