/* SPDX-License-Identifier: MIT */
/* What displays and the renderer take, as trials beside the compositor have told. */
#ifndef YAMP_TRIALS_H
#define YAMP_TRIALS_H

#include <stdbool.h>
#include <sys/types.h>

#include <wayland-server-core.h>

struct plugin;
struct trial;
struct trial_result;

/** trials_init - @told is called whenever a trial has told something */
void trials_init(struct plugin *plugin, void (*told)(struct plugin *plugin));
void trials_finish(struct plugin *plugin);

/**
 * trials_get - the trial on something
 * @device: the display's number, 0 for the renderer
 * @name: for messages
 * @program: that makes it
 *
 * Returns NULL if there is no memory. Lives as long as the plugin.
 */
struct trial *trials_get(struct plugin *plugin, dev_t device, const char *name,
			 const char *program);

/** trial_is_due - it can be made, and was not yet */
bool trial_is_due(const struct trial *trial);

/**
 * trial_start - have it made
 * @fd: a file of the display's card, not master, or of /dev/null; stays the caller's
 */
void trial_start(struct trial *trial, int fd);

/** trial_told - what it has told; NULL if nothing yet, or for ever if it failed */
const struct trial_result *trial_told(const struct trial *trial);

/** trials_retry - the kernel module has come: what lacked it can be tried now */
void trials_retry(struct plugin *plugin);

#endif /* YAMP_TRIALS_H */
