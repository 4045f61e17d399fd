// SPDX-License-Identifier: MIT
#include "dsp.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

bool dsp_load(void)
{
	return !geteuid() && !system("modprobe yamp_softdsp 2>/dev/null");
}

int dsp_unload(void)
{
	return syscall(SYS_delete_module, "yamp_softdsp", O_NONBLOCK) ? -errno : 0;
}

int dsp_open(int flags)
{
	int fd = open("/dev/yamp-softdsp", O_RDWR | O_CLOEXEC | flags);

	if (fd < 0)
		tap_bail("/dev/yamp-softdsp: %s", strerror(errno));
	return fd;
}

int dsp_run(int dsp, int src, int dst, __u32 filter)
{
	struct yamp_softdsp_run run = { .src = src, .dst = dst, .filter = filter };

	return node_ioctl(dsp, YAMP_SOFTDSP_IOC_RUN, &run);
}

struct dsp_frame dsp_frame_create(__u32 code, __u32 width, __u32 height, __u32 stride_align)
{
	struct dsp_frame frame = {};
	struct node_alloc call;
	int ret;

	node_prepare(&call, code, width, height);
	call.arg.constraint_count = 1;
	call.record.flags = YAMP_CONSTRAINT_REGISTERED;
	strcpy(call.record.name, YAMP_SOFTDSP_NAME);
	for (int i = 0; i < 2; i++)
		call.record.planes[i].stride_align = stride_align;
	ret = node_run(&call);
	if (ret)
		tap_bail("no frame for the DSP: %s", strerror(-ret));
	frame.fd = call.fds[0];
	frame.frame = call.arg.frame;
	frame.size = call.arg.frame.size;
	frame.memory = mmap(NULL, frame.size, PROT_READ | PROT_WRITE, MAP_SHARED, frame.fd, 0);
	if (frame.memory == MAP_FAILED)
		tap_bail("mmap: %s", strerror(errno));
	return frame;
}

void dsp_frame_destroy(struct dsp_frame *frame)
{
	munmap(frame->memory, frame->size);
	close(frame->fd);
}

void dsp_frame_fill(struct dsp_frame *frame, unsigned int seed)
{
	for (size_t i = 0; i < frame->size; i++) {
		seed = seed * 1664525 + 1013904223;
		frame->memory[i] = seed >> 24;
	}
}

bool dsp_readable(int fd, int timeout)
{
	struct pollfd poller = { fd, POLLIN, 0 };

	return poll(&poller, 1, timeout) == 1 && poller.revents & POLLIN;
}

/* One component: where its samples are, and how many. Independent of the driver's tables. */
struct part {
	const struct yamp_plane *plane;
	unsigned int first, step;
	int width, height;
};

/* Of a colour: bytes from a pixel to the next; 0: it is Y'CbCr. */
static unsigned int bytes_of(__u32 fourcc)
{
	return fourcc == NODE_XRGB8888 ? 4 : fourcc == NODE_RGB888 || fourcc == NODE_BGR888 ? 3 : 0;
}

static int part_of(const struct dsp_frame *frame, int index, struct part *part)
{
	unsigned int bytes = bytes_of(frame->frame.fourcc);
	int width = frame->frame.width, height = frame->frame.height;

	if (index > 2)
		return 0;
	if (bytes)
		*part = (struct part){ &frame->frame.planes[0], index, bytes, width, height };
	else if (frame->frame.fourcc == NODE_YUYV)
		*part = (struct part){ &frame->frame.planes[0], index == 0 ? 0 : 2 * index - 1,
				       index == 0 ? 2 : 4, index == 0 ? width : (width + 1) / 2,
				       height };
	else if (index == 0)
		*part = (struct part){ &frame->frame.planes[0], 0, 1, width, height };
	else
		*part = (struct part){ &frame->frame.planes[1], index - 1, 2, (width + 1) / 2,
				       (height + 1) / 2 };
	return 1;
}

static size_t at(const struct part *part, int x, int y)
{
	x = x < 0 ? 0 : x >= part->width ? part->width - 1 : x;
	y = y < 0 ? 0 : y >= part->height ? part->height - 1 : y;
	return part->plane->offset + (size_t)y * part->plane->stride + part->first + x * part->step;
}

static int sample(const struct dsp_frame *src, const struct part *part, int x, int y, __u32 filter)
{
	int sum = 0;

	if (filter == YAMP_SOFTDSP_INVERT)
		return 255 - src->memory[at(part, x, y)];
	for (int dy = -1; dy <= 1; dy++)
		for (int dx = -1; dx <= 1; dx++)
			sum += src->memory[at(part, x + dx, y + dy)];
	return (sum + 4) / 9;
}

void dsp_expect(const struct dsp_frame *src, const struct dsp_frame *dst, __u32 filter,
		unsigned char *expected)
{
	struct part from, to;

	memcpy(expected, dst->memory, dst->size);
	for (int i = 0; part_of(src, i, &from) && part_of(dst, i, &to); i++)
		for (int y = 0; y < to.height; y++)
			for (int x = 0; x < to.width; x++)
				expected[at(&to, x, y)] = sample(src, &from, x, y, filter);
}
