// SPDX-License-Identifier: MIT
/* How buffers get to compositors that can, cannot, or refuse, and how one is found at all. */
#include "buffer-priv.h"
#include "session.h"

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
	struct yamp_buffer *buffer = described ? make_described(fourcc) : session_buffer(fourcc);
	struct yamp_image *image = yamp_image_create(session->display, buffer,
						     &session_image_listener, &session->heard);
	enum yamp_path path;

	check(image, "image");
	check_equal(yamp_image_path(image), YAMP_PATH_NONE, "not known yet");
	yamp_buffer_unref(buffer);	/* the image has its own */
	while (!session->heard.ready && !session->heard.failed)
		check_equal(-session_turn(session), 0, "turn");
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
	struct yamp_buffer *buffer = session_buffer(DRM_FORMAT_XRGB8888);
	struct session session;

	session_open(&session, &options);
	yamp_image_destroy(yamp_image_create(session.display, buffer, &session_image_listener,
					     &session.heard));
	yamp_buffer_unref(buffer);
	check_equal(-session_turn(&session), 0, "its answer");
	check_equal(session.heard.ready + session.heard.failed, 0, "nobody is told");
	check_equal(import(&session, DRM_FORMAT_XRGB8888, true), YAMP_PATH_DMABUF, "the next one");
	session_close(&session);
}

static void reason_names(const void *data)
{
	check(!strcmp(yamp_reason_name(YAMP_REASON_FORMAT), "format"), "the second");
	check(!strcmp(yamp_reason_name(YAMP_REASON_MEMORY), "memory"), "the last");
	check(!strcmp(yamp_reason_name(1U << 31), "unknown"), "of a later version");
	check(!strcmp(yamp_reason_name(0), "unknown"), "none");
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
	struct yamp_log log = { session_hear, &heard };

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
		{ "names of reasons", reason_names },
		{ "the compositor is silent", silent },
		{ "the compositor has no windows", without_windows },
		{ "there is no compositor", nobody },
	};

	return test_main(argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
