/* SPDX-License-Identifier: MIT */
/*
 * The displays that the compositor drives; what each is, client-lib/kms/ knows.
 *
 *   kms-files.c  which cards the compositor has opened
 *   kms.c        what their planes take, of those that serve its outputs
 */
#ifndef YAMP_KMS_H
#define YAMP_KMS_H

#include <stdbool.h>
#include <stddef.h>

#include "kms/card.h"

struct plugin;

/** KMS_CARDS_MAX - more than any compositor drives */
#define KMS_CARDS_MAX 8

/** kms_find_cards - those that this process has opened; fills @device and @node */
size_t kms_find_cards(struct kms_card cards[KMS_CARDS_MAX]);

/**
 * kms_each_plane - learn what the planes of all cards take
 *
 * Adds each plane that serves an output that is on to the targets. @settled is false
 * if it is not known yet which planes those are. Returns 0 or -ENOMEM.
 */
int kms_each_plane(struct plugin *plugin, bool *settled);

#endif /* YAMP_KMS_H */
