// SPDX-License-Identifier: MIT
/* The answer of yamp explain as one JSON object. */
#include "explain.h"
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
	static const char *const kinds[] = { "camera", "renderer", "primary plane",
					     "overlay plane", "cursor plane" };
	struct json_object *object = json_object_new_object();

	json_text(object, "name", consumer->record.name);
	json_text(object, "kind", kinds[consumer->kind + 1]);
	json_text(object, "outputs", consumer->outputs);
	json_object_object_add(object, "suits", json_object_new_boolean(consumer->suits));
	json_object_object_add(object, "formats", json_formats(&consumer->record));
	json_text(object, "formats_source", yamp_source_name(consumer->formats_source));
	json_object_object_add(object, "figures", json_figures(consumer));
	return object;
}

static struct json_object *json_layout(const struct explain *explain)
{
	struct json_object *object, *planes, *plane;

	if (!explain->has_frame)
		return NULL;
	object = json_object_new_object();
	planes = json_object_new_array();
	json_number(object, "size", explain->frame.size);
	json_number(object, "dma_bufs", explain->frame.object_count);
	json_text(object, "placement", placement_name(explain->placement));
	for (uint32_t i = 0; i < explain->frame.plane_count; i++) {
		plane = json_object_new_object();
		json_number(plane, "stride", explain->frame.planes[i].stride);
		json_number(plane, "offset", explain->frame.planes[i].offset);
		json_number(plane, "rows", explain->frame.planes[i].rows);
		json_number(plane, "dma_buf", explain->frame.planes[i].object);
		json_object_array_add(planes, plane);
	}
	json_object_object_add(object, "planes", planes);
	return object;
}

static struct json_object *json_merged(const struct explain *explain)
{
	struct json_object *object;

	if (!explain->has_frame)
		return NULL;
	object = json_object_new_object();
	for (uint32_t i = 0; i < YAMP_FIGURES; i++) {
		if (yamp_figure_name(i))
			json_object_object_add(object, key_of(i), json_value(&explain->merged, i));
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

void explain_json(const struct explain *explain)
{
	struct json_object *object = json_object_new_object();
	struct json_object *consumers = json_object_new_array();
	char letters[FOURCC_TEXT];

	json_text(object, "verdict", explain_verdict_name(explain->verdict));
	json_text(object, "device", explain->options.node);
	json_text(object, "camera", yamp_camera_name(explain->camera));
	json_number(object, "width", explain->mode.width);
	json_number(object, "height", explain->mode.height);
	json_text(object, "format",
		   explain->mode.fourcc ? fourcc_text(explain->mode.fourcc, letters) : NULL);
	json_object_object_add(object, "compositor",
			       json_object_new_boolean(explain->display != NULL));
	for (uint32_t i = 0; i < explain->count; i++)
		json_object_array_add(consumers, json_consumer(&explain->consumers[i]));
	json_object_object_add(object, "consumers", consumers);
	json_object_object_add(object, "merged", json_merged(explain));
	json_object_object_add(object, "layout", json_layout(explain));
	json_text(object, "provider", explain->provider);
	json_text(object, "plane", explain->plane ? explain->plane->record.name : NULL);
	json_object_object_add(object, "conflict", json_conflict(explain));
	json_text(object, "because", explain->why.text);
	json_text(object, "fix", explain->fix.text);
	json_line(object);
}
