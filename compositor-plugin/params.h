/* SPDX-License-Identifier: MIT */
/* Weston's own implementation of params objects, and of others. */
#ifndef YAMP_PARAMS_H
#define YAMP_PARAMS_H

#include <stdbool.h>
#include <stdint.h>

#include <linux/yamp.h>
#include <wayland-server-core.h>

#include "refusal.h"

struct zwp_linux_buffer_params_v1_interface;

/**
 * handlers_find - the request handlers of an object that Weston implements
 * @interface: what the object is expected to be
 * @count: handlers that will be used, from the first on
 * @failure: set to what is not as expected, if anything is
 *
 * Returns the table, an array of functions in the order of the requests, or NULL.
 */
const void *handlers_find(struct wl_resource *resource, const struct wl_interface *interface,
			  unsigned int count, const char **failure);

/**
 * struct params_access - the way to Weston's own implementation of params objects
 * @requests: its request handlers; NULL until the self-test has passed
 * @logger: sees the requests of clients on params objects
 * @busy: the params object that is being used right now, or NULL
 * @busy_created: its wl_buffer was created
 */
struct params_access {
	const struct zwp_linux_buffer_params_v1_interface *requests;
	struct wl_protocol_logger *logger;
	struct wl_resource *busy;
	bool busy_created;
};

int params_init(struct params_access *access, struct wl_display *display);
void params_finish(struct params_access *access);

/**
 * params_self_test - is a params object made as this file believes?
 * @params: of linux-dmabuf, fresh
 *
 * Returns NULL and fills @access->requests, or says what is not as expected.
 */
const char *params_self_test(struct params_access *access, struct wl_resource *params);

/** params_check - refuses an object that was used, or that is not Weston's */
int params_check(const struct params_access *access, struct wl_resource *params,
		 struct refusal *refusal);

/**
 * params_create_buffer - make the wl_buffer; created or failed goes to the client
 * @params: one that params_check() has just accepted
 * @frame: verified
 * @fds: one per colour plane; they are Weston's from here on
 *
 * Returns whether it was created.
 */
bool params_create_buffer(struct params_access *access, struct wl_resource *params,
			  const struct yamp_frame *frame, const int *fds);

#endif /* YAMP_PARAMS_H */
