// SPDX-License-Identifier: MIT
/*
 * What of a file comes out of its demuxer. GStreamer takes the end of what is there for the end of
 * the film, and where there is nothing at all playbin3 waits for it for ever:
 *
 *   file ──► demuxer ──► decoder ──► sink
 *               └── first data, its end, errors ──► errors on the bus
 *
 * Decoders skip what they are late with, so nothing is known from what they deliver but that there
 * was something.
 */
#include <string.h>
#include <sysexits.h>

#include "player-priv.h"
#include "position.h"

/* What nothing is said of: durations are often estimated. */
#define SLACK (2 * POSITION_SECOND)
#define SLACK_PARTS 10

/* In a row, until a decoder gives up. */
#define MAX_ERRORS 30

/**
 * struct streams - of a demuxer, which owns this
 * @next: the bus that it was given, where its messages go on
 * @file: that it belongs to
 * @pads: protected by the player's lock, as @empty
 * @empty: of these, ended without having begun
 */
struct streams {
	struct player *player;
	GstElement *demuxer;
	GstBus *next;
	unsigned int file;
	unsigned int pads;
	unsigned int empty;
};

/* Not before GstPlay knows of the streams: it would choose among them while an error makes it
 * stop, and never come to an end. */
static void post_empty(struct player *player)
{
	GstElement *demuxer;

	g_mutex_lock(&player->lock);
	demuxer = player->collected ? g_steal_pointer(&player->empty) : NULL;
	g_mutex_unlock(&player->lock);
	if (!demuxer)
		return;
	GST_ELEMENT_ERROR(demuxer, STREAM, DEMUX, ("it ends before there is anything to play"),
			  (NULL));
	gst_object_unref(demuxer);
}

void player_note_collection(struct player *player)
{
	g_mutex_lock(&player->lock);
	player->collected = true;
	g_mutex_unlock(&player->lock);
	post_empty(player);
}

/* Once all that the demuxer has to offer has ended without having begun. */
static void note_empty(struct streams *streams)
{
	struct player *player = streams->player;

	g_mutex_lock(&player->lock);
	if (++streams->empty == streams->pads && streams->file == player->file)
		gst_object_replace((GstObject **)&player->empty, GST_OBJECT(streams->demuxer));
	g_mutex_unlock(&player->lock);
	post_empty(player);
}

static void note_time(struct streams *streams, GstClockTime time)
{
	struct player *player = streams->player;

	g_mutex_lock(&player->lock);
	if (streams->file == player->file &&
	    (player->reached == POSITION_UNKNOWN || time > player->reached))
		player->reached = time;
	g_mutex_unlock(&player->lock);
}

/* Pieces of a file that are no streams yet have no time. */
static GstPadProbeReturn on_data(GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
	GstEvent *event = gst_pad_get_sticky_event(pad, GST_EVENT_SEGMENT, 0);
	GstClockTime time = GST_BUFFER_DTS_OR_PTS(GST_PAD_PROBE_INFO_BUFFER(info));
	const GstSegment *segment;

	if (!event)
		return GST_PAD_PROBE_OK;
	gst_event_parse_segment(event, &segment);
	time = segment->format == GST_FORMAT_TIME ?
		gst_segment_to_stream_time(segment, GST_FORMAT_TIME, time) : GST_CLOCK_TIME_NONE;
	if (GST_CLOCK_TIME_IS_VALID(time))
		note_time(data, time);
	gst_event_unref(event);
	return GST_PAD_PROBE_OK;
}

/* Until there is something, or its end. */
static GstPadProbeReturn on_first(GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
	struct streams *streams = data;

	if (info->type & GST_PAD_PROBE_TYPE_BUFFER)
		return GST_PAD_PROBE_REMOVE;
	if (GST_EVENT_TYPE(GST_PAD_PROBE_INFO_EVENT(info)) != GST_EVENT_EOS)
		return GST_PAD_PROBE_OK;
	note_empty(streams);
	return GST_PAD_PROBE_REMOVE;
}

