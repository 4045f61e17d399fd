// SPDX-License-Identifier: MIT
/*
 * The frames of a stream, one by one. A pipeline's ledger tells how far each has come, its
 * window's what the compositor did with it; the sequence number joins the two. A frame is
 * over when it, or one behind it, has been presented (or given away, where no window shows
 * them): then all that there is to tell of it is there, and it is told at one look only.
 */
#include <errno.h>
#include <stdlib.h>

#include "top.h"

#define NS_PER_MINUTE (60 * INT64_C(1000000000))

static const struct yamp_pipeline_frame *way_of(const struct client_ledger *pipeline,
						uint32_t sequence)
{
	return &pipeline->page.pipeline.frames[sequence % YAMP_LEDGER_FRAMES];
}

static const struct yamp_ledger_shown *shown_of(const struct client_ledger *window,
						uint32_t sequence)
{
	return &window->page.window.frames[sequence % YAMP_LEDGER_FRAMES];
}

/* When the frame in an entry of the ledgers was over; 0: it is not. */
static uint64_t over_ns(const struct client_ledger *pipeline, const struct client_ledger *window,
			uint32_t entry, uint32_t *sequence)
{
	const struct yamp_pipeline_frame *way;

	if (window) {
		*sequence = shown_of(window, entry)->sequence;
		return shown_of(window, entry)->presented_ns;
	}
	way = way_of(pipeline, entry);
	*sequence = way->sequence;
	return way->hops == pipeline->page.pipeline.pool_count ? way->given_ns[way->hops - 1] : 0;
}

/* The last one that is over; false: none is. */
static bool find_last(const struct client_ledger *pipeline, const struct client_ledger *window,
		      uint32_t *last)
{
	uint64_t newest_ns = 0;

	for (uint32_t i = 0; (pipeline || window) && i < YAMP_LEDGER_FRAMES; i++) {
		uint32_t sequence;
		uint64_t ns = over_ns(pipeline, window, i, &sequence);

		if (ns <= newest_ns)
			continue;
		newest_ns = ns;
		*last = sequence;
	}
	return newest_ns;
}

/* What is known of one; false: nothing, it was lost before anybody here saw it. */
static bool find_frame(const struct top_stream *stream, uint32_t sequence, struct top_frame *frame)
{
	*frame = (struct top_frame){ .sequence = sequence };
	if (stream->pipeline && way_of(stream->pipeline, sequence)->hops &&
	    way_of(stream->pipeline, sequence)->sequence == sequence)
		frame->way = *way_of(stream->pipeline, sequence);
	if (stream->window && shown_of(stream->window, sequence)->commit_ns &&
	    (uint32_t)shown_of(stream->window, sequence)->sequence == sequence)
		frame->shown = *shown_of(stream->window, sequence);
	return frame->way.hops || frame->shown.commit_ns;
}

int top_frames(const struct top *top, struct top_stream *stream)
{
	const struct client_ledger *pipeline = ledgers_find(&top->before, stream->pipeline);
	const struct client_ledger *window = ledgers_find(&top->before, stream->window);
	uint32_t first, last;

	if (!find_last(stream->pipeline, stream->window, &last))
		return 0;
	if (!find_last(pipeline, window, &first) || last - first > YAMP_LEDGER_FRAMES)
		first = last - YAMP_LEDGER_FRAMES;
	stream->frames = calloc(YAMP_LEDGER_FRAMES, sizeof(stream->frames[0]));
	if (!stream->frames)
		return -ENOMEM;
	while (first++ != last)
		stream->frame_count += find_frame(stream, first,
						  &stream->frames[stream->frame_count]);
	return 0;
}

uint64_t top_capture_ns(const struct top_frame *frame)
{
	uint64_t ns = frame->way.hops ? frame->way.capture_ns : frame->shown.capture_ns;
	uint64_t next_ns = frame->way.hops ? frame->way.made_ns[0] : frame->shown.commit_ns;
	int64_t between_ns = (int64_t)(next_ns - ns);

	/* by another clock, of which nobody tells: it is no time of ours */
	return between_ns > -NS_PER_MINUTE && between_ns < NS_PER_MINUTE ? ns : 0;
}

/* When it came out of a stage, the display being the one behind the last pool. */
static uint64_t out_of(const struct top_frame *frame, uint32_t stage, uint32_t pools)
{
	return stage < pools ? frame->way.made_ns[stage] : frame->shown.presented_ns;
}

static int by_size(const void *a, const void *b)
{
	int64_t one = *(const int64_t *)a, other = *(const int64_t *)b;

	return (one > other) - (one < other);
}

static void sum_up(int64_t *ns, uint32_t count, struct top_times *times)
{
	times->count = count;
	if (!count)
		return;
	qsort(ns, count, sizeof(ns[0]), by_size);
	times->p50_ms = ns[(count - 1) * 50 / 100] / 1e6;
	times->p95_ms = ns[(count - 1) * 95 / 100] / 1e6;
}

/* Of the frames that have both times. */
static void count_times(const struct top_stream *stream, uint32_t pools, uint32_t from, uint32_t to,
			struct top_times *times)
{
	int64_t ns[YAMP_LEDGER_FRAMES];
	uint32_t count = 0;

	for (uint32_t i = 0; i < stream->frame_count; i++) {
		const struct top_frame *frame = &stream->frames[i];
		uint64_t before = from ? out_of(frame, from - 1, pools) : top_capture_ns(frame);
		uint64_t after = out_of(frame, to, pools);

		if (before && after)
			ns[count++] = (int64_t)(after - before);
	}
	sum_up(ns, count, times);
}

void top_count_times(struct top_stream *stream)
{
	uint32_t pools;

	top_pools(stream, &pools);
	for (uint32_t i = 0; i <= pools; i++)
		count_times(stream, pools, i, i, &stream->stages[i]);
	count_times(stream, pools, 0, pools, &stream->all);
}
