// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The window: one of its own, or room in a surface of the application's (GstVideoOverlay).
 * It stays when caps change, and goes when the element stops.
 */
#include <gst/video/gstvideometa.h>

#include "log.h"
#include "sink.h"

#define GST_CAT_DEFAULT gst_yamp_sink_debug

static void on_closed(void *data)
{
	gst_yamp_sink_fail(data, "window-closed");
}

static void on_resized(void *data, uint32_t width, uint32_t height)
{
	GST_DEBUG_OBJECT(data, "the window is %ux%u", width, height);
	gst_yamp_sink_show_next(data);
}

static void on_presented(void *data, const struct yamp_presented *presented)
{
	gst_yamp_stats_presented(&gst_yamp_sink_state(data)->stats, presented);
}

static void on_discarded(void *data, uint64_t sequence)
{
	gst_yamp_sink_state(data)->stats.discarded++;
}

static void on_input(void *data, const struct yamp_input *input)
{
	gst_yamp_sink_take_input(data, input);
}

static const struct yamp_window_listener window_listener = {
	.version = YAMP_WINDOW_LISTENER_VERSION,
	.closed = on_closed,
	.resized = on_resized,
	.presented = on_presented,
	.discarded = on_discarded,
	.input = on_input,
};

static struct gst_yamp_sink_look copy_look(GstYampSink *self)
{
	struct gst_yamp_sink_look look;

	GST_OBJECT_LOCK(self);
	look = *gst_yamp_sink_look(self);
	GST_OBJECT_UNLOCK(self);
	return look;
}

/* ---- what is seen ------------------------------------------------------------------ */

static guint32 transform_of(GstVideoOrientationMethod orientation)
{
	switch (orientation) {
	case GST_VIDEO_ORIENTATION_90R:
		return YAMP_TRANSFORM_90;
	case GST_VIDEO_ORIENTATION_180:
		return YAMP_TRANSFORM_180;
	case GST_VIDEO_ORIENTATION_90L:
		return YAMP_TRANSFORM_270;
	case GST_VIDEO_ORIENTATION_HORIZ:
		return YAMP_TRANSFORM_FLIPPED;
	case GST_VIDEO_ORIENTATION_VERT:
		return YAMP_TRANSFORM_FLIPPED_180;
	case GST_VIDEO_ORIENTATION_UL_LR:
		return YAMP_TRANSFORM_FLIPPED_90;
	case GST_VIDEO_ORIENTATION_UR_LL:
		return YAMP_TRANSFORM_FLIPPED_270;
	default:
		return YAMP_TRANSFORM_NORMAL;
	}
}

/* Pixels need not be square; figures that no screen has are let go. */
static void set_proportions(struct yamp_picture *picture, const GstVideoInfo *info)
{
	guint64 wide = (guint64)picture->width * GST_VIDEO_INFO_PAR_N(info);
	guint64 high = (guint64)picture->height * GST_VIDEO_INFO_PAR_D(info);
	guint64 divisor = gst_util_greatest_common_divisor_int64(wide, high);

	if (!divisor || wide == high || GST_VIDEO_INFO_PAR_N(info) == GST_VIDEO_INFO_PAR_D(info))
		return;
	wide /= divisor;
	high /= divisor;
	if (wide > YAMP_MAX_DIMENSION || high > YAMP_MAX_DIMENSION)
		return;
	picture->wide = wide;
	picture->high = high;
}

struct yamp_picture gst_yamp_sink_picture(GstYampSink *self, GstBuffer *buffer)
{
	const GstVideoInfo *info = &gst_yamp_sink_state(self)->format.info;
	const GstVideoCropMeta *crop = gst_buffer_get_video_crop_meta(buffer);
	const struct gst_yamp_sink_look look = copy_look(self);
	struct yamp_picture picture = {
		.x = crop ? crop->x : 0,
		.y = crop ? crop->y : 0,
		.width = crop ? crop->width : (guint)GST_VIDEO_INFO_WIDTH(info),
		.height = crop ? crop->height : (guint)GST_VIDEO_INFO_HEIGHT(info),
		.transform = transform_of(look.orientation == GST_VIDEO_ORIENTATION_AUTO ?
					  look.tagged : look.orientation),
	};

	set_proportions(&picture, info);
	return picture;
}

/* ---- coming and going -------------------------------------------------------------- */

void gst_yamp_sink_ask_for_window(GstYampSink *self)
{
	GstYampDisplay *display = gst_yamp_sink_display(self);
	gboolean missing;

	gst_yamp_display_lock(display);
	missing = !gst_yamp_sink_state(self)->window;
	gst_yamp_display_unlock(display);
	if (missing && !copy_look(self).parent)
		gst_video_overlay_prepare_window_handle(GST_VIDEO_OVERLAY(self));
}

