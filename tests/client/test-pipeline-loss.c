// SPDX-License-Identifier: MIT
/* Stages that fail, or are unplugged, and come back, as they were or otherwise. */
#include "pipeline-bench.h"

static void start_waiting(struct bench *bench, uint32_t dsps)
{
	bench_prepare(bench);
	bench->on_loss = YAMP_ON_LOSS_WAIT;
	check(bench_create(bench, dsps, YAMP_POLICY_LATEST), "create: %s", strerror(errno));
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
	return yamp_pool_count(bench_hop(bench, hop).pool, YAMP_SLOT_QUEUED);
}

static void camera_lost(const void *data)
{
	struct bench bench;
	uint32_t size;

	start_waiting(&bench, 1);
	size = yamp_pool_size(bench_hop(&bench, 1).pool);
	bench_frame(&bench, 7);
	bench_work(&bench, 0, 0);
	bench_frame(&bench, 8);
	bench.camera.device = (struct fake_device){ .error = -ENODEV, .away = -ENOENT };
	check_equal(-bench_turn(&bench, 0), 0, "a lost camera is no error");
	told(&bench, 0, 0, -ENODEV);
	check_equal(yamp_pipeline_lost(bench.pipeline), 1, "the camera is waited for");
	check(!bench.dsps[0].running && !bench.dsps[0].device.closed, "the DSP rests");
	check_equal(bench_hop(&bench, 0).gaps, 1, "the frame in it is lost");
	check_equal(yamp_pool_count(bench_hop(&bench, 1).pool, YAMP_SLOT_HELD), 1, "not the sink's");
	check_equal(-bench_turn(&bench, 0), 0, "something else has appeared");
	check(!yamp_pipeline_is_over(bench.pipeline), "it goes on waiting");
	bench.camera.device.away = 0;
	bench.camera.stamp_offset = 1000;
	check_equal(-bench_turn(&bench, 0), 0, "the camera has");
	told(&bench, 1, 0, 0);
	check_equal(bench.event_count, 2, "told once each");
	check(!bench.events[1].renewed, "with the buffers of before");
	check_equal(queued(&bench, 1), size - 1, "but for the sink's");
	bench_frame(&bench, 0);
	bench_work(&bench, 0, 0);
	check_equal(bench.last.sequence, 9, "sequences go on");
	check_equal(bench_hop(&bench, 0).gaps, 1, "who is away loses no frames");
	yamp_pipeline_release(bench.pipeline, bench.last.index, true);
	bench_finish(&bench);
}

/* What closing it brings back is tried at once; but not again before it has worked. */
static void back_at_once(const void *data)
{
	struct bench bench;

	start_waiting(&bench, 1);
	for (uint32_t i = 0; i < 100; i++) {
		bench_frame(&bench, 0);
		bench_work(&bench, 0, 0);
		yamp_pipeline_release(bench.pipeline, bench.last.index, true);
		bench.camera.device.error = -EIO;
		check_equal(-bench_turn(&bench, 0), 0, "a loss");
		check_equal(bench.event_count, 2 * i + 2, "lost, and back");
		told(&bench, 2 * i % 16, 0, -EIO);
	}
	check_equal(bench.last.sequence, 99, "sequences go on");
	bench_frame(&bench, 0);
	bench.dsps[0].device.error = -ENODEV;
	check_equal(-bench_turn(&bench, POLLERR), 0, "the DSP is lost before it has worked");
	check_equal(yamp_pipeline_lost(bench.pipeline), 2, "it is waited for");
	check_equal(bench.dsps[0].device.opened, 0, "not tried at once");
	check_equal(-bench_turn(&bench, 0), 0, "but then");
	check_equal(yamp_pipeline_lost(bench.pipeline), 0, "all is there");
	bench_finish(&bench);
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
	bench_frame(&bench, 0);
	bench_work(&bench, 0, 0);
	told(&bench, 0, 2, -ENODEV);
	wait_for_timer(&bench);
	told(&bench, 1, 2, -EACCES);
	bench.dsps[1].device.away = 0;
	bench.camera.device.start_error = -EBUSY;
	check_equal(-bench_turn(&bench, 0), 0, "the DSP is back, the camera has another user");
	told(&bench, 2, 0, -EBUSY);
	check_equal(yamp_pipeline_lost(bench.pipeline), 1 | 4, "both are told of");
	bench.camera.device.away = -ENOENT;
	wait_for_timer(&bench);
	told(&bench, 3, 0, -ENODEV);
	bench.camera.device = (struct fake_device){ .closed = true };
	check_equal(-bench_turn(&bench, 0), 0, "both are back");
	told(&bench, 4, 0, 0);
	told(&bench, 5, 2, 0);
	check_equal(bench.event_count, 6, "no more was told");
	bench_finish(&bench);
}

