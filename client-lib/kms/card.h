/* SPDX-License-Identifier: MIT */
/*
 * A display, as the kernel shows it to anybody who may open its card.
 *
 * The library (drm.c) and the compositor's plugin (its kms.c) have this folder in common,
 * as the kernel, they and the tests have the solver; it knows none of them.
 *
 *   card.c            a file of a card, never its master for longer than it takes to say no
 *   outputs.c         connectors, and the CRTCs that drive them
 *   planes.c          what the planes take, as the driver reports it
 *   told.c            figures, and how each is known
 *   trial.c           the search for what else is taken, by trial
 *   trial-end.c       what a program was heard to say that has searched
 *   program.c         how such a program is run
 *   trial-answer.c    what it says
 *
 * The programs, for which whoever runs them needs not wait, and which may crash alone:
 *
 *   trial-display.c   yamp-trial-display: on a display
 *   trial-renderer.c  yamp-trial-renderer: on a renderer
 *   trial-main.c      what both do
 *   trial-memory.c    the buffers
 *   trial-cache.c     what earlier trials have told
 */
#ifndef YAMP_KMS_CARD_H
#define YAMP_KMS_CARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/types.h>

#include <xf86drmMode.h>
#include <yamp/target.h>

#include "told.h"

/**
 * struct kms_card - a display
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

/** kms_is_card - is this a card, which may have a display, and no render node? */
bool kms_is_card(const struct stat *status);

/**
 * kms_card_open - open @node
 * @card: @device is the number that it has to have, 0 for any; the rest is filled
 *
 * Returns 0 or -errno: EOPNOTSUPP it has no display. Undone by kms_card_close().
 */
int kms_card_open(struct kms_card *card);
void kms_card_close(struct kms_card *card);

/** KMS_NAME - room for the name of a connector */
#define KMS_NAME 64

/**
 * struct kms_output - a connector
 * @name: such as HDMI-A-1
 * @connected: something is, or the driver cannot tell
 * @driven: a CRTC drives it now
 * @crtcs: bits: the one that drives it, or while none does, those that could
 */
struct kms_output {
	char name[KMS_NAME];
	bool connected;
	bool driven;
	uint32_t crtcs;
};

/** kms_outputs - look at up to @max connectors; returns how many there are in @outputs */
size_t kms_outputs(const struct kms_card *card, struct kms_output *outputs, size_t max);

/**
 * struct kms_plane - what a plane takes
 * @id: its object's
 * @kind: enum yamp_target_kind, of a plane
 * @crtcs: bits: where it can show
 * @figures: as the driver reports them
 * @formats: best first, as the driver has them; where it lists no modifiers, the layout is
 *	told as DRM_FORMAT_MOD_INVALID
 */
struct kms_plane {
	uint32_t id;
	uint32_t kind;
	uint32_t crtcs;
	struct told_figure figures[YAMP_FIGURES];
	struct yamp_format *formats;
	size_t format_count;
};

/** kms_plane_name - "overlay plane 34" */
void kms_plane_name(const struct kms_plane *plane, char name[YAMP_NAME_LEN]);

/**
 * kms_each_plane_of - look at the planes that can show on any of these CRTCs
 * @each: gets each, valid during the call; what it returns, if not 0, ends the walk
 *
 * Returns 0, -errno, or what @each has returned.
 */
int kms_each_plane_of(const struct kms_card *card, uint32_t crtcs,
		      int (*each)(void *data, const struct kms_plane *plane), void *data);

#endif /* YAMP_KMS_CARD_H */
