// SPDX-License-Identifier: MIT
/* What the plugin answers a client, and what that costs the compositor. */
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <wayland-client-core.h>
#include <wayland-client-protocol.h>

#include "compositor.h"
#include "harness.h"
#include "linux-dmabuf-v1-client-protocol.h"
#include "yamp-v1-client-protocol.h"

/* Of kernel_file(): a frame in one dma-buf, and what is no dma-buf. */
#define GOOD 0
#define PIPE 9

/* More than anybody wants to read of a client. */
#define MANY 500

/* More import objects than a client may have. */
#define CROWD (16 * YAMP_MAX_COUNT + 2)

/** struct client - what it heard of its imports */
struct client {
	struct wl_display *display;
	struct wl_registry *registry;
	struct zwp_linux_dmabuf_v1 *dmabuf;
	struct yamp_manager_v1 *manager;
	unsigned int verified, rejected, created, failed;
	uint32_t reason;
};

static void on_global(void *data, struct wl_registry *registry, uint32_t name,
		      const char *interface, uint32_t version)
{
	struct client *client = data;

	if (strcmp(interface, zwp_linux_dmabuf_v1_interface.name) == 0)
		client->dmabuf = wl_registry_bind(registry, name, &zwp_linux_dmabuf_v1_interface, 3);
	else if (strcmp(interface, yamp_manager_v1_interface.name) == 0)
		client->manager = wl_registry_bind(registry, name, &yamp_manager_v1_interface, 3);
}

static void on_global_remove(void *data, struct wl_registry *registry, uint32_t name)
{
}

static const struct wl_registry_listener registry_listener = {
	.global = on_global,
	.global_remove = on_global_remove,
};

static void on_verified(void *data, struct yamp_import_v1 *import)
{
	struct client *client = data;

	client->verified++;
}

static void on_rejected(void *data, struct yamp_import_v1 *import, uint32_t reason,
			const char *detail)
{
	struct client *client = data;

	client->rejected++;
	client->reason = reason;
}

static const struct yamp_import_v1_listener import_listener = {
	.verified = on_verified,
	.rejected = on_rejected,
};

static void on_created(void *data, struct zwp_linux_buffer_params_v1 *params,
		       struct wl_buffer *buffer)
{
	struct client *client = data;

	client->created++;
	wl_buffer_destroy(buffer);
}

static void on_failed(void *data, struct zwp_linux_buffer_params_v1 *params)
{
	struct client *client = data;

	client->failed++;
}

static const struct zwp_linux_buffer_params_v1_listener params_listener = {
	.created = on_created,
	.failed = on_failed,
};

/* Both sides are this thread: each does what there is to do. */
static void exchange(struct client *client)
{
	wl_display_flush(client->display);
	compositor_run();
	while (wl_display_prepare_read(client->display) != 0)
		wl_display_dispatch_pending(client->display);
	wl_display_read_events(client->display);
	check(wl_display_dispatch_pending(client->display) >= 0, "the client lives");
}

static void client_begin(struct client *client)
{
	int pair[2];

	memset(client, 0, sizeof(*client));
	check(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair) == 0,
	      "a socket");
	check(wl_client_create(compositor->wl_display, pair[0]), "a client");
	client->display = wl_display_connect_to_fd(pair[1]);
	client->registry = wl_display_get_registry(client->display);
	wl_registry_add_listener(client->registry, &registry_listener, client);
	exchange(client);
}

static void client_end(struct client *client)
{
	yamp_manager_v1_destroy(client->manager);
	zwp_linux_dmabuf_v1_destroy(client->dmabuf);
	wl_registry_destroy(client->registry);
	wl_display_disconnect(client->display);
	compositor_run();
}

