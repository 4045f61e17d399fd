// SPDX-License-Identifier: GPL-2.0-only
/*
 * Extents: pages in one piece, wherever there may be some.
 *
 * The page allocator knows zones and powers of two. What it cannot be asked for, a larger
 * piece, or one below an address where no zone ends, is found by walking the zones from the
 * highest that the mask allows and moving away what is there.
 */
#include <linux/align.h>
#include <linux/hugetlb.h>
#include <linux/memory_hotplug.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/mmzone.h>
#include <linux/nodemask.h>
#include <linux/pfn.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/topology.h>

#include "yamp_compat.h"
#include "yamp_extent.h"
#include "yamp_linger.h"

/**
 * struct wish - for an extent
 * @count: of pages
 * @mask: that their addresses lie in; 0 is any
 * @boundary: see yamp_extent_cut()
 */
struct wish {
	unsigned long count;
	u64 mask;
	u64 boundary;
};

/* Free, or in use in a way that lets the kernel move it? A cheap guess. */
static bool may_take(struct zone *zone, unsigned long pfn)
{
	struct page *page = pfn_to_online_page(pfn);

	return page && page_zone(page) == zone && !PageReserved(page) && !PageHuge(page) &&
	       (!page_count(page) || PageLRU(page));
}

/* Where to go on: @start if all of the range may be had, else behind what may not. */
static unsigned long next_start(struct zone *zone, unsigned long start, unsigned long end)
{
	while (end > start && may_take(zone, end - 1))
		end--;
	return end;
}

bool yamp_extent_cut(u64 start, u64 end, u64 boundary)
{
	if (!boundary)
		return false;
	if (end - start - 1 > boundary)
		return start & boundary;
	return (start ^ (end - 1)) & ~boundary;
}

static struct page *from_zone(const struct wish *wish, struct zone *zone)
{
	unsigned long count = wish->count, end = zone_end_pfn(zone);
	unsigned long pfn = ALIGN(zone->zone_start_pfn, YAMP_EXTENT_STEP);

	if (wish->mask && wish->mask != U64_MAX)
		end = min_t(u64, end, (wish->mask + 1) >> PAGE_SHIFT);
	while (pfn + count <= end && !fatal_signal_pending(current)) {
		unsigned long next = next_start(zone, pfn, pfn + count);

		if (next == pfn &&
		    !yamp_extent_cut(PFN_PHYS(pfn), PFN_PHYS(pfn + count), wish->boundary) &&
		    !yamp_contig_take(pfn, pfn + count))
			return pfn_to_page(pfn);
		pfn = ALIGN(max(next, pfn + 1), YAMP_EXTENT_STEP);
		cond_resched();
	}
	return NULL;
}

static struct page *from_node(const struct wish *wish, int node)
{
	struct page *page = NULL;

	for (int i = ZONE_NORMAL; i >= 0 && !page; i--) {
		struct zone *zone = &NODE_DATA(node)->node_zones[i];

		if (populated_zone(zone))
			page = from_zone(wish, zone);
	}
	return page;
}

struct page *yamp_extent_take(unsigned long count, u64 mask, u64 boundary)
{
	const struct wish wish = { .count = count, .mask = mask, .boundary = boundary };
	int node, nearest = numa_mem_id();	/* once: the task may move */
	struct page *page;

	yamp_linger_drain();	/* it could not be moved away */
	page = from_node(&wish, nearest);
	for_each_online_node(node)
		if (!page && node != nearest)
			page = from_node(&wish, node);
	return page;
}

void yamp_extent_give(struct page *page, unsigned long count)
{
	for (unsigned long i = 0; i < count; i++)
		__free_page(page + i);
}
