/* SPDX-License-Identifier: MIT */
/* What the bytes that a terminal sends mean, and the keys of a window. */
#ifndef PLAYER_KEYS_H
#define PLAYER_KEYS_H

#include <stddef.h>

/** enum key - what is asked for; those that move in a film are KEY_BACK to KEY_FAR_FORWARD */
enum key {
	KEY_NONE,
	KEY_PAUSE,
	KEY_BACK,
	KEY_FORWARD,
	KEY_FAR_BACK,
	KEY_FAR_FORWARD,
	KEY_RESTART,
	KEY_NEXT,
	KEY_PREVIOUS,
	KEY_FULLSCREEN,
	KEY_MUTE,
	KEY_HELP,
	KEY_QUIT,
};

/** struct keys - a sequence of bytes that has begun; zeroes at first */
struct keys {
	int state;
	int number;
};

/**
 * keys_take - one byte
 *
 * KEY_NONE where it means nothing, or not yet: arrows are sent as several bytes, which may come
 * in pieces.
 */
enum key keys_take(struct keys *keys, unsigned char byte);

/** keys_named - a key as XKB calls it: "space", "Left", "q" */
enum key keys_named(const char *name);

/** keys_help - a line for each key */
extern const char keys_help[];

#endif /* PLAYER_KEYS_H */
