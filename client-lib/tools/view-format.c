// SPDX-License-Identifier: MIT
/*
 * Which format each stage delivers. Stage 0 is the camera, stage i the i-th DSP; behind
 * the last one is the compositor. A DSP is taken to make any of its output formats of any
 * of its input formats, so each hop is chosen for itself: one that both sides know, best
 * one that can be kept from end to end, which spares every DSP a conversion.
 */
#include <stdarg.h>
#include <stdio.h>
#include <drm_fourcc.h>

#include "view.h"

/* The lower, the better; the order of the stage's formats decides among equals. */
enum rank { RANK_BEST, RANK_CONVERTED, RANK_COPY, RANK_COPY_CONVERTED, RANK_NONE };

/* To be kept from end to end weighs more than any of these. */
#define RANK_NOT_KEPT RANK_NONE
#define RANK_IMPOSSIBLE (2 * RANK_NONE)

static bool is_last(const struct view *view, uint32_t stage)
{
	return stage == view->options.dsp_count;
}

static int format_at(struct view *view, uint32_t stage, uint32_t index,
		     struct yamp_camera_format *format)
{
	return stage ? yamp_dsp_format_at(view->dsps[stage - 1], YAMP_DSP_OUTPUT, index, format) :
		       yamp_camera_format_at(view->camera, index, format);
}

static enum yamp_path format_path(const struct view *view, const struct yamp_camera_format *format)
{
	if (!format->fourcc)
		return YAMP_PATH_NONE;
	if (view->options.file)
		return yamp_recorder_takes(format->fourcc) ? YAMP_PATH_DMABUF : YAMP_PATH_NONE;
	if (!view->display)
		return view->path_without_display(view->path_data, format->fourcc);
	return yamp_display_path(view->display, format->fourcc, DRM_FORMAT_MOD_LINEAR, false);
}

/* Streams have no name but V4L2's. */
static bool is_same(const struct yamp_camera_format *one, const struct yamp_camera_format *other)
{
	if (one->compressed)
		return one->pixelformat == other->pixelformat;
	return one->fourcc && one->fourcc == other->fourcc && one->objects == other->objects;
}

/* What a DSP calls a format; 0 if it does not take it. */
static uint32_t input_format(struct view *view, uint32_t dsp, const struct yamp_camera_format *wanted)
{
	struct yamp_camera_format format;

	for (uint32_t i = 0; !yamp_dsp_format_at(view->dsps[dsp], YAMP_DSP_INPUT, i, &format); i++) {
		if (is_same(wanted, &format))
			return format.pixelformat;
	}
	return 0;
}

/* Does the stage behind take it? */
static bool is_taken(struct view *view, uint32_t stage, const struct yamp_camera_format *format)
{
	return is_last(view, stage) ? format_path(view, format) != YAMP_PATH_NONE :
				      input_format(view, stage, format);
}

static bool can_be_kept(struct view *view, uint32_t stage, const struct yamp_camera_format *format);

/* Does a stage deliver it, or compress it for one behind it that does? */
static bool is_kept_by(struct view *view, uint32_t stage, const struct yamp_camera_format *format)
{
	struct yamp_camera_format made;

	for (uint32_t i = 0; stage <= view->options.dsp_count && !format_at(view, stage, i, &made); i++) {
		if (is_same(&made, format))
			return can_be_kept(view, stage, &made);
		if (made.compressed && !is_last(view, stage) && is_taken(view, stage, &made))
			return is_kept_by(view, stage + 1, format);
	}
	return false;
}

/* Can it be had in every hop from this one on? */
static bool can_be_kept(struct view *view, uint32_t stage, const struct yamp_camera_format *format)
{
	return is_taken(view, stage, format) &&
	       (is_last(view, stage) || is_kept_by(view, stage + 1, format));
}

static int format_rank(struct view *view, uint32_t stage, const struct yamp_camera_format *format)
{
	bool kept = can_be_kept(view, stage, format) &&
		    (!stage || format->fourcc == view->raw_fourcc);
	int rank = format->converted ? RANK_CONVERTED : RANK_BEST;

	if (!is_taken(view, stage, format))
		return RANK_IMPOSSIBLE;
	if (is_last(view, stage) && format_path(view, format) == YAMP_PATH_COPY)
		rank += RANK_COPY;
	return kept ? rank : rank + RANK_NOT_KEPT;
}

