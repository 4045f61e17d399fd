// SPDX-License-Identifier: MIT
/* A plane that could read what suits all others has a say in the layout. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "view.h"

enum { RECORD_BEFORE, RECORD_COMPOSITOR, RECORD_PLANE, RECORDS };

/* What the last stage before the compositor needs. */
static int last_stage(struct view *view, struct yamp_constraint *record, struct yamp_format *format)
{
	uint32_t count = view->options.dsp_count;

	if (count)
		return yamp_dsp_constraint(view->dsps[count - 1], YAMP_DSP_OUTPUT, record, format);
	return yamp_camera_constraint(view->camera, record, format);
}

static void say_no_plane(const struct view *view, const struct yamp_conflict *conflict)
{
	char text[256], line[320];

	yamp_conflict_text(conflict, text, sizeof(text));
	snprintf(line, sizeof(line), "no plane can show this, frames are composited: %s", text);
	view->log.line(view->log.data, YAMP_LOG_WARNING, line);
}

/* One record for compositor and plane, under the name and with the formats of the first. */
static void join(const struct yamp_alloc_options *options, struct yamp_constraint *sink)
{
	struct yamp_alloc_options both = *options;
	struct yamp_constraint merged;

	both.constraints = &options->constraints[RECORD_COMPOSITOR];
	both.constraint_count = RECORDS - RECORD_COMPOSITOR;
	if (yamp_layout_merge(&both, &merged))
		return;
	memcpy(merged.name, sink->name, sizeof(merged.name));
	merged.formats = sink->formats;
	merged.format_count = sink->format_count;
	*sink = merged;
}

void view_sink_record(struct view *view, struct yamp_constraint *sink)
{
	struct yamp_constraint records[RECORDS];
	struct yamp_alloc_options options = {
		.width = view->mode.width,
		.height = view->mode.height,
		.count = 1,
		.field = view->mode.field,
		.constraints = records,
		.constraint_count = RECORD_PLANE,
	};
	struct yamp_alloc_report report;
	struct yamp_target plane;
	struct yamp_format format;
	int ret;

	yamp_display_constraint(view->display, sink);
	records[RECORD_COMPOSITOR] = *sink;
	/* Without these two agreeing there is no use in a third: the pipeline says so. */
	if (last_stage(view, &records[RECORD_BEFORE], &format) ||
	    yamp_layout_predict(&options, &report))
		return;
	ret = yamp_display_choose_plane(view->display, NULL, &options, &plane, &report);
	if (ret == -EDOM)
		say_no_plane(view, &report.conflict);
	if (ret)
		return;
	records[RECORD_PLANE] = plane.record;
	options.fourcc = view->mode.fourcc;
	join(&options, sink);
}
