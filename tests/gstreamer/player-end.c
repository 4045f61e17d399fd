// SPDX-License-Identifier: MIT
/*
 * player-end URI: plays it in a window, reads nothing of what the player says, and destroys it.
 * Then nothing of it may be left: messages that nobody read refer to who sent them. Silent, and 0,
 * if so.
 */
#include <stdio.h>

#include "player-priv.h"

/* Objects that may not outlive the player. */
enum { PLAY, PIPELINE, SINK, OBJECTS };

static const char *const names[OBJECTS] = { "GstPlay", "pipeline", "sink" };
static gint left = (1 << OBJECTS) - 1;

static void on_gone(gpointer data, GObject *object)
{
	g_atomic_int_and(&left, ~(1u << GPOINTER_TO_UINT(data)));
}

static void watch(struct player *player)
{
	GObject *objects[OBJECTS] = {
		[PLAY] = G_OBJECT(player->play),
		[PIPELINE] = G_OBJECT(player->pipeline),
		[SINK] = G_OBJECT(player->sink),
	};

	for (guint i = 0; i < OBJECTS; i++)
		g_object_weak_ref(objects[i], on_gone, GUINT_TO_POINTER(i));
}

/* GstPlay's thread turns to the file first: until then there is no state to wait for. */
static void wait_until_it_plays(struct player *player)
{
	GstState state = GST_STATE_NULL;

	while (state != GST_STATE_PLAYING) {
		gst_element_get_state(player->pipeline, &state, NULL, GST_CLOCK_TIME_NONE);
		g_usleep(1000);
	}
}

int main(int argc, char **argv)
{
	struct failure failure = { 0 };
	struct player *player;

	gst_init(NULL, NULL);
	player = player_create(&failure);
	if (!player || argc != 2) {
		fprintf(stderr, "player-end: %s\n", player ? "one URI is needed" : failure.text);
		return 2;
	}
	watch(player);
	player_load(player, argv[1], 0);
	wait_until_it_plays(player);
	if (!gst_bus_have_pending(player->bus)) {
		fprintf(stderr, "player-end: the player has said nothing\n");
		return 2;
	}
	player_destroy(player);
	for (guint i = 0; i < OBJECTS; i++)
		if (g_atomic_int_get(&left) & 1 << i)
			fprintf(stderr, "player-end: the %s is left\n", names[i]);
	return g_atomic_int_get(&left) != 0;
}
