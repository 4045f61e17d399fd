/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What differs between the kernels that the module builds for. The only place
 * that asks for a kernel's version.
 */
#ifndef YAMP_COMPAT_H
#define YAMP_COMPAT_H

#include <linux/dma-buf.h>
#include <linux/err.h>
#include <linux/gfp.h>
#include <linux/memremap.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/shmem_fs.h>
#include <linux/version.h>
#include <linux/writeback.h>	/* struct folio_batch, whose own header moved */

/* 6.13: namespaces became strings */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 13, 0)
#define YAMP_IMPORT_NS(ns)	MODULE_IMPORT_NS(ns)
#define YAMP_NAMESPACE		YAMP
#else
#define YAMP_IMPORT_NS(ns)	MODULE_IMPORT_NS(#ns)
#define YAMP_NAMESPACE		"YAMP"
#endif

/* 7.0: VMA flags became a bitmap. No flags: the size counts as committed. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(7, 0, 0)
#define YAMP_SHMEM_FLAGS	0
#else
#define YAMP_SHMEM_FLAGS	EMPTY_VMA_FLAGS
#endif

/* 6.16: what the range is for is said by a flag, no longer by a migrate type */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 16, 0)
#define YAMP_CONTIG_FLAGS	MIGRATE_MOVABLE
#else
#define YAMP_CONTIG_FLAGS	ACR_FLAGS_NONE
#endif

/* 7.1: renamed. A dynamic importer's callback, in struct dma_buf_attach_ops */
#if LINUX_VERSION_CODE < KERNEL_VERSION(7, 1, 0)
#define YAMP_INVALIDATE_OP	move_notify
#else
#define YAMP_INVALIDATE_OP	invalidate_mappings
#endif

/** yamp_invalidate_mappings - call it, of all that have it; under the reservation lock */
static inline void yamp_invalidate_mappings(struct dma_buf *dmabuf)
{
#if LINUX_VERSION_CODE < KERNEL_VERSION(7, 1, 0)
	dma_buf_move_notify(dmabuf);
#else
	dma_buf_invalidate_mappings(dmabuf);
#endif
}

/*
 * yamp_contig_take - make a range of page frames the caller's own
 * @start: first page frame
 * @end: behind the last
 *
 * Moves what is there elsewhere. Each page then has one reference, its content
 * is undefined. Returns 0 or -errno.
 */
static inline int yamp_contig_take(unsigned long start, unsigned long end)
{
#ifdef CONFIG_CONTIG_ALLOC
	return alloc_contig_range(start, end, YAMP_CONTIG_FLAGS, GFP_KERNEL | __GFP_NOWARN);
#else
	return -EOPNOTSUPP;
#endif
}

/** yamp_map_align - what a range for yamp_map_pages() must be a multiple of */
static inline unsigned long yamp_map_align(void)
{
#ifdef CONFIG_ZONE_DEVICE
	return memremap_compat_align();
#else
	return PAGE_SIZE;
#endif
}

/**
 * yamp_map_pages - give memory that the kernel does not know struct pages
 * @map: type, range and nr_range are set
 *
 * Return: 0 or -errno; -EOPNOTSUPP this kernel cannot.
 */
static inline int yamp_map_pages(struct dev_pagemap *map)
{
#ifdef CONFIG_ZONE_DEVICE
	return PTR_ERR_OR_ZERO(memremap_pages(map, NUMA_NO_NODE));
#else
	return -EOPNOTSUPP;
#endif
}

/** yamp_unmap_pages - undo yamp_map_pages() */
static inline void yamp_unmap_pages(struct dev_pagemap *map)
{
#ifdef CONFIG_ZONE_DEVICE
	memunmap_pages(map);
#endif
}

#endif /* YAMP_COMPAT_H */
