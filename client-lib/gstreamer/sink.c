// SPDX-License-Identifier: LGPL-2.1-or-later
#include <errno.h>

#include "caps.h"
#include "failure.h"
#include "log.h"
#include "sink.h"

#define GST_CAT_DEFAULT gst_yamp_sink_debug

/**
 * struct GstYampSinkPrivate - of both elements
 * @look: under the object's lock
 * @display: from READY on, until NULL; set under the object's lock
 * @allocator: likewise
 * @caps: what the display shows; likewise
 * @prerolled: that is shown and will be rendered too; only compared
 * @state: under the display's lock
 */
typedef struct {
	struct gst_yamp_sink_look look;
	GstYampDisplay *display;
	GstYampAllocator *allocator;
	GstCaps *caps;
	GstBuffer *prerolled;
	struct gst_yamp_sink_state state;
} GstYampSinkPrivate;

static void overlay_init(gpointer interface, gpointer data)
{
	gst_yamp_sink_overlay_init(interface);
}

static void navigation_init(gpointer interface, gpointer data)
{
	gst_yamp_sink_navigation_init(interface);
}

G_DEFINE_TYPE_WITH_CODE(GstYampSink, gst_yamp_sink, GST_TYPE_VIDEO_SINK,
			G_ADD_PRIVATE(GstYampSink)
			G_IMPLEMENT_INTERFACE(GST_TYPE_VIDEO_OVERLAY, overlay_init)
			G_IMPLEMENT_INTERFACE(GST_TYPE_NAVIGATION, navigation_init))

static GstYampSinkPrivate *get_private(GstYampSink *self)
{
	return gst_yamp_sink_get_instance_private(self);
}

GstYampDisplay *gst_yamp_sink_display(GstYampSink *self)
{
	return get_private(self)->display;
}

GstYampDisplay *gst_yamp_sink_ref_display(GstYampSink *self)
{
	GstYampSinkPrivate *private = get_private(self);
	GstYampDisplay *display;

	GST_OBJECT_LOCK(self);
	display = private->display ? gst_yamp_display_ref(private->display) : NULL;
	GST_OBJECT_UNLOCK(self);
	return display;
}

struct gst_yamp_sink_look *gst_yamp_sink_look(GstYampSink *self)
{
	return &get_private(self)->look;
}

GstYampAllocator *gst_yamp_sink_allocator(GstYampSink *self)
{
	return get_private(self)->allocator;
}

struct gst_yamp_sink_state *gst_yamp_sink_state(GstYampSink *self)
{
	return &get_private(self)->state;
}

/*
 * What happened under the lock is told without it. A failure is there until it has been told, so
 * that whoever sees that nothing can be shown tells it before upstream does; maybe both threads do.
 */
static void tell(GstYampSink *self)
{
	GstYampSinkPrivate *private = get_private(self);
	struct gst_yamp_path path;
	const gchar *failure;
	gboolean changed;

	gst_yamp_display_lock(private->display);
	path = private->state.stats.path;
	changed = private->state.stats.changed;
	private->state.stats.changed = FALSE;
	failure = private->state.failure;
	gst_yamp_display_unlock(private->display);
	if (changed)
		gst_yamp_path_tell(GST_ELEMENT(self), &path);
	if (!failure)
		return;
	gst_yamp_failure_tell(GST_ELEMENT(self), failure, 0);
	gst_yamp_display_lock(private->display);
	private->state.failure = NULL;
	gst_yamp_display_unlock(private->display);
}

/* ---- the compositor's events ------------------------------------------------------ */

void gst_yamp_sink_fail(GstYampSink *self, const gchar *reason)
{
	struct gst_yamp_sink_state *state = gst_yamp_sink_state(self);

	if (!state->failed)
		state->failure = reason;
	state->failed = TRUE;
}

static void on_image_ready(gpointer data)
{
	gst_yamp_sink_show_next(data);
}

static void on_failed(gpointer data, int error)
{
	gst_yamp_sink_fail(data, error == -EPROTO ? "protocol-error" : "compositor-gone");
}

static void on_after(gpointer data)
{
	tell(data);
	gst_yamp_sink_pass_input(data);
}

static const struct gst_yamp_display_listener display_listener = {
	.image_ready = on_image_ready,
	.failed = on_failed,
	.after = on_after,
};

/* ---- negotiation ------------------------------------------------------------------- */

static GstCaps *gst_yamp_sink_get_caps(GstBaseSink *base, GstCaps *filter)
{
	GstYampSinkPrivate *private = get_private(GST_YAMP_SINK(base));
	GstCaps *all, *caps;

	GST_OBJECT_LOCK(base);
	all = private->caps ? gst_caps_ref(private->caps) : NULL;
	GST_OBJECT_UNLOCK(base);
	if (!all)
		all = gst_pad_get_pad_template_caps(GST_BASE_SINK_PAD(base));
	if (!filter)
		return all;
	caps = gst_caps_intersect_full(filter, all, GST_CAPS_INTERSECT_FIRST);
	gst_caps_unref(all);
	return caps;
}

