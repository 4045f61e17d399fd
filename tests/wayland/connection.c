/* SPDX-License-Identifier: MIT */
#include "connection.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tap.h"

static void on_format(void *data, struct zwp_linux_dmabuf_v1 *dmabuf, uint32_t fourcc)
{
}

static void on_modifier(void *data, struct zwp_linux_dmabuf_v1 *dmabuf, uint32_t fourcc,
			uint32_t modifier_hi, uint32_t modifier_lo)
{
	struct connection *connection = data;
	struct offer *offer = &connection->offers[connection->offer_count];

	if (connection->offer_count == sizeof(connection->offers) / sizeof(*offer))
		tap_bail("linux-dmabuf lists more formats than this test can keep");
	offer->fourcc = fourcc;
	offer->modifier = (uint64_t)modifier_hi << 32 | modifier_lo;
	connection->offer_count++;
}

static const struct zwp_linux_dmabuf_v1_listener dmabuf_listener = {
	.format = on_format,
	.modifier = on_modifier,
};

static void on_capabilities(void *data, struct yamp_manager_v1 *manager, uint32_t capabilities)
{
	struct connection *connection = data;

	connection->capabilities = capabilities;
}

static void on_allocator(void *data, struct yamp_manager_v1 *manager, struct wl_array *device,
			 uint32_t version)
{
	struct connection *connection = data;

	connection->allocator_version = version;
	connection->allocator_device = 0;
	if (device->size == sizeof(connection->allocator_device))
		memcpy(&connection->allocator_device, device->data, device->size);
}

static void on_done(void *data, struct yamp_manager_v1 *manager)
{
	struct connection *connection = data;

	connection->done++;
}

static const struct yamp_manager_v1_listener manager_listener = {
	.capabilities = on_capabilities,
	.allocator = on_allocator,
	.done = on_done,
};

static void bind_dmabuf(struct connection *connection, uint32_t name)
{
	connection->dmabuf = wl_registry_bind(connection->registry, name,
					      &zwp_linux_dmabuf_v1_interface,
					      connection->dmabuf_version);
	zwp_linux_dmabuf_v1_add_listener(connection->dmabuf, &dmabuf_listener, connection);
}

static void bind_manager(struct connection *connection, uint32_t name)
{
	connection->manager_name = name;
	connection->manager =
		wl_registry_bind(connection->registry, name, &yamp_manager_v1_interface,
				 connection->manager_version);
	yamp_manager_v1_add_listener(connection->manager, &manager_listener, connection);
}

static void on_ping(void *data, struct xdg_wm_base *wm_base, uint32_t serial)
{
	xdg_wm_base_pong(wm_base, serial);
}

static const struct xdg_wm_base_listener wm_base_listener = {.ping = on_ping};

/* What makes windows. */
static void bind_other(struct connection *connection, uint32_t name, const char *interface)
{
	struct wl_registry *registry = connection->registry;

	if (strcmp(interface, wl_compositor_interface.name) == 0) {
		connection->compositor =
			wl_registry_bind(registry, name, &wl_compositor_interface, 4);
	} else if (strcmp(interface, wl_subcompositor_interface.name) == 0) {
		connection->subcompositor =
			wl_registry_bind(registry, name, &wl_subcompositor_interface, 1);
	} else if (strcmp(interface, wl_shm_interface.name) == 0) {
		connection->shm = wl_registry_bind(registry, name, &wl_shm_interface, 1);
	} else if (strcmp(interface, wl_output_interface.name) == 0 && !connection->output) {
		connection->output = wl_registry_bind(registry, name, &wl_output_interface, 1);
	} else if (strcmp(interface, xdg_wm_base_interface.name) == 0) {
		connection->wm_base = wl_registry_bind(registry, name, &xdg_wm_base_interface, 1);
		xdg_wm_base_add_listener(connection->wm_base, &wm_base_listener, connection);
	}
}

static void on_global(void *data, struct wl_registry *registry, uint32_t name,
		      const char *interface, uint32_t version)
{
	struct connection *connection = data;

	if (strcmp(interface, zwp_linux_dmabuf_v1_interface.name) == 0)
		bind_dmabuf(connection, name);
	else if (strcmp(interface, yamp_manager_v1_interface.name) == 0)
		bind_manager(connection, name);
	else
		bind_other(connection, name, interface);
}

static void on_global_remove(void *data, struct wl_registry *registry, uint32_t name)
{
}

static const struct wl_registry_listener registry_listener = {
	.global = on_global,
	.global_remove = on_global_remove,
};

static struct connection *connection_alloc(uint32_t dmabuf_version)
{
	struct connection *connection = calloc(1, sizeof(*connection));

	if (!connection)
		tap_bail("out of memory");
	connection->dmabuf_version = dmabuf_version;
	connection->manager_version = (uint32_t)yamp_manager_v1_interface.version;
	return connection;
}

static void bind_globals(struct connection *connection)
{
	connection->registry = wl_display_get_registry(connection->display);
	wl_registry_add_listener(connection->registry, &registry_listener, connection);
	if (wl_display_roundtrip(connection->display) < 0 || !connection->dmabuf)
		tap_bail("the compositor has no linux-dmabuf");
	if (!connection->manager)
		tap_bail("the compositor has no yamp_manager_v1: is yamp.so loaded?");
}

struct connection *connection_open_early(uint32_t dmabuf, uint32_t manager)
{
	struct timespec pause = {.tv_nsec = 1000000};
	struct connection *connection = connection_alloc(3);

	while (!connection->display) {
		connection->display = wl_display_connect(NULL);
		nanosleep(&pause, NULL);
	}
	connection->registry = wl_display_get_registry(connection->display);
	bind_dmabuf(connection, dmabuf);
	bind_manager(connection, manager);
	return connection;
}

