/* SPDX-License-Identifier: MIT */
/*
 * Clients that give the compositor what they should not.
 *
 * Usage: hostile WESTON-PID
 *
 * Each refusal must be an event with the right reason, after which the same params
 * object makes a wl_buffer of a good frame. Each protocol error must end only the
 * connection that made it. At the end the compositor lives, has as many descriptors
 * as before, holds no buffer of ours and imports a good frame.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "connection.h"
#include "dmabufs.h"
#include "rest.h"
#include "tap.h"

#define XR24 FOURCC('X', 'R', '2', '4')
#define NV12 FOURCC('N', 'V', '1', '2')
#define NONE -1

/* Seconds after which a test that waits for nothing ends the program. */
#define DEADLINE 300

static const struct picture picture_rgb = {.fourcc = XR24, .width = 64, .height = 48};
static const struct picture picture_split = {
	.fourcc = NV12,
	.width = 64,
	.height = 48,
	.objects = YAMP_OBJECTS_PER_PLANE,
};

static pid_t weston;

static struct frame new_frame(const struct picture *picture)
{
	struct frame frame;
	int error = frame_alloc(&frame, picture);

	if (error)
		tap_bail("no frame from /dev/yamp: %s", strerror(-error));
	return frame;
}

/* ---- what the compositor holds ----------------------------------------------------- */

static unsigned int fds_of_weston(void)
{
	return fds_of(weston);
}

static unsigned int buffers_held(void)
{
	return buffers_used();
}

/* ---- good imports ------------------------------------------------------------------ */

static bool import_frame(struct attempt *attempt, const struct frame *frame)
{
	attempt_add(attempt, frame->fds);
	yamp_import_v1_import(attempt->import);
	return attempt_wait(attempt) == ANSWER_CREATED;
}

static void test_good(const char *name, const struct picture *picture)
{
	struct connection *connection = connection_open(3);
	struct frame frame = new_frame(picture);
	struct attempt attempt;

	attempt_begin(&attempt, connection);
	tap_ok(import_frame(&attempt, &frame), name, "%s", attempt_text(&attempt));
	attempt_end(&attempt);
	frame_free(&frame);
	connection_close(connection);
}

static void test_allocator(void)
{
	struct connection *connection = connection_open(3);
	struct stat status = {0};

	stat("/dev/yamp", &status);
	tap_ok(connection->allocator_version == YAMP_UAPI_VERSION &&
		       connection->allocator_device == status.st_rdev,
	       "the allocator is named by its node and version", "version %u, device %u:%u",
	       connection->allocator_version, major(connection->allocator_device),
	       minor(connection->allocator_device));
	connection_close(connection);
}

/* ---- refusals ---------------------------------------------------------------------- */

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
			fds[plane] = frames[test->given[plane].frame]
					     .fds[test->given[plane].object];
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

/* ---- params objects in all states -------------------------------------------------- */

/* Plane 0: Weston itself leaks what is added to another one alone. */
static void own_add(struct attempt *attempt, int fd)
{
	zwp_linux_buffer_params_v1_add(attempt->params, fd, 0, 0, 256, 0, 0);
}

static void make_used(struct attempt *attempt, const struct frame *frame)
{
	import_frame(attempt, frame);
	wl_buffer_destroy(attempt->buffer);
	attempt->buffer = NULL;
	attempt_import_again(attempt);
	attempt_add(attempt, frame->fds);
}

static void add_before(struct attempt *attempt, const struct frame *frame)
{
	own_add(attempt, frame->fds[0]);
	attempt_import_again(attempt);
	attempt_add(attempt, frame->fds);
}

static void add_after(struct attempt *attempt, const struct frame *frame)
{
	attempt_add(attempt, frame->fds);
	own_add(attempt, frame->fds[0]);
}

static void add_foreign(struct attempt *attempt, const struct frame *frame)
{
	int fd = open_memfd();

	own_add(attempt, fd);
	close(fd);
	attempt_add(attempt, frame->fds);
}

static void destroy_before_import(struct attempt *attempt, const struct frame *frame)
{
	attempt_add(attempt, frame->fds);
	zwp_linux_buffer_params_v1_destroy(attempt->params);
	attempt->params = NULL;
}

static void destroy_before_add(struct attempt *attempt, const struct frame *frame)
{
	zwp_linux_buffer_params_v1_destroy(attempt->params);
	attempt->params = NULL;
	attempt_add(attempt, frame->fds);
}

static const struct params_case {
	const char *name;
	void (*spoil)(struct attempt *attempt, const struct frame *frame);
} params_cases[] = {
	{"params that made a wl_buffer", make_used},
	{"params to which the client had added", add_before},
	{"params to which the client added later", add_after},
	{"params to which the client added a memfd", add_foreign},
	{"params destroyed before import", destroy_before_import},
	{"params destroyed before add", destroy_before_add},
};

