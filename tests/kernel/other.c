// SPDX-License-Identifier: MIT
#include "other.h"

#include <sys/wait.h>
#include <unistd.h>

#include "tap.h"

static void run(struct other *other, int (*first)(void *))
{
	unsigned char byte = first(other->data);

	close(other->told[0]);
	close(other->asked[1]);
	if (write(other->told[1], &byte, 1) != 1 || read(other->asked[0], &byte, 1))
		_exit(255);
	_exit(other->second(other->data));
}

int other_begin(struct other *other, int (*first)(void *), int (*second)(void *), void *data)
{
	unsigned char byte;
	int answer;

	other->second = second;
	other->data = data;
	if (pipe(other->told) || pipe(other->asked))
		tap_bail("no pipes");
	other->pid = fork();
	if (other->pid < 0)
		tap_bail("no process");
	if (!other->pid)
		run(other, first);
	close(other->told[1]);
	close(other->asked[0]);
	answer = read(other->told[0], &byte, 1) == 1 ? byte : -1;
	close(other->told[0]);
	return answer;
}

int other_end(struct other *other)
{
	int status = -1;

	close(other->asked[1]);	/* which it waits for */
	waitpid(other->pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}
