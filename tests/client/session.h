/* SPDX-License-Identifier: MIT */
/* A client of the library in a compositor that behaves as told (fake-compositor.h). */
#ifndef SESSION_H
#define SESSION_H

#include <stdio.h>
#include <wayland-client.h>

#include "client-test.h"
#include "fake-compositor.h"

/** struct heard - what listeners and the log heard */
struct heard {
	int ready, failed, released, presented, zero_copy, closed;
	int errors, warnings;
	uint64_t sequence;
	uint32_t reasons;
	char output[16];
	char input[160];
	char last_error[512];
};

/** struct needs - of a window's planes: yamp_window_planes() */
struct needs {
	uint32_t serial;
	uint32_t count;
	struct yamp_constraint planes[3];
};

/**
 * struct session - a connection to it
 * @before: the first frame of session_show()
 * @after: its last
 * @until: what a user is to do, and then no more frames are shown; NULL: nothing
 */
struct session {
	struct wl_display *connection;
	struct yamp_display *display;
	struct heard heard;
	struct needs before, after;
	const char *until;
};

/** session_image_listener - its data is a struct heard */
extern const struct yamp_image_listener session_image_listener;

/** session_hear - a log that counts; its data is a struct heard */
void session_hear(void *data, enum yamp_log_level level, const char *text);

/** session_open - @session->display is NULL, and errno set, if the library refuses */
void session_open(struct session *session, const struct fake_options *options);

void session_close(struct session *session);

/** session_turn - one turn of an event loop; the status of the dispatch */
int session_turn(struct session *session);

/** session_show - shows so many frames in a window, each when it is free; the last status */
int session_show(struct session *session, uint32_t frames);

/** session_buffer - 64x48, of a foreign allocator */
struct yamp_buffer *session_buffer(uint32_t fourcc);

#endif /* SESSION_H */
