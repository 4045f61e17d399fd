// SPDX-License-Identifier: MIT
/*
 * The processor as a stage: "cpu:flip" turns pictures upside down, "cpu:mirror" swaps
 * left and right, "cpu:copy" leaves them as they are. It is also the example of how a
 * processor works on buffers of devices: each is taken into its hands and given back,
 * whatever happens in between, and for no longer than it is needed.
 *
 * It works in the time of whoever takes the result: a frame and a buffer to write to are
 * all that it waits for, so its descriptor is always ready.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <drm_fourcc.h>
#include <sys/eventfd.h>

#include "dsp-priv.h"
#include "ring.h"
#include "samples.h"

#define PREFIX "cpu:"
#define NAME "cpu"
#define BUFFERS_MIN 2

enum work { WORK_COPY, WORK_FLIP, WORK_MIRROR };

static const char *const works[] = {
	[WORK_COPY] = PREFIX "copy",
	[WORK_FLIP] = PREFIX "flip",
	[WORK_MIRROR] = PREFIX "mirror",
};

#define WORKS (sizeof(works) / sizeof(works[0]))

/**
 * struct cpu - the processor
 * @work: enum work
 * @fd: always readable and writable
 * @buffers: of each side; borrowed
 * @counts: of @buffers
 * @waiting: queued to each side
 * @done: inputs that were read
 */
struct cpu {
	struct yamp_dsp dsp;
	struct yamp_log log;
	uint32_t work;
	int fd;
	struct yamp_buffer *buffers[DSP_SIDES][YAMP_MAX_COUNT];
	uint32_t counts[DSP_SIDES];
	struct ring waiting[DSP_SIDES];
	struct ring done;
};

static struct cpu *cpu_of(const struct yamp_dsp *dsp)
{
	return (struct cpu *)dsp;
}

static bool cpu_is_mine(const char *node)
{
	return !strncmp(node, PREFIX, strlen(PREFIX));
}

static const char *cpu_name(const struct yamp_dsp *dsp)
{
	return "processor";
}

static const char *cpu_node(const struct yamp_dsp *dsp)
{
	return works[cpu_of(dsp)->work];
}

static int cpu_failed(const struct cpu *cpu, const char *doing, int error)
{
	log_error(&cpu->log, "%s: cannot %s: %s", cpu_node(&cpu->dsp), doing, strerror(-error));
	return error;
}

static int find_work(struct cpu *cpu, const char *node)
{
	for (; cpu->work < WORKS; cpu->work++) {
		if (!strcmp(node, works[cpu->work]))
			return 0;
	}
	cpu->work = WORK_COPY;
	log_error(&cpu->log, "there is no %s: give %s, %s or %s", node, works[WORK_COPY],
		  works[WORK_FLIP], works[WORK_MIRROR]);
	return -EINVAL;
}

static void cpu_close(struct yamp_dsp *dsp)
{
	if (cpu_of(dsp)->fd >= 0)
		close(cpu_of(dsp)->fd);
	free(cpu_of(dsp));
}

static int cpu_init(struct cpu *cpu, const char *node)
{
	int ret = find_work(cpu, node);

	if (ret)
		return ret;
	cpu->fd = eventfd(1, EFD_CLOEXEC | EFD_NONBLOCK);
	return cpu->fd < 0 ? cpu_failed(cpu, "start", -errno) : 0;
}

static struct yamp_dsp *cpu_open(const char *node, const struct yamp_log *log)
{
	struct cpu *cpu = calloc(1, sizeof(*cpu));
	int ret;

	if (!cpu)
		return NULL;
	cpu->dsp.ops = &dsp_cpu;
	cpu->log = log_copy(log);
	cpu->fd = -1;
	ret = cpu_init(cpu, node);
	if (ret) {
		cpu_close(&cpu->dsp);
		errno = -ret;
		return NULL;
	}
	return &cpu->dsp;
}

/* It delivers what it gets: once that is known there is nothing to choose. */
static int cpu_format_at(struct yamp_dsp *dsp, enum yamp_dsp_side side, uint32_t index,
			 struct yamp_camera_format *format)
{
	const struct yamp_camera_mode *input = &dsp->formats[YAMP_DSP_INPUT];
	const struct samples_format *known = samples_at(index);

