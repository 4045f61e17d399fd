// SPDX-License-Identifier: MIT
/* A stage is lost, or is back: what is said of it. The window keeps its last picture. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "json.h"
#include "view.h"

/* For programs; people get the words of the C library. */
static const char *reason_name(int error)
{
	switch (error) {
	case -ENODEV:
		return "gone";
	case -EIO:
		return "failed";
	case -EBUSY:
		return "busy";
	case -EACCES:
	case -EPERM:
		return "permission";
	default:
		return "other";
	}
}

static void say_json(const struct yamp_stage_event *event)
{
	struct json_object *object = json_object_new_object();

	json_text(object, "type", event->error ? "lost" : "back");
	json_number(object, "stage", event->stage);
	json_text(object, "name", event->node);
	if (event->error) {
		json_text(object, "reason", reason_name(event->error));
		json_text(object, "message", strerror(-event->error));
	} else {
		json_object_object_add(object, "renewed", json_object_new_boolean(event->renewed));
	}
	json_number(object, "away_ms", event->away_ns / 1000000);
	json_line(object);
}

static void say_text(const struct yamp_stage_event *event)
{
	if (event->error)
		printf("waiting for %s: %s\n", event->node, strerror(-event->error));
	else
		printf("%s is back after %.1f s%s\n", event->node, event->away_ns / 1e9,
		       event->renewed ? ", with other buffers" : "");
	fflush(stdout);
}

void view_stage_event(void *data, const struct yamp_stage_event *event)
{
	struct view *view = data;

	if (!event->error) {
		view->outages++;
		view->outage_ms += event->away_ns / 1000000;
	}
	if (event->renewed)
		view_take_pool(view);
	if (view->options.quiet)
		return;
	if (view->options.json)
		say_json(event);
	else
		say_text(event);
}
