// SPDX-License-Identifier: MIT
/*
 * From what consumers need to a verdict. In each hop to a DSP both sides have to agree,
 * else it is impossible. In the last one:
 *
 *   writer + compositor          no layout ──► impossible
 *        │                       the compositor takes the format by wl_shm only ──► copy
 *        └► + a plane            none agrees ──► the renderer reads it: zero-copy, and why
 *             │                                   no plane does
 *             └► scanned out: zero-copy
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "explain.h"

#define SHARED_MAX 2

struct explain_hop *explain_last(struct explain *explain)
{
	return &explain->hops[explain->hop_count - 1];
}

uint32_t explain_hop_end(const struct explain *explain, uint32_t hop)
{
	return hop + 1 < explain->hop_count ? explain->hops[hop + 1].first : explain->count;
}

static struct explain_consumer *add_consumer(struct explain *explain, int kind)
{
	struct explain_consumer *consumer = &explain->consumers[explain->count++];

	consumer->kind = kind;
	return consumer;
}

/* Strides are found out by asking the driver for others; the rest is what it says. */
static void name_sources(struct explain_consumer *consumer)
{
	memset(consumer->sources, YAMP_SOURCE_REPORTED, sizeof(consumer->sources));
	consumer->formats_source = YAMP_SOURCE_REPORTED;
	if (consumer->record.flags & YAMP_CONSTRAINT_REGISTERED)
		return;
	consumer->sources[YAMP_FIGURE_PLANE_STRIDE_ALIGN] = YAMP_SOURCE_MEASURED;
	consumer->sources[YAMP_FIGURE_PLANE_STRIDE_MIN] = YAMP_SOURCE_MEASURED;
	consumer->sources[YAMP_FIGURE_PLANE_STRIDE_MAX] = YAMP_SOURCE_MEASURED;
	consumer->sources[YAMP_FIGURE_CONTIGUITY] = YAMP_SOURCE_ASSUMED;
	consumer->sources[YAMP_FIGURE_ADDRESS_MASK] = YAMP_SOURCE_ASSUMED;
}

static int ask_camera(struct explain *explain)
{
	struct explain_consumer *camera = add_consumer(explain, EXPLAIN_CAMERA);
	int ret = yamp_camera_constraint(explain->view.camera, &camera->record, &camera->format);

	name_sources(camera);
	if (!ret)
		explain_measure(explain, camera);
	return ret;
}

static int ask_dsp(struct explain *explain, uint32_t at, enum yamp_dsp_side side)
{
	struct explain_consumer *dsp = add_consumer(explain, EXPLAIN_DSP);
	int ret = yamp_dsp_constraint(explain->view.dsps[at], side, &dsp->record, &dsp->format);

	name_sources(dsp);
	return ret;
}