gboolean gst_yamp_sink_ensure_window(GstYampSink *self)
{
	struct gst_yamp_sink_state *state = gst_yamp_sink_state(self);
	const struct gst_yamp_sink_look look = copy_look(self);
	struct yamp_window_options options = {
		.title = g_get_application_name(),
		.app_id = g_get_prgname(),
		.width = GST_VIDEO_INFO_WIDTH(&state->format.info),
		.height = GST_VIDEO_INFO_HEIGHT(&state->format.info),
		.fullscreen = look.fullscreen,
		.parent = look.parent,
	};

	if (state->failed || state->window)
		return !state->failed;
	state->window = yamp_window_create(
		gst_yamp_display_get(gst_yamp_sink_display(self)), &options, &window_listener,
		self);
	state->empty = TRUE;
	if (state->window && look.room.w > 0)
		yamp_window_place(state->window, look.room.x, look.room.y, look.room.w,
				  look.room.h);
	return state->window != NULL;
}

void gst_yamp_sink_drop_window(GstYampSink *self, GstYampDisplay *display)
{
	gst_yamp_display_lock(display);
	yamp_window_destroy(g_steal_pointer(&gst_yamp_sink_state(self)->window));
	gst_yamp_display_flush(display);
	gst_yamp_display_unlock(display);
}

/* ---- properties -------------------------------------------------------------------- */

void gst_yamp_sink_set_fullscreen(GstYampSink *self, gboolean fullscreen)
{
	GstYampDisplay *display = gst_yamp_sink_ref_display(self);

	GST_OBJECT_LOCK(self);
	gst_yamp_sink_look(self)->fullscreen = fullscreen;
	GST_OBJECT_UNLOCK(self);
	if (!display)
		return;
	gst_yamp_display_lock(display);
	if (gst_yamp_sink_state(self)->window)
		yamp_window_set_fullscreen(gst_yamp_sink_state(self)->window, fullscreen);
	gst_yamp_display_flush(display);
	gst_yamp_display_unlock(display);
	gst_yamp_display_unref(display);
}

void gst_yamp_sink_set_orientation(GstYampSink *self, GstVideoOrientationMethod orientation)
{
	GST_OBJECT_LOCK(self);
	gst_yamp_sink_look(self)->orientation = orientation;
	GST_OBJECT_UNLOCK(self);
	gst_yamp_sink_redraw(self);
}

/* ---- GstVideoOverlay --------------------------------------------------------------- */

/* The last picture goes into the new window as soon as the compositor gives it back. */
static void set_window_handle(GstVideoOverlay *overlay, guintptr handle)
{
	GstYampSink *self = GST_YAMP_SINK(overlay);
	GstYampDisplay *display = gst_yamp_sink_ref_display(self);
	struct wl_surface *parent = (struct wl_surface *)handle;
	gboolean changed;

	if (parent && display && !gst_yamp_display_is_shared(display)) {
		GST_ELEMENT_WARNING(self, RESOURCE, SETTINGS,
				    ("The application's surface is of no use without its display: "
				     "a window of its own is shown."),
				    ("reason=no-context; answer to need-context messages of type "
				     GST_YAMP_CONTEXT));
		parent = NULL;
	}
	GST_OBJECT_LOCK(self);
	changed = gst_yamp_sink_look(self)->parent != parent;
	gst_yamp_sink_look(self)->parent = parent;
	GST_OBJECT_UNLOCK(self);
	if (display && changed) {
		gst_yamp_sink_drop_window(self, display);
		gst_yamp_sink_redraw(self);
	}
	g_clear_pointer(&display, gst_yamp_display_unref);
}

static void set_render_rectangle(GstVideoOverlay *overlay, gint x, gint y, gint width, gint height)
{
	GstYampSink *self = GST_YAMP_SINK(overlay);
	GstYampDisplay *display = gst_yamp_sink_ref_display(self);

	GST_OBJECT_LOCK(self);
	gst_yamp_sink_look(self)->room = (GstVideoRectangle){ x, y, width, height };
	GST_OBJECT_UNLOCK(self);
	if (!display)
		return;
	gst_yamp_display_lock(display);
	if (gst_yamp_sink_state(self)->window && width > 0 && height > 0)
		yamp_window_place(gst_yamp_sink_state(self)->window, x, y, width, height);
	gst_yamp_display_flush(display);
	gst_yamp_display_unlock(display);
	gst_yamp_display_unref(display);
}

static void expose(GstVideoOverlay *overlay)
{
	gst_yamp_sink_redraw(GST_YAMP_SINK(overlay));
}

static void handle_events(GstVideoOverlay *overlay, gboolean handle)
{
	GST_OBJECT_LOCK(overlay);
	gst_yamp_sink_look(GST_YAMP_SINK(overlay))->ignores_input = !handle;
	GST_OBJECT_UNLOCK(overlay);
}

void gst_yamp_sink_overlay_init(GstVideoOverlayInterface *interface)
{
	interface->set_window_handle = set_window_handle;
	interface->set_render_rectangle = set_render_rectangle;
	interface->expose = expose;
	interface->handle_events = handle_events;
}
