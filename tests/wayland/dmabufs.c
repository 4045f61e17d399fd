/* SPDX-License-Identifier: MIT */
#include "dmabufs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <linux/dma-buf.h>
#include <linux/dma-heap.h>
#include <linux/udmabuf.h>

#define FOREIGN_SIZE (640 * 480 * 4)

static int yamp_ioctl(unsigned long request, void *argument)
{
	int fd = open("/dev/yamp", O_RDWR | O_CLOEXEC);
	int error = 0;

	if (fd < 0)
		return -errno;
	if (ioctl(fd, request, argument) < 0)
		error = -errno;
	close(fd);
	return error;
}

static int alloc_from(int node, struct frame *frame, const struct picture *picture,
		      const struct yamp_constraint *records, uint32_t count,
		      struct yamp_conflict *conflict)
{
	struct yamp_alloc alloc = {
		.fourcc = picture->fourcc,
		.width = picture->width,
		.height = picture->height,
		.modifier = picture->modifier,
		.count = 1,
		.fd_flags = O_RDWR | O_CLOEXEC,
		.constraints = (uintptr_t)records,
		.constraint_count = count,
		.constraint_size = sizeof(*records),
		.fds = (uintptr_t)frame->fds,
		.fd_count = YAMP_MAX_PLANES,
	};
	int error = 0;

	memset(frame->fds, -1, sizeof(frame->fds));
	if (ioctl(node, YAMP_IOC_ALLOC, &alloc) < 0)
		error = -errno;
	else
		frame->layout = alloc.frame;
	*conflict = alloc.conflict;
	return error;
}

int frame_alloc(struct frame *frame, const struct picture *picture)
{
	struct yamp_constraint record = {.name = "test", .objects = picture->objects};
	struct yamp_conflict conflict;

	return frame_alloc_for(frame, picture, &record, 1, &conflict);
}

int frame_alloc_for(struct frame *frame, const struct picture *picture,
		    const struct yamp_constraint *records, uint32_t count,
		    struct yamp_conflict *conflict)
{
	int node = open_yamp(), error;

	memset(frame->fds, -1, sizeof(frame->fds));
	if (node < 0)
		return node;
	error = alloc_from(node, frame, picture, records, count, conflict);
	close(node);
	return error;
}

int frame_alloc_from(int node, struct frame *frame, const struct picture *picture)
{
	struct yamp_constraint record = {.name = "test", .objects = picture->objects};
	struct yamp_conflict conflict;

	return alloc_from(node, frame, picture, &record, 1, &conflict);
}

int frame_revoke(int node, const struct frame *frame)
{
	struct yamp_revoke revoke;
	uint32_t i;

	for (i = 0; i < frame->layout.object_count; i++) {
		revoke = (struct yamp_revoke){.fd = frame->fds[i],
					      .holder_size = sizeof(struct yamp_holder)};
		if (ioctl(node, YAMP_IOC_REVOKE, &revoke) < 0)
			return -errno;
	}
	return 0;
}

void frame_free(struct frame *frame)
{
	int i;

	for (i = 0; i < YAMP_MAX_PLANES; i++) {
		if (frame->fds[i] >= 0)
			close(frame->fds[i]);
		frame->fds[i] = -1;
	}
}

uint32_t buffers_used(void)
{
	struct yamp_info info = {0};

	return yamp_ioctl(YAMP_IOC_INFO, &info) ? UINT32_MAX : info.used_buffers;
}

int open_pipe(void)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	close(ends[1]);
	return ends[0];
}

static int make_memfd(void)
{
	int fd = memfd_create("hostile", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	int error;

	if (fd < 0)
		return -errno;
	if (ftruncate(fd, FOREIGN_SIZE) == 0)
		return fd;
	error = -errno;
	close(fd);
	return error;
}

int open_memfd(void)
{
	return make_memfd();
}

static int open_path(const char *path)
{
	int fd = open(path, O_RDWR | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

int open_null(void)
{
	return open_path("/dev/null");
}

int open_yamp(void)
{
	return open_path("/dev/yamp");
}

static int udmabuf_of(int memory, int device)
{
	struct udmabuf_create create = {
		.memfd = (uint32_t)memory,
		.flags = UDMABUF_FLAGS_CLOEXEC,
		.size = FOREIGN_SIZE,
	};
	int fd;

	if (fcntl(memory, F_ADD_SEALS, F_SEAL_SHRINK) < 0)
		return -errno;
	fd = ioctl(device, UDMABUF_CREATE, &create);
	return fd < 0 ? -errno : fd;
}

int open_udmabuf(void)
{
	int memory = make_memfd();
	int device, fd;

	if (memory < 0)
		return memory;
	device = open_path("/dev/udmabuf");
	fd = device;
	if (device >= 0) {
		fd = udmabuf_of(memory, device);
		close(device);
	}
	close(memory);
	return fd;
}

/* In fdinfo this reads as if our module had exported it. */
int open_udmabuf_forged(void)
{
	int fd = open_udmabuf();

	if (fd >= 0 && ioctl(fd, DMA_BUF_SET_NAME_B, "x\nexp_name:\tyamp id=1") < 0) {
		close(fd);
		return -errno;
	}
	return fd;
}

int open_heap(void)
{
	return open_heap_of(FOREIGN_SIZE);
}

int open_heap_of(uint64_t size)
{
	struct dma_heap_allocation_data data = {
		.len = size,
		.fd_flags = O_RDWR | O_CLOEXEC,
	};
	int heap = open_path("/dev/dma_heap/system");
	int error;

	if (heap < 0)
		return heap;
	error = ioctl(heap, DMA_HEAP_IOCTL_ALLOC, &data) < 0 ? -errno : 0;
	close(heap);
	return error ? error : (int)data.fd;
}
