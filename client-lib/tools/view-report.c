// SPDX-License-Identifier: MIT
/* When the viewfinder prints something: at both ends, and once a second. */
#include "view.h"

#define REPORT_MS 1000

void view_report_begin(const struct view *view)
{
	if (view->options.quiet)
		return;
	if (view->options.json)
		view_json_begin(view, "start");
	else
		view_text_begin(view);
}

void view_report_renewed(const struct view *view)
{
	if (view->options.quiet)
		return;
	if (view->options.json)
		view_json_begin(view, "renewed");
	else
		view_text_renewed(view);
}

static void report_counts(const struct view *view, bool all, int64_t ms)
{
	if (view->options.quiet)
		return;
	if (view->options.json)
		view_json_counts(view, all, ms);
	else
		view_text_counts(view, all, ms);
}

/* The counts of the interval go to those of the whole. */
static void close_interval(struct view *view)
{
	struct yamp_hop hop;

	for (uint32_t i = 0; !yamp_pipeline_hop(view->pipeline, i, &hop); i++)
		view_access_look(&view->access_second, view->device, hop.pool, &view->seen[i]);
	view_stages_count(view);
	view_counts_add(&view->all, &view->second);
	view_access_add(&view->access_all, &view->access_second);
}

void view_report_second(struct view *view, int64_t now_ms)
{
	int64_t ms = now_ms - view->started_ms;

	if (ms < REPORT_MS)
		return;
	close_interval(view);
	report_counts(view, false, ms);
	view_stages_reset(view);
	view->second = (struct view_counts){ 0 };
	view_access_reset(&view->access_second);
	view->started_ms = now_ms;
}

void view_report_end(struct view *view)
{
	int64_t ms = view->begun_ms ? tool_now_ms() - view->begun_ms : 0;

	close_interval(view);
	view_stages_reset(view);
	report_counts(view, true, ms);
}
