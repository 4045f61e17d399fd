// SPDX-License-Identifier: MIT
/* The sink needs something else: the last pool is replaced, or it goes on as it is. */
#include "pipeline-bench.h"

static void renewed(const void *data)
{
	const struct yamp_pool *pool;
	struct bench bench;

	bench_start(&bench, 0, YAMP_POLICY_LATEST);
	for (uint32_t i = 10; i < 14; i++)
		bench_frame(&bench, i);
	pool = bench_hop(&bench, 0).pool;
	check_equal(bench_renew(&bench, 32, 0), 1, "strides of 64 suit still");
	check(bench_hop(&bench, 0).pool == pool, "nothing was done");
	check_equal(-bench_renew(&bench, 256, 0), 0, "they do not any more");
	check_equal(bench_stride(&bench, 0), 256, "stride");
	check(bench.camera.running, "it goes on");
	check_equal(yamp_pool_count(bench_hop(&bench, 0).pool, YAMP_SLOT_QUEUED),
		    yamp_pool_size(bench_hop(&bench, 0).pool), "the camera has the new buffers");
	check_equal(bench_hop(&bench, 0).made, 4, "counts go on");
	/* The fake's clock: a frame each 1000 ns, by its sequence. */
	bench.camera.stamp_offset = 15;
	bench_frame(&bench, 0);
	check_equal(bench.last.sequence, 15, "sequences go on");
	check_equal(bench_hop(&bench, 0).gaps, 1, "what was lost is told by the clock");
	bench_frame(&bench, 1);
	check_equal(bench.last.sequence, 16, "and the next one");
	check_equal(bench_hop(&bench, 0).gaps, 1, "no more is lost");
	check_equal(bench_renew(&bench, 256, 128), 1, "a plane with which they suit");
	check_equal(-bench_renew(&bench, 0, 1024), 0, "and one for which others are made");
	check_equal(bench_stride(&bench, 0), 1024, "stride");
	check_equal(yamp_pipeline_plane(bench.pipeline), 0, "the plane has a say");
	bench_finish(&bench);
}

static void not_renewed(const void *data)
{
	const struct yamp_constraint small = { .name = "small", .width_max = 32, .height_max = 32 };
	const struct yamp_pipeline_needs needs = { &small, NULL, 0 };
	struct bench bench;

	bench_start(&bench, 0, YAMP_POLICY_LATEST);
	bench_frame(&bench, 1);
	check_equal(-yamp_pipeline_renew(bench.pipeline, &needs), EDOM, "nothing suits");
	bench_frame(&bench, 2);
	check_equal(bench.count, 2, "it goes on as it is");
	fake_alloc_error = -EDQUOT;
	check_equal(-bench_renew(&bench, 256, 0), EDQUOT, "no memory for others");
	fake_alloc_error = 0;
	check(bench.camera.running, "it goes on with what it has");
	check_equal(bench_stride(&bench, 0), 64, "stride");
	bench_frame(&bench, 0);
	check_equal(bench.last.sequence, 3, "sequences go on");
	bench_finish(&bench);
}

static void renewed_dsp(const void *data)
{
	const struct yamp_pool *first;
	struct bench bench;

	bench_start(&bench, 2, YAMP_POLICY_LATEST);
	first = bench_hop(&bench, 0).pool;
	bench_frame(&bench, 1);
	bench_work(&bench, 0, 0);
	check_equal(-bench_renew(&bench, 256, 0), 0, "renew");
	check(bench_hop(&bench, 0).pool == first, "the first pool stays");
	check_equal(bench_stride(&bench, 1), 64, "and the second");
	check_equal(bench_stride(&bench, 2), 256, "the last is another");
	check_equal(bench_hop(&bench, 1).gaps, 1, "the frame in the second DSP is lost");
	bench_frame(&bench, 2);
	bench_work(&bench, 0, 0);
	bench_work(&bench, 1, 0);
	check_equal(bench.count, 1, "the next one arrives");
	bench_finish(&bench);
}

int main(int argc, char **argv)
{
	static const struct test_case cases[] = {
		{ "the sink needs something else", renewed },
		{ "the sink needs what cannot be", not_renewed },
		{ "the sink needs something else, behind DSPs", renewed_dsp },
	};

	return test_main(argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
