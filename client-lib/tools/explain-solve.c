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
 *
 * Without a compositor there is no renderer: what no plane agrees to has to be copied to where
 * one does, and what none could show in any memory is impossible.
 */
#include <errno.h>
#include <string.h>

#include "explain-steps.h"

#define SHARED_MAX 2

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

/* Could a plane show such pictures, from memory of its own choice? */
static bool copy_helps(const struct explain *explain, const struct explain_hop *hop)
{
	struct yamp_alloc_report report;

	for (uint32_t i = hop->first + hop->shared; i < explain->count; i++) {
		struct yamp_alloc_options request = {
			.fourcc = hop->mode.fourcc,
			.width = hop->mode.width,
			.height = hop->mode.height,
			.count = 1,
			.constraints = &explain->consumers[i].record,
			.constraint_count = 1,
		};

		if (explain->consumers[i].kind != YAMP_TARGET_CURSOR_PLANE &&
		    !yamp_layout_predict(&request, &report))
			return true;
	}
	return false;
}

static void solve_no_plane(struct explain *explain, const struct yamp_conflict *conflict)
{
	struct explain_hop *hop = explain_last(explain);

	if (explain->card_count) {
		explain->verdict = copy_helps(explain, hop) ? EXPLAIN_COPY : EXPLAIN_IMPOSSIBLE;
		hop->has_frame = hop->has_merged = explain->verdict == EXPLAIN_COPY;
	}
	if (conflict)
		take_conflict(explain, explain->hop_count - 1, conflict);
	else if (explain->card_count)
		line_add(&explain->why, "the display has no plane that takes dma-bufs");
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
	if (!explain->plane)
		solve_no_plane(explain, any ? &first : NULL);
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
	if (explain->verdict != EXPLAIN_IMPOSSIBLE)
		find_providers(explain);
}
