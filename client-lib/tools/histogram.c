// SPDX-License-Identifier: MIT
#include <string.h>

#include "histogram.h"

#define FINE_END_NS \
	(INT64_C(1) * (HISTOGRAM_FINE - HISTOGRAM_BELOW) * HISTOGRAM_FINE_NS)

static uint32_t step_of(int64_t duration_ns)
{
	int64_t step = duration_ns / HISTOGRAM_FINE_NS + HISTOGRAM_BELOW;

	if (duration_ns < 0 && duration_ns % HISTOGRAM_FINE_NS)
		step--;	/* down, not towards zero */
	if (duration_ns >= FINE_END_NS)
		step = HISTOGRAM_FINE + (duration_ns - FINE_END_NS) / HISTOGRAM_COARSE_NS;
	if (step < 0)
		return 0;
	return step < HISTOGRAM_STEPS ? step : HISTOGRAM_STEPS - 1;
}

static double step_ms(int32_t step)
{
	int64_t ns = (int64_t)(step - HISTOGRAM_BELOW) * HISTOGRAM_FINE_NS;

	if (step >= HISTOGRAM_FINE)
		ns = FINE_END_NS + (int64_t)(step - HISTOGRAM_FINE) * HISTOGRAM_COARSE_NS;
	return ns / 1e6;
}

void histogram_add(struct histogram *histogram, int64_t duration_ns)
{
	histogram->steps[step_of(duration_ns)]++;
	histogram->count++;
}

void histogram_merge(struct histogram *histogram, const struct histogram *more)
{
	histogram->count += more->count;
	for (uint32_t i = 0; i < HISTOGRAM_STEPS; i++)
		histogram->steps[i] += more->steps[i];
}

void histogram_reset(struct histogram *histogram)
{
	memset(histogram, 0, sizeof(*histogram));
}

double histogram_percentile(const struct histogram *histogram, unsigned int percent)
{
	uint64_t rank = (histogram->count * percent + 99) / 100;
	uint64_t seen = 0;

	if (!histogram->count)
		return 0;
	for (int32_t i = 0; i < HISTOGRAM_STEPS; i++) {
		seen += histogram->steps[i];
		if (seen >= rank)
			return step_ms(i);
	}
	return 0;
}
