// SPDX-License-Identifier: MIT
/*
 * The camera's frames are counted: its sequence tells which are missing, and its clock tells
 * it where the sequence begins anew.
 */
#include "clock.h"
#include "pipeline-priv.h"

/* Some drivers tell when a frame was due, not when it came: no latency can be told by that. */
static void look_at_clock(struct yamp_pipeline *pipeline, const struct yamp_captured *captured)
{
	uint64_t now = clock_now_ns();

	if (pipeline->early || captured->clock != YAMP_CAMERA_CLOCK_MONOTONIC ||
	    captured->timestamp_ns <= now)
		return;
	pipeline->early = true;
	log_info(&pipeline->log, "%s stamps frames with a time to come, by %.1f ms: latencies are "
		 "longer than what is told", stage_node(pipeline, 0),
		 (captured->timestamp_ns - now) / 1e6);
}

/* A camera that was started again counts from 0: how many it lost is told by its clock. */
static void join_sequence(struct yamp_pipeline *pipeline, const struct yamp_captured *captured)
{
	uint64_t gone_ns = captured->timestamp_ns - pipeline->capture_ns, lost = 0;

	if (!pipeline->restarted)
		return;
	pipeline->restarted = false;
	if (!pipeline->any_frame)
		return;
	if (pipeline->interval_ns && captured->timestamp_ns > pipeline->capture_ns)
		lost = (gone_ns + pipeline->interval_ns / 2) / pipeline->interval_ns;
	pipeline->offset = pipeline->sequence + (lost ? lost : 1) - captured->sequence;
}

static void note_time(struct yamp_pipeline *pipeline, const struct yamp_captured *captured,
		      uint32_t sequence)
{
	if (pipeline->any_frame && sequence == pipeline->sequence + 1)
		pipeline->interval_ns = captured->timestamp_ns - pipeline->capture_ns;
	pipeline->capture_ns = captured->timestamp_ns;
}

static void count_gap(struct yamp_pipeline *pipeline, uint32_t sequence)
{
	uint32_t gap = sequence - pipeline->sequence - 1;

	if (pipeline->any_frame && gap < UINT32_MAX / 2) {
		pipeline->hops[0].info.gaps += gap;
		pipeline->hops[0].info.starved += pipeline->starving ? gap : 0;
	}
	pipeline->any_frame = true;
	pipeline->starving = false;
	pipeline->sequence = sequence;
}

uint32_t pipeline_count(struct yamp_pipeline *pipeline, const struct yamp_captured *captured)
{
	uint32_t sequence;

	look_at_clock(pipeline, captured);
	join_sequence(pipeline, captured);
	sequence = captured->sequence + pipeline->offset;
	note_time(pipeline, captured, sequence);
	count_gap(pipeline, sequence);
	return sequence;
}
