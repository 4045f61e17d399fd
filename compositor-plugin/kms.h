/* SPDX-License-Identifier: MIT */
/*
 * The display of the compositor, as the kernel shows it.
 *
 *   kms.c        which cards the compositor drives, what their planes take
 *   kms-trial.c  what their drivers take, by trial
 */
#ifndef YAMP_KMS_H
#define YAMP_KMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <xf86drmMode.h>

struct plugin;
struct trial_result;

/**
 * struct kms_card - one that the compositor drives
 * @fd: a file of our own, not master
 * @device: its number
 * @node: its name
 * @modifiers: framebuffers are made with one
 */
struct kms_card {
	int fd;
	dev_t device;
	char node[64];
	bool modifiers;
	drmModeRes *resources;
};

/**
 * kms_each_plane - learn what the planes of all cards take
 *
 * Adds each plane that serves an output that is on to the targets. @settled is false
 * if it is not known yet which planes those are. Returns 0 or -ENOMEM.
 */
int kms_each_plane(struct plugin *plugin, bool *settled);

/**
 * kms_try - find out what a card takes
 * @fourccs: formats of its planes, @count of them
 *
 * Returns 0 or -errno: of opening /dev/yamp, whose buffers are tried; ENOMEM there
 * was no memory to try with. @result is zero then.
 */
int kms_try(const struct kms_card *card, const uint32_t *fourccs, size_t count,
	    struct trial_result *result);

#endif /* YAMP_KMS_H */
