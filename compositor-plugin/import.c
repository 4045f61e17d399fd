/* SPDX-License-Identifier: MIT */
/*
 * Requests and events of yamp_import_v1.
 *
 *   add ... add, import ──► [probe still running: wait] ──► verify() ──► rejected
 *                                                             │
 *                                                             └► verified, then Weston's
 *                                                                created or failed
 *
 * The descriptors of a client live here from add to the answer. For the wl_buffer
 * they are duplicated, one per colour plane, since Weston takes and closes each.
 */
#include "plugin.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "yamp-v1-server-protocol.h"

/* Refusals that go to Weston's log; a client could fill it otherwise. */
#define LOGGED_REFUSALS_MAX 50

/**
 * struct import - one attempt
 * @params: where the wl_buffer is to arrive; NULL once it is destroyed
 * @given: bits of the planes that were added
 * @fds: of these, -1 where one was not kept
 * @limit: NULL, or why this import will be refused with "limit"
 * @requested: import was sent
 * @waiting: ... and waits for the probe
 */
struct import {
	struct plugin *plugin;
	struct client *client;
	struct wl_resource *resource;
	struct wl_resource *params;
	struct wl_listener params_destroy;
	uint32_t given;
	int fds[YAMP_MAX_PLANES];
	const char *limit;
	bool requested;
	bool waiting;
};

/* Times of one import, for the log scope. */
struct timing {
	uint64_t began;
	uint64_t verified;
	uint64_t created;
};

static void drop_fds(struct import *import)
{
	uint32_t plane;

	for (plane = 0; plane < YAMP_MAX_PLANES; plane++) {
		if (import->fds[plane] < 0)
			continue;
		close(import->fds[plane]);
		import->fds[plane] = -1;
		import->client->fds--;
	}
}

static void forget_params(struct import *import)
{
	if (!import->params)
		return;
	wl_list_remove(&import->params_destroy.link);
	import->params = NULL;
}

static void on_params_destroy(struct wl_listener *listener, void *data)
{
	struct import *import = wl_container_of(listener, import, params_destroy);

	forget_params(import);
}

static void close_all(const int *fds, uint32_t count)
{
	while (count--)
		close(fds[count]);
}

static int refuse_fds(struct refusal *refusal)
{
	return refuse(refusal, YAMP_IMPORT_V1_REASON_LIMIT,
		      "the compositor has too few file descriptors left");
}

/* One descriptor for each colour plane, or none. */
static int duplicate_fds(const struct import *import, const struct verified *verified, int *fds,
			 struct refusal *refusal)
{
	const struct yamp_frame *frame = &verified->frame;
	uint32_t plane, from;

	for (plane = 0; plane < frame->plane_count; plane++) {
		from = verified->plane_of_object[frame->planes[plane].object];
		fds[plane] = fcntl(import->fds[from], F_DUPFD_CLOEXEC, 0);
		if (fds[plane] >= 0 && descriptor_is_spare(fds[plane]))
			continue;
		if (fds[plane] >= 0)
			close(fds[plane]);
		close_all(fds, plane);
		return refuse_fds(refusal);
	}
	return 0;
}

static int check_plugin(const struct plugin *plugin, struct refusal *refusal)
{
	if (plugin->state != PLUGIN_READY)
		return refuse(refusal, YAMP_IMPORT_V1_REASON_NO_ALLOCATOR,
			      "the compositor's yamp module is off: %s", plugin->off);
	if (plugin->renderer_aborts)
		return refuse(refusal, YAMP_IMPORT_V1_REASON_OTHER,
			      "Weston's Vulkan renderer ends the compositor when it cannot import a "
			      "buffer, so none is tried: start Weston with --renderer=gl");
	return 0;
}

