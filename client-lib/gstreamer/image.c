// SPDX-License-Identifier: LGPL-2.1-or-later
#include "image.h"
#include "log.h"

#define GST_CAT_DEFAULT gst_yamp_sink_debug

static void on_ready(void *data, struct yamp_image *yamp_image)
{
	struct gst_yamp_image *image = data;

	GST_DEBUG("memory %p is known to the compositor: %s", image->memory,
		  yamp_path_name(yamp_image_path(yamp_image)));
	image->state = GST_YAMP_IMAGE_READY;
	gst_yamp_display_image_ready(image->display);
}

static void on_failed(void *data, struct yamp_image *yamp_image)
{
	struct gst_yamp_image *image = data;

	image->state = GST_YAMP_IMAGE_FAILED;
	gst_yamp_display_image_ready(image->display);
}

/* A copy leaves nobody who reads the buffer. */
static void on_released(void *data, struct yamp_image *yamp_image)
{
	struct gst_yamp_image *image = data;
	gboolean copied = yamp_image_path(yamp_image) == YAMP_PATH_COPY;

	if (image->shown)
		gst_yamp_display_drop(image->display, g_steal_pointer(&image->shown),
				      copied ? NULL : image->frame);
	if (!copied)
		gst_yamp_display_image_ready(image->display);
}

static const struct yamp_image_listener listener = {
	.version = YAMP_IMAGE_LISTENER_VERSION,
	.ready = on_ready,
	.failed = on_failed,
	.released = on_released,
};

struct gst_yamp_image *gst_yamp_image_find(GstYampDisplay *display, GstMemory *memory)
{
	return gst_yamp_display_find(display, memory);
}

/* Whoever shows it holds the memory, so nothing is shown any more. */
static void memory_gone(gpointer data, GstMiniObject *memory)
{
	struct gst_yamp_image *image = data;
	GstYampDisplay *display = image->display;

	gst_yamp_display_lock(display);
	gst_yamp_display_forget(display, (GstMemory *)memory);
	yamp_image_destroy(image->image);
	yamp_buffer_unref(image->frame);
	gst_yamp_display_unlock(display);
	gst_yamp_display_unref(display);
	g_free(image);
}

/* The display closes: what it holds is dropped. */
static void close_image(gpointer data)
{
	struct gst_yamp_image *image = data;

	image->image = NULL;	/* destroyed with the display */
	image->state = GST_YAMP_IMAGE_FAILED;
	if (image->shown)
		gst_yamp_display_drop(image->display, g_steal_pointer(&image->shown), NULL);
}

struct gst_yamp_image *gst_yamp_image_make(GstYampDisplay *display, GstMemory *memory,
					   struct yamp_buffer *frame)
{
	struct yamp_display *yamp = gst_yamp_display_get(display);
	struct gst_yamp_image *image;

	if (!yamp)
		return NULL;
	image = g_new0(struct gst_yamp_image, 1);
	image->display = gst_yamp_display_ref(display);
	image->memory = memory;
	image->frame = yamp_buffer_ref(frame);
	image->image = yamp_image_create(yamp, frame, &listener, image);
	if (!image->image)
		image->state = GST_YAMP_IMAGE_FAILED;
	gst_yamp_display_keep(display, memory, image, close_image);
	gst_mini_object_weak_ref(GST_MINI_OBJECT(memory), memory_gone, image);
	gst_yamp_display_flush(display);
	return image;
}
