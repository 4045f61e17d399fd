// SPDX-License-Identifier: MIT
/*
 * Memory for each hop, hop by hop: the constraints of the stage before and of the stage
 * behind it are merged, both are told the layout, and the buffers go to both.
 *
 * V4L2 does not tell whether a device needs memory in one piece; it is found out by
 * letting the drivers look at scattered memory. If one refuses, the hop is set up once
 * more with contiguous memory. A camera that takes no foreign buffers, or for which
 * nobody has any, exports its own.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <drm_fourcc.h>

#include "pipeline-priv.h"

enum { RECORD_BEFORE, RECORD_BEHIND, RECORD_PLANE, RECORDS };

#define STREAM_ROW 4096		/* bytes */
#define BUFFERS_BETWEEN 1	/* frames on their way between the two stages */
#define BUFFERS_EXPORTED 6

/** struct plan - a hop that is being set up */
struct plan {
	struct yamp_pipeline *pipeline;
	const struct yamp_pipeline_options *options;
	struct hop *hop;
	struct yamp_dsp *before;	/* NULL: the camera */
	struct yamp_dsp *behind;	/* NULL: the sink */
	const char *provider;		/* NULL: the best there is */
	bool own;			/* the camera's own memory was asked for */
};

static const struct yamp_camera_mode *picture(const struct plan *plan)
{
	return plan->before ? yamp_dsp_format(plan->before, YAMP_DSP_OUTPUT) :
			      yamp_camera_mode(plan->pipeline->camera);
}

static int record_before(const struct plan *plan, struct yamp_constraint *record,
			 struct yamp_format *format)
{
	return plan->before ?
		yamp_dsp_constraint(plan->before, YAMP_DSP_OUTPUT, record, format) :
		yamp_camera_constraint(plan->pipeline->camera, record, format);
}

static int record_behind(const struct plan *plan, struct yamp_constraint *record,
			 struct yamp_format *format)
{
	if (plan->behind)
		return yamp_dsp_constraint(plan->behind, YAMP_DSP_INPUT, record, format);
	*record = *plan->options->sink;
	return 0;
}

/* Drivers with a record in the kernel work in memory of that kernel's module only. */
static const char *registered_name(const struct yamp_constraint records[RECORDS])
{
	for (int i = 0; i < RECORD_PLANE; i++) {
		if (records[i].flags & YAMP_CONSTRAINT_REGISTERED)
			return records[i].name;
	}
	return NULL;
}

/* Devices that need memory in one piece mostly reach 32 bits only. */
static int state_needs(const struct plan *plan, struct yamp_constraint records[RECORDS],
		       struct yamp_format formats[RECORDS])
{
	int ret = record_before(plan, &records[RECORD_BEFORE], &formats[RECORD_BEFORE]);

	if (!ret)
		ret = record_behind(plan, &records[RECORD_BEHIND], &formats[RECORD_BEHIND]);
	if (!ret && plan->hop->contiguous) {
		records[RECORD_BEFORE].contiguity = YAMP_CONTIGUITY_DMA;
		records[RECORD_BEFORE].address_mask = UINT32_MAX;
	}
	return ret;
}

static int tell_layout(const struct plan *plan, const struct yamp_frame *frame)
{
	int ret = plan->before ? yamp_dsp_set_layout(plan->before, YAMP_DSP_OUTPUT, frame) :
				 yamp_camera_set_layout(plan->pipeline->camera, frame);

	if (ret || !plan->behind)
		return ret;
	return yamp_dsp_set_layout(plan->behind, YAMP_DSP_INPUT, frame);
}

static int say_impossible(const struct plan *plan, int error, const struct yamp_conflict *conflict,
			  const char *registered)
{
	const struct yamp_log *log = &plan->pipeline->log;
	char text[256];

	if (error == -EDOM) {
		yamp_conflict_text(conflict, text, sizeof(text));
		log_error(log, "no buffer suits everybody: %s", text);
	} else if (error == -EINVAL && registered) {
		log_error(log, "%s works in memory of the yamp module only: leave the provider "
			  "open, and see whether yamp info says that the module can be used",
			  registered);
	} else {
		log_error(log, "%ux%u in this format is not possible: %s", picture(plan)->width,
			  picture(plan)->height, strerror(-error));
	}
	return error;
}

/* A compressed stream is no picture: rows of bytes, as many as the larger need has. */
static void options_for_stream(const struct yamp_constraint records[RECORDS],
			       struct yamp_alloc_options *options)
{
	uint64_t size = records[RECORD_BEFORE].size_min;

