/* SPDX-License-Identifier: MIT */
/*
 * What each client holds. Descriptors are what a compositor runs out of first: a
 * client keeps few here, and none are kept when the process has few left.
 */
#include "plugin.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/resource.h>

/* Import objects of a client at once: 16 streams of as many frames as one ALLOC gives. */
#define IMPORTS_MAX (16 * YAMP_MAX_COUNT)

/* Placements of a client that wait at once: 16 streams of a frame in every refresh for
 * four refreshes. */
#define PLACEMENTS_MAX 64

/* Constraints objects of a client at once: one for each surface that can be on planes. */
#define CONSTRAINTS_MAX 64

/* Descriptors given and not imported yet: those of as many frames as one ALLOC gives. */
#define FDS_MAX (YAMP_MAX_PLANES * YAMP_MAX_COUNT)

/* For the compositor's own work, of all the descriptors it may have: one in... */
#define RESERVE_PART 4

static struct client *client_create(struct wl_list *clients, struct wl_client *wl_client)
{
	struct client *client = calloc(1, sizeof(*client));

	if (!client)
		return NULL;
	client->wl_client = wl_client;
	wl_list_insert(clients, &client->link);
	return client;
}

struct client *client_get(struct wl_list *clients, struct wl_client *wl_client)
{
	struct client *client, *found = NULL;

	wl_list_for_each(client, clients, link) {
		if (client->wl_client == wl_client)
			found = client;
	}
	if (!found)
		found = client_create(clients, wl_client);
	if (found)
		found->users++;
	return found;
}

void client_put(struct client *client)
{
	if (--client->users)
		return;
	wl_list_remove(&client->link);
	free(client);
}

bool client_may_import(const struct client *client)
{
	return client->imports <= IMPORTS_MAX;
}

bool client_may_place(const struct client *client)
{
	return client->placements <= PLACEMENTS_MAX;
}

bool client_may_ask(const struct client *client)
{
	return client->constraints <= CONSTRAINTS_MAX;
}

bool client_may_keep(const struct client *client, int fd)
{
	return client->fds < FDS_MAX && descriptor_is_spare(fd);
}

/* The kernel gives the lowest free number, so the number tells how many are taken. */
bool descriptor_is_spare(int fd)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
		return false;
	return (rlim_t)fd < limit.rlim_cur - limit.rlim_cur / RESERVE_PART;
}
