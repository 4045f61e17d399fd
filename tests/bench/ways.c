// SPDX-License-Identifier: MIT
#include "ways.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/dma-heap.h>
#include <linux/udmabuf.h>
#include <linux/videodev2.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "card.h"
#include "node.h"
#include "vivid.h"

static int heap = -1, udmabuf = -1, camera = -1, card = -1;

_Noreturn void die(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fputs("alloc: ", stderr);
	vfprintf(stderr, format, args);
	fputs("\n", stderr);
	va_end(args);
	exit(1);
}

size_t picture_bytes(const struct picture *picture)
{
	size_t bytes = (size_t)picture->width * picture->height * 3 / 2;
	size_t page = sysconf(_SC_PAGESIZE);

	return (bytes + page - 1) / page * page;
}

static void from_yamp(const struct picture *picture, __u32 placement, int count, int *fds)
{
	struct yamp_alloc alloc = {
		.fourcc = NODE_NV12,
		.width = picture->width,
		.height = picture->height,
		.count = count,
		.placement = placement,
		.fd_flags = O_RDWR | O_CLOEXEC,
		.fds = (size_t)fds,
		.fd_count = count,
	};

	if (ioctl(node_main, YAMP_IOC_ALLOC, &alloc))
		die("YAMP_IOC_ALLOC: %s", strerror(errno));
}

static void from_system(const struct picture *picture, int count, int *fds)
{
	from_yamp(picture, YAMP_PLACEMENT_SYSTEM, count, fds);
}

static void from_contiguous(const struct picture *picture, int count, int *fds)
{
	from_yamp(picture, YAMP_PLACEMENT_CONTIGUOUS, count, fds);
}

static void from_heap(const struct picture *picture, int count, int *fds)
{
	for (int i = 0; i < count; i++) {
		struct dma_heap_allocation_data data = {
			.len = picture_bytes(picture),
			.fd_flags = O_RDWR | O_CLOEXEC,
		};

		if (ioctl(heap, DMA_HEAP_IOCTL_ALLOC, &data))
			die("/dev/dma_heap/system: %s", strerror(errno));
		fds[i] = data.fd;
	}
}

static void from_udmabuf(const struct picture *picture, int count, int *fds)
{
	for (int i = 0; i < count; i++) {
		struct udmabuf_create create = { .size = picture_bytes(picture) };

		create.flags = UDMABUF_FLAGS_CLOEXEC;
		create.memfd = memfd_create("bench", MFD_CLOEXEC | MFD_ALLOW_SEALING);
		if ((int)create.memfd < 0 || ftruncate(create.memfd, create.size) ||
		    fcntl(create.memfd, F_ADD_SEALS, F_SEAL_SHRINK))
			die("memfd: %s", strerror(errno));
		fds[i] = ioctl(udmabuf, UDMABUF_CREATE, &create);
		if (fds[i] < 0)
			die("/dev/udmabuf: %s", strerror(errno));
		close(create.memfd);
	}
}

static void camera_request(__u32 count)
{
	struct v4l2_requestbuffers request = {
		.count = count,
		.type = V4L2_BUF_TYPE_VIDEO_CAPTURE,
		.memory = V4L2_MEMORY_MMAP,
	};

	if (ioctl(camera, VIDIOC_REQBUFS, &request))
		die("VIDIOC_REQBUFS: %s", strerror(errno));
}

static void from_camera(const struct picture *picture, int count, int *fds)
{
	struct v4l2_format format = {
		.type = V4L2_BUF_TYPE_VIDEO_CAPTURE,
		.fmt.pix = { .width = picture->width, .height = picture->height,
			     .pixelformat = V4L2_PIX_FMT_NV12 },
	};

	if (ioctl(camera, VIDIOC_S_FMT, &format) || format.fmt.pix.height != picture->height)
		die("the camera has no %s: %s", picture->name, strerror(errno));
	camera_request(count);
	for (int i = 0; i < count; i++) {
		struct v4l2_exportbuffer export = {
			.type = V4L2_BUF_TYPE_VIDEO_CAPTURE,
			.index = i,
			.flags = O_RDWR | O_CLOEXEC,
		};

		if (ioctl(camera, VIDIOC_EXPBUF, &export))
			die("VIDIOC_EXPBUF: %s", strerror(errno));
		fds[i] = export.fd;
	}
}

static void camera_put(void)
{
	camera_request(0);
}

/* Four bytes a pixel: a quarter of the width, the rows of both planes. */
static void from_card(const struct picture *picture, int count, int *fds)
{
	for (int i = 0; i < count; i++) {
		fds[i] = card_export(card, picture->width / 4, picture->height * 3 / 2);
		if (fds[i] < 0)
			die("a dumb buffer: %s", strerror(-fds[i]));
	}
}

const struct way ways[] = {
	{ .name = "yamp, system, cold", .get = from_system, .count = 1 },
	{ .name = "yamp, system, cold, 8 at once", .get = from_system, .count = WAYS_BATCH },
	{ .name = "yamp, system, recycled", .get = from_system, .count = 1, .recycled = true },
	{ .name = "yamp, system, recycled, 8 one by one", .get = from_system, .count = WAYS_BATCH,
	  .recycled = true, .one_by_one = true },
	{ .name = "yamp, system, recycled, 8 at once", .get = from_system, .count = WAYS_BATCH,
	  .recycled = true },
	{ .name = "yamp, contiguous, cold", .get = from_contiguous, .count = 1 },
	{ .name = "yamp, contiguous, recycled", .get = from_contiguous, .count = 1,
	  .recycled = true },
	{ .name = "dma-heap system", .get = from_heap, .count = 1, .device = &heap },
	{ .name = "dma-heap system, 8 one by one", .get = from_heap, .count = WAYS_BATCH,
	  .one_by_one = true, .device = &heap },
	{ .name = "udmabuf", .get = from_udmabuf, .count = 1, .device = &udmabuf },
	{ .name = "VB2 MMAP (vivid)", .get = from_camera, .put = camera_put, .count = 1,
	  .device = &camera },
	{ .name = "GEM dumb (vkms)", .get = from_card, .count = 1, .device = &card },
};

const size_t way_count = sizeof(ways) / sizeof(ways[0]);

void ways_open(void)
{
	node_open();
	heap = open("/dev/dma_heap/system", O_RDWR | O_CLOEXEC);
	udmabuf = open("/dev/udmabuf", O_RDWR | O_CLOEXEC);
	camera = vivid_open_camera();
	card = card_open("vkms");
}
