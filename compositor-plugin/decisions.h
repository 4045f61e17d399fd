/* SPDX-License-Identifier: MIT */
/*
 * What Weston 14's DRM backend writes while it decides what gets a plane (scope
 * "drm-backend"): lines that are kept as they are, by output, until somebody asks about a
 * view. Of a frame that got a plane nobody does, and to understand the lines costs more
 * than to write them.
 */
#ifndef YAMP_DECISIONS_H
#define YAMP_DECISIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes of lines that are kept. */
#define DECISIONS_TEXT 65536

/* Outputs whose lines are kept. */
#define DECISIONS_OUTPUTS 32

/**
 * struct repaint - the newest repaint of an output
 * @output: its number
 * @begin: of its lines in the text; they end where the next one's begin
 * @cut: lines are missing
 */
struct repaint {
	uint32_t output;
	size_t begin;
	bool cut;
};

/**
 * struct decisions - the newest repaint of each output
 * @text: lines, each NUL-terminated
 * @used: bytes of it
 * @repaints: the first @count are used, in the order in which they came
 * @lost: there were more outputs or lines than that, and the oldest are not there any more
 */
struct decisions {
	char text[DECISIONS_TEXT];
	size_t used;
	struct repaint repaints[DECISIONS_OUTPUTS];
	size_t count;
	bool lost;
};

/**
 * decisions_read - what Weston wrote in one piece
 * @line: @size bytes, one newline at the end; anything else is ignored, since what
 *	clients named themselves comes in longer texts only
 */
void decisions_read(struct decisions *decisions, const char *line, size_t size);

/** decisions_forget - all that was read */
void decisions_forget(struct decisions *decisions);

/**
 * decisions_of - why was that view drawn?
 * @name: as Weston writes it
 * @reasons: bits of enum yamp_placement_v1_reason; 0 if nothing was said, "unknown" if lines
 *	are missing
 *
 * Returns false if nothing was decided about it in the newest repaint of @output.
 */
bool decisions_of(const struct decisions *decisions, uint32_t output, const char *name,
		  uint32_t *reasons);

#endif /* YAMP_DECISIONS_H */