static bool find_renderer(const struct explain *explain, struct yamp_target *target)
{
	for (uint32_t i = 0; !yamp_display_target(explain->view.display, i, target); i++) {
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

	yamp_display_constraint(explain->view.display, &compositor->record);
	compositor->formats_source = YAMP_SOURCE_REPORTED;
	if (!find_renderer(explain, &target))
		return;
	memcpy(compositor->sources, target.sources, sizeof(target.sources));
	/* What a format that is copied would meet is no question of this record. */
	if (explain_format_path(explain, explain->view.mode.fourcc) != YAMP_PATH_COPY)
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

	for (uint32_t i = 0; !yamp_display_target(explain->view.display, i, &target); i++) {
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

/* Who writes into a hop, and if that is a DSP, who reads it. */
static int ask_hop(struct explain *explain, uint32_t at)
{
	struct explain_hop *hop = &explain->hops[at];
	bool last = at == explain->view.options.dsp_count;
	int ret;

	hop->first = explain->count;
	hop->mode = *(at ? yamp_dsp_format(explain->view.dsps[at - 1], YAMP_DSP_OUTPUT) :
			   yamp_camera_mode(explain->view.camera));
	ret = at ? ask_dsp(explain, at - 1, YAMP_DSP_OUTPUT) : ask_camera(explain);
	if (!ret && !last)
		ret = ask_dsp(explain, at, YAMP_DSP_INPUT);
	else if (!ret && explain->view.display)
		ask_compositor(explain);
	hop->shared = explain->count - hop->first;
	if (ret)
		tool_error("%s does not say what it needs: %s",
			   at ? yamp_dsp_node(explain->view.dsps[at - 1]) :
				explain->view.options.node, strerror(-ret));
	return ret;
}

int explain_ask(struct explain *explain)
{
	int ret = 0;

	explain->hop_count = explain->view.options.dsp_count + 1;
	for (uint32_t i = 0; !ret && i < explain->hop_count; i++)
		ret = ask_hop(explain, i);
	if (!ret && explain->view.display)
		ask_planes(explain);
	return ret;
}

static bool is_registered(const struct yamp_alloc_options *request)
{
	for (uint32_t i = 0; i < request->constraint_count; i++) {
		if (request->constraints[i].flags & YAMP_CONSTRAINT_REGISTERED)
			return true;
	}
	return false;
}

/*
 * The records of all that every frame needs, and of @plane. The format is left to the
 * writer, which knows one: so it is the writer that disagrees, not a request.
 */
static void make_request(const struct explain *explain, const struct explain_hop *hop,
			 const struct explain_consumer *plane,
			 struct yamp_constraint records[SHARED_MAX + 1],
			 struct yamp_alloc_options *request)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < hop->shared; i++)
		records[count++] = explain->consumers[hop->first + i].record;
	if (plane)
		records[count++] = plane->record;
	*request = (struct yamp_alloc_options){
		.width = hop->mode.width,
		.height = hop->mode.height,
		.count = 1,
		.color_encoding = hop->mode.color_encoding,
		.color_range = hop->mode.color_range,
		.field = hop->mode.field,
		.constraints = records,
		.constraint_count = count,
	};
	/* A driver's formats are known to the kernel alone. */
	if (is_registered(request))
		request->fourcc = hop->mode.fourcc;
}

/* What a driver needs is known to the kernel, too: then there is no merged record here. */
static int predict(const struct explain *explain, const struct explain_hop *hop,
		   const struct explain_consumer *plane, struct explain_hop *answer,
		   struct yamp_conflict *conflict)
{
	struct yamp_constraint records[SHARED_MAX + 1];
	struct yamp_alloc_options request;
	struct yamp_alloc_report report;
	int ret;

	make_request(explain, hop, plane, records, &request);
	ret = is_registered(&request) ?
		yamp_device_layout(explain->view.device, &request, &report) :
		yamp_layout_predict(&request, &report);
	*conflict = report.conflict;
	*answer = *hop;
	if (ret)
		return ret;
	answer->has_frame = true;
	answer->frame = report.frame;
	answer->placement = report.placement;
	answer->has_merged = !is_registered(&request) &&
			     !yamp_layout_merge(&request, &answer->merged);
	return 0;
}

static void take_conflict(struct explain *explain, uint32_t hop,
			  const struct yamp_conflict *conflict)
{
	char text[256];

	if (explain->has_conflict)
		return;
	explain->has_conflict = true;
	explain->conflict = *conflict;
	explain->conflict_hop = hop;
	yamp_conflict_text(conflict, text, sizeof(text));
	line_add(&explain->why, "%s", text);
	explain_fix(explain);
}

/* The first plane that agrees is the one; of the others the first says why not. */
static void try_planes(struct explain *explain)
{
	struct explain_hop *hop = explain_last(explain), with_plane;
	struct yamp_conflict conflict, first = { 0 };
	bool any = false;

	for (uint32_t i = hop->first + hop->shared; i < explain->count; i++) {
		struct explain_consumer *plane = &explain->consumers[i];
		int ret = predict(explain, hop, plane, &with_plane, &conflict);

		plane->suits = !ret;
		if (!ret && !explain->plane && plane->kind != YAMP_TARGET_CURSOR_PLANE) {
			explain->plane = plane;
			*hop = with_plane;
		} else if (ret == -EDOM && !any) {
			any = true;
			first = conflict;
		}
	}
	if (!explain->plane && any)
		take_conflict(explain, explain->hop_count - 1, &first);
}

static bool needs_module(const struct explain *explain, const struct explain_hop *hop)
{
	for (uint32_t i = 0; i < hop->shared; i++) {
		if (explain->consumers[hop->first + i].record.flags & YAMP_CONSTRAINT_REGISTERED)
			return true;
	}
	return false;
}

static const char *find_provider(struct explain *explain, const struct explain_hop *hop)
{
	bool camera = hop == explain->hops;
	struct yamp_provider_status status;

	if (camera && !yamp_camera_can_import(explain->view.camera))
		return "camera";
	if (needs_module(explain, hop))
		return "yamp";
	for (uint32_t i = 0; !yamp_device_provider(explain->view.device, i, &status); i++) {
		if (!status.error &&
		    (status.contiguous || hop->placement != YAMP_PLACEMENT_CONTIGUOUS))
			return status.name;
	}
	return camera ? "camera" : "nobody";
}

static void solve_impossible(struct explain *explain, uint32_t at, int error,
			     const struct yamp_conflict *conflict)
{
	const struct explain_hop *hop = &explain->hops[at];
	char letters[FOURCC_TEXT];

	explain->verdict = EXPLAIN_IMPOSSIBLE;
	if (error == -EDOM) {
		take_conflict(explain, at, conflict);
		return;
	}
	line_add(&explain->why, "%ux%u in %s cannot be laid out: %s", hop->mode.width,
		 hop->mode.height, fourcc_text(hop->mode.fourcc, letters), strerror(-error));
	if (needs_module(explain, hop))
		line_add(&explain->fix, "see whether yamp info says that the module can be used: "
			 "a driver's needs are known to it alone");
}

/* Which format the compositor's renderer lacks; it has no record of its own for that. */
static void solve_copy(struct explain *explain)
{
	char letters[FOURCC_TEXT];

	explain->verdict = EXPLAIN_COPY;
	line_add(&explain->why, "the compositor takes %s by wl_shm only: each frame would be copied",
		 fourcc_text(explain->view.mode.fourcc, letters));
	explain_fix(explain);
}

/* 0, or it is impossible, and that is said. */
static int solve_hop(struct explain *explain, uint32_t at)
{
	struct explain_hop *hop = &explain->hops[at], answer;
	struct yamp_conflict conflict;
	int ret = predict(explain, hop, NULL, &answer, &conflict);

	if (ret) {
		solve_impossible(explain, at, ret, &conflict);
		return ret;
	}
	*hop = answer;
	for (uint32_t i = 0; i < hop->shared; i++)
		explain->consumers[hop->first + i].suits = true;
	return 0;
}

/* A DSP has nobody but itself to give it memory. */
static void find_providers(struct explain *explain)
{
	for (uint32_t i = 0; i < explain->hop_count; i++) {
		struct explain_hop *hop = &explain->hops[i];

		hop->provider = find_provider(explain, hop);
		if (strcmp(hop->provider, "nobody"))
			continue;
		explain->verdict = EXPLAIN_IMPOSSIBLE;
		line_add(&explain->why, "%snobody gives memory for what %s writes",
			 explain->why.used ? "; " : "",
			 yamp_dsp_node(explain->view.dsps[i - 1]));
		line_add(&explain->fix, "%smodprobe yamp", explain->fix.used ? "; " : "");
	}
}

void explain_solve(struct explain *explain)
{
	for (uint32_t i = 0; i < explain->hop_count; i++) {
		if (solve_hop(explain, i))
			return;
	}
	if (explain_format_path(explain, explain->view.mode.fourcc) == YAMP_PATH_COPY)
		solve_copy(explain);
	else
		try_planes(explain);
	find_providers(explain);
}
