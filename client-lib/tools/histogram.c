// SPDX-License-Identifier: MIT
#include <string.h>

#include "histogram.h"

static uint32_t step_of(int64_t duration_ns)
{
	int64_t step = duration_ns / HISTOGRAM_STEP_NS + HISTOGRAM_BELOW;

	if (duration_ns < 0 && duration_ns % HISTOGRAM_STEP_NS)
		step--;	/* down, not towards zero */
	if (step < 0)
		return 0;
	return step < HISTOGRAM_STEPS ? step : HISTOGRAM_STEPS - 1;
}

void histogram_add(struct histogram *histogram, int64_t duration_ns)
{
	histogram->steps[step_of(duration_ns)]++;
	histogram->count++;
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
			return (i - HISTOGRAM_BELOW) * (HISTOGRAM_STEP_NS / 1e6);
	}
	return 0;
}
