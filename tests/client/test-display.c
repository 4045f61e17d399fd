// SPDX-License-Identifier: MIT
/* How buffers get to compositors that can, cannot, refuse, or go away. */
#include <poll.h>
#include <stdio.h>
#include <wayland-client.h>

#include "buffer-priv.h"
#include "client-test.h"
#include "fake-compositor.h"

/* What listeners and the log heard. */
struct heard {
	int ready, failed, released, presented, zero_copy, closed;
	int errors, warnings;
	uint64_t sequence;
	uint32_t reasons;
	char output[16];
	char input[160];
	char last_error[512];
};

static void hear_line(void *data, enum yamp_log_level level, const char *text)
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

static const struct yamp_image_listener image_listener = {
	.version = YAMP_IMAGE_LISTENER_VERSION,
	.ready = hear_ready, .failed = hear_failed, .released = hear_released,
};

static void hear_presented(void *data, const struct yamp_presented *presented)
{
	struct heard *heard = data;

	heard->presented++;
	heard->zero_copy += !!(presented->flags & YAMP_PRESENTED_ZERO_COPY);
	heard->sequence = presented->sequence;
	heard->reasons = presented->reasons;
	snprintf(heard->output, sizeof(heard->output), "%s",
		 presented->output ? presented->output : "");
	check(presented->time_ns > presented->capture_ns, "light follows capture");
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
	else
		snprintf(end, room, "%g,%g ", input->x, input->y);
}

static const struct yamp_window_listener window_listener = {
	.version = YAMP_WINDOW_LISTENER_VERSION,
	.presented = hear_presented,
	.input = hear_input,
};

/* What a window's planes need. */
struct needs {
	uint32_t serial;
	uint32_t count;
	struct yamp_constraint planes[3];
};

/* A connection to a compositor that behaves as told; of its window before the first frame, after
 * the last. */
struct session {
	struct wl_display *connection;
	struct yamp_display *display;
	struct heard heard;
	struct needs before, after;
};

static void session_open(struct session *session, const struct fake_options *options)
{
	struct yamp_log log = { hear_line, &session->heard };

	*session = (struct session){ 0 };
	session->connection = wl_display_connect_to_fd(fake_start(options));
	check(session->connection, "no connection");
	session->display = yamp_display_create(session->connection, &log);
}

static void session_close(struct session *session)
{
	yamp_display_destroy(session->display);
	wl_display_disconnect(session->connection);
}

/* One turn of an event loop; the status of the dispatch. */
static int turn(struct session *session)
{
	struct pollfd pollfd = { yamp_display_fd(session->display), POLLIN, 0 };
	int ret = yamp_display_flush(session->display);

	if (ret)
		return ret;
	check(poll(&pollfd, 1, 60 * 1000) == 1, "the compositor says nothing");
	return yamp_display_dispatch(session->display);
}

static struct yamp_buffer *make_buffer(uint32_t fourcc)
{
	struct yamp_frame frame = test_frame(fourcc, 64, 48, YAMP_OBJECTS_ANY);

	return test_buffer(&frame);
}

/* As if the kernel vouched for it. */
static struct yamp_buffer *make_described(uint32_t fourcc)
{
	struct yamp_frame frame = test_frame(fourcc, 64, 48, YAMP_OBJECTS_ANY);
	int fd = test_memory(test_object_size(&frame, 0));
	struct yamp_buffer *buffer = buffer_create(&frame, &fd, "yamp", true);

	check(buffer, "create: %s", strerror(errno));
	return buffer;
}

static enum yamp_path import(struct session *session, uint32_t fourcc, bool described)
{
	struct yamp_buffer *buffer = described ? make_described(fourcc) : make_buffer(fourcc);
	struct yamp_image *image = yamp_image_create(session->display, buffer, &image_listener,
						     &session->heard);
	enum yamp_path path;

	check(image, "image");
	check_equal(yamp_image_path(image), YAMP_PATH_NONE, "not known yet");
	yamp_buffer_unref(buffer);	/* the image has its own */
	while (!session->heard.ready && !session->heard.failed)
		check_equal(-turn(session), 0, "turn");
	path = yamp_image_path(image);
	yamp_image_destroy(image);
	yamp_image_destroy(NULL);
	return path;
}

