// SPDX-License-Identifier: MIT
#include "position.h"
#include "progress.h"

#define BAR 20

/* [=====>--------------] */
static void add_bar(const struct progress *progress, struct line *line)
{
	uint64_t done;

	if (progress->duration == POSITION_UNKNOWN || progress->position == POSITION_UNKNOWN ||
	    !progress->duration)
		return;
	done = progress->position < progress->duration ?
		(double)progress->position / progress->duration * BAR : BAR;
	line_add(line, "  [");
	for (uint64_t i = 0; i < BAR; i++)
		line_add(line, "%c", i < done ? '=' : i == done ? '>' : '-');
	line_add(line, "]");
}

void progress_text(const struct progress *progress, int columns, struct line *line)
{
	char position[POSITION_TEXT], duration[POSITION_TEXT];

	line_add(line, "%s  %s / %s", progress->state, position_text(progress->position, position),
		 position_text(progress->duration, duration));
	add_bar(progress, line);
	if (progress->count > 1)
		line_add(line, "  file %d of %d", progress->index + 1, progress->count);
	if (progress->muted)
		line_add(line, "  muted");
	if (progress->path[0])
		line_add(line, "  %s", progress->path);
	if (columns > 0 && line->used > (size_t)columns) {
		line->used = columns;
		line->text[columns] = '\0';
	}
}
