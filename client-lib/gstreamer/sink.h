/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * yampsink: shows raw video in buffers of ours. yampautosink is the same for those who
 * choose a sink by rank: it goes to READY only with a compositor that verifies buffers.
 */
#ifndef GST_YAMP_SINK_H
#define GST_YAMP_SINK_H

#include <gst/video/gstvideosink.h>
#include <gst/video/navigation.h>
#include <gst/video/videooverlay.h>

#include "allocator.h"
#include "context.h"
#include "display.h"
#include "image.h"
#include "layout.h"
#include "stats.h"

G_BEGIN_DECLS

#define GST_TYPE_YAMP_SINK gst_yamp_sink_get_type()
G_DECLARE_DERIVABLE_TYPE(GstYampSink, gst_yamp_sink, GST, YAMP_SINK, GstVideoSink)

/**
 * struct _GstYampSinkClass - of both elements
 * @needs_plugin: no compositor without our plugin
 */
struct _GstYampSinkClass {
	GstVideoSinkClass parent_class;
	gboolean needs_plugin;
};

#define GST_TYPE_YAMP_AUTO_SINK gst_yamp_auto_sink_get_type()
GType gst_yamp_auto_sink_get_type(void);

/**
 * struct gst_yamp_sink_state - what changes while video is shown, under the display's lock
 * @format: of the caps that were set last
 * @caps: likewise, a reference
 * @window: NULL until the first frame
 * @empty: nothing was shown in it yet
 * @next: a reference: to be shown as soon as the compositor knows it
 * @last: a reference: was shown last
 * @picture: what was seen of it
 * @copies: where pictures in other memory are copied to; made at the first one
 * @sequence: of the next frame
 * @failure: to be told when the lock is free: a reason of failure.h
 * @failed: nothing more can be shown
 * @input: events of GstNavigation, to be passed on when the lock is free
 * @stats: counters
 */
struct gst_yamp_sink_state {
	struct gst_yamp_format format;
	GstCaps *caps;
	struct yamp_window *window;
	gboolean empty;
	GstBuffer *next;
	GstBuffer *last;
	struct yamp_picture picture;
	GstBufferPool *copies;
	guint64 sequence;
	const gchar *failure;
	gboolean failed;
	GQueue input;
	struct gst_yamp_stats stats;
};

/**
 * struct gst_yamp_sink_look - where and how the application wants video; under the object's lock
 * @fullscreen: in a window of its own
 * @orientation: how pictures are turned
 * @tagged: likewise, by the stream
 * @parent: a surface of the application's; NULL: a window of its own
 * @room: in @parent; its width is 0 while nothing was said
 * @ignores_input: the application does not want to hear of keys and pointer
 * @stride_align: rows are a multiple of so many bytes apart; 1 is any
 */
struct gst_yamp_sink_look {
	gboolean fullscreen;
	GstVideoOrientationMethod orientation;
	GstVideoOrientationMethod tagged;
	struct wl_surface *parent;
	GstVideoRectangle room;
	gboolean ignores_input;
	guint stride_align;
};

/* sink.c */

/** gst_yamp_sink_display - from READY on, for the streaming thread and the display's */
GstYampDisplay *gst_yamp_sink_display(GstYampSink *self);

/** gst_yamp_sink_ref_display - for any thread: a reference, or NULL */
GstYampDisplay *gst_yamp_sink_ref_display(GstYampSink *self);

struct gst_yamp_sink_look *gst_yamp_sink_look(GstYampSink *self);
GstYampAllocator *gst_yamp_sink_allocator(GstYampSink *self);
struct gst_yamp_sink_state *gst_yamp_sink_state(GstYampSink *self);

/** gst_yamp_sink_fail - nothing more can be shown; the first @reason is told. Under the lock */
void gst_yamp_sink_fail(GstYampSink *self, const gchar *reason);

/* sink-allocation.c */

/** gst_yamp_sink_needs - what compositor, plane and properties ask of a frame. Under the lock */
void gst_yamp_sink_needs(GstYampSink *self, const struct gst_yamp_format *format,
			 struct gst_yamp_needs *needs);

/** gst_yamp_sink_propose_allocation - a pool and the layout of its frames, for GstBaseSink */
gboolean gst_yamp_sink_propose_allocation(GstBaseSink *base, GstQuery *query);

/* sink-window.c */

/** gst_yamp_sink_ask_for_window - before the first frame: the application may have one */
void gst_yamp_sink_ask_for_window(GstYampSink *self);

/** gst_yamp_sink_ensure_window - make it if there is none; FALSE: impossible. Under the lock */
gboolean gst_yamp_sink_ensure_window(GstYampSink *self);

/**
 * gst_yamp_sink_drop_window - close it, if there is one
 *
 * The compositor releases what it held as its events come.
 */
void gst_yamp_sink_drop_window(GstYampSink *self, GstYampDisplay *display);

/** gst_yamp_sink_picture - what is seen of a buffer. Under the lock */
struct yamp_picture gst_yamp_sink_picture(GstYampSink *self, GstBuffer *buffer);

/** gst_yamp_sink_set_fullscreen, gst_yamp_sink_set_orientation - properties. Any thread */
void gst_yamp_sink_set_fullscreen(GstYampSink *self, gboolean fullscreen);
void gst_yamp_sink_set_orientation(GstYampSink *self, GstVideoOrientationMethod orientation);

/** gst_yamp_sink_overlay_init - GstVideoOverlay's methods */
void gst_yamp_sink_overlay_init(GstVideoOverlayInterface *interface);

/* sink-navigation.c */

/** gst_yamp_sink_take_input - keep it until it can be passed on. Under the lock */
void gst_yamp_sink_take_input(GstYampSink *self, const struct yamp_input *input);

/** gst_yamp_sink_pass_input - upstream, or to the application. In the display's thread, not under the lock */
void gst_yamp_sink_pass_input(GstYampSink *self);

/** gst_yamp_sink_drop_input - nobody is there any more. Under the lock */
void gst_yamp_sink_drop_input(GstYampSink *self);

/** gst_yamp_sink_navigation_init - GstNavigation's methods */
void gst_yamp_sink_navigation_init(GstNavigationInterface *interface);

/* sink-property.c */

void gst_yamp_sink_install_properties(GObjectClass *class);

/* sink-frame.c */

/**
 * gst_yamp_sink_prepare - a buffer of the compositor's for a picture
 *
 * Returns a reference to @buffer itself, or to a copy; NULL: there is none, the frame is
 * dropped. Not under the lock.
 */
GstBuffer *gst_yamp_sink_prepare(GstYampSink *self, GstBuffer *buffer);

/** gst_yamp_sink_show - show what was prepared; takes the reference. Under the lock */
void gst_yamp_sink_show(GstYampSink *self, GstBuffer *buffer);

/** gst_yamp_sink_show_next - if what waits can be shown now. Under the lock */
void gst_yamp_sink_show_next(GstYampSink *self);

/** gst_yamp_sink_redraw - show the last picture again, maybe in another way. Any thread */
void gst_yamp_sink_redraw(GstYampSink *self);

/** gst_yamp_sink_forget - drop what waits, what was shown, the pool of copies. Not under the lock */
void gst_yamp_sink_forget(GstYampSink *self);

G_END_DECLS

#endif /* GST_YAMP_SINK_H */