/* What is expected of foreign buffers, and of described ones; how much is said. */
static const struct path_case {
	struct fake_options options;
	uint32_t fourcc;
	enum yamp_path expected, described;
	int warnings, errors;
} v3 = { { FAKE_NO_MANAGER, 3 }, DRM_FORMAT_XRGB8888, YAMP_PATH_DMABUF, YAMP_PATH_DMABUF, 2 },
  v4 = { { FAKE_NO_MANAGER, 4 }, DRM_FORMAT_XRGB8888, YAMP_PATH_DMABUF, YAMP_PATH_DMABUF, 2 },
  implicit = { { FAKE_VERIFIES, 3, DRM_FORMAT_MOD_INVALID }, DRM_FORMAT_XRGB8888,
	       YAMP_PATH_DMABUF, YAMP_PATH_DMABUF, 1 },
  tiled = { { FAKE_VERIFIES, 3, 1 }, DRM_FORMAT_XRGB8888, YAMP_PATH_COPY, YAMP_PATH_COPY, 1 },
  plugin = { { FAKE_VERIFIES, 4 }, DRM_FORMAT_XRGB8888, YAMP_PATH_DMABUF, YAMP_PATH_VERIFIED, 1 },
  blind_plugin = { { FAKE_NO_ALLOCATOR, 4 }, DRM_FORMAT_XRGB8888, YAMP_PATH_DMABUF,
		   YAMP_PATH_DMABUF, 2 },
  rejects = { { FAKE_REJECTS, 4 }, DRM_FORMAT_XRGB8888, YAMP_PATH_DMABUF, YAMP_PATH_DMABUF, 1 },
  rejects_and_fails = { { FAKE_REJECTS, 4, 0, true }, DRM_FORMAT_XRGB8888, YAMP_PATH_COPY,
			YAMP_PATH_COPY, 2 },
  verifies_and_fails = { { FAKE_VERIFIES, 4, 0, true }, DRM_FORMAT_XRGB8888, YAMP_PATH_COPY,
			 YAMP_PATH_COPY, 2 },
  fails = { { FAKE_NO_MANAGER, 3, 0, true }, DRM_FORMAT_XRGB8888, YAMP_PATH_COPY,
	    YAMP_PATH_COPY, 3 },
  no_dmabuf = { { FAKE_NO_MANAGER, 0 }, DRM_FORMAT_XRGB8888, YAMP_PATH_COPY, YAMP_PATH_COPY, 2 },
  unknown = { { FAKE_NO_MANAGER, 4 }, DRM_FORMAT_NV12, YAMP_PATH_NONE, YAMP_PATH_NONE, 2, 1 };

static void path(const void *data)
{
	const struct path_case *test = data;
	struct session session;

	session_open(&session, &test->options);
	check(session.display, "create: %s", strerror(errno));
	check_equal(import(&session, test->fourcc, false), test->expected, "path");
	check_equal(session.heard.ready, test->expected != YAMP_PATH_NONE, "ready");
	check_equal(session.heard.failed, test->expected == YAMP_PATH_NONE, "failed");
	check_equal(session.heard.warnings, test->warnings, "warnings");
	check_equal(session.heard.errors, test->errors, "errors");
	session.heard.ready = session.heard.failed = 0;
	check_equal(import(&session, test->fourcc, true), test->described, "described");
	session_close(&session);
}

/* An image that goes while the compositor is making its wl_buffer. */
static void orphan(const void *data)
{
	struct fake_options options = { FAKE_NO_MANAGER, 3 };
	struct yamp_buffer *buffer = make_buffer(DRM_FORMAT_XRGB8888);
	struct session session;

	session_open(&session, &options);
	yamp_image_destroy(yamp_image_create(session.display, buffer, &image_listener,
					     &session.heard));
	yamp_buffer_unref(buffer);
	check_equal(-turn(&session), 0, "its answer");
	check_equal(session.heard.ready + session.heard.failed, 0, "nobody is told");
	check_equal(import(&session, DRM_FORMAT_XRGB8888, true), YAMP_PATH_DMABUF, "the next one");
	session_close(&session);
}

