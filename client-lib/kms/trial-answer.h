/* SPDX-License-Identifier: MIT */
/*
 * What trials have told, in words: how yamp-trial answers the compositor, and what it
 * keeps in its file. Who reads it trusts none of it.
 */
#ifndef YAMP_TRIAL_ANSWER_H
#define YAMP_TRIAL_ANSWER_H

#include <stddef.h>

#include "trial.h"

/** TRIAL_ANSWER_MAX - bytes of an answer, with its end */
#define TRIAL_ANSWER_MAX 1024

/** enum trial_origin - where it comes from */
enum trial_origin {
	TRIAL_TRIED,
	TRIAL_KEPT, /* an earlier trial's, with the same drivers */
	TRIAL_UNFINISHED, /* an earlier trial began and did not come to its end */
	TRIAL_ORIGINS,
};

/**
 * struct trial_answer - what became of trials
 * @origin: enum trial_origin
 * @error: 0, or the errno for which nothing could be tried
 * @result: all zero where nothing was tried
 */
struct trial_answer {
	uint32_t origin;
	uint32_t error;
	struct trial_result result;
};

/** trial_answer_write - returns the bytes it has in @text, without the NUL behind them */
size_t trial_answer_write(const struct trial_answer *answer, char text[TRIAL_ANSWER_MAX]);

/**
 * trial_answer_read - of @size bytes, which may be any
 *
 * Returns 0, or -EBADMSG if no trial can have told that; @answer is not touched then.
 */
int trial_answer_read(struct trial_answer *answer, const char *text, size_t size);

#endif /* YAMP_TRIAL_ANSWER_H */
