// SPDX-License-Identifier: MIT
/*
 * play [--seeks N] [--pauses N] [--repeat N] [--hold MS] [--late] PIPELINE: runs a pipeline to its
 * end whose sinks are called sink and sink1, or that finds a sink of ours by itself, and prints
 * what there is to know of them:
 *
 *   path NAME PATH REASON MEMORY	for each element message
 *   input NAME TYPE WHAT		for each of a key or the pointer that nobody took
 *   warning NAME TEXT
 *   error NAME TEXT
 *   stats NAME {...}			at the end, once for each sink
 *   buffers ...			of the first sink, see witness.h
 *
 *   positions N			looked at, of a film none a second before the one before
 *   held				the picture at MS is on the screen, until standard input ends
 *
 * Exit status: 0 the stream ended, 1 an error, or time went back, 2 wrong use.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <gst/gst.h>
#include <gst/video/navigation.h>

#include "witness.h"

#define SLACK GST_SECOND

static gint seeks, pauses, repeat = 1, hold = -1;
static gint64 position;
static guint positions;
static gboolean live, late;

static const GOptionEntry entries[] = {
	{ "seeks", 0, 0, G_OPTION_ARG_INT, &seeks, "seek so often first", "N" },
	{ "pauses", 0, 0, G_OPTION_ARG_INT, &pauses, "pause and go on so often first", "N" },
	{ "hold", 0, 0, G_OPTION_ARG_INT, &hold, "only show the picture at that time", "MS" },
	{ "late", 0, 0, G_OPTION_ARG_NONE, &late, "drop nothing that comes too late", NULL },
	{ "repeat", 0, 0, G_OPTION_ARG_INT, &repeat, "from NULL to the end so often", "N" },
	{ 0 },
};

static void print_path(GstMessage *message)
{
	const GstStructure *structure = gst_message_get_structure(message);

	if (gst_structure_has_name(structure, "yamp-path"))
		g_print("path %s %s %s %s\n", GST_OBJECT_NAME(GST_MESSAGE_SRC(message)),
			gst_structure_get_string(structure, "path"),
			gst_structure_get_string(structure, "reason"),
			gst_structure_get_string(structure, "memory"));
}

/* Each parser is for its own types alone. */
static void print_event(GstEvent *event)
{
	gdouble x, y, right, up;
	const gchar *key;
	gint button;

	switch (gst_navigation_event_get_type(event)) {
	case GST_NAVIGATION_EVENT_KEY_PRESS:
		gst_navigation_event_parse_key_event(event, &key);
		g_print("press %s\n", key);
		break;
	case GST_NAVIGATION_EVENT_KEY_RELEASE:
		gst_navigation_event_parse_key_event(event, &key);
		g_print("release %s\n", key);
		break;
	case GST_NAVIGATION_EVENT_MOUSE_BUTTON_PRESS:
		gst_navigation_event_parse_mouse_button_event(event, &button, &x, &y);
		g_print("button %d at %g,%g\n", button, x, y);
		break;
	case GST_NAVIGATION_EVENT_MOUSE_MOVE:
		gst_navigation_event_parse_mouse_move_event(event, &x, &y);
		g_print("pointer %g,%g\n", x, y);
		break;
	case GST_NAVIGATION_EVENT_MOUSE_SCROLL:
		gst_navigation_event_parse_mouse_scroll_event(event, &x, &y, &right, &up);
		g_print("wheel %g,%g at %g,%g\n", right, up, x, y);
		break;
	default:
		g_print("other\n");
		break;
	}
}

static void print_input(GstMessage *message)
{
	GstEvent *event = NULL;

	if (gst_navigation_message_get_type(message) != GST_NAVIGATION_MESSAGE_EVENT ||
	    !gst_navigation_message_parse_event(message, &event))
		return;
	g_print("input %s ", GST_OBJECT_NAME(GST_MESSAGE_SRC(message)));
	print_event(event);
	gst_event_unref(event);
}

static void print_text(GstMessage *message, const gchar *kind,
		       void (*parse)(GstMessage *message, GError **error, gchar **debug))
{
	GError *error = NULL;
	gchar *debug = NULL;

	parse(message, &error, &debug);
	g_print("%s %s %s (%s)\n", kind, GST_OBJECT_NAME(GST_MESSAGE_SRC(message)), error->message,
		debug ? debug : "");
	g_error_free(error);
	g_free(debug);
}

static void handle(GstMessage *message)
{
	switch (GST_MESSAGE_TYPE(message)) {
	case GST_MESSAGE_ELEMENT:
		print_path(message);
		print_input(message);
		break;
	case GST_MESSAGE_WARNING:
		print_text(message, "warning", gst_message_parse_warning);
		break;
	case GST_MESSAGE_ERROR:
		print_text(message, "error", gst_message_parse_error);
		break;
	default:
		break;
	}
}