static gboolean gst_yamp_sink_set_caps(GstBaseSink *base, GstCaps *caps)
{
	GstYampSink *self = GST_YAMP_SINK(base);
	GstYampSinkPrivate *private = get_private(self);
	struct gst_yamp_format format;

	if (!gst_yamp_format_from_caps(&format, caps)) {
		GST_ERROR_OBJECT(self, "not shown: %" GST_PTR_FORMAT, caps);
		return FALSE;
	}
	gst_yamp_sink_forget(self);
	private->prerolled = NULL;
	gst_yamp_display_lock(private->display);
	private->state.format = format;
	private->state.stats.colors =
		gst_yamp_format_colors(&format, gst_yamp_display_get(private->display));
	gst_caps_replace(&private->state.caps, caps);
	gst_yamp_display_unlock(private->display);
	GST_VIDEO_SINK_WIDTH(self) = GST_VIDEO_INFO_WIDTH(&format.info);
	GST_VIDEO_SINK_HEIGHT(self) = GST_VIDEO_INFO_HEIGHT(&format.info);
	return TRUE;
}

/* The stream says how its pictures are to be turned. */
static gboolean gst_yamp_sink_event(GstBaseSink *base, GstEvent *event)
{
	GstYampSink *self = GST_YAMP_SINK(base);
	GstVideoOrientationMethod orientation;
	GstTagList *tags;

	if (GST_EVENT_TYPE(event) == GST_EVENT_TAG) {
		gst_event_parse_tag(event, &tags);
		if (gst_video_orientation_from_tag(tags, &orientation)) {
			GST_OBJECT_LOCK(self);
			get_private(self)->look.tagged = orientation;
			GST_OBJECT_UNLOCK(self);
		}
	}
	return GST_BASE_SINK_CLASS(gst_yamp_sink_parent_class)->event(base, event);
}

/* ---- frames ------------------------------------------------------------------------ */

static gboolean show(GstYampSink *self, GstBuffer *buffer)
{
	GstYampSinkPrivate *private = get_private(self);
	GstBuffer *prepared;
	gboolean failed;

	gst_yamp_sink_ask_for_window(self);
	prepared = gst_yamp_sink_prepare(self, buffer);
	gst_yamp_display_lock(private->display);
	if (prepared)
		gst_yamp_sink_show(self, prepared);
	failed = private->state.failed;
	gst_yamp_display_unlock(private->display);
	tell(self);
	return !failed;
}

static GstFlowReturn gst_yamp_sink_show_frame(GstVideoSink *video, GstBuffer *buffer)
{
	GstYampSink *self = GST_YAMP_SINK(video);

	if (g_steal_pointer(&get_private(self)->prerolled) == buffer)
		return GST_FLOW_OK;	/* it is on the screen */
	return show(self, buffer) ? GST_FLOW_OK : GST_FLOW_ERROR;
}

static GstFlowReturn gst_yamp_sink_preroll(GstBaseSink *base, GstBuffer *buffer)
{
	GstYampSinkPrivate *private = get_private(GST_YAMP_SINK(base));
	gboolean shows;
	GstFlowReturn ret;

	g_object_get(base, "show-preroll-frame", &shows, NULL);
	private->prerolled = NULL;
	ret = GST_BASE_SINK_CLASS(gst_yamp_sink_parent_class)->preroll(base, buffer);
	if (ret == GST_FLOW_OK && shows)
		private->prerolled = buffer;
	return ret;
}

/* ---- states ------------------------------------------------------------------------ */

static gboolean set_display(GstYampSink *self, GstYampDisplay *display)
{
	GstYampSinkPrivate *private = get_private(self);
	GstCaps *caps;

	gst_yamp_display_lock(display);
	caps = gst_yamp_caps(gst_yamp_display_get(display));
	gst_yamp_display_unlock(display);
	GST_OBJECT_LOCK(self);
	private->display = display;
	private->caps = caps;
	GST_OBJECT_UNLOCK(self);
	private->allocator = GST_YAMP_ALLOCATOR(gst_yamp_allocator_new());
	return private->allocator != NULL;
}

static gboolean open_display(GstYampSink *self)
{
	GstYampDisplay *display = gst_yamp_display_new(
		gst_yamp_context_find(GST_ELEMENT(self)), &display_listener, self);

	if (!display) {
		gst_yamp_failure_tell(GST_ELEMENT(self), "no-compositor", errno);
		return FALSE;
	}
	if (!set_display(self, display))	/* ownership passed */
		return FALSE;
	if (GST_YAMP_SINK_GET_CLASS(self)->needs_plugin &&
	    !gst_yamp_display_has_plugin(display)) {
		gst_yamp_failure_tell(GST_ELEMENT(self), "no-plugin", 0);
		return FALSE;
	}
	gst_yamp_display_start(display);
	return TRUE;
}

