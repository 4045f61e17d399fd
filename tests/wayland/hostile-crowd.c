/* SPDX-License-Identifier: MIT */
/* Too much of everything, everything in any order, sudden death. */
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

/* ---- too much of everything --------------------------------------------------------- */

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
	tap_ok(held > 0 && held < HOARD,
	       "descriptors that are given and never imported are limited",
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

#define MANAGERS 500

static void test_managers(void)
{
	struct connection *connection = connection_open(3);
	unsigned int i;

	for (i = 0; i < MANAGERS; i++) {
		wl_registry_bind(connection->registry, connection->manager_name,
				 &yamp_manager_v1_interface, 1 + i % connection->manager_version);
		if (i % 32 == 0)
			wl_display_roundtrip(connection->display);
	}
	tap_ok(wl_display_roundtrip(connection->display) >= 0, "500 managers of one client",
	       "the connection ended");
	connection_close(connection);
}

/* ---- every order of destruction ----------------------------------------------------- */

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

/* A frame is on the screen, and all that it is made of goes. */
void test_in_use(void)
{
	struct connection *connection = connection_open(3);
	struct told told;
	struct tile tile;
	unsigned int i;

	show_frame(&tile, connection, &told);
	for (i = 0; i < TILE_BUFFERS; i++)
		wl_buffer_destroy(tile.buffers[i]);
	tap_ok(told.presented && wl_display_roundtrip(connection->display) >= 0,
	       "the wl_buffer goes while it is shown", "%s", told_text(&told));
	wl_surface_commit(tile.surface);
	tile_finish(&tile);
	tap_ok(wl_display_roundtrip(connection->display) >= 0, "and its surface",
	       "the connection ended");
	connection_close(connection);
}

/* ---- sudden death ------------------------------------------------------------------- */

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

void test_crowds(void)
{
	test_hoard();
	test_crowd();
	test_managers();
	test_orders();
	test_impatient();
	test_killed();
}
