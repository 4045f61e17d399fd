/* SPDX-License-Identifier: MIT */
/* Clients that are killed, each a little later than the one before. */
#include "killed.h"

#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tap.h"

void killed_while(pid_t weston, void (*behave)(void), const char *name)
{
	unsigned int round;
	pid_t child;
	int status;

	for (round = 0; round < 10; round++) {
		struct timespec pause = {.tv_nsec = 100000000 + (long)round * 7000000};

		child = fork();
		if (child == 0)
			behave();
		nanosleep(&pause, NULL);
		kill(child, SIGKILL);
		waitpid(child, &status, 0);
	}
	tap_ok(kill(weston, 0) == 0, name, "the compositor is gone");
}