static int check_import(const struct import *import, struct refusal *refusal)
{
	if (import->limit)
		return refuse(refusal, YAMP_IMPORT_V1_REASON_LIMIT, "%s", import->limit);
	if (!import->params)
		return refuse(refusal, YAMP_IMPORT_V1_REASON_PARAMS_USED,
			      "the params object was destroyed before the import");
	return params_check(&import->plugin->params, import->params, refusal);
}

/* On success the answer "verified" and Weston's own answer have been sent. */
static int try_import(struct import *import, struct verified *verified, struct timing *timing,
		      bool *created, struct refusal *refusal)
{
	struct plugin *plugin = import->plugin;
	int fds[YAMP_MAX_PLANES];
	int error;

	error = check_plugin(plugin, refusal);
	if (!error)
		error = check_import(import, refusal);
	if (!error)
		error = verify(import->fds, &plugin->formats, verified, refusal);
	if (!error)
		error = duplicate_fds(import, verified, fds, refusal);
	if (error)
		return error;
	timing->verified = now_us();
	yamp_import_v1_send_verified(import->resource);
	*created = params_create_buffer(&plugin->params, import->params, &verified->frame, fds);
	timing->created = now_us();
	return 0;
}

static pid_t pid_of(const struct import *import)
{
	pid_t pid;

	wl_client_get_credentials(import->client->wl_client, &pid, NULL, NULL);
	return pid;
}

/* Ours or the renderer's. */
__attribute__((format(printf, 2, 3)))
static void log_refusal(struct plugin *plugin, const char *format, ...)
{
	char line[512];
	va_list args;

	if (plugin->logged_refusals >= LOGGED_REFUSALS_MAX)
		return;
	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	plugin_log("%s", line);
	if (++plugin->logged_refusals == LOGGED_REFUSALS_MAX)
		plugin_log("further refusals go only to the log scope \"yamp\"");
}

static void report_refusal(const struct import *import, const struct refusal *refusal)
{
	plugin_trace(import->plugin, "pid %d: refused, reason %u: %s", (int)pid_of(import),
		     refusal->reason, refusal->detail);
	log_refusal(import->plugin, "import of process %d refused: %s", (int)pid_of(import),
		    refusal->detail);
}

static void report_import(const struct import *import, const struct verified *verified,
			  const struct timing *timing, bool created)
{
	const struct yamp_frame *frame = &verified->frame;
	struct format_text format = format_text(frame->fourcc, frame->modifier);

	plugin_trace(import->plugin,
		     "pid %d: frame %" PRIu64 ", %s %ux%u in %u dma-buf(s), stride %u: %s; verified "
		     "in %" PRIu64 " us, imported in %" PRIu64 " us",
		     (int)pid_of(import), verified->frame_id, format.text, frame->width,
		     frame->height, frame->object_count, frame->planes[0].stride,
		     created ? "created" : "failed", timing->verified - timing->began,
		     timing->created - timing->verified);
	if (!created)
		log_refusal(import->plugin, "the renderer refused a frame of process %d that was "
			    "verified: %s %ux%u, stride %u", (int)pid_of(import), format.text,
			    frame->width, frame->height, frame->planes[0].stride);
}

static void answer(struct import *import)
{
	struct timing timing = {.began = now_us()};
	struct verified verified;
	struct refusal refusal;
	bool created;

	import->waiting = false;
	if (try_import(import, &verified, &timing, &created, &refusal) == 0) {
		report_import(import, &verified, &timing, created);
	} else {
		yamp_import_v1_send_rejected(import->resource, refusal.reason, refusal.detail);
		report_refusal(import, &refusal);
	}
	drop_fds(import);
	forget_params(import);
}

static void on_destroy_request(struct wl_client *client, struct wl_resource *resource)
{
	wl_resource_destroy(resource);
}

