/* SPDX-License-Identifier: GPL-2.0-only */
/* Does memory that exists suit a record? yamp_suit.c, yamp_probe.c. */
#ifndef YAMP_SUIT_H
#define YAMP_SUIT_H

#include <linux/types.h>
#include <uapi/linux/yamp.h>

struct dma_buf;
struct yamp_buffer;

/* yamp_suit.c */

/**
 * struct yamp_pieces - the segments of some memory
 * @count: how many
 * @extents: how many where adjacent ones count as one
 * @smallest: bytes of the smallest but the last; 0 if there is only one
 * @largest: bytes of the largest
 * @crossed: 2^n - 1; no segment crosses a multiple of 2^n
 * @address_mask: 2^n - 1 that no address exceeds
 * @latest: bytes of the one added last
 * @end: address behind it
 */
struct yamp_pieces {
	u64 count;
	u64 extents;
	u64 smallest;
	u64 largest;
	u64 crossed;
	u64 address_mask;
	u64 latest;
	u64 end;
};

/** yamp_pieces_add - one more segment, at a physical or bus address */
void yamp_pieces_add(struct yamp_pieces *pieces, u64 start, u64 size);

/**
 * struct yamp_memory - what yamp_suit() looks at
 * @size: bytes of the dma-buf
 * @placement: enum yamp_placement; ANY if it is not known
 * @cache: enum yamp_cache; ANY if it is not known
 * @pieces: its segments
 */
struct yamp_memory {
	u64 size;
	u32 placement;
	u32 cache;
	struct yamp_pieces pieces;
};

/** yamp_buffer_memory - what a buffer's memory is, or the worst it may become */
void yamp_buffer_memory(struct yamp_buffer *buffer, struct yamp_memory *memory);

/*
 * yamp_suit - does memory suit a record?
 * @conflict: filled with -EDOM, as yamp_verify() does
 *
 * Segments, addresses, contiguity and caching; the rest is for yamp_verify().
 * Returns 0 or -EDOM.
 */
int yamp_suit(const struct yamp_memory *memory, const struct yamp_constraint *record,
	      struct yamp_conflict *conflict);

/** yamp_suit_refuse - fill @conflict of a record and a frame; returns -EDOM */
int yamp_suit_refuse(const struct yamp_constraint *record, u32 field, u64 wanted, u64 found,
		     struct yamp_conflict *conflict);

/* yamp_probe.c */
int yamp_probe_init(void);
void yamp_probe_finish(void);

/*
 * yamp_probe - map a dma-buf of another exporter for a device of ours, once
 * @pieces: out, its segments as that device sees them
 *
 * Returns 0; -EOPNOTSUPP the exporter will not; -ENOMEM; -EINTR. Takes and leaves
 * the reservation lock.
 */
int yamp_probe(struct dma_buf *dmabuf, struct yamp_pieces *pieces);

#endif /* YAMP_SUIT_H */
