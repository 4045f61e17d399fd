// SPDX-License-Identifier: MIT
/* What the viewfinder prints for people. */
#include <stdio.h>

#include "view.h"

static void text_access(const struct view_access *access, char *text, size_t size)
{
	size_t used;

	if (!access->counted) {
		snprintf(text, size, "not counted");
		return;
	}
	used = snprintf(text, size, "self %llu, compositor %llu",
			(unsigned long long)access->own, (unsigned long long)access->compositor);
	for (uint32_t i = 0; i < access->others.count && used < size; i++)
		used += snprintf(text + used, size - used, ", %s %llu",
				 access->others.entries[i].name,
				 (unsigned long long)access->others.entries[i].total);
}

static void text_latency(const struct view_counts *counts, char *text, size_t size)
{
	if (counts->latency.count)
		snprintf(text, size, "p50 %.1f p95 %.1f ms",
			 histogram_percentile(&counts->latency, 50),
			 histogram_percentile(&counts->latency, 95));
	else
		snprintf(text, size, "unknown");
}

/* " (format, occluded)": why the newest frame is not on a plane. */
static void text_reasons(const struct view *view, char *text, size_t size)
{
	uint32_t reasons = view->on_plane ? 0 : view->reasons;
	size_t used = 0;

	text[0] = '\0';
	for (; reasons && used < size; reasons &= reasons - 1)
		used += snprintf(text + used, size - used, "%s%s", used ? ", " : " (",
				 yamp_reason_name(reasons & -reasons));
	if (used && used < size)
		snprintf(text + used, size - used, ")");
}

/* "  stages: /dev/video0 1.1/2.0, /dev/video2 8.3/9.0, display 16.1/20.0 ms" */
static void text_stages(const struct view *view, bool all, struct line *line)
{
	uint32_t count = view->options.dsp_count + 2;

	for (uint32_t i = 0; count > 2 && i < count; i++) {
		const struct view_stage *stage = &view->stages[i];
		const struct histogram *time = all ? &stage->all : &stage->second;

		line_add(line, "%s%s %.1f/%.1f", i ? ", " : "  stages: ", view_stage_name(view, i),
			 histogram_percentile(time, 50), histogram_percentile(time, 95));
	}
	if (line->used)
		line_add(line, " ms");
}

/* Where frames are lost; DSPs are named where there are any. */
static void text_drops(const struct view *view, const struct view_counts *counts,
		       struct line *line)
{
	line_add(line, "drops %llu (camera %llu", (unsigned long long)view_drops(counts),
		 (unsigned long long)(counts->lost_camera + counts->lost_damaged));
	if (view->options.dsp_count)
		line_add(line, ", DSP %llu", (unsigned long long)counts->lost_dsp);
	line_add(line, ", compositor %llu, client %llu)",
		 (unsigned long long)counts->lost_compositor,
		 (unsigned long long)counts->lost_here);
}

/* "  waiting for /dev/video0" */
static void text_waits_for(const struct view *view, struct line *line)
{
	for (uint32_t i = 0; i <= view->options.dsp_count; i++) {
		if (view_waits_for(view, i))
			line_add(line, "%s%s", line->used ? ", " : "  waiting for ",
				 view_stage_name(view, i));
	}
}

void view_text_counts(const struct view *view, bool all, int64_t ms)
{
	const struct view_counts *counts = all ? &view->all : &view->second;
	struct line stages = { 0 }, drops = { 0 }, waits = { 0 };
	char latency[64], cpu[256], reasons[160];
	struct yamp_hop first;

	yamp_pipeline_hop(view->pipeline, 0, &first);
	text_reasons(view, reasons, sizeof(reasons));
	text_latency(counts, latency, sizeof(latency));
	text_access(all ? &view->access_all : &view->access_second, cpu, sizeof(cpu));
	text_stages(view, all, &stages);
	text_drops(view, counts, &drops);
	text_waits_for(view, &waits);
	printf("%sframes %llu  fps %.1f  %s  latency %s%s  plane %llu  composited %llu%s%s%s  "
	       "CPU access: %s  [%s, %s]%s\n", all ? "in all: " : "",
	       (unsigned long long)counts->shown, view_rate(view, counts, ms), drops.text, latency,
	       stages.text, (unsigned long long)counts->plane,
	       (unsigned long long)counts->composited, reasons, view->output[0] ? " on " : "",
	       view->output, cpu, first.provider, yamp_path_name(view->path), waits.text);
	fflush(stdout);
}

static void text_hop(const struct view *view, uint32_t at)
{
	const struct yamp_frame *frame;
	char letters[FOURCC_TEXT];
	struct yamp_hop hop;

	yamp_pipeline_hop(view->pipeline, at, &hop);
	frame = yamp_buffer_frame(yamp_pool_buffer(hop.pool, 0));
	printf("  %s (%s) to %s: %ux%u %s, %u buffers of %s memory from %s\n",
	       view_stage_name(view, at),
	       at ? yamp_dsp_name(view->dsps[at - 1]) : yamp_camera_name(view->camera),
	       view_stage_name(view, at + 1), frame->width, frame->height,
	       fourcc_text(frame->fourcc, letters), yamp_pool_size(hop.pool),
	       placement_name(hop.placement), hop.provider);
}

void view_text_begin(const struct view *view)
{
	const struct yamp_camera_mode *mode = yamp_camera_mode(view->camera);
	char letters[FOURCC_TEXT], rate_text[32] = "";
	struct yamp_hop hop;

	yamp_pipeline_hop(view->pipeline, 0, &hop);
	if (mode->rate_den)
		snprintf(rate_text, sizeof(rate_text), " at %.2f fps",
			 (double)mode->rate_num / mode->rate_den);
	printf("%s (%s): %ux%u %s%s, %u buffers of %s memory from %s\n", view->options.node,
	       yamp_camera_name(view->camera), mode->width, mode->height,
	       fourcc_text(mode->pixelformat, letters), rate_text, yamp_pool_size(hop.pool),
	       placement_name(hop.placement), hop.provider);
	for (uint32_t i = 0; view->options.dsp_count && i <= view->options.dsp_count; i++)
		text_hop(view, i);
	fflush(stdout);
}

void view_text_renewed(const struct view *view)
{
	const struct yamp_frame *frame = yamp_buffer_frame(yamp_pool_buffer(view->pool, 0));

	printf("the compositor needs something else: %u other buffers, stride %u\n",
	       yamp_pool_size(view->pool), frame->planes[0].stride);
	fflush(stdout);
}
