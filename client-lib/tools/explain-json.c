// SPDX-License-Identifier: MIT
/* The answer of yamp explain as one JSON object. */
#include "explain-steps.h"
#include "json.h"

/* One number, or for figures of colour planes one for each of the four. */
static struct json_object *json_value(const struct yamp_constraint *record, uint32_t figure)
{
	struct json_object *array;

	if (figure < YAMP_FIGURE_PLANE_STRIDE_ALIGN)
		return json_object_new_uint64(yamp_figure_value(record, figure, 0));
	array = json_object_new_array();
	for (uint32_t i = 0; i < YAMP_MAX_PLANES; i++)
		json_object_array_add(array, json_object_new_uint64(
						     yamp_figure_value(record, figure, i)));
	return array;
}

/* A name that both a frame and a plane have is the plane's with "plane_" before it. */
static const char *key_of(uint32_t figure)
{
	return figure == YAMP_FIGURE_PLANE_SIZE_MIN ? "plane_size_min" : yamp_figure_name(figure);
}

static struct json_object *json_figures(const struct explain_consumer *consumer)
{
	struct json_object *object = json_object_new_object(), *figure;

	for (uint32_t i = 0; i < YAMP_FIGURES; i++) {
		if (!yamp_figure_name(i))
			continue;
		figure = json_object_new_object();
		json_object_object_add(figure, "value", json_value(&consumer->record, i));
		json_text(figure, "source", yamp_source_name(consumer->sources[i]));
		json_object_object_add(object, key_of(i), figure);
	}
	return object;
}

static struct json_object *json_formats(const struct yamp_constraint *record)
{
	const struct yamp_format *formats = (const struct yamp_format *)(uintptr_t)record->formats;
	struct json_object *array = json_object_new_array(), *format;
	char letters[FOURCC_TEXT];

	for (uint32_t i = 0; i < record->format_count; i++) {
		format = json_object_new_object();
		json_text(format, "format", fourcc_text(formats[i].fourcc, letters));
		json_number(format, "modifier", formats[i].modifier);
		json_object_array_add(array, format);
	}
	return array;
}

static struct json_object *json_consumer(const struct explain_consumer *consumer)
{
	static const char *const kinds[] = { "DSP", "camera", "renderer", "primary plane",
					     "overlay plane", "cursor plane" };
	struct json_object *object = json_object_new_object();

	json_text(object, "name", consumer->record.name);
	json_text(object, "kind", kinds[consumer->kind - EXPLAIN_DSP]);
	json_text(object, "card", consumer->card);
	json_text(object, "outputs", consumer->outputs);
	json_object_object_add(object, "suits", json_object_new_boolean(consumer->suits));
	json_object_object_add(object, "formats", json_formats(&consumer->record));
	json_text(object, "formats_source", yamp_source_name(consumer->formats_source));
	json_object_object_add(object, "figures", json_figures(consumer));
	return object;
}

static struct json_object *json_layout(const struct explain_hop *hop)
{
	struct json_object *object, *planes, *plane;

	if (!hop->has_frame)
		return NULL;
	object = json_object_new_object();
	planes = json_object_new_array();
	json_number(object, "size", hop->frame.size);
	json_number(object, "dma_bufs", hop->frame.object_count);
	json_text(object, "placement", placement_name(hop->placement));
	for (uint32_t i = 0; i < hop->frame.plane_count; i++) {
		plane = json_object_new_object();
		json_number(plane, "stride", hop->frame.planes[i].stride);
		json_number(plane, "offset", hop->frame.planes[i].offset);
		json_number(plane, "rows", hop->frame.planes[i].rows);
		json_number(plane, "dma_buf", hop->frame.planes[i].object);
		json_object_array_add(planes, plane);
	}
	json_object_object_add(object, "planes", planes);
	return object;
}

static struct json_object *json_merged(const struct explain_hop *hop)
{
	struct json_object *object;

	if (!hop->has_merged)
		return NULL;
	object = json_object_new_object();
	for (uint32_t i = 0; i < YAMP_FIGURES; i++) {
		if (yamp_figure_name(i))
			json_object_object_add(object, key_of(i), json_value(&hop->merged, i));
	}
	return object;
}

