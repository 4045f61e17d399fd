// SPDX-License-Identifier: MIT
/* Frames through a pipeline: who gets which, in which order, and what becomes of the rest. */
#include "client-test.h"
#include "fake-stages.h"

#define DSPS 2
#define MODE { .fourcc = DRM_FORMAT_NV12, .width = 64, .height = 48 }

/**
 * struct bench - a pipeline and the sink at its end
 * @room: does the sink take a frame?
 * @refuse: what it answers
 * @seen: sequences of what came last, in order
 * @last: the last one
 * @on_loss: enum yamp_on_loss
 * @events: what was told of stages, in order
 */
struct bench {
	struct yamp_camera camera;
	struct yamp_dsp dsps[DSPS];
	struct yamp_pipeline *pipeline;
	bool room;
	int refuse;
	uint32_t seen[64];
	uint32_t count;
	struct yamp_pipeline_frame last;
	uint32_t on_loss;
	struct yamp_stage_event events[16];
	uint32_t event_count;
};

static bool sink_room(void *data)
{
	struct bench *bench = data;

	return bench->room;
}

static int sink_frame(void *data, const struct yamp_pipeline_frame *frame)
{
	struct bench *bench = data;

	if (bench->refuse)
		return bench->refuse;
	bench->seen[bench->count++ % 64] = frame->sequence;
	bench->last = *frame;
	return 0;
}

static void sink_stage(void *data, const struct yamp_stage_event *event)
{
	struct bench *bench = data;

	bench->events[bench->event_count++ % 16] = *event;
}

static const struct yamp_pipeline_listener sink = {
	.version = YAMP_PIPELINE_LISTENER_VERSION,
	.room = sink_room,
	.frame = sink_frame,
	.stage = sink_stage,
};

static void prepare(struct bench *bench)
{
	*bench = (struct bench){ .camera.mode = MODE, .room = true };
	for (int i = 0; i < DSPS; i++)
		bench->dsps[i] = (struct yamp_dsp){ .mode = MODE, .copies = true };
	fake_allocations = 0;
	fake_contiguous = 0;
}

static bool create(struct bench *bench, uint32_t dsps, uint32_t policy)
{
	static const struct yamp_constraint needs = { .name = "sink", .buffers_min = 3 };
	struct yamp_dsp *list[DSPS] = { &bench->dsps[0], &bench->dsps[1] };
	const struct yamp_pipeline_options options = {
		.camera = &bench->camera,
		.dsps = list,
		.dsp_count = dsps,
		.sink = &needs,
		.policy = policy,
		.on_loss = bench->on_loss,
	};

	bench->pipeline = yamp_pipeline_create(&options, &sink, bench, NULL);
	return bench->pipeline;
}

static void start(struct bench *bench, uint32_t dsps, uint32_t policy)
{
	prepare(bench);
	check(create(bench, dsps, policy), "create: %s", strerror(errno));
	check_equal(-yamp_pipeline_start(bench->pipeline), 0, "start");
}

/* Something has changed where devices appear. */
static int turn_lost(struct bench *bench, struct pollfd *fds, uint32_t count)
{
	int ret;

	fds[0].revents = POLLIN;
	ret = yamp_pipeline_polled(bench->pipeline, fds, count);
	return ret ? ret : yamp_pipeline_advance(bench->pipeline);
}

/* What poll(2) would answer; @more for the DSPs. */
static int turn(struct bench *bench, short more)
{
	struct pollfd fds[1 + YAMP_PIPELINE_DSPS + YAMP_MAX_COUNT * YAMP_MAX_PLANES];
	uint32_t count = yamp_pipeline_pollfds(bench->pipeline, fds, sizeof(fds) / sizeof(fds[0]));
	uint32_t dsps = yamp_pipeline_hops(bench->pipeline) - 1;
	int ret;

	if (yamp_pipeline_lost(bench->pipeline))
		return turn_lost(bench, fds, count);
	fds[0].revents = bench->camera.device.error || bench->camera.queue.done_count || bench->camera.ended ? POLLIN : 0;
	for (uint32_t i = 0; i < dsps; i++) {
		const struct fake_queue *queues = bench->dsps[i].queues;

		if (fds[1 + i].fd < 0)
			continue;
		fds[1 + i].revents = more | (queues[YAMP_DSP_OUTPUT].done_count ? POLLIN : 0) |
				     (queues[YAMP_DSP_INPUT].done_count ? POLLOUT : 0);
	}
	for (uint32_t i = 1 + dsps; i < count; i++)
		fds[i].revents = POLLOUT;
	check(!bench->camera.device.closed, "a closed camera is polled for");
	ret = yamp_pipeline_polled(bench->pipeline, fds, count);
	return ret ? ret : yamp_pipeline_advance(bench->pipeline);
}

