/* SPDX-License-Identifier: MIT */
#ifndef KILLED_H
#define KILLED_H

#include <sys/types.h>

/** killed_while - test @name: the compositor outlives 10 processes killed while they @behave */
void killed_while(pid_t weston, void (*behave)(void), const char *name);

#endif /* KILLED_H */
