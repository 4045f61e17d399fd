/* SPDX-License-Identifier: MIT */
#ifndef EXPLAIN_ANSWER_H
#define EXPLAIN_ANSWER_H

#include "tool.h"
#include "view.h"

/* Camera and DSPs, the compositor, and planes. */
#define EXPLAIN_CONSUMERS (2 * YAMP_PIPELINE_HOPS + 64)

/** EXPLAIN_CARDS - more than are asked of */
#define EXPLAIN_CARDS 8

/** struct explain_options - the command line; the rest is in struct view_options */
struct explain_options {
	const char *output;
	bool json;
};

/** enum explain_verdict - also the exit status */
enum explain_verdict {
	EXPLAIN_ZERO_COPY = 0,
	EXPLAIN_COPY = 1,
	EXPLAIN_IMPOSSIBLE = 2,
};

enum { EXPLAIN_DSP = -2, EXPLAIN_CAMERA = -1 };

/**
 * struct explain_consumer - who needs something of a buffer
 * @record: what; its formats lie in @format or in the display
 * @format: of a camera or a DSP
 * @sources: of its figures
 * @formats_source: of its formats
 * @kind: enum yamp_target_kind, EXPLAIN_CAMERA or EXPLAIN_DSP
 * @card: of a plane that no compositor told of, its node; else NULL
 * @outputs: that it serves, names with commas between; empty is all
 * @suits: it suits together with all that every frame needs
 */
struct explain_consumer {
	struct yamp_constraint record;
	struct yamp_format format;
	uint8_t sources[YAMP_FIGURES];
	uint8_t formats_source;
	int kind;
	const char *card;
	char outputs[64];
	bool suits;
};

/**
 * struct explain_hop - a pool of buffers between two stages
 * @first: the first of its consumers: who writes into it
 * @shared: how many of them every frame needs; behind these there may be planes
 * @mode: of what is in it
 * @has_frame: there is a layout that suits: @frame, in @placement
 * @has_merged: and @merged is what all of them need
 * @provider: who would give memory; "camera" if it exports its own
 */
struct explain_hop {
	uint32_t first;
	uint32_t shared;
	struct yamp_camera_mode mode;
	bool has_frame;
	struct yamp_frame frame;
	uint32_t placement;
	bool has_merged;
	struct yamp_constraint merged;
	const char *provider;
};

/**
 * struct explain - the question and its answer
 * @view: camera, DSPs, display and their formats, as a viewfinder sets them up; its
 *	display is NULL without a compositor
 * @cards: asked instead of one, @card_count of them
 * @consumers: hop by hop; in the last one the compositor, then its planes
 * @verdict: enum explain_verdict
 * @plane: the consumer that would scan it out; NULL is none
 * @has_conflict: there are two who do not agree: @conflict, in @conflict_hop
 * @why: what speaks against better than the verdict; empty if nothing does
 * @fix: what would mend it; empty if nothing is known
 */
struct explain {
	struct explain_options options;
	struct view view;
	struct line said;
	struct yamp_drm *cards[EXPLAIN_CARDS];
	uint32_t card_count;
	struct explain_consumer consumers[EXPLAIN_CONSUMERS];
	uint32_t count;
	struct explain_hop hops[YAMP_PIPELINE_HOPS];
	uint32_t hop_count;

	int verdict;
	const struct explain_consumer *plane;
	bool has_conflict;
	struct yamp_conflict conflict;
	uint32_t conflict_hop;
	struct line why;
	struct line fix;
};

/** explain_last - the hop to the compositor */
struct explain_hop *explain_last(struct explain *explain);

/** explain_hop_end - behind the last consumer of a hop */
uint32_t explain_hop_end(const struct explain *explain, uint32_t hop);

/** explain_format_path - how the compositor would get a format, or a plane without one */
enum yamp_path explain_format_path(const struct explain *explain, uint32_t fourcc);

/** explain_verdict_name - "zero-copy", "copy", "impossible"; constant */
const char *explain_verdict_name(int verdict);

#endif /* EXPLAIN_ANSWER_H */
