/* SPDX-License-Identifier: GPL-2.0-only */
/* Dma-bufs over a buffer, and what is done through them. */
#ifndef YAMP_DMABUF_H
#define YAMP_DMABUF_H

#include <linux/dma-buf.h>
#include <linux/iosys-map.h>
#include <linux/list.h>
#include <linux/scatterlist.h>
#include <linux/types.h>

#include "yamp_holders.h"

struct yamp_buffer;
struct yamp_owner;
struct yamp_user;

/**
 * struct yamp_handle - a dma-buf over a buffer, its private data
 * @buffer: holds a reference
 * @dmabuf: whose private data it is
 * @dmabuf_node: in yamp_buffer.dmabufs
 * @owner: with @user: open file through which it was exported, a reference
 * @user: charged for this one dma-buf; NULL for the first, which the buffer's own
 *	charge covers
 * @blank: the page that its kernel mapping shows instead of the buffer's; NULL if it shows
 *	those, or there is none; protected by yamp_buffer.lock
 * @hold: of the mapping, if that shows the buffer's pages
 */
struct yamp_handle {
	struct yamp_buffer *buffer;
	struct dma_buf *dmabuf;
	struct list_head dmabuf_node;
	struct yamp_owner *owner;
	struct yamp_user *user;
	struct page *blank;
	struct yamp_hold hold;
};

/**
 * struct yamp_map - one mapping of a buffer by one device
 * @node: in yamp_buffer.maps
 * @hold: its entry in the list of who holds the buffer
 * @device: that maps it; the attachment keeps it
 * @direction: as mapped
 * @table: what the importer got
 */
struct yamp_map {
	struct list_head node;
	struct yamp_hold hold;
	struct device *device;
	enum dma_data_direction direction;
	struct sg_table table;
};

/* yamp_dmabuf.c */

/*
 * yamp_dmabuf_export - make a dma-buf of a buffer
 * @buffer: the caller's reference belongs to the dma-buf afterwards; to the caller
 *	on failure
 * @flags: O_RDONLY or O_RDWR
 *
 * Any number of them can be made. They have the memory, its fences and its CPU
 * mappings in common, so what is done to the buffer is done to all.
 */
struct dma_buf *yamp_dmabuf_export(struct yamp_buffer *buffer, int flags);

/**
 * yamp_dmabuf_invalidate - tell dynamic importers to unmap
 * @buffer: of which all dma-bufs are meant
 *
 * Takes the reservation lock; not under yamp_buffer.lock, which unmapping takes.
 */
void yamp_dmabuf_invalidate(struct yamp_buffer *buffer);

/** yamp_dmabuf_charged - it owns a charge of no bytes and one dma-buf, until it is gone */
void yamp_dmabuf_charged(struct dma_buf *dmabuf, struct yamp_owner *owner, struct yamp_user *user);

/** yamp_dmabuf_buffer - the buffer of a dma-buf, NULL if another exporter's */
struct yamp_buffer *yamp_dmabuf_buffer(const struct dma_buf *dmabuf);

/**
 * yamp_dmabuf_get - the dma-buf of a descriptor, if it is ours
 * @fd: descriptor of the calling process
 * @buffer: out, its buffer, which lives as long as the dma-buf
 *
 * Return: the dma-buf for dma_buf_put(); ERR_PTR(-EBADF), or -EINVAL if it is no
 * dma-buf or another exporter's.
 */
struct dma_buf *yamp_dmabuf_get(int fd, struct yamp_buffer **buffer);

/* yamp_domain.c: of struct dma_buf_ops */
int yamp_domain_begin_cpu(struct dma_buf *dmabuf, enum dma_data_direction direction);
int yamp_domain_end_cpu(struct dma_buf *dmabuf, enum dma_data_direction direction);

/*
 * yamp_domain_sync_for_cpu - make what devices wrote visible to the CPU
 * @vaddr: the kernel mapping, NULL if there is none
 *
 * For devices that have it mapped now. Takes yamp_buffer.maps_lock, allocates
 * nothing, waits for no fence.
 */
void yamp_domain_sync_for_cpu(struct yamp_buffer *buffer, void *vaddr);

/** yamp_domain_sync_for_device - the opposite; @direction is what the CPU did */
void yamp_domain_sync_for_device(struct yamp_buffer *buffer, void *vaddr,
				 enum dma_data_direction direction);

/* yamp_mmap.c: of struct dma_buf_ops */
int yamp_mmap(struct dma_buf *dmabuf, struct vm_area_struct *vma);

/* yamp_vmap.c: of struct dma_buf_ops */
int yamp_vmap_begin(struct dma_buf *dmabuf, struct iosys_map *map);
void yamp_vmap_end(struct dma_buf *dmabuf, struct iosys_map *map);

/** yamp_vmap_drop - end the kernel mapping, if there is one; under yamp_buffer.lock */
void yamp_vmap_drop(struct yamp_buffer *buffer);

/** yamp_vmap_invalidate - let the kernel mapping see memory; under yamp_buffer.lock */
void yamp_vmap_invalidate(struct yamp_buffer *buffer);

/** yamp_vmap_flush - let memory see the kernel mapping; under yamp_buffer.lock */
void yamp_vmap_flush(struct yamp_buffer *buffer);

#endif /* YAMP_DMABUF_H */