/* Handles messages until one of these kinds comes, and returns which. */
static GstMessageType wait_for(GstBus *bus, GstMessageType kinds)
{
	GstMessageType type = 0;

	while (!(type & (kinds | GST_MESSAGE_ERROR))) {
		GstMessage *message = gst_bus_timed_pop(bus, GST_CLOCK_TIME_NONE);

		type = GST_MESSAGE_TYPE(message);
		handle(message);
		gst_message_unref(message);
	}
	return type;
}

/*
 * Time goes on while it plays, and never back; a camera's is as exact as the machine is quick. A
 * sink says no more than the end of the picture that it has, as soon as it knows that, which on a
 * slow machine is after it has said what the clock did.
 */
static gboolean look_at_position(GstElement *pipeline)
{
	gint64 before = position;

	if (!gst_element_query_position(pipeline, GST_FORMAT_TIME, &position))
		return TRUE;
	positions++;
	if (live || position >= before - SLACK)
		return TRUE;
	g_print("error - the position went back from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT
		" ns ()\n", before, position);
	return FALSE;
}

static gboolean plays_to_end(GstElement *pipeline, GstBus *bus)
{
	GstMessageType type = 0;
	gboolean good = TRUE;

	positions = position = 0;
	while (good && type != GST_MESSAGE_EOS && type != GST_MESSAGE_ERROR) {
		GstMessage *message = gst_bus_timed_pop(bus, GST_SECOND / 10);

		good = look_at_position(pipeline);
		type = message ? GST_MESSAGE_TYPE(message) : 0;
		if (message) {
			handle(message);
			gst_message_unref(message);
		}
	}
	g_print("positions %u\n", positions);
	return good && type == GST_MESSAGE_EOS;
}

/* The one of that name, or if @any the one that was chosen; unref it. NULL: none */
static GstElement *find_sink(GstElement *pipeline, const gchar *name, gboolean any)
{
	static const gchar *const factories[] = { "yampsink", "yampautosink" };
	GstElement *sink = gst_bin_get_by_name(GST_BIN(pipeline), name);
	GValue item = G_VALUE_INIT;

	for (guint i = 0; !sink && any && i < G_N_ELEMENTS(factories); i++) {
		GstIterator *found = gst_bin_iterate_all_by_element_factory_name(GST_BIN(pipeline),
										 factories[i]);

		if (gst_iterator_next(found, &item) == GST_ITERATOR_OK) {
			sink = g_value_dup_object(&item);
			g_value_unset(&item);
		}
		gst_iterator_free(found);
	}
	return sink;
}

static GstStructure *sink_stats(GstElement *sink)
{
	GstStructure *stats = NULL;

	g_object_get(sink, "stats", &stats, NULL);
	return stats;
}

/* Is the frame after the first @frames on the screen, and nothing under way? */
static gboolean has_settled(GstElement *sink, guint64 frames)
{
	guint64 given = 0, presented = 0, discarded = 0;
	GstStructure *stats = sink_stats(sink);

	gst_structure_get(stats, "frames", G_TYPE_UINT64, &given, "presented", G_TYPE_UINT64,
			  &presented, "discarded", G_TYPE_UINT64, &discarded, NULL);
	gst_structure_free(stats);
	return given > frames && presented && given == presented + discarded;
}

/* Whoever calls us has patience, not we. */
static void wait_settled(GstElement *sink, guint64 frames)
{
	while (!has_settled(sink, frames))
		g_usleep(10000);
}

static guint64 frames_of(GstElement *sink)
{
	GstStructure *stats = sink_stats(sink);
	guint64 frames = 0;

	gst_structure_get_uint64(stats, "frames", &frames);
	gst_structure_free(stats);
	return frames;
}

static gboolean show_held(GstElement *pipeline, GstElement *sink, GstBus *bus)
{
	guint64 frames;

	wait_settled(sink, 0);
	frames = frames_of(sink);
	if (!gst_element_seek_simple(pipeline, GST_FORMAT_TIME,
				     GST_SEEK_FLAG_FLUSH | GST_SEEK_FLAG_ACCURATE,
				     hold * GST_MSECOND) ||
	    wait_for(bus, GST_MESSAGE_ASYNC_DONE) != GST_MESSAGE_ASYNC_DONE)
		return FALSE;
	wait_settled(sink, frames);
	return TRUE;
}

