// SPDX-License-Identifier: MIT
/*
 * sink-trouble: what happens to a sink while people watch, with whatever compositor
 * $WAYLAND_DISPLAY names; a case is a process of its own. After each nothing may be left: no
 * object of GStreamer's (its leaks tracer), no descriptor, no dma-buf.
 *
 * $COMPOSITOR_PID, if set, is killed in the last case.
 */
#include <signal.h>
#include <stdlib.h>
#include <harness.h>

#include "player.h"

/* It goes on until it is stopped; frames come as fast as the sink takes them. */
#define SOURCE "videotestsrc pattern=ball name=source ! "
#define SMALL "video/x-raw,format=BGRx,width=320,height=240,framerate=30/1"
#define SINK "yampsink name=sink max-lateness=-1"
#define SEEKS 50
#define PAUSES 10
#define STARTS 10
#define CHANGES 8

static GstElement *open_drawn(void)
{
	return player_open(SOURCE SMALL " ! " SINK);
}

static void seeks(GstElement *pipeline, gint64 duration)
{
	guint64 before = player_stat(pipeline, "sink", "frames");

	for (int i = 0; i < SEEKS; i++) {
		if (i == SEEKS / 2)
			player_state(pipeline, GST_STATE_PLAYING);
		player_seek(pipeline, duration * (i * 37 % 90) / 100);
	}
	check(player_stat(pipeline, "sink", "frames") > before, "nothing was shown");
	player_wait(pipeline, "sink", 2);
}

static void seek_drawn(const void *data)
{
	GstElement *pipeline = open_drawn();

	seeks(pipeline, 60 * GST_SECOND);
	player_close(pipeline);
}

/* Frames that the decoder still needs are in flight at each seek. */
static void seek_film(const void *data)
{
	const char *film = getenv("FILM");
	gint64 duration = 0;
	GstElement *pipeline;
	char *description;

	if (!film)
		test_skip("$FILM names none");
	description = g_strdup_printf("filesrc location=%s ! avidemux ! avdec_mpeg4 ! "
				      "videoconvert ! " SINK, film);
	pipeline = player_open(description);
	g_free(description);
	check(gst_element_query_duration(pipeline, GST_FORMAT_TIME, &duration), "no duration");
	seeks(pipeline, duration);
	player_close(pipeline);
}

static void pause_resume(const void *data)
{
	GstElement *pipeline = open_drawn();

	for (int i = 0; i < PAUSES; i++) {
		player_state(pipeline, GST_STATE_PLAYING);
		if (i % 4 == 0)
			player_wait(pipeline, "sink", 1);
		player_state(pipeline, GST_STATE_PAUSED);
	}
	player_close(pipeline);
}

/* Whatever it holds, the compositor holds it when the sink goes. */
static void start_stop(const void *data)
{
	for (int i = 0; i < STARTS; i++) {
		GstElement *pipeline = open_drawn();

		if (i % 2) {
			player_state(pipeline, GST_STATE_PLAYING);
			player_wait(pipeline, "sink", i % 4);
		}
		player_close(pipeline);
	}
}

/* One element through all its states, again and again. */
static void states(const void *data)
{
	static const GstState order[] = { GST_STATE_PLAYING, GST_STATE_READY, GST_STATE_PAUSED,
					  GST_STATE_NULL, GST_STATE_PAUSED, GST_STATE_READY,
					  GST_STATE_NULL, GST_STATE_READY, GST_STATE_PLAYING };
	GstElement *pipeline = open_drawn();

	for (unsigned int i = 0; i < 3 * G_N_ELEMENTS(order); i++) {
		player_state(pipeline, order[i % G_N_ELEMENTS(order)]);
		if (order[i % G_N_ELEMENTS(order)] == GST_STATE_PLAYING)
			player_wait(pipeline, "sink", 1);
	}
	player_close(pipeline);
}

static void change_caps(GstElement *pipeline, const char *text)
{
	GstElement *filter = gst_bin_get_by_name(GST_BIN(pipeline), "filter");
	GstCaps *caps = gst_caps_from_string(text);

	g_object_set(filter, "caps", caps, NULL);
	gst_caps_unref(caps);
	gst_object_unref(filter);
}

/* Size, format and shape of pixels change while it plays. */
static void caps_change(const void *data)
{
	static const char *const caps[] = {
		"video/x-raw,format=BGRx,width=160,height=120,framerate=30/1",
		"video/x-raw,format=BGRx,width=640,height=360,framerate=30/1",
		"video/x-raw,format=BGRA,width=320,height=240,framerate=30/1",
		"video/x-raw,format=BGRx,width=320,height=240,framerate=30/1,"
			"pixel-aspect-ratio=4/3",
	};
	GstElement *pipeline = player_open(SOURCE "capsfilter name=filter caps=" SMALL " ! " SINK);

	player_state(pipeline, GST_STATE_PLAYING);
	for (int i = 0; i < CHANGES; i++) {
		change_caps(pipeline, caps[i % G_N_ELEMENTS(caps)]);
		player_wait(pipeline, "sink", 3);
	}
	player_close(pipeline);
}

static void set_fullscreen(GstElement *pipeline, gboolean fullscreen)
{
	GstElement *sink = gst_bin_get_by_name(GST_BIN(pipeline), "sink");

	g_object_set(sink, "fullscreen", fullscreen, NULL);
	gst_object_unref(sink);
}

