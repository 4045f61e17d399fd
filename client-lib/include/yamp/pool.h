/* SPDX-License-Identifier: MIT */
/*
 * A pool: N buffers and who has each of them now.
 *
 *            queue              dequeue            show
 *   FREE ───────────► QUEUED ───────────► READY ───────────► HELD
 *    ▲                (camera)    │                        (display)
 *    │                            │ dropped                   │ released
 *    │◄───────────────────────────┘                           ▼
 *    └──────────────────────────────────────────────────── DRAINING
 *                      no device reads it any more
 *
 * DRAINING is the state between the compositor's release and the end of the
 * reads that its GPU still has under way: those are fences on the dma-buf,
 * cameras do not look at fences, so they are polled for.
 *
 * A pool allocates nothing after it was made. Threads: one at a time.
 */
#ifndef YAMP_POOL_H
#define YAMP_POOL_H

#include <poll.h>
#include <yamp/buffer.h>

#ifdef __cplusplus
extern "C" {
#endif

struct yamp_pool;

/** enum yamp_slot - who has a buffer */
enum yamp_slot {
	YAMP_SLOT_FREE = 0,
	YAMP_SLOT_QUEUED = 1,
	YAMP_SLOT_READY = 2,
	YAMP_SLOT_HELD = 3,
	YAMP_SLOT_DRAINING = 4,
};

#define YAMP_SLOT_COUNT 5

/**
 * yamp_pool_create - make a pool, all buffers FREE
 * @buffers: @count of them; the pool takes a reference to each
 *
 * The index of a buffer in @buffers is its index in the pool. Returns NULL and
 * errno: EINVAL @count is 0 or above YAMP_MAX_COUNT; ENOMEM.
 */
YAMP_API struct yamp_pool *yamp_pool_create(struct yamp_buffer *const *buffers, uint32_t count);

/** yamp_pool_destroy - drop the references; NULL is ignored */
YAMP_API void yamp_pool_destroy(struct yamp_pool *pool);

/** yamp_pool_size - number of buffers */
YAMP_API uint32_t yamp_pool_size(const struct yamp_pool *pool);

/** yamp_pool_buffer - borrow a buffer; NULL if @index is too large */
YAMP_API struct yamp_buffer *yamp_pool_buffer(const struct yamp_pool *pool, uint32_t index);

/** yamp_pool_count - how many buffers are in a state */
YAMP_API uint32_t yamp_pool_count(const struct yamp_pool *pool, enum yamp_slot state);

/** yamp_pool_state - of one buffer, or -EINVAL */
YAMP_API int yamp_pool_state(const struct yamp_pool *pool, uint32_t index);

/**
 * yamp_pool_move - a buffer changes hands
 *
 * Any state may go back to FREE (a stream that stops); otherwise only the
 * arrows of the picture above are allowed. Returns 0 or -EINVAL: no such
 * buffer, or no such arrow; nothing changed then.
 */
YAMP_API int yamp_pool_move(struct yamp_pool *pool, uint32_t index, enum yamp_slot to);

/** yamp_pool_oldest - index of the one that is longest in a state, or -ENOENT */
YAMP_API int yamp_pool_oldest(const struct yamp_pool *pool, enum yamp_slot state);

/**
 * yamp_pool_pollfds - what to wait for until DRAINING buffers are free
 * @fds: room
 * @max: entries of @fds
 *
 * Returns how many were filled: one for each dma-bufs of each DRAINING buffer
 * that fits as a whole. After poll(2) give them to yamp_pool_polled().
 */
YAMP_API uint32_t yamp_pool_pollfds(const struct yamp_pool *pool, struct pollfd *fds, uint32_t max);

/**
 * yamp_pool_polled - take the answer of poll(2) in
 * @fds: as filled by yamp_pool_pollfds(), no state changed since
 * @count: what that returned
 *
 * Moves DRAINING buffers that no device reads any more to FREE; returns how
 * many.
 */
YAMP_API uint32_t yamp_pool_polled(struct yamp_pool *pool, const struct pollfd *fds,
				   uint32_t count);

#ifdef __cplusplus
}
#endif

#endif /* YAMP_POOL_H */
