/* SPDX-License-Identifier: MIT */
/* What holds for system memory and for contiguous memory alike. */
#ifndef BOTH_H
#define BOTH_H

#include <linux/yamp.h>

/** both_placements - to be tried in turn */
extern const __u32 both_placements[2];

/** both_title - "@what, system memory" for @i 0; the next call of this thread overwrites it */
const char *both_title(const char *what, int i);

#endif /* BOTH_H */