#define IMAGES 3

/* Shows @frames frames in turn, each when it is free; the last status. */
static struct needs needs_of(const struct yamp_window *window)
{
	struct needs needs = { yamp_window_targets_serial(window) };

	needs.count = yamp_window_planes(window, needs.planes, 3);
	return needs;
}

static int show(struct session *session, uint32_t frames)
{
	struct yamp_window_options options = { "test", "test", 64, 48, false };
	struct yamp_image *images[IMAGES];
	struct yamp_window *window;
	int ret = 0;

	for (int i = 0; i < IMAGES; i++) {
		struct yamp_buffer *buffer = make_buffer(DRM_FORMAT_XRGB8888);

		images[i] = yamp_image_create(session->display, buffer, &image_listener,
					      &session->heard);
		yamp_buffer_unref(buffer);
	}
	window = yamp_window_create(session->display, &options, &window_listener,
				    &session->heard);
	check(window, "window");
	session->before = needs_of(window);
	check_equal(-yamp_window_show(window, images[0], 0, 0), EINVAL, "not ready");
	while (session->heard.ready < IMAGES)
		check_equal(-turn(session), 0, "turn");
	for (uint32_t i = 0; i < frames && !ret; i++) {
		while ((ret = yamp_window_show(window, images[i % IMAGES], i, 1)) == -EAGAIN)
			check_equal(-turn(session), 0, "waiting for the window");
		check_equal(-ret, 0, "show");
		check_equal(-yamp_window_show(window, images[i % IMAGES], i, 1), EBUSY, "held");
		while (!ret && session->heard.presented <= (int)i)
			ret = turn(session);
	}
	session->after = needs_of(window);
	yamp_window_destroy(window);
	for (int i = 0; i < IMAGES; i++)
		yamp_image_destroy(images[i]);
	return ret;
}

static void frames(const void *data)
{
	struct fake_options options = { FAKE_VERIFIES, 4 };
	struct session session;

	session_open(&session, &options);
	check_equal(-show(&session, 30), 0, "show");
	check_equal(session.heard.presented, 30, "presented");
	check_equal(session.heard.zero_copy, 30, "on a plane");
	check_equal(session.heard.released, 29, "released, but for the one on the screen");
	check_equal(session.heard.sequence, 29, "the last one");
	session_close(&session);
}

/* A user, at a window that hears of it. Keys have names only with libxkbcommon. */
static void user(const void *data)
{
	struct fake_options options = { FAKE_VERIFIES, 4, .user = 2 };
	struct session session;

	session_open(&session, &options);
	check_equal(-show(&session, 4), 0, "show");
	check(!strcmp(session.heard.input, HAVE_XKBCOMMON ?
		      "0,0 16,12 +3@16,12 +Left -Left +Q -Q +q -q " : "0,0 16,12 +3@16,12 "),
	      "heard: %s", session.heard.input);
	session_close(&session);
}

static void placements(const void *data)
{
	struct fake_options options = { FAKE_VERIFIES, 4, .manager_version = 2, .places = true };
	struct session session;

	session_open(&session, &options);
	check_equal(-show(&session, 30), 0, "show");
	check_equal(session.heard.presented, 30, "presented");
	check_equal(session.heard.zero_copy, 0, "on a plane");
	check_equal(session.heard.reasons, YAMP_REASON_FORMAT | YAMP_REASON_OCCLUDED, "why not");
	check(!strcmp(session.heard.output, "FAKE-1"), "where: %s", session.heard.output);
	session_close(&session);
}

/* A plugin that has the requests and tells nothing is not asked. */
static void no_placements(const void *data)
{
	struct fake_options options = { FAKE_VERIFIES, 4, .manager_version = 2 };
	struct session session;

	session_open(&session, &options);
	check_equal(-show(&session, 5), 0, "show");
	check_equal(session.heard.zero_copy, 5, "told by presentation-time");
	check_equal(session.heard.reasons, 0, "reasons");
	session_close(&session);
}

