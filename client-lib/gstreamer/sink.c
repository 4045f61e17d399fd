// SPDX-License-Identifier: LGPL-2.1-or-later
#include <errno.h>

#include "caps.h"
#include "log.h"
#include "pool.h"
#include "sink.h"

#define GST_CAT_DEFAULT gst_yamp_sink_debug

/* So that one buffer can be filled and one be on its way while the compositor has its own. */
#define MORE_BUFFERS 2

enum {
	PROP_0,
	PROP_FULLSCREEN,
	PROP_STRIDE_ALIGN,
	PROP_STATS,
};

/**
 * struct GstYampSinkPrivate - of both elements
 * @fullscreen: the property; under the object's lock, as all properties
 * @stride_align: likewise
 * @display: from READY on, until NULL
 * @allocator: likewise
 * @caps: what the display shows; likewise
 * @prerolled: that is shown and will be rendered too; only compared
 * @state: under the display's lock
 */
typedef struct {
	gboolean fullscreen;
	guint stride_align;
	GstYampDisplay *display;
	GstYampAllocator *allocator;
	GstCaps *caps;
	GstBuffer *prerolled;
	struct gst_yamp_sink_state state;
} GstYampSinkPrivate;

G_DEFINE_TYPE_WITH_PRIVATE(GstYampSink, gst_yamp_sink, GST_TYPE_VIDEO_SINK)

static GstYampSinkPrivate *get_private(GstYampSink *self)
{
	return gst_yamp_sink_get_instance_private(self);
}

GstYampDisplay *gst_yamp_sink_display(GstYampSink *self)
{
	return get_private(self)->display;
}

GstYampAllocator *gst_yamp_sink_allocator(GstYampSink *self)
{
	return get_private(self)->allocator;
}

struct gst_yamp_sink_state *gst_yamp_sink_state(GstYampSink *self)
{
	return &get_private(self)->state;
}

/* What happened under the lock is told without it. */
static void tell(GstYampSink *self)
{
	GstYampSinkPrivate *private = get_private(self);
	struct gst_yamp_path path;
	const gchar *error;
	gboolean changed;

	gst_yamp_display_lock(private->display);
	path = private->state.stats.path;
	changed = private->state.stats.changed;
	private->state.stats.changed = FALSE;
	error = g_steal_pointer(&private->state.error);
	gst_yamp_display_unlock(private->display);
	if (changed)
		gst_yamp_path_tell(GST_ELEMENT(self), &path);
	if (error)
		GST_ELEMENT_ERROR(self, RESOURCE, WRITE, ("%s", error), (NULL));
}

/* ---- the compositor's events ------------------------------------------------------ */

void gst_yamp_sink_fail(GstYampSink *self, const gchar *text)
{
	struct gst_yamp_sink_state *state = gst_yamp_sink_state(self);

	if (!state->failed)
		state->error = text;
	state->failed = TRUE;
}

static void on_image_ready(gpointer data)
{
	gst_yamp_sink_show_next(data);
}

static void on_failed(gpointer data, int error)
{
	gst_yamp_sink_fail(data, error == -EPROTO ? "The compositor ended the connection." :
						    "The compositor went away.");
}

static void on_after(gpointer data)
{
	tell(data);
}

static const struct gst_yamp_display_listener display_listener = {
	.image_ready = on_image_ready,
	.failed = on_failed,
	.after = on_after,
};

static void on_closed(void *data)
{
	gst_yamp_sink_fail(data, "The window was closed.");
}

