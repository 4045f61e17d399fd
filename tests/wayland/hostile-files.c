/* SPDX-License-Identifier: MIT */
/* Files and frames that are refused, each by an event with the right reason. */
#include "hostile.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "rest.h"
#include "tap.h"

/* The params object of an import that was refused must be as good as new. */
static void check_refusal(struct attempt *attempt, const char *name, uint32_t reason)
{
	struct frame frame = new_frame(&picture_rgb);
	char again[160];

	attempt_wait(attempt);
	tap_ok(attempt->answer == ANSWER_REJECTED && attempt->reason == reason &&
		       attempt->detail[0] && !strchr(attempt->detail, '\n'),
	       name, "expected reason %u: %s", reason, attempt_text(attempt));
	if (attempt->answer == ANSWER_REJECTED)
		tap_note("%s", attempt->detail);
	snprintf(again, sizeof(again), "%s: its params object can still be used", name);
	if (attempt->answer != ANSWER_DEAD)
		attempt_import_again(attempt);
	tap_ok(attempt->answer != ANSWER_DEAD && import_frame(attempt, &frame), again, "%s",
	       attempt_text(attempt));
	frame_free(&frame);
}

static void refuse_fds(const int *fds, const char *name, uint32_t reason)
{
	struct connection *connection = connection_open(3);
	struct attempt attempt;

	attempt_begin(&attempt, connection);
	attempt_add(&attempt, fds);
	yamp_import_v1_import(attempt.import);
	check_refusal(&attempt, name, reason);
	attempt_end(&attempt);
	connection_close(connection);
}

static const struct descriptor_case {
	const char *name;
	int (*open)(void);
	uint32_t reason;
} descriptor_cases[] = {
	{"a pipe", open_pipe, YAMP_IMPORT_V1_REASON_NOT_DMABUF},
	{"a memfd", open_memfd, YAMP_IMPORT_V1_REASON_NOT_DMABUF},
	{"/dev/null", open_null, YAMP_IMPORT_V1_REASON_NOT_DMABUF},
	{"/dev/yamp itself", open_yamp, YAMP_IMPORT_V1_REASON_NOT_DMABUF},
	{"a udmabuf", open_udmabuf, YAMP_IMPORT_V1_REASON_NOT_OURS},
	{"a udmabuf that bears our exporter's name", open_udmabuf_forged,
	 YAMP_IMPORT_V1_REASON_NOT_OURS},
	{"a dma-buf of the system heap", open_heap, YAMP_IMPORT_V1_REASON_NOT_OURS},
};

static void test_descriptor(const struct descriptor_case *test)
{
	int fds[YAMP_MAX_PLANES] = {NONE, NONE, NONE, NONE};

	fds[0] = test->open();
	if (fds[0] < 0) {
		tap_skip(test->name, strerror(-fds[0]));
		return;
	}
	refuse_fds(fds, test->name, test->reason);
	close(fds[0]);
}

/* Which dma-buf of which of two frames, NV12 in two dma-bufs each, goes where. */
static const struct mix_case {
	const char *name;
	struct {
		int frame, object;
	} given[YAMP_MAX_PLANES];
} mix_cases[] = {
	{"planes of two frames", {{0, 0}, {1, 1}, {NONE}, {NONE}}},
	{"planes exchanged", {{0, 1}, {0, 0}, {NONE}, {NONE}}},
	{"a plane missing", {{0, 0}, {NONE}, {NONE}, {NONE}}},
	{"the chroma plane alone", {{0, 1}, {NONE}, {NONE}, {NONE}}},
	{"the same dma-buf for both planes", {{0, 0}, {0, 0}, {NONE}, {NONE}}},
	{"a dma-buf too many", {{0, 0}, {0, 1}, {1, 0}, {NONE}}},
	{"a hole between the planes", {{0, 0}, {NONE}, {0, 1}, {NONE}}},
	{"the last plane only where it does not belong", {{0, 0}, {NONE}, {NONE}, {0, 1}}},
};

