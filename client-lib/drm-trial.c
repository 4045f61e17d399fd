// SPDX-License-Identifier: MIT
/* Trials on a display, by the same program that the compositor's plugin runs. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/pidfd.h>
#include <unistd.h>

#include "clock.h"
#include "drm-trial.h"
#include "kms/program.h"
#include "kms/trial-answer.h"

/* A driver that does not let go of it has to be left alone. */
#define KILLED_MS 1000

#define NS_PER_MS INT64_C(1000000)

/* More than an answer has: who writes more is no trial. */
#define TEXT_MAX (2 * TRIAL_ANSWER_MAX)

/* All it says until it ends; false if that took too long. */
static bool listen_to(const struct program *program, int limit_ms, struct program_end *end,
		      char text[TEXT_MAX])
{
	struct pollfd fds[] = { { program->output, POLLIN, 0 }, { program->pidfd, POLLIN, 0 } };
	int64_t deadline_ns = (int64_t)clock_now_ns() + limit_ms * NS_PER_MS, left_ns;
	ssize_t length;

	while (!(fds[1].revents & POLLIN)) {
		left_ns = deadline_ns - (int64_t)clock_now_ns();
		if (left_ns <= 0)
			return false;
		if (poll(fds, 2, (int)(left_ns / NS_PER_MS) + 1) < 0)
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
