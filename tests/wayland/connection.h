/* SPDX-License-Identifier: MIT */
/* A client of the compositor that keeps to no rule it is not asked to keep to. */
#ifndef CONNECTION_H
#define CONNECTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <linux/yamp.h>
#include <wayland-client.h>

#include "linux-dmabuf-v1-client-protocol.h"
#include "xdg-shell-client-protocol.h"
#include "yamp-v1-client-protocol.h"

/** struct offer - a format and modifier that linux-dmabuf lists */
struct offer {
	uint32_t fourcc;
	uint64_t modifier;
};

/**
 * struct connection - one client
 * @compositor: this and what follows make windows; not bound by
 *	connection_open_early()
 * @manager_name: of the global
 * @capabilities: of the manager
 * @allocator_version: the last one heard of, 0 if none
 * @allocator_device: likewise
 * @done: how many "done" came
 */
struct connection {
	struct wl_display *display;
	struct wl_registry *registry;
	struct zwp_linux_dmabuf_v1 *dmabuf;
	struct yamp_manager_v1 *manager;
	struct wl_compositor *compositor;
	struct wl_subcompositor *subcompositor;
	struct wl_shm *shm;
	struct wl_output *output;
	struct xdg_wm_base *wm_base;
	uint32_t dmabuf_version;
	uint32_t manager_version;
	uint32_t manager_name;
	uint32_t capabilities;
	uint32_t allocator_version;
	dev_t allocator_device;
	unsigned int done;
	struct offer offers[4096];
	size_t offer_count;
};

/**
 * connection_open - connect and bind
 * @dmabuf_version: of linux-dmabuf to bind, at most 3
 *
 * Ends the test program if there is no compositor, or not both globals.
 */
struct connection *connection_open(uint32_t dmabuf_version);

/** connection_open_old - the same with an older version of yamp_manager_v1 */
struct connection *connection_open_old(uint32_t dmabuf_version, uint32_t manager_version);

/**
 * connection_open_early - the same, but as soon as there is a socket
 * @dmabuf: name of the global, as it will be
 * @manager: likewise
 *
 * Waits for no answer at all.
 */
struct connection *connection_open_early(uint32_t dmabuf, uint32_t manager);

void connection_close(struct connection *connection);

/** connection_offers - does linux-dmabuf list any modifier with this format? */
bool connection_offers(const struct connection *connection, uint32_t fourcc);

/** enum answer - what became of an import */
enum answer {
	ANSWER_NONE, /* not yet, or never */
	ANSWER_VERIFIED, /* and neither created nor failed yet */
	ANSWER_CREATED,
	ANSWER_FAILED,
	ANSWER_REJECTED,
	ANSWER_DEAD, /* the compositor ended the connection */
};

/**
 * struct attempt - one import, and its params object
 * @reason: with ANSWER_REJECTED
 * @code: with ANSWER_DEAD, of the protocol error, and
 * @interface: whose code that is
 * @buffer: with ANSWER_CREATED
 */
struct attempt {
	struct connection *connection;
	struct zwp_linux_buffer_params_v1 *params;
	struct yamp_import_v1 *import;
	struct wl_buffer *buffer;
	enum answer answer;
	uint32_t reason;
	uint32_t code;
	char interface[64];
	char detail[256];
};

/** attempt_begin - make both objects; they are there until attempt_end() */
void attempt_begin(struct attempt *attempt, struct connection *connection);

/** attempt_import_again - a new import object for the same params object */
void attempt_import_again(struct attempt *attempt);

/** attempt_add - give descriptors by plane, -1 none; the caller keeps them */
void attempt_add(struct attempt *attempt, const int *fds);

/** attempt_wait - wait for the answer */
enum answer attempt_wait(struct attempt *attempt);

/** attempt_sync - wait until the compositor has handled all requests */
void attempt_sync(struct attempt *attempt);

/** attempt_end - destroys what is left */
void attempt_end(struct attempt *attempt);

/** attempt_text - the answer for people; overwritten by the next call */
const char *attempt_text(const struct attempt *attempt);

#endif /* CONNECTION_H */
