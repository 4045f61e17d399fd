// SPDX-License-Identifier: MIT
/* What GstPlay and the pipeline say, as events. */
#include <stdio.h>
#include <string.h>
#include <gst/pbutils/missing-plugins.h>
#include <gst/video/navigation.h>

#include "player-priv.h"
#include "position.h"

/* What the sink tells for one step: see yamp-gstreamer(7). */
#define WHEEL_STEP 10.0
/* At once. */
#define MOST_STEPS 100

/* The sink says why it shows nothing any more; no other element would say this. */
static bool is_closed(GstMessage *message)
{
	const GstStructure *details;

	gst_message_parse_error_details(message, &details);
	return details && gst_structure_has_name(details, "yamp-failure") &&
	       !g_strcmp0(gst_structure_get_string(details, "reason"), "window-closed");
}

/* GstPlay tells of the same soon, and takes the pipeline down: nobody is to hurry it. */
static bool take_cause(struct player *player, GstMessage *message)
{
	GError *error;
	char *debug;

	gst_message_parse_error(message, &error, &debug);
	if (!player->cause.status) {
		player->closed = is_closed(message);
		failure_from_error(&player->cause, error, debug, player->missing);
	}
	g_error_free(error);
	g_free(debug);
	return false;
}

/* Only what GstPlay itself could not do has no other cause. */
static bool take_play_error(struct player *player, GstMessage *message,
			    struct player_event *event)
{
	GError *error;

	gst_play_message_parse_error(message, &error, NULL);
	if (!player->cause.status)
		failure_from_error(&player->cause, error, NULL, player->missing);
	g_error_free(error);
	player->over = true;
	player_take_figures(player);
	event->type = player->closed ? PLAYER_CLOSED : PLAYER_FAILED;
	event->failure = player->cause;
	return true;
}

static bool is_sound(GstObject *source)
{
	const char *class = GST_IS_ELEMENT(source) ?
		gst_element_get_metadata(GST_ELEMENT(source), GST_ELEMENT_METADATA_KLASS) : NULL;

	return class && strstr(class, "Sink/Audio");
}

static bool take_warning(struct player *player, GstMessage *message, struct player_event *event)
{
	GError *error;

	gst_message_parse_warning(message, &error, NULL);
	event->type = PLAYER_WARNING;
	if (player->missing && failure_is_missing(error))
		failure_missing(&event->failure, player->missing);
	else
		failure_set(&event->failure, 0, "%s%s", is_sound(GST_MESSAGE_SRC(message)) ?
			    "no sound: " : "", error->message);
	g_error_free(error);
	return true;
}

static bool take_key(GstEvent *input, struct player_event *event)
{
	const GstStructure *details = gst_event_get_structure(input);
	const char *name;

	event->type = PLAYER_KEY;
	event->key = gst_navigation_event_parse_key_event(input, &name) ? keys_named(name) :
									  KEY_NONE;
	gst_structure_get_uint(details, "repeat-delay", &event->repeat_delay_ms);
	gst_structure_get_uint(details, "repeat-interval", &event->repeat_every_ms);
	return event->key != KEY_NONE;
}

/* A touchpad tells of parts of a step: they are added up. */
static bool take_wheel(struct player *player, GstEvent *input, struct player_event *event)
{
	double x, y, right, up;

	if (!gst_navigation_event_parse_mouse_scroll_event(input, &x, &y, &right, &up))
		return false;
	player->wheel += up / WHEEL_STEP;
	event->type = PLAYER_WHEEL;
	event->steps = CLAMP(player->wheel, -MOST_STEPS, MOST_STEPS);
	player->wheel -= event->steps;
	return event->steps;
}

static bool take_event(struct player *player, GstEvent *input, struct player_event *event)
{
	switch (gst_navigation_event_get_type(input)) {
	case GST_NAVIGATION_EVENT_KEY_PRESS:
		return take_key(input, event);
	case GST_NAVIGATION_EVENT_KEY_RELEASE:
		event->type = PLAYER_KEY_UP;
		return true;
	case GST_NAVIGATION_EVENT_MOUSE_SCROLL:
		return take_wheel(player, input, event);
	default:
		return false;
	}
}

/* What the sink passes on that nobody in the pipeline took. */
static bool take_input(struct player *player, GstMessage *message, struct player_event *event)
{
	GstEvent *input = NULL;
	bool taken;

	if (!gst_navigation_message_parse_event(message, &input))
		return false;
	taken = take_event(player, input, event);
	gst_event_unref(input);
	return taken;
}

static bool take_element(struct player *player, GstMessage *message, struct player_event *event)
{
	if (gst_navigation_message_get_type(message) == GST_NAVIGATION_MESSAGE_EVENT)
		return take_input(player, message, event);
	if (gst_is_missing_plugin_message(message)) {
		g_free(player->missing);
		player->missing = gst_missing_plugin_message_get_description(message);
		return false;
	}
	if (!gst_message_has_name(message, "yamp-path"))
		return false;
	player_take_figures(player);
	event->type = PLAYER_PATH;
	return true;
}

static void take_codec(GList *streams, char *codec, size_t size)
{
	const char *text = streams ? gst_play_stream_info_get_codec(streams->data) : NULL;

	snprintf(codec, size, "%s", text ? text : streams ? "unknown" : "");
}

