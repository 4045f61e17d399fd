/* SPDX-License-Identifier: MIT */
/*
 * Durations counted in steps of 0.1 ms from -100 ms to 1 s and of 10 ms from
 * there to 10 s: percentiles of any number of frames in fixed memory. Negative
 * ones are real: a camera may stamp a frame with the time at which it will be
 * complete.
 */
#ifndef HISTOGRAM_H
#define HISTOGRAM_H

#include <stdint.h>

#define HISTOGRAM_FINE_NS 100000
#define HISTOGRAM_COARSE_NS 10000000
#define HISTOGRAM_BELOW 1000	/* fine steps below zero */
#define HISTOGRAM_FINE 11000	/* fine steps in all */
#define HISTOGRAM_STEPS (HISTOGRAM_FINE + 900)

/** struct histogram - zeroed is empty; the first and last step hold the rest */
struct histogram {
	uint64_t count;
	uint32_t steps[HISTOGRAM_STEPS];
};

/** histogram_add - count a duration */
void histogram_add(struct histogram *histogram, int64_t duration_ns);

/** histogram_merge - count what @more has, too */
void histogram_merge(struct histogram *histogram, const struct histogram *more);

/** histogram_reset - empty it */
void histogram_reset(struct histogram *histogram);

/**
 * histogram_percentile - in milliseconds: where the step begins
 * @percent: 1 to 100
 *
 * Returns 0 if the histogram is empty.
 */
double histogram_percentile(const struct histogram *histogram, unsigned int percent);

#endif /* HISTOGRAM_H */
