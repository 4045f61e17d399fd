// SPDX-License-Identifier: LGPL-2.1-or-later
#include <drm_fourcc.h>
#include <gst/video/video.h>

#include "caps.h"

static void append_string(GValue *list, const gchar *string)
{
	GValue value = G_VALUE_INIT;

	g_value_init(&value, G_TYPE_STRING);
	g_value_set_string(&value, string);
	gst_value_list_append_and_take_value(list, &value);
}

/* Formats whose planes both GStreamer and libyamp know: linear ones. */
static gboolean is_usable(const struct yamp_format *format)
{
	struct yamp_alloc_options options = {
		.fourcc = format->fourcc,
		.modifier = format->modifier,
		.width = 64,
		.height = 64,
		.count = 1,
	};
	struct yamp_alloc_report report;

	return gst_video_dma_drm_fourcc_to_format(format->fourcc) != GST_VIDEO_FORMAT_UNKNOWN &&
	       !yamp_layout_predict(&options, &report);
}

static void append_format(GValue *drm, GValue *raw, const struct yamp_format *format)
{
	GstVideoFormat video = gst_video_dma_drm_fourcc_to_format(format->fourcc);
	gchar *name = gst_video_dma_drm_fourcc_to_string(format->fourcc, format->modifier);

	if (name)
		append_string(drm, name);
	append_string(raw, gst_video_format_to_string(video));
	g_free(name);
}

GstCaps *gst_yamp_caps(struct yamp_display *display)
{
	GstCaps *caps = gst_caps_from_string(GST_YAMP_CAPS);
	GValue drm = G_VALUE_INIT, raw = G_VALUE_INIT;
	const struct yamp_format *formats;
	struct yamp_constraint record;

	g_value_init(&drm, GST_TYPE_LIST);
	g_value_init(&raw, GST_TYPE_LIST);
	yamp_display_constraint(display, &record);
	formats = (const struct yamp_format *)(uintptr_t)record.formats;
	for (guint i = 0; i < record.format_count; i++) {
		if (is_usable(&formats[i]))
			append_format(&drm, &raw, &formats[i]);
	}
	gst_structure_take_value(gst_caps_get_structure(caps, 0), "drm-format", &drm);
	gst_structure_take_value(gst_caps_get_structure(caps, 1), "format", &raw);
	return caps;
}
