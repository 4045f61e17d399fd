/* SPDX-License-Identifier: MIT */
/* What the programs have in common that make trials beside the compositor. */
#ifndef YAMP_TRIAL_MAIN_H
#define YAMP_TRIAL_MAIN_H

#include <stddef.h>

struct trial_result;

/** TRIAL_CARD - the descriptor of the display's card, not master; or one of something else */
#define TRIAL_CARD 3

/** TRIAL_DRIVERS - room for what identifies drivers */
#define TRIAL_DRIVERS 256

/**
 * struct trial_subject - what a program tries
 * @name: for the file in which it is kept
 * @drivers: names and versions of the drivers that decide, in one line
 * @run: find out. Returns 0, or -errno of what could not be had to try with
 */
struct trial_subject {
	const char *name;
	int (*drivers)(char line[TRIAL_DRIVERS]);
	int (*run)(struct trial_result *result);
};

/** trial_subject - each program has its own */
extern const struct trial_subject trial_subject;

#endif /* YAMP_TRIAL_MAIN_H */
