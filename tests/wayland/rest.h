/* SPDX-License-Identifier: MIT */
/* Figures that change until a compositor has come to all that clients left it. */
#ifndef REST_H
#define REST_H

#include <stdbool.h>
#include <sys/types.h>

/** fds_of - open descriptors of a process; 0 if it is gone */
unsigned int fds_of(pid_t pid);

/** at_rest - the figure once it stays the same for half a second */
unsigned int at_rest(unsigned int (*figure)(void));

/** settles - waits until the figure is as expected; false if it does not become so */
bool settles(unsigned int (*figure)(void), unsigned int expected);

#endif /* REST_H */
