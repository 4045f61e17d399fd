/* SPDX-License-Identifier: MIT */
/* What each client holds. */
#ifndef YAMP_CLIENT_H
#define YAMP_CLIENT_H

#include <stdbool.h>
#include <stdint.h>

#include <wayland-server-core.h>

/** struct client - what a client holds here; exists while it has @users */
struct client {
	struct wl_list link; /* plugin.clients */
	struct wl_client *wl_client;
	uint32_t users;
	uint32_t imports;
	uint32_t fds;
	uint32_t placements;
	uint32_t constraints;
};

/** client_get - one more user of it; NULL with errno. Undone by client_put() */
struct client *client_get(struct wl_list *clients, struct wl_client *wl_client);

/** client_put - one user less; @client may be gone then */
void client_put(struct client *client);

/** client_may_place - false if @client waits for more placements than any needs */
bool client_may_place(const struct client *client);

/** client_may_ask - false if @client has more constraints objects than any needs */
bool client_may_ask(const struct client *client);

/** client_may_import - false if @client has more import objects than any needs */
bool client_may_import(const struct client *client);

/** client_may_keep - may this descriptor be kept for @client? */
bool client_may_keep(const struct client *client, int fd);

/** descriptor_is_spare - false if this process has few descriptors left */
bool descriptor_is_spare(int fd);

#endif /* YAMP_CLIENT_H */
