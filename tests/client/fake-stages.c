// SPDX-License-Identifier: MIT
#include <errno.h>
#include <string.h>

#include "client-test.h"
#include "fake-stages.h"

uint32_t fake_allocations, fake_contiguous;
int fake_alloc_error;

static void push(struct fake_queue *queue, uint32_t index, uint64_t stamp)
{
	check(queue->has_buffers, "a buffer for a queue that has none");
	for (uint32_t i = 0; i < queue->given_count; i++)
		check(queue->given[i] != index, "buffer %u given twice", index);
	queue->stamps[queue->given_count] = stamp;
	queue->given[queue->given_count++] = index;
}

static uint32_t take_given(struct fake_queue *queue, uint32_t at)
{
	uint32_t index;

	check(at < queue->given_count, "no buffer there");
	index = queue->given[at];
	queue->given_count--;
	memmove(queue->given + at, queue->given + at + 1,
		(queue->given_count - at) * sizeof(queue->given[0]));
	memmove(queue->stamps + at, queue->stamps + at + 1,
		(queue->given_count - at) * sizeof(queue->stamps[0]));
	return index;
}

static int pop(struct fake_queue *queue, struct yamp_captured *captured)
{
	if (!queue->done_count)
		return -EAGAIN;
	*captured = queue->done[0];
	memmove(queue->done, queue->done + 1, --queue->done_count * sizeof(queue->done[0]));
	return 0;
}

static int disconnect(struct fake_device *device)
{
	if (device->lasting)
		return -EOPNOTSUPP;
	check(!device->closed, "closed twice");
	device->closed = true;
	return 0;
}

static int reconnect(struct fake_device *device)
{
	check(device->closed, "opened twice");
	if (device->away)
		return device->away;
	device->closed = false;
	device->error = 0;
	device->opened++;
	return 0;
}

static int set_layout(const struct fake_device *device, const struct yamp_frame *frame)
{
	check(!device->closed, "a closed device is told a layout");
	return device->stride && device->stride != frame->planes[0].stride ? -EINVAL : 0;
}

static int constraint(const struct yamp_camera_mode *mode, const struct fake_device *device,
		      struct yamp_constraint *record, struct yamp_format *format)
{
	*format = (struct yamp_format){ mode->fourcc, 0, DRM_FORMAT_MOD_LINEAR };
	*record = (struct yamp_constraint){
		.name = "fake",
		.buffers_min = 2,
		.formats = (uintptr_t)format,
		.format_count = 1,
	};
	for (int i = 0; i < 2; i++) {
		record->planes[i].stride_min = device->stride;
		record->planes[i].stride_max = device->stride;
	}
	return 0;
}

bool fake_camera_frame(struct yamp_camera *camera, uint32_t sequence)
{
	struct fake_queue *queue = &camera->queue;

	if (!queue->given_count)
		return false;
	queue->done[queue->done_count++] = (struct yamp_captured){
		.index = take_given(queue, 0),
		.sequence = sequence,
		.timestamp_ns = UINT64_C(1000) * (sequence + camera->stamp_offset),
		.clock = YAMP_CAMERA_CLOCK_MONOTONIC,
		.coding = camera->coding,
	};
	return true;
}

void fake_dsp_work(struct yamp_dsp *dsp, uint32_t at, bool damaged)
{
	struct fake_queue *in = &dsp->queues[YAMP_DSP_INPUT];
	struct fake_queue *out = &dsp->queues[YAMP_DSP_OUTPUT];
	uint64_t stamp = in->stamps[at];

	in->done[in->done_count++] = (struct yamp_captured){ .index = take_given(in, at) };
	out->done[out->done_count++] = (struct yamp_captured){
		.index = take_given(out, 0),
		.timestamp_ns = dsp->copies ? stamp : 0,
		.clock = dsp->copies ? YAMP_CAMERA_CLOCK_COPIED : YAMP_CAMERA_CLOCK_UNKNOWN,
		.damaged = damaged,
		.coding = dsp->coding,
	};
}

