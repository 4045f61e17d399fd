// SPDX-License-Identifier: MIT
#include <string.h>

#include "clock.h"
#include "pipeline-priv.h"

void hop_finish(struct hop *hop)
{
	yamp_pool_destroy(hop->pool);
	for (uint32_t i = 0; i < hop->count; i++)
		yamp_buffer_unref(hop->buffers[i]);
}

bool hop_is_empty(const struct hop *hop)
{
	return !yamp_pool_count(hop->pool, YAMP_SLOT_READY);
}

/* Before any frame is with a DSP, its poll(2) would answer with an error. */
bool hop_is_busy(const struct hop *hop)
{
	return hop->job_count || yamp_pool_count(hop->pool, YAMP_SLOT_HELD) ||
	       hop->draining > hop->drained;
}

void hop_arrive(struct hop *hop, const struct yamp_captured *captured,
		const struct yamp_pipeline_frame *frame, bool damaged)
{
	uint32_t index = captured->index;
	struct yamp_pipeline_frame *here = &hop->frames[index];

	yamp_pool_move(hop->pool, index, YAMP_SLOT_READY);
	hop->info.made++;
	if (damaged) {
		hop->info.damaged++;
		yamp_pool_move(hop->pool, index, YAMP_SLOT_FREE);
		return;
	}
	*here = *frame;
	memcpy(hop->bytes[index], captured->bytes, sizeof(hop->bytes[index]));
	here->index = index;
	if (captured->coding)
		here->coding = captured->coding;
	here->made_ns[here->hops++] = clock_now_ns();
}

void hop_drop_older(struct hop *hop)
{
	while (yamp_pool_count(hop->pool, YAMP_SLOT_READY) > 1) {
		yamp_pool_move(hop->pool, yamp_pool_oldest(hop->pool, YAMP_SLOT_READY),
			       YAMP_SLOT_FREE);
		hop->info.replaced++;
	}
}

void hop_give(struct hop *hop, uint32_t index)
{
	struct yamp_pipeline_frame *frame = &hop->frames[index];

	yamp_pool_move(hop->pool, index, YAMP_SLOT_HELD);
	frame->given_ns[frame->hops - 1] = clock_now_ns();
}

void hop_take_back(struct hop *hop, uint32_t index)
{
	struct yamp_pipeline_frame *frame = &hop->frames[index];

	yamp_pool_move(hop->pool, index, YAMP_SLOT_FREE);
	frame->given_ns[frame->hops - 1] = 0;
}

void hop_begin_job(struct hop *hop, uint32_t index)
{
	hop->given = true;
	hop_give(hop, index);
	hop->jobs[hop->job_count++] = hop->frames[index];
}

/* Told by its timestamp where the device copies it, else it is the oldest. */
bool hop_end_job(struct hop *hop, const struct yamp_captured *captured,
		 struct yamp_pipeline_frame *frame)
{
	uint32_t at = 0;

	if (!hop->job_count)
		return false;
	while (captured->clock == YAMP_CAMERA_CLOCK_COPIED && at < hop->job_count &&
	       hop->jobs[at].capture_ns != captured->timestamp_ns)
		at++;
	if (at == hop->job_count)
		at = 0;
	*frame = hop->jobs[at];
	hop[1].info.gaps += at;
	hop->job_count -= at + 1;
	memmove(hop->jobs, hop->jobs + at + 1, hop->job_count * sizeof(hop->jobs[0]));
	return true;
}

void hop_end_drain(struct hop *hop)
{
	hop->drained = true;
	hop[1].info.gaps += hop->job_count;
	hop->job_count = 0;
}

/* What the sink holds, and who reads it still, keep it. */
void hop_empty(struct hop *hop, bool last)
{
	hop->info.gaps += hop->job_count + yamp_pool_count(hop->pool, YAMP_SLOT_READY);
	hop->job_count = 0;
	hop->given = false;
	hop->draining = false;
	hop->drained = false;
	for (uint32_t i = 0; i < hop->count; i++) {
		int state = yamp_pool_state(hop->pool, i);

		if (!last || state == YAMP_SLOT_QUEUED || state == YAMP_SLOT_READY)
			yamp_pool_move(hop->pool, i, YAMP_SLOT_FREE);
	}
}