static void frame(struct bench *bench, uint32_t sequence)
{
	check(fake_camera_frame(&bench->camera, sequence), "frame %u: no buffer", sequence);
	check_equal(-turn(bench, 0), 0, "a frame of the camera");
}

static void work(struct bench *bench, uint32_t dsp, uint32_t at)
{
	fake_dsp_work(&bench->dsps[dsp], at, false);
	check_equal(-turn(bench, 0), 0, "a frame of a DSP");
}

static struct yamp_hop hop_of(struct bench *bench, uint32_t index)
{
	struct yamp_hop hop;

	check_equal(-yamp_pipeline_hop(bench->pipeline, index, &hop), 0, "hop");
	return hop;
}

static void finish(struct bench *bench)
{
	yamp_pipeline_destroy(bench->pipeline);
	check(!bench->camera.running && !bench->camera.queue.has_buffers, "the camera let go");
	for (int i = 0; i < DSPS; i++)
		check(!bench->dsps[i].running && !bench->dsps[i].queues[0].has_buffers &&
		      !bench->dsps[i].queues[1].has_buffers, "DSP %d let go", i);
}

/* Every hop has buffers of its own, as many as the two stages need and one. */
static void pools(const void *data)
{
	static const uint32_t sizes[] = { 2 + 2 + 1, 2 + 2 + 1, 2 + 3 + 1 };
	struct bench bench;

	start(&bench, 2, YAMP_POLICY_LATEST);
	check_equal(yamp_pipeline_hops(bench.pipeline), 3, "hops");
	for (uint32_t i = 0; i < 3; i++) {
		const struct yamp_pool *pool = hop_of(&bench, i).pool;

		check_equal(yamp_pool_size(pool), sizes[i], "buffers");
		check_equal(yamp_pool_count(pool, YAMP_SLOT_QUEUED), sizes[i], "with who writes");
		for (uint32_t j = 0; i && j < sizes[i]; j++)
			check(yamp_pool_buffer(pool, j) !=
			      yamp_pool_buffer(hop_of(&bench, i - 1).pool, j), "shared buffer");
	}
	check_equal(yamp_pipeline_hop(bench.pipeline, 3, &(struct yamp_hop){ 0 }), -EINVAL,
		    "behind the last one");
	finish(&bench);
}

static void in_order(const void *data)
{
	const uint32_t *dsps = data;
	struct bench bench;

	start(&bench, *dsps, YAMP_POLICY_LATEST);
	for (uint32_t i = 0; i < 40; i++) {
		frame(&bench, 100 + i);
		for (uint32_t j = 0; j < *dsps; j++)
			work(&bench, j, 0);
		check_equal(bench.count, i + 1, "frames at the sink");
		check_equal(bench.seen[i], 100 + i, "sequence");
		check_equal(bench.last.hops, *dsps + 1, "pools that it was in");
		check_equal(bench.last.capture_ns, 1000 * (100 + i), "capture time");
		yamp_pipeline_release(bench.pipeline, bench.last.index, i % 2);
	}
	for (uint32_t i = 0; i <= *dsps; i++) {
		check_equal(hop_of(&bench, i).made, 40, "made");
		check_equal(hop_of(&bench, i).replaced + hop_of(&bench, i).gaps, 0, "lost");
	}
	finish(&bench);
}

/* The DSP works on two; of what waits only the newest is left. */
static void latest(const void *data)
{
	struct bench bench;

	start(&bench, 1, YAMP_POLICY_LATEST);
	for (uint32_t i = 0; i < 6; i++)
		frame(&bench, i);
	check_equal(bench.dsps[0].queues[YAMP_DSP_INPUT].given_count, 2, "with the DSP");
	check_equal(hop_of(&bench, 0).replaced, 3, "replaced");
	for (uint32_t i = 0; i < 3; i++)
		work(&bench, 0, 0);
	check_equal(bench.count, 3, "frames at the sink");
	check_equal(bench.seen[0], 0, "the first");
	check_equal(bench.seen[1], 1, "the next");
	check_equal(bench.seen[2], 5, "the newest");
	finish(&bench);
}

