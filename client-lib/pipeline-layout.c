// SPDX-License-Identifier: MIT
/*
 * The layout of a hop: the constraints of the stage that writes into it and of who reads it
 * are merged, and both are told what comes of it.
 */
#include <errno.h>
#include <string.h>
#include <drm_fourcc.h>

#include "pipeline-priv.h"

enum { RECORD_BEFORE, RECORD_BEHIND, RECORD_PLANE, RECORDS };

#define STREAM_ROW 4096		/* bytes */
#define BUFFERS_BETWEEN 1	/* frames on their way between the two stages */

/** struct records - what is merged: of who writes, of who reads, of a plane */
struct records {
	struct yamp_constraint of[RECORDS];
	struct yamp_format formats[RECORD_PLANE];
};

static const struct yamp_camera_mode *picture(const struct yamp_pipeline *pipeline, uint32_t at)
{
	return stage_format(pipeline, at, YAMP_DSP_OUTPUT);
}

/* Devices that need memory in one piece mostly reach 32 bits only. */
static int state_needs(struct yamp_pipeline *pipeline, uint32_t at, struct records *records)
{
	struct yamp_constraint *before = &records->of[RECORD_BEFORE];
	struct yamp_constraint *behind = &records->of[RECORD_BEHIND];
	int ret = stage_constraint(pipeline, at, YAMP_DSP_OUTPUT, before,
				   &records->formats[RECORD_BEFORE]);

	if (ret)
		return ret;
	if (pipeline->hops[at].contiguous) {
		before->contiguity = YAMP_CONTIGUITY_DMA;
		before->address_mask = UINT32_MAX;
	}
	if (!pipeline_is_last(pipeline, at))
		return stage_constraint(pipeline, at + 1, YAMP_DSP_INPUT, behind,
					&records->formats[RECORD_BEHIND]);
	*behind = *pipeline->options.sink;
	return 0;
}

/* Drivers with a record in the kernel work in memory of that kernel's module only. */
static const char *registered_name(const struct records *records)
{
	for (int i = 0; i < RECORD_PLANE; i++) {
		if (records->of[i].flags & YAMP_CONSTRAINT_REGISTERED)
			return records->of[i].name;
	}
	return NULL;
}

static int say_impossible(const struct yamp_pipeline *pipeline, uint32_t at, int error,
			  const struct yamp_conflict *conflict, const char *registered)
{
	const struct yamp_camera_mode *mode = picture(pipeline, at);
	const struct yamp_log *log = &pipeline->log;
	char text[256];

	if (error == -EDOM) {
		yamp_conflict_text(conflict, text, sizeof(text));
		log_error(log, "no buffer suits everybody: %s", text);
	} else if (error == -EINVAL && registered) {
		log_error(log, "%s works in memory of the yamp module only: leave the provider "
			  "open, and see whether yamp info says that the module can be used",
			  registered);
	} else {
		log_error(log, "%ux%u in this format is not possible: %s", mode->width, mode->height,
			  strerror(-error));
	}
	return error;
}

static void say_no_plane(const struct yamp_pipeline *pipeline, const struct yamp_conflict *conflict)
{
	char text[256];

	yamp_conflict_text(conflict, text, sizeof(text));
	log_warning(&pipeline->log, "no plane can show this, frames are composited: %s", text);
}

/* A compressed stream is no picture: rows of bytes, as many as the larger need has. */
static void options_for_stream(const struct records *records, struct yamp_alloc_options *options)
{
	uint64_t size = records->of[RECORD_BEFORE].size_min;

	if (size < records->of[RECORD_BEHIND].size_min)
		size = records->of[RECORD_BEHIND].size_min;
	options->fourcc = DRM_FORMAT_R8;
	options->width = STREAM_ROW;
	options->height = (size + STREAM_ROW - 1) / STREAM_ROW;
	options->color_encoding = YAMP_COLOR_ENCODING_UNKNOWN;
	options->color_range = YAMP_COLOR_RANGE_UNKNOWN;
}

/*
 * The first plane that agrees with the others, or none of them, if they agree with one
 * another. Whoever is solved for: drivers with a record in the kernel take part.
 */
static int find_layout(struct yamp_pipeline *pipeline, const struct yamp_pipeline_needs *needs,
		       struct records *records, struct yamp_alloc_options *options,
		       struct yamp_alloc_report *report, int *plane)
{
	struct yamp_device *device = pipeline->device;
	struct yamp_conflict first = { 0 };
	uint32_t fourcc = options->fourcc;
	int ret = 0;

