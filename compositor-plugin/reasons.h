/* SPDX-License-Identifier: MIT */
/*
 * Why Weston kept something off the planes, read from what it writes about it.
 *
 * The decision is in structures that are private and differ from version to version;
 * the text about it is public, through log scopes. Weston 14 writes a line for each
 * step of its decision while it decides (scope "drm-backend"), 16 can be asked for the
 * result at any time (scope "scene-graph"). What is not understood is left out.
 *
 * Nothing here needs Weston: reasons are bits of enum yamp_placement_v1_reason.
 */
#ifndef YAMP_REASONS_H
#define YAMP_REASONS_H

#include <stddef.h>
#include <stdint.h>

/* Views of one output whose reasons are kept. */
#define REASONS_VIEWS_MAX 256

/** REASONS_NAME - room for Weston's name of a view */
#define REASONS_NAME 64

/* Of what was written, that many bytes wait for somebody to ask. */
#define REASONS_TEXT 65536

/** struct view_reasons - one view on one output; @name as Weston writes it */
struct view_reasons {
	char name[REASONS_NAME];
	uint32_t output;
	uint32_t reasons;
};

/**
 * struct decisions - what was decided in the newest repaint of each output
 * @views: the first @count are used
 * @output: whose repaint is being decided
 * @output_reasons: that hold for all of its views
 * @step: which kind of state is tried
 * @current: the view that is being decided, NULL if none
 * @text: lines that nobody has asked about so far, and so are not in the rest: of a frame that got
 *	a plane nobody does, and to understand them costs more than to write them
 * @used: bytes of it
 */
struct decisions {
	struct view_reasons views[REASONS_VIEWS_MAX];
	size_t count;
	uint32_t output;
	uint32_t output_reasons;
	enum { DECIDE_PLANES, DECIDE_MIXED, DECIDE_RENDERER } step;
	struct view_reasons *current;
	char text[REASONS_TEXT];
	size_t used;
};

/** decisions_forget - all of it */
void decisions_forget(struct decisions *decisions);

/**
 * decisions_read - one line of Weston 14's scope "drm-backend"
 * @line: @size bytes, one newline at the end; anything else is ignored, since what
 *	clients named themselves comes in longer texts only
 */
void decisions_read(struct decisions *decisions, const char *line, size_t size);

/**
 * decisions_of - why that view was drawn
 *
 * Returns NULL if nothing was decided about it in that repaint.
 */
const struct view_reasons *decisions_of(struct decisions *decisions, uint32_t output,
					const char *name);

/**
 * scene_reasons - the same from Weston 16's scope "scene-graph"
 * @text: NUL-terminated
 * @node: Weston's name of view and output, "OUTPUT:VIEW"
 *
 * Returns 0 if the text says nothing of it, or says it twice: clients name themselves
 * in that text, and could name themselves like a line of it.
 */
uint32_t scene_reasons(const char *text, const char *node);

/** struct reasons_text - reasons for people: "format, occluded" */
struct reasons_text {
	char text[160];
};

struct reasons_text reasons_text(uint32_t reasons);

#endif /* YAMP_REASONS_H */
