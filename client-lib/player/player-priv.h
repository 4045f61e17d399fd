/* SPDX-License-Identifier: MIT */
#ifndef PLAYER_PRIV_H
#define PLAYER_PRIV_H

#include <gst/gst.h>
#include <gst/play/play.h>

#include "player.h"

/**
 * struct player - see player.h
 * @pipeline: of GstPlay
 * @bus: of GstPlay, not that of the pipeline
 * @loads: URIs that were asked for and that GstPlay has not turned to yet
 * @start: where to begin once that is possible; 0 for as it is
 * @sought: where the last seek goes; POSITION_UNKNOWN: none is under way
 * @paused: as it was asked for
 * @loaded: something is known of this file
 * @over: this file failed: what else is said of it is not heard
 * @closed: the user closed the window
 * @cause: why it fails, if that is known
 * @missing: what is not installed; NULL for nothing
 * @wheel: part of a step that it was turned
 * @status: what is told
 * @before: its figures when they were compared last
 * @total: of the files before this one
 * @lock: of those below, for whoever posts an error, and for threads of the pipeline
 * @figures: the newest
 * @failed: the sink is about to forget its figures
 * @file: counts them
 * @reached: the last time in this file of which there was data, or POSITION_UNKNOWN
 * @collected: GstPlay knows of its streams
 * @empty: a demuxer that has nothing to offer, of which that is not said yet; a reference
 */
struct player {
	GstPlay *play;
	GstElement *pipeline;
	GstElement *sink;
	GstBus *bus;
	unsigned int loads;
	uint64_t start;
	uint64_t sought;
	bool paused;
	bool loaded;
	bool over;
	bool closed;
	struct failure cause;
	char *missing;
	double wheel;
	struct player_status status;
	struct figures before;
	struct figures total;
	GMutex lock;
	struct figures figures;
	bool failed;
	unsigned int file;
	uint64_t reached;
	bool collected;
	GstElement *empty;
};

/* player.c */

/** player_position - just now. GstPlay tells none that it was asked for */
uint64_t player_position(const struct player *player);

/* player-figures.c */

/** player_watch - from now on, what the pipeline says more than GstPlay is heard, too */
void player_watch(struct player *player);
void player_unwatch(struct player *player);

/** player_take_figures - the newest ones, into the status */
void player_take_figures(struct player *player);

/** player_compare_figures - likewise, and which way frames go */
void player_compare_figures(struct player *player);

/** player_sum_figures - a file is over */
void player_sum_figures(struct player *player);

/* player-streams.c */

/** player_watch_streams - from now on, of each file: one in which there is nothing is an error */
void player_watch_streams(struct player *player);

/** player_note_collection - GstPlay was told of them; in the thread that told */
void player_note_collection(struct player *player);

/** player_next_streams - those of another file come, and what was known is forgotten */
void player_next_streams(struct player *player);

/** player_is_cut_off - at its end: has it got less than it says? Then it is told in @failure */
bool player_is_cut_off(struct player *player, struct failure *failure);

#endif /* PLAYER_PRIV_H */
