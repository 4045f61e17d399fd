/* SPDX-License-Identifier: MIT */
/* Test Anything Protocol for the programs of this folder. */
#ifndef TAP_H
#define TAP_H

#include <stdbool.h>

/** tap_ok - one test; the text after @name says why it failed */
void tap_ok(bool passed, const char *name, const char *why, ...)
	__attribute__((format(printf, 3, 4)));

/** tap_skip - one test that this machine cannot run */
void tap_skip(const char *name, const char *why);

/** tap_note - a line for people */
void tap_note(const char *format, ...) __attribute__((format(printf, 1, 2)));

/** tap_bail - the tests cannot go on; ends the process */
void tap_bail(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));

/** tap_end - prints the plan; returns the exit status */
int tap_end(void);

#endif /* TAP_H */
