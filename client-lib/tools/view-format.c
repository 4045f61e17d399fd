// SPDX-License-Identifier: MIT
/* Which of the camera's formats is shown. */
#include <drm_fourcc.h>

#include "view.h"

/* The lower, the better; the order of the camera decides among equals. */
enum rank { RANK_BEST, RANK_CONVERTED, RANK_COPY, RANK_COPY_CONVERTED, RANK_NONE };

static enum yamp_path format_path(const struct view *view, const struct yamp_camera_format *format)
{
	if (!format->fourcc)
		return YAMP_PATH_NONE;
	return yamp_display_path(view->display, format->fourcc, DRM_FORMAT_MOD_LINEAR, false);
}

static enum rank format_rank(const struct view *view, const struct yamp_camera_format *format)
{
	switch (format_path(view, format)) {
	case YAMP_PATH_NONE:
		return RANK_NONE;
	case YAMP_PATH_COPY:
		return format->converted ? RANK_COPY_CONVERTED : RANK_COPY;
	default:
		return format->converted ? RANK_CONVERTED : RANK_BEST;
	}
}

/* What the camera has that can be shown, or of that what the compositor takes. */
static void list_formats(struct view *view, bool taken_only, struct line *line)
{
	struct yamp_camera_format format;
	char letters[FOURCC_TEXT];
	bool any = false;

	for (uint32_t i = 0; !yamp_camera_format_at(view->camera, i, &format); i++) {
		if (!format.fourcc || (taken_only && !format_path(view, &format)))
			continue;
		line_add(line, " %s", fourcc_text(format.pixelformat, letters));
		any = true;
	}
	if (!any)
		line_add(line, " none");
}

static int choose_best(struct view *view)
{
	struct yamp_camera_format format;
	enum rank best = RANK_NONE;
	struct line line = { 0 };

	for (uint32_t i = 0; !yamp_camera_format_at(view->camera, i, &format); i++) {
		enum rank rank = format_rank(view, &format);

		if (rank >= best)
			continue;
		best = rank;
		view->mode.pixelformat = format.pixelformat;
	}
	if (best < RANK_NONE)
		return 0;
	list_formats(view, false, &line);
	tool_error("the compositor takes none of the formats that %s has:%s", view->options.node,
		   line.text);
	return EX_DATAERR;
}

/* By V4L2's name first: NM12 and NV12 are the same to DRM. */
static bool find_named(struct view *view, struct yamp_camera_format *found)
{
	uint32_t wanted = view->options.fourcc;
	struct yamp_camera_format format;
	bool any = false;

	for (uint32_t i = 0; !yamp_camera_format_at(view->camera, i, &format); i++) {
		if (format.pixelformat != wanted && (format.fourcc != wanted || any))
			continue;
		*found = format;
		any = true;
		if (format.pixelformat == wanted)
			break;
	}
	return any;
}

static int choose_named(struct view *view)
{
	struct yamp_camera_format format;
	char letters[FOURCC_TEXT];
	struct line line = { 0 };

	fourcc_text(view->options.fourcc, letters);
	if (!find_named(view, &format)) {
		list_formats(view, false, &line);
		tool_error("%s has no format %s; it has:%s", view->options.node, letters,
			   line.text);
		return EX_DATAERR;
	}
	if (!format_path(view, &format)) {
		list_formats(view, true, &line);
		tool_error("%s cannot be shown here; of what %s has the compositor takes:%s",
			   letters, view->options.node, line.text);
		return EX_DATAERR;
	}
	view->mode.pixelformat = format.pixelformat;
	return 0;
}

int view_choose_format(struct view *view)
{
	return view->options.fourcc ? choose_named(view) : choose_best(view);
}
