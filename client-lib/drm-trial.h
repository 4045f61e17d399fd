/* SPDX-License-Identifier: MIT */
#ifndef DRM_TRIAL_H
#define DRM_TRIAL_H

#include "kms/trial-end.h"
#include "kms/trial.h"

/** DRM_TRIAL_TEXT - room for the sentence */
#define DRM_TRIAL_TEXT TRIAL_END_TEXT

/**
 * drm_trial - find out what a display takes, in a program beside this process; waits for it
 * @file: of the program
 * @card: a file of the display, not master
 * @limit_ms: after which it is killed
 * @result: filled on success
 * @text: a sentence, for people
 *
 * Returns 0 or -errno, see yamp_drm_measure().
 */
int drm_trial(const char *file, int card, int limit_ms, struct trial_result *result,
	      char text[DRM_TRIAL_TEXT]);

#endif /* DRM_TRIAL_H */