static void import(struct client *client, unsigned int kind)
{
	struct zwp_linux_buffer_params_v1 *params = zwp_linux_dmabuf_v1_create_params(client->dmabuf);
	struct yamp_import_v1 *attempt = yamp_manager_v1_create_import(client->manager, params);
	int fd = kernel_file(kind);

	zwp_linux_buffer_params_v1_add_listener(params, &params_listener, client);
	yamp_import_v1_add_listener(attempt, &import_listener, client);
	yamp_import_v1_add(attempt, 0, fd);
	yamp_import_v1_import(attempt);
	exchange(client);
	yamp_import_v1_destroy(attempt);
	zwp_linux_buffer_params_v1_destroy(params);
	close(fd);
}

static void begin(struct client *client)
{
	kernel_begin();
	compositor_begin();
	compositor_run();
	client_begin(client);
}

static void end(struct client *client)
{
	client_end(client);
	compositor_end();
	kernel_end();
}

static void case_good(const void *data)
{
	struct client client;

	begin(&client);
	import(&client, GOOD);
	check_equal(client.verified, 1, "verified");
	check_equal(client.created, 1, "created");
	end(&client);
}

static void case_revoked(const void *data)
{
	struct client client;

	begin(&client);
	kernel_revoke(GOOD);
	import(&client, GOOD);
	check_equal(client.verified, 0, "verified");
	check_equal(client.rejected, 1, "rejected");
	check_equal(client.reason, YAMP_IMPORT_V1_REASON_REVOKED, "reason");
	end(&client);
}

/* Of one params object; what is beyond the limit is refused for that, and harms nobody. */
static void case_crowd(const void *data)
{
	struct yamp_import_v1 *attempts[CROWD];
	struct zwp_linux_buffer_params_v1 *params;
	struct client client;
	int fd, i;

	begin(&client);
	params = zwp_linux_dmabuf_v1_create_params(client.dmabuf);
	zwp_linux_buffer_params_v1_add_listener(params, &params_listener, &client);
	for (i = 0; i < CROWD; i++) {
		attempts[i] = yamp_manager_v1_create_import(client.manager, params);
		yamp_import_v1_add_listener(attempts[i], &import_listener, &client);
		exchange(&client);
	}
	fd = kernel_file(GOOD);
	for (i = CROWD - 1; i >= 0; i -= CROWD - 1) {
		yamp_import_v1_add(attempts[i], 0, fd);
		yamp_import_v1_import(attempts[i]);
		exchange(&client);
		check_equal(client.rejected, 1, "the last one is refused");
		check_equal(client.reason, YAMP_IMPORT_V1_REASON_LIMIT, "reason");
		check_equal(client.created, i ? 0 : 1, "the first one is not");
	}
	close(fd);
	zwp_linux_buffer_params_v1_destroy(params);
	for (i = 0; i < CROWD; i++)
		yamp_import_v1_destroy(attempts[i]);
	end(&client);
}

/* A client must not fill Weston's log, whoever it is that refuses. */
static void many(unsigned int kind, bool refuse)
{
	struct client client;
	unsigned long before;
	unsigned int i;

	begin(&client);
	dmabuf_refuse(refuse);
	before = log_lines;
	for (i = 0; i < MANY; i++)
		import(&client, kind);
	check_equal(client.rejected + client.failed, MANY, "refused");
	check(log_lines > before && log_lines - before < MANY / 5, "%lu lines in Weston's log",
	      log_lines - before);
	end(&client);
}

static void case_refused(const void *data)
{
	many(PIPE, false);
}

static void case_failed(const void *data)
{
	many(GOOD, true);
}

int main(int argc, char **argv)
{
	static const struct test_case cases[] = {
		{"a good frame", case_good, NULL},
		{"a frame that was revoked", case_revoked, NULL},
		{"more imports than any needs", case_crowd, NULL},
		{"many that are no frames", case_refused, NULL},
		{"many that the renderer refuses", case_failed, NULL},
	};

	return test_main(argc, argv, cases, sizeof(cases) / sizeof(*cases));
}