/* Frames of the camera since the one that came last. */
static uint32_t age(const struct bench *bench, uint32_t newest)
{
	return newest - bench->last.sequence;
}

/*
 * A chain whose DSPs take so many frames of the camera for each of theirs: what arrives is
 * never older than two jobs of each and one that it waited for, however long it goes on.
 */
static void slow(const void *data)
{
	const uint32_t *every = data;
	const uint32_t most = 3 * (every[0] + every[1]);
	struct bench bench;

	start(&bench, 2, YAMP_POLICY_LATEST);
	for (uint32_t i = 0; i < 300; i++) {
		uint32_t before = bench.count;

		frame(&bench, i);
		for (uint32_t j = 0; j < 2; j++) {
			check(bench.dsps[j].queues[YAMP_DSP_INPUT].given_count <= 2, "jobs of DSP %u", j);
			if (i % every[j] == every[j] - 1 &&
			    bench.dsps[j].queues[YAMP_DSP_INPUT].given_count)
				work(&bench, j, 0);
			check(yamp_pool_count(hop_of(&bench, j).pool, YAMP_SLOT_READY) <= 1, "waiting");
		}
		if (bench.count == before)
			continue;
		check(age(&bench, i) <= most, "frame %u comes when %u is there", bench.last.sequence, i);
		yamp_pipeline_release(bench.pipeline, bench.last.index, true);
	}
	check(bench.count >= 300 / (every[0] > every[1] ? every[0] : every[1]) - 3,
	      "%u frames came", bench.count);
	check_equal(hop_of(&bench, 0).gaps, 0, "the camera always had a buffer");
	finish(&bench);
}

/* They wait until the camera has no buffer any more; none is lost, and none is late. */
static void every(const void *data)
{
	struct bench bench;
	uint32_t taken = 0;

	start(&bench, 1, YAMP_POLICY_EVERY);
	while (fake_camera_frame(&bench.camera, taken)) {
		check_equal(-turn(&bench, 0), 0, "a frame");
		taken++;
	}
	check_equal(taken, yamp_pool_size(hop_of(&bench, 0).pool), "all buffers wait");
	check_equal(hop_of(&bench, 0).starved, 0, "nothing is lost so far");
	bench.room = false;
	work(&bench, 0, 0);
	work(&bench, 0, 0);
	check_equal(bench.count, 0, "the sink has no room");
	bench.room = true;
	check_equal(-yamp_pipeline_advance(bench.pipeline), 0, "now it has");
	for (uint32_t i = 2; i < taken; i++)
		work(&bench, 0, 0);
	check_equal(bench.count, taken, "frames at the sink");
	for (uint32_t i = 0; i < taken; i++)
		check_equal(bench.seen[i], i, "sequence");
	frame(&bench, taken + 3);
	check_equal(hop_of(&bench, 0).starved, 3, "lost for want of a buffer");
	frame(&bench, taken + 5);
	check_equal(hop_of(&bench, 0).starved, 3, "lost with buffers at hand");
	check_equal(hop_of(&bench, 0).gaps, 4, "both");
	finish(&bench);
}

/* A sink that keeps everything: the DSP gets no frame that it could not write anywhere. */
static void credits(const void *data)
{
	struct bench bench;
	struct fake_queue *queues = bench.dsps[0].queues;

	start(&bench, 1, YAMP_POLICY_LATEST);
	for (uint32_t i = 0; i < 30; i++) {
		frame(&bench, i);
		check(queues[YAMP_DSP_INPUT].given_count <= queues[YAMP_DSP_OUTPUT].given_count,
		      "a frame without a buffer to write to");
		if (queues[YAMP_DSP_INPUT].given_count)
			work(&bench, 0, 0);
	}
	check_equal(bench.count, yamp_pool_size(hop_of(&bench, 1).pool), "buffers at the sink");
	yamp_pipeline_release(bench.pipeline, bench.last.index, true);
	check_equal(queues[YAMP_DSP_INPUT].given_count, 0, "frames wait");
	check_equal(-yamp_pipeline_advance(bench.pipeline), 0, "one is free");
	check_equal(queues[YAMP_DSP_INPUT].given_count, 1, "so the newest goes on");
	finish(&bench);
}

