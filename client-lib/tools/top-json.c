// SPDX-License-Identifier: MIT
/* yamp top as one JSON object a look. */
#include <stdlib.h>
#include <time.h>

#include "json.h"
#include "top.h"

static void add_double(struct json_object *object, const char *name, bool known, double value)
{
	json_object_object_add(object, name, known ? json_object_new_double(value) : NULL);
}

static void add_times(struct json_object *object, const struct top_times *times)
{
	add_double(object, "p50_ms", times->count, times->p50_ms);
	add_double(object, "p95_ms", times->count, times->p95_ms);
}

static void add_holder(struct json_object *array, const char *who, uint32_t pid, const char *task)
{
	struct json_object *object = json_object_new_object();

	json_text(object, "who", who);
	json_object_object_add(object, "pid", pid ? json_object_new_int64(pid) : NULL);
	json_text(object, "task", task);
	json_object_array_add(array, object);
}

/* Devices and drivers as the kernel tells, then processes by their descriptors. */
static struct json_object *json_holders(const struct top *top, const struct yamp_stat *stat)
{
	struct json_object *array = json_object_new_array();
	struct yamp_holder *holders;
	uint32_t count;

	if (!yamp_device_holders(top->device, stat, &holders, &count)) {
		for (uint32_t i = 0; i < count; i++)
			add_holder(array, holders[i].who, holders[i].pid, holders[i].task);
		free(holders);
	}
	for (size_t i = 0; i < top->files.count; i++) {
		const struct ls_file *file = &top->files.list[i];

		if (file->frame_id == stat->frame_id && file->object == stat->object)
			add_holder(array, "", file->pid, file->task);
	}
	return array;
}

static struct json_object *json_buffer(const struct top *top, const struct top_stream *stream,
				       uint32_t pool, uint32_t index)
{
	struct json_object *object = json_object_new_object();
	uint32_t count;
	const struct yamp_ledger_pool *from = &top_pools(stream, &count)[pool];
	const struct yamp_stat *stat = top_stat(top, from->frame_ids[index]);

	json_object_object_add(object, "frame", from->frame_ids[index] ?
			       json_object_new_uint64(from->frame_ids[index]) : NULL);
	json_text(object, "holder", top_holder(stream, pool, index));
	json_object_object_add(object, "kernel", stat ? json_holders(top, stat) : NULL);
	return object;
}

static struct json_object *json_pool(const struct top *top, const struct top_stream *stream,
				     uint32_t at)
{
	struct json_object *object = json_object_new_object();
	struct json_object *buffers = json_object_new_array();
	char letters[FOURCC_TEXT];
	uint32_t count;
	const struct yamp_ledger_pool *pool = &top_pools(stream, &count)[at];

	json_text(object, "writer", pool->writer);
	json_text(object, "provider", pool->provider);
	json_text(object, "placement", placement_name(pool->placement));
	json_text(object, "format", fourcc_text(pool->fourcc, letters));
	json_number(object, "width", pool->width);
	json_number(object, "height", pool->height);
	json_number(object, "size", pool->size);
	json_number(object, "made", pool->made);
	json_number(object, "gaps", pool->gaps);
	json_number(object, "starved", pool->starved);
	json_number(object, "damaged", pool->damaged);
	json_number(object, "replaced", pool->replaced);
	add_times(object, &stream->stages[at]);
	for (uint32_t i = 0; i < pool->count; i++)
		json_object_array_add(buffers, json_buffer(top, stream, at, i));
	json_object_object_add(object, "buffers", buffers);
	return object;
}

static struct json_object *json_window(const struct top_stream *stream)
{
	const struct yamp_ledger_window *window = &stream->window->page.window;
	struct json_object *object = json_object_new_object();
	struct json_object *reasons = json_object_new_array();
	uint32_t display;

	json_text(object, "title", window->title);
	json_text(object, "path", yamp_path_name(window->path));
	json_text(object, "shown_by", !window->presented ? NULL :
				      window->on_plane ? "plane" : "renderer");
	json_text(object, "output", window->output);
	for (uint32_t left = window->on_plane ? 0 : window->reasons; left; left &= left - 1)
		json_object_array_add(reasons, json_object_new_string(
						       yamp_reason_name(left & -left)));
	json_object_object_add(object, "reasons", reasons);
	json_number(object, "shown", window->shown);
	json_number(object, "presented", window->presented);
	json_number(object, "plane", window->plane);
	json_number(object, "discarded", window->discarded);
	top_pools(stream, &display);
	add_times(object, &stream->stages[display]);
	return object;
}

