/* SPDX-License-Identifier: GPL-2.0-only */
/* Pages in one piece, wherever there may be some: yamp_extent.c. */
#ifndef YAMP_EXTENT_H
#define YAMP_EXTENT_H

#include <linux/minmax.h>
#include <linux/mmzone.h>
#include <linux/sizes.h>
#include <linux/types.h>

struct page;

/* Where extents may begin, in pages: as finely as large pages, also where pageblocks are huge. */
#define YAMP_EXTENT_STEP	min_t(unsigned long, pageblock_nr_pages, SZ_2M >> PAGE_SHIFT)

/**
 * yamp_extent_take - clear an extent of what is there, and take it
 * @count: of pages
 * @mask: that their addresses lie in; 0 is any
 * @boundary: not to be crossed, see yamp_extent_cut()
 *
 * May sleep, and take long where memory is in use; a fatal signal ends it. Never starts the
 * OOM killer.
 *
 * Return: the first page, for yamp_extent_give(); NULL if none can be had. Each page has a
 * reference of its own and may go its own way. The content is undefined, no memory cgroup is
 * charged.
 */
struct page *yamp_extent_take(unsigned long count, u64 mask, u64 boundary);

/** yamp_extent_give - give back @count pages from @page on, each the last reference to it */
void yamp_extent_give(struct page *page, unsigned long count);

/**
 * yamp_extent_cut - would an extent be cut more often than its size makes it need?
 * @start: its address
 * @end: behind it
 * @boundary: a mask, 2^n - 1; it is cut at multiples of 2^n; 0: nowhere
 *
 * Return: would it?
 */
bool yamp_extent_cut(u64 start, u64 end, u64 boundary);

#endif /* YAMP_EXTENT_H */
