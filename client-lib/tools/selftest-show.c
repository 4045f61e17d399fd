// SPDX-License-Identifier: MIT
/* Frames on the screen, and how they got there. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "selftest-show.h"

#define ENOUGH 3	/* frames */

static void image_ready(void *data, struct yamp_image *image)
{
	struct selftest_image *one = data;

	one->ready = true;
	one->show->ready++;
	one->show->path = yamp_image_path(image);
}

static void image_failed(void *data, struct yamp_image *image)
{
	((struct selftest_image *)data)->show->refused++;
}

static void image_released(void *data, struct yamp_image *image)
{
	struct selftest_image *one = data;

	one->show->released(one->show->data, one->index,
			    yamp_image_path(image) == YAMP_PATH_COPY);
}

static const struct yamp_image_listener image_listener = {
	.version = YAMP_IMAGE_LISTENER_VERSION,
	.ready = image_ready,
	.failed = image_failed,
	.released = image_released,
};

static void window_closed(void *data)
{
	((struct selftest_show *)data)->closed = true;
}

static void window_presented(void *data, const struct yamp_presented *presented)
{
	struct selftest_show *show = data;

	show->presented++;
	show->plane += !!(presented->flags & YAMP_PRESENTED_ZERO_COPY);
	show->reasons = presented->reasons;
	show->latency_ns = presented->time_ns - presented->capture_ns;
	snprintf(show->output, sizeof(show->output), "%s",
		 presented->output ? presented->output : "");
}

static const struct yamp_window_listener window_listener = {
	.version = YAMP_WINDOW_LISTENER_VERSION,
	.closed = window_closed,
	.presented = window_presented,
};

int selftest_show_init(struct selftest_show *show, struct selftest *test,
		       struct yamp_buffer *const *buffers, uint32_t count)
{
	const struct yamp_frame *frame = yamp_buffer_frame(buffers[0]);
	struct yamp_window_options options = {
		.title = "yamp selftest",
		.app_id = "yamp",
		.width = frame->width,
		.height = frame->height,
	};

	show->test = test;
	show->count = count;
	for (uint32_t i = 0; i < count; i++) {
		struct selftest_image *one = &show->images[i];

		*one = (struct selftest_image){ .show = show, .index = i };
		one->image = yamp_image_create(test->display, buffers[i], &image_listener, one);
		if (!one->image)
			return -errno;
	}
	show->window = yamp_window_create(test->display, &options, &window_listener, show);
	return show->window ? 0 : -errno;
}

void selftest_show_finish(struct selftest_show *show)
{
	yamp_window_destroy(show->window);
	for (uint32_t i = 0; i < show->count; i++)
		yamp_image_destroy(show->images[i].image);
	if (show->test)
		yamp_display_flush(show->test->display);
}

bool selftest_show_settled(const struct selftest_show *show)
{
	return show->ready + show->refused == show->count;
}

bool selftest_show_done(const struct selftest_show *show)
{
	bool told = yamp_display_has_presentation(show->test->display);

	return show->refused || show->closed || (told ? show->presented : show->shown) >= ENOUGH;
}

int selftest_show_frame(struct selftest_show *show, uint32_t index, uint64_t sequence,
			uint64_t capture_ns)
{
	int ret;

	if (!show->images[index].ready)
		return -EAGAIN;
	ret = yamp_window_show(show->window, show->images[index].image, sequence, capture_ns);
	if (!ret)
		show->shown++;
	return ret;
}

static void reasons_text(uint32_t reasons, struct line *line)
{
	for (; reasons; reasons &= reasons - 1)
		line_add(line, "%s%s", line->used ? ", " : "", yamp_reason_name(reasons & -reasons));
	if (!line->used)
		line_add(line, "the compositor does not tell why");
}

static void report_import(struct selftest_show *show)
{
	static const char *const meanings[] = {
		[YAMP_PATH_NONE] = "not at all",
		[YAMP_PATH_VERIFIED] = "the compositor asked the kernel what is in them",
		[YAMP_PATH_DMABUF] = "plain linux-dmabuf: the compositor believes this program",
		[YAMP_PATH_COPY] = "wl_shm: each frame is copied by the processor",
	};
	struct selftest *test = show->test;

	if (show->refused)
		selftest_failed(test, "import", NULL, "%s", selftest_heard(test, -EOPNOTSUPP));
	else if (!selftest_show_settled(show))
		selftest_failed(test, "import", NULL, "the compositor did not answer within %d s",
				test->timeout_ms / 1000);
	else
		selftest_ok(test, "import", "%u buffers, %s: %s", show->ready,
			    yamp_path_name(show->path), meanings[show->path]);
}

static void report_light(struct selftest_show *show, const char *subject)
{
	struct selftest *test = show->test;
	struct line reasons = { 0 }, way = { 0 };

	if (show->plane == show->presented) {
		line_add(&way, "on a plane");
	} else {
		reasons_text(show->reasons, &reasons);
		line_add(&way, "composited (%s)", reasons.text);
	}
	if (show->output[0])
		line_add(&way, " of %s", show->output);
	selftest_ok(test, "on the screen", "%u frames %s", show->presented, way.text);
	if (subject)
		line_add(&test->verdicts, "%s to the screen %s, %s\n", subject,
			 show->path == YAMP_PATH_COPY ? "with a copy" : "without a copy", way.text);
}

void selftest_show_report(struct selftest_show *show, const char *subject)
{
	struct selftest *test = show->test;

	report_import(show);
	if (show->refused || !selftest_show_settled(show))
		return;
	if (show->presented)
		report_light(show, subject);
	else if (show->closed)
		selftest_missing(test, "on the screen", "leave the window open", "it was closed");
	else if (!yamp_display_has_presentation(test->display))
		selftest_missing(test, "on the screen", "a compositor with wp_presentation",
				 "%u frames shown; the compositor does not tell what became of them",
				 show->shown);
	else
		selftest_failed(test, "on the screen", "see whether the screen is locked or off",
				"%u frames were given to the compositor, in %d s it showed none",
				show->shown, test->timeout_ms / 1000);
}
