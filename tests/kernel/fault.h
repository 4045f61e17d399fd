/* SPDX-License-Identifier: MIT */
/*
 * The kernel fails on demand: after fault_arm(n) the n-th thing that can fail in
 * this thread's system calls (an allocation of memory, a copy to or from it) does.
 * Needs a kernel with FAULT_INJECTION.
 */
#ifndef FAULT_H
#define FAULT_H

#include <stdbool.h>

/** fault_missing - why this cannot be had here, or NULL; sets it up, once */
const char *fault_missing(void);

/** fault_arm - from now on count down @n, which is at least 1 */
void fault_arm(unsigned int n);

/** fault_disarm - count no more; true if something was made to fail */
bool fault_disarm(void);

/**
 * fault_all - true: from now on no allocation of this thread's system calls succeeds, nor what
 * they try instead; false: as before
 */
void fault_all(bool on);

#endif /* FAULT_H */
