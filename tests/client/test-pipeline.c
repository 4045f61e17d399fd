// SPDX-License-Identifier: MIT
/* Frames through a pipeline: who gets which, in which order, and what becomes of the rest. */
#include <linux/videodev2.h>

#include "pipeline-bench.h"
#include "pipeline-priv.h"

/* Every hop has buffers of its own, as many as the two stages need and one. */
static void pools(const void *data)
{
	static const uint32_t sizes[] = { 2 + 2 + 1, 2 + 2 + 1, 2 + 3 + 1 };
	struct bench bench;

	bench_start(&bench, 2, YAMP_POLICY_LATEST);
	check_equal(yamp_pipeline_hops(bench.pipeline), 3, "hops");
	for (uint32_t i = 0; i < 3; i++) {
		const struct yamp_pool *pool = bench_hop(&bench, i).pool;

		check_equal(yamp_pool_size(pool), sizes[i], "buffers");
		check_equal(yamp_pool_count(pool, YAMP_SLOT_QUEUED), sizes[i], "with who writes");
		for (uint32_t j = 0; i && j < sizes[i]; j++)
			check(yamp_pool_buffer(pool, j) !=
			      yamp_pool_buffer(bench_hop(&bench, i - 1).pool, j), "shared buffer");
	}
	check_equal(yamp_pipeline_hop(bench.pipeline, 3, &(struct yamp_hop){ 0 }), -EINVAL,
		    "behind the last one");
	bench_finish(&bench);
}

static void in_order(const void *data)
{
	const uint32_t *dsps = data;
	struct bench bench;

	bench_start(&bench, *dsps, YAMP_POLICY_LATEST);
	for (uint32_t i = 0; i < 40; i++) {
		bench_frame(&bench, 100 + i);
		for (uint32_t j = 0; j < *dsps; j++)
			bench_work(&bench, j, 0);
		check_equal(bench.count, i + 1, "frames at the sink");
		check_equal(bench.seen[i], 100 + i, "sequence");
		check_equal(bench.last.hops, *dsps + 1, "pools that it was in");
		check_equal(bench.last.capture_ns, 1000 * (100 + i), "capture time");
		yamp_pipeline_release(bench.pipeline, bench.last.index, i % 2);
	}
	for (uint32_t i = 0; i <= *dsps; i++) {
		check_equal(bench_hop(&bench, i).made, 40, "made");
		check_equal(bench_hop(&bench, i).replaced + bench_hop(&bench, i).gaps, 0, "lost");
	}
	bench_finish(&bench);
}

/* How a frame is coded goes with it, through a stage that says nothing of it, too. */
static void coding(const void *data)
{
	struct bench bench;

	bench_start(&bench, 2, YAMP_POLICY_LATEST);
	bench.camera.coding = V4L2_BUF_FLAG_KEYFRAME;
	bench.dsps[1].coding = V4L2_BUF_FLAG_PFRAME;
	bench_frame(&bench, 0);
	check_equal(bench.dsps[0].told_coding, V4L2_BUF_FLAG_KEYFRAME, "the camera's");
	bench_work(&bench, 0, 0);
	check_equal(bench.dsps[1].told_coding, V4L2_BUF_FLAG_KEYFRAME, "still the camera's");
	bench_work(&bench, 1, 0);
	check_equal(bench.last.coding, V4L2_BUF_FLAG_PFRAME, "the encoder's");
	bench_finish(&bench);
}

/* What others are told of the frame with a sequence. */
static const struct yamp_pipeline_frame *told(const struct bench *bench, uint32_t sequence)
{
	const struct yamp_ledger_pipeline *page = (const void *)bench->pipeline->ledger.page;

	check_equal(page->head.turn % 2, 0, "nobody writes");
	check_equal(page->frames[sequence % YAMP_LEDGER_FRAMES].sequence, sequence, "sequence");
	return &page->frames[sequence % YAMP_LEDGER_FRAMES];
}

