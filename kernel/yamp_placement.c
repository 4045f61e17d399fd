// SPDX-License-Identifier: GPL-2.0-only
/* The placements there are, and what this machine's memory allows. */
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/mmzone.h>
#include <linux/nodemask.h>
#include <linux/swap.h>
#include <uapi/linux/yamp.h>

#include "yamp_placement.h"
#include "yamp_pool.h"

static const struct yamp_placement_ops *const placements[] = {
	[YAMP_PLACEMENT_SYSTEM] = &yamp_system_ops,
	[YAMP_PLACEMENT_CONTIGUOUS] = &yamp_contiguous_ops,
	[YAMP_PLACEMENT_REGION] = &yamp_region_ops,
};

const struct yamp_placement_ops *yamp_placement_find(u32 placement)
{
	return placement < ARRAY_SIZE(placements) ? placements[placement] : NULL;
}

bool yamp_placement_present(u32 placement)
{
	const struct yamp_placement_ops *ops = yamp_placement_find(placement);

	return ops && (!ops->present || ops->present());
}

bool yamp_placement_gives(u32 placement, u32 cache)
{
	const struct yamp_placement_ops *ops = yamp_placement_find(placement);

	return ops->gives ? ops->gives(cache) : cache == YAMP_CACHE_CACHED;
}

bool yamp_placement_allows(u32 placement, u64 bytes)
{
	return yamp_placement_find(placement)->own_memory || yamp_memory_allows(bytes);
}

u32 yamp_placement_mask(void)
{
	u32 mask = 0;

	for (u32 i = 0; i < ARRAY_SIZE(placements); i++)
		if (yamp_placement_present(i))
			mask |= 1U << i;
	return mask;
}

u64 yamp_address_highest(void)
{
	u64 end = 0;
	int node;

	for_each_online_node(node)
		end = max(end, (u64)node_end_pfn(node) << PAGE_SHIFT);
	return end - 1;
}

gfp_t yamp_address_zone(u64 address_mask)
{
	if (!address_mask || address_mask >= yamp_address_highest())
		return 0;
	return address_mask >= U32_MAX ? GFP_DMA32 : GFP_DMA;
}

bool yamp_address_fits(struct page *page, u64 address_mask)
{
	return !address_mask || (u64)page_to_phys(page) + PAGE_SIZE - 1 <= address_mask;
}

/*
 * A sixteenth of the memory is left to others: allocations of ours fail early,
 * but theirs would start the OOM killer.
 */
bool yamp_memory_allows(u64 bytes)
{
	long free = si_mem_available() + get_nr_swap_pages() - (long)(totalram_pages() / 16);
	struct yamp_pool_usage pool;

	yamp_pool_usage(&pool);
	free += pool.bytes >> PAGE_SHIFT;	/* given back when memory is short */
	return free > 0 && bytes >> PAGE_SHIFT <= free;
}
