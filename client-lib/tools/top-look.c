// SPDX-License-Identifier: MIT
/*
 * What there is, put together from three sources: the kernel's module (buffers, and who
 * holds them), /proc (who has a descriptor), and the ledgers of programs (who has a frame
 * now, rates, losses, latency, how it is shown).
 */
#include <errno.h>
#include <stdlib.h>

#include "top.h"

const struct yamp_stat *top_stat(const struct top *top, uint64_t frame_id)
{
	for (uint32_t i = 0; frame_id && !top->error && i < top->totals.stat_count; i++) {
		if (top->buffers[i].frame_id == frame_id && !top->buffers[i].object)
			return &top->buffers[i];
	}
	return NULL;
}

static bool has_frame(const struct top_stream *stream, uint64_t frame_id)
{
	uint32_t count;
	const struct yamp_ledger_pool *pools = top_pools(stream, &count);

	for (uint32_t i = 0; i < count; i++) {
		for (uint32_t j = 0; j < pools[i].count; j++) {
			if (pools[i].frame_ids[j] == frame_id)
				return true;
		}
	}
	return false;
}

bool top_is_told(const struct top *top, const struct yamp_stat *stat)
{
	for (size_t i = 0; i < top->stream_count; i++) {
		if (has_frame(&top->streams[i], stat->frame_id))
			return true;
	}
	return false;
}

/* Does the window show buffers of the pipeline? */
static bool belong(const struct client_ledger *pipeline, const struct client_ledger *window)
{
	const struct yamp_ledger_pipeline *page = &pipeline->page.pipeline;
	const struct yamp_ledger_pool *last = &page->pools[page->pool_count - 1];

	if (pipeline->pid != window->pid)
		return false;
	for (uint32_t i = 0; i < last->count; i++) {
		if (last->inodes[i] && last->inodes[i] == window->page.window.inode)
			return true;
	}
	return false;
}

static const struct client_ledger *window_of(const struct top *top,
					     const struct client_ledger *pipeline)
{
	for (size_t i = 0; i < top->now.count; i++) {
		const struct client_ledger *window = &top->now.list[i];

		if (window->page.head.kind == YAMP_LEDGER_WINDOW && belong(pipeline, window))
			return window;
	}
	return NULL;
}

static bool is_taken(const struct top *top, const struct client_ledger *window)
{
	for (size_t i = 0; i < top->stream_count; i++) {
		if (top->streams[i].window == window)
			return true;
	}
	return false;
}

/* Frames that were seen; or given away, where nobody tells more. */
static uint64_t frames_of(const struct client_ledger *pipeline, const struct client_ledger *window)
{
	const struct yamp_ledger_pipeline *page;

	if (window)
		return window->page.window.presented ? window->page.window.presented :
						       window->page.window.shown;
	page = &pipeline->page.pipeline;
	return page->pools[page->pool_count - 1].made - page->refused;
}

static void count_rate(const struct top *top, struct top_stream *stream)
{
	const struct client_ledger *which = stream->window ? stream->window : stream->pipeline;
	const struct client_ledger *before = ledgers_find(&top->before, which);
	int64_t ms = top->now_ms - top->before_ms;
	uint64_t frames, earlier;

	stream->fps = -1;
	if (!before || ms <= 0)
		return;
	frames = frames_of(stream->pipeline, stream->window);
	earlier = frames_of(before, stream->window ? before : NULL);
	stream->fps = frames >= earlier ? (frames - earlier) * 1000.0 / ms : -1;
}

static void count_drops(struct top_stream *stream)
{
	uint32_t count;
	const struct yamp_ledger_pool *pools = top_pools(stream, &count);

	for (uint32_t i = 0; i < count; i++)
		stream->drops += pools[i].gaps + pools[i].damaged + pools[i].replaced;
	if (count)
		stream->drops += stream->pipeline->page.pipeline.refused;
	if (stream->window)
		stream->drops += stream->window->page.window.discarded;
}

static int add_stream(struct top *top, const struct client_ledger *pipeline,
		      const struct client_ledger *window)
{
	struct top_stream *stream = &top->streams[top->stream_count++];
	int ret;

	*stream = (struct top_stream){ .pipeline = pipeline, .window = window };
	count_rate(top, stream);
	count_drops(stream);
	ret = top_frames(top, stream);
	top_count_times(stream);
	return ret;
}

static int make_streams(struct top *top)
{
	int ret = 0;

	top->streams = calloc(top->now.count + 1, sizeof(top->streams[0]));
	if (!top->streams)
		return -ENOMEM;
	for (size_t i = 0; !ret && i < top->now.count; i++) {
		const struct client_ledger *ledger = &top->now.list[i];

		if (ledger->page.head.kind == YAMP_LEDGER_PIPELINE)
			ret = add_stream(top, ledger, window_of(top, ledger));
	}
	for (size_t i = 0; !ret && i < top->now.count; i++) {
		const struct client_ledger *ledger = &top->now.list[i];

		if (ledger->page.head.kind == YAMP_LEDGER_WINDOW && !is_taken(top, ledger))
			ret = add_stream(top, NULL, ledger);
	}
	return ret;
}

/* Everybody's if that is allowed, else the user's. */
static void ask_kernel(struct top *top)
{
	top->error = yamp_device_stats(top->device, YAMP_STATS_ALL, &top->buffers, &top->totals);
	top->everybody = !top->error;
	if (top->error == -EPERM)
		top->error = yamp_device_stats(top->device, YAMP_STATS_USER, &top->buffers,
					       &top->totals);
	if (top->error)
		top->buffers = NULL;
}

static void forget(struct top *top)
{
	for (size_t i = 0; i < top->stream_count; i++)
		free(top->streams[i].frames);
	free(top->buffers);
	free(top->streams);
	ls_files_finish(&top->files);
	ledgers_finish(&top->before);
	top->buffers = NULL;
	top->streams = NULL;
	top->stream_count = 0;
}

int top_look(struct top *top)
{
	int ret;

	forget(top);
	top->before = top->now;
	top->before_ms = top->now_ms;
	top->now = (struct ledgers){ 0 };
	ret = ledgers_read(&top->now);
	top->now_ms = tool_now_ms();
	if (ret)
		return ret;
	ask_kernel(top);
	ret = ls_files_init(&top->files);
	return ret ? ret : make_streams(top);
}

void top_finish(struct top *top)
{
	forget(top);
	ledgers_finish(&top->now);
}
