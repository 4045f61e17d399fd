/* SPDX-License-Identifier: MIT */
/* From descriptors to a description that can be trusted. */
#ifndef YAMP_VERIFY_H
#define YAMP_VERIFY_H

#include <stdint.h>

#include <linux/yamp.h>

#include "refusal.h"

struct formats;

/*
 * Weston and pixman reckon in 16.16 fixed point. The limits of the GPU and of planes
 * are lower, but no public call tells the GPU's: above those, Weston answers "failed".
 */
#define VERIFY_DIMENSION_MAX 32767

/**
 * struct verified - a frame that can be shown
 * @frame: the kernel's description
 * @frame_id: the kernel's name of it
 * @plane_of_object: where each dma-buf of the frame was given
 */
struct verified {
	struct yamp_frame frame;
	uint64_t frame_id;
	uint32_t plane_of_object[YAMP_MAX_PLANES];
};

/**
 * verify - ask the kernel what was given and check all of it
 * @fds: by colour plane, -1 where none was given; they stay the caller's
 */
int verify(const int *fds, const struct formats *formats, struct verified *verified,
	   struct refusal *refusal);

#endif /* YAMP_VERIFY_H */
