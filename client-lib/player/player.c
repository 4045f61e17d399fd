// SPDX-License-Identifier: MIT
/*
 * Messages come on the bus of GstPlay, which has a thread of its own. Those of the pipeline that
 * say more than GstPlay makes of them are put beside its own by whoever posts them:
 *
 *   elements ──► pipeline's bus ──► GstPlay's thread ──► GstPlay's bus ──► player_next()
 *                      └── errors, warnings, yamp-path, missing plugins ──►┘
 */
#include <sysexits.h>

#include "player-priv.h"
#include "position.h"
#include "sink.h"

#define POSITION_MS 250

int player_fd(const struct player *player)
{
	GPollFD fd;

	gst_bus_get_pollfd(player->bus, &fd);
	return fd.fd;
}

const struct player_status *player_status(const struct player *player)
{
	return &player->status;
}

uint64_t player_position(const struct player *player)
{
	gint64 position;

	if (!gst_element_query_position(player->pipeline, GST_FORMAT_TIME, &position))
		return player->status.position;
	return position;
}

void player_total(struct player *player, struct figures *total)
{
	player_take_figures(player);
	*total = player->total;
	figures_add(total, &player->status.figures);
}

/* ---- what is asked for ----------------------------------------------------------- */

void player_load(struct player *player, const char *uri, uint64_t start)
{
	player_sum_figures(player);
	player_next_streams(player);
	player->loads++;
	player->start = start;
	player->sought = POSITION_UNKNOWN;
	player->over = player->loaded = player->closed = false;
	player->cause = (struct failure){ 0 };
	g_clear_pointer(&player->missing, g_free);
	player->status.position = player->status.duration = POSITION_UNKNOWN;
	player->status.seekable = false;
	player->status.state = "waiting";
	gst_play_set_uri(player->play, uri);
	if (start)
		gst_play_pause(player->play);
	else
		player_pause(player, player->paused);
}

void player_again(struct player *player)
{
	player->sought = POSITION_UNKNOWN;
	player_pause(player, player->paused);
}

void player_pause(struct player *player, bool paused)
{
	player->paused = paused;
	if (paused)
		gst_play_pause(player->play);
	else if (!player->start)
		gst_play_play(player->play);
}

bool player_is_paused(const struct player *player)
{
	return player->paused;
}

bool player_seek(struct player *player, uint64_t position)
{
	if (!player->status.seekable)
		return false;
	player->sought = position;
	gst_play_seek(player->play, position);
	return true;
}

bool player_move(struct player *player, int seconds)
{
	uint64_t from = player->sought;

	if (from == POSITION_UNKNOWN)
		from = player_position(player);
	return player_seek(player, position_move(from, seconds, player->status.duration));
}

void player_mute(struct player *player, bool muted)
{
	player->status.muted = muted;
	gst_play_set_mute(player->play, muted);
}

void player_fullscreen(struct player *player, bool fullscreen)
{
	player->status.fullscreen = fullscreen;
	g_object_set(player->sink, "fullscreen", fullscreen, NULL);
}

/* ---- life ------------------------------------------------------------------------ */

/* GstPlay ends the program where it finds no playbin3. */
static bool has_playbin(struct failure *failure)
{
	if (gst_registry_check_feature_version(gst_registry_get(), "playbin3", 1, 20, 0))
		return true;
	failure_set(failure, EX_UNAVAILABLE,
		    "GStreamer has no playbin3: install its base plugins (Debian: "
		    "gstreamer1.0-plugins-base)");
	return false;
}

static void configure(struct player *player)
{
	GstStructure *config = gst_play_get_config(player->play);

	gst_play_config_set_position_update_interval(config, POSITION_MS);
	gst_play_config_set_seek_accurate(config, TRUE);
	gst_play_set_config(player->play, config);
	g_object_set(player->pipeline, "video-sink", player->sink, NULL);
	player_watch(player);
	player_watch_streams(player);
}

struct player *player_create(struct failure *failure)
{
	GstElement *sink = has_playbin(failure) ? sink_make(failure) : NULL;
	struct player *player;

	if (!sink)
		return NULL;
	player = g_new0(struct player, 1);
	g_mutex_init(&player->lock);
	player->sink = sink;
	player->play = gst_play_new(NULL);
	player->bus = gst_play_get_message_bus(player->play);
	player->pipeline = gst_play_get_pipeline(player->play);
	player->sought = POSITION_UNKNOWN;
	player->status.state = "stopped";
	player->status.position = player->status.duration = POSITION_UNKNOWN;
	configure(player);
	return player;
}

/*
 * What nobody has read refers to GstPlay, and would keep it and all its threads. Its own thread may
 * have the last reference for a moment; the pipeline's threads end here in any case, for they know
 * the player.
 */
static void end_threads(struct player *player)
{
	gst_bus_set_flushing(player->bus, TRUE);
	gst_object_unref(player->play);
	gst_element_set_state(player->pipeline, GST_STATE_NULL);
}

void player_destroy(struct player *player)
{
	if (!player)
		return;
	end_threads(player);
	player_unwatch(player);
	gst_object_unref(player->pipeline);
	gst_object_unref(player->bus);
	gst_object_unref(player->sink);
	gst_clear_object(&player->empty);
	g_mutex_clear(&player->lock);
	g_free(player->missing);
	g_free(player);
}