struct connection *connection_open(uint32_t dmabuf_version)
{
	return connection_open_old(dmabuf_version, (uint32_t)yamp_manager_v1_interface.version);
}

struct connection *connection_open_old(uint32_t dmabuf_version, uint32_t manager_version)
{
	struct connection *connection = connection_alloc(dmabuf_version);

	connection->manager_version = manager_version;
	connection->display = wl_display_connect(NULL);
	if (!connection->display)
		tap_bail("no compositor: %s", strerror(errno));
	bind_globals(connection);
	while (!connection->done && wl_display_dispatch(connection->display) >= 0)
		;
	if (wl_display_roundtrip(connection->display) < 0)
		tap_bail("the compositor ended a connection that did nothing wrong");
	return connection;
}

void connection_close(struct connection *connection)
{
	if (connection->wm_base) {
		wl_compositor_destroy(connection->compositor);
		wl_subcompositor_destroy(connection->subcompositor);
		wl_shm_destroy(connection->shm);
		wl_output_destroy(connection->output);
		xdg_wm_base_destroy(connection->wm_base);
	}
	zwp_linux_dmabuf_v1_destroy(connection->dmabuf);
	yamp_manager_v1_destroy(connection->manager);
	wl_registry_destroy(connection->registry);
	wl_display_flush(connection->display);
	wl_display_disconnect(connection->display);
	free(connection);
}

bool connection_offers(const struct connection *connection, uint32_t fourcc)
{
	size_t i;

	for (i = 0; i < connection->offer_count; i++) {
		if (connection->offers[i].fourcc == fourcc)
			return true;
	}
	return false;
}

static void on_created(void *data, struct zwp_linux_buffer_params_v1 *params,
		       struct wl_buffer *buffer)
{
	struct attempt *attempt = data;

	attempt->answer = ANSWER_CREATED;
	attempt->buffer = buffer;
}

static void on_failed(void *data, struct zwp_linux_buffer_params_v1 *params)
{
	struct attempt *attempt = data;

	attempt->answer = ANSWER_FAILED;
}

static const struct zwp_linux_buffer_params_v1_listener params_listener = {
	.created = on_created,
	.failed = on_failed,
};

static void on_verified(void *data, struct yamp_import_v1 *import)
{
	struct attempt *attempt = data;

	attempt->answer = ANSWER_VERIFIED;
}

static void on_rejected(void *data, struct yamp_import_v1 *import, uint32_t reason,
			const char *detail)
{
	struct attempt *attempt = data;

	attempt->answer = ANSWER_REJECTED;
	attempt->reason = reason;
	snprintf(attempt->detail, sizeof(attempt->detail), "%s", detail);
}

static const struct yamp_import_v1_listener import_listener = {
	.verified = on_verified,
	.rejected = on_rejected,
};

static void make_import(struct attempt *attempt)
{
	attempt->answer = ANSWER_NONE;
	attempt->import =
		yamp_manager_v1_create_import(attempt->connection->manager, attempt->params);
	yamp_import_v1_add_listener(attempt->import, &import_listener, attempt);
}

void attempt_begin(struct attempt *attempt, struct connection *connection)
{
	memset(attempt, 0, sizeof(*attempt));
	attempt->connection = connection;
	attempt->params = zwp_linux_dmabuf_v1_create_params(connection->dmabuf);
	zwp_linux_buffer_params_v1_add_listener(attempt->params, &params_listener, attempt);
	make_import(attempt);
}

void attempt_import_again(struct attempt *attempt)
{
	if (attempt->import)
		yamp_import_v1_destroy(attempt->import);
	make_import(attempt);
}

void attempt_add(struct attempt *attempt, const int *fds)
{
	uint32_t plane;

	for (plane = 0; plane < YAMP_MAX_PLANES; plane++) {
		if (fds[plane] >= 0)
			yamp_import_v1_add(attempt->import, plane, fds[plane]);
	}
}

static void note_death(struct attempt *attempt)
{
	const struct wl_interface *interface = NULL;
	uint32_t id;

	attempt->answer = ANSWER_DEAD;
	attempt->code = wl_display_get_protocol_error(attempt->connection->display, &interface, &id);
	snprintf(attempt->interface, sizeof(attempt->interface), "%s",
		 interface ? interface->name : "none");
}

enum answer attempt_wait(struct attempt *attempt)
{
	while (attempt->answer == ANSWER_NONE || attempt->answer == ANSWER_VERIFIED) {
		if (wl_display_dispatch(attempt->connection->display) < 0)
			note_death(attempt);
	}
	return attempt->answer;
}

void attempt_sync(struct attempt *attempt)
{
	if (wl_display_roundtrip(attempt->connection->display) < 0)
		note_death(attempt);
}

void attempt_end(struct attempt *attempt)
{
	if (attempt->buffer)
		wl_buffer_destroy(attempt->buffer);
	if (attempt->import)
		yamp_import_v1_destroy(attempt->import);
	if (attempt->params)
		zwp_linux_buffer_params_v1_destroy(attempt->params);
	attempt->buffer = NULL;
	attempt->import = NULL;
	attempt->params = NULL;
}

const char *attempt_text(const struct attempt *attempt)
{
	static const char *const names[] = {"no answer", "verified", "created", "failed"};
	static char text[400];

	if (attempt->answer == ANSWER_REJECTED)
		snprintf(text, sizeof(text), "rejected, reason %u: %s", attempt->reason,
			 attempt->detail);
	else if (attempt->answer == ANSWER_DEAD)
		snprintf(text, sizeof(text), "connection ended, error %u of %s", attempt->code,
			 attempt->interface);
	else
		snprintf(text, sizeof(text), "%s", names[attempt->answer]);
	return text;
}
