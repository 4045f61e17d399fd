// SPDX-License-Identifier: GPL-2.0-only
/* The placements there are, and what this machine's memory allows. */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/swap.h>
#include <uapi/linux/yamp.h>

#include "yamp_placement.h"
#include "yamp_pool.h"
#include "yamp_solve.h"

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

u64 yamp_placement_most(u32 placement, u64 size, u64 address_mask)
{
	const struct yamp_placement_ops *ops = yamp_placement_find(placement);

	return ops->most ? ops->most(size, address_mask) : size;
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

u64 yamp_size_max(void)
{
	u64 half = (u64)totalram_pages() / 2 << PAGE_SHIFT;

	return min_t(u64, half, rounddown(YAMP_SIZE_MAX, PAGE_SIZE));
}
