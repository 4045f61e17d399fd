/* SPDX-License-Identifier: MIT */
#include "told.h"

#include "trial.h"

void told_add(struct told_figure figures[YAMP_FIGURES], uint32_t figure, uint64_t value,
	      uint32_t source)
{
	figures[figure] = (struct told_figure){1, source, value};
}

static uint32_t source_of(bool known)
{
	return known ? YAMP_SOURCE_MEASURED : YAMP_SOURCE_ASSUMED;
}

/* What no trial has told is assumed to be without limit. */
void told_add_trial(struct told_figure figures[YAMP_FIGURES], const struct trial_result *trial)
{
	static const struct trial_result nothing = {0};
	uint32_t layout, end;

	trial = trial ? trial : &nothing;
	layout = source_of(trial->layout_known);
	end = source_of(trial->end_known);
	told_add(figures, YAMP_FIGURE_CONTIGUITY, trial->contiguity,
		 source_of(trial->memory_known && trial->layout_known));
	told_add(figures, YAMP_FIGURE_OBJECTS, trial->objects, source_of(trial->objects_known));
	told_add(figures, YAMP_FIGURE_PLANE_STRIDE_ALIGN, trial->stride_align, layout);
	told_add(figures, YAMP_FIGURE_PLANE_STRIDE_MAX, trial->stride_max, layout);
	told_add(figures, YAMP_FIGURE_PLANE_OFFSET_ALIGN, trial->offset_align, layout);
	told_add(figures, YAMP_FIGURE_PLANE_HEIGHT_ALIGN, trial->height_align, end);
	told_add(figures, YAMP_FIGURE_PLANE_SIZE_PAD, trial->size_pad, end);
}
