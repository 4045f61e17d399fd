/* SPDX-License-Identifier: MIT */
/*
 * Why Weston kept something off the planes, read from what it writes about it.
 *
 * The decision is in structures that are private and differ from version to version;
 * the text about it is public, through log scopes. Weston 14 writes a line for each
 * step of its decision while it decides (scope "drm-backend", see decisions.h), 16 can be
 * asked for the result at any time (scope "scene-graph"). What is not understood is left
 * out.
 *
 * Nothing here needs Weston: reasons are bits of enum yamp_placement_v1_reason.
 */
#ifndef YAMP_REASONS_H
#define YAMP_REASONS_H

#include <stdint.h>

/** REASONS_NAME - room for Weston's name of a view */
#define REASONS_NAME 64

/** struct phrase - words of Weston's and what they mean; the last of several has no words */
struct phrase {
	const char *words;
	uint32_t reasons;
};

/** reasons_spoken - @known, and what @line says with @phrases */
uint32_t reasons_spoken(const struct phrase *phrases, const char *line, uint32_t known);

/**
 * scene_reasons - from Weston 16's scope "scene-graph"
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
