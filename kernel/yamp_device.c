// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a device can do by DMA, as the kernel knows it.
 *
 * An IOMMU that translates gives a device addresses of its own: it reaches all
 * memory, and what is scattered there lies in one piece here. Its mask then is of
 * those addresses and says nothing about memory.
 */
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/iommu.h>
#include <linux/math.h>
#include <linux/platform_device.h>
#include <linux/swiotlb.h>
#include <linux/yamp.h>

#include "yamp_compat.h"
#include "yamp_device.h"
#include "yamp_priv.h"

static bool is_translated(struct device *device)
{
	const struct iommu_domain *domain = iommu_get_domain_for_dev(device);

	return domain && domain->type & __IOMMU_DOMAIN_DMA_API;
}

static u64 mask_of(struct device *device)
{
	return min_not_zero(dma_get_mask(device), device->bus_dma_limit);
}

/* Where buses shift addresses, the DMA layer has to know, not we. */
u64 yamp_device_reach(struct device *device)
{
	if (!dma_addressing_limited(device) || device->dma_range_map || is_translated(device))
		return 0;
	return mask_of(device);
}

int yamp_device_limits(struct device *device, const struct yamp_buffer *buffer,
		       struct yamp_limits *limits)
{
	u64 size_max = dma_get_max_seg_size(device);

	if (buffer->ops->pin)	/* scattered: every piece must fit a bounce buffer */
		size_max = min_t(u64, size_max, dma_max_mapping_size(device));
	size_max = rounddown(size_max, PAGE_SIZE);

	limits->size_max = min_not_zero(buffer->limits.size_max, size_max);
	limits->boundary = min_not_zero(buffer->limits.boundary,
					(u64)dma_get_seg_boundary(device));
	return size_max ? 0 : -EINVAL;
}

/* Does a device reach what the DMA layer copies through? */
static bool reaches_bounces(struct device *device, u64 reach)
{
#ifdef CONFIG_SWIOTLB
	const struct io_tlb_mem *bounces = device->dma_io_tlb_mem;

	return bounces && bounces->nslabs && bounces->defpool.end - 1 <= reach;
#else
	return false;
#endif
}

bool yamp_device_takes(struct device *device, const struct yamp_buffer *buffer)
{
	u64 reach = yamp_device_reach(device);

	if (!reach || reaches_bounces(device, reach))
		return true;
	for (unsigned long i = 0; i < buffer->page_count; i++)
		if (!yamp_address_fits(buffer->pages[i], reach))
			return false;
	return true;
}

struct platform_device *yamp_device_imagine(const char *name)
{
	struct platform_device *device;
	int ret;

	device = platform_device_register_simple(name, PLATFORM_DEVID_NONE, NULL, 0);
	if (IS_ERR(device))
		return device;
	ret = dma_coerce_mask_and_coherent(&device->dev, DMA_BIT_MASK(64));
	if (!ret)
		return device;
	platform_device_unregister(device);
	return ERR_PTR(ret);
}

void yamp_constrain(struct yamp_constraint *record, struct device *device)
{
	if (is_translated(device)) {
		if (record->contiguity == YAMP_CONTIGUITY_DMA)
			record->contiguity = YAMP_CONTIGUITY_NONE;
		return;
	}
	record->address_mask = yamp_device_reach(device);
	if (record->contiguity == YAMP_CONTIGUITY_NONE)
		return;
	record->segment_max = rounddown(dma_get_max_seg_size(device), PAGE_SIZE);
	record->segment_boundary = dma_get_seg_boundary(device);
}
EXPORT_SYMBOL_NS_GPL(yamp_constrain, YAMP_NAMESPACE);