void fake_dsp_end(struct yamp_dsp *dsp)
{
	struct fake_queue *out = &dsp->queues[YAMP_DSP_OUTPUT];

	check(dsp->drains, "nobody asked for it");
	out->done[out->done_count++] = (struct yamp_captured){ .index = take_given(out, 0), .last = true };
}

const struct yamp_camera_mode *yamp_camera_mode(const struct yamp_camera *camera)
{
	return &camera->mode;
}

const char *yamp_camera_name(const struct yamp_camera *camera)
{
	return "fake camera";
}

const char *yamp_camera_node(const struct yamp_camera *camera)
{
	return "/dev/fake";
}

int yamp_camera_fd(const struct yamp_camera *camera)
{
	return 1000;
}

int yamp_camera_constraint(struct yamp_camera *camera, struct yamp_constraint *record,
			   struct yamp_format *format)
{
	return constraint(&camera->mode, &camera->device, record, format);
}

int yamp_camera_set_mode(struct yamp_camera *camera, struct yamp_camera_mode *mode)
{
	return camera->running || camera->queue.has_buffers ? -EBUSY : 0;
}

int yamp_camera_set_layout(struct yamp_camera *camera, const struct yamp_frame *frame)
{
	return set_layout(&camera->device, frame);
}

bool yamp_camera_can_import(struct yamp_camera *camera)
{
	return true;
}

int yamp_camera_use_buffers(struct yamp_camera *camera, struct yamp_buffer *const *buffers,
			    uint32_t count)
{
	camera->queue.has_buffers = true;
	return 0;
}

int yamp_camera_export_buffers(struct yamp_camera *camera, struct yamp_buffer **buffers,
			       uint32_t *count)
{
	return -EOPNOTSUPP;
}

int yamp_camera_prepare(struct yamp_camera *camera, uint32_t index)
{
	return camera->refuses && !fake_contiguous ? -EFAULT : 0;
}

int yamp_camera_queue(struct yamp_camera *camera, uint32_t index)
{
	if (camera->device.error)
		return camera->device.error;
	push(&camera->queue, index, 0);
	return 0;
}

int yamp_camera_dequeue(struct yamp_camera *camera, struct yamp_captured *captured)
{
	int ret = camera->device.error ? camera->device.error : pop(&camera->queue, captured);

	return ret == -EAGAIN && camera->ended ? -ENODATA : ret;
}

int yamp_camera_start(struct yamp_camera *camera)
{
	check(!camera->device.closed, "a closed camera is started");
	camera->running = !camera->device.start_error;
	return camera->device.start_error;
}

void yamp_camera_stop(struct yamp_camera *camera)
{
	camera->running = false;
	camera->queue = (struct fake_queue){ 0 };
}

const char *yamp_dsp_node(const struct yamp_dsp *dsp)
{
	return "fake DSP";
}

const struct yamp_camera_mode *yamp_dsp_format(const struct yamp_dsp *dsp, enum yamp_dsp_side side)
{
	return &dsp->mode;
}

int yamp_dsp_set_format(struct yamp_dsp *dsp, enum yamp_dsp_side side,
			struct yamp_camera_mode *mode)
{
	return dsp->running || dsp->queues[side].has_buffers ? -EBUSY : 0;
}

int yamp_dsp_constraint(struct yamp_dsp *dsp, enum yamp_dsp_side side,
			struct yamp_constraint *record, struct yamp_format *format)
{
	return constraint(&dsp->mode, &dsp->device, record, format);
}

int yamp_dsp_set_layout(struct yamp_dsp *dsp, enum yamp_dsp_side side,
			const struct yamp_frame *frame)
{
	return set_layout(&dsp->device, frame);
}

int yamp_dsp_use_buffers(struct yamp_dsp *dsp, enum yamp_dsp_side side,
			 struct yamp_buffer *const *buffers, uint32_t count)
{
	dsp->queues[side].has_buffers = true;
	return 0;
}