/* What a 600 pixels wide XRGB8888 camera with strides of its own choice needs. */
static const struct yamp_constraint camera = { .name = "camera" };

static struct yamp_alloc_options request(struct yamp_constraint *records, uint32_t fourcc,
					 uint32_t width)
{
	records[0] = camera;
	return (struct yamp_alloc_options){
		.fourcc = fourcc, .width = width, .height = 48, .count = 1,
		.constraints = records, .constraint_count = 2,
	};
}

static void targets(const void *data)
{
	struct fake_options options = { FAKE_VERIFIES, 4, .manager_version = 3,
					.tells = FAKE_TARGETS };
	struct yamp_constraint planes[3];
	struct yamp_target target;
	struct session session;
	uint32_t serial;

	session_open(&session, &options);
	serial = yamp_display_targets_serial(session.display);
	check_equal(yamp_display_planes(session.display, NULL, planes, 3), 2, "planes");
	check_equal(yamp_display_planes(session.display, NULL, planes, 1), 1, "as many as fit");
	check_equal(yamp_display_planes(session.display, "FAKE-1", planes, 3), 1, "of an output");
	check_equal(planes[0].planes[0].stride_align, 256, "what it needs");
	check_equal(-yamp_display_target(session.display, 1, &target), 0, "the second plane");
	check_equal(target.number, 8, "its number");
	check_equal(target.record.planes[0].stride_align, 256, "stride_align of plane 0");
	check_equal(target.record.planes[1].stride_align, 0, "stride_align of plane 1");
	check_equal(target.record.planes[3].stride_max, 4096, "stride_max of plane 3");
	check_equal(target.sources[YAMP_FIGURE_PLANE_STRIDE_MAX], YAMP_SOURCE_MEASURED, "source");
	check_equal(target.sources[YAMP_FIGURE_PLANE_SIZE_PAD], YAMP_SOURCE_ASSUMED, "not sent");
	check_equal(target.record.format_count, 2, "formats");
	check(yamp_target_serves(&target, "FAKE-1") && yamp_target_serves(&target, NULL) &&
	      !yamp_target_serves(&target, "FAKE-2"), "its output");
	check_equal(-yamp_display_target(session.display, 2, &target), 0, "the renderer");
	check(!strcmp(target.record.name, "renderer"), "%s", target.record.name);
	check(yamp_target_serves(&target, "FAKE-2"), "every output");
	check_equal(-yamp_display_target(session.display, 3, &target), ENOENT, "no more");
	check_equal(-show(&session, 1), 0, "show");
	check(yamp_display_targets_serial(session.display) != serial, "that is noticed");
	check_equal(yamp_display_planes(session.display, NULL, planes, 3), 0, "no planes");
	check_equal(-yamp_display_target(session.display, 0, &target), 0, "told again");
	check_equal(target.number, 1, "the renderer alone");
	check_equal(-yamp_display_target(session.display, 1, &target), ENOENT, "the planes went");
	session_close(&session);
}

static void surface_targets(const void *data)
{
	struct fake_options options = { FAKE_VERIFIES, 4, .manager_version = 3,
					.tells = FAKE_TARGETS, .changes_after = 9 };
	struct yamp_constraint planes[3];
	struct session session;

	session_open(&session, &options);
	check_equal(-show(&session, 1), 0, "show");
	check_equal(session.before.serial, yamp_display_targets_serial(session.display),
		    "it has none of its own at first");
	check_equal(session.before.count, 2, "those of all outputs");
	check(session.after.serial != session.before.serial, "that is noticed");
	check_equal(session.after.count, 1, "that of its output");
	check(!strcmp(session.after.planes[0].name, "overlay 7"), "%s",
	      session.after.planes[0].name);
	check_equal(yamp_display_planes(session.display, NULL, planes, 3), 2, "others are as before");
	session_close(&session);
}