static void test_mix(const struct mix_case *test)
{
	struct frame frames[2] = {new_frame(&picture_split), new_frame(&picture_split)};
	int fds[YAMP_MAX_PLANES] = {NONE, NONE, NONE, NONE};
	int plane;

	for (plane = 0; plane < YAMP_MAX_PLANES; plane++) {
		if (test->given[plane].frame >= 0)
			fds[plane] =
				frames[test->given[plane].frame].fds[test->given[plane].object];
	}
	refuse_fds(fds, test->name, YAMP_IMPORT_V1_REASON_MIXED_FRAMES);
	frame_free(&frames[0]);
	frame_free(&frames[1]);
}

static void test_second_is_pipe(void)
{
	struct frame frame = new_frame(&picture_split);
	int fds[YAMP_MAX_PLANES] = {frame.fds[0], open_pipe(), NONE, NONE};

	refuse_fds(fds, "a pipe for the second plane", YAMP_IMPORT_V1_REASON_NOT_DMABUF);
	close(fds[1]);
	frame_free(&frame);
}

static void refuse_picture(const struct picture *picture, const char *name, uint32_t reason)
{
	struct frame frame;
	int error = frame_alloc(&frame, picture);

	if (error) {
		tap_skip(name, strerror(-error));
		return;
	}
	refuse_fds(frame.fds, name, reason);
	frame_free(&frame);
}

/* A format that the kernel can lay out and this renderer does not take. */
static void test_format(void)
{
	static const uint32_t candidates[] = {
		FOURCC('N', 'V', '4', '2'), FOURCC('Y', 'U', '1', '1'), FOURCC('N', 'V', '1', '5'),
		FOURCC('B', 'G', '2', '4'), FOURCC('V', 'Y', 'U', 'Y'), FOURCC('R', '1', '2', ' '),
	};
	struct connection *connection = connection_open(3);
	struct picture picture = {.width = 64, .height = 48};
	size_t i;

	for (i = 0; i < sizeof(candidates) / sizeof(*candidates) && !picture.fourcc; i++) {
		if (!connection_offers(connection, candidates[i]))
			picture.fourcc = candidates[i];
	}
	connection_close(connection);
	if (!picture.fourcc)
		tap_skip("a format that is not offered", "this renderer takes all candidates");
	else
		refuse_picture(&picture, "a format that is not offered",
			       YAMP_IMPORT_V1_REASON_FORMAT);
}

static void test_size(void)
{
	static const struct picture wide = {.fourcc = XR24, .width = 40000, .height = 16};
	static const struct picture high = {.fourcc = XR24, .width = 16, .height = 40000};

	refuse_picture(&wide, "a picture too wide", YAMP_IMPORT_V1_REASON_SIZE);
	refuse_picture(&high, "a picture too high", YAMP_IMPORT_V1_REASON_SIZE);
}

/* What was given is another file by the time it is looked at. */
static void test_cut_off(void)
{
	struct connection *connection = connection_open(3);
	struct attempt attempt;
	int fds[YAMP_MAX_PLANES] = {open_memfd(), NONE, NONE, NONE};

	attempt_begin(&attempt, connection);
	attempt_add(&attempt, fds);
	attempt_sync(&attempt);
	if (ftruncate(fds[0], 0) < 0)
		tap_note("not cut off: %s", strerror(errno));
	yamp_import_v1_import(attempt.import);
	check_refusal(&attempt, "a memfd that is cut off after it was given",
		      YAMP_IMPORT_V1_REASON_NOT_DMABUF);
	attempt_end(&attempt);
	close(fds[0]);
	connection_close(connection);
}

/* A foreign dma-buf of which the compositor knows no size that it could believe. */
static void test_short_chroma(void)
{
	static const char name[] = "a foreign dma-buf, too short, for the chroma plane";
	struct frame frame = new_frame(&picture_split);
	int fds[YAMP_MAX_PLANES] = {frame.fds[0], open_udmabuf(), NONE, NONE};

	if (fds[1] < 0) {
		tap_skip(name, strerror(-fds[1]));
	} else {
		refuse_fds(fds, name, YAMP_IMPORT_V1_REASON_NOT_OURS);
		close(fds[1]);
	}
	frame_free(&frame);
}

void test_files(void)
{
	FOR_EACH(descriptor_cases, test_descriptor);
	FOR_EACH(mix_cases, test_mix);
	test_second_is_pipe();
	test_cut_off();
	test_short_chroma();
	test_format();
	test_size();
}
