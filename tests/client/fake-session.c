// SPDX-License-Identifier: MIT
/*
 * fake-session [--user COMMITS] COMMAND...: runs a client in a compositor in which a plane becomes
 * free while frames are shown: it needs strides of 256 bytes and memory in one piece. After so many
 * commits somebody uses pointer and keyboard (fake-compositor.h).
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fake-compositor.h"

int main(int argc, char **argv)
{
	struct fake_options options = {
		.import = FAKE_VERIFIES,
		.dmabuf_version = 4,
		.manager_version = 3,
		.tells = FAKE_PLANE_COMES,
		.changes_after = 6,
	};
	char text[16];
	int fd;

	if (argc > 3 && !strcmp(argv[1], "--user")) {
		options.user = atoi(argv[2]);
		argc -= 2;
		argv += 2;
	}
	if (argc < 2) {
		fputs("usage: fake-session [--user COMMITS] COMMAND...\n", stderr);
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
