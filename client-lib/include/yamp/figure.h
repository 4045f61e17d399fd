/* SPDX-License-Identifier: MIT */
/*
 * The figures of a constraint record, by number and name, and how each is known.
 * The numbers are those of yamp_constraints_v1.figure.
 */
#ifndef YAMP_FIGURE_H
#define YAMP_FIGURE_H

#include <stdint.h>
#include <linux/yamp.h>
#include <yamp/log.h>

#ifdef __cplusplus
extern "C" {
#endif

/** enum yamp_figure - fields of struct yamp_constraint; from 32 on, of each plane */
enum yamp_figure {
	YAMP_FIGURE_FLAGS = 0,
	YAMP_FIGURE_CONTIGUITY = 1,
	YAMP_FIGURE_CACHE = 2,
	YAMP_FIGURE_OBJECTS = 3,
	YAMP_FIGURE_ADDRESS_MASK = 4,
	YAMP_FIGURE_SEGMENT_MIN = 5,
	YAMP_FIGURE_SEGMENT_MAX = 6,
	YAMP_FIGURE_SEGMENT_BOUNDARY = 7,
	YAMP_FIGURE_SEGMENTS_MAX = 8,
	YAMP_FIGURE_BUFFERS_MIN = 9,
	YAMP_FIGURE_BUFFERS_MAX = 10,
	YAMP_FIGURE_WIDTH_MIN = 11,
	YAMP_FIGURE_HEIGHT_MIN = 12,
	YAMP_FIGURE_WIDTH_MAX = 13,
	YAMP_FIGURE_HEIGHT_MAX = 14,
	YAMP_FIGURE_SIZE_ALIGN = 15,
	YAMP_FIGURE_SIZE_MIN = 16,
	YAMP_FIGURE_PLANE_STRIDE_ALIGN = 32,
	YAMP_FIGURE_PLANE_STRIDE_MIN = 33,
	YAMP_FIGURE_PLANE_STRIDE_MAX = 34,
	YAMP_FIGURE_PLANE_OFFSET_ALIGN = 35,
	YAMP_FIGURE_PLANE_HEIGHT_ALIGN = 36,
	YAMP_FIGURE_PLANE_SIZE_PAD = 37,
	YAMP_FIGURE_PLANE_SIZE_MIN = 38,
};

/** YAMP_FIGURES - all are below it */
#define YAMP_FIGURES 39

/** yamp_figure_name - such as "stride_align"; constant, NULL if there is no such figure */
YAMP_API const char *yamp_figure_name(uint32_t figure);

/**
 * yamp_figure_value - a figure of a record; 0 if there is no such figure
 * @plane: of figures from 32 on, below YAMP_MAX_PLANES; else ignored
 */
YAMP_API uint64_t yamp_figure_value(const struct yamp_constraint *record, uint32_t figure,
				    uint32_t plane);

/** enum yamp_source - how a figure is known */
enum yamp_source {
	YAMP_SOURCE_ASSUMED = 0,	/* nobody says: what is usual */
	YAMP_SOURCE_REPORTED = 1,	/* by a driver, or the compositor's own */
	YAMP_SOURCE_MEASURED = 2,	/* by trial on this machine */
};

/** yamp_source_name - "assumed", "reported", "measured"; constant, never NULL */
YAMP_API const char *yamp_source_name(uint32_t source);

#ifdef __cplusplus
}
#endif

#endif /* YAMP_FIGURE_H */