	options->constraint_count = RECORDS;
	/* Who writes knows one format: so it is that one that disagrees, not a request. */
	if (!registered_name(records))
		options->fourcc = 0;
	for (uint32_t i = 0; i < needs->plane_count; i++) {
		records->of[RECORD_PLANE] = needs->planes[i];
		ret = yamp_device_layout(device, options, report);
		*plane = i;
		if (!ret)
			break;
		if (ret == -EDOM && !first.field)
			first = report->conflict;
	}
	options->fourcc = fourcc;
	if (needs->plane_count && !ret)
		return 0;
	*plane = -ENOENT;
	options->constraint_count = RECORD_PLANE;
	ret = yamp_device_layout(device, options, report);
	if (!ret)
		report->conflict = first;	/* why no plane takes part */
	return ret;
}

static struct yamp_alloc_options options_for(struct yamp_pipeline *pipeline, uint32_t at,
					     const struct records *records)
{
	const struct yamp_camera_mode *mode = picture(pipeline, at);
	struct yamp_alloc_options options = {
		.provider = pipeline->options.provider,
		.fourcc = mode->fourcc,
		.modifier = DRM_FORMAT_MOD_LINEAR,
		.width = mode->width,
		.height = mode->height,
		.count = pipeline->options.buffers,
		.placement = pipeline->options.placement,
		.color_encoding = mode->color_encoding,
		.color_range = mode->color_range,
		.field = mode->field,
		.constraints = records->of,
	};

	if (!mode->fourcc)
		options_for_stream(records, &options);
	if (!options.count)
		options.count = records->of[RECORD_BEFORE].buffers_min +
				records->of[RECORD_BEHIND].buffers_min + BUFFERS_BETWEEN;
	return options;
}

/* Of the planes the last hop's alone has one. */
static int choose_layout(struct yamp_pipeline *pipeline, uint32_t at, struct records *records,
			 struct yamp_alloc_options *options, struct yamp_alloc_report *report)
{
	bool last = pipeline_is_last(pipeline, at);
	const struct yamp_pipeline_needs needs = {
		.planes = pipeline->options.planes,
		.plane_count = last ? pipeline->options.plane_count : 0,
	};
	int plane, ret = find_layout(pipeline, &needs, records, options, report, &plane);

	if (ret)
		return say_impossible(pipeline, at, ret, &report->conflict, registered_name(records));
	if (plane < 0 && report->conflict.field)
		say_no_plane(pipeline, &report->conflict);
	if (last)
		pipeline->plane = plane;
	return 0;
}

int layout_tell(struct yamp_pipeline *pipeline, uint32_t at, const struct yamp_frame *frame)
{
	int ret = stage_set_layout(pipeline, at, YAMP_DSP_OUTPUT, frame);

	if (ret || pipeline_is_last(pipeline, at))
		return ret;
	return stage_set_layout(pipeline, at + 1, YAMP_DSP_INPUT, frame);
}

int layout_forget(struct yamp_pipeline *pipeline, uint32_t at)
{
	int ret = stage_forget_layout(pipeline, at, YAMP_DSP_OUTPUT);

	if (ret || pipeline_is_last(pipeline, at))
		return ret;
	return stage_forget_layout(pipeline, at + 1, YAMP_DSP_INPUT);
}

/* The needs are stated once more when the drivers know the strides of the merger. */
int layout_alloc(struct yamp_pipeline *pipeline, uint32_t at)
{
	struct hop *hop = &pipeline->hops[at];
	struct yamp_alloc_options options;
	struct yamp_alloc_report report;
	struct records records;
	int ret = state_needs(pipeline, at, &records);

	if (ret)
		return ret;
	hop->needs = records.of[RECORD_BEFORE];
	hop->format = records.formats[RECORD_BEFORE];
	options = options_for(pipeline, at, &records);
	ret = choose_layout(pipeline, at, &records, &options, &report);
	if (!ret)
		ret = layout_tell(pipeline, at, &report.frame);
	if (!ret)
		ret = state_needs(pipeline, at, &records);
	if (!ret)
		ret = yamp_device_alloc(pipeline->device, &options, hop->buffers, &report);
	if (ret)
		return ret;
	hop->count = options.count;
	hop->info.provider = report.provider;
	hop->info.lacks = report.lacks;
	hop->info.placement = report.placement;
	return 0;
}

int layout_predict(struct yamp_pipeline *pipeline, const struct yamp_pipeline_needs *needs,
		   int *plane)
{
	uint32_t at = pipeline->dsp_count;
	const struct yamp_camera_mode *mode = picture(pipeline, at);
	const struct hop *hop = &pipeline->hops[at];
	struct records records = { { hop->needs, *needs->sink } };
	struct yamp_alloc_options options = {
		.fourcc = mode->fourcc,
		.modifier = DRM_FORMAT_MOD_LINEAR,
		.width = mode->width,
		.height = mode->height,
		.count = hop->count,
		.field = mode->field,
		.constraints = records.of,
	};
	struct yamp_alloc_report report = { 0 };
	int ret;

	records.of[RECORD_BEFORE].formats = (uintptr_t)&hop->format;
	ret = find_layout(pipeline, needs, &records, &options, &report, plane);
	return ret ? say_impossible(pipeline, at, ret, &report.conflict, registered_name(&records)) : 0;
}
