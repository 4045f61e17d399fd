// SPDX-License-Identifier: MIT
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <drm_fourcc.h>
#include <linux/yamp.h>

#include "fake-targets.h"
#include "harness.h"
#include "yamp-v1-server-protocol.h"

enum { TABLE_NV12, TABLE_XR24, TABLE_TILED, TABLE_ENTRIES };

static void send_table(struct wl_resource *to)
{
	static const struct { uint32_t format, padding; uint64_t modifier; } table[TABLE_ENTRIES] = {
		[TABLE_NV12] = { DRM_FORMAT_NV12, 0, DRM_FORMAT_MOD_LINEAR },
		[TABLE_XR24] = { DRM_FORMAT_XRGB8888, 0, DRM_FORMAT_MOD_LINEAR },
		[TABLE_TILED] = { DRM_FORMAT_XRGB8888, 0, 1 },
	};
	int fd = memfd_create("table", MFD_CLOEXEC);

	check(write(fd, table, sizeof(table)) == sizeof(table), "no table");
	yamp_constraints_v1_send_format_table(to, fd, sizeof(table));
	close(fd);
}

static void send_target(struct wl_resource *to, uint32_t number, uint32_t kind, const char *name)
{
	struct wl_array device;

	wl_array_init(&device);
	yamp_constraints_v1_send_target(to, number, kind, &device, name);
}

static void send_figure(struct wl_resource *to, uint32_t figure, uint32_t plane, uint64_t value)
{
	yamp_constraints_v1_send_figure(to, figure, plane, value >> 32, value,
					YAMP_CONSTRAINTS_V1_SOURCE_MEASURED);
}

static void send_formats(struct wl_resource *to, uint16_t first, uint16_t second)
{
	uint16_t indices[] = { first, second };
	struct wl_array array = { sizeof(indices), 0, indices };

	yamp_constraints_v1_send_formats(to, &array,
					 YAMP_CONSTRAINTS_V1_SOURCE_REPORTED);
}

static void send_renderer(struct wl_resource *to)
{
	send_target(to, 1, YAMP_CONSTRAINTS_V1_KIND_RENDERER, "renderer");
	send_figure(to, YAMP_CONSTRAINTS_V1_FIGURE_BUFFERS_MIN, 0, 4);
	send_figure(to, YAMP_CONSTRAINTS_V1_FIGURE_PLANE_STRIDE_ALIGN, YAMP_PLANE_ALL, 64);
	send_formats(to, TABLE_XR24, TABLE_TILED);
	yamp_constraints_v1_send_target_done(to);
}

static void send_second(struct wl_resource *to)
{
	send_target(to, 7, YAMP_CONSTRAINTS_V1_KIND_OVERLAY_PLANE, "overlay 7");
	yamp_constraints_v1_send_output(to, "FAKE-2");
	send_formats(to, TABLE_NV12, TABLE_NV12);
	yamp_constraints_v1_send_target_done(to);
}

static void send_targets(struct wl_resource *to)
{
	send_second(to);
	send_target(to, 8, YAMP_CONSTRAINTS_V1_KIND_OVERLAY_PLANE, "overlay 8");
	yamp_constraints_v1_send_output(to, "FAKE-1");
	send_figure(to, YAMP_CONSTRAINTS_V1_FIGURE_CONTIGUITY, 0, YAMP_CONTIGUITY_DMA);
	send_figure(to, YAMP_CONSTRAINTS_V1_FIGURE_PLANE_STRIDE_ALIGN, 0, 256);
	send_figure(to, YAMP_CONSTRAINTS_V1_FIGURE_PLANE_STRIDE_MAX, YAMP_PLANE_ALL, 4096);
	send_figure(to, 31, 0, 1); /* of a later version */
	send_formats(to, TABLE_NV12, TABLE_XR24);
	yamp_constraints_v1_send_target_done(to);
	send_renderer(to);
}

/* Each spoils its target. */
static void send_nonsense(struct wl_resource *to)
{
	send_target(to, 2, 99, "of a kind that a later version knows");
	yamp_constraints_v1_send_target_done(to);
	send_target(to, 3, YAMP_CONSTRAINTS_V1_KIND_OVERLAY_PLANE, "behind the table");
	send_formats(to, TABLE_XR24, TABLE_ENTRIES);
	yamp_constraints_v1_send_target_done(to);
	send_target(to, 4, YAMP_CONSTRAINTS_V1_KIND_OVERLAY_PLANE, "too large for its field");
	send_figure(to, YAMP_CONSTRAINTS_V1_FIGURE_WIDTH_MAX, 0, UINT64_C(1) << 32);
	yamp_constraints_v1_send_target_done(to);
	send_target(to, 5, YAMP_CONSTRAINTS_V1_KIND_OVERLAY_PLANE, "contradicts itself");
	send_figure(to, YAMP_CONSTRAINTS_V1_FIGURE_WIDTH_MIN, 0, 10);
	send_figure(to, YAMP_CONSTRAINTS_V1_FIGURE_WIDTH_MAX, 0, 9);
	yamp_constraints_v1_send_target_done(to);
	send_target(to, 6, YAMP_CONSTRAINTS_V1_KIND_OVERLAY_PLANE, "a fifth colour plane");
	send_figure(to, YAMP_CONSTRAINTS_V1_FIGURE_PLANE_SIZE_PAD, 4, 1);
	yamp_constraints_v1_send_target_done(to);
	send_target(to, 9, YAMP_CONSTRAINTS_V1_KIND_PRIMARY_PLANE,
		    "a name\nthat is much longer than a record has room for");
	yamp_constraints_v1_send_target_done(to);
}

void fake_targets_tell(struct wl_resource *to, enum fake_tells tells)
{
	if (tells != FAKE_NO_TARGETS)
		send_table(to);
	if (tells == FAKE_TARGETS)
		send_targets(to);
	else if (tells == FAKE_PLANE_COMES)
		send_renderer(to);
	else if (tells == FAKE_NONSENSE)
		send_nonsense(to);
	yamp_constraints_v1_send_done(to);
}

void fake_targets_change(struct wl_resource *to, enum fake_tells tells)
{
	if (tells == FAKE_PLANE_COMES)
		send_targets(to);
	else
		send_renderer(to);
	yamp_constraints_v1_send_done(to);
}

void fake_targets_of_output(struct wl_resource *to)
{
	send_table(to);
	send_second(to);
	send_renderer(to);
	yamp_constraints_v1_send_done(to);
}
