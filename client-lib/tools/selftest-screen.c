// SPDX-License-Identifier: MIT
/* The compositor, and a picture that needs no camera. */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <drm_fourcc.h>

#include "selftest-parts.h"
#include "selftest-show.h"

#define COUNT 3		/* the compositor may keep two */
#define WAIT_MS 100

/** struct picture - frames that no camera made */
struct picture {
	struct selftest_show show;
	struct yamp_buffer *buffers[COUNT];
	bool busy[COUNT];
};

static void open_display(struct selftest *test)
{
	int error;

	selftest_listen(test);
	test->display = yamp_display_connect(NULL, &test->log);
	error = test->display ? 0 : errno;
	if (test->display)
		selftest_ok(test, "compositor", "%s", getenv("WAYLAND_DISPLAY") ?
			    getenv("WAYLAND_DISPLAY") : "wayland-0");
	else if (error == ENOENT || error == ECONNREFUSED || error == EACCES)
		selftest_missing(test, "compositor", "run this in a terminal of a Wayland session, as "
				 "its user; or start one: weston --modules=yamp.so", "%s",
				 selftest_heard(test, -error));
	else
		selftest_failed(test, "compositor", NULL, "%s", selftest_heard(test, -error));
}

static void try_plugin(struct selftest *test)
{
	bool allocator;
	uint32_t version = yamp_display_plugin(test->display, &allocator);

	if (!version)
		selftest_missing(test, "plugin", "weston --modules=yamp.so, or modules=yamp.so in the "
				 "section [core] of weston.ini; with another prefix than /usr give the "
				 "whole path", "the compositor has no yamp_manager_v1");
	else if (!allocator)
		selftest_missing(test, "plugin", "sudo modprobe yamp; the compositor notices",
				 "version %u, which cannot ask the kernel about buffers", version);
	else
		selftest_ok(test, "plugin", "version %u, asks the kernel what is in a buffer",
			    version);
}

static void try_planes(struct selftest *test)
{
	uint32_t primary = 0, overlay = 0;
	struct yamp_target target;

	for (uint32_t i = 0; !yamp_display_target(test->display, i, &target); i++) {
		primary += target.kind == YAMP_TARGET_PRIMARY_PLANE;
		overlay += target.kind == YAMP_TARGET_OVERLAY_PLANE;
	}
	test->optional = true;
	if (primary + overlay)
		selftest_ok(test, "planes", "%u primary, %u overlay", primary, overlay);
	else
		selftest_missing(test, "planes", NULL, "the compositor tells of none: its renderer "
				 "draws everything");
	test->optional = false;
}

static void picture_released(void *data, uint32_t index, bool drained)
{
	((struct picture *)data)->busy[index] = false;
}

/* For the compositor, and a plane if there is one that agrees. */
static int allocate(struct selftest *test, struct picture *picture)
{
	struct yamp_constraint records[2];
	struct yamp_alloc_options options = {
		.provider = test->provider,
		.fourcc = SELFTEST_FOURCC,
		.modifier = DRM_FORMAT_MOD_LINEAR,
		.width = SELFTEST_WIDTH,
		.height = SELFTEST_HEIGHT,
		.count = COUNT,
		.constraints = records,
		.constraint_count = 1,
	};
	struct yamp_target plane;

	yamp_display_constraint(test->display, &records[0]);
	if (!yamp_display_choose_plane(test->display, NULL, &options, &plane, NULL))
		records[options.constraint_count++] = plane.record;
	return yamp_device_alloc(test->device, &options, picture->buffers, NULL);
}

/* Grey, and lighter from one to the next. */
static int paint(struct picture *picture)
{
	for (int i = 0; i < COUNT; i++) {
		struct yamp_buffer *buffer = picture->buffers[i];
		const struct yamp_frame *frame = yamp_buffer_frame(buffer);
		int ret = yamp_buffer_cpu_begin(buffer, YAMP_CPU_WRITE);

		if (ret)
			return ret;
		memset(yamp_buffer_plane(buffer, 0), 0x60 + 0x20 * i,
		       (size_t)frame->planes[0].stride * frame->height);
		yamp_buffer_cpu_end(buffer, YAMP_CPU_WRITE);
	}
	return 0;
}

/* The next one goes when the last one was seen, or there is nobody who tells. */
static void show_next(struct picture *picture)
{
	struct selftest_show *show = &picture->show;
	uint32_t next = show->shown % COUNT;

	if (picture->busy[next] || (show->shown > show->presented &&
	    yamp_display_has_presentation(show->test->display)))
		return;
	picture->busy[next] = true;	/* it may be released from within */
	if (selftest_show_frame(show, next, show->shown, tool_now_ms() * 1000000))
		picture->busy[next] = false;
}

static void show_all(struct selftest *test, struct picture *picture)
{
	int64_t deadline_ms = tool_now_ms() + test->timeout_ms;
	struct pollfd fds[] = {
		{ yamp_display_fd(test->display), POLLIN, 0 }, { test->signal_fd, POLLIN, 0 },
	};

	while (!selftest_show_done(&picture->show) && tool_now_ms() < deadline_ms) {
		show_next(picture);
		if (yamp_display_flush(test->display))
			break;
		if (poll(fds, 2, WAIT_MS) > 0 && fds[1].revents) {
			test->interrupted = true;
			break;
		}
		if (yamp_display_dispatch(test->display))
			break;
	}
}

static void try_picture(struct selftest *test)
{
	struct picture picture = { .show = { .released = picture_released } };
	int ret;

	picture.show.data = &picture;
	selftest_listen(test);
	ret = allocate(test, &picture);
	if (ret) {
		selftest_failed(test, "import", NULL, "%s", selftest_heard(test, ret));
		return;
	}
	ret = paint(&picture);
	if (!ret)
		ret = selftest_show_init(&picture.show, test, picture.buffers, COUNT);
	if (!ret)
		show_all(test, &picture);
	if (ret)
		selftest_failed(test, "import", NULL, "%s", strerror(-ret));
	else if (!test->interrupted)
		selftest_show_report(&picture.show, NULL);
	selftest_show_finish(&picture.show);
	for (int i = 0; i < COUNT; i++)
		yamp_buffer_unref(picture.buffers[i]);
}

void selftest_screen(struct selftest *test)
{
	selftest_part(test, "compositor");
	open_display(test);
	if (!test->display)
		return;
	try_plugin(test);
	try_planes(test);
	if (test->provider)
		try_picture(test);
	else
		selftest_missing(test, "import", NULL, "not tried: nobody gives memory");
}
