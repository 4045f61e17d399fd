/* SPDX-License-Identifier: MIT */
/* Why something is not played, for people and as an exit status. */
#ifndef PLAYER_FAILURE_H
#define PLAYER_FAILURE_H

#include <stdbool.h>
#include <glib.h>

/** struct failure - @status is of sysexits.h, 0 while all is well */
struct failure {
	int status;
	char text[512];
};

/** failure_set - in printf's way */
__attribute__((format(printf, 3, 4)))
void failure_set(struct failure *failure, int status, const char *format, ...);

/**
 * failure_from_error - what GStreamer says, and what helps
 * @debug: that came with it; may be NULL
 * @missing: what is not installed, such as "H.265 decoder", if that was said before; or NULL
 */
void failure_from_error(struct failure *failure, const GError *error, const char *debug,
			const char *missing);

/** failure_is_missing - is a plugin not installed? */
bool failure_is_missing(const GError *error);

/** failure_missing - what to do about a decoder that is not there */
void failure_missing(struct failure *failure, const char *missing);

#endif /* PLAYER_FAILURE_H */
