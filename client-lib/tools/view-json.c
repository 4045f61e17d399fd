// SPDX-License-Identifier: MIT
/* What the viewfinder prints as JSON: an object a line. */
#include <stdio.h>

#include "json.h"
#include "view.h"

static void add_count(struct json_object *object, const char *key, uint64_t value)
{
	json_object_object_add(object, key, json_object_new_int64(value));
}

/* Names of the stages that are not there now. */
static struct json_object *json_waits_for(const struct view *view)
{
	struct json_object *array = json_object_new_array();

	for (uint32_t i = 0; i <= view->options.dsp_count; i++) {
		if (view_waits_for(view, i))
			json_object_array_add(array,
					      json_object_new_string(view_stage_name(view, i)));
	}
	return array;
}

static struct json_object *json_outages(const struct view *view)
{
	struct json_object *object = json_object_new_object();

	add_count(object, "count", view->outages);
	add_count(object, "ms", view->outage_ms);
	return object;
}

static void add_decimal(struct json_object *object, const char *key, double value)
{
	json_decimal(object, key, value, 2);
}

static struct json_object *json_drops(const struct view_counts *counts)
{
	struct json_object *object = json_object_new_object();

	add_count(object, "total", view_drops(counts));
	add_count(object, "camera", counts->lost_camera);
	add_count(object, "damaged", counts->lost_damaged);
	add_count(object, "dsp", counts->lost_dsp);
	add_count(object, "compositor", counts->lost_compositor);
	add_count(object, "client", counts->lost_here);
	return object;
}

/* null where it is not known: no frame shown yet, or clocks that differ. */
static struct json_object *json_latency(const struct histogram *latency)
{
	struct json_object *object;

	if (!latency->count)
		return NULL;
	object = json_object_new_object();
	add_decimal(object, "p50", histogram_percentile(latency, 50));
	add_decimal(object, "p95", histogram_percentile(latency, 95));
	return object;
}

/* The time is of the last second, or with @all of the whole; the counts are of the whole. */
static struct json_object *json_stages(const struct view *view, bool all)
{
	struct json_object *stages = json_object_new_array();

	for (uint32_t i = 0; i < view->options.dsp_count + 2; i++) {
		const struct view_stage *stage = &view->stages[i];
		struct json_object *object = json_object_new_object();

		json_text(object, "name", view_stage_name(view, i));
		add_count(object, "frames", stage->frames);
		add_count(object, "lost", stage->lost);
		add_count(object, "starved", stage->starved);
		add_count(object, "skipped", stage->skipped);
		json_object_object_add(object, "latency_ms",
				       json_latency(all ? &stage->all : &stage->second));
		json_object_array_add(stages, object);
	}
	return stages;
}

/* null where the kernel does not count. */
static struct json_object *json_names(const struct view_names *names)
{
	struct json_object *object = json_object_new_object();

	for (uint32_t i = 0; i < names->count; i++)
		add_count(object, names->entries[i].name, names->entries[i].total);
	return object;
}

static struct json_object *json_access(const struct view_access *access)
{
	struct json_object *object;

	if (!access->counted)
		return NULL;
	object = json_object_new_object();
	add_count(object, "self", access->own);
	add_count(object, "compositor", access->compositor);
	json_object_object_add(object, "others", json_names(&access->others));
	json_object_object_add(object, "devices", json_names(&access->devices));
	json_object_object_add(object, "attached", json_names(&access->attached));
	return object;
}

/* Of the newest frame: plane, composited; null before there is one. */
static struct json_object *json_path(const struct view *view)
{
	if (!view->second.presented && !view->all.presented)
		return NULL;
	return json_object_new_string(view->on_plane ? "plane" : "composited");
}

static struct json_object *json_reasons(const struct view *view)
{
	struct json_object *object = json_object_new_array();

	for (uint32_t reasons = view->reasons; reasons; reasons &= reasons - 1)
		json_object_array_add(object, json_object_new_string(
						      yamp_reason_name(reasons & -reasons)));
	return object;
}