/* Returns whether @fd is kept; if not, it is still the caller's. */
static bool keep_fd(struct import *import, uint32_t plane, int fd)
{
	if (import->requested) {
		wl_resource_post_error(import->resource, YAMP_IMPORT_V1_ERROR_ALREADY_USED,
				       "add after import");
		return false;
	}
	if (plane >= YAMP_MAX_PLANES) {
		wl_resource_post_error(import->resource, YAMP_IMPORT_V1_ERROR_PLANE_INDEX,
				       "plane index %u is not below %d", plane, YAMP_MAX_PLANES);
		return false;
	}
	if (import->given & (1U << plane)) {
		wl_resource_post_error(import->resource, YAMP_IMPORT_V1_ERROR_PLANE_SET,
				       "plane %u was given before", plane);
		return false;
	}
	import->given |= 1U << plane;
	if (!import->limit && !client_may_keep(import->client, fd))
		import->limit = "too many dma-bufs were given and not imported yet";
	return !import->limit;
}

static void on_add(struct wl_client *client, struct wl_resource *resource, uint32_t plane,
		   int32_t fd)
{
	struct import *import = wl_resource_get_user_data(resource);

	if (!keep_fd(import, plane, fd)) {
		close(fd);
		return;
	}
	import->fds[plane] = fd;
	import->client->fds++;
}

static void on_import(struct wl_client *client, struct wl_resource *resource)
{
	struct import *import = wl_resource_get_user_data(resource);

	if (import->requested) {
		wl_resource_post_error(resource, YAMP_IMPORT_V1_ERROR_ALREADY_USED,
				       "import was sent before");
		return;
	}
	if (!(import->given & 1)) {
		wl_resource_post_error(resource, YAMP_IMPORT_V1_ERROR_INCOMPLETE,
				       "no dma-buf was given for plane 0");
		return;
	}
	import->requested = true;
	import->waiting = import->plugin->state == PLUGIN_PROBING;
	if (!import->waiting)
		answer(import);
}

static const struct yamp_import_v1_interface requests = {
	.destroy = on_destroy_request,
	.add = on_add,
	.import = on_import,
};

static void put_client(struct import *import)
{
	import->client->imports--;
	client_put(import->client);
}

static void on_resource_destroy(struct wl_resource *resource)
{
	struct import *import = wl_resource_get_user_data(resource);

	wl_list_remove(wl_resource_get_link(resource));
	forget_params(import);
	drop_fds(import);
	put_client(import);
	free(import);
}

static struct import *import_alloc(struct plugin *plugin, struct wl_client *wl_client)
{
	struct import *import = calloc(1, sizeof(*import));

	if (!import)
		return NULL;
	import->client = client_get(&plugin->clients, wl_client);
	if (!import->client) {
		free(import);
		return NULL;
	}
	import->client->imports++;
	import->plugin = plugin;
	memset(import->fds, -1, sizeof(import->fds));
	if (!client_may_import(import->client))
		import->limit = "the client has too many import objects";
	return import;
}

void import_create(struct plugin *plugin, struct wl_client *wl_client, uint32_t version,
		   uint32_t id, struct wl_resource *params)
{
	struct import *import = import_alloc(plugin, wl_client);

	if (!import)
		goto no_memory;
	import->resource =
		wl_resource_create(wl_client, &yamp_import_v1_interface, (int)version, id);
	if (!import->resource)
		goto destroy_import;
	wl_resource_set_implementation(import->resource, &requests, import, on_resource_destroy);
	wl_list_insert(plugin->imports.prev, wl_resource_get_link(import->resource));
	if (import->limit)
		return; /* whatever becomes of @params, which has listeners enough */
	import->params = params;
	import->params_destroy.notify = on_params_destroy;
	wl_resource_add_destroy_listener(params, &import->params_destroy);
	return;

destroy_import:
	put_client(import);
	free(import);
no_memory:
	wl_client_post_no_memory(wl_client);
}

void imports_resume(struct plugin *plugin)
{
	struct wl_resource *resource;
	struct import *import;

	wl_resource_for_each(resource, &plugin->imports) {
		import = wl_resource_get_user_data(resource);
		if (import->waiting)
			answer(import);
	}
}
