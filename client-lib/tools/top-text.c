// SPDX-License-Identifier: MIT
/*
 * yamp top for people: a line for each stream, below it one for each pool, and below that
 * one for each buffer with those that hold it.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "path.h"
#include "top.h"

void top_add(struct top_lines *lines, const char *format, ...)
{
	va_list args;
	char *larger;
	int wanted;

	for (;;) {
		size_t room = lines->room - lines->used;

		va_start(args, format);
		wanted = vsnprintf(lines->text ? lines->text + lines->used : NULL, room, format, args);
		va_end(args);
		if ((size_t)wanted < room)
			break;
		larger = realloc(lines->text, lines->room + wanted + 4096);
		if (!larger) {
			lines->failed = true;
			return;
		}
		lines->text = larger;
		lines->room += wanted + 4096;
	}
	lines->used += wanted;
}

static void add_totals(const struct top *top, struct top_lines *lines)
{
	time_t now = time(NULL);
	struct tm parts;
	char text[16] = "";

	if (localtime_r(&now, &parts))
		strftime(text, sizeof(text), "%H:%M:%S", &parts);
	top_add(lines, "yamp top %s  %zu stream%s  ", text, top->stream_count,
		top->stream_count == 1 ? "" : "s");
	if (top->error)
		top_add(lines, "the kernel's module tells nothing: %s\n",
			top->error == -ENOENT ? "not loaded (modprobe yamp)" :
						strerror(-top->error));
	else
		top_add(lines, "%u buffers of %s: %.1f MiB, %.1f in memory, %.1f purgeable\n",
			top->totals.buffers, top->everybody ? "everybody" : "yours",
			top->totals.bytes / 1048576.0, top->totals.resident / 1048576.0,
			top->totals.purgeable / 1048576.0);
}

static void number_text(bool known, double number, char text[16])
{
	snprintf(text, 16, "-");
	if (known)
		snprintf(text, 16, "%.1f", number);
}

static void add_stream(const struct top_stream *stream, struct top_lines *lines)
{
	char format[32] = "-", letters[FOURCC_TEXT], fps[16], p50[16], p95[16];
	const struct yamp_ledger_pool *pools, *last;
	struct line path = { 0 };
	const char *task;
	uint32_t count;
	pid_t pid = top_pid(stream, &task);

	pools = top_pools(stream, &count);
	last = count ? &pools[count - 1] : NULL;
	if (last)
		snprintf(format, sizeof(format), "%s %ux%u", fourcc_text(last->fourcc, letters),
			 last->width, last->height);
	else
		snprintf(format, sizeof(format), "%ux%u", stream->window->page.window.width,
			 stream->window->page.window.height);
	number_text(stream->fps >= 0, stream->fps, fps);
	number_text(stream->all.count, stream->all.p50_ms, p50);
	number_text(stream->all.count, stream->all.p95_ms, p95);
	for (uint32_t i = 0; i < count; i++) {
		if (ledger_waits_for(stream->pipeline, i))
			line_add(&path, "%s%s", path.used ? ", " : "waiting for ", pools[i].writer);
	}
	if (stream->window && !path.used)
		path_text(&stream->window->page.window, &path);
	top_add(lines, "%7d %-15s %-16s %-15s %5s %6llu %6s %6s  %s\n", pid, task,
		count ? pools[0].writer : stream->window->page.window.title, format, fps,
		(unsigned long long)stream->drops, p50, p95, path.used ? path.text : "no window");
}

/* "camera 3, client 1, plane 2" */
static void count_holders(const struct top_stream *stream, uint32_t pool, struct line *line)
{
	static const char *const names[] = { "camera", "DSP", "client", "renderer", "plane" };
	uint32_t count;
	const struct yamp_ledger_pool *pools = top_pools(stream, &count);

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		uint32_t has = 0;

		for (uint32_t j = 0; j < pools[pool].count; j++)
			has += !strcmp(top_holder(stream, pool, j), names[i]);
		if (has)
			line_add(line, "%s%s %u", line->used ? ", " : "", names[i], has);
	}
}

static void add_kernel_holders(const struct top *top, const struct yamp_stat *stat,
			       struct line *line)
{
	struct yamp_holder *holders;
	uint32_t count;

	if (yamp_device_holders(top->device, stat, &holders, &count))
		return;	/* it is gone meanwhile */
	for (uint32_t i = 0; i < count; i++) {
		/* A device that imported it has it mapped, too: that is one for people. */
		if (i && holders[i].who[0] && !strcmp(holders[i].who, holders[i - 1].who))
			continue;
		if (holders[i].who[0])
			line_add(line, " %s", holders[i].who);
		else
			line_add(line, " %s[%u]", holders[i].task, holders[i].pid);
	}
	free(holders);
}

/* Devices and drivers as the kernel tells, then processes by their descriptors. */
static void add_holders(const struct top *top, const struct yamp_stat *stat, struct line *line)
{
	add_kernel_holders(top, stat, line);
	for (size_t i = 0; i < top->files.count; i++) {
		const struct ls_file *file = &top->files.list[i];

		if (file->frame_id == stat->frame_id && file->object == stat->object)
			line_add(line, " %s[%d]", file->task, file->pid);
	}
}

