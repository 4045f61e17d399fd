/* SPDX-License-Identifier: MIT */
#ifndef TOP_H
#define TOP_H

#include "ledgers.h"
#include "ls-files.h"
#include "tool.h"

/** struct top_options - the command line; @looks 0: without end */
struct top_options {
	uint64_t looks;
	int interval_ms;
	bool batch;
	bool json;
	bool frames;
};

/**
 * struct top_frame - one that is over, and how far it came
 * @way: of its pipeline's ledger; hops is 0 without
 * @shown: of its window's ledger; commit_ns is 0 without
 */
struct top_frame {
	uint32_t sequence;
	struct yamp_pipeline_frame way;
	struct yamp_ledger_shown shown;
};

/** struct top_times - half and 95 of 100 of @count frames took no longer; 0: it is not known */
struct top_times {
	double p50_ms;
	double p95_ms;
	uint32_t count;
};

/**
 * struct top_stream - frames on their way in one program
 * @pipeline: what it tells of it; NULL: it shows frames of another source
 * @window: NULL: it does not show them in a window of ours
 * @fps: frames a second that were seen, or at least made; below 0: not known yet
 * @drops: frames lost since the beginning
 * @frames: that are over since the last look, in the order of their sequences
 * @frame_count: how many
 * @stages: the time that these took in each, with waiting for it: camera, DSPs, display
 * @all: likewise, from capture to light
 */
struct top_stream {
	const struct client_ledger *pipeline;
	const struct client_ledger *window;
	double fps;
	uint64_t drops;
	struct top_frame *frames;
	uint32_t frame_count;
	struct top_times stages[YAMP_PIPELINE_HOPS + 1];
	struct top_times all;
};

/**
 * struct top - what there is at one moment, and was at the one before
 * @everybody: buffers of all users
 * @error: -errno of asking the kernel's module, 0 if @buffers and @totals hold
 * @streams: one for each pipeline and each window without one
 */
struct top {
	struct top_options options;
	struct yamp_device *device;
	int signal_fd;
	bool everybody;
	int error;
	struct yamp_stat *buffers;
	struct yamp_stats totals;
	struct ls_files files;
	struct ledgers now;
	struct ledgers before;
	int64_t now_ms;
	int64_t before_ms;
	struct top_stream *streams;
	size_t stream_count;
};

/** top_look - see what there is; 0 or -ENOMEM */
int top_look(struct top *top);

void top_finish(struct top *top);

/** top_is_told - is a buffer of the kernel's in a pool of some stream? */
bool top_is_told(const struct top *top, const struct yamp_stat *stat);

/** top_stat - what the kernel says of a frame; NULL: nothing */
const struct yamp_stat *top_stat(const struct top *top, uint64_t frame_id);

/* top-stream.c */

/** top_pid - of a stream, and its name */
pid_t top_pid(const struct top_stream *stream, const char **task);

/** top_pools - that a stream has; NULL is none */
const struct yamp_ledger_pool *top_pools(const struct top_stream *stream, uint32_t *count);

/**
 * top_holder - who has a buffer: "camera", "DSP", "client", "renderer", "plane"
 * @pool: index of its pool
 */
const char *top_holder(const struct top_stream *stream, uint32_t pool, uint32_t index);

/* top-frames.c */

/** top_frames - find those that are over since the last look; 0 or -ENOMEM */
int top_frames(const struct top *top, struct top_stream *stream);

/** top_count_times - that they took */
void top_count_times(struct top_stream *stream);

/** top_capture_ns - when a frame was captured, CLOCK_MONOTONIC; 0: it is not known */
uint64_t top_capture_ns(const struct top_frame *frame);

/** struct top_lines - text that grows; each line ends with a newline */
struct top_lines {
	char *text;
	size_t used;
	size_t room;
	bool failed;
};

/** top_add - at its end */
__attribute__((format(printf, 2, 3)))
void top_add(struct top_lines *lines, const char *format, ...);

/** top_text - all of it, for people */
void top_text(struct top *top, struct top_lines *lines);

/** top_json - print it as one JSON object */
void top_json(struct top *top);

/** top_screen_begin - take the terminal over; 0 or -errno: it is none */
int top_screen_begin(void);

/** top_screen_show - as much of it as there is room for */
void top_screen_show(const struct top_lines *lines);

/** top_screen_end - give it back as it was */
void top_screen_end(void);

/** top_screen_wait - until the time is over or a key or a signal came; true: end it */
bool top_screen_wait(const struct top *top, int timeout_ms);

#endif /* TOP_H */
