// SPDX-License-Identifier: MIT
/* The answer of yamp explain, for people. */
#include <stdio.h>
#include <string.h>

#include "explain-steps.h"

/* A figure's value for people. */
struct figure_text {
	char text[32];
};

static struct figure_text figure_text(uint32_t figure, uint64_t value)
{
	static const char *const contiguity[] = { "none", "dma", "physical" };
	static const char *const cache[] = { "any", "cached", "write-combined" };
	static const char *const objects[] = { "any", "one dma-buf", "one dma-buf per plane" };
	struct figure_text result;
	const char *name = NULL;

	if (figure == YAMP_FIGURE_CONTIGUITY && value < 3)
		name = contiguity[value];
	else if (figure == YAMP_FIGURE_CACHE && value < 3)
		name = cache[value];
	else if (figure == YAMP_FIGURE_OBJECTS && value < 3)
		name = objects[value];
	else if (figure == YAMP_FIGURE_FLAGS && value & YAMP_CONSTRAINT_REGISTERED)
		name = "the rest is the driver's own";
	else if (figure == YAMP_FIGURE_FLAGS && value == YAMP_CONSTRAINT_TIGHT_PLANES)
		name = "tight planes";
	if (name)
		snprintf(result.text, sizeof(result.text), "%s", name);
	else if (figure == YAMP_FIGURE_ADDRESS_MASK || figure == YAMP_FIGURE_SEGMENT_BOUNDARY)
		snprintf(result.text, sizeof(result.text), "0x%llx", (unsigned long long)value);
	else
		snprintf(result.text, sizeof(result.text), "%llu", (unsigned long long)value);
	return result;
}

/* The camera's one format by name, of others how many. */
static void print_formats(const struct explain_consumer *consumer)
{
	const struct yamp_format *formats =
		(const struct yamp_format *)(uintptr_t)consumer->record.formats;
	char letters[FOURCC_TEXT], text[64] = "any";
	size_t used = 0;

	for (uint32_t i = 0; i < consumer->record.format_count && i < 6; i++)
		used += snprintf(text + used, sizeof(text) - used, "%s%s", i ? " " : "",
				 fourcc_text(formats[i].fourcc, letters));
	if (consumer->record.format_count > 6)
		snprintf(text + used, sizeof(text) - used, " and %u more",
			 consumer->record.format_count - 6);
	printf("  %-14s %-34s %s\n", "formats", text, yamp_source_name(consumer->formats_source));
}

/* Planes that need the same are one line with their values. */
static bool planes_differ(const struct yamp_constraint *record, uint32_t figure, uint32_t planes)
{
	for (uint32_t i = 1; i < planes; i++) {
		if (yamp_figure_value(record, figure, i) != yamp_figure_value(record, figure, 0))
			return true;
	}
	return false;
}

static void print_figure(const struct explain_consumer *consumer, uint32_t figure, uint32_t planes)
{
	uint32_t used = 0, source = consumer->sources[figure];
	bool differ = figure >= YAMP_FIGURE_PLANE_STRIDE_ALIGN &&
		      planes_differ(&consumer->record, figure, planes);
	char text[64];
	bool any = false;

	for (uint32_t i = 0; i < (differ ? planes : 1); i++) {
		uint64_t value = yamp_figure_value(&consumer->record, figure, i);

		any |= value;
		used += snprintf(text + used, sizeof(text) - used, "%s%s", i ? ", " : "",
				 figure_text(figure, value).text);
	}
	if (any || source == YAMP_SOURCE_MEASURED)
		printf("  %-14s %-34s %s\n", yamp_figure_name(figure), any ? text : "no limit",
		       yamp_source_name(source));
}

static void print_consumer(const struct explain_hop *hop, const struct explain_consumer *consumer,
			   uint32_t more)
{
	uint32_t planes = hop->has_frame ? hop->frame.plane_count : 1;

	printf("%s", consumer->record.name);
	if (consumer->card)
		printf(" of %s", consumer->card);
	if (more)
		printf(" and %u like it", more);
	printf("%s%s: %s\n", consumer->outputs[0] ? " on " : "", consumer->outputs,
	       consumer->suits ? "suits" : "does not suit");
	print_formats(consumer);
	for (uint32_t i = 0; i < YAMP_FIGURES; i++) {
		if (yamp_figure_name(i))
			print_figure(consumer, i, planes);
	}
}

