/* SPDX-License-Identifier: MIT */
/* The memory that trials lay frames into. */
#ifndef YAMP_TRIAL_MEMORY_H
#define YAMP_TRIAL_MEMORY_H

#include "trial.h"

/** trial_node - open /dev/yamp; the caller closes it. Returns -errno if it cannot be */
int trial_node(void);

/**
 * trial_memory - a dma-buf of TRIAL_BYTES, for the caller to close
 * @node: of trial_node()
 *
 * Returns -errno; -ENODATA if memory that should be scattered happens to be in one
 * piece, and so would tell nothing.
 */
int trial_memory(int node, enum trial_memory kind);

#endif /* YAMP_TRIAL_MEMORY_H */