static void test_params(const struct params_case *test)
{
	struct connection *connection = connection_open(3);
	struct frame frame = new_frame(&picture_rgb);
	struct attempt attempt;

	attempt_begin(&attempt, connection);
	test->spoil(&attempt, &frame);
	yamp_import_v1_import(attempt.import);
	attempt_wait(&attempt);
	tap_ok(attempt.answer == ANSWER_REJECTED &&
		       attempt.reason == YAMP_IMPORT_V1_REASON_PARAMS_USED,
	       test->name, "%s", attempt_text(&attempt));
	attempt_end(&attempt);
	tap_ok(wl_display_roundtrip(connection->display) >= 0, "its client lives", "%s",
	       test->name);
	frame_free(&frame);
	connection_close(connection);
}

/* Two import objects for one params object: the first takes it. */
static void test_two_imports(void)
{
	struct connection *connection = connection_open(3);
	struct frame frame = new_frame(&picture_rgb);
	struct attempt first, second;

	attempt_begin(&first, connection);
	second = first;
	second.import = yamp_manager_v1_create_import(connection->manager, first.params);
	attempt_add(&first, frame.fds);
	attempt_add(&second, frame.fds);
	yamp_import_v1_import(first.import);
	yamp_import_v1_destroy(second.import);
	tap_ok(attempt_wait(&first) == ANSWER_CREATED,
	       "one of two import objects of one params object is destroyed", "%s",
	       attempt_text(&first));
	attempt_end(&first);
	frame_free(&frame);
	connection_close(connection);
}

/* ---- protocol errors --------------------------------------------------------------- */

static void plane_4(struct attempt *attempt, int fd)
{
	yamp_import_v1_add(attempt->import, 4, fd);
}

static void plane_huge(struct attempt *attempt, int fd)
{
	yamp_import_v1_add(attempt->import, UINT32_MAX, fd);
}

static void plane_twice(struct attempt *attempt, int fd)
{
	yamp_import_v1_add(attempt->import, 0, fd);
	yamp_import_v1_add(attempt->import, 0, fd);
}

static void import_twice(struct attempt *attempt, int fd)
{
	yamp_import_v1_add(attempt->import, 0, fd);
	yamp_import_v1_import(attempt->import);
	yamp_import_v1_import(attempt->import);
}

static void add_after_import(struct attempt *attempt, int fd)
{
	yamp_import_v1_add(attempt->import, 0, fd);
	yamp_import_v1_import(attempt->import);
	yamp_import_v1_add(attempt->import, 1, fd);
}

static void import_nothing(struct attempt *attempt, int fd)
{
	yamp_import_v1_import(attempt->import);
}

static void import_without_first(struct attempt *attempt, int fd)
{
	yamp_import_v1_add(attempt->import, 1, fd);
	yamp_import_v1_import(attempt->import);
}

static void nothing_more(struct attempt *attempt, int fd)
{
}

static const struct error_case {
	const char *name;
	void (*provoke)(struct attempt *attempt, int fd);
	const char *interface;
	uint32_t code;
	uint32_t dmabuf_version;
} error_cases[] = {
	{"plane index 4", plane_4, "yamp_import_v1", YAMP_IMPORT_V1_ERROR_PLANE_INDEX, 3},
	{"plane index 4294967295", plane_huge, "yamp_import_v1", YAMP_IMPORT_V1_ERROR_PLANE_INDEX, 3},
	{"a plane twice", plane_twice, "yamp_import_v1", YAMP_IMPORT_V1_ERROR_PLANE_SET, 3},
	{"import twice", import_twice, "yamp_import_v1", YAMP_IMPORT_V1_ERROR_ALREADY_USED, 3},
	{"add after import", add_after_import, "yamp_import_v1",
	 YAMP_IMPORT_V1_ERROR_ALREADY_USED, 3},
	{"import of nothing", import_nothing, "yamp_import_v1", YAMP_IMPORT_V1_ERROR_INCOMPLETE, 3},
	{"import without plane 0", import_without_first, "yamp_import_v1",
	 YAMP_IMPORT_V1_ERROR_INCOMPLETE, 3},
	{"params of version 2", nothing_more, "yamp_manager_v1",
	 YAMP_MANAGER_V1_ERROR_PARAMS_VERSION, 2},
	{"params of version 1", nothing_more, "yamp_manager_v1",
	 YAMP_MANAGER_V1_ERROR_PARAMS_VERSION, 1},
};

