// SPDX-License-Identifier: GPL-2.0-only
/*
 * A buffer as a dma-buf.
 *
 * An .attach only notes who came: nothing is decided before a device maps. There
 * is no .pin, with which the core would map static importers as they attach. So
 * an attached buffer that no device has mapped is idle.
 *
 * The core holds the reservation lock around map, unmap, vmap and vunmap, and
 * mmap_lock around mmap; none of these takes either.
 */
#include <linux/dma-buf.h>
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/slab.h>

#include "yamp_compat.h"
#include "yamp_device.h"
#include "yamp_priv.h"
#include "yamp_quota.h"
#include "yamp_trace.h"

static int fill_table(const struct yamp_buffer *buffer, const struct yamp_limits *limits,
		      struct sg_table *table)
{
	unsigned long i, length, segments = 0;
	struct scatterlist *entry;
	int ret;

	for (i = 0; i < buffer->page_count; i += yamp_buffer_segment(buffer, i, limits))
		segments++;
	ret = sg_alloc_table(table, segments, GFP_KERNEL | __GFP_RETRY_MAYFAIL | __GFP_NOWARN);
	if (ret)
		return ret;
	entry = table->sgl;
	for (i = 0; i < buffer->page_count; i += length) {
		length = yamp_buffer_segment(buffer, i, limits);
		sg_set_page(entry, buffer->pages[i], length << PAGE_SHIFT, 0);
		entry = sg_next(entry);
	}
	return 0;
}

/*
 * To the DMA API a mapping hands memory over to a device, and so its checks
 * (CONFIG_DMA_API_DEBUG) refuse a second one of the same memory. Here several devices
 * share a buffer. So mapping and unmapping are asked for addresses only, and what they
 * would do for caches and bounce buffers is asked for by itself, as for each later
 * change of turns (yamp_domain.c). A new bounce buffer is filled all the same, even for
 * a device that only writes: what it leaves out is not lost. That there is none left is
 * the caller's to hear, not the log's.
 */
static int map_table(struct yamp_map *map)
{
	int ret = dma_map_sgtable(map->device, &map->table, map->direction,
				  DMA_ATTR_SKIP_CPU_SYNC | DMA_ATTR_NO_WARN);

	if (!ret)
		dma_sync_sgtable_for_device(map->device, &map->table, map->direction);
	return ret;
}

static void unmap_table(struct yamp_map *map)
{
	dma_sync_sgtable_for_cpu(map->device, &map->table, map->direction);
	dma_unmap_sgtable(map->device, &map->table, map->direction, DMA_ATTR_SKIP_CPU_SYNC);
}

/* Under yamp_buffer.lock. */
static int map_device(struct yamp_buffer *buffer, struct yamp_map *map)
{
	struct yamp_limits limits;
	int ret;

	ret = yamp_device_limits(map->device, buffer, &limits);
	if (ret)
		return ret;
	yamp_buffer_migrate(buffer, map->device);
	ret = yamp_buffer_pin(buffer, true);
	if (ret)
		return ret;
	ret = yamp_device_takes(map->device, buffer) ? 0 : -EIO;
	ret = ret ?: fill_table(buffer, &limits, &map->table);
	if (ret)
		goto unpin_buffer;
	ret = map_table(map);
	if (ret)
		goto free_table;
	mutex_lock(&buffer->maps_lock);
	list_add(&map->node, &buffer->maps);
	mutex_unlock(&buffer->maps_lock);
	yamp_hold_begin(buffer, &map->hold, YAMP_HOLDER_MAPPED, dev_name(map->device));
	if (map->direction != DMA_TO_DEVICE)
		buffer->dirty = true;
	return 0;

free_table:
	sg_free_table(&map->table);
unpin_buffer:
	yamp_buffer_unpin(buffer);
	return ret;
}

static struct yamp_buffer *buffer_of(const struct dma_buf *dmabuf)
{
	const struct yamp_handle *handle = dmabuf->priv;

	return handle->buffer;
}

static int attach_dma_buf(struct dma_buf *dmabuf, struct dma_buf_attachment *attachment)
{
	struct yamp_buffer *buffer = buffer_of(dmabuf);
	struct yamp_hold *hold = kzalloc(sizeof(*hold), GFP_KERNEL);

	if (!hold)
		return -ENOMEM;
	mutex_lock(&buffer->lock);
	yamp_hold_begin(buffer, hold, YAMP_HOLDER_ATTACHED, dev_name(attachment->dev));
	mutex_unlock(&buffer->lock);
	attachment->priv = hold;
	yamp_access_begin(&buffer->access, YAMP_ACCESS_ATTACH, dev_name(attachment->dev));
	return 0;
}

static void detach_dma_buf(struct dma_buf *dmabuf, struct dma_buf_attachment *attachment)
{
	struct yamp_buffer *buffer = buffer_of(dmabuf);
	struct yamp_hold *hold = attachment->priv;

	mutex_lock(&buffer->lock);
	yamp_hold_end(hold);
	mutex_unlock(&buffer->lock);
	kfree(hold);
	yamp_access_end(&buffer->access, YAMP_ACCESS_ATTACH);
}

static struct sg_table *map_dma_buf(struct dma_buf_attachment *attachment,
				    enum dma_data_direction direction)
{
	struct yamp_buffer *buffer = buffer_of(attachment->dmabuf);
	struct yamp_map *map = kzalloc(sizeof(*map), GFP_KERNEL);
	int ret;

