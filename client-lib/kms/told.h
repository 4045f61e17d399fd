/* SPDX-License-Identifier: MIT */
/* Figures of a constraint record, each with how it is known, and whether it is told at all. */
#ifndef YAMP_KMS_TOLD_H
#define YAMP_KMS_TOLD_H

#include <stdint.h>

#include <yamp/figure.h>

struct trial_result;

/** struct told_figure - enum yamp_source says how @value is known */
struct told_figure {
	uint32_t told;
	uint32_t source;
	uint64_t value;
};

/** told_add - tell a figure */
void told_add(struct told_figure figures[YAMP_FIGURES], uint32_t figure, uint64_t value,
	      uint32_t source);

/** told_add_trial - those that trials tell; @trial is NULL if there was none */
void told_add_trial(struct told_figure figures[YAMP_FIGURES], const struct trial_result *trial);

#endif /* YAMP_KMS_TOLD_H */
