// SPDX-License-Identifier: MIT
#include <stdio.h>
#include <sysexits.h>

#include "sink.h"

#define PLUGIN GST_PLUGIN_DIR "/libgstyamp.so"

GstElement *sink_make(struct failure *failure)
{
	GstElement *sink = gst_element_factory_make("yampsink", NULL);
	GError *error = NULL;
	GstPlugin *plugin;

	if (sink)
		return gst_object_ref_sink(sink);
	plugin = gst_plugin_load_file(PLUGIN, &error);
	sink = plugin ? gst_element_factory_make("yampsink", NULL) : NULL;
	if (!sink)
		failure_set(failure, EX_UNAVAILABLE, "GStreamer does not find yampsink: set "
			    "GST_PLUGIN_PATH to the folder of libgstyamp.so (%s)",
			    error ? error->message : PLUGIN " has none");
	g_clear_error(&error);
	g_clear_pointer(&plugin, gst_object_unref);
	return sink ? gst_object_ref_sink(sink) : NULL;
}

static void take_word(const GstStructure *stats, const char *name, char *word, size_t size)
{
	const char *text = gst_structure_get_string(stats, name);

	snprintf(word, size, "%s", text ? text : "");
}

void sink_look(GstElement *sink, struct figures *figures)
{
	GstStructure *stats = NULL;

	*figures = (struct figures){ 0 };
	g_object_get(sink, "stats", &stats, NULL);
	if (!stats)
		return;
	gst_structure_get_uint64(stats, "frames", &figures->frames);
	gst_structure_get_uint64(stats, "presented", &figures->presented);
	gst_structure_get_uint64(stats, "scanned-out", &figures->plane);
	gst_structure_get_uint64(stats, "discarded", &figures->discarded);
	gst_structure_get_uint64(stats, "dropped", &figures->dropped);
	gst_structure_get_uint64(stats, "copied-frames", &figures->copied);
	gst_structure_get_uint64(stats, "copied-bytes", &figures->copied_bytes);
	take_word(stats, "path", figures->import, sizeof(figures->import));
	take_word(stats, "reason", figures->reason, sizeof(figures->reason));
	take_word(stats, "memory", figures->memory, sizeof(figures->memory));
	take_word(stats, "composited-because", figures->composited,
		  sizeof(figures->composited));
	gst_structure_free(stats);
}