/* Each frame's times, in their order, and of the lost ones those until they were lost. */
static void ledger(const void *data)
{
	const uint32_t first = 1000;
	const struct yamp_pipeline_frame *frame;
	struct bench bench;

	bench_start(&bench, 1, YAMP_POLICY_LATEST);
	for (uint32_t i = 0; i < 4; i++)
		bench_frame(&bench, first + i);
	bench_work(&bench, 0, 0);
	frame = told(&bench, first);
	check_equal(frame->hops, 2, "shown: it was in both pools");
	check_equal(frame->capture_ns, UINT64_C(1000) * first, "capture time");
	check(frame->made_ns[0] && frame->made_ns[0] <= frame->given_ns[0] &&
	      frame->given_ns[0] <= frame->made_ns[1] && frame->made_ns[1] <= frame->given_ns[1],
	      "camera, queue, DSP, sink: one after the other");
	check_equal(frame->given_ns[1], bench.last.given_ns[1], "the sink was told, too");
	check(told(&bench, first + 1)->given_ns[0] && !told(&bench, first + 1)->made_ns[1],
	      "the second is in the DSP");
	check(told(&bench, first + 2)->made_ns[0] && !told(&bench, first + 2)->given_ns[0],
	      "the third waited, and a newer one came");
	bench.refuse = -EAGAIN;
	bench_work(&bench, 0, 0);
	frame = told(&bench, first + 1);
	check(frame->made_ns[1] && !frame->given_ns[1], "the sink did not want the second");
	bench_finish(&bench);
}

/* The DSP works on two; of what waits only the newest is left. */
static void latest(const void *data)
{
	struct bench bench;

	bench_start(&bench, 1, YAMP_POLICY_LATEST);
	for (uint32_t i = 0; i < 6; i++)
		bench_frame(&bench, i);
	check_equal(bench.dsps[0].queues[YAMP_DSP_INPUT].given_count, 2, "with the DSP");
	check_equal(bench_hop(&bench, 0).replaced, 3, "replaced");
	for (uint32_t i = 0; i < 3; i++)
		bench_work(&bench, 0, 0);
	check_equal(bench.count, 3, "frames at the sink");
	check_equal(bench.seen[0], 0, "the first");
	check_equal(bench.seen[1], 1, "the next");
	check_equal(bench.seen[2], 5, "the newest");
	bench_finish(&bench);
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

	bench_start(&bench, 2, YAMP_POLICY_LATEST);
	for (uint32_t i = 0; i < 300; i++) {
		uint32_t before = bench.count;

		bench_frame(&bench, i);
		for (uint32_t j = 0; j < 2; j++) {
			check(bench.dsps[j].queues[YAMP_DSP_INPUT].given_count <= 2, "jobs of DSP %u", j);
			if (i % every[j] == every[j] - 1 &&
			    bench.dsps[j].queues[YAMP_DSP_INPUT].given_count)
				bench_work(&bench, j, 0);
			check(yamp_pool_count(bench_hop(&bench, j).pool, YAMP_SLOT_READY) <= 1, "waiting");
		}
		if (bench.count == before)
			continue;
		check(age(&bench, i) <= most, "frame %u comes when %u is there", bench.last.sequence, i);
		yamp_pipeline_release(bench.pipeline, bench.last.index, true);
	}
	check(bench.count >= 300 / (every[0] > every[1] ? every[0] : every[1]) - 3,
	      "%u frames came", bench.count);
	check_equal(bench_hop(&bench, 0).gaps, 0, "the camera always had a buffer");
	bench_finish(&bench);
}

/* They wait until the camera has no buffer any more; none is lost, and none is late. */
static void every(const void *data)
{
	struct bench bench;
	uint32_t taken = 0;

	bench_start(&bench, 1, YAMP_POLICY_EVERY);
	while (fake_camera_frame(&bench.camera, taken)) {
		check_equal(-bench_turn(&bench, 0), 0, "a frame");
		taken++;
	}
	check_equal(taken, yamp_pool_size(bench_hop(&bench, 0).pool), "all buffers wait");
	check_equal(bench_hop(&bench, 0).starved, 0, "nothing is lost so far");
	bench.room = false;
	bench_work(&bench, 0, 0);
	bench_work(&bench, 0, 0);
	check_equal(bench.count, 0, "the sink has no room");
	bench.room = true;
	check_equal(-yamp_pipeline_advance(bench.pipeline), 0, "now it has");
	for (uint32_t i = 2; i < taken; i++)
		bench_work(&bench, 0, 0);
	check_equal(bench.count, taken, "frames at the sink");
	for (uint32_t i = 0; i < taken; i++)
		check_equal(bench.seen[i], i, "sequence");
	bench_frame(&bench, taken + 3);
	check_equal(bench_hop(&bench, 0).starved, 3, "lost for want of a buffer");
	bench_frame(&bench, taken + 5);
	check_equal(bench_hop(&bench, 0).starved, 3, "lost with buffers at hand");
	check_equal(bench_hop(&bench, 0).gaps, 4, "both");
	bench_finish(&bench);
}