static void on_resized(void *data, uint32_t width, uint32_t height)
{
	struct gst_yamp_sink_state *state = gst_yamp_sink_state(data);

	state->configured = TRUE;
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

static const struct yamp_window_listener window_listener = {
	.version = YAMP_WINDOW_LISTENER_VERSION,
	.closed = on_closed,
	.resized = on_resized,
	.presented = on_presented,
	.discarded = on_discarded,
};

/* ---- window ------------------------------------------------------------------------ */

gboolean gst_yamp_sink_ensure_window(GstYampSink *self)
{
	GstYampSinkPrivate *private = get_private(self);
	struct gst_yamp_sink_state *state = &private->state;
	struct yamp_window_options options = {
		.title = g_get_application_name(),
		.app_id = g_get_prgname(),
		.width = GST_VIDEO_INFO_WIDTH(&state->format.info),
		.height = GST_VIDEO_INFO_HEIGHT(&state->format.info),
		.fullscreen = private->fullscreen,
	};

	if (state->failed || state->window)
		return !state->failed;
	state->window = yamp_window_create(gst_yamp_display_get(private->display), &options,
					   &window_listener, self);
	return state->window != NULL;
}

/* The compositor releases what it held as its events come. */
static void drop_window(GstYampSink *self)
{
	GstYampSinkPrivate *private = get_private(self);
	struct gst_yamp_sink_state *state = &private->state;
	GstBufferPool *copies;

	gst_yamp_display_lock(private->display);
	copies = gst_yamp_sink_forget(self);
	yamp_window_destroy(g_steal_pointer(&state->window));
	state->configured = FALSE;
	gst_yamp_display_flush(private->display);
	gst_yamp_display_unlock(private->display);
	private->prerolled = NULL;
	if (!copies)
		return;
	gst_buffer_pool_set_active(copies, FALSE);
	gst_object_unref(copies);
}

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
	drop_window(self);
	gst_yamp_display_lock(private->display);
	private->state.format = format;
	gst_caps_replace(&private->state.caps, caps);
	gst_yamp_display_unlock(private->display);
	GST_VIDEO_SINK_WIDTH(self) = GST_VIDEO_INFO_WIDTH(&format.info);
	GST_VIDEO_SINK_HEIGHT(self) = GST_VIDEO_INFO_HEIGHT(&format.info);
	return TRUE;
}

void gst_yamp_sink_needs(GstYampSink *self, const struct gst_yamp_format *format,
			 struct gst_yamp_needs *needs)
{
	GstYampSinkPrivate *private = get_private(self);

	gst_yamp_needs_gather(needs, gst_yamp_display_get(private->display), format);
	if (private->stride_align > 1)
		gst_yamp_needs_add_stride(needs, "stride-align property", private->stride_align);
}

static GstBufferPool *propose_pool(GstYampSink *self, const struct gst_yamp_needs *needs,
				   GstCaps *caps, guint size, guint min)
{
	GstYampSinkPrivate *private = get_private(self);
	GstBufferPool *pool = gst_yamp_pool_new(private->display, private->allocator, needs);
	GstStructure *config = gst_buffer_pool_get_config(pool);

	gst_buffer_pool_config_set_params(config, caps, size, min, 0);
	gst_buffer_pool_config_add_option(config, GST_BUFFER_POOL_OPTION_VIDEO_META);
	if (!gst_buffer_pool_set_config(pool, config))
		gst_clear_object(&pool);
	return pool;
}

/* The size that whoever heeds the structure "video-meta" reckons with. */
static guint proposed_size(const struct gst_yamp_layout *layout, const GstStructure *params)
{
	GstVideoInfo info = layout->format.info;
	GstVideoAlignment alignment;

	if (!params)
		return layout->frame.size;
	gst_video_alignment_reset(&alignment);
	gst_structure_get_uint(params, "padding-right", &alignment.padding_right);
	gst_video_info_align(&info, &alignment);
	return GST_VIDEO_INFO_SIZE(&info);
}

