// SPDX-License-Identifier: MIT
/* What becomes of the frames in each stage: camera, DSPs, display. */
#include <string.h>

#include "view.h"

static uint32_t display_of(const struct view *view)
{
	return view->options.dsp_count + 1;
}

const char *view_stage_name(const struct view *view, uint32_t stage)
{
	if (!stage)
		return yamp_camera_node(view->camera);
	return stage == display_of(view) ? "display" : yamp_dsp_node(view->dsps[stage - 1]);
}

bool view_waits_for(const struct view *view, uint32_t stage)
{
	return yamp_pipeline_lost(view->pipeline) & UINT32_C(1) << stage;
}

void view_stages_frame(struct view *view, const struct yamp_pipeline_frame *frame)
{
	uint64_t from_ns = frame->capture_ns;

	for (uint32_t i = 0; i < frame->hops; i++) {
		if (i || view->camera_clock)
			histogram_add(&view->stages[i].second,
				      (int64_t)(frame->made_ns[i] - from_ns));
		from_ns = frame->made_ns[i];
	}
	view->made_ns[frame->sequence % VIEW_LEDGER] = from_ns;
}

void view_stages_shown(struct view *view, uint64_t sequence, uint64_t time_ns)
{
	histogram_add(&view->stages[display_of(view)].second,
		      (int64_t)(time_ns - view->made_ns[sequence % VIEW_LEDGER]));
}

/* The pipeline counts from the beginning: what is new is the difference. */
static uint64_t since(uint64_t now, uint64_t *last)
{
	uint64_t more = now - *last;

	*last = now;
	return more;
}

void view_stages_count(struct view *view)
{
	struct view_counts *second = &view->second;
	struct view_stage *display = &view->stages[display_of(view)];
	struct yamp_hop hop;

	for (uint32_t i = 0; !yamp_pipeline_hop(view->pipeline, i, &hop); i++) {
		struct view_stage *stage = &view->stages[i];
		uint64_t damaged = since(hop.damaged, &view->damaged[i]);
		uint64_t lost = since(hop.gaps + hop.damaged, &stage->lost) - damaged;

		stage->frames = hop.made;
		stage->starved = hop.starved;
		second->lost_damaged += damaged;
		*(i ? &second->lost_dsp : &second->lost_camera) += lost;
		second->lost_dsp += since(hop.replaced, &view->stages[i + 1].skipped);
	}
	display->frames += second->presented;
	display->lost += second->lost_compositor + second->lost_here;
}

void view_stages_reset(struct view *view)
{
	for (uint32_t i = 0; i <= display_of(view); i++) {
		histogram_merge(&view->stages[i].all, &view->stages[i].second);
		histogram_reset(&view->stages[i].second);
	}
}