/* A sink that keeps everything: the DSP gets no frame that it could not write anywhere. */
static void credits(const void *data)
{
	struct bench bench;
	struct fake_queue *queues = bench.dsps[0].queues;

	bench_start(&bench, 1, YAMP_POLICY_LATEST);
	for (uint32_t i = 0; i < 30; i++) {
		bench_frame(&bench, i);
		check(queues[YAMP_DSP_INPUT].given_count <= queues[YAMP_DSP_OUTPUT].given_count,
		      "a frame without a buffer to write to");
		if (queues[YAMP_DSP_INPUT].given_count)
			bench_work(&bench, 0, 0);
	}
	check_equal(bench.count, yamp_pool_size(bench_hop(&bench, 1).pool), "buffers at the sink");
	yamp_pipeline_release(bench.pipeline, bench.last.index, true);
	check_equal(queues[YAMP_DSP_INPUT].given_count, 0, "frames wait");
	check_equal(-yamp_pipeline_advance(bench.pipeline), 0, "one is free");
	check_equal(queues[YAMP_DSP_INPUT].given_count, 1, "so the newest goes on");
	bench_finish(&bench);
}

/* The second comes out first: nothing will come of the first. */
static void overtaken(const void *data)
{
	struct bench bench;

	bench_start(&bench, 1, YAMP_POLICY_LATEST);
	bench_frame(&bench, 7);
	bench_frame(&bench, 8);
	bench_work(&bench, 0, 1);
	check_equal(bench.count, 1, "frames at the sink");
	check_equal(bench.seen[0], 8, "by its timestamp");
	check_equal(bench_hop(&bench, 1).gaps, 1, "the first is lost");
	bench_finish(&bench);
}

static void no_timestamps(const void *data)
{
	struct bench bench;

	bench_prepare(&bench);
	bench.dsps[0].copies = false;
	check(bench_create(&bench, 1, YAMP_POLICY_LATEST), "create: %s", strerror(errno));
	check_equal(-yamp_pipeline_start(bench.pipeline), 0, "start");
	bench_frame(&bench, 7);
	bench_frame(&bench, 8);
	bench_work(&bench, 0, 0);
	bench_work(&bench, 0, 0);
	check_equal(bench.count, 2, "frames at the sink");
	check_equal(bench.seen[0], 7, "the oldest first");
	check_equal(bench.seen[1], 8, "then the next");
	bench_finish(&bench);
}

static void damaged(const void *data)
{
	struct bench bench;

	bench_start(&bench, 1, YAMP_POLICY_LATEST);
	bench_frame(&bench, 1);
	fake_dsp_work(&bench.dsps[0], 0, true);
	check_equal(-bench_turn(&bench, 0), 0, "a damaged frame");
	check_equal(bench.count, 0, "is not shown");
	check_equal(bench_hop(&bench, 1).damaged, 1, "but counted");
	check_equal(yamp_pool_count(bench_hop(&bench, 1).pool, YAMP_SLOT_QUEUED),
		    yamp_pool_size(bench_hop(&bench, 1).pool), "its buffer is with the DSP again");
	bench_finish(&bench);
}

static void camera_gaps(const void *data)
{
	struct bench bench;

	bench_start(&bench, 0, YAMP_POLICY_LATEST);
	bench_frame(&bench, UINT32_MAX - 1);
	bench_frame(&bench, 1);
	check_equal(bench_hop(&bench, 0).gaps, 2, "over the end of 32 bits");
	bench.refuse = -EAGAIN;
	bench_frame(&bench, 2);
	check_equal(bench.count, 2, "what the sink does not want is dropped");
	check_equal(yamp_pool_count(bench_hop(&bench, 0).pool, YAMP_SLOT_QUEUED), 2 + 3 + 1 - 2,
		    "and its buffer is free");
	bench.refuse = -ENOSPC;
	check(fake_camera_frame(&bench.camera, 3), "a buffer");
	check_equal(-bench_turn(&bench, 0), ENOSPC, "an error of the sink ends it");
	bench_finish(&bench);
}

/* Over when the last frame is with the sink, and not before. */
static void over(const void *data)
{
	struct bench bench;

	bench_start(&bench, 1, YAMP_POLICY_EVERY);
	bench_frame(&bench, 0);
	bench_frame(&bench, 1);
	check(!yamp_pipeline_is_over(bench.pipeline), "the camera goes on");
	bench.camera.ended = true;
	check_equal(-bench_turn(&bench, 0), 0, "the end is no error");
	check(!yamp_pipeline_is_over(bench.pipeline), "two are in the DSP");
	bench.room = false;
	bench_work(&bench, 0, 0);
	bench_work(&bench, 0, 0);
	check(!yamp_pipeline_is_over(bench.pipeline), "two wait for the sink");
	bench.room = true;
	check_equal(-bench_turn(&bench, 0), 0, "the sink takes them");
	check_equal(bench.count, 2, "frames at the sink");
	check(yamp_pipeline_is_over(bench.pipeline), "nothing more will come");
	bench_finish(&bench);
}

