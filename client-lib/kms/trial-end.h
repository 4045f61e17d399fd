/* SPDX-License-Identifier: MIT */
/* What a program was heard to say that has made trials. */
#ifndef YAMP_TRIAL_END_H
#define YAMP_TRIAL_END_H

#include <stddef.h>

struct program_end;
struct trial_answer;

/** TRIAL_END_TEXT - room for the sentence */
#define TRIAL_END_TEXT 160

/**
 * trial_hear - what came of it
 * @answer: filled on success
 * @text: a sentence, for people
 *
 * Returns 0: its result holds; -EAGAIN: there was nothing to try with, another time there
 * may be; -EIO: it failed, and would again.
 */
int trial_hear(const struct program_end *end, struct trial_answer *answer,
	       char text[TRIAL_END_TEXT]);

#endif /* YAMP_TRIAL_END_H */
