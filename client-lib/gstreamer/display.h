/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * GstYampDisplay: a connection to the compositor with a thread that handles its events.
 *
 * One lock stands for the whole connection: libyamp's calls, images, and what the element
 * keeps of its window. It may be taken again by the thread that has it. Listeners run in
 * that thread with the lock held. No buffer is unreffed under the lock, since that may
 * free memory, return to a pool and wake others: gst_yamp_display_drop() is for that; but for
 * a reference that is known not to be the last.
 *
 * Whoever has a reference may use a display that was closed: there is no compositor then.
 */
#ifndef GST_YAMP_DISPLAY_H
#define GST_YAMP_DISPLAY_H

#include <gst/gst.h>
#include <yamp/display.h>

G_BEGIN_DECLS

typedef struct _GstYampDisplay GstYampDisplay;

/**
 * struct gst_yamp_display_listener - whom the display belongs to
 * @image_ready: an image can be shown, or shown again, or never will be. Under the lock
 * @failed: the connection ended; once. Under the lock
 * @after: events were handled; not under the lock
 */
struct gst_yamp_display_listener {
	void (*image_ready)(gpointer data);
	void (*failed)(gpointer data, int error);
	void (*after)(gpointer data);
};

/**
 * gst_yamp_display_new - connect
 * @shared: the application's connection, which must live until gst_yamp_display_close();
 *	NULL makes one of its own
 *
 * The caller owns a reference. No listener is called before gst_yamp_display_start().
 * Returns NULL and errno as yamp_display_connect().
 */
GstYampDisplay *gst_yamp_display_new(struct wl_display *shared,
				     const struct gst_yamp_display_listener *listener,
				     gpointer data);

/** gst_yamp_display_start - events are handled from now on */
void gst_yamp_display_start(GstYampDisplay *display);

/**
 * gst_yamp_display_close - end the thread and the connection
 *
 * Windows must be gone. Not from the listeners. Drops what the compositor still held.
 */
void gst_yamp_display_close(GstYampDisplay *display);

GstYampDisplay *gst_yamp_display_ref(GstYampDisplay *display);
void gst_yamp_display_unref(GstYampDisplay *display);

void gst_yamp_display_lock(GstYampDisplay *display);
void gst_yamp_display_unlock(GstYampDisplay *display);

/** gst_yamp_display_get - libyamp's; NULL once it is closed. Under the lock */
struct yamp_display *gst_yamp_display_get(GstYampDisplay *display);

/** gst_yamp_display_flush - send what was requested. Under the lock */
void gst_yamp_display_flush(GstYampDisplay *display);

/** gst_yamp_display_is_shared - is the connection the application's? Any thread */
gboolean gst_yamp_display_is_shared(GstYampDisplay *display);

/** gst_yamp_display_has_failed - has the connection ended? Under the lock */
gboolean gst_yamp_display_has_failed(GstYampDisplay *display);

/** gst_yamp_display_has_plugin - can the compositor verify buffers of ours? Any thread */
gboolean gst_yamp_display_has_plugin(GstYampDisplay *display);

/**
 * gst_yamp_display_drop - unref a buffer soon, not under the lock
 * @buffer: the reference is taken over
 * @reads: what a device may still read: it is waited for until none does; NULL for nothing
 */
void gst_yamp_display_drop(GstYampDisplay *display, GstBuffer *buffer, struct yamp_buffer *reads);

/**
 * gst_yamp_display_keep - what the compositor knows a memory by
 * @close: called once if the display closes before it is forgotten
 *
 * Under the lock, as the two below and @close.
 */
void gst_yamp_display_keep(GstYampDisplay *display, const GstMemory *memory, gpointer kept,
			   void (*close)(gpointer kept));

/** gst_yamp_display_find - what was kept of a memory; NULL: nothing */
gpointer gst_yamp_display_find(GstYampDisplay *display, const GstMemory *memory);

/** gst_yamp_display_forget - keep it no longer */
void gst_yamp_display_forget(GstYampDisplay *display, const GstMemory *memory);

/** gst_yamp_display_image_ready - for image.c: tell the listener. Under the lock */
void gst_yamp_display_image_ready(GstYampDisplay *display);

G_END_DECLS

#endif /* GST_YAMP_DISPLAY_H */
