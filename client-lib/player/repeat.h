/* SPDX-License-Identifier: MIT */
/* A key of a window that is held down; a terminal repeats by itself. */
#ifndef PLAYER_REPEAT_H
#define PLAYER_REPEAT_H

#include <stdint.h>

#include "keys.h"

/**
 * struct repeat - zeroes: none is
 * @every_ms: as the user wants it
 * @due_ns: the next time, of CLOCK_MONOTONIC
 */
struct repeat {
	enum key key;
	uint32_t every_ms;
	uint64_t due_ns;
};

/**
 * repeat_begin - a key went down; only those that move in a film are repeated
 * @delay_ms: until it comes the first time
 * @every_ms: 0 for never
 */
void repeat_begin(struct repeat *repeat, enum key key, uint32_t delay_ms, uint32_t every_ms,
		  uint64_t now_ns);

/** repeat_end - it is up, or nobody knows */
void repeat_end(struct repeat *repeat);

/** repeat_wait_ms - until there is something to take, for poll(); -1: there will be nothing */
int repeat_wait_ms(const struct repeat *repeat, uint64_t now_ns);

/** repeat_take - the key, if it is time; else KEY_NONE. What was missed does not come later */
enum key repeat_take(struct repeat *repeat, uint64_t now_ns);

#endif /* PLAYER_REPEAT_H */