	if (!map)
		return ERR_PTR(-ENOMEM);
	map->device = attachment->dev;
	map->direction = direction;
	mutex_lock(&buffer->lock);
	ret = map_device(buffer, map);
	mutex_unlock(&buffer->lock);
	if (ret) {
		trace_yamp_map_fail(buffer, map->device, ret);
		kfree(map);
		return ERR_PTR(ret);
	}
	yamp_access_begin(&buffer->access, YAMP_ACCESS_DEVICE_MAP, dev_name(attachment->dev));
	return &map->table;
}

static void unmap_dma_buf(struct dma_buf_attachment *attachment, struct sg_table *table,
			  enum dma_data_direction direction)
{
	struct yamp_buffer *buffer = buffer_of(attachment->dmabuf);
	struct yamp_map *map = container_of(table, struct yamp_map, table);

	mutex_lock(&buffer->lock);
	mutex_lock(&buffer->maps_lock);
	list_del(&map->node);
	mutex_unlock(&buffer->maps_lock);
	yamp_hold_end(&map->hold);
	unmap_table(map);
	sg_free_table(table);
	yamp_buffer_unpin(buffer);
	mutex_unlock(&buffer->lock);
	kfree(map);
	yamp_access_end(&buffer->access, YAMP_ACCESS_DEVICE_MAP);
}

static void release_dma_buf(struct dma_buf *dmabuf)
{
	struct yamp_handle *handle = dmabuf->priv;

	dma_resv_lock(dmabuf->resv, NULL);
	list_del(&handle->dmabuf_node);
	dma_resv_unlock(dmabuf->resv);
	if (handle->user) {
		yamp_quota_uncharge(handle->owner, handle->user, 0, 1);
		yamp_owner_put(handle->owner);
	}
	yamp_buffer_put(handle->buffer);
	kfree(handle);
}

static const struct dma_buf_ops dma_buf_ops = {
	.attach = attach_dma_buf,
	.detach = detach_dma_buf,
	.map_dma_buf = map_dma_buf,
	.unmap_dma_buf = unmap_dma_buf,
	.vmap = yamp_vmap_begin,
	.vunmap = yamp_vmap_end,
	.begin_cpu_access = yamp_domain_begin_cpu,
	.end_cpu_access = yamp_domain_end_cpu,
	.mmap = yamp_mmap,
	.release = release_dma_buf,
};

/*
 * All dma-bufs of a buffer have the first one's mapping, so that the CPU mappings
 * of all can be found in one place. Its inode stays as long as the buffer.
 */
static void share_mapping(struct yamp_buffer *buffer, struct file *file)
{
	mutex_lock(&buffer->lock);
	if (!buffer->inode) {
		ihold(file_inode(file));
		buffer->inode = file_inode(file);
	}
	mutex_unlock(&buffer->lock);
	file->f_mapping = buffer->inode->i_mapping;
}

struct dma_buf *yamp_dmabuf_export(struct yamp_buffer *buffer, int flags)
{
	DEFINE_DMA_BUF_EXPORT_INFO(info);
	struct yamp_handle *handle = kzalloc(sizeof(*handle), GFP_KERNEL_ACCOUNT);
	struct dma_buf *dmabuf;

	if (!handle)
		return ERR_PTR(-ENOMEM);
	handle->buffer = buffer;
	info.exp_name = buffer->exp_name;
	info.ops = &dma_buf_ops;
	info.size = yamp_buffer_size(buffer);
	info.flags = flags;
	info.resv = &buffer->resv;
	info.priv = handle;
	dmabuf = dma_buf_export(&info);
	if (IS_ERR(dmabuf)) {
		kfree(handle);
		return dmabuf;
	}
	handle->dmabuf = dmabuf;
	dma_resv_lock(&buffer->resv, NULL);
	list_add(&handle->dmabuf_node, &buffer->dmabufs);
	dma_resv_unlock(&buffer->resv);
	share_mapping(buffer, dmabuf->file);
	return dmabuf;	/* and owns handle and reference now */
}

/* None of them goes while we hold the lock: its release waits for it. */
void yamp_dmabuf_invalidate(struct yamp_buffer *buffer)
{
	struct yamp_handle *handle;

	dma_resv_lock(&buffer->resv, NULL);
	list_for_each_entry(handle, &buffer->dmabufs, dmabuf_node)
		yamp_invalidate_mappings(handle->dmabuf);
	dma_resv_unlock(&buffer->resv);
}

void yamp_dmabuf_charged(struct dma_buf *dmabuf, struct yamp_owner *owner, struct yamp_user *user)
{
	struct yamp_handle *handle = dmabuf->priv;

	handle->owner = yamp_owner_get(owner);
	handle->user = user;
}

struct yamp_buffer *yamp_dmabuf_buffer(const struct dma_buf *dmabuf)
{
	return dmabuf->ops == &dma_buf_ops ? buffer_of(dmabuf) : NULL;
}

struct dma_buf *yamp_dmabuf_get(int fd, struct yamp_buffer **buffer)
{
	struct dma_buf *dmabuf = dma_buf_get(fd);

	if (IS_ERR(dmabuf))
		return dmabuf;
	*buffer = yamp_dmabuf_buffer(dmabuf);
	if (*buffer)
		return dmabuf;
	dma_buf_put(dmabuf);
	return ERR_PTR(-EINVAL);
}
