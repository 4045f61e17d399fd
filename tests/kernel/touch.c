// SPDX-License-Identifier: MIT
#include "touch.h"

#include <signal.h>
#include <stddef.h>

__thread sigjmp_buf touch_landing;

static void land(int signal)
{
	siglongjmp(touch_landing, signal);
}

void touch_may_fail(void)
{
	struct sigaction action = { .sa_handler = land };

	sigaction(SIGBUS, &action, NULL);
}

bool touch_is_dead(const volatile void *memory)
{
	if (TOUCH_FAILS())
		return true;
	(void)*(const volatile char *)memory;
	return false;
}

bool touch_mark(volatile char *byte, char mark)
{
	char seen = *byte;

	*byte = mark;
	return seen && seen != mark;
}
