// SPDX-License-Identifier: MIT
/*
 * From what consumers need to a verdict.
 *
 *   camera + compositor          no layout ──► impossible
 *        │                       the compositor takes the format by wl_shm only ──► copy
 *        └► + a plane            none agrees ──► the renderer reads it: zero-copy, and why
 *             │                                   no plane does
 *             └► scanned out: zero-copy
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "explain.h"

enum { CAMERA, COMPOSITOR, EVERYBODY };

static struct explain_consumer *add_consumer(struct explain *explain, int kind)
{
	struct explain_consumer *consumer = &explain->consumers[explain->count++];

	consumer->kind = kind;
	return consumer;
}

/* Strides are found out by asking the driver for others; the rest is what it says. */
static int ask_camera(struct explain *explain)
{
	struct explain_consumer *camera = add_consumer(explain, -1);
	int ret = yamp_camera_constraint(explain->camera, &camera->record, &explain->format);

	memset(camera->sources, YAMP_SOURCE_REPORTED, sizeof(camera->sources));
	camera->sources[YAMP_FIGURE_PLANE_STRIDE_ALIGN] = YAMP_SOURCE_MEASURED;
	camera->sources[YAMP_FIGURE_PLANE_STRIDE_MIN] = YAMP_SOURCE_MEASURED;
	camera->sources[YAMP_FIGURE_PLANE_STRIDE_MAX] = YAMP_SOURCE_MEASURED;
	camera->sources[YAMP_FIGURE_CONTIGUITY] = YAMP_SOURCE_ASSUMED;
	camera->sources[YAMP_FIGURE_ADDRESS_MASK] = YAMP_SOURCE_ASSUMED;
	camera->formats_source = YAMP_SOURCE_REPORTED;
	return ret;
}

static bool find_renderer(const struct explain *explain, struct yamp_target *target)
{
	for (uint32_t i = 0; !yamp_display_target(explain->display, i, target); i++) {
		if (target->kind == YAMP_TARGET_RENDERER)
			return true;
	}
	return false;
}

/* The renderer where it is told; else the compositor, of which formats are known. */
static void ask_compositor(struct explain *explain)
{
	struct explain_consumer *compositor = add_consumer(explain, YAMP_TARGET_RENDERER);
	struct yamp_target target;

	yamp_display_constraint(explain->display, &compositor->record);
	compositor->formats_source = YAMP_SOURCE_REPORTED;
	if (!find_renderer(explain, &target))
		return;
	memcpy(compositor->sources, target.sources, sizeof(target.sources));
	/* What a format that is copied would meet is no question of this record. */
	if (explain_format_path(explain, explain->mode.fourcc) != YAMP_PATH_COPY)
		compositor->formats_source = target.formats_source;
}

static void join_outputs(const struct yamp_target *target, char *text, size_t size)
{
	size_t used = 0;

	text[0] = '\0';
	for (uint32_t i = 0; i < target->output_count && used < size; i++)
		used += snprintf(text + used, size - used, "%s%s", i ? "," : "",
				 target->outputs[i]);
}

static void ask_planes(struct explain *explain)
{
	struct explain_consumer *plane;
	struct yamp_target target;

	for (uint32_t i = 0; !yamp_display_target(explain->display, i, &target); i++) {
		if (target.kind == YAMP_TARGET_RENDERER || explain->count == EXPLAIN_CONSUMERS ||
		    !yamp_target_serves(&target, explain->options.output))
			continue;
		plane = add_consumer(explain, target.kind);
		plane->record = target.record;
		memcpy(plane->sources, target.sources, sizeof(target.sources));
		plane->formats_source = target.formats_source;
		join_outputs(&target, plane->outputs, sizeof(plane->outputs));
	}
}

int explain_ask(struct explain *explain)
{
	int ret = ask_camera(explain);

	if (ret) {
		tool_error("%s does not say what it needs: %s", explain->options.node,
			   strerror(-ret));
		return ret;
	}
	if (explain->display) {
		ask_compositor(explain);
		ask_planes(explain);
	}
	return 0;
}

/* The records of all that every frame needs, and of @plane. The format is left to the
 * camera, which knows one: so it is the camera that disagrees, not a request. */
static void make_request(const struct explain *explain, const struct explain_consumer *plane,
			 struct yamp_constraint records[EVERYBODY + 1],
			 struct yamp_alloc_options *request)
{
	uint32_t count = 0;

