/* SPDX-License-Identifier: MIT */
/* Why a frame was drawn and not put on a plane. */
#ifndef YAMP_JOURNAL_H
#define YAMP_JOURNAL_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "decisions.h"
#include "observer.h"

struct plugin;
struct weston_log_subscriber;
struct weston_output;
struct weston_surface;

/**
 * struct journal - what Weston wrote of its decisions
 * @subscriber: while it is followed
 * @stream: where that goes
 * @decisions: that, of each output the newest
 * @scene: or else the text about one frame, NULL if none; of
 * @scene_frame: this frame, on
 * @scene_output: the output of this number
 */
struct journal {
	struct weston_log_subscriber *subscriber;
	FILE *stream;
	struct decisions decisions;
	char *scene;
	struct shown scene_frame;
	uint32_t scene_output;
};

/** journal_works - can reasons be told? */
bool journal_works(const struct plugin *plugin);

/** journal_open - follow it from now on, if it is not yet */
void journal_open(struct plugin *plugin);

/** journal_close - nobody asks any more */
void journal_close(struct plugin *plugin);

/**
 * journal_reasons - why was a frame drawn and not put on a plane?
 * @shown: the frame; right after it was shown, before the next repaint
 * @surface: NULL if it is gone
 * @output: likewise
 *
 * Returns bits of enum yamp_placement_v1_reason, at least one.
 */
uint32_t journal_reasons(struct plugin *plugin, const struct shown *shown,
			 struct weston_surface *surface, struct weston_output *output);

#endif /* YAMP_JOURNAL_H */