static void add_buffer(const struct top *top, const struct top_stream *stream, uint32_t pool,
		       uint32_t index, struct top_lines *lines)
{
	uint32_t count;
	const struct yamp_ledger_pool *from = &top_pools(stream, &count)[pool];
	const struct yamp_stat *stat = top_stat(top, from->frame_ids[index]);
	struct line holders = { 0 };

	if (stat)
		add_holders(top, stat, &holders);
	if (from->frame_ids[index])
		top_add(lines, "            frame %-8llu %-9s%s\n",
			(unsigned long long)from->frame_ids[index],
			top_holder(stream, pool, index), holders.text);
	else
		top_add(lines, "            buffer %-7u %-9s\n", index,
			top_holder(stream, pool, index));
}

/* The end of a line that tells of a stage. */
static void add_times(const struct top_times *times, struct top_lines *lines)
{
	if (times->count)
		top_add(lines, "; p50 %.1f, p95 %.1f ms", times->p50_ms, times->p95_ms);
	top_add(lines, "\n");
}

static void add_pool(const struct top *top, const struct top_stream *stream, uint32_t at,
		     struct top_lines *lines)
{
	uint32_t count;
	const struct yamp_ledger_pool *pool = &top_pools(stream, &count)[at];
	struct line holders = { 0 };

	count_holders(stream, at, &holders);
	top_add(lines, "        from %s: %u x %llu KiB %s from %s: %s; made %llu, lost %llu, "
		"replaced %llu", pool->writer, pool->count, (unsigned long long)pool->size >> 10,
		placement_name(pool->placement), pool->provider, holders.text,
		(unsigned long long)pool->made, (unsigned long long)(pool->gaps + pool->damaged),
		(unsigned long long)pool->replaced);
	add_times(&stream->stages[at], lines);
	for (uint32_t i = 0; i < pool->count; i++)
		add_buffer(top, stream, at, i, lines);
}

/* "+8.1": what has gone by since the step before, if it is known, and how the step is called */
static void add_step(struct top_lines *lines, uint64_t *before, uint64_t ns, const char *name)
{
	if (!ns)
		return;
	top_add(lines, " %s", name);
	if (*before)
		top_add(lines, " %+.1f", (int64_t)(ns - *before) / 1e6);
	*before = ns;
}

/* Each stage with the milliseconds in it, and "queue" with those that the next was waited for. */
static void add_frame(const struct top_frame *frame, const struct yamp_ledger_pool *pools,
		      uint32_t count, bool window, struct top_lines *lines)
{
	uint64_t before = top_capture_ns(frame);
	bool whole = window ? frame->shown.presented_ns : count && frame->way.given_ns[count - 1];

	top_add(lines, "            sequence %-5u", frame->sequence);
	for (uint32_t i = 0; i < count; i++) {
		add_step(lines, &before, frame->way.made_ns[i], pools[i].writer);
		add_step(lines, &before, frame->way.given_ns[i], "queue");
	}
	add_step(lines, &before, frame->shown.commit_ns, "commit");
	add_step(lines, &before, frame->shown.presented_ns, "light");
	top_add(lines, "%s\n", whole ? "" : ", lost");
}

static void add_window(const struct top_stream *stream, uint32_t pools, struct top_lines *lines)
{
	const struct yamp_ledger_window *window = &stream->window->page.window;
	uint64_t refused = pools ? stream->pipeline->page.pipeline.refused : 0;

	top_add(lines, "        to the display: shown %llu, presented %llu, lost %llu",
		(unsigned long long)window->shown, (unsigned long long)window->presented,
		(unsigned long long)(window->discarded + refused));
	add_times(&stream->stages[pools], lines);
}

static void add_stages(const struct top *top, const struct top_stream *stream,
		       struct top_lines *lines)
{
	uint32_t count;
	const struct yamp_ledger_pool *pools = top_pools(stream, &count);

	for (uint32_t i = 0; i < count; i++)
		add_pool(top, stream, i, lines);
	if (stream->window)
		add_window(stream, count, lines);
	for (uint32_t i = 0; top->options.frames && i < stream->frame_count; i++)
		add_frame(&stream->frames[i], pools, count, stream->window, lines);
}

/* What is in no ledger: of programs that keep none, or do not use the library. */
static void add_others(const struct top *top, struct top_lines *lines)
{
	bool any = false;

	for (uint32_t i = 0; !top->error && i < top->totals.stat_count; i++) {
		const struct yamp_stat *stat = &top->buffers[i];
		char letters[FOURCC_TEXT];
		struct line holders = { 0 };

		if (top_is_told(top, stat))
			continue;
		if (!any)
			top_add(lines, "\nin no ledger:\n");
		any = true;
		add_holders(top, stat, &holders);
		top_add(lines, "%7u %-15s frame %-8llu %s %ux%u %llu KiB%s\n", stat->pid, stat->task,
			(unsigned long long)stat->frame_id,
			stat->fourcc ? fourcc_text(stat->fourcc, letters) : "-", stat->width,
			stat->height, (unsigned long long)stat->size >> 10, holders.text);
	}
}

void top_text(struct top *top, struct top_lines *lines)
{
	add_totals(top, lines);
	top_add(lines, "%7s %-15s %-16s %-15s %5s %6s %6s %6s  %s\n", "PID", "PROCESS", "SOURCE",
		"FORMAT", "FPS", "DROPS", "P50 ms", "P95 ms", "SHOWN");
	for (size_t i = 0; i < top->stream_count; i++) {
		add_stream(&top->streams[i], lines);
		add_stages(top, &top->streams[i], lines);
	}
	add_others(top, lines);
}
