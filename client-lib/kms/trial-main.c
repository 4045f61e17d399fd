/* SPDX-License-Identifier: MIT */
/*
 * yamp-trial-display and yamp-trial-renderer: find out what one of them takes, beside
 * the compositor and not in it.
 *
 * They may take their time, and a driver that does not survive a trial ends nothing
 * else. The compositor gives a file of the card as descriptor 3 and reads the answer
 * from standard output, see trials.c.
 *
 *   an earlier trial has told, the drivers are the same ──► that again
 *   an earlier trial was begun and did not end ───────────► "unfinished", nothing is tried
 *   else: written down that one is begun ──► trials ──► written down what they told
 */
#include "trial-main.h"

#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "trial-cache.h"

/* The compositor ends it earlier, unless that is gone. */
#define SECONDS_MAX 60

static struct trial_cache cache;

/* The compositor ends, and no trial was at fault: the next one may try again. */
static void on_terminate(int number)
{
	trial_cache_drop(&cache);
	_exit(1);
}

/* No memory now, no module: another time there may be. */
static bool is_complete(const struct trial_answer *answer)
{
	return !answer->error && (answer->result.memory_known || answer->result.refuses);
}

static void run(struct trial_answer *answer)
{
	const struct trial_answer begun = {.origin = TRIAL_UNFINISHED};
	int error;

	signal(SIGTERM, on_terminate);
	trial_cache_store(&cache, &begun);
	*answer = (struct trial_answer){.origin = TRIAL_KEPT};
	error = trial_subject.run(&answer->result);
	signal(SIGTERM, SIG_IGN);
	answer->error = (uint32_t)-error;
	if (is_complete(answer))
		trial_cache_store(&cache, answer);
	else
		trial_cache_drop(&cache);
	answer->origin = TRIAL_TRIED;
}

static void find_answer(struct trial_answer *answer)
{
	char drivers[TRIAL_DRIVERS];
	int error = trial_subject.drivers(drivers);

	*answer = (struct trial_answer){.error = (uint32_t)-error};
	if (error)
		return;
	trial_cache_open(&cache, trial_subject.name, TRIAL_CARD, drivers);
	if (trial_cache_load(&cache, answer) < 0)
		run(answer);
}

int main(int argc, char **argv)
{
	char text[TRIAL_ANSWER_MAX];
	struct trial_answer answer;
	struct stat status;
	size_t size;

	if (argc != 1 || fstat(TRIAL_CARD, &status) < 0 || !S_ISCHR(status.st_mode)) {
		fprintf(stderr, "%s: Weston's module yamp.so runs this program, with a card of "
				"/dev/dri as descriptor 3\n", argv[0]);
		return 64;
	}
	alarm(SECONDS_MAX);
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	find_answer(&answer);
	size = trial_answer_write(&answer, text);
	return write(STDOUT_FILENO, text, size) == (ssize_t)size ? 0 : 74;
}