static void merged(const void *data)
{
	struct fake_options options = { FAKE_VERIFIES, 4, .manager_version = 3,
					.tells = FAKE_TARGETS };
	struct yamp_constraint records[2];
	struct yamp_alloc_options wanted = request(records, DRM_FORMAT_XRGB8888, 600);
	struct yamp_alloc_report report;
	struct yamp_target target;
	struct session session;
	char text[256];

	session_open(&session, &options);
	yamp_display_constraint(session.display, &records[1]);
	check_equal(records[1].buffers_min, 4, "as the renderer says");
	check_equal(-yamp_layout_predict(&wanted, &report), 0, "without a plane");
	check_equal(report.frame.planes[0].stride, 2432, "the renderer's multiple of 64");
	check_equal(-yamp_display_choose_plane(session.display, NULL, &wanted, &target, &report), 0,
		    "a plane");
	check_equal(target.number, 8, "not the first, which lacks the format");
	check_equal(report.frame.planes[0].stride, 2560, "the plane's multiple of 256");
	check_equal(report.placement, YAMP_PLACEMENT_CONTIGUOUS, "memory as the plane needs it");
	check_equal(-yamp_display_choose_plane(session.display, "FAKE-2", &wanted, &target, &report),
		    EDOM, "the other output");
	check_equal(target.number, 7, "its plane");
	yamp_conflict_text(&report.conflict, text, sizeof(text));
	check(strstr(text, "XR24") && strstr(text, "overlay 7 needs NV12"), "%s", text);
	wanted.width = 1100;
	check_equal(-yamp_display_choose_plane(session.display, "FAKE-1", &wanted, &target, &report),
		    EDOM, "too wide");
	yamp_conflict_text(&report.conflict, text, sizeof(text));
	check(strstr(text, "4400 bytes") && strstr(text, "overlay 8 needs 4096 bytes"), "%s", text);
	check_equal(-yamp_display_choose_plane(session.display, "FAKE-3", &wanted, &target, NULL),
		    ENOENT, "no such output");
	session_close(&session);
}

static void no_targets(const void *data)
{
	struct fake_options options = { FAKE_VERIFIES, 4, .manager_version = 3,
					.tells = FAKE_NO_TARGETS };
	struct yamp_constraint record;
	struct yamp_target target;
	struct session session;

	session_open(&session, &options);
	check(session.display, "create: %s", strerror(errno));
	check_equal(-yamp_display_target(session.display, 0, &target), ENOENT, "no target");
	yamp_display_constraint(session.display, &record);
	check_equal(record.buffers_min, 3, "as is usual");
	check(!strcmp(yamp_display_output(session.display, 0), "FAKE-1"), "the output");
	check(!yamp_display_output(session.display, 1), "no more outputs");
	session_close(&session);
}

static void nonsense(const void *data)
{
	struct fake_options options = { FAKE_VERIFIES, 4, .manager_version = 3,
					.tells = FAKE_NONSENSE };
	struct yamp_target target;
	struct session session;

	session_open(&session, &options);
	check(session.display, "create: %s", strerror(errno));
	check_equal(-yamp_display_target(session.display, 0, &target), 0, "one is left");
	check_equal(target.number, 9, "which is sound but for its name");
	check_equal(strlen(target.record.name), YAMP_NAME_LEN - 1, "cut off");
	check(!strncmp(target.record.name, "a name?that", 11), "%s", target.record.name);
	check_equal(-yamp_display_target(session.display, 1, &target), ENOENT, "only one");
	check_equal(-show(&session, 1), 0, "and frames are shown");
	session_close(&session);
}

static void figures(const void *data)
{
	struct yamp_constraint record = { .address_mask = UINT64_MAX, .planes[2].size_pad = 7 };

	check_equal(yamp_figure_value(&record, YAMP_FIGURE_ADDRESS_MASK, 0), UINT64_MAX, "64 bits");
	check_equal(yamp_figure_value(&record, YAMP_FIGURE_PLANE_SIZE_PAD, 2), 7, "plane 2");
	check_equal(yamp_figure_value(&record, YAMP_FIGURE_PLANE_SIZE_PAD, 1), 0, "plane 1");
	check_equal(yamp_figure_value(&record, 17, 0), 0, "no such figure");
	check(!strcmp(yamp_figure_name(YAMP_FIGURE_PLANE_STRIDE_ALIGN), "stride_align"), "name");
	check(!yamp_figure_name(17) && !yamp_figure_name(YAMP_FIGURES), "no such figure");
	check(!strcmp(yamp_source_name(YAMP_SOURCE_MEASURED), "measured"), "source");
	check(!strcmp(yamp_source_name(99), "assumed"), "a source of a later version");
}

