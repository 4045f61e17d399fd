// SPDX-License-Identifier: MIT
#include <errno.h>
#include <stdlib.h>

#include <yamp/pool.h>

/**
 * struct slot - one buffer of a pool
 * @buffer: the pool has a reference
 * @state: enum yamp_slot
 * @since: pool.moves when it got there, tells who is longest in a state
 */
struct slot {
	struct yamp_buffer *buffer;
	enum yamp_slot state;
	uint64_t since;
};

/**
 * struct yamp_pool - see yamp/pool.h
 * @moves: changes of state so far
 * @counts: slots in each state
 */
struct yamp_pool {
	uint32_t count;
	uint64_t moves;
	uint32_t counts[YAMP_SLOT_COUNT];
	struct slot slots[];
};

/* The arrows of the picture in yamp/pool.h; any state may go back to FREE. */
static const uint8_t arrows[YAMP_SLOT_COUNT] = {
	[YAMP_SLOT_FREE] = 1 << YAMP_SLOT_QUEUED,
	[YAMP_SLOT_QUEUED] = 1 << YAMP_SLOT_FREE | 1 << YAMP_SLOT_READY,
	[YAMP_SLOT_READY] = 1 << YAMP_SLOT_FREE | 1 << YAMP_SLOT_HELD,
	[YAMP_SLOT_HELD] = 1 << YAMP_SLOT_FREE | 1 << YAMP_SLOT_DRAINING,
	[YAMP_SLOT_DRAINING] = 1 << YAMP_SLOT_FREE,
};

struct yamp_pool *yamp_pool_create(struct yamp_buffer *const *buffers, uint32_t count)
{
	struct yamp_pool *pool;

	if (count < 1 || count > YAMP_MAX_COUNT) {
		errno = EINVAL;
		return NULL;
	}
	pool = calloc(1, sizeof(*pool) + count * sizeof(pool->slots[0]));
	if (!pool)
		return NULL;
	pool->count = count;
	pool->counts[YAMP_SLOT_FREE] = count;
	for (uint32_t i = 0; i < count; i++)
		pool->slots[i].buffer = yamp_buffer_ref(buffers[i]);
	return pool;
}

void yamp_pool_destroy(struct yamp_pool *pool)
{
	if (!pool)
		return;
	for (uint32_t i = 0; i < pool->count; i++)
		yamp_buffer_unref(pool->slots[i].buffer);
	free(pool);
}

uint32_t yamp_pool_size(const struct yamp_pool *pool)
{
	return pool->count;
}

struct yamp_buffer *yamp_pool_buffer(const struct yamp_pool *pool, uint32_t index)
{
	return index < pool->count ? pool->slots[index].buffer : NULL;
}

uint32_t yamp_pool_count(const struct yamp_pool *pool, enum yamp_slot state)
{
	return (unsigned int)state < YAMP_SLOT_COUNT ? pool->counts[state] : 0;
}

int yamp_pool_state(const struct yamp_pool *pool, uint32_t index)
{
	return index < pool->count ? (int)pool->slots[index].state : -EINVAL;
}

int yamp_pool_move(struct yamp_pool *pool, uint32_t index, enum yamp_slot to)
{
	struct slot *slot;

	if (index >= pool->count || (unsigned int)to >= YAMP_SLOT_COUNT)
		return -EINVAL;
	slot = &pool->slots[index];
	if (!(arrows[slot->state] & 1 << to))
		return -EINVAL;
	pool->counts[slot->state]--;
	pool->counts[to]++;
	slot->state = to;
	slot->since = ++pool->moves;
	return 0;
}

int yamp_pool_oldest(const struct yamp_pool *pool, enum yamp_slot state)
{
	int oldest = -ENOENT;

	for (uint32_t i = 0; i < pool->count; i++) {
		if (pool->slots[i].state != state)
			continue;
		if (oldest < 0 || pool->slots[i].since < pool->slots[oldest].since)
			oldest = i;
	}
	return oldest;
}

uint32_t yamp_pool_pollfds(const struct yamp_pool *pool, struct pollfd *fds, uint32_t max)
{
	uint32_t used = 0;

	for (uint32_t i = 0; i < pool->count; i++) {
		const struct slot *slot = &pool->slots[i];
		uint32_t objects = yamp_buffer_frame(slot->buffer)->object_count;

		if (slot->state != YAMP_SLOT_DRAINING || used + objects > max)
			continue;
		for (uint32_t j = 0; j < objects; j++) {
			fds[used++] = (struct pollfd){
				.fd = yamp_buffer_fd(slot->buffer, j),
				.events = POLLOUT,
			};
		}
	}
	return used;
}

/* POLLERR and the like mean that nothing is left to wait for. */
static int all_answered(const struct pollfd *fds, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		if (!fds[i].revents)
			return 0;
	}
	return 1;
}

uint32_t yamp_pool_polled(struct yamp_pool *pool, const struct pollfd *fds, uint32_t count)
{
	uint32_t at = 0, freed = 0;

	for (uint32_t i = 0; i < pool->count; i++) {
		const struct slot *slot = &pool->slots[i];
		uint32_t objects = yamp_buffer_frame(slot->buffer)->object_count;

		if (slot->state != YAMP_SLOT_DRAINING || at + objects > count)
			continue;
		if (all_answered(fds + at, objects)) {
			yamp_pool_move(pool, i, YAMP_SLOT_FREE);
			freed++;
		}
		at += objects;
	}
	return freed;
}