static void on_pad(GstElement *demuxer, GstPad *pad, gpointer data)
{
	struct streams *streams = data;

	if (!GST_PAD_IS_SRC(pad))
		return;
	g_mutex_lock(&streams->player->lock);
	streams->pads++;
	g_mutex_unlock(&streams->player->lock);
	gst_pad_add_probe(pad, GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM,
			  on_first, streams, NULL);
	gst_pad_add_probe(pad, GST_PAD_PROBE_TYPE_BUFFER, on_data, streams, NULL);
}

/* In the thread that posts it. */
static GstBusSyncReply pass_on(GstBus *bus, GstMessage *message, gpointer data)
{
	struct streams *streams = data;

	if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_ERROR)
		gst_element_post_message(streams->player->pipeline, gst_message_ref(message));
	gst_bus_post(streams->next, message);
	return GST_BUS_DROP;
}

/*
 * parsebin keeps to itself what an element says while it is connected, and then all waits. It
 * hears by the bus that it gave the demuxer: that gets one of ours in front of it, on which nothing
 * stays, and loses it when it is taken out of parsebin.
 */
static void listen_first(struct streams *streams)
{
	GstBus *bus = gst_object_ref_sink(g_object_new(GST_TYPE_BUS, "enable-async", FALSE, NULL));

	streams->next = gst_element_get_bus(streams->demuxer);
	gst_bus_set_sync_handler(bus, pass_on, streams, NULL);
	gst_element_set_bus(streams->demuxer, bus);
	gst_object_unref(bus);
}

static void forget_demuxer(gpointer data)
{
	struct streams *streams = data;

	gst_object_unref(streams->next);
	g_free(streams);
}

static bool is_demuxer(GstElement *element)
{
	const char *class = gst_element_get_metadata(element, GST_ELEMENT_METADATA_KLASS);

	return class && strstr(class, "Demux");
}

static void watch_demuxer(struct player *player, GstElement *demuxer)
{
	struct streams *streams = g_new0(struct streams, 1);

	streams->player = player;
	streams->demuxer = demuxer;
	g_mutex_lock(&player->lock);
	streams->file = player->file;
	g_mutex_unlock(&player->lock);
	g_signal_connect(demuxer, "pad-added", G_CALLBACK(on_pad), streams);
	g_object_set_data_full(G_OBJECT(demuxer), "yamp-streams", streams, forget_demuxer);
	listen_first(streams);
}

static void on_element(GstBin *pipeline, GstBin *bin, GstElement *element, gpointer data)
{
	if (is_demuxer(element))
		watch_demuxer(data, element);
	else if (GST_IS_VIDEO_DECODER(element))
		g_object_set(element, "max-errors", MAX_ERRORS, NULL);
}

void player_watch_streams(struct player *player)
{
	g_signal_connect(player->pipeline, "deep-element-added", G_CALLBACK(on_element), player);
}

void player_next_streams(struct player *player)
{
	g_mutex_lock(&player->lock);
	player->file++;
	player->reached = POSITION_UNKNOWN;
	player->collected = false;
	gst_clear_object(&player->empty);
	g_mutex_unlock(&player->lock);
}

bool player_is_cut_off(struct player *player, struct failure *failure)
{
	const struct player_status *status = &player->status;
	char reached[POSITION_TEXT], duration[POSITION_TEXT];
	uint64_t end;

	g_mutex_lock(&player->lock);
	end = player->reached;
	g_mutex_unlock(&player->lock);
	if (end == POSITION_UNKNOWN || status->duration == POSITION_UNKNOWN ||
	    end + MAX(SLACK, status->duration / SLACK_PARTS) >= status->duration)
		return false;
	failure_set(failure, EX_DATAERR,
		    "it breaks off at %s of %s: the file is damaged, or not all of it is there",
		    position_text(end, reached), position_text(status->duration, duration));
	return true;
}
