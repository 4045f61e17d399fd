/* SPDX-License-Identifier: MIT */
/*
 * Weston's own implementation of zwp_linux_buffer_params_v1.
 *
 * libweston has no public call that makes a dma-buf wl_buffer. The request handlers of
 * a params object do, and they are called as a client's requests would call them, so
 * that renderers and backends meet nothing but their own kind of buffer.
 *
 * Whether a client has sent "add" before, nothing tells: those requests are watched.
 */
#include "plugin.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "linux-dmabuf-v1-server-protocol.h"
#include "yamp-v1-server-protocol.h"

/* The slots that are used: destroy, add, create, create_immed; they never moved. */
#define HANDLERS 4

/* Sits on a params object to which a client has added something. */
struct used_mark {
	struct wl_listener destroy;
};

static void on_used_destroy(struct wl_listener *listener, void *data)
{
	struct used_mark *mark = wl_container_of(listener, mark, destroy);

	free(mark);
}

static bool is_marked(struct wl_resource *params)
{
	return wl_resource_get_destroy_listener(params, on_used_destroy) != NULL;
}

static void mark_used(struct wl_resource *params)
{
	struct used_mark *mark;

	if (is_marked(params))
		return;
	mark = calloc(1, sizeof(*mark));
	if (!mark) {
		wl_resource_post_no_memory(params);
		return;
	}
	mark->destroy.notify = on_used_destroy;
	wl_resource_add_destroy_listener(params, &mark->destroy);
}

/* Runs for each message of each client: it looks, and is done. */
static void on_message(void *data, enum wl_protocol_logger_type type,
		       const struct wl_protocol_logger_message *message)
{
	struct params_access *access = data;

	if (type == WL_PROTOCOL_LOGGER_EVENT) {
		if (message->resource == access->busy &&
		    message->message_opcode == ZWP_LINUX_BUFFER_PARAMS_V1_CREATED)
			access->busy_created = true;
		return;
	}
	if (strcmp(wl_resource_get_class(message->resource),
		   zwp_linux_buffer_params_v1_interface.name) == 0 &&
	    strcmp(message->message->name, "add") == 0)
		mark_used(message->resource);
}

int params_init(struct params_access *access, struct wl_display *display)
{
	access->logger = wl_display_add_protocol_logger(display, on_message, access);
	return access->logger ? 0 : -ENOMEM;
}

void params_finish(struct params_access *access)
{
	if (access->logger)
		wl_protocol_logger_destroy(access->logger);
	access->logger = NULL;
}

const char *params_self_test(struct params_access *access, struct wl_resource *params)
{
	const char *failure = NULL;
	const void *requests = handlers_find(params, &zwp_linux_buffer_params_v1_interface,
					     HANDLERS, &failure);

	if (!requests)
		return failure;
	if (!wl_resource_get_user_data(params))
		return "self-test: a fresh params object looks like a used one";
	access->requests = requests;
	return NULL;
}

int params_check(const struct params_access *access, struct wl_resource *params,
		 struct refusal *refusal)
{
	if (!wl_resource_instance_of(params, &zwp_linux_buffer_params_v1_interface,
				     access->requests))
		return refuse(refusal, YAMP_IMPORT_V1_REASON_OTHER,
			      "the params object is not one of the compositor's linux-dmabuf");
	if (!wl_resource_get_user_data(params))
		return refuse(refusal, YAMP_IMPORT_V1_REASON_PARAMS_USED,
			      "the params object has made a wl_buffer already");
	if (is_marked(params))
		return refuse(refusal, YAMP_IMPORT_V1_REASON_PARAMS_USED,
			      "the client has added dma-bufs to the params object itself");
	return 0;
}

bool params_create_buffer(struct params_access *access, struct wl_resource *params,
			  const struct yamp_frame *frame, const int *fds)
{
	struct wl_client *client = wl_resource_get_client(params);
	const struct yamp_plane *plane;
	uint32_t i;

	for (i = 0; i < frame->plane_count; i++) {
		plane = &frame->planes[i];
		access->requests->add(client, params, fds[i], i, (uint32_t)plane->offset,
				      plane->stride, frame->modifier >> 32,
				      frame->modifier & UINT32_MAX);
	}
	access->busy = params;
	access->busy_created = false;
	access->requests->create(client, params, (int32_t)frame->width, (int32_t)frame->height,
				 frame->fourcc, 0);
	access->busy = NULL;
	return access->busy_created;
}
