/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A buffer as the compositor knows it. Made once for the memory that it has, and forgotten
 * with that: a pool's buffers come back with the same memory, and so do the camera's own.
 */
#ifndef GST_YAMP_IMAGE_H
#define GST_YAMP_IMAGE_H

#include "display.h"

G_BEGIN_DECLS

/** enum gst_yamp_image_state - can it be shown? */
enum gst_yamp_image_state {
	GST_YAMP_IMAGE_PENDING,	/* the compositor has not answered yet */
	GST_YAMP_IMAGE_READY,
	GST_YAMP_IMAGE_FAILED,
};

/**
 * struct gst_yamp_image - all under the display's lock
 * @image: NULL once the display is closed
 * @frame: a reference
 * @shown: a reference, while the compositor holds it
 */
struct gst_yamp_image {
	GstYampDisplay *display;
	GstMemory *memory;
	struct yamp_image *image;
	struct yamp_buffer *frame;
	enum gst_yamp_image_state state;
	GstBuffer *shown;
};

/**
 * gst_yamp_image_find - the image of a memory; NULL if there is none
 *
 * Belongs to the memory: valid under the lock for as long as that lives.
 */
struct gst_yamp_image *gst_yamp_image_find(GstYampDisplay *display, GstMemory *memory);

/**
 * gst_yamp_image_make - tell the compositor of a frame; returns at once
 * @memory: the first one of the frame; the image goes with it
 * @frame: a reference is taken
 *
 * Under the lock. NULL: the display is closed.
 */
struct gst_yamp_image *gst_yamp_image_make(GstYampDisplay *display, GstMemory *memory,
					   struct yamp_buffer *frame);

G_END_DECLS

#endif /* GST_YAMP_IMAGE_H */
