/* SPDX-License-Identifier: MIT */
#ifndef CONSTRAINTS_HOSTILE_H
#define CONSTRAINTS_HOSTILE_H

#include <sys/types.h>

/** constraints_hostile - tests: none of them costs the compositor @weston anything */
void constraints_hostile(pid_t weston);

#endif /* CONSTRAINTS_HOSTILE_H */