/* Counts are of the whole stream; rate and latency of the last second, or with @all, too. */
void view_json_counts(const struct view *view, bool all, int64_t ms)
{
	const struct view_counts *recent = all ? &view->all : &view->second;
	struct json_object *object = json_object_new_object();
	const struct view_counts *counts = &view->all;
	struct yamp_hop first;

	yamp_pipeline_hop(view->pipeline, 0, &first);
	json_text(object, "type", all ? "summary" : "second");
	add_decimal(object, "seconds",
		    view->begun_ms ? (tool_now_ms() - view->begun_ms) / 1000.0 : 0);
	add_count(object, "frames", counts->shown);
	add_count(object, "presented", counts->presented);
	add_decimal(object, "fps", view_rate(view, recent, ms));
	json_object_object_add(object, "drops", json_drops(counts));
	json_object_object_add(object, "latency_ms", json_latency(&recent->latency));
	json_object_object_add(object, "stages", json_stages(view, all));
	add_count(object, "zero_copy", counts->plane);
	add_count(object, "composited", counts->composited);
	json_object_object_add(object, "path", json_path(view));
	json_object_object_add(object, "reasons", json_reasons(view));
	json_object_object_add(object, "output",
			       view->output[0] ? json_object_new_string(view->output) : NULL);
	json_object_object_add(object, "cpu_access", json_access(&view->access_all));
	json_object_object_add(object, "waits_for", json_waits_for(view));
	json_object_object_add(object, "outages", json_outages(view));
	json_text(object, "provider", first.provider);
	json_text(object, "placement", placement_name(first.placement));
	json_text(object, "import", yamp_path_name(view->path));
	json_line(object);
}

static struct json_object *json_hop(const struct view *view, uint32_t at)
{
	struct json_object *object = json_object_new_object();
	const struct yamp_frame *frame;
	char letters[FOURCC_TEXT];
	struct yamp_hop hop;

	yamp_pipeline_hop(view->pipeline, at, &hop);
	frame = yamp_buffer_frame(yamp_pool_buffer(hop.pool, 0));
	json_text(object, "from", view_stage_name(view, at));
	json_text(object, "to", view_stage_name(view, at + 1));
	add_count(object, "width", frame->width);
	add_count(object, "height", frame->height);
	json_text(object, "format", fourcc_text(frame->fourcc, letters));
	add_count(object, "stride", frame->planes[0].stride);
	add_count(object, "buffers", yamp_pool_size(hop.pool));
	json_text(object, "provider", hop.provider);
	json_text(object, "placement", placement_name(hop.placement));
	return object;
}

static struct json_object *json_hops(const struct view *view)
{
	struct json_object *hops = json_object_new_array();

	for (uint32_t i = 0; i < yamp_pipeline_hops(view->pipeline); i++)
		json_object_array_add(hops, json_hop(view, i));
	return hops;
}

void view_json_begin(const struct view *view, const char *type)
{
	const struct yamp_camera_mode *mode = yamp_camera_mode(view->camera);
	struct json_object *object = json_object_new_object();
	char letters[FOURCC_TEXT];
	struct yamp_hop first;

	yamp_pipeline_hop(view->pipeline, 0, &first);
	json_text(object, "type", type);
	json_text(object, "device", view->options.node);
	json_text(object, "camera", yamp_camera_name(view->camera));
	add_count(object, "width", mode->width);
	add_count(object, "height", mode->height);
	json_text(object, "format", fourcc_text(mode->fourcc, letters));
	json_text(object, "pixelformat", fourcc_text(mode->pixelformat, letters));
	add_count(object, "stride",
		  yamp_buffer_frame(yamp_pool_buffer(first.pool, 0))->planes[0].stride);
	add_count(object, "buffers", yamp_pool_size(first.pool));
	json_text(object, "provider", first.provider);
	json_text(object, "placement", placement_name(first.placement));
	json_object_object_add(object, "hops", json_hops(view));
	json_line(object);
}
