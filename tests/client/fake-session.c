// SPDX-License-Identifier: MIT
/*
 * fake-session COMMAND...: runs a client in a compositor in which a plane becomes free
 * while frames are shown: it needs strides of 256 bytes and memory in one piece.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "fake-compositor.h"

int main(int argc, char **argv)
{
	const struct fake_options options = {
		.import = FAKE_VERIFIES,
		.dmabuf_version = 4,
		.manager_version = 3,
		.tells = FAKE_PLANE_COMES,
		.changes_after = 6,
	};
	char text[16];
	int fd;

	if (argc < 2) {
		fputs("usage: fake-session COMMAND...\n", stderr);
		return 64;
	}
	fd = fake_start(&options);
	snprintf(text, sizeof(text), "%d", fd);
	if (fcntl(fd, F_SETFD, 0) || setenv("WAYLAND_SOCKET", text, 1))
		return 71;
	execvp(argv[1], argv + 1);
	perror(argv[1]);
	return 66;
}
