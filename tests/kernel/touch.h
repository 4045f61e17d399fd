/* SPDX-License-Identifier: MIT */
/* Touching memory that may be gone: SIGBUS, and the thread goes on elsewhere. */
#ifndef TOUCH_H
#define TOUCH_H

#include <setjmp.h>
#include <stdbool.h>

extern __thread sigjmp_buf touch_landing;

/**
 * TOUCH_FAILS - false at first; true once something that this thread touches later in the
 * same function cannot be touched
 */
#define TOUCH_FAILS() (sigsetjmp(touch_landing, 1) != 0)

/** touch_may_fail - from now on SIGBUS goes to where the thread said TOUCH_FAILS() last */
void touch_may_fail(void);

/** touch_is_dead - does reading @memory end with SIGBUS? */
bool touch_is_dead(const volatile void *memory);

/**
 * touch_mark - write @mark; was there something that is neither it nor 0?
 *
 * The byte is read once: other threads may put a fresh buffer there at any time.
 */
bool touch_mark(volatile char *byte, char mark);

#endif /* TOUCH_H */
