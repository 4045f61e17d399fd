// SPDX-License-Identifier: MIT
/* yamp play: a program of its own, since nothing else here needs GStreamer. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "tool.h"

#define PROGRAM YAMP_LIBEXECDIR "/yamp-play"

int tool_play(int argc, char **argv)
{
	execv(PROGRAM, argv);
	if (errno == ENOENT)
		tool_error("the player is not installed: build yamp where GStreamer's headers are "
			   "(Debian: libgstreamer-plugins-bad1.0-dev); there is no " PROGRAM);
	else
		tool_error("%s: %s", PROGRAM, strerror(errno));
	return EX_UNAVAILABLE;
}
