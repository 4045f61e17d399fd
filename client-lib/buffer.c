// SPDX-License-Identifier: MIT
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>
#include <linux/dma-buf.h>

#include "buffer-priv.h"
#include "yamp_solve.h"

_Static_assert(YAMP_CPU_READ == DMA_BUF_SYNC_READ, "passed on as it is");
_Static_assert(YAMP_CPU_WRITE == DMA_BUF_SYNC_WRITE, "passed on as it is");

/* The sizes of the dma-bufs, and all together in @frame. */
static int object_sizes(struct yamp_frame *frame, const int *fds, __u64 *sizes)
{
	frame->size = 0;
	for (uint32_t i = 0; i < frame->object_count; i++) {
		off_t size = lseek(fds[i], 0, SEEK_END);

		if (size < 0)	/* ESPIPE is a pipe or a socket: no memory at all */
			return errno == ESPIPE ? -EINVAL : -errno;
		sizes[i] = size;
		frame->size += size;
	}
	return 0;
}

struct yamp_buffer *buffer_create(const struct yamp_frame *frame, const int *fds,
				  const char *provider, bool described)
{
	__u64 sizes[YAMP_MAX_PLANES] = { 0 };
	struct yamp_frame checked = *frame;
	struct yamp_buffer *buffer;
	int ret;

	if (frame->object_count < 1 || frame->object_count > YAMP_MAX_PLANES) {
		errno = EINVAL;
		return NULL;
	}
	ret = object_sizes(&checked, fds, sizes);
	if (!ret)
		ret = yamp_frame_check(&checked, sizes);
	if (ret) {
		errno = -ret;
		return NULL;
	}
	buffer = calloc(1, sizeof(*buffer));
	if (!buffer)
		return NULL;
	atomic_init(&buffer->references, 1);
	buffer->frame = checked;
	buffer->provider = provider;
	buffer->described = described;
	for (uint32_t i = 0; i < frame->object_count; i++) {
		buffer->objects[i].fd = fds[i];	/* ownership passes here */
		buffer->objects[i].size = sizes[i];
	}
	return buffer;
}

struct yamp_buffer *yamp_buffer_wrap(const struct yamp_frame *frame, const int *fds)
{
	return buffer_create(frame, fds, "foreign", false);
}

struct yamp_buffer *yamp_buffer_ref(struct yamp_buffer *buffer)
{
	atomic_fetch_add_explicit(&buffer->references, 1, memory_order_relaxed);
	return buffer;
}

static void buffer_unmap(struct yamp_buffer *buffer)
{
	for (uint32_t i = 0; i < buffer->frame.object_count; i++) {
		if (buffer->objects[i].map)
			munmap(buffer->objects[i].map, buffer->objects[i].size);
		buffer->objects[i].map = NULL;
	}
	buffer->mapped = false;
}

static void buffer_destroy(struct yamp_buffer *buffer)
{
	yamp_buffer_set_user_data(buffer, NULL, NULL);
	buffer_unmap(buffer);
	for (uint32_t i = 0; i < buffer->frame.object_count; i++)
		close(buffer->objects[i].fd);
	free(buffer);
}

void yamp_buffer_unref(struct yamp_buffer *buffer)
{
	if (!buffer)
		return;
	if (atomic_fetch_sub_explicit(&buffer->references, 1, memory_order_acq_rel) == 1)
		buffer_destroy(buffer);
}

const struct yamp_frame *yamp_buffer_frame(const struct yamp_buffer *buffer)
{
	return &buffer->frame;
}

int yamp_buffer_fd(const struct yamp_buffer *buffer, uint32_t object)
{
	return object < buffer->frame.object_count ? buffer->objects[object].fd : -EINVAL;
}

uint64_t yamp_buffer_object_size(const struct yamp_buffer *buffer, uint32_t object)
{
	return object < buffer->frame.object_count ? buffer->objects[object].size : 0;
}

const char *yamp_buffer_provider(const struct yamp_buffer *buffer)
{
	return buffer->provider;
}

bool yamp_buffer_is_described(const struct yamp_buffer *buffer)
{
	return buffer->described;
}

void yamp_buffer_set_user_data(struct yamp_buffer *buffer, void *data, void (*destroy)(void *data))
{
	if (buffer->user_destroy)
		buffer->user_destroy(buffer->user_data);
	buffer->user_data = data;
	buffer->user_destroy = destroy;
}

void *yamp_buffer_user_data(const struct yamp_buffer *buffer)
{
	return buffer->user_data;
}

/* Read-only descriptors are mapped as far as they allow. */
static int object_map(struct buffer_object *object)
{
	int flags = fcntl(object->fd, F_GETFL);
	int prot = PROT_READ;
	void *map;

	if (flags >= 0 && (flags & O_ACCMODE) == O_RDWR)
		prot |= PROT_WRITE;
	map = mmap(NULL, object->size, prot, MAP_SHARED, object->fd, 0);
	if (map == MAP_FAILED)
		return -errno;
	object->map = map;
	object->writable = prot & PROT_WRITE;
	return 0;
}

static int buffer_map(struct yamp_buffer *buffer)
{
	for (uint32_t i = 0; i < buffer->frame.object_count; i++) {
		int ret = object_map(&buffer->objects[i]);

		if (ret) {
			buffer_unmap(buffer);
			return ret;
		}
	}
	buffer->mapped = true;
	return 0;
}

static int object_sync(const struct buffer_object *object, uint64_t flags)
{
	struct dma_buf_sync sync = { .flags = flags };

	while (ioctl(object->fd, DMA_BUF_IOCTL_SYNC, &sync)) {
		if (errno != EINTR && errno != EAGAIN)
			return -errno;
	}
	return 0;
}

int yamp_buffer_cpu_begin(struct yamp_buffer *buffer, enum yamp_cpu access)
{
	uint32_t i;
	int ret = buffer->mapped ? 0 : buffer_map(buffer);

	for (i = 0; !ret && access & YAMP_CPU_WRITE && i < buffer->frame.object_count; i++)
		ret = buffer->objects[i].writable ? 0 : -EACCES;
	if (ret)
		return ret;
	for (i = 0; !ret && i < buffer->frame.object_count; i++)
		ret = object_sync(&buffer->objects[i], DMA_BUF_SYNC_START | access);
	if (ret && i > 1) {
		for (i -= 1; i-- > 0;)
			object_sync(&buffer->objects[i], DMA_BUF_SYNC_END | access);
	}
	return ret;
}

int yamp_buffer_cpu_end(struct yamp_buffer *buffer, enum yamp_cpu access)
{
	int ret = 0;

	for (uint32_t i = 0; i < buffer->frame.object_count; i++) {
		int one = object_sync(&buffer->objects[i], DMA_BUF_SYNC_END | access);

		ret = ret ? ret : one;
	}
	return ret;
}

void *yamp_buffer_plane(const struct yamp_buffer *buffer, uint32_t plane)
{
	const struct yamp_plane *p;

	if (plane >= buffer->frame.plane_count || !buffer->mapped)
		return NULL;
	p = &buffer->frame.planes[plane];
	return (char *)buffer->objects[p->object].map + p->offset;
}
