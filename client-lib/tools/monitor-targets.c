// SPDX-License-Identifier: MIT
/* What the compositor tells of its targets, and what of that is new. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "monitor-event.h"
#include "monitor-watch.h"

static struct monitor_target *find(const struct monitor_targets *targets, uint32_t number)
{
	for (uint32_t i = 0; i < targets->count; i++) {
		if (targets->list[i].number == number)
			return &targets->list[i];
	}
	return NULL;
}

/* The order in which they are told does not matter. */
static uint32_t sum_formats(const struct yamp_constraint *record)
{
	const struct yamp_format *formats = (const struct yamp_format *)(uintptr_t)record->formats;
	uint32_t sum = 0;

	for (uint32_t i = 0; i < record->format_count; i++)
		sum += (formats[i].fourcc ^ (uint32_t)formats[i].modifier ^
			(uint32_t)(formats[i].modifier >> 32)) * 2654435761U;
	return sum;
}

static void join_outputs(const struct yamp_target *told, char text[64])
{
	size_t used = 0;

	text[0] = '\0';
	for (uint32_t i = 0; i < told->output_count && used < 64; i++)
		used += snprintf(text + used, 64 - used, "%s%s", i ? "," : "", told->outputs[i]);
}

static void take(struct monitor_targets *targets, const struct yamp_display *display)
{
	struct yamp_target told;

	*targets = (struct monitor_targets){ 0 };
	for (uint32_t i = 0; !yamp_display_target(display, i, &told); i++) {
		struct monitor_target *larger, *one;

		larger = reallocarray(targets->list, targets->count + 1, sizeof(*larger));
		if (!larger)
			return;
		targets->list = larger;
		one = &larger[targets->count++];
		*one = (struct monitor_target){ .record = told.record, .number = told.number };
		one->formats = sum_formats(&told.record);
		one->record.formats = 0;
		join_outputs(&told, one->outputs);
	}
}

static void say_figures(const struct yamp_constraint *before, const struct yamp_constraint *now,
			struct line *line)
{
	for (uint32_t i = 0; i < YAMP_FIGURES; i++) {
		for (uint32_t j = 0; j < (i < 32 ? 1 : YAMP_MAX_PLANES); j++) {
			uint64_t old = yamp_figure_value(before, i, j);
			uint64_t new = yamp_figure_value(now, i, j);

			if (!yamp_figure_name(i) || old == new)
				continue;
			line_add(line, ", %s %llu -> %llu", yamp_figure_name(i),
				 (unsigned long long)old, (unsigned long long)new);
			break;	/* of planes the first stands for the others */
		}
	}
}

static void say_change(const struct monitor_target *before, const struct monitor_target *now,
		       bool json)
{
	struct line line = { 0 };

	if (before->formats != now->formats)
		line_add(&line, ", formats %u -> %u", before->record.format_count,
			 now->record.format_count);
	if (strcmp(before->outputs, now->outputs))
		line_add(&line, ", outputs %s -> %s", before->outputs[0] ? before->outputs : "all",
			 now->outputs[0] ? now->outputs : "all");
	say_figures(&before->record, &now->record, &line);
	if (line.used)
		monitor_say(json, MONITOR_COMPOSITOR, "target_changed", "%s%s", now->record.name,
			    line.text);
}

static void compare(const struct monitor_targets *before, const struct monitor_targets *now,
		    bool json)
{
	for (uint32_t i = 0; i < now->count; i++) {
		const struct monitor_target *one = &now->list[i], *old = find(before, one->number);

		if (old)
			say_change(old, one, json);
		else
			monitor_say(json, MONITOR_COMPOSITOR, "target_added", "%s on %s",
				    one->record.name, one->outputs[0] ? one->outputs : "all");
	}
	for (uint32_t i = 0; i < before->count; i++) {
		const struct monitor_target *old = &before->list[i];

		if (!find(now, old->number))
			monitor_say(json, MONITOR_COMPOSITOR, "target_removed", "%s on %s",
				    old->record.name, old->outputs[0] ? old->outputs : "all");
	}
}

void monitor_targets_look(struct monitor_targets *targets, const struct yamp_display *display,
			  bool quiet, bool json)
{
	struct monitor_targets now;

	take(&now, display);
	if (!quiet)
		compare(targets, &now, json);
	free(targets->list);
	*targets = now;
}

void monitor_targets_finish(struct monitor_targets *targets)
{
	free(targets->list);
	*targets = (struct monitor_targets){ 0 };
}
