// SPDX-License-Identifier: GPL-2.0-only
/* Addresses of this machine's memory, and which of them a device reaches. */
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/nodemask.h>

#include "yamp_placement.h"

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
