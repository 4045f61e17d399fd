// SPDX-License-Identifier: MIT
/*
 * Programs that run beside the compositor, of every kind: each is a shell script, run by
 * the event loop of libwayland, and what is told of its end has to be right.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "child.h"
#include "harness.h"

/* Far more than a program takes that ends by itself. */
#define LIMIT_MS 60000

/** struct script - @body is what sh runs; the rest is expected of its end */
struct script {
	const char *name;
	const char *body;
	int limit_ms;
	const char *text; /* NULL: not looked at */
	bool too_much, late;
	int signal, code;
};

static const struct script scripts[] = {
	{ "says something", "echo hello", LIMIT_MS, "hello\n" },
	{ "says nothing", "exit 0", LIMIT_MS, "" },
	{ "fails", "echo before; exit 7", LIMIT_MS, "before\n", .code = 7 },
	{ "crashes", "echo before; kill -SEGV $$", LIMIT_MS, "before\n", .signal = SIGSEGV },
	{ "hangs", "exec sleep 1000", 50, "", .late = true, .signal = SIGKILL },
	{ "hangs and wants to live", "trap '' TERM INT; echo a; while :; do :; done", 300, NULL,
	  .late = true, .signal = SIGKILL },
	{ "never stops talking", "while :; do echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaa; done", LIMIT_MS,
	  NULL, .too_much = true, .signal = SIGPIPE },
	{ "closes its output, goes on", "exec >&-; sleep 0.2; exit 3", LIMIT_MS, "", .code = 3 },
	{ "leaves one behind that holds its output", "sleep 5 2>/dev/null & echo left; exit 0", LIMIT_MS, "left\n" },
	{ "has the given descriptor and no other", "cat <&3; ls /proc/self/fd | wc -l", LIMIT_MS,
	  "given\n5\n" }, /* 0 to 3, and the one of ls */
	{ "reads nothing from the compositor's terminal", "cat; echo end", LIMIT_MS, "end\n" },
	{ "can be told to end", "kill -TERM $$; sleep 1000", LIMIT_MS, "", .signal = SIGTERM },
};

#define SCRIPTS (sizeof(scripts) / sizeof(scripts[0]))

/** struct run - of one program */
struct run {
	struct wl_event_loop *loop;
	char path[64];
	int given;
	bool ended;
	struct program_end end;
	char text[CHILD_TEXT_MAX + 1];
};

static void on_ended(void *data, const struct program_end *end)
{
	struct run *run = data;

	check(!run->ended, "told twice");
	run->ended = true;
	run->end = *end;
	memcpy(run->text, end->text, end->size);
	run->text[end->size] = '\0';
}

/* A compositor's: its event loop has blocked a signal, and ignores another. */
static void run_begin(struct run *run, const char *body)
{
	sigset_t blocked;
	FILE *file;
	int fd;

	memset(run, 0, sizeof(*run));
	snprintf(run->path, sizeof(run->path), "/tmp/test-child.XXXXXX");
	fd = mkstemp(run->path);
	file = fdopen(fd, "w");
	check(file, "a script");
	fprintf(file, "#!/bin/sh\n%s\n", body);
	check(fchmod(fd, 0700) == 0 && fclose(file) == 0, "a script");
	sigemptyset(&blocked);
	sigaddset(&blocked, SIGTERM);
	sigprocmask(SIG_BLOCK, &blocked, NULL);
	signal(SIGPIPE, SIG_IGN);
	run->given = open("/tmp", O_TMPFILE | O_RDWR, 0600);
	check(run->given >= 0 && write(run->given, "given\n", 6) == 6 &&
		      lseek(run->given, 0, SEEK_SET) == 0,
	      "a file to give");
	run->loop = wl_event_loop_create();
	check(run->loop, "an event loop");
}

static void run_end(struct run *run)
{
	wl_event_loop_destroy(run->loop);
	close(run->given);
	unlink(run->path);
}

static struct child *start(struct run *run, int limit_ms)
{
	struct child *child = NULL;
	unsigned int tries;

	/* A script that is open for writing in a process just forked cannot be run yet. */
	for (tries = 0; !child && tries < 100; tries++) {
		child = child_start(run->loop, run->path, run->given, limit_ms, on_ended, run);
		if (!child && errno != ETXTBSY)
			break;
	}
	check(child, "not started: %s", strerror(errno));
	check(!run->ended, "told before the event loop ran");
	return child;
}

static void run_script(const void *data)
{
	const struct script *script = data;
	struct child *child;
	struct run run;

	run_begin(&run, script->body);
	child = start(&run, script->limit_ms);
	while (!run.ended)
		check(wl_event_loop_dispatch(run.loop, -1) == 0, "the event loop failed");
	check(!script->text || !strcmp(run.text, script->text), "it said: %s", run.text);
	check_equal(run.end.too_much, script->too_much, "too much");
	check_equal(run.end.late, script->late, "late");
	check_equal(run.end.signal, script->signal, "signal");
	check_equal(run.end.code, script->signal ? -1 : script->code, "code");
	check(waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD, "a zombie is left");
	child_destroy(child);
	run_end(&run);
}

static void no_program(const void *data)
{
	struct run run;

	run_begin(&run, "exit 0");
	check(!child_start(run.loop, "/nowhere/at/all", run.given, LIMIT_MS, on_ended, &run) &&
		      errno == ENOENT,
	      "no such file: %s", strerror(errno));
	check(chmod(run.path, 0600) == 0, "a mode");
	check(!child_start(run.loop, run.path, run.given, LIMIT_MS, on_ended, &run) &&
		      errno == EACCES,
	      "no program: %s", strerror(errno));
	check(waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD, "a zombie is left");
	run_end(&run);
}

/* As the compositor's end does. It is told to end, and not waited for. */
static void destroyed(const void *data)
{
	struct child *child;
	struct run run;
	int status;

	run_begin(&run, "exec sleep 1000");
	child = start(&run, LIMIT_MS);
	child_destroy(child);
	check(waitpid(-1, &status, 0) > 0 && WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM,
	      "status %d", status);
	check(wl_event_loop_dispatch(run.loop, 0) == 0 && !run.ended, "told of what is gone");
	child_destroy(NULL);
	run_end(&run);
}

/* Weston waits for every child of the process. */
static void reaped_by_others(const void *data)
{
	struct child *child;
	struct run run;

	run_begin(&run, "echo hello; exit 3");
	child = start(&run, LIMIT_MS);
	check(waitpid(-1, NULL, 0) > 0, "it ended");
	while (!run.ended)
		check(wl_event_loop_dispatch(run.loop, -1) == 0, "the event loop failed");
	check(!strcmp(run.text, "hello\n") && run.end.code == -1 && !run.end.signal,
	      "code %d, signal %d", run.end.code, run.end.signal);
	child_destroy(child);
	run_end(&run);
}

int main(int argc, char **argv)
{
	struct test_case cases[SCRIPTS + 3];
	size_t i;

	for (i = 0; i < SCRIPTS; i++)
		cases[i] = (struct test_case){ scripts[i].name, run_script, &scripts[i] };
	cases[i++] = (struct test_case){ "is no program", no_program, NULL };
	cases[i++] = (struct test_case){ "is not needed any more", destroyed, NULL };
	cases[i++] = (struct test_case){ "somebody else reaps it", reaped_by_others, NULL };
	return test_main(argc, argv, cases, (unsigned int)i);
}