/* The second comes out first: nothing will come of the first. */
static void overtaken(const void *data)
{
	struct bench bench;

	start(&bench, 1, YAMP_POLICY_LATEST);
	frame(&bench, 7);
	frame(&bench, 8);
	work(&bench, 0, 1);
	check_equal(bench.count, 1, "frames at the sink");
	check_equal(bench.seen[0], 8, "by its timestamp");
	check_equal(hop_of(&bench, 1).gaps, 1, "the first is lost");
	finish(&bench);
}

static void no_timestamps(const void *data)
{
	struct bench bench;

	prepare(&bench);
	bench.dsps[0].copies = false;
	check(create(&bench, 1, YAMP_POLICY_LATEST), "create: %s", strerror(errno));
	check_equal(-yamp_pipeline_start(bench.pipeline), 0, "start");
	frame(&bench, 7);
	frame(&bench, 8);
	work(&bench, 0, 0);
	work(&bench, 0, 0);
	check_equal(bench.count, 2, "frames at the sink");
	check_equal(bench.seen[0], 7, "the oldest first");
	check_equal(bench.seen[1], 8, "then the next");
	finish(&bench);
}

static void damaged(const void *data)
{
	struct bench bench;

	start(&bench, 1, YAMP_POLICY_LATEST);
	frame(&bench, 1);
	fake_dsp_work(&bench.dsps[0], 0, true);
	check_equal(-turn(&bench, 0), 0, "a damaged frame");
	check_equal(bench.count, 0, "is not shown");
	check_equal(hop_of(&bench, 1).damaged, 1, "but counted");
	check_equal(yamp_pool_count(hop_of(&bench, 1).pool, YAMP_SLOT_QUEUED),
		    yamp_pool_size(hop_of(&bench, 1).pool), "its buffer is with the DSP again");
	finish(&bench);
}

static void camera_gaps(const void *data)
{
	struct bench bench;

	start(&bench, 0, YAMP_POLICY_LATEST);
	frame(&bench, UINT32_MAX - 1);
	frame(&bench, 1);
	check_equal(hop_of(&bench, 0).gaps, 2, "over the end of 32 bits");
	bench.refuse = -EAGAIN;
	frame(&bench, 2);
	check_equal(bench.count, 2, "what the sink does not want is dropped");
	check_equal(yamp_pool_count(hop_of(&bench, 0).pool, YAMP_SLOT_QUEUED), 2 + 3 + 1 - 2,
		    "and its buffer is free");
	bench.refuse = -ENOSPC;
	check(fake_camera_frame(&bench.camera, 3), "a buffer");
	check_equal(-turn(&bench, 0), ENOSPC, "an error of the sink ends it");
	finish(&bench);
}

/* Over when the last frame is with the sink, and not before. */
static void over(const void *data)
{
	struct bench bench;

	start(&bench, 1, YAMP_POLICY_EVERY);
	frame(&bench, 0);
	frame(&bench, 1);
	check(!yamp_pipeline_is_over(bench.pipeline), "the camera goes on");
	bench.camera.ended = true;
	check_equal(-turn(&bench, 0), 0, "the end is no error");
	check(!yamp_pipeline_is_over(bench.pipeline), "two are in the DSP");
	bench.room = false;
	work(&bench, 0, 0);
	work(&bench, 0, 0);
	check(!yamp_pipeline_is_over(bench.pipeline), "two wait for the sink");
	bench.room = true;
	check_equal(-turn(&bench, 0), 0, "the sink takes them");
	check_equal(bench.count, 2, "frames at the sink");
	check(yamp_pipeline_is_over(bench.pipeline), "nothing more will come");
	finish(&bench);
}

/* The second codec is drained when the first has given everything, and not before. */
static void drained(const void *data)
{
	struct bench bench;

	prepare(&bench);
	bench.dsps[0].codec = bench.dsps[1].codec = true;
	check(create(&bench, 2, YAMP_POLICY_EVERY), "create: %s", strerror(errno));
	check_equal(-yamp_pipeline_start(bench.pipeline), 0, "start");
	for (uint32_t i = 0; i < 4; i++)
		frame(&bench, i);
	check_equal(bench.dsps[0].queues[YAMP_DSP_INPUT].given_count, 4, "a codec gets what it wants");
	bench.camera.ended = true;
	check_equal(-turn(&bench, 0), 0, "the end of the camera");
	check(bench.dsps[0].drains && !bench.dsps[1].drains, "the first one is drained");
	for (uint32_t i = 0; i < 3; i++)
		work(&bench, 0, 0);
	fake_dsp_end(&bench.dsps[0]);
	check_equal(-turn(&bench, 0), 0, "it has no more");
	check_equal(hop_of(&bench, 1).gaps, 1, "of the fourth it made nothing");
	check(bench.dsps[1].drains, "now the second one is");
	for (uint32_t i = 0; i < 3; i++)
		work(&bench, 1, 0);
	check_equal(bench.count, 3, "frames at the sink");
	check(!yamp_pipeline_is_over(bench.pipeline), "there might be more");
	fake_dsp_end(&bench.dsps[1]);
	check_equal(-turn(&bench, 0), 0, "there is not");
	check(yamp_pipeline_is_over(bench.pipeline), "over");
	check_equal(hop_of(&bench, 2).damaged, 0, "an empty buffer is no frame");
	finish(&bench);
}

