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
#include "kms/trial-answer.h"
#include "kms/trial-end.h"
#include "plugin.h"

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

static void take_answer(struct trial *trial, const struct program_end *end)
{
	unsigned int ms = (unsigned int)((now_us() - trial->began_us) / 1000);
	struct trial_answer answer;
	char text[TRIAL_END_TEXT];
	int error = trial_hear(end, &answer, text);

	if (error) {
		trial->state = error == -EAGAIN ? TRIAL_LACKED : TRIAL_FAILED;
		plugin_log("%s: %s", trial->name, text);
		return;
	}
	trial->state = TRIAL_KNOWN;
	trial->result = answer.result;
	if (answer.origin == TRIAL_KEPT)
		plugin_log("%s: %s; known after %u ms", trial->name, text, ms);
	else
		plugin_log("%s: %s for %u ms", trial->name, text, ms);
}

static void on_ended(void *data, const struct program_end *end)
{
	struct trial *trial = data;

	take_answer(trial, end);
	child_destroy(trial->child);
	trial->child = NULL;
	trial->plugin->trial_told(trial->plugin);
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

void trials_init(struct plugin *plugin, void (*told)(struct plugin *plugin))
{
	plugin->trial_told = told;
	wl_list_init(&plugin->trials);
}

void trials_finish(struct plugin *plugin)
{
	struct trial *trial, *next;

	wl_list_for_each_safe(trial, next, &plugin->trials, link)
		trial_destroy(trial);
}
