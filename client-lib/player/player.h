/* SPDX-License-Identifier: MIT */
/*
 * A film in a window: GstPlay with yampsink.
 *
 * Everything is asked for and returns at once; what became of it comes as events, which are
 * read when player_fd() is readable. One thread.
 */
#ifndef PLAYER_PLAYER_H
#define PLAYER_PLAYER_H

#include <stdbool.h>
#include <stdint.h>

#include "failure.h"
#include "figures.h"
#include "keys.h"

struct player;

/** enum player_event_type - what happened */
enum player_event_type {
	PLAYER_LOADED,		/* duration, size and so on are known, or known better */
	PLAYER_STATE,
	PLAYER_POSITION,	/* once in a while, and after a pause or a seek */
	PLAYER_PATH,		/* frames go another way to the compositor */
	PLAYER_WARNING,		/* @text */
	PLAYER_FAILED,		/* @failure; nothing more is played of this file */
	PLAYER_CLOSED,		/* the user closed the window; likewise */
	PLAYER_ENDED,		/* of this file */
	PLAYER_KEY,		/* went down in the window: @key */
	PLAYER_KEY_UP,		/* one did, any */
	PLAYER_WHEEL,		/* was turned there: @steps */
};

/**
 * struct player_event - other members are only set where there is such a thing
 * @repeat_delay_ms: until a key that stays down is to be taken again
 * @repeat_every_ms: from then on; 0: never
 * @steps: up, or away from the user
 */
struct player_event {
	enum player_event_type type;
	struct failure failure;
	enum key key;
	unsigned int repeat_delay_ms;
	unsigned int repeat_every_ms;
	int steps;
};

/**
 * struct player_status - what there is to know
 * @state: "stopped", "waiting", "playing" or "paused"
 * @position: in ns, or POSITION_UNKNOWN
 * @duration: likewise
 * @width: 0 without a picture
 * @video: codec, "" if there is none
 * @audio: likewise
 * @path: of the newest frames
 * @figures: of this file
 */
struct player_status {
	const char *state;
	uint64_t position;
	uint64_t duration;
	bool seekable;
	bool muted;
	bool fullscreen;
	uint32_t width;
	uint32_t height;
	char video[64];
	char audio[64];
	char title[128];
	struct figures_path path;
	struct figures figures;
};

/** player_create - needs gst_init(); NULL: GStreamer lacks something */
struct player *player_create(struct failure *failure);

/** player_destroy - NULL is ignored */
void player_destroy(struct player *player);

/** player_fd - readable if there are events; belongs to the player, nobody reads it */
int player_fd(const struct player *player);

/** player_next - the next event; false if there is none */
bool player_next(struct player *player, struct player_event *event);

/** player_status - valid until the player is called again */
const struct player_status *player_status(const struct player *player);

/** player_total - figures of all files */
void player_total(struct player *player, struct figures *total);

/** player_load - stop, and play this; events of what was before are dropped */
void player_load(struct player *player, const char *uri, uint64_t start);

/** player_again - after PLAYER_ENDED, from the beginning */
void player_again(struct player *player);

/** player_pause - or go on; for as long as nobody says the opposite */
void player_pause(struct player *player, bool paused);

/** player_is_paused - as it was asked for last */
bool player_is_paused(const struct player *player);

/** player_seek - false: it cannot be sought in */
bool player_seek(struct player *player, uint64_t position);

/** player_move - so many seconds from here, or from where the last seek goes; likewise */
bool player_move(struct player *player, int seconds);

void player_mute(struct player *player, bool muted);
void player_fullscreen(struct player *player, bool fullscreen);

#endif /* PLAYER_PLAYER_H */