static struct json_object *json_conflict(const struct explain *explain)
{
	const struct yamp_conflict *conflict = &explain->conflict;
	struct json_object *object;

	if (!explain->has_conflict)
		return NULL;
	object = json_object_new_object();
	json_number(object, "field", conflict->field);
	json_number(object, "plane", conflict->plane);
	json_text(object, "first", conflict->first == YAMP_CONSUMER_REQUEST ?
					    "request" : conflict->first_name);
	json_number(object, "first_value", conflict->first_value);
	json_text(object, "second", conflict->second == YAMP_CONSUMER_REQUEST ?
					     "request" : conflict->second_name);
	json_number(object, "second_value", conflict->second_value);
	return object;
}

static struct json_object *json_hop(const struct explain *explain, uint32_t at)
{
	const struct explain_hop *hop = &explain->hops[at];
	struct json_object *object = json_object_new_object();
	struct json_object *consumers = json_object_new_array();
	char letters[FOURCC_TEXT];

	json_text(object, "from", view_stage_name(&explain->view, at));
	json_text(object, "to", view_stage_name(&explain->view, at + 1));
	json_text(object, "format", fourcc_text(hop->mode.fourcc, letters));
	json_number(object, "width", hop->mode.width);
	json_number(object, "height", hop->mode.height);
	for (uint32_t i = hop->first; i < explain_hop_end(explain, at); i++)
		json_object_array_add(consumers, json_consumer(&explain->consumers[i]));
	json_object_object_add(object, "consumers", consumers);
	json_object_object_add(object, "merged", json_merged(hop));
	json_object_object_add(object, "layout", json_layout(hop));
	json_text(object, "provider", hop->provider);
	return object;
}

static struct json_object *json_cards(const struct explain *explain)
{
	struct json_object *array = json_object_new_array();

	for (uint32_t i = 0; i < explain->card_count; i++)
		json_object_array_add(array,
				      json_object_new_string(yamp_drm_node(explain->cards[i])));
	return array;
}

static struct json_object *json_hops(const struct explain *explain)
{
	struct json_object *array = json_object_new_array();

	for (uint32_t i = 0; i < explain->hop_count; i++)
		json_object_array_add(array, json_hop(explain, i));
	return array;
}

/* Of the last hop all stands at the top, too: without a DSP it is the only one. */
void explain_json(const struct explain *explain)
{
	static const struct explain_hop none;
	const struct explain_hop *last = explain->hop_count ?
					 &explain->hops[explain->hop_count - 1] : &none;
	struct json_object *object = json_object_new_object();
	struct json_object *consumers = json_object_new_array();
	char letters[FOURCC_TEXT];

	json_text(object, "verdict", explain_verdict_name(explain->verdict));
	json_text(object, "device", explain->view.options.node);
	json_text(object, "camera", yamp_camera_name(explain->view.camera));
	json_number(object, "width", explain->view.mode.width);
	json_number(object, "height", explain->view.mode.height);
	json_text(object, "format",
		   explain->view.mode.fourcc ? fourcc_text(explain->view.mode.fourcc, letters) : NULL);
	json_object_object_add(object, "compositor",
			       json_object_new_boolean(explain->view.display != NULL));
	json_object_object_add(object, "cards", json_cards(explain));
	for (uint32_t i = last->first; i < explain->count; i++)
		json_object_array_add(consumers, json_consumer(&explain->consumers[i]));
	json_object_object_add(object, "consumers", consumers);
	json_object_object_add(object, "merged", json_merged(last));
	json_object_object_add(object, "layout", json_layout(last));
	json_text(object, "provider", last->provider);
	json_object_object_add(object, "hops", json_hops(explain));
	json_text(object, "plane", explain->plane ? explain->plane->record.name : NULL);
	json_object_object_add(object, "conflict", json_conflict(explain));
	json_text(object, "because", explain->why.text);
	json_text(object, "fix", explain->fix.text);
	json_line(object);
}
