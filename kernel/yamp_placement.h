/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where the pages of buffers come from: yamp_placement.c, and of each placement yamp_system.c,
 * yamp_contiguous.c, yamp_region.c.
 */
#ifndef YAMP_PLACEMENT_H
#define YAMP_PLACEMENT_H

#include <linux/gfp.h>
#include <linux/types.h>

struct page;
struct yamp_buffer;

/**
 * struct yamp_limits - where a scatter list must be cut
 * @size_max: most bytes of a segment, at least a page; 0 is no limit
 * @boundary: a mask, 2^n - 1; no segment crosses a multiple of 2^n; 0 is none
 */
struct yamp_limits {
	u64 size_max;
	u64 boundary;
};

/**
 * struct yamp_placement_ops - where the pages of a buffer come from
 * @name: as exp_name shows it
 * @own_memory: what it gives is not taken from what the kernel has for others
 * @present: optional: is there any of it on this machine now?
 * @gives: optional: can it give memory of an enum yamp_cache (not ANY) now? Without it,
 *	cached memory only
 * @most: optional: bytes of memory that a dma-buf of @size below @address_mask may come to
 *	hold; else it is @size
 * @create: get memory of yamp_buffer.cache, zeroed; fills yamp_buffer.pages, and keeps them in
 *	place as @pin does. May be cut short by a fatal signal, never starts the OOM killer
 * @destroy: give it back, or what is left after @purge; nobody has it pinned or mapped
 * @pin: optional, under yamp_buffer.lock: fill yamp_buffer.pages and keep them in
 *	place; -EINTR after a fatal signal if killable
 * @unpin: with @pin, under yamp_buffer.lock: let them go, their content stays
 * @resident: with @pin, under yamp_buffer.lock: bytes that are in memory now
 * @recyclable: optional: may the memory of a buffer that nobody uses any more be
 *	kept for another? Without it, never
 * @charged_max: larger buffers are charged to no memory cgroup; 0: all are
 * @purge: optional, under yamp_buffer.lock, nobody has it pinned: give the memory
 *	back; may be called by whom memory is wanted from
 * @refill: with @purge, under yamp_buffer.lock: undo it with zeros; as @create
 * @migrate: optional, under yamp_buffer.lock, nobody has it pinned: move the content
 *	below an address by the next pin, and set yamp_buffer.reach; or change nothing
 *
 * Without @pin a placement is resident: its pages stay from @create to @destroy.
 */
struct yamp_placement_ops {
	const char *name;
	bool own_memory;
	bool (*present)(void);
	bool (*gives)(u32 cache);
	u64 (*most)(u64 size, u64 address_mask);
	int (*create)(struct yamp_buffer *buffer);
	void (*destroy)(struct yamp_buffer *buffer);
	int (*pin)(struct yamp_buffer *buffer, bool killable);
	void (*unpin)(struct yamp_buffer *buffer);
	u64 (*resident)(const struct yamp_buffer *buffer);
	bool (*recyclable)(const struct yamp_buffer *buffer);
	u64 charged_max;
	void (*purge)(struct yamp_buffer *buffer);
	int (*refill)(struct yamp_buffer *buffer);
	void (*migrate)(struct yamp_buffer *buffer, u64 reach);
};

/** yamp_placement_find - ops of an enum yamp_placement, or NULL if there are none */
const struct yamp_placement_ops *yamp_placement_find(u32 placement);

/** yamp_placement_present - can an enum yamp_placement be asked for now? */
bool yamp_placement_present(u32 placement);

/** yamp_placement_gives - can it give memory of an enum yamp_cache (not ANY) now? */
bool yamp_placement_gives(u32 placement, u32 cache);

/** yamp_placement_most - bytes of memory that a dma-buf of @size there may come to hold */
u64 yamp_placement_most(u32 placement, u64 size, u64 address_mask);

/** yamp_placement_allows - yamp_memory_allows(), where the bytes come from there */
bool yamp_placement_allows(u32 placement, u64 bytes);

/** yamp_placement_mask - bit (1 << enum yamp_placement) for each that there is */
u32 yamp_placement_mask(void);

/** yamp_memory_allows - can so many bytes be allocated and others still go on? */
bool yamp_memory_allows(u64 bytes);

/** yamp_size_max - most bytes of a frame on this machine */
u64 yamp_size_max(void);

/* yamp_address.c */

/** yamp_address_zone - GFP flag of the zone that is surely inside @address_mask; 0 is any */
gfp_t yamp_address_zone(u64 address_mask);

/** yamp_address_highest - of this machine's memory */
u64 yamp_address_highest(void);

/** yamp_address_fits - is a page inside @address_mask? */
bool yamp_address_fits(struct page *page, u64 address_mask);

/* yamp_system.c, yamp_contiguous.c, yamp_region.c */
extern const struct yamp_placement_ops yamp_system_ops;
extern const struct yamp_placement_ops yamp_contiguous_ops;
extern const struct yamp_placement_ops yamp_region_ops;

/** yamp_region_init - take the ranges that the module was loaded with; 0 or -errno */
int yamp_region_init(void);

/** yamp_region_finish - give all ranges back; there is no buffer any more */
void yamp_region_finish(void);

#endif /* YAMP_PLACEMENT_H */
