// SPDX-License-Identifier: MIT
/* What a pipeline tells others of itself: see yamp/ledger.h. */
#include "pipeline-priv.h"

static uint64_t frame_id(const struct yamp_pipeline *pipeline, const struct yamp_buffer *buffer)
{
	struct yamp_describe describe;

	if (!yamp_buffer_is_described(buffer) ||
	    yamp_device_describe(pipeline->device, yamp_buffer_fd(buffer, 0), &describe))
		return 0;
	return describe.frame_id;
}

static void write_pool(const struct yamp_pipeline *pipeline, uint32_t at,
		       struct yamp_ledger_pool *pool)
{
	const struct hop *hop = &pipeline->hops[at];
	const struct yamp_frame *frame = yamp_buffer_frame(hop->buffers[0]);

	ledger_name(pool->writer, sizeof(pool->writer), stage_node(pipeline, at));
	ledger_name(pool->provider, sizeof(pool->provider), hop->info.provider);
	pool->fourcc = frame->fourcc;
	pool->width = frame->width;
	pool->height = frame->height;
	pool->placement = hop->info.placement;
	pool->size = frame->size;
	pool->count = hop->count;
	for (uint32_t i = 0; i < hop->count; i++) {
		pool->frame_ids[i] = frame_id(pipeline, hop->buffers[i]);
		pool->inodes[i] = ledger_inode(hop->buffers[i]);
	}
}

void pipeline_ledger_init(struct yamp_pipeline *pipeline)
{
	struct yamp_ledger_pipeline *page;

	ledger_init(&pipeline->ledger, YAMP_LEDGER_PIPELINE, sizeof(*page));
	pipeline_ledger_rewrite(pipeline);
}

void pipeline_ledger_rewrite(struct yamp_pipeline *pipeline)
{
	struct yamp_ledger_pipeline *page = ledger_begin(&pipeline->ledger);

	if (!page)
		return;
	page->pool_count = pipeline->dsp_count + 1;
	for (uint32_t i = 0; i < page->pool_count; i++)
		write_pool(pipeline, i, &page->pools[i]);
	ledger_end(&pipeline->ledger);
	pipeline_ledger_write(pipeline);
}

void pipeline_ledger_write(struct yamp_pipeline *pipeline)
{
	struct yamp_ledger_pipeline *page = ledger_begin(&pipeline->ledger);

	if (!page)
		return;
	page->refused = pipeline->refused;
	page->lost = pipeline_lost(pipeline);
	for (uint32_t i = 0; i < page->pool_count; i++) {
		const struct yamp_hop *info = &pipeline->hops[i].info;
		struct yamp_ledger_pool *pool = &page->pools[i];

		pool->made = info->made;
		pool->gaps = info->gaps;
		pool->starved = info->starved;
		pool->damaged = info->damaged;
		pool->replaced = info->replaced;
		for (uint32_t j = 0; j < pool->count; j++)
			pool->states[j] = yamp_pool_state(info->pool, j);
	}
	ledger_end(&pipeline->ledger);
}

void pipeline_ledger_frame(struct yamp_pipeline *pipeline, const struct yamp_pipeline_frame *frame)
{
	struct yamp_ledger_pipeline *page = ledger_begin(&pipeline->ledger);

	if (!page)
		return;
	page->frames[frame->sequence % YAMP_LEDGER_FRAMES] = *frame;
	ledger_end(&pipeline->ledger);
}