/* Others may still have a reference to the display, and look at the state under its lock. */
static void close_display(GstYampSink *self)
{
	GstYampSinkPrivate *private = get_private(self);
	GstYampDisplay *display = private->display;

	if (!display)
		return;
	gst_yamp_sink_drop_window(self, display);
	gst_yamp_display_close(display);
	GST_OBJECT_LOCK(self);
	private->display = NULL;
	gst_clear_caps(&private->caps);
	GST_OBJECT_UNLOCK(self);
	gst_clear_object(&private->allocator);
	gst_yamp_display_lock(display);
	gst_clear_caps(&private->state.caps);
	gst_yamp_sink_drop_input(self);
	private->state = (struct gst_yamp_sink_state){ 0 };
	gst_yamp_display_unlock(display);
	gst_yamp_display_unref(display);
}

/* What is shown no longer: the window goes, and what was to be shown in it. */
static void stop_showing(GstYampSink *self)
{
	GstYampSinkPrivate *private = get_private(self);

	gst_yamp_sink_forget(self);
	gst_yamp_sink_drop_window(self, private->display);
	private->prerolled = NULL;
	gst_yamp_display_lock(private->display);
	if (!gst_yamp_display_has_failed(private->display))
		private->state.failed = FALSE;	/* only its window was closed */
	gst_yamp_display_unlock(private->display);
}

/* For who cannot ask: in many players the sink is out of reach. */
static void log_stats(GstYampSink *self)
{
	GstStructure *stats;

	g_object_get(self, "stats", &stats, NULL);
	GST_INFO_OBJECT(self, "stats: %" GST_PTR_FORMAT, stats);
	gst_structure_free(stats);
}

static GstStateChangeReturn gst_yamp_sink_change_state(GstElement *element,
						       GstStateChange transition)
{
	GstYampSink *self = GST_YAMP_SINK(element);
	GstStateChangeReturn ret;

	if (transition == GST_STATE_CHANGE_NULL_TO_READY && !open_display(self)) {
		close_display(self);
		return GST_STATE_CHANGE_FAILURE;
	}
	if (transition == GST_STATE_CHANGE_PLAYING_TO_PAUSED)
		log_stats(self);	/* the base class forgets some of them */
	ret = GST_ELEMENT_CLASS(gst_yamp_sink_parent_class)->change_state(element, transition);
	if (transition == GST_STATE_CHANGE_PAUSED_TO_READY)
		stop_showing(self);
	if (transition == GST_STATE_CHANGE_READY_TO_NULL)
		close_display(self);
	return ret;
}

static void gst_yamp_sink_init(GstYampSink *self)
{
	get_private(self)->look.stride_align = 1;
}

static void gst_yamp_sink_class_init(GstYampSinkClass *class)
{
	GstElementClass *element_class = GST_ELEMENT_CLASS(class);
	GstBaseSinkClass *base_class = GST_BASE_SINK_CLASS(class);
	GstCaps *caps = gst_caps_from_string(GST_YAMP_CAPS);

	gst_yamp_sink_install_properties(G_OBJECT_CLASS(class));
	gst_element_class_add_pad_template(element_class,
		gst_pad_template_new("sink", GST_PAD_SINK, GST_PAD_ALWAYS, caps));
	gst_caps_unref(caps);
	gst_element_class_set_static_metadata(element_class, "yamp video sink", "Sink/Video",
		"Shows video in buffers that the compositor can trust and scan out", "yamp");
	element_class->change_state = gst_yamp_sink_change_state;
	base_class->get_caps = gst_yamp_sink_get_caps;
	base_class->set_caps = gst_yamp_sink_set_caps;
	base_class->propose_allocation = gst_yamp_sink_propose_allocation;
	base_class->event = gst_yamp_sink_event;
	base_class->preroll = gst_yamp_sink_preroll;
	GST_VIDEO_SINK_CLASS(class)->show_frame = gst_yamp_sink_show_frame;
}

typedef GstYampSink GstYampAutoSink;
typedef GstYampSinkClass GstYampAutoSinkClass;

G_DEFINE_TYPE(GstYampAutoSink, gst_yamp_auto_sink, GST_TYPE_YAMP_SINK)

static void gst_yamp_auto_sink_init(GstYampAutoSink *self)
{
}

static void gst_yamp_auto_sink_class_init(GstYampAutoSinkClass *class)
{
	class->needs_plugin = TRUE;
}
