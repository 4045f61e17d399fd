/* SPDX-License-Identifier: MIT */
#include "program.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

/* The first of its descriptors that is not told. */
#define GIVEN_FD 3

extern char **environ;

/* libwayland's event loop has signals of the compositor's blocked, and a program keeps
 * that. Descriptors that a driver opened carelessly are none of its business. */
static int prepare(posix_spawn_file_actions_t *files, posix_spawnattr_t *attributes, int output,
		   int fd)
{
	sigset_t none, all;
	int error;

	sigemptyset(&none);
	sigfillset(&all);
	error = posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	if (!error)
		error = posix_spawnattr_setsigmask(attributes, &none);
	if (!error)
		error = posix_spawnattr_setsigdefault(attributes, &all);
	if (!error)
		error = posix_spawn_file_actions_adddup2(files, output, STDOUT_FILENO);
	if (!error)
		error = posix_spawn_file_actions_adddup2(files, fd, GIVEN_FD);
	if (!error)
		error = posix_spawn_file_actions_addopen(files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	if (!error)
		error = posix_spawn_file_actions_addclosefrom_np(files, GIVEN_FD + 1);
	return -error;
}

static int spawn(const char *file, int output, int fd, pid_t *pid)
{
	char *const arguments[] = {(char *)(uintptr_t)file, NULL};
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attributes;
	int error;

	error = -posix_spawn_file_actions_init(&files);
	if (error)
		return error;
	error = -posix_spawnattr_init(&attributes);
	if (error)
		goto destroy_files;
	error = prepare(&files, &attributes, output, fd);
	if (!error)
		error = -posix_spawn(pid, file, &files, &attributes, arguments, environ);
	posix_spawnattr_destroy(&attributes);
destroy_files:
	posix_spawn_file_actions_destroy(&files);
	return error;
}

/* Nobody has reaped it yet: that is done from this thread alone, and later. */
int program_run(struct program *program, const char *file, int fd)
{
	int error, ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	error = fcntl(ends[0], F_SETFL, O_NONBLOCK) < 0 ? -errno : 0;
	if (!error)
		error = spawn(file, ends[1], fd, &program->pid);
	close(ends[1]);
	if (error)
		goto close_output;
	program->output = ends[0];
	program->pidfd = pidfd_open(program->pid, 0);
	if (program->pidfd >= 0)
		return 0;
	error = -errno;
	kill(program->pid, SIGKILL);
close_output:
	close(ends[0]);
	return error;
}

void program_reap(int pidfd, struct program_end *end)
{
	siginfo_t info = {0};

	end->code = -1;
	if (waitid(P_PIDFD, (id_t)pidfd, &info, WEXITED | WNOHANG) < 0 || !info.si_pid)
		return;
	if (info.si_code == CLD_EXITED)
		end->code = info.si_status;
	else
		end->signal = info.si_status;
}
