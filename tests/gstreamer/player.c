// SPDX-License-Identifier: MIT
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <harness.h>

#include "player.h"

/* Events decide; these only keep a case from hanging, on the slowest machine. */
#define PATIENCE (120 * GST_SECOND)
#define LOOK_US 5000
#define LAST_DROP_US (20 * G_USEC_PER_SEC)

void player_init(void)
{
	g_setenv("GST_TRACERS", "leaks", FALSE);
	gst_init(NULL, NULL);
}

static G_GNUC_NORETURN void fail_with(GstMessage *message)
{
	GError *error = NULL;
	gchar *details = NULL;

	gst_message_parse_error(message, &error, &details);
	test_fail(__FILE__, __LINE__, "%s: %s (%s)", GST_MESSAGE_SRC_NAME(message), error->message,
		  details ? details : "");
}

GstMessage *player_wait_message(GstElement *pipeline, GstMessageType types)
{
	GstBus *bus = gst_element_get_bus(pipeline);
	GstMessage *message = gst_bus_timed_pop_filtered(bus, PATIENCE, types | GST_MESSAGE_ERROR);

	gst_object_unref(bus);
	check(message, "no message");
	if (GST_MESSAGE_TYPE(message) & ~types)
		fail_with(message);
	return message;
}

void player_state(GstElement *pipeline, GstState state)
{
	GstStateChangeReturn ret = gst_element_set_state(pipeline, state);

	if (ret == GST_STATE_CHANGE_ASYNC)
		ret = gst_element_get_state(pipeline, NULL, NULL, PATIENCE);
	if (ret == GST_STATE_CHANGE_FAILURE)
		gst_message_unref(player_wait_message(pipeline, 0));
	check(ret == GST_STATE_CHANGE_SUCCESS || ret == GST_STATE_CHANGE_NO_PREROLL,
	      "state %s is not reached: %s", gst_element_state_get_name(state),
	      gst_element_state_change_return_get_name(ret));
}

GstElement *player_open(const char *description)
{
	GError *error = NULL;
	GstElement *pipeline = gst_parse_launch(description, &error);

	check(pipeline && !error, "%s", error ? error->message : "no pipeline");
	player_state(pipeline, GST_STATE_PAUSED);
	return pipeline;
}

/* GStreamer's own tracer knows every object that was made since the beginning. */
static GstStructure *live_objects(void)
{
	GList *tracers = gst_tracing_get_active_tracers();
	GstStructure *found = NULL;

	for (GList *item = tracers; item; item = item->next) {
		if (g_str_equal(G_OBJECT_TYPE_NAME(item->data), "GstLeaksTracer"))
			g_signal_emit_by_name(item->data, "get-live-objects", &found);
	}
	g_list_free_full(tracers, gst_object_unref);
	check(found, "there is no tracer of leaks");
	return found;
}

static guint count_objects(const GstStructure *found, gboolean say)
{
	const GValue *list = gst_structure_get_value(found, "live-objects-list");
	guint count = gst_value_list_get_size(list);

	for (guint i = 0; say && i < count; i++) {
		const GValue *one = gst_value_list_get_value(list, i);
		gchar *text = gst_structure_to_string(gst_value_get_structure(one));

		test_note("%s", text);
		g_free(text);
	}
	return count;
}

/* The display's thread may be about to drop the last ones. */
static void check_nothing_lives(void)
{
	gint64 end = g_get_monotonic_time() + LAST_DROP_US;
	GstStructure *found = live_objects();

	while (count_objects(found, FALSE) && g_get_monotonic_time() < end) {
		gst_structure_free(found);
		g_usleep(LOOK_US);
		found = live_objects();
	}
	check_equal(count_objects(found, TRUE), 0, "objects that leaked");
	gst_structure_free(found);
}

void player_close(GstElement *pipeline)
{
	GstBus *bus = gst_element_get_bus(pipeline);

	check(gst_element_set_state(pipeline, GST_STATE_NULL) == GST_STATE_CHANGE_SUCCESS, "NULL");
	gst_bus_set_flushing(bus, TRUE);	/* messages refer to elements */
	gst_object_unref(bus);
	gst_object_unref(pipeline);
	gst_task_cleanup_all();
	check_nothing_lives();
	check_equal(player_dmabufs(), 0, "dma-bufs that are still open");
}

void player_seek(GstElement *pipeline, gint64 time)
{
	check(gst_element_seek_simple(pipeline, GST_FORMAT_TIME,
				      GST_SEEK_FLAG_FLUSH | GST_SEEK_FLAG_KEY_UNIT, time), "seek");
	gst_message_unref(player_wait_message(pipeline, GST_MESSAGE_ASYNC_DONE));
}

static GstStructure *stats_of(GstElement *pipeline, const char *name)
{
	GstElement *sink = gst_bin_get_by_name(GST_BIN(pipeline), name);
	GstStructure *stats = NULL;

	check(sink, "no element is called %s", name);
	g_object_get(sink, "stats", &stats, NULL);
	gst_object_unref(sink);
	return stats;
}

guint64 player_stat(GstElement *pipeline, const char *sink, const char *name)
{
	GstStructure *stats = stats_of(pipeline, sink);
	guint64 value = 0;

	check(gst_structure_get_uint64(stats, name, &value), "no figure %s", name);
	gst_structure_free(stats);
	return value;
}

char *player_text(GstElement *pipeline, const char *sink, const char *name)
{
	GstStructure *stats = stats_of(pipeline, sink);
	char *text = g_strdup(gst_structure_get_string(stats, name));

	gst_structure_free(stats);
	return text;
}

static void fail_if_error(GstElement *pipeline)
{
	GstBus *bus = gst_element_get_bus(pipeline);
	GstMessage *message = gst_bus_pop_filtered(bus, GST_MESSAGE_ERROR);

	gst_object_unref(bus);
	if (message)
		fail_with(message);
}

void player_wait(GstElement *pipeline, const char *sink, guint64 frames)
{
	gint64 end = g_get_monotonic_time() + PATIENCE / 1000;
	guint64 want = player_stat(pipeline, sink, "frames") + frames;

	while (player_stat(pipeline, sink, "frames") < want) {
		fail_if_error(pipeline);
		check(g_get_monotonic_time() < end, "%s: no more frames", sink);
		g_usleep(LOOK_US);
	}
}

guint player_dmabufs(void)
{
	DIR *folder = opendir("/proc/self/fd");
	struct dirent *entry;
	guint count = 0;

	check(folder, "no /proc");
	while ((entry = readdir(folder))) {
		char target[64] = "";

		if (readlinkat(dirfd(folder), entry->d_name, target, sizeof(target) - 1) > 0)
			count += g_str_has_prefix(target, "/dmabuf:");
	}
	closedir(folder);
	return count;
}
