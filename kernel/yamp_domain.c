// SPDX-License-Identifier: GPL-2.0-only
/*
 * Whose turn is it: the CPU's or the devices'?
 *
 * DMA_BUF_IOCTL_SYNC says it of a whole buffer, YAMP_IOC_SET_DOMAIN of a part, by
 * the same code. Maintenance is done for every device that has the buffer mapped
 * now; for one that maps it later the mapping itself does it.
 *
 * A device's list has two halves that advance apart, pages and DMA addresses,
 * where an IOMMU joins entries. Cache lines and bounce buffers go by the pages, so
 * a range is cut where either ends:
 *
 *	pages	| entry 0 | entry 1 | entry 2 |	...
 *	DMA	| segment 0         | segment 1 ...
 *	range	      [-----][------][---]
 *
 * Where devices do not look into the processor's caches (most of arm64), this is what
 * keeps both in step: each sync goes to the device that has the mapping, for which the
 * DMA layer knows whether there is anything to do. What is left to who uses buffers: of
 * two devices that follow each other without a CPU in between nobody tells us, so if one
 * writes past the caches and the next reads through them, lines that the processor had
 * fetched in advance may be read instead. SET_DOMAIN to the CPU for reading, between
 * the two, removes these. An emulator has no caches: there only bounce buffers show
 * that the calls are made, and for the right bytes.
 */
#include <linux/dma-buf.h>
#include <linux/dma-mapping.h>
#include <linux/dma-resv.h>
#include <linux/err.h>
#include <linux/highmem.h>
#include <linux/minmax.h>
#include <linux/scatterlist.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "yamp_caller.h"
#include "yamp_priv.h"

/**
 * struct span - a part of a buffer
 * @offset: of its first byte
 * @end: behind its last one
 */
struct span {
	u64 offset;
	u64 end;
};

/*
 * Syncs the piece of an entry, @start into the buffer, that is in the range. Only where
 * it does something: of two mappings by one device the DMA API's checks
 * (CONFIG_DMA_API_DEBUG) cannot tell which one a piece is of, and warn.
 */
static void sync_entry(const struct yamp_map *map, const struct span *range, u64 start,
		       u64 length, dma_addr_t address, enum dma_data_direction direction,
		       bool for_cpu)
{
	u64 from = max(range->offset, start), to = min(range->end, start + length);

	if (from >= to)
		return;
	address += from - start;
	if (!dma_need_sync(map->device, address))
		return;
	if (for_cpu)
		dma_sync_single_for_cpu(map->device, address, to - from, direction);
	else
		dma_sync_single_for_device(map->device, address, to - from, direction);
}

static void sync_map(struct yamp_map *map, const struct span *range,
		     enum dma_data_direction direction, bool for_cpu)
{
	struct scatterlist *dma = map->table.sgl, *entry;
	unsigned int done = 0, i;
	u64 start = 0;

	if (!dma_dev_need_sync(map->device))
		return;
	for_each_sgtable_sg(&map->table, entry, i) {
		if (start >= range->end)
			break;
		sync_entry(map, range, start, entry->length, sg_dma_address(dma) + done, direction,
			   for_cpu);
		start += entry->length;
		done += entry->length;
		if (done < sg_dma_len(dma))
			continue;
		dma = sg_next(dma);
		done = 0;
	}
}

/* For writing too: who writes a part keeps the rest. */
static void sync_for_cpu(struct yamp_buffer *buffer, const struct span *range, void *vaddr)
{
	struct yamp_map *map;

	mutex_lock(&buffer->maps_lock);
	if (vaddr)
		invalidate_kernel_vmap_range(vaddr, yamp_buffer_size(buffer));
	list_for_each_entry(map, &buffer->maps, node)
		sync_map(map, range, map->direction, true);
	mutex_unlock(&buffer->maps_lock);
}

static void give_to_cpu(struct yamp_buffer *buffer, const struct span *range)
{
	mutex_lock(&buffer->lock);
	yamp_vmap_invalidate(buffer);
	sync_for_cpu(buffer, range, NULL);
	mutex_unlock(&buffer->lock);
}

/* A device that only reads or only writes needs that half, whatever the CPU does. */
static enum dma_data_direction device_direction(const struct yamp_map *map,
						enum dma_data_direction cpu)
{
	return map->direction == DMA_BIDIRECTIONAL ? cpu : map->direction;
}

static void sync_for_devices(struct yamp_buffer *buffer, const struct span *range, void *vaddr,
			     enum dma_data_direction cpu)
{
	struct yamp_map *map;

	mutex_lock(&buffer->maps_lock);
	if (vaddr)
		flush_kernel_vmap_range(vaddr, yamp_buffer_size(buffer));
	wmb();	/* what waits in the CPU to be combined is written */
	list_for_each_entry(map, &buffer->maps, node)
		sync_map(map, range, device_direction(map, cpu), false);
	mutex_unlock(&buffer->maps_lock);
}

static void give_to_devices(struct yamp_buffer *buffer, const struct span *range,
			    enum dma_data_direction cpu)
{
	mutex_lock(&buffer->lock);
	yamp_vmap_flush(buffer);
	sync_for_devices(buffer, range, NULL, cpu);
	mutex_unlock(&buffer->lock);
}

