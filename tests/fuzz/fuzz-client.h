/* SPDX-License-Identifier: MIT */
/* A client of the compositor's that does what the fuzzer's bytes say. */
#ifndef FUZZ_CLIENT_H
#define FUZZ_CLIENT_H

#include "compositor.h"

/** OBJECTS - most that a client makes */
#define OBJECTS 160

/** struct object - of a client; its id is its place in the list, and one more */
struct object {
	const struct wl_interface *interface;
	uint32_t version;
	bool dead;
};

/**
 * struct client - one of them
 * @fd: its end of the connection; -1: it is not connected
 * @server_side: NULL: the compositor has ended it
 */
struct client {
	int fd;
	struct wl_client *server_side;
	struct wl_listener destroy;
	struct object objects[OBJECTS];
	uint32_t count;
};

/** client_begin - connect, and bind one of each global */
void client_begin(struct client *client, struct input *input);

/** client_do - the next thing; it may hang up */
void client_do(struct client *client, struct input *input);

/** client_listen - read what the compositor has said, and forget it */
void client_listen(struct client *client);

/** client_disconnect - hang up */
void client_disconnect(struct client *client);

#endif /* FUZZ_CLIENT_H */