static void nothing_to_drain(const void *data)
{
	struct bench bench;

	prepare(&bench);
	bench.dsps[0].codec = bench.dsps[1].codec = true;
	check(create(&bench, 2, YAMP_POLICY_EVERY), "create: %s", strerror(errno));
	check_equal(-yamp_pipeline_start(bench.pipeline), 0, "start");
	bench.camera.ended = true;
	check_equal(-turn(&bench, 0), 0, "the camera ends before it begins");
	check(!bench.dsps[0].drains, "a codec that got nothing is not asked");
	check(yamp_pipeline_is_over(bench.pipeline), "over");
	finish(&bench);
}

/* poll(2) tells of an error for ever, the queues of none. */
static void broken(const void *data)
{
	struct bench bench;

	start(&bench, 1, YAMP_POLICY_LATEST);
	check_equal(-turn(&bench, POLLERR), 0, "an idle DSP is not asked");
	frame(&bench, 1);
	check_equal(-turn(&bench, POLLERR), EIO, "a busy one is");
	finish(&bench);
}

static void contiguous(const void *data)
{
	struct bench bench;

	prepare(&bench);
	bench.camera.refuses = true;
	check(create(&bench, 0, YAMP_POLICY_LATEST), "create: %s", strerror(errno));
	check_equal(fake_allocations, 2, "scattered memory, then");
	check_equal(fake_contiguous, 1, "memory in one piece");
	check_equal(hop_of(&bench, 0).placement, YAMP_PLACEMENT_CONTIGUOUS, "placement");
	finish(&bench);
}

static void no_memory_suits(const void *data)
{
	struct bench bench;

	prepare(&bench);
	bench.dsps[1].refuses = true;
	check(!create(&bench, 2, YAMP_POLICY_LATEST), "it cannot be");
	check_equal(errno, EFAULT, "errno");
	finish(&bench);
	check(!create(&bench, YAMP_PIPELINE_DSPS + 1, YAMP_POLICY_LATEST), "too many DSPs");
	check_equal(errno, EINVAL, "errno");
}

/* Strides that are a multiple of @align. */
static int renew(struct bench *bench, uint32_t align, uint32_t plane_align)
{
	struct yamp_constraint sink = { .name = "sink", .buffers_min = 3 };
	struct yamp_constraint plane = { .name = "plane" };
	const struct yamp_pipeline_needs needs = { &sink, &plane, plane_align ? 1 : 0 };

	for (int i = 0; i < 2; i++) {
		sink.planes[i].stride_align = align;
		plane.planes[i].stride_align = plane_align;
	}
	return yamp_pipeline_renew(bench->pipeline, &needs);
}

static uint32_t stride(struct bench *bench, uint32_t hop)
{
	return yamp_buffer_frame(yamp_pool_buffer(hop_of(bench, hop).pool, 0))->planes[0].stride;
}

