// SPDX-License-Identifier: MIT
#include "client-test.h"

#define BUFFERS 4

static struct yamp_pool *make_pool(uint32_t objects)
{
	struct yamp_frame frame = test_frame(DRM_FORMAT_NV12, 64, 48, objects);
	struct yamp_buffer *buffers[BUFFERS];
	struct yamp_pool *pool;

	for (uint32_t i = 0; i < BUFFERS; i++)
		buffers[i] = test_buffer(&frame);
	pool = yamp_pool_create(buffers, BUFFERS);
	check(pool, "create: %s", strerror(errno));
	for (uint32_t i = 0; i < BUFFERS; i++) {
		check(yamp_pool_buffer(pool, i) == buffers[i], "buffer %u", i);
		yamp_buffer_unref(buffers[i]);	/* the pool has its own */
	}
	return pool;
}

/* Brings a free buffer to a state, along the arrows. */
static void bring(struct yamp_pool *pool, uint32_t index, enum yamp_slot state)
{
	for (int i = YAMP_SLOT_QUEUED; i <= (int)state; i++)
		check_equal(-yamp_pool_move(pool, index, i), 0, "along the arrows");
}

/* Every pair of states, against the picture in pool.h. */
static void arrows(const void *data)
{
	static const bool allowed[YAMP_SLOT_COUNT][YAMP_SLOT_COUNT] = {
		/* to: FREE QUEUED READY HELD DRAINING */
		[YAMP_SLOT_FREE] = { 0, 1, 0, 0, 0 },
		[YAMP_SLOT_QUEUED] = { 1, 0, 1, 0, 0 },
		[YAMP_SLOT_READY] = { 1, 0, 0, 1, 0 },
		[YAMP_SLOT_HELD] = { 1, 0, 0, 0, 1 },
		[YAMP_SLOT_DRAINING] = { 1, 0, 0, 0, 0 },
	};

	for (int from = 0; from < YAMP_SLOT_COUNT; from++) {
		for (int to = 0; to < YAMP_SLOT_COUNT; to++) {
			struct yamp_pool *pool = make_pool(YAMP_OBJECTS_SINGLE);
			int ret;

			bring(pool, 0, from);
			ret = yamp_pool_move(pool, 0, to);
			check_equal(-ret, allowed[from][to] ? 0 : EINVAL, "an arrow");
			check_equal(yamp_pool_state(pool, 0), ret ? from : to, "where it is then");
			yamp_pool_destroy(pool);
		}
	}
}

static void counts(const void *data)
{
	struct yamp_pool *pool = make_pool(YAMP_OBJECTS_SINGLE);

	check_equal(yamp_pool_size(pool), BUFFERS, "size");
	check_equal(yamp_pool_count(pool, YAMP_SLOT_FREE), BUFFERS, "all free");
	bring(pool, 1, YAMP_SLOT_HELD);
	bring(pool, 3, YAMP_SLOT_QUEUED);
	check_equal(yamp_pool_count(pool, YAMP_SLOT_FREE), BUFFERS - 2, "free");
	check_equal(yamp_pool_count(pool, YAMP_SLOT_HELD), 1, "held");
	check_equal(yamp_pool_count(pool, YAMP_SLOT_QUEUED), 1, "queued");
	check_equal(yamp_pool_count(pool, (enum yamp_slot)99), 0, "no such state");
	check(!yamp_pool_buffer(pool, BUFFERS), "no such buffer");
	check_equal(-yamp_pool_move(pool, BUFFERS, YAMP_SLOT_QUEUED), EINVAL, "no such buffer");
	check_equal(-yamp_pool_move(pool, 0, (enum yamp_slot)5), EINVAL, "no such state");
	yamp_pool_destroy(pool);
}

static void oldest(const void *data)
{
	struct yamp_pool *pool = make_pool(YAMP_OBJECTS_SINGLE);

	check_equal(-yamp_pool_oldest(pool, YAMP_SLOT_QUEUED), ENOENT, "none");
	bring(pool, 2, YAMP_SLOT_QUEUED);
	bring(pool, 0, YAMP_SLOT_QUEUED);
	check_equal(yamp_pool_oldest(pool, YAMP_SLOT_QUEUED), 2, "the first that came");
	yamp_pool_move(pool, 2, YAMP_SLOT_READY);
	check_equal(yamp_pool_oldest(pool, YAMP_SLOT_QUEUED), 0, "the next");
	yamp_pool_destroy(pool);
}

/* A buffer is free when all of its dma-bufs have answered. */
static void draining(const void *data)
{
	struct yamp_pool *pool = make_pool(YAMP_OBJECTS_PER_PLANE);
	struct pollfd fds[2 * BUFFERS];

	check_equal(yamp_pool_pollfds(pool, fds, 2 * BUFFERS), 0, "none to wait for");
	bring(pool, 1, YAMP_SLOT_DRAINING);
	bring(pool, 2, YAMP_SLOT_DRAINING);
	check_equal(yamp_pool_pollfds(pool, fds, 3), 2, "no halves");
	check_equal(yamp_pool_pollfds(pool, fds, 2 * BUFFERS), 4, "two each");
	for (int i = 0; i < 4; i++) {
		uint32_t buffer = 1 + i / 2;

		check_equal(fds[i].fd, yamp_buffer_fd(yamp_pool_buffer(pool, buffer), i % 2),
			    "descriptor");
		check_equal(fds[i].events, POLLOUT, "to be written again");
		fds[i].revents = 0;
	}
	check_equal(yamp_pool_polled(pool, fds, 4), 0, "still read by a device");
	fds[0].revents = POLLOUT;
	fds[2].revents = POLLOUT;
	fds[3].revents = POLLERR;
	check_equal(yamp_pool_polled(pool, fds, 4), 1, "the second is free");
	check_equal(yamp_pool_state(pool, 1), YAMP_SLOT_DRAINING, "half an answer");
	check_equal(yamp_pool_state(pool, 2), YAMP_SLOT_FREE, "both answers");
	check_equal(yamp_pool_pollfds(pool, fds, 2 * BUFFERS), 2, "one is left");
	yamp_pool_destroy(pool);
}

static void limits(const void *data)
{
	struct yamp_frame frame = test_frame(DRM_FORMAT_NV12, 64, 48, YAMP_OBJECTS_SINGLE);
	struct yamp_buffer *buffer = test_buffer(&frame);
	struct yamp_buffer *many[YAMP_MAX_COUNT + 1];
	struct yamp_pool *pool;

	for (uint32_t i = 0; i <= YAMP_MAX_COUNT; i++)
		many[i] = buffer;
	check(!yamp_pool_create(many, 0) && errno == EINVAL, "empty");
	check(!yamp_pool_create(many, YAMP_MAX_COUNT + 1) && errno == EINVAL, "too many");
	pool = yamp_pool_create(many, YAMP_MAX_COUNT);
	check(pool, "as many as can be");
	yamp_pool_destroy(pool);
	yamp_pool_destroy(NULL);
	yamp_buffer_unref(buffer);
}

int main(int argc, char **argv)
{
	static const struct test_case cases[] = {
		{ "every pair of states", arrows },
		{ "counts", counts },
		{ "first in, first out", oldest },
		{ "draining", draining },
		{ "limits", limits },
	};

	return test_main(argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
