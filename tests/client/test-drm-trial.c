// SPDX-License-Identifier: MIT
/* Whatever the program does that makes trials: it is waited for, and what is said is right. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "drm-trial.h"
#include "harness.h"
#include "kms/trial-answer.h"

/* Far more than a program takes that ends by itself. */
#define LIMIT_MS 60000

/** struct script - @body is what sh runs; the rest is what has to come of it */
struct script {
	const char *name;
	const char *body;
	int limit_ms;
	int error;
	const char *text;
};

static const struct script scripts[] = {
	{ "tells what it found", "cat <&3", LIMIT_MS, 0, "buffers were tried" },
	{ "tells it in pieces", "head -c 20 <&3; sleep 0.1; cat <&3", LIMIT_MS, 0,
	  "buffers were tried" },
	{ "says nothing", "exit 0", LIMIT_MS, EIO, "no answer that can be understood" },
	{ "crashes", "kill -SEGV $$", LIMIT_MS, EIO, "crashed: Segmentation fault" },
	{ "fails", "cat <&3; exit 7", LIMIT_MS, EIO, "status 7" },
	{ "hangs", "exec sleep 1000", 50, EIO, "took too long" },
	{ "closes its output and hangs", "exec >&-; exec sleep 1000", 50, EIO, "took too long" },
	{ "says too much", "head -c 3000 /dev/zero", LIMIT_MS, EIO, "no answer" },
};

#define SCRIPTS (sizeof(scripts) / sizeof(scripts[0]))

static void write_script(char path[64], const char *body)
{
	FILE *file;
	int fd;

	snprintf(path, 64, "/tmp/test-drm-trial.XXXXXX");
	fd = mkstemp(path);
	file = fdopen(fd, "w");
	check(file, "a script");
	fprintf(file, "#!/bin/sh\n%s\n", body);
	check(fchmod(fd, 0700) == 0 && fclose(file) == 0, "a script");
}

/* What a good program answers, as a file that it is given for a card. */
static int answer_file(void)
{
	const struct trial_answer answer = { .result = { .memory_known = true, .layout_known = true,
							 .stride_align = 64, .offset_align = 1 } };
	char text[TRIAL_ANSWER_MAX];
	size_t size = trial_answer_write(&answer, text);
	int fd = open("/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

	check(fd >= 0 && write(fd, text, size) == (ssize_t)size && lseek(fd, 0, SEEK_SET) == 0,
	      "a file to give");
	return fd;
}

static void run(const void *data)
{
	const struct script *script = data;
	struct trial_result result = { 0 };
	char path[64], text[DRM_TRIAL_TEXT];
	int ret = -ETXTBSY, card = answer_file();

	write_script(path, script->body);
	/* A script that is open for writing in a process just forked cannot be run yet. */
	for (int i = 0; i < 100 && ret == -ETXTBSY; i++)
		ret = drm_trial(path, card, script->limit_ms, &result, text);
	unlink(path);
	close(card);
	check_equal(-ret, script->error, text);
	check(strstr(text, script->text), "%s", text);
	check_equal(result.stride_align, script->error ? 0 : 64, "what it found");
	check(waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD, "it was reaped");
}

static void no_program(const void *data)
{
	struct trial_result result;
	char text[DRM_TRIAL_TEXT];
	int card = answer_file();

	check_equal(-drm_trial("/nonexistent/yamp-trial-display", card, LIMIT_MS, &result, text),
		    ENOENT, "no program");
	close(card);
	check(strstr(text, "/nonexistent/yamp-trial-display cannot be run: No such file"), "%s",
	      text);
}

int main(int argc, char **argv)
{
	struct test_case cases[SCRIPTS + 1];

	for (size_t i = 0; i < SCRIPTS; i++)
		cases[i] = (struct test_case){ scripts[i].name, run, &scripts[i] };
	cases[SCRIPTS] = (struct test_case){ "there is none", no_program };
	return test_main(argc, argv, cases, SCRIPTS + 1);
}
