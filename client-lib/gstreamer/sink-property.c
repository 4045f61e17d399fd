// SPDX-License-Identifier: LGPL-2.1-or-later
/* What applications set and ask, at any time and in any thread. */
#include "sink.h"

enum {
	PROP_0,
	PROP_FULLSCREEN,
	PROP_ROTATE_METHOD,
	PROP_STRIDE_ALIGN,
	PROP_STATS,
};

static void set_property(GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
	GstYampSink *self = GST_YAMP_SINK(object);

	switch (id) {
	case PROP_FULLSCREEN:
		gst_yamp_sink_set_fullscreen(self, g_value_get_boolean(value));
		break;
	case PROP_ROTATE_METHOD:
		gst_yamp_sink_set_orientation(self, g_value_get_enum(value));
		break;
	case PROP_STRIDE_ALIGN:
		gst_yamp_sink_look(self)->stride_align = g_value_get_uint(value);
		break;
	default:
		G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, spec);
		break;
	}
}

static GstStructure *make_stats(GstYampSink *self)
{
	GstStructure *structure = gst_base_sink_get_stats(GST_BASE_SINK(self));
	GstYampDisplay *display = gst_yamp_sink_ref_display(self);
	struct gst_yamp_stats stats = { 0 };

	if (display) {
		gst_yamp_display_lock(display);
		stats = gst_yamp_sink_state(self)->stats;
		gst_yamp_display_unlock(display);
		gst_yamp_display_unref(display);
	}
	gst_yamp_stats_fill(&stats, structure);
	return structure;
}

static void get_property(GObject *object, guint id, GValue *value, GParamSpec *spec)
{
	GstYampSink *self = GST_YAMP_SINK(object);

	switch (id) {
	case PROP_FULLSCREEN:
		g_value_set_boolean(value, gst_yamp_sink_look(self)->fullscreen);
		break;
	case PROP_ROTATE_METHOD:
		g_value_set_enum(value, gst_yamp_sink_look(self)->orientation);
		break;
	case PROP_STRIDE_ALIGN:
		g_value_set_uint(value, gst_yamp_sink_look(self)->stride_align);
		break;
	case PROP_STATS:
		g_value_take_boxed(value, make_stats(self));
		break;
	default:
		G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, spec);
		break;
	}
}

void gst_yamp_sink_install_properties(GObjectClass *class)
{
	class->set_property = set_property;
	class->get_property = get_property;
	g_object_class_install_property(class, PROP_FULLSCREEN,
		g_param_spec_boolean("fullscreen", "Fullscreen", "Fill the screen", FALSE,
				     G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS));
	g_object_class_install_property(class, PROP_ROTATE_METHOD,
		g_param_spec_enum("rotate-method", "Rotate method",
				  "How pictures are turned; auto does what the stream says",
				  GST_TYPE_VIDEO_ORIENTATION_METHOD, GST_VIDEO_ORIENTATION_IDENTITY,
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
