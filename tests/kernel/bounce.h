/* SPDX-License-Identifier: MIT */
/* Bounce buffers: what the DMA layer copies through where a device does not reach memory. */
#ifndef BOUNCE_H
#define BOUNCE_H

/** bounces - most slots in use since bounces_forget(); -1 if nobody counts */
long bounces(void);
void bounces_forget(void);

#endif /* BOUNCE_H */
