// SPDX-License-Identifier: GPL-2.0-only
/*
 * The contiguous memory that the kernel sets apart at boot (CMA: cma=64M, or a
 * reserved-memory node "shared-dma-pool" with linux,cma-default).
 *
 * On 6.12 a module reaches it only through the DMA API, so it is asked for in the
 * name of a device that does not exist and reaches all memory. Where CMA has no room
 * the DMA API answers with a block of the page allocator's, which is not what was
 * asked for: only CMA gives each page a reference of its own, and by that the two are
 * told apart. The first page remembers the DMA address, by which all is given back.
 */
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/mmzone.h>
#include <linux/nodemask.h>
#include <linux/platform_device.h>

#include "yamp_cma.h"
#include "yamp_device.h"

#ifdef CONFIG_DMA_CMA

static struct platform_device *cma_device;

int yamp_cma_init(void)
{
	struct platform_device *device = yamp_device_imagine("yamp-cma");

	if (IS_ERR(device))
		return PTR_ERR(device);
	cma_device = device;
	return 0;
}

void yamp_cma_finish(void)
{
	platform_device_unregister(cma_device);
}

/* Of all the machine, whether in use or not. */
static unsigned long cma_pages(void)
{
	unsigned long count = 0;
	int node;

	for_each_online_node(node)
		for (int i = 0; i < MAX_NR_ZONES; i++)
			count += zone_cma_pages(&NODE_DATA(node)->node_zones[i]);
	return count;
}

struct page *yamp_cma_take(unsigned long count)
{
	gfp_t gfp = GFP_KERNEL | __GFP_NORETRY | __GFP_NOWARN;
	size_t size = count << PAGE_SHIFT;
	dma_addr_t address;
	struct page *page;

	if (count < 2 || count > cma_pages())
		return NULL;
	page = dma_alloc_pages(&cma_device->dev, size, &address, DMA_BIDIRECTIONAL, gfp);
	if (!page)
		return NULL;
	if (!page_count(page + 1)) {
		dma_free_pages(&cma_device->dev, size, page, address, DMA_BIDIRECTIONAL);
		return NULL;
	}
	set_page_private(page, (address >> PAGE_SHIFT) + 1);
	return page;
}

bool yamp_cma_owns(const struct page *page)
{
	return page_private(page);
}

void yamp_cma_give(struct page *page, unsigned long count)
{
	dma_addr_t address = (dma_addr_t)(page_private(page) - 1) << PAGE_SHIFT;

	set_page_private(page, 0);
	dma_free_pages(&cma_device->dev, count << PAGE_SHIFT, page, address, DMA_BIDIRECTIONAL);
}

#else

int yamp_cma_init(void)
{
	return 0;
}

void yamp_cma_finish(void)
{
}

struct page *yamp_cma_take(unsigned long count)
{
	return NULL;
}

bool yamp_cma_owns(const struct page *page)
{
	return false;
}

void yamp_cma_give(struct page *page, unsigned long count)
{
}

#endif
