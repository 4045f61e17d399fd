// SPDX-License-Identifier: MIT
/* What the plugin answers a client, and what that costs the compositor. */
#include <unistd.h>

#include "client.h"
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

/* What the client heard of its imports. */
static unsigned int verified, rejected, created, failed;
static uint32_t reason_heard;

static void on_verified(void *data, struct yamp_import_v1 *import)
{
	verified++;
}

static void on_rejected(void *data, struct yamp_import_v1 *import, uint32_t reason,
			const char *detail)
{
	rejected++;
	reason_heard = reason;
}

static const struct yamp_import_v1_listener import_listener = {
	.verified = on_verified,
	.rejected = on_rejected,
};

static void on_created(void *data, struct zwp_linux_buffer_params_v1 *params,
		       struct wl_buffer *buffer)
{
	created++;
	wl_buffer_destroy(buffer);
}

static void on_failed(void *data, struct zwp_linux_buffer_params_v1 *params)
{
	failed++;
}

static const struct zwp_linux_buffer_params_v1_listener params_listener = {
	.created = on_created,
	.failed = on_failed,
};

static void import(struct client *client, unsigned int kind)
{
	struct zwp_linux_buffer_params_v1 *params = zwp_linux_dmabuf_v1_create_params(client->dmabuf);
	struct yamp_import_v1 *attempt = yamp_manager_v1_create_import(client->manager, params);
	int fd = kernel_file(kind);

	zwp_linux_buffer_params_v1_add_listener(params, &params_listener, NULL);
	yamp_import_v1_add_listener(attempt, &import_listener, NULL);
	yamp_import_v1_add(attempt, 0, fd);
	yamp_import_v1_import(attempt);
	client_exchange(client);
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
	check_equal(verified, 1, "verified");
	check_equal(created, 1, "created");
	end(&client);
}

static void case_revoked(const void *data)
{
	struct client client;

	begin(&client);
	kernel_revoke(GOOD);
	import(&client, GOOD);
	check_equal(verified, 0, "verified");
	check_equal(rejected, 1, "rejected");
	check_equal(reason_heard, YAMP_IMPORT_V1_REASON_REVOKED, "reason");
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
	zwp_linux_buffer_params_v1_add_listener(params, &params_listener, NULL);
	for (i = 0; i < CROWD; i++) {
		attempts[i] = yamp_manager_v1_create_import(client.manager, params);
		yamp_import_v1_add_listener(attempts[i], &import_listener, NULL);
		client_exchange(&client);
	}
	fd = kernel_file(GOOD);
	for (i = CROWD - 1; i >= 0; i -= CROWD - 1) {
		yamp_import_v1_add(attempts[i], 0, fd);
		yamp_import_v1_import(attempts[i]);
		client_exchange(&client);
		check_equal(rejected, 1, "the last one is refused");
		check_equal(reason_heard, YAMP_IMPORT_V1_REASON_LIMIT, "reason");
		check_equal(created, i ? 0 : 1, "the first one is not");
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
	check_equal(rejected + failed, MANY, "refused");
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
