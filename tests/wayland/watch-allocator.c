/* SPDX-License-Identifier: MIT */
/*
 * Prints what the compositor says of the kernel module, a line for each "done":
 * "allocator VERSION MAJOR:MINOR", VERSION 0 if there is none. Ends with the
 * compositor, or after COUNT lines.
 *
 * Usage: watch-allocator COUNT
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/sysmacros.h>

#include "connection.h"

static void print_state(const struct connection *connection)
{
	printf("allocator %u %u:%u\n", connection->allocator_version,
	       major(connection->allocator_device), minor(connection->allocator_device));
	fflush(stdout);
}

int main(int argc, char **argv)
{
	unsigned int printed = 0, count = argc == 2 ? (unsigned int)atoi(argv[1]) : 0;
	struct connection *connection;

	if (!count) {
		fprintf(stderr, "usage: watch-allocator COUNT\n");
		return 64;
	}
	connection = connection_open(3);
	for (;;) {
		for (; printed < connection->done; printed++)
			print_state(connection);
		if (printed >= count)
			break;
		if (wl_display_dispatch(connection->display) < 0)
			return 1;
	}
	connection_close(connection);
	return 0;
}
