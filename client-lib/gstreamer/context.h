/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The application's connection to the compositor, as other Wayland sinks get it, too. */
#ifndef GST_YAMP_CONTEXT_H
#define GST_YAMP_CONTEXT_H

#include <gst/gst.h>

G_BEGIN_DECLS

struct wl_display;

#define GST_YAMP_CONTEXT "GstWaylandDisplayHandleContextType"

/** gst_yamp_context_get - the connection; NULL if the context is of another kind, or NULL */
struct wl_display *gst_yamp_context_get(GstContext *context);

/**
 * gst_yamp_context_find - that of an element; asks the application if nobody has set one
 *
 * Not under a lock: the application answers by gst_element_set_context() meanwhile.
 */
struct wl_display *gst_yamp_context_find(GstElement *element);

G_END_DECLS

#endif /* GST_YAMP_CONTEXT_H */
