// SPDX-License-Identifier: MIT
#include "pipeline-bench.h"

#define MODE { .fourcc = DRM_FORMAT_NV12, .width = 64, .height = 48 }

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

void bench_prepare(struct bench *bench)
{
	*bench = (struct bench){ .camera.mode = MODE, .room = true };
	for (int i = 0; i < DSPS; i++)
		bench->dsps[i] = (struct yamp_dsp){ .mode = MODE, .copies = true };
	fake_allocations = 0;
	fake_contiguous = 0;
}

bool bench_create(struct bench *bench, uint32_t dsps, uint32_t policy)
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

void bench_start(struct bench *bench, uint32_t dsps, uint32_t policy)
{
	bench_prepare(bench);
	check(bench_create(bench, dsps, policy), "create: %s", strerror(errno));
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

int bench_turn(struct bench *bench, short more)
{
	struct pollfd fds[1 + YAMP_PIPELINE_DSPS + YAMP_MAX_COUNT * YAMP_MAX_PLANES];
	uint32_t count = yamp_pipeline_pollfds(bench->pipeline, fds, sizeof(fds) / sizeof(fds[0]));
	uint32_t dsps = yamp_pipeline_hops(bench->pipeline) - 1;
	const struct yamp_camera *camera = &bench->camera;
	int ret;

	if (yamp_pipeline_lost(bench->pipeline))
		return turn_lost(bench, fds, count);
	if (camera->device.error || camera->queue.done_count || camera->ended)
		fds[0].revents = POLLIN;
	for (uint32_t i = 0; i < dsps; i++) {
		const struct fake_queue *queues = bench->dsps[i].queues;

		if (fds[1 + i].fd < 0)
			continue;
		fds[1 + i].revents = more | (queues[YAMP_DSP_OUTPUT].done_count ? POLLIN : 0) |
				     (queues[YAMP_DSP_INPUT].done_count ? POLLOUT : 0);
	}
	for (uint32_t i = 1 + dsps; i < count; i++)
		fds[i].revents = POLLOUT;
	check(!camera->device.closed, "a closed camera is polled for");
	ret = yamp_pipeline_polled(bench->pipeline, fds, count);
	return ret ? ret : yamp_pipeline_advance(bench->pipeline);
}

void bench_frame(struct bench *bench, uint32_t sequence)
{
	check(fake_camera_frame(&bench->camera, sequence), "frame %u: no buffer", sequence);
	check_equal(-bench_turn(bench, 0), 0, "a frame of the camera");
}

void bench_work(struct bench *bench, uint32_t dsp, uint32_t at)
{
	fake_dsp_work(&bench->dsps[dsp], at, false);
	check_equal(-bench_turn(bench, 0), 0, "a frame of a DSP");
}

struct yamp_hop bench_hop(struct bench *bench, uint32_t index)
{
	struct yamp_hop hop;

	check_equal(-yamp_pipeline_hop(bench->pipeline, index, &hop), 0, "hop");
	return hop;
}

void bench_finish(struct bench *bench)
{
	yamp_pipeline_destroy(bench->pipeline);
	check(!bench->camera.running && !bench->camera.queue.has_buffers, "the camera let go");
	for (int i = 0; i < DSPS; i++)
		check(!bench->dsps[i].running && !bench->dsps[i].queues[0].has_buffers &&
		      !bench->dsps[i].queues[1].has_buffers, "DSP %d let go", i);
}

int bench_renew(struct bench *bench, uint32_t align, uint32_t plane_align)
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

uint32_t bench_stride(struct bench *bench, uint32_t hop)
{
	return yamp_buffer_frame(yamp_pool_buffer(bench_hop(bench, hop).pool, 0))->planes[0].stride;
}
