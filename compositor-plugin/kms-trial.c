/* SPDX-License-Identifier: MIT */
/*
 * Trials on a display: buffers of ours become framebuffers of it and go again.
 *
 * Nothing of it is ever shown, and the compositor's own file of the display is not
 * used: what fails here fails here alone. PRIME import, ADDFB2 and RMFB need no master.
 */
#include "kms.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <drm_fourcc.h>
#include <xf86drm.h>
#include <xf86drmMode.h>

#include "trial.h"

#define NODE "/dev/yamp"

/* A picture of TRIAL_BYTES. */
#define MEMORY_FOURCC DRM_FORMAT_XRGB8888
#define MEMORY_WIDTH 512
#define MEMORY_HEIGHT (TRIAL_BYTES / 4 / MEMORY_WIDTH)

/**
 * struct bench - where trials are made
 * @fd: of the display
 * @modifiers: framebuffers are made with one
 * @handles: the memory as the display knows it; 0: it does not take that
 */
struct bench {
	int fd;
	bool modifiers;
	uint32_t handles[TRIAL_MEMORIES];
};

static int allocate(int node, uint32_t placement)
{
	struct yamp_constraint record = {.name = "trial"};
	int fd = -1;
	struct yamp_alloc alloc = {
		.fourcc = MEMORY_FOURCC,
		.width = MEMORY_WIDTH,
		.height = MEMORY_HEIGHT,
		.count = 1,
		.placement = placement,
		.fd_flags = O_RDWR | O_CLOEXEC,
		.constraints = (uintptr_t)&record,
		.constraint_count = 1,
		.constraint_size = sizeof(record),
		.fds = (uintptr_t)&fd,
		.fd_count = 1,
	};

	return ioctl(node, YAMP_IOC_ALLOC, &alloc) < 0 ? -errno : fd;
}

/* Memory that happens to be in one piece would tell nothing. Where pages are is seen
 * while they are kept in place: from the first touch for as long as they are mapped. */
static bool is_scattered(int node, int memory)
{
	volatile const char *map = mmap(NULL, TRIAL_BYTES, PROT_READ, MAP_SHARED, memory, 0);
	struct yamp_describe describe = {.fd = memory};
	bool scattered;

	if (map == MAP_FAILED)
		return false;
	(void)map[0];
	scattered = ioctl(node, YAMP_IOC_DESCRIBE, &describe) == 0 && describe.segments > 1;
	munmap((void *)(uintptr_t)map, TRIAL_BYTES);
	return scattered;
}

/* Whether there was memory to try with. */
static bool import(struct bench *bench, int node, uint32_t placement, uint32_t *handle)
{
	int memory = allocate(node, placement);
	bool tried;

	if (memory < 0)
		return false;
	tried = placement == YAMP_PLACEMENT_CONTIGUOUS || is_scattered(node, memory);
	if (tried && drmPrimeFDToHandle(bench->fd, memory, handle) < 0)
		*handle = 0;
	close(memory);
	return tried;
}

static bool add_framebuffer(const struct bench *bench, const struct trial_frame *frame,
			    const uint32_t *handles, uint32_t *framebuffer)
{
	const uint64_t modifiers[YAMP_MAX_PLANES] = {0}; /* linear */

	if (bench->modifiers)
		return drmModeAddFB2WithModifiers(bench->fd, frame->width, frame->height,
						  frame->fourcc, handles, frame->stride,
						  frame->offset, modifiers, framebuffer,
						  DRM_MODE_FB_MODIFIERS) == 0;
	return drmModeAddFB2(bench->fd, frame->width, frame->height, frame->fourcc, handles,
			     frame->stride, frame->offset, framebuffer, 0) == 0;
}

static bool accepts(void *data, const struct trial_frame *frame)
{
	uint32_t handles[YAMP_MAX_PLANES] = {0};
	const struct bench *bench = data;
	uint32_t plane, framebuffer;

	for (plane = 0; plane < frame->plane_count; plane++) {
		handles[plane] = bench->handles[frame->memory[plane]];
		if (!handles[plane])
			return false;
	}
	if (!add_framebuffer(bench, frame, handles, &framebuffer))
		return false;
	drmModeRmFB(bench->fd, framebuffer);
	return true;
}

static void close_handles(const struct bench *bench)
{
	uint32_t memory;

	for (memory = 0; memory < TRIAL_MEMORIES; memory++) {
		if (bench->handles[memory])
			drmCloseBufferHandle(bench->fd, bench->handles[memory]);
	}
}

int kms_try(const struct kms_card *card, const uint32_t *fourccs, size_t count,
	    struct trial_result *result)
{
	struct bench bench = {.fd = card->fd, .modifiers = card->modifiers};
	struct trial_device device = {
		.accepts = accepts,
		.data = &bench,
		.width_min = card->resources->min_width,
		.height_min = card->resources->min_height,
	};
	int node = open(NODE, O_RDWR | O_CLOEXEC);
	int error = 0;

	if (node < 0)
		return -errno;
	device.has[TRIAL_SCATTERED] = import(&bench, node, YAMP_PLACEMENT_SYSTEM,
					     &bench.handles[TRIAL_SCATTERED]);
	device.has[TRIAL_CONTIGUOUS] = import(&bench, node, YAMP_PLACEMENT_CONTIGUOUS,
					      &bench.handles[TRIAL_CONTIGUOUS]);
	if (device.has[TRIAL_SCATTERED] || device.has[TRIAL_CONTIGUOUS])
		trial_run(&device, fourccs, count, result);
	else
		error = -ENOMEM;
	close_handles(&bench);
	close(node);
	return error;
}