void yamp_dsp_drop_buffers(struct yamp_dsp *dsp, enum yamp_dsp_side side)
{
	dsp->queues[side] = (struct fake_queue){ 0 };
}

int yamp_dsp_prepare(struct yamp_dsp *dsp, enum yamp_dsp_side side, uint32_t index)
{
	return dsp->refuses ? -EFAULT : 0;
}

int yamp_dsp_queue(struct yamp_dsp *dsp, enum yamp_dsp_side side, uint32_t index,
		   const struct yamp_captured *frame)
{
	if (dsp->device.error)
		return dsp->device.error;
	if (frame)
		dsp->told_coding = frame->coding;
	push(&dsp->queues[side], index, frame ? frame->timestamp_ns : 0);
	return 0;
}

int yamp_dsp_start(struct yamp_dsp *dsp)
{
	check(!dsp->device.closed, "a closed DSP is started");
	dsp->running = !dsp->device.start_error;
	return dsp->device.start_error;
}

void yamp_dsp_stop(struct yamp_dsp *dsp)
{
	dsp->running = false;
	memset(dsp->queues, 0, sizeof(dsp->queues));
}

bool yamp_dsp_is_codec(const struct yamp_dsp *dsp)
{
	return dsp->codec;
}

int yamp_dsp_drain(struct yamp_dsp *dsp)
{
	check(dsp->codec && !dsp->drains, "drained once, and codecs only");
	dsp->drains = true;
	return 0;
}

void yamp_dsp_pollfd(const struct yamp_dsp *dsp, struct pollfd *pollfd)
{
	*pollfd = (struct pollfd){ 1001, POLLIN | POLLOUT, 0 };
}

int yamp_dsp_dequeue(struct yamp_dsp *dsp, enum yamp_dsp_side side, struct yamp_captured *captured)
{
	return dsp->device.error ? dsp->device.error : pop(&dsp->queues[side], captured);
}

int yamp_camera_disconnect(struct yamp_camera *camera)
{
	check(!camera->running, "closed while it runs");
	return disconnect(&camera->device);
}

int yamp_camera_reconnect(struct yamp_camera *camera)
{
	return reconnect(&camera->device);
}

int yamp_dsp_disconnect(struct yamp_dsp *dsp)
{
	check(!dsp->running, "closed while it runs");
	return disconnect(&dsp->device);
}

int yamp_dsp_reconnect(struct yamp_dsp *dsp)
{
	return reconnect(&dsp->device);
}

int yamp_device_provider(struct yamp_device *device, uint32_t index,
			 struct yamp_provider_status *status)
{
	if (index)
		return -ENOENT;
	*status = (struct yamp_provider_status){ .name = "fake", .contiguous = true };
	return 0;
}

int yamp_device_describe(struct yamp_device *device, int fd, struct yamp_describe *describe)
{
	return -ENOENT;
}

int yamp_device_verify(struct yamp_device *device, int fd, const struct yamp_constraint *record,
		       struct yamp_conflict *conflict)
{
	return -ENOENT;
}

int yamp_device_layout(struct yamp_device *device, const struct yamp_alloc_options *options,
		       struct yamp_alloc_report *report)
{
	return yamp_layout_predict(options, report);
}

int yamp_device_alloc(struct yamp_device *device, const struct yamp_alloc_options *options,
		      struct yamp_buffer **buffers, struct yamp_alloc_report *report)
{
	int ret = fake_alloc_error ? fake_alloc_error : yamp_layout_predict(options, report);

	if (ret)
		return ret;
	for (uint32_t i = 0; i < options->count; i++)
		buffers[i] = test_buffer(&report->frame);
	report->provider = "fake";
	fake_allocations++;
	fake_contiguous += report->placement == YAMP_PLACEMENT_CONTIGUOUS;
	return 0;
}