/* The second codec is drained when the first has given everything, and not before. */
static void drained(const void *data)
{
	struct bench bench;

	bench_prepare(&bench);
	bench.dsps[0].codec = bench.dsps[1].codec = true;
	check(bench_create(&bench, 2, YAMP_POLICY_EVERY), "create: %s", strerror(errno));
	check_equal(-yamp_pipeline_start(bench.pipeline), 0, "start");
	for (uint32_t i = 0; i < 4; i++)
		bench_frame(&bench, i);
	check_equal(bench.dsps[0].queues[YAMP_DSP_INPUT].given_count, 4, "a codec gets what it wants");
	bench.camera.ended = true;
	check_equal(-bench_turn(&bench, 0), 0, "the end of the camera");
	check(bench.dsps[0].drains && !bench.dsps[1].drains, "the first one is drained");
	for (uint32_t i = 0; i < 3; i++)
		bench_work(&bench, 0, 0);
	fake_dsp_end(&bench.dsps[0]);
	check_equal(-bench_turn(&bench, 0), 0, "it has no more");
	check_equal(bench_hop(&bench, 1).gaps, 1, "of the fourth it made nothing");
	check(bench.dsps[1].drains, "now the second one is");
	for (uint32_t i = 0; i < 3; i++)
		bench_work(&bench, 1, 0);
	check_equal(bench.count, 3, "frames at the sink");
	check(!yamp_pipeline_is_over(bench.pipeline), "there might be more");
	fake_dsp_end(&bench.dsps[1]);
	check_equal(-bench_turn(&bench, 0), 0, "there is not");
	check(yamp_pipeline_is_over(bench.pipeline), "over");
	check_equal(bench_hop(&bench, 2).damaged, 0, "an empty buffer is no frame");
	bench_finish(&bench);
}

static void nothing_to_drain(const void *data)
{
	struct bench bench;

	bench_prepare(&bench);
	bench.dsps[0].codec = bench.dsps[1].codec = true;
	check(bench_create(&bench, 2, YAMP_POLICY_EVERY), "create: %s", strerror(errno));
	check_equal(-yamp_pipeline_start(bench.pipeline), 0, "start");
	bench.camera.ended = true;
	check_equal(-bench_turn(&bench, 0), 0, "the camera ends before it begins");
	check(!bench.dsps[0].drains, "a codec that got nothing is not asked");
	check(yamp_pipeline_is_over(bench.pipeline), "over");
	bench_finish(&bench);
}

/* poll(2) tells of an error for ever, the queues of none. */
static void broken(const void *data)
{
	struct bench bench;

	bench_start(&bench, 1, YAMP_POLICY_LATEST);
	check_equal(-bench_turn(&bench, POLLERR), 0, "an idle DSP is not asked");
	bench_frame(&bench, 1);
	check_equal(-bench_turn(&bench, POLLERR), EIO, "a busy one is");
	bench_finish(&bench);
}

static void contiguous(const void *data)
{
	struct bench bench;

	bench_prepare(&bench);
	bench.camera.refuses = true;
	check(bench_create(&bench, 0, YAMP_POLICY_LATEST), "create: %s", strerror(errno));
	check_equal(fake_allocations, 2, "scattered memory, then");
	check_equal(fake_contiguous, 1, "memory in one piece");
	check_equal(bench_hop(&bench, 0).placement, YAMP_PLACEMENT_CONTIGUOUS, "placement");
	bench_finish(&bench);
}

static void no_memory_suits(const void *data)
{
	struct bench bench;

	bench_prepare(&bench);
	bench.dsps[1].refuses = true;
	check(!bench_create(&bench, 2, YAMP_POLICY_LATEST), "it cannot be");
	check_equal(errno, EFAULT, "errno");
	bench_finish(&bench);
	check(!bench_create(&bench, YAMP_PIPELINE_DSPS + 1, YAMP_POLICY_LATEST), "too many DSPs");
	check_equal(errno, EINVAL, "errno");
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
		{ "the way of each frame is told", ledger },
		{ "how it is coded goes with a frame", coding },
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
	};

	return test_main(argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