static void test_error(const struct error_case *test)
{
	struct connection *connection = connection_open(test->dmabuf_version);
	struct frame frame = new_frame(&picture_rgb);
	struct attempt attempt;

	attempt_begin(&attempt, connection);
	test->provoke(&attempt, frame.fds[0]);
	attempt_sync(&attempt);
	tap_ok(attempt.answer == ANSWER_DEAD && attempt.code == test->code &&
		       strcmp(attempt.interface, test->interface) == 0,
	       test->name, "expected error %u of %s: %s", test->code, test->interface,
	       attempt_text(&attempt));
	attempt_end(&attempt);
	frame_free(&frame);
	connection_close(connection);
}

/* ---- too much of everything -------------------------------------------------------- */

#define HOARD 400

static void test_hoard(void)
{
	struct connection *connection = connection_open(3);
	struct frame frame = new_frame(&picture_rgb);
	struct attempt *attempts = calloc(HOARD, sizeof(*attempts));
	unsigned int i, before = at_rest(fds_of_weston), held;

	for (i = 0; i < HOARD; i++) {
		attempt_begin(&attempts[i], connection);
		attempt_add(&attempts[i], frame.fds);
		if (i % 16 == 0)
			wl_display_roundtrip(connection->display);
	}
	wl_display_roundtrip(connection->display);
	held = fds_of_weston() - before;
	tap_ok(held > 0 && held < HOARD, "descriptors that are given and never imported are limited",
	       "the compositor holds %u of %d", held, HOARD);
	yamp_import_v1_import(attempts[HOARD - 1].import);
	attempt_wait(&attempts[HOARD - 1]);
	tap_ok(attempts[HOARD - 1].reason == YAMP_IMPORT_V1_REASON_LIMIT,
	       "an import over that limit is refused", "%s", attempt_text(&attempts[HOARD - 1]));
	for (i = 0; i < HOARD; i++)
		attempt_end(&attempts[i]);
	wl_display_roundtrip(connection->display);
	tap_ok(fds_of_weston() == before, "all of them are closed with their import objects",
	       "%u before, %u now", before, fds_of_weston());
	free(attempts);
	frame_free(&frame);
	connection_close(connection);
}

#define CROWD 1100

static void test_crowd(void)
{
	struct connection *connection = connection_open(3);
	struct frame frame = new_frame(&picture_rgb);
	struct yamp_import_v1 *crowd[CROWD];
	struct attempt attempt;
	unsigned int i;

	attempt_begin(&attempt, connection);
	yamp_import_v1_destroy(attempt.import);
	for (i = 0; i < CROWD; i++) {
		crowd[i] = yamp_manager_v1_create_import(connection->manager, attempt.params);
		if (i % 64 == 0)
			wl_display_roundtrip(connection->display);
	}
	attempt.import = NULL;
	attempt_import_again(&attempt);
	attempt_add(&attempt, frame.fds);
	yamp_import_v1_import(attempt.import);
	attempt_wait(&attempt);
	tap_ok(attempt.answer == ANSWER_REJECTED && attempt.reason == YAMP_IMPORT_V1_REASON_LIMIT,
	       "import objects are limited", "%s", attempt_text(&attempt));
	for (i = 0; i < CROWD; i++)
		yamp_import_v1_destroy(crowd[i]);
	attempt_import_again(&attempt);
	tap_ok(import_frame(&attempt, &frame), "and can be made again when they are fewer", "%s",
	       attempt_text(&attempt));
	attempt_end(&attempt);
	frame_free(&frame);
	connection_close(connection);
}

/* ---- every order of destruction ---------------------------------------------------- */

#define ROUNDS 200

static void destroy_one(struct attempt *attempt, int which)
{
	if (which == 0) {
		yamp_import_v1_destroy(attempt->import);
		attempt->import = NULL;
	} else if (which == 1) {
		zwp_linux_buffer_params_v1_destroy(attempt->params);
		attempt->params = NULL;
	} else {
		wl_buffer_destroy(attempt->buffer);
		attempt->buffer = NULL;
	}
}

static const int orders[][3] = {
	{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0},
};

static void test_orders(void)
{
	struct connection *connection = connection_open(3);
	unsigned int round, created = 0;
	struct attempt attempt;
	struct frame frame;
	const int *order;

	for (round = 0; round < ROUNDS; round++) {
		frame = new_frame(round % 2 ? &picture_split : &picture_rgb);
		order = orders[round % 6];
		attempt_begin(&attempt, connection);
		created += import_frame(&attempt, &frame);
		if (attempt.answer != ANSWER_CREATED)
			tap_bail("import %u: %s", round, attempt_text(&attempt));
		frame_free(&frame);
		destroy_one(&attempt, order[0]);
		destroy_one(&attempt, order[1]);
		if (round % 3 == 0)
			wl_display_roundtrip(connection->display);
		destroy_one(&attempt, order[2]);
	}
	tap_ok(created == ROUNDS && wl_display_roundtrip(connection->display) >= 0,
	       "200 imports, destroyed in every order", "%u created", created);
	connection_close(connection);
}

