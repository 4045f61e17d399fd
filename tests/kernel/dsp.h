/* SPDX-License-Identifier: MIT */
/* The sample driver, frames for it, and what its filters compute. */
#ifndef DSP_H
#define DSP_H

#include <linux/yamp_softdsp.h>
#include <stdbool.h>
#include <stddef.h>

#include "node.h"

#define NODE_YUYV	NODE_CODE('Y', 'U', 'Y', 'V')
#define NODE_RGB888	NODE_CODE('R', 'G', '2', '4')
#define NODE_BGR888	NODE_CODE('B', 'G', '2', '4')

/**
 * struct dsp_frame - a frame that is mapped here
 * @fd: its dma-buf
 * @memory: all of it, readable and writable
 * @size: bytes
 * @frame: its description
 */
struct dsp_frame {
	int fd;
	unsigned char *memory;
	size_t size;
	struct yamp_frame frame;
};

/** dsp_load - load the driver; false if that cannot be done here */
bool dsp_load(void);

/** dsp_unload - 0 or -errno; never waits */
int dsp_unload(void);

/** dsp_open - its node; ends the program if there is none */
int dsp_open(int flags);

/** dsp_run - YAMP_SOFTDSP_IOC_RUN; 0 or -errno */
int dsp_run(int dsp, int src, int dst, __u32 filter);

/**
 * dsp_frame_create - a frame that suits the driver
 * @stride_align: a multiple of the driver's own, to get other strides
 */
struct dsp_frame dsp_frame_create(__u32 code, __u32 width, __u32 height, __u32 stride_align);

/** dsp_frame_destroy - unmap and close it */
void dsp_frame_destroy(struct dsp_frame *frame);

/** dsp_frame_fill - every byte of the memory, reproducible */
void dsp_frame_fill(struct dsp_frame *frame, unsigned int seed);

/** dsp_readable - is nobody writing to a dma-buf? Waits @timeout ms, -1 for ever */
bool dsp_readable(int fd, int timeout);

/** dsp_expect - what @dst's memory must be after a job, given what it was before */
void dsp_expect(const struct dsp_frame *src, const struct dsp_frame *dst, __u32 filter,
		unsigned char *expected);

#endif /* DSP_H */