	if (size < records[RECORD_BEHIND].size_min)
		size = records[RECORD_BEHIND].size_min;
	options->fourcc = DRM_FORMAT_R8;
	options->width = STREAM_ROW;
	options->height = (size + STREAM_ROW - 1) / STREAM_ROW;
	options->color_encoding = YAMP_COLOR_ENCODING_UNKNOWN;
	options->color_range = YAMP_COLOR_RANGE_UNKNOWN;
}

static void say_no_plane(const struct plan *plan, const struct yamp_conflict *conflict)
{
	char text[256];

	yamp_conflict_text(conflict, text, sizeof(text));
	log_warning(&plan->pipeline->log, "no plane can show this, frames are composited: %s", text);
}

/*
 * The first plane that agrees with the others, or none of them, if they agree with one
 * another. Whoever is solved for: drivers with a record in the kernel take part.
 */
static int find_layout(const struct plan *plan, const struct yamp_pipeline_needs *needs,
		       struct yamp_constraint records[RECORDS], struct yamp_alloc_options *options,
		       struct yamp_alloc_report *report, int *plane)
{
	struct yamp_device *device = plan->pipeline->device;
	struct yamp_conflict first = { 0 };
	uint32_t fourcc = options->fourcc;
	int ret = 0;

	options->constraint_count = RECORDS;
	/* Who writes knows one format: so it is that one that disagrees, not a request. */
	if (!registered_name(records))
		options->fourcc = 0;
	for (uint32_t i = 0; i < needs->plane_count; i++) {
		records[RECORD_PLANE] = needs->planes[i];
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

static int choose_layout(const struct plan *plan, struct yamp_constraint records[RECORDS],
			 struct yamp_alloc_options *options, struct yamp_alloc_report *report)
{
	const struct yamp_pipeline_needs needs = {
		.planes = plan->options->planes,
		.plane_count = plan->behind ? 0 : plan->options->plane_count,
	};
	int plane, ret = find_layout(plan, &needs, records, options, report, &plane);

	if (!ret && plane < 0 && report->conflict.field)
		say_no_plane(plan, &report->conflict);
	if (!ret && !plan->behind)
		plan->pipeline->plane = plane;
	return ret;
}

/* The needs are stated once more when the drivers know the strides of the merger. */
static int settle_layout(const struct plan *plan, struct yamp_constraint records[RECORDS],
			 struct yamp_format formats[RECORDS], struct yamp_alloc_options *options)
{
	const struct yamp_camera_mode *mode = picture(plan);
	struct yamp_alloc_report report;
	int ret = state_needs(plan, records, formats);

	if (ret)
		return ret;
	plan->hop->needs = records[RECORD_BEFORE];
	plan->hop->format = formats[RECORD_BEFORE];
	*options = (struct yamp_alloc_options){
		.provider = plan->provider,
		.fourcc = mode->fourcc,
		.modifier = DRM_FORMAT_MOD_LINEAR,
		.width = mode->width,
		.height = mode->height,
		.placement = plan->options->placement,
		.color_encoding = mode->color_encoding,
		.color_range = mode->color_range,
		.field = mode->field,
		.constraints = records,
	};
	if (!mode->fourcc)
		options_for_stream(records, options);
	options->count = plan->options->buffers;
	if (!options->count)
		options->count = records[RECORD_BEFORE].buffers_min +
				 records[RECORD_BEHIND].buffers_min + BUFFERS_BETWEEN;
	ret = choose_layout(plan, records, options, &report);
	if (ret)
		return say_impossible(plan, ret, &report.conflict, registered_name(records));
	ret = tell_layout(plan, &report.frame);
	return ret ? ret : state_needs(plan, records, formats);
}

static int give_behind(const struct plan *plan)
{
	if (!plan->behind)
		return 0;
	return yamp_dsp_use_buffers(plan->behind, YAMP_DSP_INPUT, plan->hop->buffers,
				    plan->hop->count);
}

static int give_before(const struct plan *plan)
{
	struct hop *hop = plan->hop;

	return plan->before ?
		yamp_dsp_use_buffers(plan->before, YAMP_DSP_OUTPUT, hop->buffers, hop->count) :
		yamp_camera_use_buffers(plan->pipeline->camera, hop->buffers, hop->count);
}

static int allocate(const struct plan *plan)
{
	struct yamp_constraint records[RECORDS];
	struct yamp_format formats[RECORDS];
	struct yamp_alloc_options options;
	struct yamp_alloc_report report;
	struct hop *hop = plan->hop;
	int ret;

	ret = settle_layout(plan, records, formats, &options);
	if (ret)
		return ret;
	ret = yamp_device_alloc(plan->pipeline->device, &options, hop->buffers, &report);
	if (ret)
		return ret;
	hop->count = options.count;
	hop->info.provider = report.provider;
	hop->info.lacks = report.lacks;
	hop->info.placement = report.placement;
	ret = give_before(plan);
	return ret ? ret : give_behind(plan);
}

/* Whether the drivers can work in the memory; says nothing. */
static int look(const struct plan *plan)
{
	int ret = 0;

	for (uint32_t i = 0; !ret && i < plan->hop->count; i++)
		ret = plan->before ? yamp_dsp_prepare(plan->before, YAMP_DSP_OUTPUT, i) :
				     yamp_camera_prepare(plan->pipeline->camera, i);
	for (uint32_t i = 0; !ret && plan->behind && i < plan->hop->count; i++)
		ret = yamp_dsp_prepare(plan->behind, YAMP_DSP_INPUT, i);
	return ret;
}

/* Nothing streams yet: stopping is letting go of the buffers. */
static void let_go(const struct plan *plan)
{
	if (plan->before)
		yamp_dsp_drop_buffers(plan->before, YAMP_DSP_OUTPUT);
	else
		yamp_camera_stop(plan->pipeline->camera);
	if (plan->behind)
		yamp_dsp_drop_buffers(plan->behind, YAMP_DSP_INPUT);
}

static void drop_buffers(const struct plan *plan)
{
	struct hop *hop = plan->hop;

	let_go(plan);
	for (uint32_t i = 0; i < hop->count; i++)
		yamp_buffer_unref(hop->buffers[i]);
	hop->count = 0;
}

static const char *stage_name(const struct plan *plan)
{
	return plan->before ? yamp_dsp_node(plan->before) : yamp_camera_name(plan->pipeline->camera);
}

/* Is there anybody who could give what is asked? Refusals are not asked for here. */
static bool anybody_gives(const struct plan *plan)
{
	struct yamp_provider_status status;

	for (uint32_t i = 0; !yamp_device_provider(plan->pipeline->device, i, &status); i++) {
		if (plan->provider && strcmp(plan->provider, status.name))
			continue;
		if (!status.error && (!plan->hop->contiguous || status.contiguous))
			return true;
		if (!strcmp(status.name, "yamp") && status.error == -EACCES)
			return true;	/* that is an answer, and says what to do */
	}
	return false;
}

static int export(const struct plan *plan)
{
	struct hop *hop = plan->hop;
	int ret;

	hop->count = plan->options->buffers ? plan->options->buffers : BUFFERS_EXPORTED;
	ret = yamp_camera_export_buffers(plan->pipeline->camera, hop->buffers, &hop->count);
	if (ret) {
		hop->count = 0;
		return ret;
	}
	hop->info.provider = "camera";
	hop->info.lacks = YAMP_LACK_DESCRIPTION | YAMP_LACK_COUNTERS | YAMP_LACK_PLACEMENT |
			  YAMP_LACK_RECLAIM | YAMP_LACK_QUOTA;
	hop->info.placement = YAMP_PLACEMENT_ANY;
	if (plan->behind)
		ret = yamp_dsp_set_layout(plan->behind, YAMP_DSP_INPUT,
					  yamp_buffer_frame(hop->buffers[0]));
	return ret ? ret : give_behind(plan);
}

static int allocate_and_look(const struct plan *plan)
{
	const struct yamp_log *log = &plan->pipeline->log;
	int ret = allocate(plan);

	if (ret)
		return ret;
	ret = look(plan);
	if (!ret)
		return 0;
	if (plan->options->placement || plan->hop->contiguous ||
	    (ret != -EFAULT && ret != -EINVAL)) {
		log_error(log, "%s or what is behind it cannot work in %s memory (%s)%s",
			  stage_name(plan),
			  plan->hop->contiguous ? "contiguous" : "scattered", strerror(-ret),
			  plan->hop->contiguous ? "" : ": allocate it with contiguous placement");
		return ret;
	}
	drop_buffers(plan);
	plan->hop->contiguous = true;
	if (!plan->before && !plan->provider && !anybody_gives(plan))
		return export(plan);	/* say_fallback() says it */
	log_warning(log, "%s cannot work in scattered memory: it gets contiguous memory",
		    plan->before || plan->behind ? "one of these devices" : "this camera");
	return allocate_and_look(plan);
}

/* What is less than could be, unless it was asked for. */
static void say_fallback(const struct plan *plan, bool import)
{
	const struct yamp_log *log = &plan->pipeline->log;

	if (plan->provider || plan->own || !plan->hop->info.lacks)
		return;
	if (!import)
		log_warning(log, "this camera can only export its own buffers: nobody vouches for "
			    "what is in them or counts who touches them");
	else if (!strcmp(plan->hop->info.provider, "camera"))
		log_warning(log, "nobody here gives memory for frames (modprobe yamp would): the "
			    "camera exports its own buffers, for which nobody vouches");
	else if (!plan->before)
		log_warning(log, "the yamp module is not loaded (modprobe yamp): memory comes from "
			    "elsewhere, and nobody vouches for what is in it or counts who "
			    "touches it");
}

static int fill_hop(const struct plan *plan)
{
	bool import = plan->before || yamp_camera_can_import(plan->pipeline->camera);
	int ret;

	if (!import && plan->provider) {
		log_error(&plan->pipeline->log, "this camera can only export its own buffers: leave "
			  "the provider open, or choose camera");
		return -EOPNOTSUPP;
	}
	plan->hop->contiguous = plan->options->placement == YAMP_PLACEMENT_CONTIGUOUS;
	if (plan->before || (import && !plan->own && (plan->provider || anybody_gives(plan))))
		ret = allocate_and_look(plan);
	else
		ret = export(plan);
	if (!ret)
		say_fallback(plan, import);
	return ret;
}

static int setup_hop(const struct plan *plan)
{
	struct hop *hop = plan->hop;
	int ret = fill_hop(plan);

	if (ret)
		return ret;
	hop->pool = yamp_pool_create(hop->buffers, hop->count);
	hop->info.pool = hop->pool;
	return hop->pool ? 0 : -errno;
}

static struct plan plan_of(struct yamp_pipeline *pipeline, uint32_t at)
{
	const struct yamp_pipeline_options *options = &pipeline->options;
	bool own = options->provider && !strcmp(options->provider, "camera");

	return (struct plan){
		.pipeline = pipeline,
		.options = options,
		.hop = &pipeline->hops[at],
		.before = at ? pipeline->dsps[at - 1] : NULL,
		.behind = at < pipeline->dsp_count ? pipeline->dsps[at] : NULL,
		.provider = own ? NULL : options->provider,
		.own = own && !at,
	};
}

int pipeline_setup(struct yamp_pipeline *pipeline, const struct yamp_pipeline_options *options)
{
	const struct yamp_pipeline_needs needs = {
		options->sink, options->planes, options->plane_count,
	};
	int ret;

	pipeline->options = *options;
	ret = pipeline_keep_needs(pipeline, &needs);
	if (options->provider) {
		snprintf(pipeline->provider, sizeof(pipeline->provider), "%s", options->provider);
		pipeline->options.provider = pipeline->provider;
	}
	for (uint32_t i = 0; !ret && i <= pipeline->dsp_count; i++) {
		struct plan plan = plan_of(pipeline, i);

		ret = setup_hop(&plan);
	}
	return ret ? ret : pipeline_advance(pipeline);
}

int pipeline_setup_hop(struct yamp_pipeline *pipeline, uint32_t at)
{
	struct plan plan = plan_of(pipeline, at);

	if (at == pipeline->dsp_count)
		pipeline->plane = -ENOENT;
	return setup_hop(&plan);
}

int pipeline_give_back(struct yamp_pipeline *pipeline, uint32_t at, bool look_too)
{
	struct plan plan = plan_of(pipeline, at);
	int ret = tell_layout(&plan, yamp_buffer_frame(plan.hop->buffers[0]));

	if (!ret)
		ret = give_before(&plan);
	if (!ret)
		ret = give_behind(&plan);
	return ret || !look_too ? ret : look(&plan);
}

void pipeline_let_go(struct yamp_pipeline *pipeline, uint32_t at)
{
	struct plan plan = plan_of(pipeline, at);

	let_go(&plan);
}

int pipeline_predict(struct yamp_pipeline *pipeline, const struct yamp_pipeline_needs *needs,
		     int *plane)
{
	struct plan plan = plan_of(pipeline, pipeline->dsp_count);
	const struct yamp_camera_mode *mode = picture(&plan);
	struct yamp_constraint records[RECORDS] = { plan.hop->needs, *needs->sink };
	struct yamp_alloc_options options = {
		.fourcc = mode->fourcc,
		.modifier = DRM_FORMAT_MOD_LINEAR,
		.width = mode->width,
		.height = mode->height,
		.count = plan.hop->count,
		.field = mode->field,
		.constraints = records,
	};
	struct yamp_alloc_report report = { 0 };
	int ret;

	records[RECORD_BEFORE].formats = (uintptr_t)&plan.hop->format;
	ret = find_layout(&plan, needs, records, &options, &report, plane);
	return ret ? say_impossible(&plan, ret, &report.conflict, registered_name(records)) : 0;
}