static gboolean hold_picture(GstElement *pipeline, GstBus *bus)
{
	GstElement *sink = find_sink(pipeline, "sink", TRUE);
	gboolean good = sink && show_held(pipeline, sink, bus);

	if (sink)
		gst_object_unref(sink);
	if (!good)
		return FALSE;
	g_print("held\n");
	return getchar() == EOF;
}

static gboolean seek_often(GstElement *pipeline, GstBus *bus)
{
	gint64 duration = GST_SECOND;

	gst_element_query_duration(pipeline, GST_FORMAT_TIME, &duration);
	for (gint i = 0; i < seeks; i++) {
		if (!gst_element_seek_simple(pipeline, GST_FORMAT_TIME,
					     GST_SEEK_FLAG_FLUSH | GST_SEEK_FLAG_KEY_UNIT,
					     duration * (i * 37 % 90) / 100) ||
		    wait_for(bus, GST_MESSAGE_ASYNC_DONE | GST_MESSAGE_EOS) == GST_MESSAGE_ERROR)
			return FALSE;
	}
	return TRUE;
}

static gboolean pause_often(GstElement *pipeline)
{
	for (gint i = 0; i < 2 * pauses; i++) {
		gst_element_set_state(pipeline, i % 2 ? GST_STATE_PLAYING : GST_STATE_PAUSED);
		if (gst_element_get_state(pipeline, NULL, NULL, GST_CLOCK_TIME_NONE) ==
		    GST_STATE_CHANGE_FAILURE)
			return FALSE;
	}
	return TRUE;
}

static gboolean watch(GstElement *pipeline)
{
	GstElement *sink = find_sink(pipeline, "sink", TRUE);

	if (!sink)
		return FALSE;
	witness_watch(sink);
	gst_object_unref(sink);
	return TRUE;
}

/* The sink that was chosen is as one that was made with these properties. */
static void accept_late(GstElement *pipeline)
{
	GstElement *sink = find_sink(pipeline, "sink", TRUE);

	if (!sink)
		return;
	g_object_set(sink, "max-lateness", (gint64)-1, "qos", FALSE, NULL);
	gst_object_unref(sink);
}

static void print_stats(GstElement *pipeline, const gchar *name, gboolean any)
{
	GstElement *sink = find_sink(pipeline, name, any);
	GstStructure *stats;
	gchar *text;

	if (!sink)
		return;
	stats = sink_stats(sink);
	text = gst_structure_to_string(stats);
	g_print("stats %s %s\n", name, text);
	g_free(text);
	gst_structure_free(stats);
	gst_object_unref(sink);
}

/* A camera gives no picture before it plays. */
static gboolean is_paused(GstElement *pipeline, GstBus *bus)
{
	live = gst_element_set_state(pipeline, GST_STATE_PAUSED) == GST_STATE_CHANGE_NO_PREROLL;
	return live || wait_for(bus, GST_MESSAGE_ASYNC_DONE) == GST_MESSAGE_ASYNC_DONE;
}

static gboolean plays(GstElement *pipeline, GstBus *bus)
{
	if (hold >= 0)
		return hold_picture(pipeline, bus);
	if (!seek_often(pipeline, bus))
		return FALSE;
	gst_element_set_state(pipeline, GST_STATE_PLAYING);
	return pause_often(pipeline) && plays_to_end(pipeline, bus);
}

static gboolean run(const gchar *description)
{
	GError *error = NULL;
	GstElement *pipeline = gst_parse_launch(description, &error);
	gboolean good, watched;
	GstBus *bus;

	if (!pipeline || error) {
		g_printerr("play: %s\n", error->message);
		exit(2);
	}
	watched = watch(pipeline);
	bus = gst_element_get_bus(pipeline);
	good = is_paused(pipeline, bus);
	watched = watched || watch(pipeline);
	if (late)
		accept_late(pipeline);
	good = good && plays(pipeline, bus);
	print_stats(pipeline, "sink", TRUE);
	print_stats(pipeline, "sink1", FALSE);
	if (watched)
		witness_print();
	gst_element_set_state(pipeline, GST_STATE_NULL);
	gst_object_unref(bus);
	gst_object_unref(pipeline);
	return good;
}

int main(int argc, char **argv)
{
	GOptionContext *context = g_option_context_new("PIPELINE");
	gboolean good = TRUE;

	g_option_context_add_main_entries(context, entries, NULL);
	g_option_context_add_group(context, gst_init_get_option_group());
	if (!g_option_context_parse(context, &argc, &argv, NULL) || argc != 2)
		return 2;
	g_option_context_free(context);
	while (good && repeat--)
		good = run(argv[1]);
	gst_deinit();
	return !good;
}
