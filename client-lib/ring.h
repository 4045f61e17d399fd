/* SPDX-License-Identifier: MIT */
#ifndef RING_H
#define RING_H

#include <linux/yamp.h>
#include <stdint.h>

/** struct ring - buffers in the order in which they came */
struct ring {
	struct entry {
		uint32_t index;
		uint64_t timestamp_ns;
	} entries[YAMP_MAX_COUNT];
	uint32_t first;
	uint32_t count;
};

/** ring_put - the newest; there are never more than YAMP_MAX_COUNT buffers */
static inline void ring_put(struct ring *ring, uint32_t index, uint64_t timestamp_ns)
{
	uint32_t at = (ring->first + ring->count++) % YAMP_MAX_COUNT;

	ring->entries[at] = (struct entry){ index, timestamp_ns };
}

/** ring_oldest - of a ring that is not empty */
static inline const struct entry *ring_oldest(const struct ring *ring)
{
	return &ring->entries[ring->first];
}

/** ring_take - out of a ring that is not empty */
static inline struct entry ring_take(struct ring *ring)
{
	struct entry oldest = *ring_oldest(ring);

	ring->first = (ring->first + 1) % YAMP_MAX_COUNT;
	ring->count--;
	return oldest;
}

#endif /* RING_H */