	if (side == YAMP_DSP_OUTPUT && input->fourcc)
		known = index ? NULL : samples_find(input->fourcc);
	if (!known)
		return -ENOENT;
	*format = (struct yamp_camera_format){
		.fourcc = known->fourcc,
		.pixelformat = known->fourcc,
		.objects = 1,
	};
	return 0;
}

static int cpu_set_control(struct yamp_dsp *dsp, const char *name, int32_t value)
{
	log_error(&cpu_of(dsp)->log, "%s has no control %s; it has: none", cpu_node(dsp), name);
	return -EINVAL;
}

static int cpu_set_format(struct yamp_dsp *dsp, enum yamp_dsp_side side,
			  struct yamp_camera_mode *mode)
{
	return dsp_set_same_format(dsp, &cpu_of(dsp)->log, side, samples_find(mode->pixelformat), mode);
}

static int cpu_constraint(struct yamp_dsp *dsp, enum yamp_dsp_side side,
			  struct yamp_constraint *record, struct yamp_format *format)
{
	*format = (struct yamp_format){ dsp->formats[side].fourcc, 0, DRM_FORMAT_MOD_LINEAR };
	*record = (struct yamp_constraint){
		.name = NAME,
		.buffers_min = BUFFERS_MIN,
		.formats = (uintptr_t)format,
		.format_count = 1,
	};
	return format->fourcc ? 0 : -EINVAL;
}

/* Each buffer says itself how it is laid out. */
static int cpu_set_layout(struct yamp_dsp *dsp, enum yamp_dsp_side side,
			  const struct yamp_frame *frame)
{
	return 0;
}

static int cpu_use_buffers(struct yamp_dsp *dsp, enum yamp_dsp_side side,
			   struct yamp_buffer *const *buffers, uint32_t count)
{
	const struct yamp_camera_mode *mode = &dsp->formats[side];
	struct cpu *cpu = cpu_of(dsp);

	if (count < 1 || count > YAMP_MAX_COUNT ||
	    !samples_suit(buffers, count, mode->fourcc, mode->width, mode->height))
		return cpu_failed(cpu, "use these buffers", -EINVAL);
	memcpy(cpu->buffers[side], buffers, count * sizeof(buffers[0]));
	cpu->counts[side] = count;
	return 0;
}

static void cpu_drop_buffers(struct yamp_dsp *dsp, enum yamp_dsp_side side)
{
	struct cpu *cpu = cpu_of(dsp);

	cpu->counts[side] = 0;
	cpu->waiting[side].count = 0;
}

static int cpu_prepare(struct yamp_dsp *dsp, enum yamp_dsp_side side, uint32_t index)
{
	return 0;
}

static int cpu_start(struct yamp_dsp *dsp)
{
	return 0;
}

static void cpu_stop(struct yamp_dsp *dsp)
{
	cpu_of(dsp)->done.count = 0;
	cpu_drop_buffers(dsp, YAMP_DSP_INPUT);
	cpu_drop_buffers(dsp, YAMP_DSP_OUTPUT);
}

static int cpu_queue(struct yamp_dsp *dsp, enum yamp_dsp_side side, uint32_t index,
		     const struct yamp_captured *frame)
{
	struct cpu *cpu = cpu_of(dsp);

	if (index >= cpu->counts[side] || cpu->waiting[side].count == YAMP_MAX_COUNT)
		return cpu_failed(cpu, "take a frame", -EINVAL);
	ring_put(&cpu->waiting[side], index, frame ? frame->timestamp_ns : 0);
	return 0;
}

static bool can_work(const struct cpu *cpu)
{
	return cpu->waiting[YAMP_DSP_INPUT].count && cpu->waiting[YAMP_DSP_OUTPUT].count;
}

static void cpu_pollfd(const struct yamp_dsp *dsp, struct pollfd *pollfd)
{
	const struct cpu *cpu = cpu_of(dsp);

	*pollfd = (struct pollfd){ .fd = -1 };
	if (!cpu->done.count && !can_work(cpu))
		return;
	pollfd->fd = cpu->fd;
	pollfd->events = (can_work(cpu) ? POLLIN : 0) | (cpu->done.count ? POLLOUT : 0);
}

