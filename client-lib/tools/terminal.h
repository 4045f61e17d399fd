/* SPDX-License-Identifier: MIT */
/* The terminal of a program that reads single keys. */
#ifndef TERMINAL_H
#define TERMINAL_H

#include <stdbool.h>

/** TERMINAL_STOPS - Ctrl-Z sends its signal; without, it does nothing */
#define TERMINAL_STOPS 1

/**
 * terminal_take - keys come at once and are not shown
 * @flags: TERMINAL_STOPS or 0
 *
 * There is one terminal, that of standard input. Taking it again is for a program that was
 * stopped and goes on, perhaps in the background. Whoever takes it gives it back, or exit()
 * does; so does a signal that kills the program and dumps its core. Returns 0, or -ENOTTY:
 * input or output is no terminal, or another program has it now; it is not ours then.
 */
int terminal_take(int flags);

/** terminal_give_back - as it was before; nothing if it is not taken. Async-signal-safe */
void terminal_give_back(void);

/** terminal_is_taken - by us */
bool terminal_is_taken(void);

/** terminal_size - how much there is room for; 24 and 80 if nobody knows */
void terminal_size(int *rows, int *columns);

#endif /* TERMINAL_H */
