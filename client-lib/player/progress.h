/* SPDX-License-Identifier: MIT */
/* The line that tells where in the film we are. */
#ifndef PLAYER_PROGRESS_H
#define PLAYER_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "tool.h"

/**
 * struct progress - what it says
 * @state: "playing", "paused"
 * @position: in ns, or POSITION_UNKNOWN
 * @duration: likewise
 * @index: of the file, from 0
 * @count: of files
 * @muted: no sound
 * @path: how frames get to the screen; may be ""
 */
struct progress {
	const char *state;
	uint64_t position;
	uint64_t duration;
	int index;
	int count;
	bool muted;
	const char *path;
};

/** progress_text - at most @columns letters, the least important at the end */
void progress_text(const struct progress *progress, int columns, struct line *line);

#endif /* PLAYER_PROGRESS_H */
