/* SPDX-License-Identifier: GPL-2.0-only */
/* Ranges that the devicetree reserves for us: yamp_devicetree.c. */
#ifndef YAMP_DEVICETREE_H
#define YAMP_DEVICETREE_H

#include <linux/types.h>

/**
 * yamp_devicetree_each - call a function for each range that is reserved for us
 * @add: gets size and physical address of it; its error is reported, not returned
 *
 * A range that cannot be used is said in a line of the kernel's log.
 */
void yamp_devicetree_each(int (*add)(u64 size, u64 start));

/** yamp_devicetree_holds - does all of a range lie in one that yamp_devicetree_each() tells? */
bool yamp_devicetree_holds(u64 size, u64 start);

#endif /* YAMP_DEVICETREE_H */
