// SPDX-License-Identifier: MIT
/* What those behind the last pool need: a copy is kept for pools to come. */
#include <errno.h>
#include <stdlib.h>

#include "pipeline-priv.h"

static bool fits(const struct yamp_pipeline *pipeline, const struct yamp_constraint *record)
{
	const struct hop *hop = &pipeline->hops[pipeline->dsp_count];

	return yamp_buffer_verify(pipeline->device, hop->buffers[0], record, NULL) !=
	       YAMP_VERDICT_FAILS;
}

/* A plane that the solver would take has to be content with what there is, too. */
bool needs_suit(const struct yamp_pipeline *pipeline, const struct yamp_pipeline_needs *needs,
		int plane)
{
	if (!fits(pipeline, needs->sink))
		return false;
	for (uint32_t i = 0; plane >= 0 && i < needs->plane_count; i++) {
		if (fits(pipeline, &needs->planes[i]))
			return true;
	}
	return plane < 0;
}

static uint32_t count_formats(const struct yamp_pipeline_needs *needs)
{
	uint32_t count = needs->sink->format_count;

	for (uint32_t i = 0; i < needs->plane_count; i++)
		count += needs->planes[i].format_count;
	return count;
}

/* The records, and behind them their formats. */
int needs_keep(struct yamp_pipeline *pipeline, const struct yamp_pipeline_needs *needs)
{
	uint32_t count = 1 + needs->plane_count;
	struct yamp_constraint *records;
	struct yamp_format *formats;

	records = calloc(1, count * sizeof(*records) + count_formats(needs) * sizeof(*formats));
	if (!records)
		return -ENOMEM;
	formats = (struct yamp_format *)(records + count);
	for (uint32_t i = 0; i < count; i++) {
		struct yamp_constraint *record = &records[i];

		*record = i ? needs->planes[i - 1] : *needs->sink;
		for (uint32_t j = 0; j < record->format_count; j++)
			formats[j] = ((const struct yamp_format *)(uintptr_t)record->formats)[j];
		record->formats = (uintptr_t)formats;
		formats += record->format_count;
	}
	free(pipeline->needs);
	pipeline->needs = records;
	pipeline->options.sink = records;
	pipeline->options.planes = records + 1;
	pipeline->options.plane_count = needs->plane_count;
	return 0;
}
