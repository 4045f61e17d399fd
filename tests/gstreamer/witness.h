/* SPDX-License-Identifier: MIT */
/* What the kernel says of the dma-bufs that came to a sink. */
#ifndef YAMP_TEST_WITNESS_H
#define YAMP_TEST_WITNESS_H

#include <gst/gst.h>

/** witness_watch - look at every buffer that comes to a sink from now on */
void witness_watch(GstElement *sink);

/**
 * witness_print - a line on standard output:
 *
 *   buffers ALL ours OURS strides STRIDE[,STRIDE]... synced TIMES frames FRAMES
 *
 * How many dma-bufs there were, how many of them the kernel describes, with which strides of
 * their first plane they came, how often processes accessed the samples of those that are
 * described, and how many frames came in all.
 */
void witness_print(void);

#endif /* YAMP_TEST_WITNESS_H */
