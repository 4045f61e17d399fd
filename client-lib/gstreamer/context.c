// SPDX-License-Identifier: LGPL-2.1-or-later
#include "context.h"

/* What GStreamer 1.22 called it. */
#define OLDER_TYPE "GstWlDisplayHandleContextType"

struct wl_display *gst_yamp_context_get(GstContext *context)
{
	const GstStructure *structure;
	gpointer display = NULL;

	if (!context || !(gst_context_has_context_type(context, GST_YAMP_CONTEXT) ||
			  gst_context_has_context_type(context, OLDER_TYPE)))
		return NULL;
	structure = gst_context_get_structure(context);
	if (!gst_structure_get(structure, "display", G_TYPE_POINTER, &display, NULL))
		gst_structure_get(structure, "handle", G_TYPE_POINTER, &display, NULL);
	return display;
}

static struct wl_display *get(GstElement *element, const gchar *type)
{
	GstContext *context = gst_element_get_context(element, type);
	struct wl_display *display = gst_yamp_context_get(context);

	if (context)
		gst_context_unref(context);
	return display;
}

struct wl_display *gst_yamp_context_find(GstElement *element)
{
	struct wl_display *display = get(element, GST_YAMP_CONTEXT);

	if (!display)
		display = get(element, OLDER_TYPE);
	if (display)
		return display;
	gst_element_post_message(element, gst_message_new_need_context(GST_OBJECT(element),
								       GST_YAMP_CONTEXT));
	return get(element, GST_YAMP_CONTEXT);
}
