// SPDX-License-Identifier: MIT
/* Trials on a display, by the same program that the compositor's plugin runs. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/pidfd.h>
#include <time.h>
#include <unistd.h>

#include "drm-trial.h"
#include "kms/program.h"
#include "kms/trial-answer.h"

/* A driver that does not let go of it has to be left alone. */
#define KILLED_MS 1000

/* More than an answer has: who writes more is no trial. */
#define TEXT_MAX (2 * TRIAL_ANSWER_MAX)

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* All it says until it ends; false if that took too long. */
static bool listen_to(const struct program *program, int limit_ms, struct program_end *end,
		      char text[TEXT_MAX])
{
	struct pollfd fds[] = { { program->output, POLLIN, 0 }, { program->pidfd, POLLIN, 0 } };
	int64_t deadline_ms = now_ms() + limit_ms, left_ms;
	ssize_t length;

	while (!(fds[1].revents & POLLIN)) {
		left_ms = deadline_ms - now_ms();
		if (left_ms <= 0)
			return false;
		if (poll(fds, 2, (int)left_ms) < 0)
			continue;
		length = end->size < TEXT_MAX ?
			 read(program->output, text + end->size, TEXT_MAX - end->size) : 0;
		if (length > 0)
			end->size += (size_t)length;
		else if (length == 0)
			fds[0].fd = -1;	/* closed, or no room; its end is waited for */
	}
	end->too_much = end->size == TEXT_MAX;
	return true;
}

int drm_trial(const char *file, int card, int limit_ms, struct trial_result *result,
	      char text[DRM_TRIAL_TEXT])
{
	char said[TEXT_MAX];
	struct program_end end = { .text = said };
	struct trial_answer answer;
	struct program program;
	int ret = program_run(&program, file, card);

	if (ret) {
		snprintf(text, DRM_TRIAL_TEXT, "what it takes is assumed: %.64s cannot be run: %s",
			 file, strerror(-ret));
		return ret;
	}
	end.late = !listen_to(&program, limit_ms, &end, said);
	if (end.late)
		pidfd_send_signal(program.pidfd, SIGKILL, NULL, 0);
	close(program.output);
	if (end.late)
		poll(&(struct pollfd){ program.pidfd, POLLIN, 0 }, 1, KILLED_MS);
	program_reap(program.pidfd, &end);
	close(program.pidfd);
	ret = trial_hear(&end, &answer, text);
	if (!ret)
		*result = answer.result;
	return ret;
}
