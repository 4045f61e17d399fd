// SPDX-License-Identifier: GPL-2.0-only
/*
 * Contiguous placement: one physical extent, resident.
 *
 * Where the kernel set memory apart for this (CMA), it comes from there as long as
 * there is room. Else what the page allocator can give in one piece comes from it; a
 * power of two of pages is aligned to its own size, so it crosses no segment boundary
 * that a smaller one would not. Anything larger, or below an address that is not the
 * end of a zone, is found by walking the zones from the highest that the mask
 * allows and moving away what is there. Write-combined memory is made of it then.
 */
#include <linux/highmem.h>
#include <linux/hugetlb.h>
#include <linux/memory_hotplug.h>
#include <linux/mmzone.h>
#include <linux/nodemask.h>
#include <linux/sched/signal.h>
#include <linux/topology.h>

#include "yamp_cma.h"
#include "yamp_compat.h"
#include "yamp_memcg.h"
#include "yamp_priv.h"
#include "yamp_wc.h"

static void free_extent(struct page *page, unsigned long count)
{
	for (unsigned long i = 0; i < count; i++)
		__free_page(page + i);
}

static struct page *from_allocator(const struct yamp_buffer *buffer, u64 mask)
{
	unsigned int order = get_order(yamp_buffer_size(buffer));
	gfp_t gfp = GFP_KERNEL_ACCOUNT | __GFP_ZERO | __GFP_NORETRY | __GFP_NOWARN;
	struct page *page;

	if (order > MAX_PAGE_ORDER)
		return NULL;
	page = alloc_pages(gfp | yamp_address_zone(mask), order);
	if (!page)
		return NULL;
	split_page(page, order);
	free_extent(page + buffer->page_count, (1UL << order) - buffer->page_count);
	if (yamp_address_fits(page + buffer->page_count - 1, mask))
		return page;
	free_extent(page, buffer->page_count);
	return NULL;
}

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

/* Would an extent be cut more often than its size makes it need? */
static bool badly_cut(u64 start, u64 end, u64 boundary)
{
	if (!boundary)
		return false;
	if (end - start - 1 > boundary)
		return start & boundary;
	return (start ^ (end - 1)) & ~boundary;
}

static int zero_extent(struct page *page, unsigned long count)
{
	for (unsigned long i = 0; i < count; i++) {
		clear_highpage(page + i);
		if (fatal_signal_pending(current))
			return -EINTR;
		cond_resched();
	}
	return 0;
}

static struct page *from_zone(const struct yamp_buffer *buffer, u64 mask, struct zone *zone)
{
	unsigned long count = buffer->page_count, end = zone_end_pfn(zone);
	unsigned long pfn = ALIGN(zone->zone_start_pfn, pageblock_nr_pages);
	u64 boundary = buffer->limits.boundary;

	if (mask && mask != U64_MAX)
		end = min_t(u64, end, (mask + 1) >> PAGE_SHIFT);
	while (pfn + count <= end && !fatal_signal_pending(current)) {
		unsigned long next = next_start(zone, pfn, pfn + count);

		if (next == pfn && !badly_cut(PFN_PHYS(pfn), PFN_PHYS(pfn + count), boundary) &&
		    !yamp_contig_take(pfn, pfn + count))
			return pfn_to_page(pfn);
		pfn = ALIGN(max(next, pfn + 1), pageblock_nr_pages);
		cond_resched();
	}
	return NULL;
}

static struct page *from_node(const struct yamp_buffer *buffer, u64 mask, int node)
{
	struct page *page = NULL;

	for (int i = ZONE_NORMAL; i >= 0 && !page; i--) {
		struct zone *zone = &NODE_DATA(node)->node_zones[i];

		if (populated_zone(zone))
			page = from_zone(buffer, mask, zone);
	}
	return page;
}

static struct page *from_zones(const struct yamp_buffer *buffer, u64 mask)
{
	int node, nearest = numa_mem_id();	/* once: the task may move */
	struct page *page = from_node(buffer, mask, nearest);

	for_each_online_node(node)
		if (!page && node != nearest)
			page = from_node(buffer, mask, node);
	if (page && zero_extent(page, buffer->page_count)) {
		free_extent(page, buffer->page_count);
		page = NULL;
	}
	return page;
}

