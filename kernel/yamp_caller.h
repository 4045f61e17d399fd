/* SPDX-License-Identifier: GPL-2.0-only */
/* Which driver is calling: yamp_caller.c. */
#ifndef YAMP_CALLER_H
#define YAMP_CALLER_H

#include <uapi/linux/yamp.h>

/** yamp_caller_init - before the first call; 0 or -errno */
int yamp_caller_init(void);

/** yamp_caller_finish - after the last call */
void yamp_caller_finish(void);

/**
 * yamp_caller_name - which kernel module called us through the dma-buf core?
 * @who: its name; empty if none did, or if it is not a module
 */
void yamp_caller_name(char who[YAMP_NAME_LEN]);

#endif /* YAMP_CALLER_H */
