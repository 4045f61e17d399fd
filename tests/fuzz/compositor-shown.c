// SPDX-License-Identifier: MIT
/* presentation-time: feedback is pending, then committed, then shown or discarded. */
#include "compositor.h"

#include <stdlib.h>

#include "presentation-time-server-protocol.h"

struct feedback {
	struct wl_resource *resource;
	struct wl_resource *surface;
	bool committed;
	struct wl_list link; /* feedbacks */
};

static struct wl_list feedbacks;

static void feedback_free(struct wl_resource *resource)
{
	struct feedback *feedback = wl_resource_get_user_data(resource);

	wl_list_remove(&feedback->link);
	free(feedback);
}

static void on_destroy(struct wl_client *client, struct wl_resource *resource)
{
	wl_resource_destroy(resource);
}

static void on_feedback(struct wl_client *client, struct wl_resource *resource,
			struct wl_resource *surface, uint32_t id)
{
	struct feedback *feedback = calloc(1, sizeof(*feedback));

	feedback->surface = surface;
	feedback->resource = wl_resource_create(client, &wp_presentation_feedback_interface, 1, id);
	if (!feedback->resource) {
		free(feedback);
		return;
	}
	wl_resource_set_implementation(feedback->resource, NULL, feedback, feedback_free);
	wl_list_insert(&feedbacks, &feedback->link);
}

static const struct wp_presentation_interface requests = {
	.destroy = on_destroy,
	.feedback = on_feedback,
};

static void on_bind(struct wl_client *client, void *data, uint32_t version, uint32_t id)
{
	struct wl_resource *resource =
		wl_resource_create(client, &wp_presentation_interface, (int)version, id);

	wl_resource_set_implementation(resource, &requests, NULL, NULL);
}

static void discard(struct feedback *feedback)
{
	wp_presentation_feedback_send_discarded(feedback->resource);
	wl_resource_destroy(feedback->resource);
}

/* To the wl_outputs that the client has of the surface's output. */
static void sync_output(const struct feedback *feedback)
{
	const struct weston_surface *surface = wl_resource_get_user_data(feedback->surface);
	struct wl_client *client = wl_resource_get_client(feedback->resource);
	struct wl_resource *resource;
	struct weston_head *head;

	if (!surface->output)
		return;
	wl_list_for_each(head, &surface->output->head_list, output_link)
	{
		wl_resource_for_each(resource, &head->resource_list)
		{
			if (wl_resource_get_client(resource) == client)
				wp_presentation_feedback_send_sync_output(feedback->resource,
									  resource);
		}
	}
}

static void present(const struct feedback *feedback, uint32_t flags)
{
	sync_output(feedback);
	wp_presentation_feedback_send_presented(feedback->resource, 0, 1, 2, 16666666, 0, 3, flags);
	wl_resource_destroy(feedback->resource);
}

void shown_commit(struct wl_resource *surface)
{
	struct feedback *feedback, *next;

	wl_list_for_each_safe(feedback, next, &feedbacks, link)
	{
		if (feedback->surface == surface && feedback->committed)
			discard(feedback);
		else if (feedback->surface == surface)
			feedback->committed = true;
	}
}

void shown_forget(struct wl_resource *surface)
{
	struct feedback *feedback, *next;

	wl_list_for_each_safe(feedback, next, &feedbacks, link)
	{
		if (feedback->surface == surface)
			discard(feedback);
	}
}

void shown_flip(uint32_t flags)
{
	struct feedback *feedback, *next;

	wl_list_for_each_safe(feedback, next, &feedbacks, link)
	{
		if (feedback->committed)
			present(feedback, flags);
	}
}

void shown_begin(void)
{
	wl_list_init(&feedbacks);
	wl_global_create(compositor->wl_display, &wp_presentation_interface, 1, NULL, on_bind);
}