/* All but the name and where the formats lie. */
static bool same_needs(const struct explain_consumer *a, const struct explain_consumer *b)
{
	struct yamp_constraint one = a->record, other = b->record;

	if (a->kind != b->kind || a->card != b->card || strcmp(a->outputs, b->outputs) != 0 ||
	    memcmp(a->sources, b->sources, sizeof(a->sources)) != 0 ||
	    one.format_count != other.format_count ||
	    memcmp((void *)(uintptr_t)one.formats, (void *)(uintptr_t)other.formats,
		   one.format_count * sizeof(struct yamp_format)) != 0)
		return false;
	memset(one.name, 0, sizeof(one.name));
	memset(other.name, 0, sizeof(other.name));
	one.formats = other.formats = 0;
	return memcmp(&one, &other, sizeof(one)) == 0;
}

static void print_consumers(const struct explain *explain, uint32_t at)
{
	const struct explain_hop *hop = &explain->hops[at];
	uint32_t end = explain_hop_end(explain, at);

	for (uint32_t i = hop->first, next; i < end; i = next) {
		for (next = i + 1; next < end; next++) {
			if (!same_needs(&explain->consumers[i], &explain->consumers[next]))
				break;
		}
		print_consumer(hop, &explain->consumers[i], next - i - 1);
	}
}

static void print_merged(const struct explain_hop *hop)
{
	printf("all together:");
	for (uint32_t i = 0; i < YAMP_FIGURES; i++) {
		uint64_t value = yamp_figure_value(&hop->merged, i, 0);

		if (yamp_figure_name(i) && value)
			printf(" %s %s", yamp_figure_name(i), figure_text(i, value).text);
	}
	printf("\n");
}

static void print_layout(const struct explain_hop *hop)
{
	printf("layout: %ux%u, %llu bytes in %u dma-buf%s of %s memory", hop->frame.width,
	       hop->frame.height, (unsigned long long)hop->frame.size, hop->frame.object_count,
	       hop->frame.object_count > 1 ? "s" : "", placement_name(hop->placement));
	for (uint32_t i = 0; i < hop->frame.plane_count; i++)
		printf("; plane %u: stride %u, offset %llu, %u rows", i, hop->frame.planes[i].stride,
		       (unsigned long long)hop->frame.planes[i].offset, hop->frame.planes[i].rows);
	printf("\n");
	if (hop->provider)
		printf("memory: from %s\n", hop->provider);
}

static void print_cards(const struct explain *explain)
{
	for (uint32_t i = 0; i < explain->card_count; i++)
		printf("%s%s", i ? ", " : "asked: ", yamp_drm_node(explain->cards[i]));
	if (explain->card_count)
		printf("; there is no compositor here to ask (see WAYLAND_DISPLAY)\n");
}

static void print_verdict(const struct explain *explain)
{
	const struct yamp_display *display = explain->view.display;

	printf("%s", explain_verdict_name(explain->verdict));
	if (explain->plane)
		printf(": %s%s%s reads it", explain->plane->record.name,
		       explain->plane->card ? " of " : "",
		       explain->plane->card ? explain->plane->card : "");
	else if (explain->verdict == EXPLAIN_COPY && explain->card_count)
		printf(": no plane reads it, and there is no compositor here that could draw it");
	else if (explain->verdict == EXPLAIN_ZERO_COPY && display)
		printf(": the renderer reads it, no plane does");
	else if (explain->verdict == EXPLAIN_ZERO_COPY)
		printf(": as far as the camera goes; there is no compositor here to ask (see "
		       "WAYLAND_DISPLAY), and no card with a display that this user may open");
	printf("\n");
	print_cards(explain);
	if (explain->why.used)
		printf("because: %s\n", explain->why.text);
	else if (explain->verdict == EXPLAIN_ZERO_COPY && display && !explain->plane)
		printf("because: the compositor tells of no plane%s\n",
		       explain->options.output ? " of that output" : "");
	if (explain->fix.used)
		printf("to mend it: %s\n", explain->fix.text);
}

static void print_hop(const struct explain *explain, uint32_t at)
{
	const struct explain_hop *hop = &explain->hops[at];
	char letters[FOURCC_TEXT];

	printf("%s (%s)", view_stage_name(&explain->view, at),
	       at ? yamp_dsp_name(explain->view.dsps[at - 1]) :
		    yamp_camera_name(explain->view.camera));
	if (explain->hop_count > 1)
		printf(" to %s", view_stage_name(&explain->view, at + 1));
	printf(": %ux%u %s\n", hop->mode.width, hop->mode.height,
	       fourcc_text(hop->mode.pixelformat, letters));
	print_consumers(explain, at);
	if (hop->has_merged)
		print_merged(hop);
	if (hop->has_frame)
		print_layout(hop);
	if (explain->hop_count > 1)
		printf("\n");
}

void explain_text(const struct explain *explain)
{
	for (uint32_t i = 0; i < explain->hop_count; i++)
		print_hop(explain, i);
	print_verdict(explain);
}
