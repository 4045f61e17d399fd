// SPDX-License-Identifier: GPL-2.0-only
/*
 * A dma-buf that is mapped for the device.
 *
 * A static importer keeps its mapping until it lets go by itself. A dynamic one is told
 * when the memory is wanted back, under the reservation lock, and unmaps at once; where
 * the core has mapped for it as it attached that changes nothing, so it also detaches,
 * in a worker because that takes the same lock.
 */
#include <linux/dma-mapping.h>
#include <linux/dma-resv.h>
#include <linux/err.h>
#include <linux/ktime.h>
#include <linux/yamp.h>

#include "edu.h"
#include "yamp_compat.h"

/* Under the reservation lock. */
static void unmap(struct edu_file *file)
{
	if (file->table)
		dma_buf_unmap_attachment(file->attachment, file->table, file->direction);
	file->table = NULL;
}

static void told(struct dma_buf_attachment *attachment)
{
	struct edu_file *file = attachment->importer_priv;

	if (!file->table)
		return;
	unmap(file);
	schedule_work(&file->told);
}

static const struct dma_buf_attach_ops dynamic_ops = { .YAMP_INVALIDATE_OP = told };

static void detach(struct edu_file *file)
{
	dma_buf_detach(file->dmabuf, file->attachment);
	file->attachment = NULL;
}

static void let_go(struct work_struct *work)
{
	detach(container_of(work, struct edu_file, told));
}

void edu_import_init(struct edu_file *file)
{
	mutex_init(&file->lock);
	INIT_WORK(&file->told, let_go);
}

void edu_import_release(struct edu_file *file)
{
	if (!file->dmabuf)
		return;
	dma_resv_lock(file->dmabuf->resv, NULL);
	unmap(file);	/* nobody is told from here on */
	dma_resv_unlock(file->dmabuf->resv);
	flush_work(&file->told);
	if (file->attachment)
		detach(file);
	dma_buf_put(file->dmabuf);
	file->dmabuf = NULL;
}

/* What only its address forbids is moved when it is mapped. */
static int check(const struct edu *edu, const struct dma_buf *dmabuf, struct edu_import *arg)
{
	int ret;

	if (arg->flags & EDU_IMPORT_ANY)
		return 0;
	ret = yamp_suits(dmabuf, &edu->record, NULL, &arg->conflict);
	return ret == -EDOM && arg->conflict.field == YAMP_FIELD_ID_ADDRESS ? 0 : ret;
}

static enum dma_data_direction direction_of(u32 direction)
{
	return direction == EDU_READS ? DMA_TO_DEVICE :
	       direction == EDU_WRITES ? DMA_FROM_DEVICE : DMA_BIDIRECTIONAL;
}

static void describe(const struct sg_table *table, struct edu_import *arg)
{
	struct scatterlist *entry;
	unsigned int i;

	arg->segments = table->nents;
	arg->address = sg_dma_address(table->sgl);
	arg->largest = 0;
	for_each_sgtable_dma_sg(table, entry, i)
		arg->largest = max(arg->largest, (u64)sg_dma_len(entry));
}

static int map(struct edu_file *file, struct edu_import *arg)
{
	struct dma_resv *resv = file->dmabuf->resv;
	ktime_t start = ktime_get();
	struct sg_table *table;

	file->direction = direction_of(arg->direction);
	dma_resv_lock(resv, NULL);
	table = dma_buf_map_attachment(file->attachment, file->direction);
	if (!IS_ERR(table)) {
		file->table = table;
		describe(table, arg);
	}
	dma_resv_unlock(resv);
	arg->map_ns = ktime_to_ns(ktime_sub(ktime_get(), start));
	return PTR_ERR_OR_ZERO(table);
}

static int attach(struct edu_file *file, struct edu_import *arg)
{
	struct device *device = &file->edu->pci->dev;
	struct dma_buf_attachment *attachment;

	if (arg->flags & EDU_IMPORT_DYNAMIC)
		attachment = dma_buf_dynamic_attach(file->dmabuf, device, &dynamic_ops, file);
	else
		attachment = dma_buf_attach(file->dmabuf, device);
	if (IS_ERR(attachment))
		return PTR_ERR(attachment);
	file->attachment = attachment;
	return 0;
}

int edu_import(struct edu_file *file, struct edu_import *arg)
{
	struct dma_buf *dmabuf;
	int ret;

	if (file->dmabuf)
		return -EBUSY;
	dmabuf = dma_buf_get(arg->fd);
	if (IS_ERR(dmabuf))
		return PTR_ERR(dmabuf);
	file->dmabuf = dmabuf;
	ret = check(file->edu, dmabuf, arg);
	ret = ret ?: attach(file, arg);
	ret = ret ?: map(file, arg);
	if (ret)
		edu_import_release(file);
	return ret;
}

/* The address of a range that lies in one segment; 0 if it does not. */
static dma_addr_t find(const struct sg_table *table, u64 offset, u32 size)
{
	struct scatterlist *entry;
	unsigned int i;

	for_each_sgtable_dma_sg(table, entry, i) {
		u64 length = sg_dma_len(entry);

		if (offset + size <= length)
			return sg_dma_address(entry) + offset;
		if (offset < length)
			return 0;
		offset -= length;
	}
	return 0;
}

int edu_import_copy(struct edu_file *file, const struct edu_copy *arg)
{
	struct dma_resv *resv;
	dma_addr_t address;
	int ret = -ENODEV;

	if (!arg->size || arg->size > EDU_MEMORY || arg->offset > U32_MAX)
		return -EINVAL;
	if (!file->dmabuf)
		return -ENODEV;
	resv = file->dmabuf->resv;
	dma_resv_lock(resv, NULL);
	if (file->table) {
		address = find(file->table, arg->offset, arg->size);
		ret = address ? edu_device_copy(file->edu, address, arg->size, arg->from_device) :
		      -EINVAL;
	}
	dma_resv_unlock(resv);
	return ret;
}
