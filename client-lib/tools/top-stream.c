// SPDX-License-Identifier: MIT
/* One stream: whose it is, its pools, and who has each of their buffers. */
#include "top.h"

pid_t top_pid(const struct top_stream *stream, const char **task)
{
	const struct client_ledger *ledger = stream->pipeline ? stream->pipeline : stream->window;

	*task = ledger->task;
	return ledger->pid;
}

const struct yamp_ledger_pool *top_pools(const struct top_stream *stream, uint32_t *count)
{
	*count = stream->pipeline ? stream->pipeline->page.pipeline.pool_count : 0;
	return *count ? stream->pipeline->page.pipeline.pools : NULL;
}

/* Who reads the last pool. */
static const char *sink_holder(const struct top_stream *stream)
{
	if (!stream->window)
		return "client";
	return stream->window->page.window.on_plane ? "plane" : "renderer";
}

const char *top_holder(const struct top_stream *stream, uint32_t pool, uint32_t index)
{
	uint32_t count;
	const struct yamp_ledger_pool *pools = top_pools(stream, &count);
	bool last = pool + 1 == count;

	switch (pools[pool].states[index]) {
	case YAMP_SLOT_QUEUED:
		return pool ? "DSP" : "camera";
	case YAMP_SLOT_HELD:
		return last ? sink_holder(stream) : "DSP";
	case YAMP_SLOT_DRAINING:
		return last ? "renderer" : "DSP";
	default:
		return "client";
	}
}
