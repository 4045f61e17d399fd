// SPDX-License-Identifier: MIT
#include <poll.h>

#include "clock.h"
#include "session.h"

#define IMAGES 3
#define MINUTE_NS ((int64_t)(60 * NS_PER_S))

void session_hear(void *data, enum yamp_log_level level, const char *text)
{
	struct heard *heard = data;

	heard->errors += level == YAMP_LOG_ERROR;
	heard->warnings += level == YAMP_LOG_WARNING;
	if (level == YAMP_LOG_ERROR)
		snprintf(heard->last_error, sizeof(heard->last_error), "%s", text);
}

static void hear_ready(void *data, struct yamp_image *image)
{
	((struct heard *)data)->ready++;
}

static void hear_failed(void *data, struct yamp_image *image)
{
	((struct heard *)data)->failed++;
}

static void hear_released(void *data, struct yamp_image *image)
{
	((struct heard *)data)->released++;
}

const struct yamp_image_listener session_image_listener = {
	.version = YAMP_IMAGE_LISTENER_VERSION,
	.ready = hear_ready, .failed = hear_failed, .released = hear_released,
};

static void hear_presented(void *data, const struct yamp_presented *presented)
{
	struct heard *heard = data;
	int64_t ago_ns;

	heard->presented++;
	heard->zero_copy += !!(presented->flags & YAMP_PRESENTED_ZERO_COPY);
	heard->sequence = presented->sequence;
	heard->reasons = presented->reasons;
	snprintf(heard->output, sizeof(heard->output), "%s",
		 presented->output ? presented->output : "");
	ago_ns = (int64_t)(clock_now_ns() - presented->time_ns);
	check(ago_ns > -MINUTE_NS && ago_ns < MINUTE_NS, "not CLOCK_MONOTONIC: %lld ns ago",
	      (long long)ago_ns);
}

/* All of it, as words. */
static void hear_input(void *data, const struct yamp_input *input)
{
	struct heard *heard = data;
	size_t length = strlen(heard->input);
	char *end = heard->input + length;
	size_t room = sizeof(heard->input) - length;

	if (input->type == YAMP_INPUT_KEY)
		snprintf(end, room, "%s%s ", input->pressed ? "+" : "-", input->key);
	else if (input->type == YAMP_INPUT_BUTTON)
		snprintf(end, room, "%s%u@%g,%g ", input->pressed ? "+" : "-", input->button,
			 input->x, input->y);
	else if (input->type == YAMP_INPUT_WHEEL)
		snprintf(end, room, "w%g,%g@%g,%g ", input->right, input->down, input->x, input->y);
	else
		snprintf(end, room, "%g,%g ", input->x, input->y);
}

static const struct yamp_window_listener window_listener = {
	.version = YAMP_WINDOW_LISTENER_VERSION,
	.presented = hear_presented,
	.input = hear_input,
};

void session_open(struct session *session, const struct fake_options *options)
{
	struct yamp_log log = { session_hear, &session->heard };

	*session = (struct session){ 0 };
	session->connection = wl_display_connect_to_fd(fake_start(options));
	check(session->connection, "no connection");
	session->display = yamp_display_create(session->connection, &log);
}

void session_close(struct session *session)
{
	yamp_display_destroy(session->display);
	wl_display_disconnect(session->connection);
}

int session_turn(struct session *session)
{
	struct pollfd pollfd = { yamp_display_fd(session->display), POLLIN, 0 };
	int ret = yamp_display_flush(session->display);

	if (ret)
		return ret;
	check(poll(&pollfd, 1, 60 * 1000) == 1, "the compositor says nothing");
	return yamp_display_dispatch(session->display);
}

struct yamp_buffer *session_buffer(uint32_t fourcc)
{
	struct yamp_frame frame = test_frame(fourcc, 64, 48, YAMP_OBJECTS_ANY);

	return test_buffer(&frame);
}

static struct needs needs_of(const struct yamp_window *window)
{
	struct needs needs = { yamp_window_targets_serial(window) };

	needs.count = yamp_window_planes(window, needs.planes, 3);
	return needs;
}

int session_show(struct session *session, uint32_t frames)
{
	struct yamp_window_options options = { "test", "test", 64, 48, false };
	struct yamp_image *images[IMAGES];
	struct yamp_window *window;
	int ret = 0;

	for (int i = 0; i < IMAGES; i++) {
		struct yamp_buffer *buffer = session_buffer(DRM_FORMAT_XRGB8888);

		images[i] = yamp_image_create(session->display, buffer, &session_image_listener,
					      &session->heard);
		yamp_buffer_unref(buffer);
	}
	window = yamp_window_create(session->display, &options, &window_listener,
				    &session->heard);
	check(window, "window");
	session->before = needs_of(window);
	check_equal(-yamp_window_show(window, images[0], 0, 0), EINVAL, "not ready");
	while (session->heard.ready < IMAGES)
		check_equal(-session_turn(session), 0, "turn");
	for (uint32_t i = 0; i < frames && !ret; i++) {
		while ((ret = yamp_window_show(window, images[i % IMAGES], i, 1)) == -EAGAIN)
			check_equal(-session_turn(session), 0, "waiting for the window");
		check_equal(-ret, 0, "show");
		check_equal(-yamp_window_show(window, images[i % IMAGES], i, 1), EBUSY, "held");
		while (!ret && session->heard.presented <= (int)i)
			ret = session_turn(session);
		if (session->until && strstr(session->heard.input, session->until))
			break;
	}
	session->after = needs_of(window);
	yamp_window_destroy(window);
	for (int i = 0; i < IMAGES; i++)
		yamp_image_destroy(images[i]);
	return ret;
}
