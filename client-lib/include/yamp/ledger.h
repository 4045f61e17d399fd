/* SPDX-License-Identifier: MIT */
/*
 * The ledger: what a program that uses this library does with its frames, for other
 * programs of the same user, and root's, to look at. yamp top is one.
 *
 * A pipeline and a window each keep theirs in a memfd named YAMP_LEDGER_NAME, which a
 * reader finds in /proc/PID/fd and reads with pread(2). It costs the program a
 * descriptor, and some stores to memory for each frame: no system call. It ends with the
 * pipeline, the window or the process. A program that is started with YAMP_LEDGER=0 in
 * its environment keeps none.
 *
 * Every ledger begins with struct yamp_ledger. While @turn is odd it is being written;
 * what was read between two equal even values is of one moment. What it says is what
 * the program says of itself: nobody vouches for it. Numbers count from the beginning.
 */
#ifndef YAMP_LEDGER_H
#define YAMP_LEDGER_H

#include <stdint.h>
#include <linux/yamp.h>
#include <yamp/pipeline.h>

#ifdef __cplusplus
extern "C" {
#endif

#define YAMP_LEDGER_NAME "yamp-ledger"
#define YAMP_LEDGER_MAGIC 0x706d6179	/* "yamp" */

/** enum yamp_ledger_kind - which of the structs below it is */
enum yamp_ledger_kind {
	YAMP_LEDGER_PIPELINE = 1,
	YAMP_LEDGER_WINDOW = 2,
};

/**
 * struct yamp_ledger - how each begins
 * @magic: YAMP_LEDGER_MAGIC
 * @kind: enum yamp_ledger_kind; others may come, to be skipped
 * @size: bytes of the whole; members are added at the end
 * @turn: odd while it is being written
 */
struct yamp_ledger {
	uint32_t magic;
	uint32_t kind;
	uint32_t size;
	uint32_t turn;
};

#define YAMP_LEDGER_NAME_LEN 48

/**
 * struct yamp_ledger_pool - buffers between two stages
 * @writer: who writes into them: node of the camera or DSP before it
 * @provider: who gave the memory
 * @fourcc: DRM_FORMAT_*
 * @width: pixels
 * @height: pixels
 * @placement: enum yamp_placement
 * @count: how many
 * @size: bytes of each frame
 * @made: see struct yamp_hop
 * @gaps: likewise
 * @starved: likewise
 * @damaged: likewise
 * @replaced: likewise
 * @frame_ids: as the kernel's module tells them; 0 where it did not give the memory
 * @inodes: of the first dma-buf of each, which tell the same buffer in other ledgers
 * @states: enum yamp_slot of each
 */
struct yamp_ledger_pool {
	char writer[YAMP_LEDGER_NAME_LEN];
	char provider[16];
	uint32_t fourcc;
	uint32_t width;
	uint32_t height;
	uint32_t placement;
	uint32_t count;
	uint32_t reserved;
	uint64_t size;
	uint64_t made;
	uint64_t gaps;
	uint64_t starved;
	uint64_t damaged;
	uint64_t replaced;
	uint64_t frame_ids[YAMP_MAX_COUNT];
	uint64_t inodes[YAMP_MAX_COUNT];
	uint8_t states[YAMP_MAX_COUNT];
};

#define YAMP_LEDGER_FRAMES 256	/* the last ones; the one with sequence i is in entry i % 256 */

/**
 * struct yamp_ledger_pipeline - of a struct yamp_pipeline
 * @pool_count: used entries of @pools
 * @lost: stages that are waited for, 1 << number of the pool that each writes into
 * @refused: frames that the sink did not want
 * @frames: the way of each, as far as it has come: where it was lost its times end. Entries
 *	whose hops are 0 were never used
 */
struct yamp_ledger_pipeline {
	struct yamp_ledger head;
	uint32_t pool_count;
	uint32_t lost;
	uint64_t refused;
	struct yamp_ledger_pool pools[YAMP_PIPELINE_HOPS];
	struct yamp_pipeline_frame frames[YAMP_LEDGER_FRAMES];
};

/**
 * struct yamp_ledger_shown - a frame at the compositor
 * @sequence: as of yamp_window_show(), of a pipeline's frame its own
 * @capture_ns: likewise; 0 is not known
 * @commit_ns: when the compositor was told to show it, CLOCK_MONOTONIC; 0: never used
 * @presented_ns: when it was shown, likewise; 0: it was not, or that is not told
 */
struct yamp_ledger_shown {
	uint64_t sequence;
	uint64_t capture_ns;
	uint64_t commit_ns;
	uint64_t presented_ns;
};

/**
 * struct yamp_ledger_window - of a struct yamp_window
 * @shown: frames given to the compositor
 * @presented: that it showed
 * @plane: of these, from a plane
 * @discarded: never shown, a newer one took its place
 * @inode: of the buffer that was given to the compositor last
 * @path: enum yamp_path of that
 * @reasons: enum yamp_reason why the frame presented last was composited
 * @on_plane: that was on a plane
 * @width: of the picture, pixels
 * @height: likewise
 * @output: where the last one was presented; empty if that is not known
 * @title: of the window
 * @frames: what became of each
 */
struct yamp_ledger_window {
	struct yamp_ledger head;
	uint64_t shown;
	uint64_t presented;
	uint64_t plane;
	uint64_t discarded;
	uint64_t inode;
	uint32_t path;
	uint32_t reasons;
	uint32_t on_plane;
	uint32_t width;
	uint32_t height;
	uint32_t reserved;
	char output[YAMP_LEDGER_NAME_LEN];
	char title[YAMP_LEDGER_NAME_LEN];
	struct yamp_ledger_shown frames[YAMP_LEDGER_FRAMES];
};

#ifdef __cplusplus
}
#endif

#endif /* YAMP_LEDGER_H */