/* Memory can be handed to the CPU only when the devices are done with it. */
static int wait_for_devices(struct dma_buf *dmabuf, enum dma_data_direction cpu)
{
	long ret = dma_resv_wait_timeout(dmabuf->resv, dma_resv_usage_rw(cpu != DMA_FROM_DEVICE),
					 true, MAX_SCHEDULE_TIMEOUT);

	return ret < 0 ? ret : 0;
}

static struct span whole(const struct yamp_buffer *buffer)
{
	return (struct span){ 0, yamp_buffer_size(buffer) };
}

void yamp_domain_sync_for_cpu(struct yamp_buffer *buffer, void *vaddr)
{
	struct span range = whole(buffer);

	sync_for_cpu(buffer, &range, vaddr);
}

void yamp_domain_sync_for_device(struct yamp_buffer *buffer, void *vaddr,
				 enum dma_data_direction direction)
{
	struct span range = whole(buffer);

	sync_for_devices(buffer, &range, vaddr, direction);
}

/* The core waits for fences only after this returns. */
int yamp_domain_begin_cpu(struct dma_buf *dmabuf, enum dma_data_direction direction)
{
	struct yamp_buffer *buffer = yamp_dmabuf_buffer(dmabuf);
	struct span range = whole(buffer);
	char who[YAMP_NAME_LEN];
	int ret;

	ret = wait_for_devices(dmabuf, direction);
	if (ret)
		return ret;
	give_to_cpu(buffer, &range);
	yamp_caller_name(who);
	yamp_access_begin(&buffer->access, who[0] ? YAMP_ACCESS_CPU : YAMP_ACCESS_SYNC, who);
	return 0;
}

int yamp_domain_end_cpu(struct dma_buf *dmabuf, enum dma_data_direction direction)
{
	struct yamp_buffer *buffer = yamp_dmabuf_buffer(dmabuf);
	struct span range = whole(buffer);

	give_to_devices(buffer, &range, direction);
	return 0;
}

/* The part of the buffer that the argument means. */
static int find_range(const struct yamp_buffer *buffer, const struct yamp_set_domain *arg,
		      struct span *range)
{
	const struct yamp_plane *plane;
	u64 base = 0, room = yamp_buffer_size(buffer);

	if (arg->plane != YAMP_PLANE_ALL) {
		if (arg->plane >= buffer->frame.plane_count)
			return -EINVAL;
		plane = &buffer->frame.planes[arg->plane];
		if (plane->object != buffer->object)
			return -EINVAL;
		base = plane->offset;
		room = plane->size;
	}
	if (arg->offset >= room || arg->size > room - arg->offset)
		return -EINVAL;
	range->offset = base + arg->offset;
	range->end = arg->size ? range->offset + arg->size : base + room;
	return 0;
}

static enum dma_data_direction cpu_direction(u32 flags)
{
	switch (flags) {
	case YAMP_DOMAIN_READ:
		return DMA_FROM_DEVICE;
	case YAMP_DOMAIN_WRITE:
		return DMA_TO_DEVICE;
	default:
		return DMA_BIDIRECTIONAL;
	}
}

static int set_domain(struct dma_buf *dmabuf, const struct yamp_set_domain *arg)
{
	struct yamp_buffer *buffer = yamp_dmabuf_buffer(dmabuf);
	enum dma_data_direction cpu = cpu_direction(arg->flags);
	struct span range;
	int ret;

	if (!buffer)
		return -EOPNOTSUPP;
	if (arg->flags & YAMP_DOMAIN_WRITE && !(dmabuf->file->f_mode & FMODE_WRITE))
		return -EACCES;
	ret = find_range(buffer, arg, &range);
	if (ret)
		return ret;
	if (arg->domain == YAMP_DOMAIN_DEVICE) {
		give_to_devices(buffer, &range, cpu);
		return 0;
	}
	ret = wait_for_devices(dmabuf, cpu);
	if (ret)
		return ret;
	give_to_cpu(buffer, &range);
	yamp_access_begin(&buffer->access, YAMP_ACCESS_SYNC, "");
	return 0;
}

long yamp_ioctl_set_domain(struct yamp_owner *owner, void __user *user, size_t size)
{
	const u32 flags = YAMP_DOMAIN_READ | YAMP_DOMAIN_WRITE;
	struct yamp_set_domain arg;
	struct dma_buf *dmabuf;
	int ret;

	ret = copy_struct_from_user(&arg, sizeof(arg), user, size);
	if (ret)
		return ret;
	if (!arg.flags || arg.flags & ~flags || arg.domain > YAMP_DOMAIN_CPU ||
	    memchr_inv(arg.reserved, 0, sizeof(arg.reserved)))
		return -EINVAL;
	dmabuf = dma_buf_get(arg.fd);
	if (IS_ERR(dmabuf))
		return PTR_ERR(dmabuf);
	ret = set_domain(dmabuf, &arg);
	dma_buf_put(dmabuf);
	return ret;
}
