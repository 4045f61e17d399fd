/* SPDX-License-Identifier: MIT */
/* What became of frames, and the way they take, in words. */
#ifndef PLAYER_FIGURES_H
#define PLAYER_FIGURES_H

#include <stdbool.h>
#include <stdint.h>

#include "tool.h"

/**
 * struct figures - of yampsink's property "stats", or sums of them
 * @frames: given to the compositor
 * @presented: of these, shown, as the compositor tells
 * @plane: of these, scanned out from a plane
 * @discarded: given, but replaced by a newer one before it was shown
 * @dropped: not given: too late, or no buffer was free
 * @copied: by the processor
 * @copied_bytes: likewise
 * @import: how the compositor knows the buffers: "none" before there are any
 * @reason: why it is not the best way; "" if it is
 * @memory: who gave it
 * @composited: why not from a plane, with commas
 */
struct figures {
	uint64_t frames;
	uint64_t presented;
	uint64_t plane;
	uint64_t discarded;
	uint64_t dropped;
	uint64_t copied;
	uint64_t copied_bytes;
	char import[16];
	char reason[32];
	char memory[16];
	char composited[128];
};

/** enum figures_way - how frames are shown */
enum figures_way {
	FIGURES_NOTHING,
	FIGURES_PLANE,
	FIGURES_COMPOSITED,
	FIGURES_UNTOLD,
};

/**
 * struct figures_path - the way of the newest frames
 * @way: to the screen
 * @copied: the processor copies them
 */
struct figures_path {
	enum figures_way way;
	bool copied;
};

/** figures_add - the counts are summed up, the words are those of @more if there are any */
void figures_add(struct figures *sum, const struct figures *more);

/** figures_shown - how many were seen; given, where the compositor does not tell */
uint64_t figures_shown(const struct figures *figures);

/** figures_compare - take what frames since @before tell; what they do not tell is left */
void figures_compare(const struct figures *figures, const struct figures *before,
		     struct figures_path *path);

/** figures_way_name - "plane", "composited"; NULL for what is not known */
const char *figures_way_name(enum figures_way way);

/** figures_path_text - "plane", "composited: occluded", "plane, copied (verified: system-memory)" */
void figures_path_text(const struct figures *figures, const struct figures_path *path,
		       struct line *line);

/** figures_summary - what there is to say at the end, without a newline */
void figures_summary(const struct figures *figures, struct line *line);

#endif /* PLAYER_FIGURES_H */