static void renewed(const void *data)
{
	const struct yamp_pool *pool;
	struct bench bench;

	start(&bench, 0, YAMP_POLICY_LATEST);
	for (uint32_t i = 10; i < 14; i++)
		frame(&bench, i);
	pool = hop_of(&bench, 0).pool;
	check_equal(renew(&bench, 32, 0), 1, "strides of 64 suit still");
	check(hop_of(&bench, 0).pool == pool, "nothing was done");
	check_equal(-renew(&bench, 256, 0), 0, "they do not any more");
	check_equal(stride(&bench, 0), 256, "stride");
	check(bench.camera.running, "it goes on");
	check_equal(yamp_pool_count(hop_of(&bench, 0).pool, YAMP_SLOT_QUEUED),
		    yamp_pool_size(hop_of(&bench, 0).pool), "the camera has the new buffers");
	check_equal(hop_of(&bench, 0).made, 4, "counts go on");
	/* The fake's clock: a frame each 1000 ns, by its sequence. */
	bench.camera.stamp_offset = 15;
	frame(&bench, 0);
	check_equal(bench.last.sequence, 15, "sequences go on");
	check_equal(hop_of(&bench, 0).gaps, 1, "what was lost is told by the clock");
	frame(&bench, 1);
	check_equal(bench.last.sequence, 16, "and the next one");
	check_equal(hop_of(&bench, 0).gaps, 1, "no more is lost");
	check_equal(renew(&bench, 256, 128), 1, "a plane with which they suit");
	check_equal(-renew(&bench, 0, 1024), 0, "and one for which others are made");
	check_equal(stride(&bench, 0), 1024, "stride");
	check_equal(yamp_pipeline_plane(bench.pipeline), 0, "the plane has a say");
	finish(&bench);
}

static void not_renewed(const void *data)
{
	const struct yamp_constraint small = { .name = "small", .width_max = 32, .height_max = 32 };
	const struct yamp_pipeline_needs needs = { &small, NULL, 0 };
	struct bench bench;

	start(&bench, 0, YAMP_POLICY_LATEST);
	frame(&bench, 1);
	check_equal(-yamp_pipeline_renew(bench.pipeline, &needs), EDOM, "nothing suits");
	frame(&bench, 2);
	check_equal(bench.count, 2, "it goes on as it is");
	fake_alloc_error = -EDQUOT;
	check_equal(-renew(&bench, 256, 0), EDQUOT, "no memory for others");
	fake_alloc_error = 0;
	check(bench.camera.running, "it goes on with what it has");
	check_equal(stride(&bench, 0), 64, "stride");
	frame(&bench, 0);
	check_equal(bench.last.sequence, 3, "sequences go on");
	finish(&bench);
}

static void renewed_dsp(const void *data)
{
	const struct yamp_pool *first;
	struct bench bench;

	start(&bench, 2, YAMP_POLICY_LATEST);
	first = hop_of(&bench, 0).pool;
	frame(&bench, 1);
	work(&bench, 0, 0);
	check_equal(-renew(&bench, 256, 0), 0, "renew");
	check(hop_of(&bench, 0).pool == first, "the first pool stays");
	check_equal(stride(&bench, 1), 64, "and the second");
	check_equal(stride(&bench, 2), 256, "the last is another");
	check_equal(hop_of(&bench, 1).gaps, 1, "the frame in the second DSP is lost");
	frame(&bench, 2);
	work(&bench, 0, 0);
	work(&bench, 1, 0);
	check_equal(bench.count, 1, "the next one arrives");
	finish(&bench);
}

static void start_waiting(struct bench *bench, uint32_t dsps)
{
	prepare(bench);
	bench->on_loss = YAMP_ON_LOSS_WAIT;
	check(create(bench, dsps, YAMP_POLICY_LATEST), "create: %s", strerror(errno));
	check_equal(-yamp_pipeline_start(bench->pipeline), 0, "start");
}

static void told(const struct bench *bench, uint32_t at, uint32_t stage, int error)
{
	check(bench->event_count > at, "event %u is missing", at);
	check_equal(bench->events[at].stage, stage, "stage of an event");
	check_equal(-bench->events[at].error, -error, "error of an event");
}

/* Buffers of a hop that who writes into it has. */
static uint32_t queued(struct bench *bench, uint32_t hop)
{
	return yamp_pool_count(hop_of(bench, hop).pool, YAMP_SLOT_QUEUED);
}

