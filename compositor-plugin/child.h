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

/** CHILD_TEXT_MAX - bytes that are kept of what it says */
#define CHILD_TEXT_MAX 2048

struct child;

/**
 * struct child_end - how it ended
 * @text: what it wrote to its standard output, @size bytes; valid during the call
 * @too_much: it wrote more than is kept
 * @late: it was killed, since its time was over
 * @signal: that ended it, or 0
 * @code: its exit code where no signal did; -1: somebody else has heard that
 */
struct child_end {
	const char *text;
	size_t size;
	bool too_much;
	bool late;
	int signal;
	int code;
};

/** child_ended_fn - called once; child_destroy() may be called from it */
typedef void (*child_ended_fn)(void *data, const struct child_end *end);

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
