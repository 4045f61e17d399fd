/* SPDX-License-Identifier: MIT */
/*
 * A program that runs beside the compositor.
 *
 *   its standard output ──► a pipe ──► handle_output(): kept, as much as there is room for
 *   its end ──► a pidfd ──► handle_end(): reaped, ended() is told
 *   its time ──► a timer ──► handle_limit(): SIGKILL; its end is told when it has come
 *
 * Weston reaps every child of its process when SIGCHLD comes, and logs those that it
 * does not know. The kernel wakes who waits for a pidfd before it sends SIGCHLD, so this
 * file mostly comes first; if not, only the exit code is lost. A pidfd never means
 * another process, whoever has reaped the child.
 */
#include "child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* The first of its descriptors that is not told. */
#define GIVEN_FD 3

/**
 * struct child - one
 * @pid: means nothing once it was reaped
 * @pidfd: -1 before it runs
 * @output: read end of its standard output, -1 once that is closed
 * @limit_ms: as given
 * @used_ms: of the processor, when its time was over last
 * @ended: NULL once it was called
 */
struct child {
	pid_t pid;
	int pidfd;
	int output;
	struct wl_event_source *on_pidfd;
	struct wl_event_source *on_output;
	struct wl_event_source *on_limit;
	child_ended_fn ended;
	void *data;
	int limit_ms;
	int64_t used_ms;
	bool too_much;
	bool late;
	size_t size;
	char text[CHILD_TEXT_MAX];
};

extern char **environ;

static void remove_source(struct wl_event_source **source)
{
	if (*source)
		wl_event_source_remove(*source);
	*source = NULL;
}

static void close_output(struct child *child)
{
	remove_source(&child->on_output);
	if (child->output >= 0)
		close(child->output);
	child->output = -1;
}

/* ---- events ------------------------------------------------------------------------ */

/* All there is now. Who writes more than there is room for gets SIGPIPE. */
static void read_output(struct child *child)
{
	ssize_t length = 1;

	while (child->output >= 0 && length > 0) {
		child->too_much = child->size == sizeof(child->text);
		if (child->too_much)
			break;
		length = read(child->output, child->text + child->size,
			      sizeof(child->text) - child->size);
		if (length > 0)
			child->size += (size_t)length;
		else if (length < 0 && errno == EINTR)
			length = 1;
		else if (length < 0 && errno == EAGAIN)
			return;
	}
	close_output(child);
}

static int handle_output(int fd, uint32_t mask, void *data)
{
	read_output(data);
	return 0;
}

static void reap(const struct child *child, struct child_end *end)
{
	siginfo_t info = {0};

	end->code = -1;
	if (waitid(P_PIDFD, (id_t)child->pidfd, &info, WEXITED | WNOHANG) < 0 || !info.si_pid)
		return;
	if (info.si_code == CLD_EXITED)
		end->code = info.si_status;
	else
		end->signal = info.si_status;
}

static int handle_end(int fd, uint32_t mask, void *data)
{
	struct child *child = data;
	child_ended_fn ended = child->ended;
	struct child_end end = {.text = child->text};

	remove_source(&child->on_pidfd);
	remove_source(&child->on_limit);
	read_output(child); /* what it wrote last */
	close_output(child); /* another process may have inherited it */
	end.size = child->size;
	end.too_much = child->too_much;
	end.late = child->late;
	reap(child, &end);
	close(child->pidfd);
	child->pidfd = -1;
	child->ended = NULL;
	ended(child->data, &end);
	return 0;
}

/* On a machine with much else to do time passes, and it is no fault of the program's: it
 * has worked, and not for longer than it may. */
static bool has_worked(struct child *child)
{
	int64_t before_ms = child->used_ms;
	struct timespec used;
	clockid_t clock;

	if (clock_getcpuclockid(child->pid, &clock) != 0 || clock_gettime(clock, &used) < 0)
		return false;
	child->used_ms = (int64_t)used.tv_sec * 1000 + used.tv_nsec / 1000000;
	return child->used_ms - before_ms > child->limit_ms / 100 &&
	       child->used_ms < child->limit_ms;
}

static int handle_limit(void *data)
{
	struct child *child = data;

	if (has_worked(child)) {
		wl_event_source_timer_update(child->on_limit, child->limit_ms);
		return 0;
	}
	child->late = true;
	pidfd_send_signal(child->pidfd, SIGKILL, NULL, 0);
	return 0;
}

/* ---- start ------------------------------------------------------------------------- */

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

static int spawn(const char *program, int output, int fd, pid_t *pid)
{
	char *const arguments[] = {(char *)(uintptr_t)program, NULL};
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
		error = -posix_spawn(pid, program, &files, &attributes, arguments, environ);
	posix_spawnattr_destroy(&attributes);
destroy_files:
	posix_spawn_file_actions_destroy(&files);
	return error;
}

/* Nobody has reaped it yet: that is done from this thread alone, and later. */
static int run(struct child *child, const char *program, int fd)
{
	int error, ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	child->output = ends[0];
	error = fcntl(ends[0], F_SETFL, O_NONBLOCK) < 0 ? -errno : 0;
	if (!error)
		error = spawn(program, ends[1], fd, &child->pid);
	close(ends[1]);
	if (error)
		return error;
	child->pidfd = pidfd_open(child->pid, 0);
	if (child->pidfd >= 0)
		return 0;
	error = -errno;
	kill(child->pid, SIGKILL);
	return error;
}

static int listen_to(struct child *child, struct wl_event_loop *loop)
{
	child->on_output = wl_event_loop_add_fd(loop, child->output, WL_EVENT_READABLE,
						handle_output, child);
	child->on_pidfd = wl_event_loop_add_fd(loop, child->pidfd, WL_EVENT_READABLE, handle_end,
					       child);
	child->on_limit = wl_event_loop_add_timer(loop, handle_limit, child);
	if (!child->on_output || !child->on_pidfd || !child->on_limit)
		return -ENOMEM;
	return wl_event_source_timer_update(child->on_limit, child->limit_ms) < 0 ? -errno : 0;
}

struct child *child_start(struct wl_event_loop *loop, const char *program, int fd, int limit_ms,
			  child_ended_fn ended, void *data)
{
	struct child *child = calloc(1, sizeof(*child));
	int error;

	if (!child)
		return NULL;
	child->pidfd = child->output = -1;
	child->limit_ms = limit_ms;
	child->ended = ended;
	child->data = data;
	error = run(child, program, fd);
	if (!error)
		error = listen_to(child, loop);
	if (!error)
		return child;
	child_destroy(child);
	errno = -error;
	return NULL;
}

void child_destroy(struct child *child)
{
	struct child_end end = {0};

	if (!child)
		return;
	remove_source(&child->on_limit);
	remove_source(&child->on_pidfd);
	close_output(child);
	if (child->pidfd >= 0) {
		pidfd_send_signal(child->pidfd, SIGTERM, NULL, 0);
		reap(child, &end); /* if it has ended already */
		close(child->pidfd);
	}
	free(child);
}
