/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A buffer, and what the files around it offer each other. What can be told of
 * without a buffer's insides has a header of its own.
 *
 * Locks, outer first:
 *
 *   mmap_lock or dma_resv of the dma-buf	taken by our callers, never by us
 *     yamp_buffer.lock				pages, pins, who maps them
 *       yamp_buffer.maps_lock			the list of device mappings
 *       yamp_access_log.lock			who came last
 *       purge_lock				what the shrinker may purge; innermost
 *       quota_lock				usage per user and open file; innermost
 *       yamp_events.lock			events that nobody has read yet; innermost
 *       i_mmap_rwsem of yamp_buffer.inode	the kernel's: zapping CPU mappings
 *   registry_lock				drivers' records, alone
 *   pool_lock					memory kept for reuse, alone
 *   roster_lock					all buffers, alone
 *
 * yamp_buffer.lock is held while memory is allocated and reclaimed, so nothing
 * that reclaim calls may take it, except by trying, and nothing that signals a
 * fence, for which reclaim may wait. yamp_buffer.maps_lock is for these.
 */
#ifndef YAMP_PRIV_H
#define YAMP_PRIV_H

#include <linux/dma-buf.h>
#include <linux/dma-resv.h>
#include <linux/fs.h>
#include <linux/iosys-map.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/scatterlist.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/uaccess.h>
#include <uapi/linux/yamp.h>

#include "yamp_access.h"
#include "yamp_event.h"
#include "yamp_holders.h"
#include "yamp_placement.h"
#include "yamp_roster.h"

#define YAMP_EXP_NAME_LEN	192

struct yamp_buffer;
struct yamp_user;

/**
 * struct yamp_owner - an open file of /dev/yamp, and what was allocated by it
 * @ref: one of the open file, one of each buffer, which may live longer
 * @bytes: charged through it, protected by quota_lock
 * @buffers: dma-bufs, likewise
 * @events: for who reads the file
 */
struct yamp_owner {
	struct kref ref;
	u64 bytes;
	u32 buffers;
	struct yamp_events events;
};

/**
 * struct yamp_spec - what a buffer is to be
 * @frame: description, copied
 * @frame_id: of the frame it belongs to
 * @object: its index in the frame
 * @object_size: bytes of every dma-buf of the frame, multiples of PAGE_SIZE, not zero;
 *	copied
 * @placement: enum yamp_placement, one that yamp_placement_find() knows
 * @cache: enum yamp_cache, one that the placement gives
 * @address_mask: addresses its pages may have, 2^n - 1; 0 is any
 * @limits: of its segments
 * @owner: open file that allocates it, charged with the bytes of @object and one dma-buf
 * @user: charged likewise
 */
struct yamp_spec {
	const struct yamp_frame *frame;
	u64 frame_id;
	u32 object;
	const u64 *object_size;
	u32 placement;
	u32 cache;
	u64 address_mask;
	struct yamp_limits limits;
	struct yamp_owner *owner;
	struct yamp_user *user;
};