/* Import objects destroyed while the answer is under way. */
static void test_impatient(void)
{
	struct connection *connection = connection_open(3);
	struct frame frame = new_frame(&picture_rgb);
	struct attempt attempt;
	unsigned int round;

	for (round = 0; round < ROUNDS; round++) {
		attempt_begin(&attempt, connection);
		attempt_add(&attempt, frame.fds);
		if (round % 2)
			yamp_import_v1_import(attempt.import);
		destroy_one(&attempt, (int)(round / 2) % 2);
		wl_display_flush(connection->display);
		attempt_end(&attempt);
		if (round % 8 == 0)
			wl_display_roundtrip(connection->display);
	}
	tap_ok(wl_display_roundtrip(connection->display) >= 0,
	       "200 imports abandoned before the answer", "the connection ended");
	frame_free(&frame);
	connection_close(connection);
}

/* ---- sudden death ------------------------------------------------------------------ */

/* In a process of its own: imports without end, until it is killed. */
static void import_for_ever(int ready)
{
	struct connection *connection = connection_open(3);
	struct frame frame = new_frame(&picture_split);
	struct attempt attempt;

	if (write(ready, "", 1) != 1)
		return;
	for (;;) {
		attempt_begin(&attempt, connection);
		attempt_add(&attempt, frame.fds);
		wl_display_flush(connection->display);
		yamp_import_v1_import(attempt.import);
		attempt_wait(&attempt);
	}
}

static void kill_after(unsigned int ms)
{
	struct timespec pause = {.tv_nsec = (long)ms * 1000000};
	int ends[2], status;
	pid_t child;
	char byte;

	if (pipe2(ends, O_CLOEXEC) < 0)
		tap_bail("pipe: %s", strerror(errno));
	child = fork();
	if (child == 0) {
		import_for_ever(ends[1]);
		_exit(1);
	}
	close(ends[1]);
	if (read(ends[0], &byte, 1) != 1)
		tap_bail("a client could not start");
	close(ends[0]);
	nanosleep(&pause, NULL);
	kill(child, SIGKILL);
	waitpid(child, &status, 0);
}

static void test_killed(void)
{
	unsigned int round;

	for (round = 0; round < 20; round++)
		kill_after(3 * round);
	tap_ok(kill(weston, 0) == 0, "20 clients killed in the middle", "the compositor is gone");
}

/* ---- what is left ------------------------------------------------------------------ */

static void test_left_behind(unsigned int fds_before, unsigned int buffers_before)
{
	bool fds_settled = settles(fds_of_weston, fds_before);
	bool buffers_settled = settles(buffers_held, buffers_before);

	tap_ok(kill(weston, 0) == 0, "the compositor lives", "process %d is gone", (int)weston);
	tap_ok(fds_settled, "it has as many descriptors as before", "%u before, %u now", fds_before,
	       fds_of_weston());
	tap_ok(buffers_settled, "no buffer of ours is left", "%u before, %u now", buffers_before,
	       buffers_held());
}

#define FOR_EACH(cases, run)                                                                       \
	do {                                                                                       \
		size_t i_;                                                                         \
		for (i_ = 0; i_ < sizeof(cases) / sizeof(*(cases)); i_++)                          \
			run(&(cases)[i_]);                                                         \
	} while (0)

static void run_all(void)
{
	test_allocator();
	FOR_EACH(descriptor_cases, test_descriptor);
	FOR_EACH(mix_cases, test_mix);
	test_second_is_pipe();
	test_format();
	test_size();
	FOR_EACH(params_cases, test_params);
	test_two_imports();
	FOR_EACH(error_cases, test_error);
	test_hoard();
	test_crowd();
	test_orders();
	test_impatient();
	test_killed();
}

int main(int argc, char **argv)
{
	unsigned int fds_before, buffers_before;

	weston = argc == 2 ? (pid_t)atoi(argv[1]) : 0;
	if (weston <= 0) {
		fprintf(stderr, "usage: hostile WESTON-PID\n");
		return 64;
	}
	alarm(DEADLINE);
	test_good("a good frame before all else", &picture_rgb);
	test_good("a good frame in two dma-bufs", &picture_split);
	fds_before = at_rest(fds_of_weston);
	buffers_before = at_rest(buffers_held);
	run_all();
	test_left_behind(fds_before, buffers_before);
	test_good("a good frame after all that", &picture_rgb);
	return tap_end();
}
