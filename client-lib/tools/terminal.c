// SPDX-License-Identifier: MIT
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>
#include <sys/ioctl.h>

#include "terminal.h"

static struct termios before;
static volatile sig_atomic_t taken;

bool terminal_is_taken(void)
{
	return taken;
}

void terminal_give_back(void)
{
	if (!taken)
		return;
	taken = false;
	tcsetattr(STDIN_FILENO, TCSANOW, &before);
}

/* It is raised again as soon as the handler, which holds for once, returns. */
static void die(int number)
{
	terminal_give_back();
	raise(number);
}

/* For those signals that nobody can wait for: faults, abort() and Ctrl-\. */
static void give_back_in_any_case(void)
{
	static const int signals[] = { SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGQUIT, SIGSEGV, SIGTRAP };
	struct sigaction action = { .sa_handler = die, .sa_flags = SA_RESETHAND };
	static bool done;

	if (done)
		return;
	done = true;
	sigfillset(&action.sa_mask);
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		sigaction(signals[i], &action, NULL);
	atexit(terminal_give_back);
}

/* To change the terminal of a program in the foreground would stop one in the background. */
static bool is_ours(void)
{
	return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) &&
	       tcgetpgrp(STDIN_FILENO) == getpgrp();
}

int terminal_take(int flags)
{
	struct termios raw;

	if (!is_ours() || (!taken && tcgetattr(STDIN_FILENO, &before))) {
		taken = false;
		return -ENOTTY;
	}
	give_back_in_any_case();
	raw = before;
	raw.c_lflag &= ~(ICANON | ECHO);
	if (!(flags & TERMINAL_STOPS))
		raw.c_cc[VSUSP] = _POSIX_VDISABLE;
	raw.c_cc[VMIN] = 0;
	raw.c_cc[VTIME] = 0;
	taken = true;	/* first: a signal may come in between */
	if (!tcsetattr(STDIN_FILENO, TCSANOW, &raw))
		return 0;
	taken = false;
	return -ENOTTY;
}

void terminal_size(int *rows, int *columns)
{
	struct winsize size = { 0 };

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) || !size.ws_row || !size.ws_col)
		size = (struct winsize){ .ws_row = 24, .ws_col = 80 };
	*rows = size.ws_row;
	*columns = size.ws_col;
}
