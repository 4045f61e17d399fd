/* SPDX-License-Identifier: MIT */
/*
 * Trials on displays and on the renderer, made by programs beside this process: whatever
 * a driver does there, the compositor goes on, and does not wait. Its targets begin with
 * what is reported and assumed, and are told again when a trial has answered.
 *
 *   trials_get() ─► IDLE ──► RUNNING ──► KNOWN
 *                    ▲          ├──────► FAILED: it crashed, hung, or wrote nonsense
 *                    │          └──► LACKED: there was nothing to try with
 *                    └───────────────────┘ trials_retry()
 */
#include "trials.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "child.h"
#include "plugin.h"
#include "trial-answer.h"

/* Trials take some ten milliseconds; a hundred times that on an emulated machine which has
 * much else to do. Nobody waits for them. */
#define LIMIT_MS 60000

enum trial_state {
	TRIAL_IDLE,
	TRIAL_RUNNING,
	TRIAL_KNOWN,
	TRIAL_FAILED,
	TRIAL_LACKED,
};

/** struct trial - on one display, or the renderer */
struct trial {
	struct wl_list link; /* plugin.trials */
	struct plugin *plugin;
	dev_t device;
	char name[64];
	const char *program;
	enum trial_state state;
	struct child *child;
	uint64_t began_us;
	struct trial_result result;
};

static struct trial *trial_create(struct plugin *plugin, dev_t device, const char *name,
				  const char *program)
{
	struct trial *trial = calloc(1, sizeof(*trial));

	if (!trial)
		return NULL;
	trial->plugin = plugin;
	trial->device = device;
	trial->program = program;
	snprintf(trial->name, sizeof(trial->name), "%s", name);
	wl_list_insert(&plugin->trials, &trial->link);
	return trial;
}

static void trial_destroy(struct trial *trial)
{
	child_destroy(trial->child);
	wl_list_remove(&trial->link);
	free(trial);
}

/* ---- the answer -------------------------------------------------------------------- */

static void fail(struct trial *trial, const char *what)
{
	trial->state = TRIAL_FAILED;
	plugin_log("%s: what it takes is assumed: the trial with buffers %s", trial->name, what);
}

/* What it said, if it came to its end by itself. */
static bool read_answer(struct trial *trial, const struct child_end *end,
			struct trial_answer *answer)
{
	char text[64];

	if (end->late)
		fail(trial, "took too long, and was ended");
	else if (end->signal) {
		snprintf(text, sizeof(text), "crashed: %s", strsignal(end->signal));
		fail(trial, text);
	} else if (end->code > 0) {
		snprintf(text, sizeof(text), "ended with status %d", end->code);
		fail(trial, text);
	} else if (end->too_much || trial_answer_read(answer, end->text, end->size) < 0)
		fail(trial, "gave no answer that can be understood");
	else
		return true;
	return false;
}

static void take_answer(struct trial *trial, const struct trial_answer *answer)
{
	unsigned int ms = (unsigned int)((now_us() - trial->began_us) / 1000);

	if (answer->error) {
		trial->state = TRIAL_LACKED;
		plugin_log("%s: no buffers could be tried: %s", trial->name,
			   strerror((int)answer->error));
		return;
	}
	if (answer->origin == TRIAL_UNFINISHED) {
		fail(trial, "did not come to its end at an earlier start; remove "
			    "~/.cache/yamp/trial-* to have it made again");
		return;
	}
	trial->state = TRIAL_KNOWN;
	trial->result = answer->result;
	if (answer->origin == TRIAL_KEPT)
		plugin_log("%s: buffers were tried at an earlier start, with the same drivers; "
			   "known after %u ms", trial->name, ms);
	else
		plugin_log("%s: buffers were tried for %u ms", trial->name, ms);
}

static void on_ended(void *data, const struct child_end *end)
{
	struct trial_answer answer;
	struct trial *trial = data;

	if (read_answer(trial, end, &answer))
		take_answer(trial, &answer);
	child_destroy(trial->child);
	trial->child = NULL;
	targets_learn(trial->plugin);
}

/* ---- trials ------------------------------------------------------------------------ */

struct trial *trials_get(struct plugin *plugin, dev_t device, const char *name,
			 const char *program)
{
	struct trial *trial;

	wl_list_for_each(trial, &plugin->trials, link) {
		if (trial->device == device)
			return trial;
	}
	return trial_create(plugin, device, name, program);
}

bool trial_is_due(const struct trial *trial)
{
	return trial->state == TRIAL_IDLE && trial->plugin->allocator.version;
}

void trial_start(struct trial *trial, int fd)
{
	struct wl_event_loop *loop = wl_display_get_event_loop(trial->plugin->display);

	trial->began_us = now_us();
	trial->child = child_start(loop, trial->program, fd, LIMIT_MS, on_ended, trial);
	trial->state = trial->child ? TRIAL_RUNNING : TRIAL_FAILED;
	if (!trial->child)
		plugin_log("%s: what it takes is assumed: %s cannot be run: %s", trial->name,
			   trial->program, strerror(errno));
}

const struct trial_result *trial_told(const struct trial *trial)
{
	return trial->state == TRIAL_KNOWN ? &trial->result : NULL;
}

void trials_retry(struct plugin *plugin)
{
	struct trial *trial;

	wl_list_for_each(trial, &plugin->trials, link) {
		if (trial->state == TRIAL_LACKED)
			trial->state = TRIAL_IDLE;
	}
}

void trials_init(struct plugin *plugin)
{
	wl_list_init(&plugin->trials);
}

void trials_finish(struct plugin *plugin)
{
	struct trial *trial, *next;

	wl_list_for_each_safe(trial, next, &plugin->trials, link)
		trial_destroy(trial);
}