static struct page *from_cma(const struct yamp_buffer *buffer, u64 mask)
{
	struct page *page = yamp_cma_take(buffer->page_count);
	u64 start, end;

	if (!page)
		return NULL;
	start = page_to_phys(page);
	end = start + yamp_buffer_size(buffer);
	if (yamp_address_fits(page + buffer->page_count - 1, mask) &&
	    !badly_cut(start, end, buffer->limits.boundary))
		return page;
	yamp_cma_give(page, buffer->page_count);
	return NULL;
}

static struct page *from_elsewhere(const struct yamp_buffer *buffer, u64 mask)
{
	/* The smallest zone is a last resort: it may be 16 MiB, and others need it. */
	bool small_zone = mask && mask < U32_MAX;
	struct page *page = small_zone ? NULL : from_allocator(buffer, mask);

	if (!page)
		page = from_zones(buffer, mask);
	if (!page && small_zone)
		page = from_allocator(buffer, mask);
	return page;
}

/* Zeroed pages below @mask, in one piece; or NULL. */
static struct page *find_extent(const struct yamp_buffer *buffer, u64 mask)
{
	struct page *page = from_cma(buffer, mask);

	if (page)
		return page;
	page = from_elsewhere(buffer, mask);
	if (page)
		set_page_private(page, 0);	/* what is left there is no mark of CMA's */
	return page;
}

/* Gives an extent of the buffer's kind back to whom it came from. */
static void give_back(const struct yamp_buffer *buffer, struct page *page)
{
	if (buffer->cache == YAMP_CACHE_WRITE_COMBINED && !yamp_wc_end(page, buffer->page_count))
		return;
	if (yamp_cma_owns(page))
		yamp_cma_give(page, buffer->page_count);
	else
		free_extent(page, buffer->page_count);
}

/* The same, cached as the buffer is. */
static struct page *get_extent(const struct yamp_buffer *buffer, u64 mask)
{
	struct page *page = find_extent(buffer, mask);

	if (!page || buffer->cache != YAMP_CACHE_WRITE_COMBINED ||
	    !yamp_wc_begin(page, buffer->page_count))
		return page;
	give_back(buffer, page);
	return NULL;
}

static int contiguous_create(struct yamp_buffer *buffer)
{
	struct page *page = get_extent(buffer, yamp_buffer_reach(buffer));

	if (!page)
		return fatal_signal_pending(current) ? -EINTR : -ENOMEM;
	for (unsigned long i = 0; i < buffer->page_count; i++)
		buffer->pages[i] = page + i;
	return 0;
}

/* Paid for by whom the old one is paid by, who need not be the caller. */
static void contiguous_migrate(struct yamp_buffer *buffer, u64 reach)
{
	struct yamp_memcg_scope scope;
	struct page *page;

	yamp_memcg_enter(&scope, buffer->pages[0]);
	page = get_extent(buffer, min_not_zero(buffer->address_mask, reach));
	yamp_memcg_leave(&scope);
	if (!page)
		return;
	for (unsigned long i = 0; i < buffer->page_count; i++) {
		copy_highpage(page + i, buffer->pages[i]);
		cond_resched();
	}
	give_back(buffer, buffer->pages[0]);
	for (unsigned long i = 0; i < buffer->page_count; i++)
		buffer->pages[i] = page + i;
	buffer->reach = reach;
	buffer->moves++;
}

static void contiguous_destroy(struct yamp_buffer *buffer)
{
	if (buffer->pages[0])
		give_back(buffer, buffer->pages[0]);
	buffer->pages[0] = NULL;
}

static bool contiguous_gives(u32 cache)
{
	return cache == YAMP_CACHE_CACHED || yamp_wc_possible();
}

/* Whoever else needs CMA cannot ask for what is kept: it is given back at once. */
static bool contiguous_recyclable(const struct yamp_buffer *buffer)
{
	return !yamp_cma_owns(buffer->pages[0]);
}

const struct yamp_placement_ops yamp_contiguous_ops = {
	.name = "contiguous",
	.gives = contiguous_gives,
	.create = contiguous_create,
	.destroy = contiguous_destroy,
	.recyclable = contiguous_recyclable,
	.charged_max = PAGE_SIZE << MAX_PAGE_ORDER,	/* what the page allocator has */
	.purge = contiguous_destroy,
	.refill = contiguous_create,
	.migrate = contiguous_migrate,
};
