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
 * file mostly comes first; if not, only the exit code is lost.
 */
#include "child.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/pidfd.h>
#include <time.h>
#include <unistd.h>

/**
 * struct child - one
 * @program: its descriptors are -1 before it runs, and once they are closed
 * @limit_ms: as given
 * @used_ms: of the processor, when its time was over last
 * @ended: NULL once it was called
 */
struct child {
	struct program program;
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

static void remove_source(struct wl_event_source **source)
{
	if (*source)
		wl_event_source_remove(*source);
	*source = NULL;
}

static void close_output(struct child *child)
{
	remove_source(&child->on_output);
	if (child->program.output >= 0)
		close(child->program.output);
	child->program.output = -1;
}

/* ---- events ------------------------------------------------------------------------ */

/* All there is now. Who writes more than there is room for gets SIGPIPE. */
static void read_output(struct child *child)
{
	ssize_t length = 1;

	while (child->program.output >= 0 && length > 0) {
		child->too_much = child->size == sizeof(child->text);
		if (child->too_much)
			break;
		length = read(child->program.output, child->text + child->size,
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

static int handle_end(int fd, uint32_t mask, void *data)
{
	struct child *child = data;
	child_ended_fn ended = child->ended;
	struct program_end end = {.text = child->text};

	remove_source(&child->on_pidfd);
	remove_source(&child->on_limit);
	read_output(child); /* what it wrote last */
	close_output(child); /* another process may have inherited it */
	end.size = child->size;
	end.too_much = child->too_much;
	end.late = child->late;
	program_reap(child->program.pidfd, &end);
	close(child->program.pidfd);
	child->program.pidfd = -1;
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

	if (clock_getcpuclockid(child->program.pid, &clock) != 0 || clock_gettime(clock, &used) < 0)
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
	pidfd_send_signal(child->program.pidfd, SIGKILL, NULL, 0);
	return 0;
}

/* ---- start ------------------------------------------------------------------------- */

static int listen_to(struct child *child, struct wl_event_loop *loop)
{
	child->on_output = wl_event_loop_add_fd(loop, child->program.output, WL_EVENT_READABLE,
						handle_output, child);
	child->on_pidfd = wl_event_loop_add_fd(loop, child->program.pidfd, WL_EVENT_READABLE,
					       handle_end, child);
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
	child->program.pidfd = child->program.output = -1;
	child->limit_ms = limit_ms;
	child->ended = ended;
	child->data = data;
	error = program_run(&child->program, program, fd);
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
	struct program_end end = {0};

	if (!child)
		return;
	remove_source(&child->on_limit);
	remove_source(&child->on_pidfd);
	close_output(child);
	if (child->program.pidfd >= 0) {
		pidfd_send_signal(child->program.pidfd, SIGTERM, NULL, 0);
		program_reap(child->program.pidfd, &end); /* if it has ended already */
		close(child->program.pidfd);
	}
	free(child);
}
