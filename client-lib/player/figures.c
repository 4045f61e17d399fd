// SPDX-License-Identifier: MIT
#include <stdio.h>
#include <string.h>

#include "figures.h"

/* So many may be given before the first is shown. */
#define UNDER_WAY 8

static void word_take(char *word, size_t size, const char *newer)
{
	if (newer[0])
		snprintf(word, size, "%s", newer);
}

void figures_add(struct figures *sum, const struct figures *more)
{
	sum->frames += more->frames;
	sum->presented += more->presented;
	sum->plane += more->plane;
	sum->discarded += more->discarded;
	sum->dropped += more->dropped;
	sum->copied += more->copied;
	sum->copied_bytes += more->copied_bytes;
	if (!more->frames)
		return;
	word_take(sum->import, sizeof(sum->import), more->import);
	word_take(sum->memory, sizeof(sum->memory), more->memory);
	word_take(sum->composited, sizeof(sum->composited), more->composited);
	snprintf(sum->reason, sizeof(sum->reason), "%s", more->reason);
}

uint64_t figures_shown(const struct figures *figures)
{
	return figures->presented ? figures->presented : figures->frames;
}

/* A copy is counted before its frame is: one frame alone says nothing. */
void figures_compare(const struct figures *figures, const struct figures *before,
		     struct figures_path *path)
{
	if (figures->plane > before->plane)
		path->way = FIGURES_PLANE;
	else if (figures->presented > before->presented)
		path->way = FIGURES_COMPOSITED;
	else if (figures->frames > UNDER_WAY && !figures->presented)
		path->way = FIGURES_UNTOLD;
	if (figures->copied > before->copied)
		path->copied = true;
	else if (figures->frames > before->frames + 1)
		path->copied = false;
}

const char *figures_way_name(enum figures_way way)
{
	return way == FIGURES_PLANE ? "plane" : way == FIGURES_COMPOSITED ? "composited" : NULL;
}

void figures_path_text(const struct figures *figures, const struct figures_path *path,
		       struct line *line)
{
	const char *name = figures_way_name(path->way);

	if (path->way == FIGURES_NOTHING)
		return;
	line_add(line, "%s", name ? name : "given to the compositor");
	if (path->way == FIGURES_COMPOSITED && figures->composited[0])
		line_add(line, ": %s", figures->composited);
	if (path->copied)
		line_add(line, ", copied");
	if (figures->reason[0])
		line_add(line, " (%s: %s)", figures->import, figures->reason);
}

void figures_summary(const struct figures *figures, struct line *line)
{
	uint64_t composited = figures->presented - figures->plane;

	line_add(line, "%llu frames shown", (unsigned long long)figures_shown(figures));
	if (figures->presented)
		line_add(line, ": %llu on a plane, %llu composited%s%s%s",
			 (unsigned long long)figures->plane, (unsigned long long)composited,
			 composited && figures->composited[0] ? " (" : "",
			 composited ? figures->composited : "",
			 composited && figures->composited[0] ? ")" : "");
	line_add(line, "; %llu dropped, %llu copied",
		 (unsigned long long)(figures->dropped + figures->discarded),
		 (unsigned long long)figures->copied);
	if (figures->frames)
		line_add(line, "; %s memory, %s%s%s", figures->memory, figures->import,
			 figures->reason[0] ? ": " : "", figures->reason);
}