static void camera_lost(const void *data)
{
	struct bench bench;
	uint32_t size;

	start_waiting(&bench, 1);
	size = yamp_pool_size(hop_of(&bench, 1).pool);
	frame(&bench, 7);
	work(&bench, 0, 0);
	frame(&bench, 8);
	bench.camera.device = (struct fake_device){ .error = -ENODEV, .away = -ENOENT };
	check_equal(-turn(&bench, 0), 0, "a lost camera is no error");
	told(&bench, 0, 0, -ENODEV);
	check_equal(yamp_pipeline_lost(bench.pipeline), 1, "the camera is waited for");
	check(!bench.dsps[0].running && !bench.dsps[0].device.closed, "the DSP rests");
	check_equal(hop_of(&bench, 0).gaps, 1, "the frame in it is lost");
	check_equal(yamp_pool_count(hop_of(&bench, 1).pool, YAMP_SLOT_HELD), 1, "not the sink's");
	check_equal(-turn(&bench, 0), 0, "something else has appeared");
	check(!yamp_pipeline_is_over(bench.pipeline), "it goes on waiting");
	bench.camera.device.away = 0;
	bench.camera.stamp_offset = 1000;
	check_equal(-turn(&bench, 0), 0, "the camera has");
	told(&bench, 1, 0, 0);
	check_equal(bench.event_count, 2, "told once each");
	check(!bench.events[1].renewed, "with the buffers of before");
	check_equal(queued(&bench, 1), size - 1, "but for the sink's");
	frame(&bench, 0);
	work(&bench, 0, 0);
	check_equal(bench.last.sequence, 9, "sequences go on");
	check_equal(hop_of(&bench, 0).gaps, 1, "who is away loses no frames");
	yamp_pipeline_release(bench.pipeline, bench.last.index, true);
	finish(&bench);
}

/* What closing it brings back is tried at once; but not again before it has worked. */
static void back_at_once(const void *data)
{
	struct bench bench;

	start_waiting(&bench, 1);
	for (uint32_t i = 0; i < 100; i++) {
		frame(&bench, 0);
		work(&bench, 0, 0);
		yamp_pipeline_release(bench.pipeline, bench.last.index, true);
		bench.camera.device.error = -EIO;
		check_equal(-turn(&bench, 0), 0, "a loss");
		check_equal(bench.event_count, 2 * i + 2, "lost, and back");
		told(&bench, 2 * i % 16, 0, -EIO);
	}
	check_equal(bench.last.sequence, 99, "sequences go on");
	frame(&bench, 0);
	bench.dsps[0].device.error = -ENODEV;
	check_equal(-turn(&bench, POLLERR), 0, "the DSP is lost before it has worked");
	check_equal(yamp_pipeline_lost(bench.pipeline), 2, "it is waited for");
	check_equal(bench.dsps[0].device.opened, 0, "not tried at once");
	check_equal(-turn(&bench, 0), 0, "but then");
	check_equal(yamp_pipeline_lost(bench.pipeline), 0, "all is there");
	finish(&bench);
}

/* poll(2) for real: the timer tells why it is away. */
static void wait_for_timer(struct bench *bench)
{
	struct pollfd fds[4];
	uint32_t count = yamp_pipeline_pollfds(bench->pipeline, fds, 4);

	check_equal(count, 2, "descriptors while it waits");
	check_equal(poll(&fds[1], 1, -1), 1, "timer");
	fds[0].revents = 0;
	check_equal(-yamp_pipeline_polled(bench->pipeline, fds, count), 0, "not yet");
}

static void not_for_us(const void *data)
{
	struct bench bench;

	start_waiting(&bench, 2);
	bench.dsps[1].device = (struct fake_device){ .error = -ENODEV, .away = -EACCES };
	frame(&bench, 0);
	work(&bench, 0, 0);
	told(&bench, 0, 2, -ENODEV);
	wait_for_timer(&bench);
	told(&bench, 1, 2, -EACCES);
	bench.dsps[1].device.away = 0;
	bench.camera.device.start_error = -EBUSY;
	check_equal(-turn(&bench, 0), 0, "the DSP is back, the camera has another user");
	told(&bench, 2, 0, -EBUSY);
	check_equal(yamp_pipeline_lost(bench.pipeline), 1 | 4, "both are told of");
	bench.camera.device.away = -ENOENT;
	wait_for_timer(&bench);
	told(&bench, 3, 0, -ENODEV);
	bench.camera.device = (struct fake_device){ .closed = true };
	check_equal(-turn(&bench, 0), 0, "both are back");
	told(&bench, 4, 0, 0);
	told(&bench, 5, 2, 0);
	check_equal(bench.event_count, 6, "no more was told");
	finish(&bench);
}

/* It comes back and wants something else: the last pool is another, or cannot be. */
static void back_otherwise(const void *data)
{
	const uint32_t *dsps = data;
	struct fake_device *device;
	struct bench bench;

	start_waiting(&bench, *dsps);
	device = *dsps ? &bench.dsps[*dsps - 1].device : &bench.camera.device;
	frame(&bench, 3);
	for (uint32_t i = 0; i < *dsps; i++)
		work(&bench, i, 0);
	*device = (struct fake_device){ .error = -ENODEV, .stride = 512 };
	frame(&bench, 4);
	check_equal(-turn(&bench, 0), 0, "lost and back");
	told(&bench, 1, *dsps, 0);
	check(bench.events[1].renewed, "with other buffers");
	check_equal(stride(&bench, *dsps), 512, "stride");
	check_equal(queued(&bench, *dsps), yamp_pool_size(hop_of(&bench, *dsps).pool), "all of them");
	if (*dsps)
		check_equal(stride(&bench, *dsps - 1), 512, "its input, too");
	check_equal(renew(&bench, 256, 0), 1, "the sink is asked for what it said last");
	finish(&bench);
}

