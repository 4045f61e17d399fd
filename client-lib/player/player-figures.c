// SPDX-License-Identifier: MIT
/* What the sink counts, which it forgets when it is taken down. */
#include "player-priv.h"
#include "sink.h"

static void look(struct player *player, bool failed)
{
	g_mutex_lock(&player->lock);
	if (!player->failed)
		sink_look(player->sink, &player->figures);
	player->failed |= failed;
	g_mutex_unlock(&player->lock);
}

void player_take_figures(struct player *player)
{
	look(player, false);
	g_mutex_lock(&player->lock);
	player->status.figures = player->figures;
	g_mutex_unlock(&player->lock);
}

void player_compare_figures(struct player *player)
{
	const struct figures *figures = &player->status.figures;

	player_take_figures(player);
	figures_compare(figures, &player->before, &player->status.path);
	player->before = *figures;
}

void player_sum_figures(struct player *player)
{
	player_take_figures(player);
	figures_add(&player->total, &player->status.figures);
	g_mutex_lock(&player->lock);
	player->figures = (struct figures){ 0 };
	player->failed = false;
	g_mutex_unlock(&player->lock);
	player->status.figures = player->before = (struct figures){ 0 };
	player->status.path = (struct figures_path){ 0 };
}

/* In the thread that posts it. GstPlay takes the sink down for an error, and then only. */
static void on_message(GstBus *bus, GstMessage *message, gpointer data)
{
	struct player *player = data;

	switch (GST_MESSAGE_TYPE(message)) {
	case GST_MESSAGE_ERROR:
		look(player, true);
		break;
	case GST_MESSAGE_STREAM_COLLECTION:
		player_note_collection(player);
		return;
	case GST_MESSAGE_WARNING:
	case GST_MESSAGE_ELEMENT:
		break;
	default:
		return;
	}
	gst_bus_post(player->bus, gst_message_ref(message));
}

void player_watch(struct player *player)
{
	GstBus *bus = gst_element_get_bus(player->pipeline);

	gst_bus_enable_sync_message_emission(bus);
	g_signal_connect(bus, "sync-message", G_CALLBACK(on_message), player);
	gst_object_unref(bus);
}

void player_unwatch(struct player *player)
{
	GstBus *bus = gst_element_get_bus(player->pipeline);

	g_signal_handlers_disconnect_by_data(bus, player);
	gst_bus_disable_sync_message_emission(bus);
	gst_object_unref(bus);
}
