// SPDX-License-Identifier: MIT
/*
 * The last resort: pictures are copied by the processor into wl_shm buffers.
 * Three of them, so that one can be filled while the compositor shows another
 * and has a newer one waiting.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <drm_fourcc.h>
#include <yamp/device.h>

#include "display-copy.h"
#include "yamp_solve.h"

#define COPIES 3

/**
 * struct copy - see display-priv.h
 * @frame: layout of each copy: tight, as wl_shm wants it
 * @map: memory of all of them
 * @size: bytes of @map
 */
struct copy {
	struct yamp_frame frame;
	char *map;
	size_t size;
	struct copy_slot {
		struct wl_buffer *wl_buffer;
		char *memory;
		bool used;
	} slots[COPIES];
};

static void slot_release(void *data, struct wl_buffer *wl_buffer)
{
	struct copy_slot *slot = data;

	slot->used = false;
}

static const struct wl_buffer_listener slot_listener = {
	.release = slot_release,
};

static uint32_t shm_format(uint32_t fourcc)
{
	switch (fourcc) {
	case DRM_FORMAT_XRGB8888:
		return WL_SHM_FORMAT_XRGB8888;
	case DRM_FORMAT_ARGB8888:
		return WL_SHM_FORMAT_ARGB8888;
	default:
		return fourcc;
	}
}

/* wl_shm is told one stride, and one offset: that of the first plane. */
static int solve_layout(const struct yamp_frame *frame, struct yamp_frame *layout)
{
	struct yamp_constraint tight = {
		.name = "wl_shm",
		.flags = YAMP_CONSTRAINT_TIGHT_PLANES,
		.objects = YAMP_OBJECTS_SINGLE,
	};
	struct yamp_alloc_options options = {
		.fourcc = frame->fourcc,
		.modifier = DRM_FORMAT_MOD_LINEAR,
		.width = frame->width,
		.height = frame->height,
		.count = COPIES,
		.constraints = &tight,
		.constraint_count = 1,
	};
	struct yamp_alloc_report report;
	int ret = yamp_layout_predict(&options, &report);

	*layout = report.frame;
	return ret;
}

static int map_memory(struct copy *copy, int *fd)
{
	int ret;

	copy->size = COPIES * copy->frame.size;
	*fd = memfd_create("yamp-copy", MFD_CLOEXEC);
	if (*fd < 0)
		return -errno;
	if (!ftruncate(*fd, copy->size)) {
		copy->map = mmap(NULL, copy->size, PROT_READ | PROT_WRITE, MAP_SHARED, *fd, 0);
		if (copy->map != MAP_FAILED)
			return 0;
		copy->map = NULL;
	}
	ret = -errno;
	close(*fd);
	return ret;
}

static int create_slots(struct copy *copy, struct yamp_display *display, int fd)
{
	struct wl_shm_pool *pool = wl_shm_create_pool(display->shm, fd, copy->size);
	int ret = 0;

	if (!pool)
		return -ENOMEM;
	for (uint32_t i = 0; i < COPIES && !ret; i++) {
		struct copy_slot *slot = &copy->slots[i];
		size_t offset = i * copy->frame.size;

		slot->memory = copy->map + offset;
		slot->wl_buffer = wl_shm_pool_create_buffer(pool, offset, copy->frame.width,
							    copy->frame.height,
							    copy->frame.planes[0].stride,
							    shm_format(copy->frame.fourcc));
		if (slot->wl_buffer)
			wl_buffer_add_listener(slot->wl_buffer, &slot_listener, slot);
		else
			ret = -ENOMEM;
	}
	wl_shm_pool_destroy(pool);
	return ret;
}

struct copy *copy_create(struct yamp_display *display, const struct yamp_frame *frame)
{
	struct copy *copy = calloc(1, sizeof(*copy));
	int fd, ret;

	if (!copy)
		return NULL;
	ret = solve_layout(frame, &copy->frame);
	if (!ret && COPIES * copy->frame.size > INT32_MAX)
		ret = -EOVERFLOW;	/* wl_shm counts in 31 bits */
	if (!ret)
		ret = map_memory(copy, &fd);
	if (!ret) {
		ret = create_slots(copy, display, fd);
		close(fd);
	}
	if (ret) {
		copy_destroy(copy);
		errno = -ret;
		return NULL;
	}
	return copy;
}

void copy_destroy(struct copy *copy)
{
	if (!copy)
		return;
	for (uint32_t i = 0; i < COPIES; i++) {
		if (copy->slots[i].wl_buffer)
			wl_buffer_destroy(copy->slots[i].wl_buffer);
	}
	if (copy->map)
		munmap(copy->map, copy->size);
	free(copy);
}

bool copy_fits(const struct copy *copy, const struct yamp_frame *frame)
{
	return copy->frame.fourcc == frame->fourcc && copy->frame.width == frame->width &&
	       copy->frame.height == frame->height;
}

static void copy_plane(struct copy *copy, struct copy_slot *slot, const struct yamp_buffer *buffer,
		       uint32_t plane)
{
	const struct yamp_format_info *info = yamp_format_info(copy->frame.fourcc);
	const struct yamp_frame *from = yamp_buffer_frame(buffer);
	const char *source = yamp_buffer_plane(buffer, plane);
	uint32_t source_stride = from->planes[plane].stride;
	uint32_t target_stride = copy->frame.planes[plane].stride;
	char *target = slot->memory + copy->frame.planes[plane].offset;
	uint32_t rows = yamp_plane_rows(info, plane, from->height);
	uint32_t bytes = yamp_plane_row_bytes(info, plane, from->width);

	for (uint32_t i = 0; i < rows; i++) {
		memcpy(target, source, bytes);
		source += source_stride;
		target += target_stride;
	}
}

int copy_frame(struct copy *copy, struct yamp_buffer *buffer, struct wl_buffer **wl_buffer)
{
	struct copy_slot *slot = copy->slots;
	int ret;

	while (slot < copy->slots + COPIES && slot->used)
		slot++;
	if (slot == copy->slots + COPIES)
		return -EAGAIN;
	ret = yamp_buffer_cpu_begin(buffer, YAMP_CPU_READ);
	if (ret)
		return ret;
	for (uint32_t i = 0; i < copy->frame.plane_count; i++)
		copy_plane(copy, slot, buffer, i);
	yamp_buffer_cpu_end(buffer, YAMP_CPU_READ);
	slot->used = true;
	*wl_buffer = slot->wl_buffer;
	return 0;
}