static void reason_names(const void *data)
{
	check(!strcmp(yamp_reason_name(YAMP_REASON_FORMAT), "format"), "the second");
	check(!strcmp(yamp_reason_name(YAMP_REASON_MEMORY), "memory"), "the last");
	check(!strcmp(yamp_reason_name(1U << 31), "unknown"), "of a later version");
	check(!strcmp(yamp_reason_name(0), "unknown"), "none");
}

static void death(const void *data)
{
	struct fake_options options = { FAKE_NO_MANAGER, 3, .die_after = 5 };
	struct session session;
	int ret;

	session_open(&session, &options);
	ret = show(&session, 30);
	check(ret == -EPIPE || ret == -ECONNRESET, "it is told: %s", strerror(-ret));
	check_equal(-yamp_display_dispatch(session.display), -ret, "the same for ever after");
	check_equal(-yamp_display_flush(session.display), -ret, "the same for ever after");
	check_equal(session.heard.errors, 1, "said once");
	check(strstr(session.heard.last_error, "compositor"), "%s", session.heard.last_error);
	session_close(&session);
}

static void refused(const struct fake_options *options, int error)
{
	struct session session;

	session_open(&session, options);
	check(!session.display, "there is no display");
	check_equal(errno, error, "why");
	check_equal(session.heard.errors, 1, "one line");
	wl_display_disconnect(session.connection);
}

static void silent(const void *data)
{
	refused(&(struct fake_options){ .silent = true }, ETIMEDOUT);
}

static void without_windows(const void *data)
{
	refused(&(struct fake_options){ .without_windows = true }, ENOTSUP);
}

static void nobody(const void *data)
{
	struct heard heard = { 0 };
	struct yamp_log log = { hear_line, &heard };

	check(!yamp_display_connect("/nonexistent/wayland", &log), "nobody there");
	check_equal(errno, ENOENT, "why");
	check_equal(heard.errors, 1, "one line");
	check(strstr(heard.last_error, "/nonexistent/wayland"), "%s", heard.last_error);
	yamp_display_destroy(NULL);
}

int main(int argc, char **argv)
{
	static const struct test_case cases[] = {
		{ "formats as events (version 3)", path, &v3 },
		{ "formats as a table (version 4)", path, &v4 },
		{ "implicit modifiers only", path, &implicit },
		{ "tiled only: copied", path, &tiled },
		{ "plugin, foreign buffers", path, &plugin },
		{ "plugin without the module", path, &blind_plugin },
		{ "plugin that rejects", path, &rejects },
		{ "plugin that rejects, renderer that refuses", path, &rejects_and_fails },
		{ "plugin that verifies, renderer that refuses", path, &verifies_and_fails },
		{ "the renderer refuses: copied", path, &fails },
		{ "no linux-dmabuf: copied", path, &no_dmabuf },
		{ "no way at all", path, &unknown },
		{ "destroyed while it is imported", orphan },
		{ "thirty frames", frames },
		{ "thirty frames with placements", placements },
		{ "keys and a pointer", user },
		{ "a plugin that tells no placements", no_placements },
		{ "targets, and other ones", targets },
		{ "targets of a surface", surface_targets },
		{ "targets merged", merged },
		{ "a plugin that knows of no target", no_targets },
		{ "targets that are none", nonsense },
		{ "figures of records", figures },
		{ "names of reasons", reason_names },
		{ "the compositor dies", death },
		{ "the compositor is silent", silent },
		{ "the compositor has no windows", without_windows },
		{ "there is no compositor", nobody },
	};

	return test_main(argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
