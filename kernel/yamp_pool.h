/* SPDX-License-Identifier: GPL-2.0-only */
/* Memory of freed buffers, kept for new ones: yamp_pool.c, yamp_memcg.c. */
#ifndef YAMP_POOL_H
#define YAMP_POOL_H

#include <linux/types.h>

struct yamp_buffer;

/* yamp_pool.c */

/**
 * struct yamp_pool_usage - what the pool did since it was loaded
 * @bytes: kept now
 * @ready: of these, zeroed and at hand
 * @budget: most that it keeps
 * @hits: buffers that got memory from it
 * @misses: buffers that might have, and did not
 * @zero_ns: time spent zeroing
 */
struct yamp_pool_usage {
	u64 bytes;
	u64 ready;
	u64 budget;
	u64 hits;
	u64 misses;
	u64 zero_ns;
};

int yamp_pool_init(void);
void yamp_pool_finish(void);

/** yamp_pool_wants - would it keep the memory of a buffer that nobody uses any more? */
bool yamp_pool_wants(const struct yamp_buffer *buffer);

/** yamp_pool_give - the buffer, its memory and nothing else in it, is the pool's now */
void yamp_pool_give(struct yamp_buffer *buffer);

/**
 * yamp_pool_take - zeroed memory for a buffer that has none
 * @buffer: gets @shmem, @pages and what is known of them
 *
 * Return: false if there is none of its kind.
 */
bool yamp_pool_take(struct yamp_buffer *buffer);

/** yamp_pool_drain - give everything back; returns whether there was anything */
bool yamp_pool_drain(void);

/** yamp_pool_usage - figures of now */
void yamp_pool_usage(struct yamp_pool_usage *copy);

#endif /* YAMP_POOL_H */
