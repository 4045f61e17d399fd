/* SPDX-License-Identifier: MIT */
#ifndef EXPLAIN_H
#define EXPLAIN_H

#include "tool.h"

/* The camera, the compositor, and planes. */
#define EXPLAIN_CONSUMERS 66

/** struct explain_options - the command line; @fourcc and @width 0: not asked for */
struct explain_options {
	const char *node;
	const char *output;
	uint32_t width, height;
	uint32_t fourcc;
	bool json;
};

/** enum explain_verdict - also the exit status */
enum explain_verdict {
	EXPLAIN_ZERO_COPY = 0,
	EXPLAIN_COPY = 1,
	EXPLAIN_IMPOSSIBLE = 2,
};

/**
 * struct explain_consumer - who needs something of a buffer
 * @record: what; its formats lie in the camera's format or in the display
 * @sources: of its figures
 * @formats_source: of its formats
 * @kind: enum yamp_target_kind; -1 is the camera
 * @outputs: that it serves, names with commas between; empty is all
 * @suits: it suits together with all that every frame needs
 */
struct explain_consumer {
	struct yamp_constraint record;
	uint8_t sources[YAMP_FIGURES];
	uint8_t formats_source;
	int kind;
	char outputs[64];
	bool suits;
};

/**
 * struct explain - the question and its answer
 * @display: NULL without a compositor
 * @mode: what the camera would deliver
 * @format: of the camera's record
 * @consumers: the camera first, then the compositor, then its planes
 * @verdict: enum explain_verdict
 * @provider: who would give memory; "camera" if it exports its own
 * @plane: the consumer that would scan it out; NULL is none
 * @has_frame: there is a layout that suits: @frame, in @placement, by @merged
 * @has_conflict: there are two who do not agree: @conflict
 * @why: what speaks against better than the verdict; empty if nothing does
 * @fix: what would mend it; empty if nothing is known
 */
struct explain {
	struct explain_options options;
	struct tool_log tool_log;
	struct line said;
	struct yamp_log log;
	struct yamp_camera *camera;
	struct yamp_display *display;
	struct yamp_device *device;
	struct yamp_camera_mode mode;
	struct yamp_format format;
	struct explain_consumer consumers[EXPLAIN_CONSUMERS];
	uint32_t count;

	int verdict;
	const char *provider;
	const struct explain_consumer *plane;
	bool has_frame;
	struct yamp_frame frame;
	uint32_t placement;
	struct yamp_constraint merged;
	bool has_conflict;
	struct yamp_conflict conflict;
	struct line why;
	struct line fix;
};

/** explain_ask - fill the consumers; the mode is set. 0 or -errno, said */
int explain_ask(struct explain *explain);

/** explain_solve - from consumers to verdict */
void explain_solve(struct explain *explain);

/** explain_fix - what would mend @conflict */
void explain_fix(struct explain *explain);

/** explain_format_path - how the compositor would get a format; zero-copy without one */
enum yamp_path explain_format_path(const struct explain *explain, uint32_t fourcc);

/** explain_text - print it for people */
void explain_text(const struct explain *explain);

/** explain_json - print it as one JSON object */
void explain_json(const struct explain *explain);

/** explain_verdict_name - "zero-copy", "copy", "impossible"; constant */
const char *explain_verdict_name(int verdict);

/** struct figure_text - a figure's value for people */
struct figure_text {
	char text[32];
};

/** explain_figure_text - @value of @figure */
struct figure_text explain_figure_text(uint32_t figure, uint64_t value);

#endif /* EXPLAIN_H */
