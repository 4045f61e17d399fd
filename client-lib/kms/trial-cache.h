/* SPDX-License-Identifier: MIT */
/* What earlier trials have told, in a file. */
#ifndef YAMP_TRIAL_CACHE_H
#define YAMP_TRIAL_CACHE_H

#include "trial-answer.h"

/** TRIAL_KEY - room for a key, one line */
#define TRIAL_KEY 512

/**
 * struct trial_cache - the file of one display or renderer
 * @path: of it; empty if there is no place for one
 * @key: the drivers' versions, of which it has to tell
 */
struct trial_cache {
	char path[512];
	char key[TRIAL_KEY];
};

/**
 * trial_cache_open - where is it? Makes the folder
 * @subject: what is tried, for its name
 * @card: of whose device; or any file
 * @drivers: one line
 */
void trial_cache_open(struct trial_cache *cache, const char *subject, int card,
		      const char *drivers);

/**
 * trial_cache_load - what an earlier trial with the same drivers has told
 *
 * Returns 0; -ENOENT: there was none, or what is there is not to be trusted.
 */
int trial_cache_load(const struct trial_cache *cache, struct trial_answer *answer);

/** trial_cache_store - in the place of what was there; where it cannot be, it is not */
void trial_cache_store(const struct trial_cache *cache, const struct trial_answer *answer);

/** trial_cache_drop - nothing is kept. May be called by a signal's handler */
void trial_cache_drop(const struct trial_cache *cache);

#endif /* YAMP_TRIAL_CACHE_H */
