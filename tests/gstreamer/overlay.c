// SPDX-License-Identifier: MIT
/*
 * overlay WIDTHxHEIGHT PIPELINE: an application with a black window of that size, fullscreen,
 * that shows the sink called sink of a pipeline in it. It shares its connection with the sink
 * and reads its own events in a thread of its own. A line on standard input is
 *
 *   place X Y WIDTH HEIGHT	show it there
 *   own			show it in a window of its own
 *   ours			in ours again
 *   expose			draw it again
 *   set PROPERTY VALUE		of the sink
 *   show FRAMES		wait until so many more were given to the compositor
 *
 * and is answered by a line "done". At the end of the input everything ends; nothing of the
 * pipeline may be left (player.h). Exit status: 0, or 1 if something failed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <gst/video/videooverlay.h>
#include <harness.h>

#include "../wayland/window.h"
#include "player.h"

static struct connection *connection;
static struct tile window;
static gint ended;

/* As in an application: only the main thread asks and only this one reads. */
static gpointer read_events(gpointer data)
{
	while (!g_atomic_int_get(&ended) && wl_display_dispatch(connection->display) >= 0)
		;
	return NULL;
}

static void open_window(uint32_t width, uint32_t height)
{
	connection = connection_open(3);
	tile_init(&window, connection, NULL);
	xdg_toplevel_set_fullscreen(window.toplevel, NULL);
	wl_display_roundtrip(connection->display);
	tile_use_shm(&window, width, height);
	tile_attach(&window);
	wl_surface_commit(window.surface);
	wl_display_roundtrip(connection->display);
}

/* The last event that the thread waits for. */
static void close_window(GThread *thread)
{
	g_atomic_int_set(&ended, 1);
	wl_callback_destroy(wl_display_sync(connection->display));
	wl_display_flush(connection->display);
	g_thread_join(thread);
	tile_finish(&window);
	connection_close(connection);
}

/* In the thread of whoever posts it, before that goes on. */
static GstBusSyncReply answer(GstBus *bus, GstMessage *message, gpointer data)
{
	const gchar *type;
	GstContext *context;

	if (gst_is_video_overlay_prepare_window_handle_message(message))
		gst_video_overlay_set_window_handle(GST_VIDEO_OVERLAY(GST_MESSAGE_SRC(message)),
						    (guintptr)window.surface);
	if (GST_MESSAGE_TYPE(message) != GST_MESSAGE_NEED_CONTEXT ||
	    !gst_message_parse_context_type(message, &type) ||
	    !g_str_equal(type, "GstWaylandDisplayHandleContextType"))
		return GST_BUS_PASS;
	context = gst_context_new(type, TRUE);
	gst_structure_set(gst_context_writable_structure(context), "display", G_TYPE_POINTER,
			  connection->display, NULL);
	gst_element_set_context(GST_ELEMENT(GST_MESSAGE_SRC(message)), context);
	gst_context_unref(context);
	return GST_BUS_PASS;
}

/* gst_util_set_object_arg() does nothing where it does not understand. */
static void set(GstElement *sink, const char *name, const char *text)
{
	GParamSpec *spec = g_object_class_find_property(G_OBJECT_GET_CLASS(sink), name);
	GValue value = G_VALUE_INIT;

	check(spec, "no property %s", name);
	g_value_init(&value, spec->value_type);
	check(gst_value_deserialize_with_pspec(&value, text, spec), "%s is never %s", name, text);
	g_object_set_property(G_OBJECT(sink), name, &value);
	g_value_unset(&value);
}

static void obey(GstElement *pipeline, GstElement *sink, const char *line)
{
	GstVideoOverlay *overlay = GST_VIDEO_OVERLAY(sink);
	char name[64], value[64];
	int x, y, width, height;

	if (sscanf(line, "place %d %d %d %d", &x, &y, &width, &height) == 4)
		gst_video_overlay_set_render_rectangle(overlay, x, y, width, height);
	else if (!strcmp(line, "own\n"))
		gst_video_overlay_set_window_handle(overlay, 0);
	else if (!strcmp(line, "ours\n"))
		gst_video_overlay_set_window_handle(overlay, (guintptr)window.surface);
	else if (!strcmp(line, "expose\n"))
		gst_video_overlay_expose(overlay);
	else if (sscanf(line, "set %63s %63s", name, value) == 2)
		set(sink, name, value);
	else if (sscanf(line, "show %d", &x) == 1)
		player_wait(pipeline, "sink", x);
	else
		exit(1);
	/* where a part of it lies is seen when the window is drawn */
	wl_surface_commit(window.surface);
	wl_display_flush(connection->display);
}

int main(int argc, char **argv)
{
	GstElement *pipeline, *sink;
	unsigned int width, height;
	GThread *thread;
	char line[160];
	GstBus *bus;

	if (argc != 3 || sscanf(argv[1], "%ux%u", &width, &height) != 2)
		return 1;
	player_init();
	open_window(width, height);
	thread = g_thread_new("events", read_events, NULL);
	pipeline = gst_parse_launch(argv[2], NULL);
	bus = gst_element_get_bus(pipeline);
	gst_bus_set_sync_handler(bus, answer, NULL, NULL);
	gst_object_unref(bus);
	sink = gst_bin_get_by_name(GST_BIN(pipeline), "sink");
	player_state(pipeline, GST_STATE_PAUSED);
	player_state(pipeline, GST_STATE_PLAYING);
	while (fgets(line, sizeof(line), stdin)) {
		obey(pipeline, sink, line);
		puts("done");
		fflush(stdout);
	}
	gst_object_unref(sink);
	player_close(pipeline);
	close_window(thread);
	return 0;
}