/**
 * struct yamp_buffer - the memory behind a dma-buf, or behind several
 *
 * Fixed when it is created:
 * @frame: description; of memory without one only its size and object_count
 * @frame_id: of the frame it belongs to
 * @object: its index in the frame
 * @object_size: bytes of every dma-buf of the frame
 * @placement: enum yamp_placement
 * @cache: enum yamp_cache: how everyone maps it
 * @ops: of @placement
 * @page_count: of @pages
 * @address_mask: addresses its pages may have; 0 is any
 * @limits: of its segments
 * @owner: open file that allocated it; holds a reference
 * @user: who is charged for it, as is @owner
 * @exp_name: the description for people, in fdinfo
 * @maker: process that allocated it
 *
 * @ref: of each dma-buf over it
 * @resv: that all these dma-bufs share: fences are of the memory
 * @dmabufs: all of them, of struct yamp_handle by its @dmabuf_node; protected by @resv
 * @inode: of the first of them, owned; its mapping has the CPU mappings of all
 * @shmem: system placement: the file that holds the content
 * @lock: see the head of this file
 * @pages: resident placements: fixed; else valid while @pins, protected by @lock
 * @pins: users that keep the pages in place, protected by @lock
 * @dirty: content may have changed while pinned, protected by @lock
 * @reach: highest address of a device that it was moved for, 2^n - 1; 0 is none;
 *	protected by @lock
 * @reach_new: system placement: nothing has been moved for @reach yet, likewise
 * @moves: how often it was moved, likewise
 * @segments: physically contiguous pieces; 0 if not resident; protected by @lock
 * @segment_largest: bytes of the largest, likewise
 * @handles: of struct yamp_handle that have a kernel mapping, by its @node;
 *	protected by @lock
 * @revoked: nobody may begin to use it, protected by @lock; never reset
 * @gone: and its memory has been given back, likewise
 * @purgeable: its owner can do without the content, protected by @lock
 * @purged: the content is gone and with it the memory, protected by @lock
 * @purge_node: in purgeable, protected by purge_lock
 * @vmas: CPU mappings, protected by @lock
 * @vmas_pin: one of them was touched, so together they have one of @pins, until
 *	the last is gone; protected by @lock
 * @maps_lock: see the head of this file
 * @maps: of struct yamp_map, by its @node; changes under @lock and @maps_lock
 * @holds: of struct yamp_hold, by its @node; protected by @lock
 * @access: who accessed it, has its own lock
 * @roster: its place in the list of all that programs know
 *
 * Once it is free and its memory is kept (yamp_pool.c):
 * @pool_node: in one of the pool's lists, protected by pool_lock
 * @pool_ready: it is zeroed and on the clean list, protected by pool_lock
 * @payer: memory cgroup that pays for the pages, never followed; NULL is nobody
 */
struct yamp_buffer {
	struct yamp_frame frame;
	u64 frame_id;
	u32 object;
	u64 object_size[YAMP_MAX_PLANES];
	u32 placement;
	u32 cache;
	const struct yamp_placement_ops *ops;
	unsigned long page_count;
	u64 address_mask;
	struct yamp_limits limits;
	struct yamp_owner *owner;
	struct yamp_user *user;
	char exp_name[YAMP_EXP_NAME_LEN];
	struct yamp_actor maker;

	struct kref ref;
	struct dma_resv resv;
	struct list_head dmabufs;
	struct inode *inode;
	struct file *shmem;
	struct mutex lock;	/* see the head of this file */
	struct page **pages;
	unsigned int pins;
	bool dirty;
	u64 reach;
	bool reach_new;
	u32 moves;
	u32 segments;
	u64 segment_largest;
	struct list_head handles;
	bool revoked;
	bool gone;
	bool purgeable;
	bool purged;
	struct list_head purge_node;
	unsigned int vmas;
	bool vmas_pin;
	struct mutex maps_lock;	/* see the head of this file */
	struct list_head maps;
	struct list_head holds;
	struct yamp_access_log access;
	struct yamp_roster_entry roster;

	struct list_head pool_node;
	bool pool_ready;
	const void *payer;
};

/** yamp_buffer_size - bytes */
static inline u64 yamp_buffer_size(const struct yamp_buffer *buffer)
{
	return (u64)buffer->page_count << PAGE_SHIFT;
}

/** yamp_buffer_reach - where its pages should lie: as asked for, and as devices reach; 0 is any */
static inline u64 yamp_buffer_reach(const struct yamp_buffer *buffer)
{
	return min_not_zero(buffer->address_mask, buffer->reach);
}

/**
 * struct yamp_handle - a dma-buf over a buffer, its private data
 * @buffer: holds a reference
 * @dmabuf: whose private data it is
 * @dmabuf_node: in yamp_buffer.dmabufs
 * @owner: with @user: open file through which it was exported, a reference
 * @user: charged for this one dma-buf; NULL for the first, which the buffer's own
 *	charge covers
 * @node: in yamp_buffer.handles, while @vaddr is not NULL
 * @vaddr: kernel mapping or NULL, protected by yamp_buffer.lock
 * @blank: the page that @vaddr shows instead of the buffer's; NULL if it shows those
 * @hold: of the mapping, if that shows the buffer's pages
 */
