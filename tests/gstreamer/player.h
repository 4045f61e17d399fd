/* SPDX-License-Identifier: MIT */
/* A pipeline with sinks called sink, sink1 and so on, for tests of them. */
#ifndef YAMP_TEST_PLAYER_H
#define YAMP_TEST_PLAYER_H

#include <gst/gst.h>

/** player_init - before anything else: what leaks is found from now on */
void player_init(void);

/** player_open - a pipeline, PAUSED and with a picture; fails the case otherwise */
GstElement *player_open(const char *description);

/** player_close - to NULL; its last reference goes, and nothing of it may be left */
void player_close(GstElement *pipeline);

/** player_state - change it, and wait until it is; fails the case if it cannot */
void player_state(GstElement *pipeline, GstState state);

/** player_seek - to the middle of the picture at @time, flushing; waits until it is there */
void player_seek(GstElement *pipeline, gint64 time);

/** player_stat - a figure of a sink's property stats */
guint64 player_stat(GstElement *pipeline, const char *sink, const char *name);

/** player_text - a word of a sink's property stats; g_free() it */
char *player_text(GstElement *pipeline, const char *sink, const char *name);

/** player_wait - until so many more frames were given to the compositor */
void player_wait(GstElement *pipeline, const char *sink, guint64 frames);

/** player_wait_message - for one of these; an error fails the case. gst_message_unref() it */
GstMessage *player_wait_message(GstElement *pipeline, GstMessageType types);

/** player_dmabufs - how many descriptors of this process are dma-bufs */
guint player_dmabufs(void);

#endif /* YAMP_TEST_PLAYER_H */
