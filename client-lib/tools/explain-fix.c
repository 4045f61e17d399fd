// SPDX-License-Identifier: MIT
/* What would mend a conflict, as far as it can be known. */
#include <stdio.h>
#include <string.h>

#include "explain-steps.h"

/* Would a frame of this format do better than the one that was asked about? */
static bool format_mends(const struct explain *explain, uint32_t fourcc)
{
	enum yamp_path path = explain_format_path(explain, fourcc);
	bool any_plane = false;

	if (path == YAMP_PATH_NONE || path == YAMP_PATH_COPY)
		return explain->verdict == EXPLAIN_IMPOSSIBLE && path == YAMP_PATH_COPY;
	for (uint32_t i = 0; i < explain->count; i++) {
		const struct explain_consumer *consumer = &explain->consumers[i];

		if (consumer->kind <= YAMP_TARGET_RENDERER)
			continue;
		any_plane = true;
		if (record_takes(&consumer->record, fourcc))
			return true;
	}
	return !any_plane || explain->verdict != EXPLAIN_ZERO_COPY;
}

/* What the camera has without converting comes first, if it says so. */
static uint32_t name_formats(struct explain *explain, bool converted, uint32_t named)
{
	struct yamp_camera_format format;
	char letters[FOURCC_TEXT];

	for (uint32_t i = 0; !yamp_camera_format_at(explain->view.camera, i, &format); i++) {
		if (!format.fourcc || format.fourcc == explain->view.mode.fourcc ||
		    format.converted != converted || !format_mends(explain, format.fourcc))
			continue;
		line_add(&explain->fix, "%s --format %s",
			 named++ ? " or" : "choose a format that fits:",
			 fourcc_text(format.pixelformat, letters));
	}
	return named;
}

static void fix_format(struct explain *explain)
{
	uint32_t named;

	if (explain->view.options.dsp_count) {
		line_add(&explain->fix, "choose another format with --format, or with format= of "
			 "--dsp");
		return;
	}
	named = name_formats(explain, false, 0);

	if (!name_formats(explain, true, named))
		line_add(&explain->fix, "none of the camera's formats fits: something has to "
			 "convert, a GPU or a DSP");
}

static void fix_size(struct explain *explain, const char *what)
{
	const struct yamp_conflict *conflict = &explain->conflict;

	line_add(&explain->fix, "choose a size with --size whose %s is %s %llu pixels", what,
		 conflict->first_value > conflict->second_value ? "at most" : "at least",
		 (unsigned long long)conflict->second_value);
}

static void fix_stride(struct explain *explain)
{
	const struct yamp_conflict *conflict = &explain->conflict;

	if (conflict->first_value > conflict->second_value)
		line_add(&explain->fix, "choose a width with --size, or a format, whose rows have "
			 "at most %llu bytes", (unsigned long long)conflict->second_value);
	else
		line_add(&explain->fix, "choose a width with --size whose rows have a number of "
			 "bytes that both can use");
}

void explain_fix(struct explain *explain)
{
	switch (explain->has_conflict ? explain->conflict.field : YAMP_FIELD_ID_FORMAT) {
	case YAMP_FIELD_ID_FORMAT:
	case YAMP_FIELD_ID_MODIFIER:
		fix_format(explain);
		break;
	case YAMP_FIELD_ID_WIDTH:
		fix_size(explain, "width");
		break;
	case YAMP_FIELD_ID_HEIGHT:
		fix_size(explain, "height");
		break;
	case YAMP_FIELD_ID_STRIDE:
	case YAMP_FIELD_ID_STRIDE_ALIGN:
		fix_stride(explain);
		break;
	case YAMP_FIELD_ID_OBJECTS:
		line_add(&explain->fix, "choose the camera's other variant of the format with "
			 "--format: NV12 is one dma-buf, NM12 one for each plane");
		break;
	case YAMP_FIELD_ID_BUFFERS:
		line_add(&explain->fix, "one of them has to be content with fewer frames");
		break;
	default:
		line_add(&explain->fix, "another format or size may do; else one of the two "
			 "drivers has to ask for less");
	}
}