static void back_for_nothing(const void *data)
{
	struct bench bench;

	start_waiting(&bench, 1);
	frame(&bench, 3);
	work(&bench, 0, 0);
	bench.camera.device = (struct fake_device){ .error = -ENODEV, .away = -ERANGE };
	check_equal(-turn(&bench, 0), ERANGE, "it cannot do what it did");
	check_equal(-turn(&bench, 0), ERANGE, "and that is the end");
	finish(&bench);
	start_waiting(&bench, 0);
	frame(&bench, 3);
	bench.camera.device = (struct fake_device){ .error = -ENODEV, .stride = 512 };
	fake_alloc_error = -EDQUOT;
	check_equal(-turn(&bench, 0), 0, "there may be memory later");
	check_equal(stride(&bench, 0), 64, "it has the buffers of before");
	check_equal(-renew(&bench, 32, 0), EAGAIN, "the sink's needs wait, too");
	fake_alloc_error = 0;
	check_equal(-turn(&bench, 0), 0, "now there is");
	check_equal(yamp_pipeline_lost(bench.pipeline), 0, "it goes on");
	check_equal(stride(&bench, 0), 512, "stride");
	finish(&bench);
}

static void end_when_lost(const void *data)
{
	struct bench bench;

	start(&bench, 0, YAMP_POLICY_LATEST);
	bench.camera.device.error = -ENODEV;
	check_equal(-turn(&bench, 0), ENODEV, "it was not asked to wait");
	check_equal(bench.event_count, 0, "nothing is told");
	finish(&bench);
	start_waiting(&bench, 0);
	bench.camera.device = (struct fake_device){ .error = -EIO, .lasting = true };
	check_equal(-turn(&bench, 0), EIO, "a file that cannot be read");
	finish(&bench);
	start_waiting(&bench, 0);
	bench.refuse = -ENODEV;
	check(fake_camera_frame(&bench.camera, 3), "a buffer");
	check_equal(-turn(&bench, 0), ENODEV, "an error of the sink ends it");
	finish(&bench);
}

int main(int argc, char **argv)
{
	static const uint32_t none = 0, one = 1, two = 2;
	static const uint32_t slow_first[] = { 7, 1 }, slow_second[] = { 1, 7 }, slow_both[] = { 3, 5 };
	static const struct test_case cases[] = {
		{ "a pool for each hop", pools },
		{ "in order, camera alone", in_order, &none },
		{ "in order, one DSP", in_order, &one },
		{ "in order, two DSPs", in_order, &two },
		{ "the latest frame wins", latest },
		{ "a slow DSP is not behind", slow, slow_first },
		{ "a slow DSP behind a fast one", slow, slow_second },
		{ "two slow DSPs", slow, slow_both },
		{ "every frame waits", every },
		{ "no frame without room", credits },
		{ "a frame that was overtaken", overtaken },
		{ "a DSP that copies no timestamps", no_timestamps },
		{ "a damaged frame", damaged },
		{ "gaps of the camera, refusals of the sink", camera_gaps },
		{ "the camera ends", over },
		{ "codecs are drained", drained },
		{ "codecs that got nothing", nothing_to_drain },
		{ "an error that no queue explains", broken },
		{ "scattered memory refused", contiguous },
		{ "every memory refused", no_memory_suits },
		{ "the sink needs something else", renewed },
		{ "the sink needs what cannot be", not_renewed },
		{ "the sink needs something else, behind DSPs", renewed_dsp },
		{ "a camera is unplugged and back", camera_lost },
		{ "back at once, a hundred times", back_at_once },
		{ "there, but not for us", not_for_us },
		{ "a camera is back with other needs", back_otherwise, &none },
		{ "a DSP is back with other needs", back_otherwise, &one },
		{ "what is back cannot do what it did", back_for_nothing },
		{ "not asked to wait, and what cannot be lost", end_when_lost },
	};

	return test_main(argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
