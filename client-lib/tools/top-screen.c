// SPDX-License-Identifier: MIT
/* The terminal while yamp top has it. */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "terminal.h"
#include "top.h"

#define HEADER 1	/* the line of the columns' names */

int top_screen_begin(void)
{
	int ret = terminal_take(0);

	if (!ret)
		fputs("\033[?1049h\033[?25l", stdout);	/* its other page, without a cursor */
	return ret;
}

void top_screen_end(void)
{
	if (!terminal_is_taken())
		return;
	fputs("\033[?25h\033[?1049l", stdout);
	fflush(stdout);
	terminal_give_back();
}

/* Rows that have no room are left out; of those that do what is too wide is cut off. */
void top_screen_show(const struct top_lines *lines)
{
	const char *line = lines->text;
	int rows, columns;

	terminal_size(&rows, &columns);
	fputs("\033[H", stdout);
	for (int row = 0; row < rows; row++) {
		size_t length = line ? strcspn(line, "\n") : 0;
		int wide = length < (size_t)columns ? (int)length : columns;

		printf("%s%.*s%s\033[K%s", row == HEADER ? "\033[7m" : "", wide, line ? line : "",
		       row == HEADER ? "\033[0m" : "", row + 1 < rows ? "\r\n" : "");
		line = line && line[length] ? line + length + 1 : NULL;
	}
	fflush(stdout);
}

static bool wants_end(void)
{
	char keys[16];
	ssize_t count = read(STDIN_FILENO, keys, sizeof(keys));

	if (!count)	/* the terminal has gone */
		return true;
	for (ssize_t i = 0; i < count; i++) {
		if (keys[i] == 'q' || keys[i] == 'Q')
			return true;
	}
	return false;
}

bool top_screen_wait(const struct top *top, int timeout_ms)
{
	struct pollfd fds[] = {
		{ top->signal_fd, POLLIN, 0 }, { terminal_is_taken() ? STDIN_FILENO : -1, POLLIN, 0 },
	};
	int ready = poll(fds, 2, timeout_ms);

	if (ready < 0)
		return errno != EINTR;
	return fds[0].revents || (fds[1].revents && wants_end());
}
