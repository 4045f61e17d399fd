/* SPDX-License-Identifier: MIT */
#include "kms-look.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <drm_fourcc.h>
#include <xf86drm.h>
#include <xf86drmMode.h>

#include "tap.h"

static void add_format(struct look_plane *plane, uint32_t fourcc, uint64_t modifier)
{
	if (plane->format_count == LOOK_FORMATS)
		tap_bail("more formats than this test can keep");
	plane->formats[plane->format_count++] =
		(struct yamp_format){.fourcc = fourcc, .modifier = modifier};
}

static void read_blob(struct look_plane *plane, int fd, uint32_t id)
{
	drmModePropertyBlobRes *blob = drmModeGetPropertyBlob(fd, id);
	drmModeFormatModifierIterator entry = {0};

	if (!blob)
		tap_bail("plane %u has no list of formats", plane->id);
	while (drmModeFormatModifierBlobIterNext(blob, &entry))
		add_format(plane, entry.fmt, entry.mod);
	drmModeFreePropertyBlob(blob);
}

/* Returns whether it is a cursor plane. */
static bool read_properties(struct look_plane *plane, int fd)
{
	drmModeObjectProperties *all =
		drmModeObjectGetProperties(fd, plane->id, DRM_MODE_OBJECT_PLANE);
	uint64_t type = DRM_PLANE_TYPE_OVERLAY;
	drmModePropertyRes *property;
	uint32_t i;

	for (i = 0; i < all->count_props; i++) {
		property = drmModeGetProperty(fd, all->props[i]);
		if (strcmp(property->name, "type") == 0)
			type = all->prop_values[i];
		else if (strcmp(property->name, "IN_FORMATS") == 0)
			read_blob(plane, fd, (uint32_t)all->prop_values[i]);
		drmModeFreeProperty(property);
	}
	drmModeFreeObjectProperties(all);
	plane->primary = type == DRM_PLANE_TYPE_PRIMARY;
	return type == DRM_PLANE_TYPE_CURSOR;
}

static void read_planes(struct look *look)
{
	drmModePlaneRes *planes = drmModeGetPlaneResources(look->fd);
	struct look_plane *plane;
	uint32_t i;

	for (i = 0; planes && i < planes->count_planes && look->count < LOOK_PLANES; i++) {
		plane = &look->planes[look->count];
		memset(plane, 0, sizeof(*plane));
		plane->id = planes->planes[i];
		look->count += !read_properties(plane, look->fd);
	}
	drmModeFreePlaneResources(planes);
}

void look_begin(struct look *look, const char *node)
{
	drmModeRes *resources = NULL;
	struct stat status;

	memset(look, 0, sizeof(*look));
	look->fd = open(node, O_RDWR | O_CLOEXEC);
	if (look->fd < 0 || fstat(look->fd, &status) < 0)
		tap_bail("%s: %s", node, strerror(errno));
	drmSetClientCap(look->fd, DRM_CLIENT_CAP_UNIVERSAL_PLANES, 1);
	resources = drmModeGetResources(look->fd);
	if (!resources)
		tap_bail("%s is no display", node);
	look->device = status.st_rdev;
	look->width_min = resources->min_width;
	look->width_max = resources->max_width;
	look->height_min = resources->min_height;
	look->height_max = resources->max_height;
	drmModeFreeResources(resources);
	read_planes(look);
}

void look_end(struct look *look)
{
	close(look->fd);
}

bool look_takes(const struct look *look, uint32_t stride, uint32_t offset)
{
	uint32_t strides[4] = {stride}, offsets[4] = {offset}, handles[4] = {0}, id;
	uint32_t pitch;
	uint64_t size;
	bool taken;

	if (drmModeCreateDumbBuffer(look->fd, 1024, 512, 32, 0, handles, &pitch, &size) < 0)
		tap_bail("the display gives no memory: %s", strerror(errno));
	taken = drmModeAddFB2(look->fd, 64, 13, DRM_FORMAT_XRGB8888, handles, strides, offsets,
			      &id, 0) == 0;
	if (taken)
		drmModeRmFB(look->fd, id);
	drmModeDestroyDumbBuffer(look->fd, handles[0]);
	return taken;
}
