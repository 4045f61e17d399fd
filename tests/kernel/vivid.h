/* SPDX-License-Identifier: MIT */
/*
 * A driver that takes our dma-bufs: vivid as a video output, which reads frames and
 * changes nothing in them.
 */
#ifndef VIVID_H
#define VIVID_H

#include <linux/types.h>
#include <stdbool.h>

/* One frame of XRGB8888 */
#define VIVID_WIDTH	640
#define VIVID_HEIGHT	360
#define VIVID_SIZE	(VIVID_WIDTH * VIVID_HEIGHT * 4)

/**
 * vivid_load - one video output and nothing else
 * @allocators: 0 maps frames for the driver's own code, 1 for its (make-believe) device
 *
 * False if there is no such driver or the caller may not load it.
 */
bool vivid_load(int allocators);

/** vivid_unload - says so if it cannot */
void vivid_unload(void);

/** vivid_open - the first video output, in order of their numbers; or -1 */
int vivid_open(void);

/** vivid_open_camera - the first that captures, likewise; or -1 */
int vivid_open_camera(void);

/** vivid_prepare - frames of the size above, two buffers that are dma-bufs; 0 or -errno */
int vivid_prepare(int output);

/** vivid_request - @count buffers that are dma-bufs, 0 lets go of all; 0 or -errno */
int vivid_request(int output, unsigned int count);

/** vivid_queue - @fd is buffer 0: the driver maps it; 0 or -errno */
int vivid_queue(int output, int fd);

/** vivid_take - vivid_prepare(), and vivid_queue() */
int vivid_take(int output, int fd);

/** vivid_buffer - a dma-buf of one frame in @placement; ends the program if there is none */
int vivid_buffer(__u32 placement);

#endif /* VIVID_H */