static void mirror_row(const struct samples *part, const uint8_t *from, uint8_t *to, uint32_t width)
{
	for (uint32_t x = 0; x < width; x++)
		memcpy(to + x * part->step, from + (width - 1 - x) * part->step, part->bytes);
}

static void copy_row(const struct samples *part, const uint8_t *from, uint8_t *to, uint32_t width)
{
	if (part->step == part->bytes)
		memcpy(to, from, (size_t)width * part->bytes);
	for (uint32_t x = 0; part->step != part->bytes && x < width; x++)
		memcpy(to + x * part->step, from + x * part->step, part->bytes);
}

static void work_on_part(uint32_t work, const struct samples *part, const struct yamp_buffer *in,
			 const struct yamp_buffer *out)
{
	const struct yamp_frame *frame = yamp_buffer_frame(out);
	uint32_t width = samples_width(part, frame->width);
	uint32_t height = samples_height(part, frame->height);

	for (uint32_t y = 0; y < height; y++) {
		const uint8_t *from = samples_row(in, part, work == WORK_FLIP ? height - 1 - y : y);
		uint8_t *to = samples_row(out, part, y);

		if (work == WORK_MIRROR)
			mirror_row(part, from, to, width);
		else
			copy_row(part, from, to, width);
	}
}

/* What was begun is ended, whatever comes of it. */
static int work_on(uint32_t work, struct yamp_buffer *in, struct yamp_buffer *out)
{
	const struct samples_format *format = samples_find(yamp_buffer_frame(out)->fourcc);
	int ret = yamp_buffer_cpu_begin(in, YAMP_CPU_READ);
	int ended;

	if (ret)
		return ret;
	ret = yamp_buffer_cpu_begin(out, YAMP_CPU_WRITE);
	if (ret)
		goto end_in;
	for (int i = 0; i < SAMPLES_PARTS && format->parts[i].bytes; i++)
		work_on_part(work, &format->parts[i], in, out);
	ret = yamp_buffer_cpu_end(out, YAMP_CPU_WRITE);
end_in:
	ended = yamp_buffer_cpu_end(in, YAMP_CPU_READ);
	return ret ? ret : ended;
}

static int take_output(struct cpu *cpu, struct yamp_captured *captured)
{
	struct entry in, out;
	int ret;

	if (!can_work(cpu))
		return -EAGAIN;
	in = ring_take(&cpu->waiting[YAMP_DSP_INPUT]);
	out = ring_take(&cpu->waiting[YAMP_DSP_OUTPUT]);
	ret = work_on(cpu->work, cpu->buffers[YAMP_DSP_INPUT][in.index],
		      cpu->buffers[YAMP_DSP_OUTPUT][out.index]);
	if (ret)
		return cpu_failed(cpu, "work on a frame", ret);
	ring_put(&cpu->done, in.index, 0);
	*captured = (struct yamp_captured){
		.index = out.index,
		.timestamp_ns = in.timestamp_ns,
		.clock = YAMP_CAMERA_CLOCK_COPIED,
		.field = cpu->dsp.formats[YAMP_DSP_OUTPUT].field,
	};
	return 0;
}

static int cpu_dequeue(struct yamp_dsp *dsp, enum yamp_dsp_side side, struct yamp_captured *captured)
{
	struct cpu *cpu = cpu_of(dsp);

	if (side == YAMP_DSP_OUTPUT)
		return take_output(cpu, captured);
	if (!cpu->done.count)
		return -EAGAIN;
	*captured = (struct yamp_captured){ .index = ring_take(&cpu->done).index };
	return 0;
}

const struct dsp_ops dsp_cpu = {
	.is_mine = cpu_is_mine,
	.open = cpu_open,
	.close = cpu_close,
	.name = cpu_name,
	.node = cpu_node,
	.format_at = cpu_format_at,
	.set_control = cpu_set_control,
	.set_format = cpu_set_format,
	.constraint = cpu_constraint,
	.set_layout = cpu_set_layout,
	.use_buffers = cpu_use_buffers,
	.drop_buffers = cpu_drop_buffers,
	.prepare = cpu_prepare,
	.start = cpu_start,
	.stop = cpu_stop,
	.queue = cpu_queue,
	.pollfd = cpu_pollfd,
	.dequeue = cpu_dequeue,
};