/* The compositor gives it another size each time, and now and then the pictures have one. */
static void resized(const void *data)
{
	GstElement *pipeline = player_open(SOURCE "capsfilter name=filter caps=" SMALL " ! " SINK);

	player_state(pipeline, GST_STATE_PLAYING);
	for (int i = 0; i < CHANGES; i++) {
		set_fullscreen(pipeline, i % 2 == 0);
		if (i % 3 == 0)
			change_caps(pipeline, i % 2 ? SMALL :
				    "video/x-raw,format=BGRx,width=200,height=300,framerate=30/1");
		player_wait(pipeline, "sink", 2);
	}
	player_close(pipeline);
}

/* Of each buffer another part is seen, turned in another way. */
static void cropped(const void *data)
{
	GstElement *pipeline = player_open(SOURCE SMALL " ! videocrop name=crop ! " SINK);
	GstElement *crop = gst_bin_get_by_name(GST_BIN(pipeline), "crop");
	GstElement *sink = gst_bin_get_by_name(GST_BIN(pipeline), "sink");

	player_state(pipeline, GST_STATE_PLAYING);
	for (int i = 0; i < CHANGES; i++) {
		g_object_set(crop, "left", i * 37 % 200, "bottom", i * 53 % 200, NULL);
		g_object_set(sink, "rotate-method", i, NULL);
		player_wait(pipeline, "sink", 2);
	}
	gst_object_unref(crop);
	gst_object_unref(sink);
	player_close(pipeline);
}

/* Two windows of one process; one goes, the other plays on. */
static void two_sinks(const void *data)
{
	GstElement *pipeline = player_open(SOURCE SMALL " ! tee name=t ! queue ! " SINK
					   " t. ! queue ! yampsink name=sink1 max-lateness=-1");
	GstElement *other = open_drawn();

	player_state(pipeline, GST_STATE_PLAYING);
	player_state(other, GST_STATE_PLAYING);
	player_wait(pipeline, "sink", 5);
	player_wait(pipeline, "sink1", 5);
	check(gst_element_set_state(other, GST_STATE_NULL) == GST_STATE_CHANGE_SUCCESS, "NULL");
	gst_object_unref(other);
	player_wait(pipeline, "sink", 5);
	player_wait(pipeline, "sink1", 5);
	player_close(pipeline);
}

static gpointer ask_stats(gpointer data)
{
	while (!g_atomic_int_get((gint *)g_object_get_data(data, "stop"))) {
		player_stat(data, "sink", "frames");
		set_fullscreen(data, g_random_boolean());
		g_usleep(1000);	/* a compositor ends who never listens */
	}
	return NULL;
}

/* Another thread asks and sets things at any time. */
static void asked(const void *data)
{
	GstElement *pipeline = open_drawn();
	gint stop = 0;
	GThread *thread;

	g_object_set_data(G_OBJECT(pipeline), "stop", &stop);
	thread = g_thread_new("asks", ask_stats, pipeline);
	for (int i = 0; i < STARTS; i++) {
		player_state(pipeline, GST_STATE_PLAYING);
		player_state(pipeline, i % 2 ? GST_STATE_NULL : GST_STATE_READY);
	}
	g_atomic_int_set(&stop, 1);
	g_thread_join(thread);
	player_close(pipeline);
}

/* The sink itself says so, in a word for programs. */
static void check_told(GstBus *bus, const char *reason)
{
	GstMessage *message = gst_bus_timed_pop_filtered(bus, 120 * GST_SECOND, GST_MESSAGE_ERROR);
	const GstStructure *details;

	check(message, "nobody tells: %s", reason);
	check(g_str_equal(GST_MESSAGE_SRC_NAME(message), "sink"), "%s tells, not the sink",
	      GST_MESSAGE_SRC_NAME(message));
	gst_message_parse_error_details(message, &details);
	check(details && gst_structure_has_name(details, "yamp-failure"), "no details");
	check(g_str_equal(gst_structure_get_string(details, "reason"), reason), "%s, not %s",
	      gst_structure_get_string(details, "reason"), reason);
	gst_message_unref(message);
}

/* It is told, no buffer stays with the dead, and a new start says why it fails. */
static void compositor_dies(const void *data)
{
	const char *pid = getenv("COMPOSITOR_PID");
	GstElement *pipeline;
	GstBus *bus;

	if (!pid)
		test_skip("$COMPOSITOR_PID is not set");
	pipeline = open_drawn();
	bus = gst_element_get_bus(pipeline);
	player_state(pipeline, GST_STATE_PLAYING);
	player_wait(pipeline, "sink", 5);
	check(!kill(atoi(pid), SIGKILL), "kill");
	check_told(bus, "compositor-gone");
	gst_element_set_state(pipeline, GST_STATE_NULL);
	check(gst_element_set_state(pipeline, GST_STATE_PAUSED) == GST_STATE_CHANGE_FAILURE,
	      "it starts without a compositor");
	check_told(bus, "no-compositor");
	gst_object_unref(bus);
	player_close(pipeline);
}

int main(int argc, char **argv)
{
	static const struct test_case cases[] = {
		{ "50 seeks, drawn", seek_drawn },
		{ "50 seeks, decoded", seek_film },
		{ "pause and resume", pause_resume },
		{ "started and stopped", start_stop },
		{ "through all states", states },
		{ "caps change", caps_change },
		{ "resized", resized },
		{ "cropped and turned", cropped },
		{ "two sinks", two_sinks },
		{ "asked by others", asked },
		{ "the compositor dies", compositor_dies },
	};

	player_init();
	return test_main(argc, argv, cases, G_N_ELEMENTS(cases));
}
