/* SPDX-License-Identifier: MIT */
/*
 * Trials on a display: buffers of ours become framebuffers of it and go again.
 *
 * Nothing of it is ever shown, and the compositor's own file of the display is not
 * used: what fails here fails here alone. PRIME import, ADDFB2 and RMFB need no master.
 */
#include "trial-main.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include <xf86drm.h>
#include <xf86drmMode.h>

#include "trial-memory.h"

/* More than any display's planes know. */
#define FOURCCS_MAX 256

/**
 * struct bench - where trials are made
 * @fd: of the display
 * @modifiers: framebuffers are made with one
 * @handles: the memory as the display knows it; 0: it does not take that
 * @fourccs: of all its planes, @count of them
 */
struct bench {
	int fd;
	bool modifiers;
	uint32_t handles[TRIAL_MEMORIES];
	uint32_t fourccs[FOURCCS_MAX];
	size_t count;
};

/* Whether there was memory to try with. */
static bool import(struct bench *bench, int node, enum trial_memory kind)
{
	int memory = trial_memory(node, kind);

	if (memory < 0)
		return false;
	if (drmPrimeFDToHandle(bench->fd, memory, &bench->handles[kind]) < 0)
		bench->handles[kind] = 0;
	close(memory);
	return true;
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

static void add_fourcc(struct bench *bench, uint32_t fourcc)
{
	size_t i;

	for (i = 0; i < bench->count; i++) {
		if (bench->fourccs[i] == fourcc)
			return;
	}
	if (bench->count < FOURCCS_MAX)
		bench->fourccs[bench->count++] = fourcc;
}

static int collect_fourccs(struct bench *bench)
{
	drmModePlaneRes *planes;
	drmModePlane *plane;
	uint32_t i, j;

	if (drmSetClientCap(bench->fd, DRM_CLIENT_CAP_UNIVERSAL_PLANES, 1) < 0)
		return -errno;
	planes = drmModeGetPlaneResources(bench->fd);
	if (!planes)
		return -errno;
	for (i = 0; i < planes->count_planes; i++) {
		plane = drmModeGetPlane(bench->fd, planes->planes[i]);
		for (j = 0; plane && j < plane->count_formats; j++)
			add_fourcc(bench, plane->formats[j]);
		drmModeFreePlane(plane);
	}
	drmModeFreePlaneResources(planes);
	return 0;
}

static int import_all(struct bench *bench, struct trial_device *device)
{
	int node = trial_node();

	if (node < 0)
		return node;
	device->has[TRIAL_SCATTERED] = import(bench, node, TRIAL_SCATTERED);
	device->has[TRIAL_CONTIGUOUS] = import(bench, node, TRIAL_CONTIGUOUS);
	close(node);
	return device->has[TRIAL_SCATTERED] || device->has[TRIAL_CONTIGUOUS] ? 0 : -ENOMEM;
}

static int run(struct trial_result *result)
{
	struct bench bench = {.fd = TRIAL_CARD};
	struct trial_device device = {.accepts = accepts, .data = &bench};
	drmModeRes *resources = drmModeGetResources(bench.fd);
	uint64_t value = 0;
	int error;

	if (!resources)
		return -errno;
	device.width_min = resources->min_width;
	device.height_min = resources->min_height;
	drmModeFreeResources(resources);
	bench.modifiers = drmGetCap(bench.fd, DRM_CAP_ADDFB2_MODIFIERS, &value) == 0 && value;
	error = collect_fourccs(&bench);
	if (!error)
		error = import_all(&bench, &device);
	if (!error)
		trial_run(&device, bench.fourccs, bench.count, result);
	close_handles(&bench);
	return error;
}

static int drivers(char line[TRIAL_DRIVERS])
{
	drmVersion *version = drmGetVersion(TRIAL_CARD);

	if (!version)
		return -errno;
	snprintf(line, TRIAL_DRIVERS, "%s %d.%d.%d", version->name, version->version_major,
		 version->version_minor, version->version_patchlevel);
	drmFreeVersion(version);
	return 0;
}

const struct trial_subject trial_subject = {"display", drivers, run};