static gboolean gst_yamp_sink_propose_allocation(GstBaseSink *base, GstQuery *query)
{
	GstYampSink *self = GST_YAMP_SINK(base);
	GstYampSinkPrivate *private = get_private(self);
	struct gst_yamp_format format;
	struct gst_yamp_layout layout;
	struct gst_yamp_needs needs;
	GstBufferPool *pool = NULL;
	GstStructure *params;
	gboolean need_pool;
	GstCaps *caps;
	guint size, min;

	gst_query_parse_allocation(query, &caps, &need_pool);
	if (!caps || !gst_yamp_format_from_caps(&format, caps))
		return FALSE;
	gst_yamp_display_lock(private->display);
	gst_yamp_sink_needs(self, &format, &needs);
	gst_yamp_display_unlock(private->display);
	if (gst_yamp_layout_solve(&layout, &format, &needs, NULL))
		return FALSE;
	params = gst_yamp_layout_params(&layout);
	size = proposed_size(&layout, params);
	min = needs.buffers + MORE_BUFFERS;
	if (need_pool)
		pool = propose_pool(self, &needs, caps, size, min);
	gst_query_add_allocation_pool(query, pool, size, min, 0);
	gst_query_add_allocation_meta(query, GST_VIDEO_META_API_TYPE, params);
	if (params)
		gst_structure_free(params);
	gst_clear_object(&pool);
	return TRUE;
}

/* ---- frames ------------------------------------------------------------------------ */

static GstFlowReturn gst_yamp_sink_show_frame(GstVideoSink *video, GstBuffer *buffer)
{
	GstYampSink *self = GST_YAMP_SINK(video);
	GstYampSinkPrivate *private = get_private(self);
	GstBuffer *prepared;
	gboolean failed;

	if (g_steal_pointer(&private->prerolled) == buffer)
		return GST_FLOW_OK;	/* it is on the screen */
	prepared = gst_yamp_sink_prepare(self, buffer);
	gst_yamp_display_lock(private->display);
	if (prepared)
		gst_yamp_sink_show(self, prepared);
	failed = private->state.failed;
	gst_yamp_display_unlock(private->display);
	tell(self);
	return failed ? GST_FLOW_ERROR : GST_FLOW_OK;
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

static gboolean open_display(GstYampSink *self)
{
	GstYampSinkPrivate *private = get_private(self);
	GstCaps *caps;

	private->state.failed = FALSE;
	private->display = gst_yamp_display_new(NULL, &display_listener, self);
	if (!private->display) {
		GST_ELEMENT_ERROR(self, RESOURCE, OPEN_WRITE, ("No compositor: %s",
				  g_strerror(errno)), (NULL));
		return FALSE;
	}
	if (GST_YAMP_SINK_GET_CLASS(self)->needs_plugin &&
	    !gst_yamp_display_has_plugin(private->display)) {
		GST_ELEMENT_ERROR(self, RESOURCE, NOT_FOUND,
				  ("The compositor has no yamp plugin: another sink is as good."),
				  ("reason=no-plugin"));
		return FALSE;
	}
	private->allocator = GST_YAMP_ALLOCATOR(gst_yamp_allocator_new());
	if (!private->allocator)
		return FALSE;
	gst_yamp_display_lock(private->display);
	caps = gst_yamp_caps(gst_yamp_display_get(private->display));
	gst_yamp_display_unlock(private->display);
	GST_OBJECT_LOCK(self);
	private->caps = caps;
	GST_OBJECT_UNLOCK(self);
	gst_yamp_display_start(private->display);
	return TRUE;
}

static void close_display(GstYampSink *self)
{
	GstYampSinkPrivate *private = get_private(self);

	GST_OBJECT_LOCK(self);
	gst_clear_caps(&private->caps);
	GST_OBJECT_UNLOCK(self);
	if (private->display) {
		drop_window(self);
		gst_yamp_display_close(private->display);
		g_clear_pointer(&private->display, gst_yamp_display_unref);
	}
	gst_clear_object(&private->allocator);
	gst_clear_caps(&private->state.caps);
	private->state = (struct gst_yamp_sink_state){ 0 };
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
	ret = GST_ELEMENT_CLASS(gst_yamp_sink_parent_class)->change_state(element, transition);
	if (transition == GST_STATE_CHANGE_PAUSED_TO_READY)
		drop_window(self);
	if (transition == GST_STATE_CHANGE_READY_TO_NULL)
		close_display(self);
	return ret;
}

/* ---- properties -------------------------------------------------------------------- */

static void set_fullscreen(GstYampSink *self, gboolean fullscreen)
{
	GstYampSinkPrivate *private = get_private(self);

	private->fullscreen = fullscreen;
	if (!private->display)
		return;
	gst_yamp_display_lock(private->display);
	if (private->state.window)
		yamp_window_set_fullscreen(private->state.window, fullscreen);
	gst_yamp_display_flush(private->display);
	gst_yamp_display_unlock(private->display);
}

static void gst_yamp_sink_set_property(GObject *object, guint id, const GValue *value,
				       GParamSpec *spec)
{
	GstYampSink *self = GST_YAMP_SINK(object);

	switch (id) {
	case PROP_FULLSCREEN:
		set_fullscreen(self, g_value_get_boolean(value));
		break;
	case PROP_STRIDE_ALIGN:
		get_private(self)->stride_align = g_value_get_uint(value);
		break;
	default:
		G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, spec);
		break;
	}
}

