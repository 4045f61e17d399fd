/* SPDX-License-Identifier: MIT */
/*
 * A program that runs beside the compositor, says something and ends.
 *
 * Whatever it does, nobody waits for it: what it says is gathered by the event loop,
 * and when its time is over it is killed.
 */
#ifndef YAMP_CHILD_H
#define YAMP_CHILD_H

#include <stdbool.h>
#include <stddef.h>

#include <wayland-server-core.h>

#include "kms/program.h"

/** CHILD_TEXT_MAX - bytes that are kept of what it says */
#define CHILD_TEXT_MAX 2048

struct child;

/** child_ended_fn - called once; the text is valid during the call; child_destroy() may be
 * called from it */
typedef void (*child_ended_fn)(void *data, const struct program_end *end);

/**
 * child_start - run a program without arguments
 * @fd: its descriptor 3, of which it gets a copy; it has no other but 0 to 2
 * @limit_ms: after which it is killed, unless it has worked meanwhile; so long it may work
 * @ended: called from @loop, later than this call
 *
 * Returns NULL with errno, for example ENOENT.
 */
struct child *child_start(struct wl_event_loop *loop, const char *program, int fd, int limit_ms,
			  child_ended_fn ended, void *data);

/** child_destroy - ends it by SIGTERM if it runs; @child may be NULL */
void child_destroy(struct child *child);

#endif /* YAMP_CHILD_H */
