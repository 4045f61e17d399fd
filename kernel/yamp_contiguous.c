// SPDX-License-Identifier: GPL-2.0-only
/*
 * Contiguous placement: one physical extent, resident.
 *
 * Where the kernel set memory apart for this (CMA), it comes from there as long as
 * there is room. Else what the page allocator can give in one piece comes from it; a
 * power of two of pages is aligned to its own size, so it crosses no segment boundary
 * that a smaller one would not. Anything larger, or below an address that is not the
 * end of a zone, is an extent that is cleared of what is there (yamp_extent.c).
 * Write-combined memory is made of it then.
 */
#include <linux/highmem.h>
#include <linux/sched/signal.h>

#include "yamp_cma.h"
#include "yamp_extent.h"
#include "yamp_memcg.h"
#include "yamp_priv.h"
#include "yamp_wc.h"

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
	yamp_extent_give(page + buffer->page_count, (1UL << order) - buffer->page_count);
	if (yamp_address_fits(page + buffer->page_count - 1, mask))
		return page;
	yamp_extent_give(page, buffer->page_count);
	return NULL;
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

static struct page *from_zones(const struct yamp_buffer *buffer, u64 mask)
{
	struct page *page = yamp_extent_take(buffer->page_count, mask, buffer->limits.boundary);

	if (page && zero_extent(page, buffer->page_count)) {
		yamp_extent_give(page, buffer->page_count);
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
	    !yamp_extent_cut(start, end, buffer->limits.boundary))
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
		yamp_extent_give(page, buffer->page_count);
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
