// SPDX-License-Identifier: MIT
/*
 * What the compositor takes: linux-dmabuf says it event by event up to version
 * 3, later in a table that is shared once and referred to by index; wl_shm
 * says it event by event.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <drm_fourcc.h>

#include "display-priv.h"

static bool list_has(const struct format_list *list, uint32_t fourcc, uint64_t modifier)
{
	for (uint32_t i = 0; i < list->count; i++) {
		if (list->formats[i].fourcc == fourcc && list->formats[i].modifier == modifier)
			return true;
	}
	return false;
}

/* A format that there is no memory for is one that we do not use. */
static int list_add(struct format_list *list, uint32_t fourcc, uint64_t modifier)
{
	if (list_has(list, fourcc, modifier))
		return 0;
	if (list->count == list->room) {
		uint32_t room = list->room ? 2 * list->room : 64;
		void *formats = realloc(list->formats, room * sizeof(list->formats[0]));

		if (!formats)
			return -ENOMEM;
		list->formats = formats;
		list->room = room;
	}
	list->formats[list->count++] = (struct yamp_format){ fourcc, 0, modifier };
	return 0;
}

static void dmabuf_format(void *data, struct zwp_linux_dmabuf_v1 *dmabuf, uint32_t fourcc)
{
	/* Since version 3 the events "modifier" say the same and more. */
}

static void dmabuf_modifier(void *data, struct zwp_linux_dmabuf_v1 *dmabuf, uint32_t fourcc,
			    uint32_t modifier_hi, uint32_t modifier_lo)
{
	struct yamp_display *display = data;

	list_add(&display->dmabuf_formats, fourcc, (uint64_t)modifier_hi << 32 | modifier_lo);
}

static const struct zwp_linux_dmabuf_v1_listener dmabuf_listener = {
	.format = dmabuf_format,
	.modifier = dmabuf_modifier,
};

static void feedback_table(void *data, struct zwp_linux_dmabuf_feedback_v1 *feedback, int32_t fd,
			   uint32_t size)
{
	struct yamp_display *display = data;

	table_map(&display->table, fd, size);
}

static void feedback_formats(void *data, struct zwp_linux_dmabuf_feedback_v1 *feedback,
			     struct wl_array *indices)
{
	struct yamp_display *display = data;
	const struct format_table *table = &display->table;
	uint16_t *index;

	if (!table->map)
		return;
	wl_array_for_each(index, indices) {
		const struct format_table_entry *entry = &table->map[*index];

		if (*index < table->size / sizeof(*entry))
			list_add(&display->dmabuf_formats, entry->fourcc, entry->modifier);
	}
}

static void feedback_done(void *data, struct zwp_linux_dmabuf_feedback_v1 *feedback)
{
}

static void feedback_main_device(void *data, struct zwp_linux_dmabuf_feedback_v1 *feedback,
				 struct wl_array *device)
{
}

static void feedback_tranche_done(void *data, struct zwp_linux_dmabuf_feedback_v1 *feedback)
{
}

static void feedback_tranche_device(void *data, struct zwp_linux_dmabuf_feedback_v1 *feedback,
				    struct wl_array *device)
{
}

static void feedback_tranche_flags(void *data, struct zwp_linux_dmabuf_feedback_v1 *feedback,
				   uint32_t flags)
{
}

static const struct zwp_linux_dmabuf_feedback_v1_listener feedback_listener = {
	.done = feedback_done,
	.format_table = feedback_table,
	.main_device = feedback_main_device,
	.tranche_done = feedback_tranche_done,
	.tranche_target_device = feedback_tranche_device,
	.tranche_formats = feedback_formats,
	.tranche_flags = feedback_tranche_flags,
};

void formats_listen_dmabuf(struct yamp_display *display)
{
	zwp_linux_dmabuf_v1_add_listener(display->dmabuf, &dmabuf_listener, display);
	if (zwp_linux_dmabuf_v1_get_version(display->dmabuf) <
	    ZWP_LINUX_DMABUF_V1_GET_DEFAULT_FEEDBACK_SINCE_VERSION)
		return;
	display->feedback = zwp_linux_dmabuf_v1_get_default_feedback(display->dmabuf);
	if (display->feedback)
		zwp_linux_dmabuf_feedback_v1_add_listener(display->feedback, &feedback_listener,
							  display);
}

static void shm_format(void *data, struct wl_shm *shm, uint32_t format)
{
	struct yamp_display *display = data;

	/* Two codes of wl_shm are its own, the rest are fourccs. */
	if (format == WL_SHM_FORMAT_XRGB8888)
		format = DRM_FORMAT_XRGB8888;
	else if (format == WL_SHM_FORMAT_ARGB8888)
		format = DRM_FORMAT_ARGB8888;
	list_add(&display->shm_formats, format, DRM_FORMAT_MOD_LINEAR);
}

static const struct wl_shm_listener shm_listener = {
	.format = shm_format,
};

void formats_listen_shm(struct yamp_display *display)
{
	wl_shm_add_listener(display->shm, &shm_listener, display);
}

bool formats_dmabuf_modifier(const struct yamp_display *display, uint32_t fourcc,
			     uint64_t *modifier)
{
	if (list_has(&display->dmabuf_formats, fourcc, *modifier))
		return true;
	if (*modifier != DRM_FORMAT_MOD_LINEAR ||
	    !list_has(&display->dmabuf_formats, fourcc, DRM_FORMAT_MOD_INVALID))
		return false;
	*modifier = DRM_FORMAT_MOD_INVALID;
	return true;
}

bool formats_has_shm(const struct yamp_display *display, uint32_t fourcc)
{
	return list_has(&display->shm_formats, fourcc, DRM_FORMAT_MOD_LINEAR);
}

int formats_finish(struct yamp_display *display)
{
	const struct format_list *dmabuf = &display->dmabuf_formats;
	const struct format_list *shm = &display->shm_formats;
	int ret = 0;

	for (uint32_t i = 0; i < dmabuf->count && !ret; i++) {
		uint64_t modifier = dmabuf->formats[i].modifier;

		if (modifier == DRM_FORMAT_MOD_INVALID)
			modifier = DRM_FORMAT_MOD_LINEAR;
		ret = list_add(&display->offered, dmabuf->formats[i].fourcc, modifier);
	}
	for (uint32_t i = 0; i < shm->count && !ret; i++)
		ret = list_add(&display->offered, shm->formats[i].fourcc,
			       shm->formats[i].modifier);
	return ret;
}

void formats_destroy(struct yamp_display *display)
{
	table_unmap(&display->table);
	if (display->feedback)
		zwp_linux_dmabuf_feedback_v1_destroy(display->feedback);
	free(display->dmabuf_formats.formats);
	free(display->shm_formats.formats);
	free(display->offered.formats);
}

enum yamp_path yamp_display_path(const struct yamp_display *display, uint32_t fourcc,
				 uint64_t modifier, bool described)
{
	uint64_t stated = modifier;

	if (formats_dmabuf_modifier(display, fourcc, &stated)) {
		if (described && display->manager && display->allocator && stated == modifier)
			return YAMP_PATH_VERIFIED;
		return YAMP_PATH_DMABUF;
	}
	if (modifier == DRM_FORMAT_MOD_LINEAR && formats_has_shm(display, fourcc))
		return YAMP_PATH_COPY;
	return YAMP_PATH_NONE;
}
