// SPDX-License-Identifier: MIT
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "progress.h"
#include "report-json.h"
#include "report.h"
#include "terminal.h"

static bool is_text(const struct report *report)
{
	return !report->options->quiet && !report->options->json;
}

static bool is_json(const struct report *report)
{
	return !report->options->quiet && report->options->json;
}

/* Only where we have the terminal: somebody else may write there now. */
static bool is_drawn(const struct report *report)
{
	return is_text(report) && terminal_is_taken();
}

void report_clear(struct report *report)
{
	if (report->drawn)
		fputs("\r\033[K", stdout);
	report->drawn = false;
	fflush(stdout);
}

void report_line(struct report *report)
{
	const struct player_status *status = player_status(report->player);
	struct progress progress = {
		.state = status->state,
		.position = status->position,
		.duration = status->duration,
		.index = report->index,
		.count = report->options->count,
		.muted = status->muted,
		.path = report->path,
	};
	struct line line = { 0 };
	int rows, columns;

	if (!is_drawn(report))
		return;
	terminal_size(&rows, &columns);
	/* The last column would begin the next row. */
	progress_text(&progress, columns - 1, &line);
	printf("\r%s\033[K", line.text);
	fflush(stdout);
	report->drawn = true;
}

void report_say(struct report *report, const char *format, ...)
{
	va_list args;

	if (!is_text(report))
		return;
	report_clear(report);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	fflush(stdout);
}

void report_failure(struct report *report, const struct failure *failure)
{
	report_clear(report);
	tool_error("%s: %s", report->file, failure->text);
	if (is_json(report))
		report_json_failure(report->file, failure);
}

void report_file(struct report *report, const char *file, int index)
{
	report->file = file;
	report->index = index;
	report->path[0] = '\0';
	report->loaded = false;
}

/* Once for each file: more that becomes known is rarely of interest. */
static void say_loaded(struct report *report, const struct player_status *status)
{
	struct line line = { 0 };

	if (report->loaded)
		return;
	report->loaded = true;
	if (status->width)
		line_add(&line, ", %ux%u %s", status->width, status->height, status->video);
	if (status->audio[0])
		line_add(&line, ", %s", status->audio);
	report_say(report, "%s%s%s%s%s\n", report->file, status->title[0] ? " (" : "",
		   status->title, status->title[0] ? ")" : "", line.text);
}

/* It is said once in a while; where no line is drawn, when it changes. */
static void take_path(struct report *report, const struct player_status *status)
{
	struct line line = { 0 };

	figures_path_text(&status->figures, &status->path, &line);
	if (!strcmp(line.text, report->path))
		return;
	snprintf(report->path, sizeof(report->path), "%.255s", line.text);
	if (!is_drawn(report) && line.used)
		report_say(report, "%s: %s\n", report->file, line.text);
}

static void warn(struct report *report, const struct failure *warning)
{
	report_clear(report);
	tool_error("warning: %s: %s", report->file, warning->text);
}

static void text_event(struct report *report, const struct player_event *event)
{
	const struct player_status *status = player_status(report->player);

	switch (event->type) {
	case PLAYER_LOADED:
		say_loaded(report, status);
		break;
	case PLAYER_POSITION:
	case PLAYER_ENDED:
		take_path(report, status);
		break;
	default:
		break;
	}
	report_line(report);
}

void report_event(struct report *report, const struct player_event *event)
{
	if (event->type == PLAYER_WARNING && !report->options->quiet)
		warn(report, &event->failure);
	if (event->type == PLAYER_FAILED) {
		report_failure(report, &event->failure);
		return;
	}
	if (is_json(report))
		report_json_event(report->file, player_status(report->player), event);
	else if (is_text(report))
		text_event(report, event);
}

void report_end(struct report *report, const struct figures *total, int status)
{
	struct line line = { 0 };

	report_clear(report);
	if (is_json(report)) {
		report_json_end(total, status);
	} else if (is_text(report) && (total->frames || total->dropped)) {
		figures_summary(total, &line);
		printf("%s\n", line.text);
		fflush(stdout);
	}
}