static void add_time(struct json_object *object, const char *name, uint64_t ns)
{
	json_object_object_add(object, name, ns ? json_object_new_uint64(ns) : NULL);
}

/* As many as there are pools. */
static struct json_object *json_ns(const uint64_t *ns, uint32_t count)
{
	struct json_object *array = json_object_new_array();

	for (uint32_t i = 0; i < count; i++)
		json_object_array_add(array, ns[i] ? json_object_new_uint64(ns[i]) : NULL);
	return array;
}

static struct json_object *json_frame(const struct top_frame *frame, uint32_t pools)
{
	struct json_object *object = json_object_new_object();

	json_number(object, "sequence", frame->sequence);
	add_time(object, "capture_ns", top_capture_ns(frame));
	json_object_object_add(object, "made_ns", json_ns(frame->way.made_ns, pools));
	json_object_object_add(object, "given_ns", json_ns(frame->way.given_ns, pools));
	add_time(object, "commit_ns", frame->shown.commit_ns);
	add_time(object, "presented_ns", frame->shown.presented_ns);
	return object;
}

static struct json_object *json_frames(const struct top_stream *stream, uint32_t pools)
{
	struct json_object *array = json_object_new_array();

	for (uint32_t i = 0; i < stream->frame_count; i++)
		json_object_array_add(array, json_frame(&stream->frames[i], pools));
	return array;
}

static struct json_object *json_stream(const struct top *top, const struct top_stream *stream)
{
	struct json_object *object = json_object_new_object();
	struct json_object *all = json_object_new_array();
	struct json_object *waits = json_object_new_array();
	const struct yamp_ledger_pool *pools;
	const char *task;
	uint32_t count;

	json_number(object, "pid", top_pid(stream, &task));
	json_text(object, "task", task);
	add_double(object, "fps", stream->fps >= 0, stream->fps);
	json_number(object, "drops", stream->drops);
	add_times(object, &stream->all);
	json_number(object, "refused",
		    stream->pipeline ? stream->pipeline->page.pipeline.refused : 0);
	json_object_object_add(object, "window", stream->window ? json_window(stream) : NULL);
	pools = top_pools(stream, &count);
	for (uint32_t i = 0; i < count; i++) {
		if (ledger_waits_for(stream->pipeline, i))
			json_object_array_add(waits, json_object_new_string(pools[i].writer));
	}
	json_object_object_add(object, "waits_for", waits);
	for (uint32_t i = 0; i < count; i++)
		json_object_array_add(all, json_pool(top, stream, i));
	json_object_object_add(object, "pools", all);
	if (top->options.frames)
		json_object_object_add(object, "frames", json_frames(stream, count));
	return object;
}

static struct json_object *json_others(const struct top *top)
{
	struct json_object *array = json_object_new_array();

	for (uint32_t i = 0; !top->error && i < top->totals.stat_count; i++) {
		const struct yamp_stat *stat = &top->buffers[i];
		struct json_object *object;

		if (top_is_told(top, stat))
			continue;
		object = json_object_new_object();
		json_number(object, "frame", stat->frame_id);
		json_number(object, "size", stat->size);
		json_number(object, "pid", stat->pid);
		json_text(object, "task", stat->task);
		json_object_object_add(object, "kernel", json_holders(top, stat));
		json_object_array_add(array, object);
	}
	return array;
}

static struct json_object *json_module(const struct top *top)
{
	struct json_object *object;

	if (top->error)
		return NULL;
	object = json_object_new_object();
	json_object_object_add(object, "everybody", json_object_new_boolean(top->everybody));
	json_number(object, "buffers", top->totals.buffers);
	json_number(object, "bytes", top->totals.bytes);
	json_number(object, "resident", top->totals.resident);
	json_number(object, "purgeable", top->totals.purgeable);
	return object;
}

void top_json(struct top *top)
{
	struct json_object *object = json_object_new_object();
	struct json_object *streams = json_object_new_array();

	json_number(object, "time", time(NULL));
	json_object_object_add(object, "module", json_module(top));
	for (size_t i = 0; i < top->stream_count; i++)
		json_object_array_add(streams, json_stream(top, &top->streams[i]));
	json_object_object_add(object, "streams", streams);
	json_object_object_add(object, "others", json_others(top));
	json_line(object);
}