/* What a stage has that is known here, or of that what the stage behind takes. */
static void list_formats(struct view *view, uint32_t stage, bool taken_only, struct line *line)
{
	struct yamp_camera_format format;
	char letters[FOURCC_TEXT];
	bool any = false;

	for (uint32_t i = 0; !format_at(view, stage, i, &format); i++) {
		if ((!format.fourcc && !format.compressed) || (taken_only && !is_taken(view, stage, &format)))
			continue;
		line_add(line, " %s", fourcc_text(format.pixelformat, letters));
		any = true;
	}
	if (!any)
		line_add(line, " none");
}

static void list_inputs(struct view *view, uint32_t dsp, struct line *line)
{
	struct yamp_camera_format format;
	char letters[FOURCC_TEXT];

	for (uint32_t i = 0; !yamp_dsp_format_at(view->dsps[dsp], YAMP_DSP_INPUT, i, &format); i++)
		line_add(line, " %s", fourcc_text(format.pixelformat, letters));
}

static const char *sink_name(const struct view *view)
{
	return view->options.file ? "the file" : "the compositor";
}

/* It is not possible, and why. */
__attribute__((format(printf, 2, 3)))
static int refuse(struct view *view, const char *format, ...)
{
	struct line line = { 0 };
	va_list args;

	va_start(args, format);
	line.used = vsnprintf(line.text, sizeof(line.text), format, args);
	va_end(args);
	if (view->refusal)
		line_add(view->refusal, "%s", line.text);
	else
		tool_error("%s", line.text);
	return EX_DATAERR;
}

static int nothing_common(struct view *view, uint32_t stage)
{
	struct line line = { 0 }, inputs = { 0 };

	list_formats(view, stage, false, &line);
	if (is_last(view, stage))
		return refuse(view, "%s takes none of the formats that %s has:%s", sink_name(view),
			      view_stage_name(view, stage), line.text);
	list_inputs(view, stage, &inputs);
	return refuse(view, "%s and %s have no format in common; the first delivers:%s; the second "
		      "takes:%s", view_stage_name(view, stage), view_stage_name(view, stage + 1),
		      line.text, inputs.text);
}

static int choose_best(struct view *view, uint32_t stage, uint32_t *pixelformat)
{
	struct yamp_camera_format format;
	int best = RANK_IMPOSSIBLE;

	for (uint32_t i = 0; !format_at(view, stage, i, &format); i++) {
		int rank = format_rank(view, stage, &format);

		if (rank >= best)
			continue;
		best = rank;
		*pixelformat = format.pixelformat;
	}
	return best < RANK_IMPOSSIBLE ? 0 : nothing_common(view, stage);
}

/* By V4L2's name first: NM12 and NV12 are the same to DRM. */
static bool find_named(struct view *view, uint32_t stage, uint32_t wanted,
		       struct yamp_camera_format *found)
{
	struct yamp_camera_format format;
	bool any = false;

	for (uint32_t i = 0; !format_at(view, stage, i, &format); i++) {
		if (format.pixelformat != wanted && (format.fourcc != wanted || any))
			continue;
		*found = format;
		any = true;
		if (format.pixelformat == wanted)
			break;
	}
	return any;
}

static int choose_named(struct view *view, uint32_t stage, uint32_t wanted, uint32_t *pixelformat)
{
	struct yamp_camera_format format;
	char letters[FOURCC_TEXT];
	struct line line = { 0 };

	fourcc_text(wanted, letters);
	if (!find_named(view, stage, wanted, &format)) {
		list_formats(view, stage, false, &line);
		return refuse(view, "%s has no format %s; it has:%s", view_stage_name(view, stage),
			      letters, line.text);
	}
	if (!is_taken(view, stage, &format)) {
		list_formats(view, stage, true, &line);
		if (is_last(view, stage))
			return refuse(view, "%s cannot be shown here; of what %s has %s takes:%s",
				      letters, view_stage_name(view, stage), sink_name(view),
				      line.text);
		return refuse(view, "%s does not take %s; of what %s has it takes:%s",
			      view_stage_name(view, stage + 1), letters,
			      view_stage_name(view, stage), line.text);
	}
	*pixelformat = format.pixelformat;
	return 0;
}

int view_choose_format(struct view *view, uint32_t stage, uint32_t *pixelformat)
{
	uint32_t wanted = stage ? view->options.dsps[stage - 1].fourcc : view->options.fourcc;

	return wanted ? choose_named(view, stage, wanted, pixelformat) :
			choose_best(view, stage, pixelformat);
}

uint32_t view_input_format(struct view *view, uint32_t dsp, const struct yamp_camera_mode *mode)
{
	struct yamp_camera_format format;

	for (uint32_t i = 0; !format_at(view, dsp, i, &format); i++) {
		if (format.pixelformat == mode->pixelformat)
			return input_format(view, dsp, &format);
	}
	return 0;
}
