/* SPDX-License-Identifier: MIT */
/*
 * A client that is quicker than the compositor: it connects as soon as there is a
 * socket and imports before the compositor knows what it can do. Such imports wait;
 * then they are answered, in order, like any others.
 *
 * To be so quick it has to know the names of the globals beforehand. Started before
 * the compositor.
 *
 * Usage: early NAME-OF-LINUX-DMABUF NAME-OF-YAMP-MANAGER
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "connection.h"
#include "dmabufs.h"
#include "tap.h"

#define DEADLINE 120

static void request(struct attempt *attempt, struct connection *connection, const int *fds)
{
	attempt_begin(attempt, connection);
	attempt_add(attempt, fds);
	yamp_import_v1_import(attempt->import);
}

static void run(struct connection *connection, const int *frame_fds, const int *pipe_fds)
{
	struct attempt good, bad, left;

	request(&good, connection, frame_fds);
	request(&left, connection, frame_fds);
	yamp_import_v1_destroy(left.import);
	left.import = NULL;
	request(&bad, connection, pipe_fds);
	tap_ok(attempt_wait(&good) == ANSWER_CREATED, "an early import is answered", "%s",
	       attempt_text(&good));
	tap_ok(connection->done == 1, "after the manager introduced itself, once", "%u times",
	       connection->done);
	tap_ok(attempt_wait(&bad) == ANSWER_REJECTED, "an early refusal, too", "%s",
	       attempt_text(&bad));
	attempt_sync(&left);
	tap_ok(left.answer == ANSWER_NONE, "an import that left while it waited is not made", "%s",
	       attempt_text(&left));
	attempt_end(&good);
	attempt_end(&left);
	attempt_end(&bad);
}

int main(int argc, char **argv)
{
	static const struct picture picture = {
		.fourcc = FOURCC('X', 'R', '2', '4'),
		.width = 64,
		.height = 48,
	};
	int pipe_fds[YAMP_MAX_PLANES] = {open_pipe(), -1, -1, -1};
	struct connection *connection;
	struct frame frame;

	if (argc != 3) {
		fprintf(stderr, "usage: early NAME-OF-LINUX-DMABUF NAME-OF-YAMP-MANAGER\n");
		return 64;
	}
	alarm(DEADLINE);
	if (frame_alloc(&frame, &picture))
		tap_bail("no frame from /dev/yamp");
	connection = connection_open_early((uint32_t)atoi(argv[1]), (uint32_t)atoi(argv[2]));
	run(connection, frame.fds, pipe_fds);
	frame_free(&frame);
	close(pipe_fds[0]);
	connection_close(connection);
	return tap_end();
}
