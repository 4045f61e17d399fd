/* SPDX-License-Identifier: MIT */
#include "rest.h"

#include <dirent.h>
#include <stdio.h>
#include <time.h>

unsigned int fds_of(pid_t pid)
{
	char path[64];
	unsigned int count = 0;
	DIR *folder;

	snprintf(path, sizeof(path), "/proc/%d/fd", (int)pid);
	folder = opendir(path);
	if (!folder)
		return 0;
	while (readdir(folder))
		count++;
	closedir(folder);
	return count;
}

static void wait_20_ms(void)
{
	struct timespec pause = {.tv_nsec = 20000000};

	nanosleep(&pause, NULL);
}

unsigned int at_rest(unsigned int (*figure)(void))
{
	unsigned int value = figure(), same = 0;

	while (same < 25) {
		wait_20_ms();
		same = figure() == value ? same + 1 : 0;
		value = figure();
	}
	return value;
}

bool settles(unsigned int (*figure)(void), unsigned int expected)
{
	unsigned int i;

	for (i = 0; i < 1500 && figure() != expected; i++)
		wait_20_ms();
	return figure() == expected;
}