	for (uint32_t i = CAMERA; i < EVERYBODY && i < explain->count; i++)
		records[count++] = explain->consumers[i].record;
	if (plane)
		records[count++] = plane->record;
	*request = (struct yamp_alloc_options){
		.width = explain->mode.width,
		.height = explain->mode.height,
		.count = 1,
		.color_encoding = explain->mode.color_encoding,
		.color_range = explain->mode.color_range,
		.field = explain->mode.field,
		.constraints = records,
		.constraint_count = count,
	};
}

static int predict(const struct explain *explain, const struct explain_consumer *plane,
		   struct yamp_alloc_report *report, struct yamp_constraint *merged)
{
	struct yamp_constraint records[EVERYBODY + 1];
	struct yamp_alloc_options request;
	int ret;

	make_request(explain, plane, records, &request);
	ret = yamp_layout_predict(&request, report);
	return ret ? ret : yamp_layout_merge(&request, merged);
}

static void take_layout(struct explain *explain, const struct yamp_alloc_report *report)
{
	explain->has_frame = true;
	explain->frame = report->frame;
	explain->placement = report->placement;
}

static void take_conflict(struct explain *explain, const struct yamp_alloc_report *report)
{
	char text[256];

	if (explain->has_conflict)
		return;
	explain->has_conflict = true;
	explain->conflict = report->conflict;
	yamp_conflict_text(&report->conflict, text, sizeof(text));
	line_add(&explain->why, "%s", text);
	explain_fix(explain);
}

/* The first plane that agrees is the one; of the others the first says why not. */
static void try_planes(struct explain *explain)
{
	struct yamp_constraint merged;
	struct yamp_alloc_report report, first = { 0 };
	bool any = false;

	for (uint32_t i = EVERYBODY; i < explain->count; i++) {
		struct explain_consumer *plane = &explain->consumers[i];
		int ret = predict(explain, plane, &report, &merged);

		plane->suits = !ret;
		if (!ret && !explain->plane && plane->kind != YAMP_TARGET_CURSOR_PLANE) {
			explain->plane = plane;
			explain->merged = merged;
			take_layout(explain, &report);
		} else if (ret == -EDOM && !any) {
			any = true;
			first = report;
		}
	}
	if (!explain->plane && any)
		take_conflict(explain, &first);
}

static const char *find_provider(struct explain *explain)
{
	struct yamp_provider_status status;

	if (!yamp_camera_can_import(explain->camera))
		return "camera";
	for (uint32_t i = 0; !yamp_device_provider(explain->device, i, &status); i++) {
		if (!status.error &&
		    (status.contiguous || explain->placement != YAMP_PLACEMENT_CONTIGUOUS))
			return status.name;
	}
	return "camera";
}

static void solve_impossible(struct explain *explain, int error,
			     const struct yamp_alloc_report *report)
{
	char letters[FOURCC_TEXT];

	explain->verdict = EXPLAIN_IMPOSSIBLE;
	if (error == -EDOM)
		take_conflict(explain, report);
	else
		line_add(&explain->why, "%ux%u in %s cannot be laid out: %s", explain->mode.width,
			 explain->mode.height, fourcc_text(explain->mode.fourcc, letters),
			 strerror(-error));
}

/* Which format the compositor's renderer lacks; it has no record of its own for that. */
static void solve_copy(struct explain *explain)
{
	char letters[FOURCC_TEXT];

	explain->verdict = EXPLAIN_COPY;
	line_add(&explain->why, "the compositor takes %s by wl_shm only: each frame would be copied",
		 fourcc_text(explain->mode.fourcc, letters));
	explain_fix(explain);
}

void explain_solve(struct explain *explain)
{
	struct yamp_alloc_report report;
	int ret = predict(explain, NULL, &report, &explain->merged);

	if (ret) {
		solve_impossible(explain, ret, &report);
		return;
	}
	for (uint32_t i = 0; i < EVERYBODY && i < explain->count; i++)
		explain->consumers[i].suits = true;
	take_layout(explain, &report);
	if (explain_format_path(explain, explain->mode.fourcc) == YAMP_PATH_COPY)
		solve_copy(explain);
	else
		try_planes(explain);
	explain->provider = find_provider(explain);
}