static GstStructure *make_stats(GstYampSink *self)
{
	GstYampSinkPrivate *private = get_private(self);
	GstStructure *structure = gst_base_sink_get_stats(GST_BASE_SINK(self));
	struct gst_yamp_stats stats = { 0 };

	if (private->display) {
		gst_yamp_display_lock(private->display);
		stats = private->state.stats;
		gst_yamp_display_unlock(private->display);
	}
	gst_yamp_stats_fill(&stats, structure);
	return structure;
}

static void gst_yamp_sink_get_property(GObject *object, guint id, GValue *value, GParamSpec *spec)
{
	GstYampSink *self = GST_YAMP_SINK(object);

	switch (id) {
	case PROP_FULLSCREEN:
		g_value_set_boolean(value, get_private(self)->fullscreen);
		break;
	case PROP_STRIDE_ALIGN:
		g_value_set_uint(value, get_private(self)->stride_align);
		break;
	case PROP_STATS:
		g_value_take_boxed(value, make_stats(self));
		break;
	default:
		G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, spec);
		break;
	}
}

static void install_properties(GObjectClass *class)
{
	g_object_class_install_property(class, PROP_FULLSCREEN,
		g_param_spec_boolean("fullscreen", "Fullscreen", "Fill the screen", FALSE,
				     G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS));
	g_object_class_install_property(class, PROP_STRIDE_ALIGN,
		g_param_spec_uint("stride-align", "Stride alignment",
				  "Rows are a multiple of so many bytes apart, a power of two, for "
				  "a device that nobody else speaks for; 1 is any",
				  1, YAMP_MAX_ALIGN, 1,
				  G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS |
				  GST_PARAM_MUTABLE_READY));
	g_object_class_install_property(class, PROP_STATS,
		g_param_spec_boxed("stats", "Statistics",
				   "Frames shown and lost, bytes copied, path to the compositor "
				   "and why it is not the best one", GST_TYPE_STRUCTURE,
				   G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
}

static void gst_yamp_sink_init(GstYampSink *self)
{
	get_private(self)->stride_align = 1;
}

static void gst_yamp_sink_class_init(GstYampSinkClass *class)
{
	GObjectClass *object_class = G_OBJECT_CLASS(class);
	GstElementClass *element_class = GST_ELEMENT_CLASS(class);
	GstBaseSinkClass *base_class = GST_BASE_SINK_CLASS(class);
	GstCaps *caps = gst_caps_from_string(GST_YAMP_CAPS);

	object_class->set_property = gst_yamp_sink_set_property;
	object_class->get_property = gst_yamp_sink_get_property;
	install_properties(object_class);
	gst_element_class_add_pad_template(element_class,
		gst_pad_template_new("sink", GST_PAD_SINK, GST_PAD_ALWAYS, caps));
	gst_caps_unref(caps);
	gst_element_class_set_static_metadata(element_class, "yamp video sink", "Sink/Video",
		"Shows video in buffers that the compositor can trust and scan out", "yamp");
	element_class->change_state = gst_yamp_sink_change_state;
	base_class->get_caps = gst_yamp_sink_get_caps;
	base_class->set_caps = gst_yamp_sink_set_caps;
	base_class->propose_allocation = gst_yamp_sink_propose_allocation;
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
