/* SPDX-License-Identifier: MIT */
/*
 * The display of the compositor, as the kernel shows it.
 *
 *   kms-card.c   which cards the compositor drives
 *   kms.c        what their planes take
 *   trials.c     what their drivers take, by trial, in a process of its own
 */
#ifndef YAMP_KMS_H
#define YAMP_KMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <xf86drmMode.h>

struct plugin;

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

/** KMS_CARDS_MAX - more than any compositor drives */
#define KMS_CARDS_MAX 8

/** kms_find_cards - those that this process has opened; fills @device and @node */
size_t kms_find_cards(struct kms_card cards[KMS_CARDS_MAX]);

/** kms_card_open - fills the rest; 0 or -errno. Undone by kms_card_close() */
int kms_card_open(struct kms_card *card);
void kms_card_close(struct kms_card *card);

/**
 * kms_each_plane - learn what the planes of all cards take
 *
 * Adds each plane that serves an output that is on to the targets. @settled is false
 * if it is not known yet which planes those are. Returns 0 or -ENOMEM.
 */
int kms_each_plane(struct plugin *plugin, bool *settled);

#endif /* YAMP_KMS_H */
