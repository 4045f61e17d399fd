// SPDX-License-Identifier: MIT
#include <string.h>

#include "json.h"
#include "position.h"
#include "report-json.h"

/* Seconds; null for what is not known. */
static void add_time(struct json_object *object, const char *name, uint64_t time)
{
	if (time == POSITION_UNKNOWN)
		json_object_object_add(object, name, NULL);
	else
		json_decimal(object, name, (double)time / POSITION_SECOND, 3);
}

static void add_words(struct json_object *object, const char *name, const char *words)
{
	struct json_object *array = json_object_new_array();

	while (*words) {
		size_t length = strcspn(words, ",");

		json_object_array_add(array, json_object_new_string_len(words, length));
		words += length + (words[length] == ',');
	}
	json_object_object_add(object, name, array);
}

static void add_figures(struct json_object *object, const struct figures *figures)
{
	json_number(object, "frames", figures->frames);
	json_number(object, "presented", figures->presented);
	json_number(object, "plane", figures->plane);
	json_number(object, "composited", figures->presented - figures->plane);
	json_number(object, "discarded", figures->discarded);
	json_number(object, "dropped", figures->dropped);
	json_number(object, "copied", figures->copied);
	json_number(object, "copied_bytes", figures->copied_bytes);
	add_words(object, "reasons", figures->composited);
	json_text(object, "import", figures->import);
	json_text(object, "import_reason", figures->reason);
	json_text(object, "provider", figures->memory);
}

static void add_place(struct json_object *object, const struct player_status *status)
{
	json_text(object, "state", status->state);
	json_object_object_add(object, "muted", json_object_new_boolean(status->muted));
	json_object_object_add(object, "fullscreen",
			       json_object_new_boolean(status->fullscreen));
	add_time(object, "position", status->position);
	add_time(object, "duration", status->duration);
	json_text(object, "path", figures_way_name(status->path.way));
	add_figures(object, &status->figures);
}

static void add_loaded(struct json_object *object, const struct player_status *status)
{
	add_time(object, "duration", status->duration);
	json_object_object_add(object, "seekable", json_object_new_boolean(status->seekable));
	json_number(object, "width", status->width);
	json_number(object, "height", status->height);
	json_text(object, "video", status->video);
	json_text(object, "audio", status->audio);
	json_text(object, "title", status->title);
}

static void add_failure(struct json_object *object, const struct failure *failure)
{
	json_text(object, "text", failure->text);
	json_object_object_add(object, "status", json_object_new_int(failure->status));
}

static struct json_object *begin(const char *type, const char *file)
{
	struct json_object *object = json_object_new_object();

	json_text(object, "type", type);
	json_text(object, "file", file);
	return object;
}

void report_json_event(const char *file, const struct player_status *status,
		       const struct player_event *event)
{
	static const char *const names[] = {
		[PLAYER_LOADED] = "loaded",
		[PLAYER_STATE] = "state",
		[PLAYER_POSITION] = "position",
		[PLAYER_PATH] = "path",
		[PLAYER_WARNING] = "warning",
		[PLAYER_FAILED] = "error",
		[PLAYER_CLOSED] = "closed",
		[PLAYER_ENDED] = "end",
	};
	struct json_object *object = begin(names[event->type], file);

	if (event->type == PLAYER_LOADED)
		add_loaded(object, status);
	else if (event->type == PLAYER_WARNING || event->type == PLAYER_FAILED)
		add_failure(object, &event->failure);
	else
		add_place(object, status);
	json_line(object);
}

void report_json_failure(const char *file, const struct failure *failure)
{
	struct json_object *object = begin("error", file);

	add_failure(object, failure);
	json_line(object);
}

void report_json_end(const struct figures *total, int status)
{
	struct json_object *object = json_object_new_object();

	json_text(object, "type", "summary");
	add_figures(object, total);
	json_object_object_add(object, "status", json_object_new_int(status));
	json_line(object);
}
