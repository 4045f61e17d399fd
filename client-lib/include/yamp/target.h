/* SPDX-License-Identifier: MIT */
/*
 * What buffers are shown with: a compositor's renderer and planes, see display.h; or the
 * planes of a card, see drm.h.
 */
#ifndef YAMP_TARGET_H
#define YAMP_TARGET_H

#include <stdbool.h>
#include <sys/types.h>
#include <yamp/figure.h>

#ifdef __cplusplus
extern "C" {
#endif

/** enum yamp_target_kind - what buffers are shown with */
enum yamp_target_kind {
	YAMP_TARGET_RENDERER = 0,
	YAMP_TARGET_PRIMARY_PLANE = 1,
	YAMP_TARGET_OVERLAY_PLANE = 2,
	YAMP_TARGET_CURSOR_PLANE = 3,
};

/**
 * struct yamp_target - something that buffers are shown with
 * @number: of the compositor's, the same for as long as it runs; of a card's plane, the
 *	number of its object. Never 0
 * @kind: enum yamp_target_kind
 * @device: of the display; 0 if it is not known
 * @record: what it needs
 * @sources: by enum yamp_figure, enum yamp_source of each figure of @record
 * @formats_source: of its formats
 * @outputs: names of the outputs that it serves
 * @output_count: how many; 0 is every output
 *
 * Pointers, also that in @record, lead into what it was asked of: a display, until the next
 * yamp_display_dispatch(); a card, until the next yamp_drm_measure(). Members are added at
 * the end.
 */
struct yamp_target {
	uint32_t number;
	uint32_t kind;
	dev_t device;
	struct yamp_constraint record;
	uint8_t sources[YAMP_FIGURES];
	uint8_t formats_source;
	const char *const *outputs;
	uint32_t output_count;
};

/** yamp_target_serves - does it show on this output? NULL is any */
YAMP_API bool yamp_target_serves(const struct yamp_target *target, const char *output);

#ifdef __cplusplus
}
#endif

#endif /* YAMP_TARGET_H */