/* It comes back and wants something else: the last pool is another, or cannot be. */
static void back_otherwise(const void *data)
{
	const uint32_t *dsps = data;
	struct fake_device *device;
	struct bench bench;

	start_waiting(&bench, *dsps);
	device = *dsps ? &bench.dsps[*dsps - 1].device : &bench.camera.device;
	bench_frame(&bench, 3);
	for (uint32_t i = 0; i < *dsps; i++)
		bench_work(&bench, i, 0);
	*device = (struct fake_device){ .error = -ENODEV, .stride = 512 };
	bench_frame(&bench, 4);
	check_equal(-bench_turn(&bench, 0), 0, "lost and back");
	told(&bench, 1, *dsps, 0);
	check(bench.events[1].renewed, "with other buffers");
	check_equal(bench_stride(&bench, *dsps), 512, "stride");
	check_equal(queued(&bench, *dsps), yamp_pool_size(bench_hop(&bench, *dsps).pool), "all of them");
	if (*dsps)
		check_equal(bench_stride(&bench, *dsps - 1), 512, "its input, too");
	check_equal(bench_renew(&bench, 256, 0), 1, "the sink is asked for what it said last");
	bench_finish(&bench);
}

static void back_for_nothing(const void *data)
{
	struct bench bench;

	start_waiting(&bench, 1);
	bench_frame(&bench, 3);
	bench_work(&bench, 0, 0);
	bench.camera.device = (struct fake_device){ .error = -ENODEV, .away = -ERANGE };
	check_equal(-bench_turn(&bench, 0), ERANGE, "it cannot do what it did");
	check_equal(-bench_turn(&bench, 0), ERANGE, "and that is the end");
	bench_finish(&bench);
	start_waiting(&bench, 0);
	bench_frame(&bench, 3);
	bench.camera.device = (struct fake_device){ .error = -ENODEV, .stride = 512 };
	fake_alloc_error = -EDQUOT;
	check_equal(-bench_turn(&bench, 0), 0, "there may be memory later");
	check_equal(bench_stride(&bench, 0), 64, "it has the buffers of before");
	check_equal(-bench_renew(&bench, 32, 0), EAGAIN, "the sink's needs wait, too");
	fake_alloc_error = 0;
	check_equal(-bench_turn(&bench, 0), 0, "now there is");
	check_equal(yamp_pipeline_lost(bench.pipeline), 0, "it goes on");
	check_equal(bench_stride(&bench, 0), 512, "stride");
	bench_finish(&bench);
}

static void end_when_lost(const void *data)
{
	struct bench bench;

	bench_start(&bench, 0, YAMP_POLICY_LATEST);
	bench.camera.device.error = -ENODEV;
	check_equal(-bench_turn(&bench, 0), ENODEV, "it was not asked to wait");
	check_equal(bench.event_count, 0, "nothing is told");
	bench_finish(&bench);
	start_waiting(&bench, 0);
	bench.camera.device = (struct fake_device){ .error = -EIO, .lasting = true };
	check_equal(-bench_turn(&bench, 0), EIO, "a file that cannot be read");
	bench_finish(&bench);
	start_waiting(&bench, 0);
	bench.refuse = -ENODEV;
	check(fake_camera_frame(&bench.camera, 3), "a buffer");
	check_equal(-bench_turn(&bench, 0), ENODEV, "an error of the sink ends it");
	bench_finish(&bench);
}

int main(int argc, char **argv)
{
	static const uint32_t none = 0, one = 1;
	static const struct test_case cases[] = {
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