/* GStreamer says 0 where it does not know. */
static uint64_t known_duration(GstClockTime duration)
{
	return duration ? duration : POSITION_UNKNOWN;
}

static void fill_info(struct player_status *status, GstPlayMediaInfo *info)
{
	GList *video = gst_play_media_info_get_video_streams(info);
	const char *title = gst_play_media_info_get_title(info);

	status->duration = known_duration(gst_play_media_info_get_duration(info));
	status->seekable = gst_play_media_info_is_seekable(info);
	status->width = video ? MAX(gst_play_video_info_get_width(video->data), 0) : 0;
	status->height = video ? MAX(gst_play_video_info_get_height(video->data), 0) : 0;
	take_codec(video, status->video, sizeof(status->video));
	take_codec(gst_play_media_info_get_audio_streams(info), status->audio,
		   sizeof(status->audio));
	snprintf(status->title, sizeof(status->title), "%s", title ? title : "");
}

static bool is_same_info(const struct player_status *one, const struct player_status *other)
{
	return one->duration == other->duration && one->seekable == other->seekable &&
	       one->width == other->width && one->height == other->height &&
	       !strcmp(one->video, other->video) && !strcmp(one->audio, other->audio) &&
	       !strcmp(one->title, other->title);
}

/* It is updated for every tag, too. */
static bool take_info(struct player *player, struct player_event *event)
{
	GstPlayMediaInfo *info = gst_play_get_media_info(player->play);
	struct player_status before = player->status;
	bool first = !player->loaded;

	if (!info)
		return false;
	fill_info(&player->status, info);
	g_object_unref(info);
	player->loaded = true;
	event->type = PLAYER_LOADED;
	return first || !is_same_info(&before, &player->status);
}

/* Before it is known whether it can be sought in, GstPlay would wait for a seek for ever. */
static void begin_at_start(struct player *player, GstPlayState state)
{
	if (!player->start || state != GST_PLAY_STATE_PAUSED)
		return;
	if (player->status.seekable)
		player_seek(player, player->start);
	player->start = 0;
	player_pause(player, player->paused);
}

static bool take_state(struct player *player, GstMessage *message, struct player_event *event)
{
	static const char *const names[] = {
		[GST_PLAY_STATE_STOPPED] = "stopped",
		[GST_PLAY_STATE_BUFFERING] = "waiting",
		[GST_PLAY_STATE_PAUSED] = "paused",
		[GST_PLAY_STATE_PLAYING] = "playing",
	};
	GstPlayState state;

	gst_play_message_parse_state_changed(message, &state);
	player->status.state = names[state];
	begin_at_start(player, state);
	event->type = PLAYER_STATE;
	return true;
}

static bool take_position(struct player *player, uint64_t position, struct player_event *event)
{
	player->status.position = position;
	player->status.duration = known_duration(gst_play_get_duration(player->play));
	player_compare_figures(player);
	event->type = PLAYER_POSITION;
	return true;
}

static bool take_end(struct player *player, struct player_event *event)
{
	player->status.duration = known_duration(gst_play_get_duration(player->play));
	player_compare_figures(player);
	player->over = player_is_cut_off(player, &event->failure);
	event->type = player->over ? PLAYER_FAILED : PLAYER_ENDED;
	return true;
}

static bool take_play_message(struct player *player, GstMessage *message,
			      struct player_event *event)
{
	GstPlayMessage type;
	GstClockTime position;

	gst_play_message_parse_type(message, &type);
	switch (type) {
	case GST_PLAY_MESSAGE_STATE_CHANGED:
		return take_state(player, message, event);
	case GST_PLAY_MESSAGE_POSITION_UPDATED:
		gst_play_message_parse_position_updated(message, &position);
		return take_position(player, position, event);
	case GST_PLAY_MESSAGE_SEEK_DONE:
		player->sought = POSITION_UNKNOWN;
		return take_position(player, player_position(player), event);
	case GST_PLAY_MESSAGE_MEDIA_INFO_UPDATED:
		return take_info(player, event);
	case GST_PLAY_MESSAGE_END_OF_STREAM:
		return take_end(player, event);
	case GST_PLAY_MESSAGE_ERROR:
		return take_play_error(player, message, event);
	default:
		return false;
	}
}

/* GstPlay says when it has turned to another file: what comes before is of the last one. */
static bool is_load(GstMessage *message)
{
	GstPlayMessage type;

	if (!gst_play_is_play_message(message))
		return false;
	gst_play_message_parse_type(message, &type);
	return type == GST_PLAY_MESSAGE_URI_LOADED;
}

static bool take_message(struct player *player, GstMessage *message, struct player_event *event)
{
	if (is_load(message)) {
		player->loads--;
		return false;
	}
	if (player->loads || player->over)
		return false;
	if (gst_play_is_play_message(message))
		return take_play_message(player, message, event);
	switch (GST_MESSAGE_TYPE(message)) {
	case GST_MESSAGE_ERROR:
		return take_cause(player, message);
	case GST_MESSAGE_WARNING:
		return take_warning(player, message, event);
	default:
		return take_element(player, message, event);
	}
}

bool player_next(struct player *player, struct player_event *event)
{
	GstMessage *message;
	bool taken = false;

	while (!taken && (message = gst_bus_pop(player->bus))) {
		*event = (struct player_event){ 0 };
		taken = take_message(player, message, event);
		gst_message_unref(message);
	}
	return taken;
}
