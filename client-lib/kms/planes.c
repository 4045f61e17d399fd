/* SPDX-License-Identifier: MIT */
/* What the planes take, as the driver reports it. */
#include "card.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <drm_fourcc.h>
#include <xf86drm.h>

/** struct traits - the properties of a plane that matter here */
struct traits {
	uint64_t type;
	uint64_t in_formats;
};

static void read_property(const struct kms_card *card, uint32_t id, uint64_t value,
			  struct traits *traits)
{
	drmModePropertyRes *property = drmModeGetProperty(card->fd, id);

	if (!property)
		return;
	if (strcmp(property->name, "type") == 0)
		traits->type = value;
	else if (strcmp(property->name, "IN_FORMATS") == 0)
		traits->in_formats = value;
	drmModeFreeProperty(property);
}

static struct traits read_traits(const struct kms_card *card, uint32_t plane)
{
	struct traits traits = {.type = DRM_PLANE_TYPE_OVERLAY};
	drmModeObjectProperties *properties;
	uint32_t i;

	properties = drmModeObjectGetProperties(card->fd, plane, DRM_MODE_OBJECT_PLANE);
	if (!properties)
		return traits;
	for (i = 0; i < properties->count_props; i++)
		read_property(card, properties->props[i], properties->prop_values[i], &traits);
	drmModeFreeObjectProperties(properties);
	return traits;
}

/* ---- formats ----------------------------------------------------------------------- */

static int add_format(struct kms_plane *plane, uint32_t fourcc, uint64_t modifier)
{
	size_t count = plane->format_count;
	struct yamp_format *formats = reallocarray(plane->formats, count + 1, sizeof(*formats));

	if (!formats)
		return -ENOMEM;
	formats[count] = (struct yamp_format){.fourcc = fourcc, .modifier = modifier};
	plane->formats = formats;
	plane->format_count++;
	return 0;
}

static int add_listed(struct kms_plane *plane, drmModePropertyBlobRes *blob)
{
	drmModeFormatModifierIterator entry = {0};
	int error = 0;

	while (!error && drmModeFormatModifierBlobIterNext(blob, &entry))
		error = add_format(plane, entry.fmt, entry.mod);
	return error;
}

/* As Weston: where the driver lists no modifiers, layouts are not told. */
static int add_formats(struct kms_plane *plane, const struct kms_card *card,
		       const drmModePlane *object, uint64_t in_formats)
{
	drmModePropertyBlobRes *blob = NULL;
	int error = 0;
	uint32_t i;

	if (card->modifiers && in_formats)
		blob = drmModeGetPropertyBlob(card->fd, (uint32_t)in_formats);
	if (blob) {
		error = add_listed(plane, blob);
		drmModeFreePropertyBlob(blob);
		return error;
	}
	for (i = 0; !error && i < object->count_formats; i++)
		error = add_format(plane, object->formats[i], DRM_FORMAT_MOD_INVALID);
	return error;
}

/* ---- planes ------------------------------------------------------------------------ */

static void tell_sizes(struct kms_plane *plane, const drmModeRes *resources)
{
	told_add(plane->figures, YAMP_FIGURE_WIDTH_MIN, resources->min_width, YAMP_SOURCE_REPORTED);
	told_add(plane->figures, YAMP_FIGURE_HEIGHT_MIN, resources->min_height,
		 YAMP_SOURCE_REPORTED);
	told_add(plane->figures, YAMP_FIGURE_WIDTH_MAX, resources->max_width, YAMP_SOURCE_REPORTED);
	told_add(plane->figures, YAMP_FIGURE_HEIGHT_MAX, resources->max_height,
		 YAMP_SOURCE_REPORTED);
}

static uint32_t kind_of(uint64_t type)
{
	if (type == DRM_PLANE_TYPE_PRIMARY)
		return YAMP_TARGET_PRIMARY_PLANE;
	return type == DRM_PLANE_TYPE_CURSOR ? YAMP_TARGET_CURSOR_PLANE : YAMP_TARGET_OVERLAY_PLANE;
}

void kms_plane_name(const struct kms_plane *plane, char name[YAMP_NAME_LEN])
{
	static const char *const kinds[] = {"renderer", "primary", "overlay", "cursor"};

	snprintf(name, YAMP_NAME_LEN, "%s plane %u", kinds[plane->kind], plane->id);
}

static int look_at(const struct kms_card *card, const drmModePlane *object,
		   int (*each)(void *data, const struct kms_plane *plane), void *data)
{
	struct kms_plane plane = {.id = object->plane_id, .crtcs = object->possible_crtcs};
	struct traits traits = read_traits(card, plane.id);
	int ret = add_formats(&plane, card, object, traits.in_formats);

	plane.kind = kind_of(traits.type);
	tell_sizes(&plane, card->resources);
	if (!ret)
		ret = each(data, &plane);
	free(plane.formats);
	return ret;
}

int kms_each_plane_of(const struct kms_card *card, uint32_t crtcs,
		      int (*each)(void *data, const struct kms_plane *plane), void *data)
{
	drmModePlaneRes *planes = drmModeGetPlaneResources(card->fd);
	drmModePlane *plane;
	uint32_t i;
	int ret = 0;

	if (!planes)
		return -errno;
	for (i = 0; !ret && i < planes->count_planes; i++) {
		plane = drmModeGetPlane(card->fd, planes->planes[i]);
		if (plane && plane->possible_crtcs & crtcs)
			ret = look_at(card, plane, each, data);
		drmModeFreePlane(plane);
	}
	drmModeFreePlaneResources(planes);
	return ret;
}
