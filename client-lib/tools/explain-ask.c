// SPDX-License-Identifier: MIT
/* Who needs something of the buffers of each hop, and what: as they say it themselves. */
#include <stdio.h>
#include <string.h>

#include "explain-steps.h"

static struct explain_consumer *add_consumer(struct explain *explain, int kind)
{
	struct explain_consumer *consumer = &explain->consumers[explain->count++];

	consumer->kind = kind;
	return consumer;
}

/* Strides are found out by asking the driver for others; the rest is what it says. */
static void name_sources(struct explain_consumer *consumer)
{
	memset(consumer->sources, YAMP_SOURCE_REPORTED, sizeof(consumer->sources));
	consumer->formats_source = YAMP_SOURCE_REPORTED;
	if (consumer->record.flags & YAMP_CONSTRAINT_REGISTERED)
		return;
	consumer->sources[YAMP_FIGURE_PLANE_STRIDE_ALIGN] = YAMP_SOURCE_MEASURED;
	consumer->sources[YAMP_FIGURE_PLANE_STRIDE_MIN] = YAMP_SOURCE_MEASURED;
	consumer->sources[YAMP_FIGURE_PLANE_STRIDE_MAX] = YAMP_SOURCE_MEASURED;
	consumer->sources[YAMP_FIGURE_CONTIGUITY] = YAMP_SOURCE_ASSUMED;
	consumer->sources[YAMP_FIGURE_ADDRESS_MASK] = YAMP_SOURCE_ASSUMED;
}

static int ask_camera(struct explain *explain)
{
	struct explain_consumer *camera = add_consumer(explain, EXPLAIN_CAMERA);
	int ret = yamp_camera_constraint(explain->view.camera, &camera->record, &camera->format);

	name_sources(camera);
	if (!ret)
		explain_measure(explain, camera);
	return ret;
}

static int ask_dsp(struct explain *explain, uint32_t at, enum yamp_dsp_side side)
{
	struct explain_consumer *dsp = add_consumer(explain, EXPLAIN_DSP);
	int ret = yamp_dsp_constraint(explain->view.dsps[at], side, &dsp->record, &dsp->format);

	name_sources(dsp);
	return ret;
}

static bool find_renderer(const struct explain *explain, struct yamp_target *target)
{
	for (uint32_t i = 0; !yamp_display_target(explain->view.display, i, target); i++) {
		if (target->kind == YAMP_TARGET_RENDERER)
			return true;
	}
	return false;
}

/* The renderer where it is told; else the compositor, of which formats are known. */
static void ask_compositor(struct explain *explain)
{
	struct explain_consumer *compositor = add_consumer(explain, YAMP_TARGET_RENDERER);
	struct yamp_target target;

	yamp_display_constraint(explain->view.display, &compositor->record);
	compositor->formats_source = YAMP_SOURCE_REPORTED;
	if (!find_renderer(explain, &target))
		return;
	memcpy(compositor->sources, target.sources, sizeof(target.sources));
	/* What a format that is copied would meet is no question of this record. */
	if (explain_format_path(explain, explain->view.mode.fourcc) != YAMP_PATH_COPY)
		compositor->formats_source = target.formats_source;
}

static void join_outputs(const struct yamp_target *target, char *text, size_t size)
{
	size_t used = 0;

	text[0] = '\0';
	for (uint32_t i = 0; i < target->output_count && used < size; i++)
		used += snprintf(text + used, size - used, "%s%s", i ? "," : "",
				 target->outputs[i]);
}

static void add_plane(struct explain *explain, const struct yamp_target *target, const char *card)
{
	struct explain_consumer *plane;

	if (explain->count == EXPLAIN_CONSUMERS)
		return;
	plane = add_consumer(explain, target->kind);
	plane->record = target->record;
	memcpy(plane->sources, target->sources, sizeof(target->sources));
	plane->formats_source = target->formats_source;
	plane->card = card;
	join_outputs(target, plane->outputs, sizeof(plane->outputs));
}

static void ask_planes(struct explain *explain)
{
	struct yamp_target target;

	for (uint32_t i = 0; !yamp_display_target(explain->view.display, i, &target); i++) {
		if (target.kind != YAMP_TARGET_RENDERER &&
		    yamp_target_serves(&target, explain->options.output))
			add_plane(explain, &target, NULL);
	}
}

static void ask_cards(struct explain *explain)
{
	struct yamp_target target;
	const char *card;

	for (uint32_t i = 0; (card = explain_plane_at(explain, i, &target)); i++)
		add_plane(explain, &target, card);
}

/* Who writes into a hop, and if that is a DSP, who reads it. */
static int ask_hop(struct explain *explain, uint32_t at)
{
	struct explain_hop *hop = &explain->hops[at];
	bool last = at == explain->view.options.dsp_count;
	int ret;

	hop->first = explain->count;
	hop->mode = *(at ? yamp_dsp_format(explain->view.dsps[at - 1], YAMP_DSP_OUTPUT) :
			   yamp_camera_mode(explain->view.camera));
	ret = at ? ask_dsp(explain, at - 1, YAMP_DSP_OUTPUT) : ask_camera(explain);
	if (!ret && !last)
		ret = ask_dsp(explain, at, YAMP_DSP_INPUT);
	else if (!ret && explain->view.display)
		ask_compositor(explain);
	hop->shared = explain->count - hop->first;
	if (ret)
		tool_error("%s does not say what it needs: %s",
			   at ? yamp_dsp_node(explain->view.dsps[at - 1]) :
				explain->view.options.node, strerror(-ret));
	return ret;
}

int explain_ask(struct explain *explain)
{
	int ret = 0;

	explain->hop_count = explain->view.options.dsp_count + 1;
	for (uint32_t i = 0; !ret && i < explain->hop_count; i++)
		ret = ask_hop(explain, i);
	if (!ret && explain->view.display)
		ask_planes(explain);
	else if (!ret)
		ask_cards(explain);
	return ret;
}