struct yamp_handle {
	struct yamp_buffer *buffer;
	struct dma_buf *dmabuf;
	struct list_head dmabuf_node;
	struct yamp_owner *owner;
	struct yamp_user *user;
	struct list_head node;
	void *vaddr;
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

/**
 * struct yamp_pin - a driver's hold on a buffer, made by yamp_pin()
 * @dmabuf: through which it was taken, a reference
 * @map: kernel mapping, or null
 * @hold: its entry in the list of who holds the buffer, with the driver's tag
 */
struct yamp_pin {
	struct dma_buf *dmabuf;
	struct iosys_map map;
	struct yamp_hold hold;
};

/* yamp_buffer.c */

/** yamp_frame_id_new - an id that no frame had before */
u64 yamp_frame_id_new(void);

/*
 * yamp_buffer_create - allocate the memory of one dma-buf
 * @spec: what it is to be
 *
 * On success the buffer owns the charge on @spec->owner and @spec->user, on failure
 * the caller still does. Returns ERR_PTR(-ENOMEM), -EINTR after a fatal signal, -ENFILE.
 */
struct yamp_buffer *yamp_buffer_create(const struct yamp_spec *spec);

/*
 * yamp_buffer_refill - give a purged buffer memory again, zeroed
 *
 * Under yamp_buffer.lock. Returns 0, -ENOMEM or -EINTR.
 */
int yamp_buffer_refill(struct yamp_buffer *buffer);

/** yamp_buffer_get - take another reference to @buffer, and return it */
struct yamp_buffer *yamp_buffer_get(struct yamp_buffer *buffer);

/*
 * yamp_buffer_put - the last frees it and gives its charge back
 *
 * Its memory may go to the pool.
 */
void yamp_buffer_put(struct yamp_buffer *buffer);

/** yamp_buffer_free - give memory back that is charged to nobody, and free the struct */
void yamp_buffer_free(struct yamp_buffer *buffer);

/** yamp_buffer_free_shell - free a struct whose memory another buffer has taken over */
void yamp_buffer_free_shell(struct yamp_buffer *buffer);

/** yamp_buffer_state - YAMP_STATE_* but READ_ONLY; under yamp_buffer.lock */
u32 yamp_buffer_state(const struct yamp_buffer *buffer);

/** yamp_buffer_publish - a program is about to get its descriptor */
void yamp_buffer_publish(struct yamp_buffer *buffer);

/** yamp_buffer_describe - fill all out fields but those of the descriptor itself */
void yamp_buffer_describe(struct yamp_buffer *buffer, struct yamp_describe *describe);

/* yamp_name.c */

/** yamp_buffer_name - fill yamp_buffer.exp_name */
void yamp_buffer_name(struct yamp_buffer *buffer);

/* yamp_pin.c */

/*
 * yamp_buffer_pin - keep the pages in place and yamp_buffer.pages valid
 *
 * @killable: a fatal signal ends it; not for a vmap, about whose failure the
 *	dma-buf core warns
 *
 * Under yamp_buffer.lock. Returns 0; -ENOMEM; -EINTR; -ENODEV it was revoked;
 * -ENODATA it was purged.
 */
int yamp_buffer_pin(struct yamp_buffer *buffer, bool killable);

/*
 * yamp_buffer_unpin - undo one yamp_buffer_pin(), under yamp_buffer.lock
 *
 * The last one gives the memory of a revoked buffer back.
 */
void yamp_buffer_unpin(struct yamp_buffer *buffer);

/*
 * yamp_buffer_zap - take the CPU mappings' pages away; the next touch is a fault
 *
 * Under yamp_buffer.lock. No processor can reach the pages when it returns.
 */
void yamp_buffer_zap(struct yamp_buffer *buffer);

/*
 * yamp_buffer_segment - pages from @first on that form one segment
 *
 * Needs yamp_buffer.pages to be valid. Returns at least 1.
 */
unsigned long yamp_buffer_segment(const struct yamp_buffer *buffer, unsigned long first,
				  const struct yamp_limits *limits);

/** yamp_buffer_count_segments - of its pages, which are valid; under yamp_buffer.lock */
void yamp_buffer_count_segments(struct yamp_buffer *buffer);

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

/* yamp_domain.c: begin_cpu_access and end_cpu_access; YAMP_IOC_SET_DOMAIN */
int yamp_domain_begin_cpu(struct dma_buf *dmabuf, enum dma_data_direction direction);
int yamp_domain_end_cpu(struct dma_buf *dmabuf, enum dma_data_direction direction);
long yamp_ioctl_set_domain(struct yamp_owner *owner, void __user *arg, size_t size);

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

/**
 * yamp_dmabuf_get - the dma-buf of a descriptor, if it is ours
 * @fd: descriptor of the calling process
 * @buffer: out, its buffer, which lives as long as the dma-buf
 *
 * Return: the dma-buf for dma_buf_put(); ERR_PTR(-EBADF), or -EINVAL if it is no
 * dma-buf or another exporter's.
 */
struct dma_buf *yamp_dmabuf_get(int fd, struct yamp_buffer **buffer);

/* yamp_migrate.c */

/*
 * yamp_buffer_migrate - move memory to where @device reaches it, if it does not
 *
 * Under yamp_buffer.lock, before @device pins it. Where it cannot be moved all stays
 * as it is, and the DMA layer copies.
 */
void yamp_buffer_migrate(struct yamp_buffer *buffer, struct device *device);

/* yamp_revoke.c */

/** yamp_revoke_finish - nobody has a revoked buffer pinned; under yamp_buffer.lock */
void yamp_revoke_finish(struct yamp_buffer *buffer);

/** yamp_ioctl_revoke - YAMP_IOC_REVOKE */
long yamp_ioctl_revoke(struct yamp_owner *owner, void __user *arg, size_t size);

/* yamp_purge.c */
int yamp_purge_init(void);
void yamp_purge_finish(void);

/** yamp_purge_forget - a buffer can no longer be purged; takes any */
void yamp_purge_forget(struct yamp_buffer *buffer);

/** yamp_ioctl_advise - YAMP_IOC_ADVISE */
long yamp_ioctl_advise(struct yamp_owner *owner, void __user *arg, size_t size);

/* yamp_export.c: YAMP_IOC_EXPORT */
long yamp_ioctl_export(struct yamp_owner *owner, void __user *arg, size_t size);

/* yamp_mmap.c: of struct dma_buf_ops */
int yamp_mmap(struct dma_buf *dmabuf, struct vm_area_struct *vma);

/* yamp_vmap.c: of struct dma_buf_ops */
int yamp_vmap_begin(struct dma_buf *dmabuf, struct iosys_map *map);
void yamp_vmap_end(struct dma_buf *dmabuf, struct iosys_map *map);

/** yamp_vmap_invalidate - let kernel mappings see memory; under yamp_buffer.lock */
void yamp_vmap_invalidate(struct yamp_buffer *buffer);

/** yamp_vmap_flush - let memory see kernel mappings; under yamp_buffer.lock */
void yamp_vmap_flush(struct yamp_buffer *buffer);

/* yamp_stats.c: YAMP_IOC_STATS */
long yamp_ioctl_stats(struct yamp_owner *owner, void __user *arg, size_t size);

/* yamp_owner.c: open and release of /dev/yamp; the owner is the file's private_data */
int yamp_owner_open(struct inode *inode, struct file *file);
int yamp_owner_release(struct inode *inode, struct file *file);

/** yamp_owner_get - take another reference to @owner, and return it */
struct yamp_owner *yamp_owner_get(struct yamp_owner *owner);

/** yamp_owner_put - give a reference back; the last frees it */
void yamp_owner_put(struct yamp_owner *owner);

/* yamp_ioctl.c */
long yamp_ioctl(struct file *file, unsigned int cmd, unsigned long arg);
long yamp_query_ioctl(struct file *file, unsigned int cmd, unsigned long arg);

/*
 * yamp_answer - copy a result to the caller, as much of it as the caller knows
 * @to: the argument of the ioctl
 * @from: the struct
 * @size: sizeof the struct here
 * @user_size: sizeof the struct in the caller
 */
static inline int yamp_answer(void __user *to, const void *from, size_t size, size_t user_size)
{
	return copy_to_user(to, from, min(size, user_size)) ? -EFAULT : 0;
}

/* yamp_heap.c: the ioctl of /dev/dma_heap/yamp, whose open file is an owner too */
long yamp_heap_ioctl(struct file *file, unsigned int cmd, unsigned long address);

/* yamp_check.c: YAMP_IOC_VERIFY */
long yamp_ioctl_verify(struct yamp_owner *owner, void __user *arg, size_t size);

/* yamp_alloc.c: YAMP_IOC_ALLOC */
long yamp_ioctl_alloc(struct yamp_owner *owner, void __user *arg, size_t size);

#endif /* YAMP_PRIV_H */
