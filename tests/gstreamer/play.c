// SPDX-License-Identifier: MIT
/*
 * play [--seeks N] [--pauses N] [--repeat N] PIPELINE: runs a pipeline whose sinks are
 * called sink, sink1 and so on to its end, and prints what there is to know of them:
 *
 *   path NAME PATH REASON MEMORY	for each element message
 *   warning NAME TEXT
 *   error NAME TEXT
 *   stats NAME {...}			at the end, once for each sink
 *
 * Exit status: 0 the stream ended, 1 an error, 2 wrong use.
 */
#include <stdlib.h>
#include <string.h>
#include <gst/gst.h>

static gint seeks, pauses, repeat = 1;

static const GOptionEntry entries[] = {
	{ "seeks", 0, 0, G_OPTION_ARG_INT, &seeks, "seek so often first", "N" },
	{ "pauses", 0, 0, G_OPTION_ARG_INT, &pauses, "pause and go on so often first", "N" },
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

/* Handles messages until one of these kinds comes, and returns which. */
static GstMessageType wait_for(GstBus *bus, GstMessageType kinds)
{
	GstMessageType type = 0;

	while (!(type & (kinds | GST_MESSAGE_ERROR))) {
		GstMessage *message = gst_bus_timed_pop(bus, GST_CLOCK_TIME_NONE);

		type = GST_MESSAGE_TYPE(message);
		if (type == GST_MESSAGE_ELEMENT)
			print_path(message);
		else if (type == GST_MESSAGE_WARNING)
			print_text(message, "warning", gst_message_parse_warning);
		else if (type == GST_MESSAGE_ERROR)
			print_text(message, "error", gst_message_parse_error);
		gst_message_unref(message);
	}
	return type;
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

static void print_stats(GstElement *pipeline, const gchar *name)
{
	GstElement *sink = gst_bin_get_by_name(GST_BIN(pipeline), name);
	GstStructure *stats = NULL;
	gchar *text;

	if (!sink)
		return;
	g_object_get(sink, "stats", &stats, NULL);
	text = gst_structure_to_string(stats);
	g_print("stats %s %s\n", name, text);
	g_free(text);
	gst_structure_free(stats);
	gst_object_unref(sink);
}

static gboolean run(const gchar *description)
{
	GError *error = NULL;
	GstElement *pipeline = gst_parse_launch(description, &error);
	gboolean good = FALSE;
	GstBus *bus;

	if (!pipeline || error) {
		g_printerr("play: %s\n", error->message);
		exit(2);
	}
	bus = gst_element_get_bus(pipeline);
	gst_element_set_state(pipeline, GST_STATE_PAUSED);
	if (wait_for(bus, GST_MESSAGE_ASYNC_DONE) == GST_MESSAGE_ASYNC_DONE &&
	    seek_often(pipeline, bus)) {
		gst_element_set_state(pipeline, GST_STATE_PLAYING);
		good = pause_often(pipeline) && wait_for(bus, GST_MESSAGE_EOS) == GST_MESSAGE_EOS;
	}
	print_stats(pipeline, "sink");
	print_stats(pipeline, "sink1");
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
