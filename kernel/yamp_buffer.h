/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A buffer: the memory behind dma-bufs, from its allocation to its end.
 *
 * Locks, outer first:
 *
 *   mmap_lock or dma_resv of the dma-buf	taken by our callers, never by us
 *     yamp_buffer.lock				pages, pins, who maps them
 *       yamp_buffer.maps_lock			the list of device mappings
 *       yamp_access_log.lock			who came last
 *       purge_lock				what the shrinker may purge; innermost
 *       linger_lock			what stays in place for a moment; innermost
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
#ifndef YAMP_BUFFER_H
#define YAMP_BUFFER_H

#include <linux/dma-resv.h>
#include <linux/fs.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/types.h>
#include <uapi/linux/yamp.h>

#include "yamp_access.h"
#include "yamp_placement.h"
#include "yamp_roster.h"

#define YAMP_EXP_NAME_LEN	192

struct device;
struct yamp_owner;
struct yamp_user;

/**
 * struct yamp_spec - what a buffer is to be
 * @frame: description, copied
 * @frame_id: of the frame it belongs to
 * @object: its index in the frame
 * @object_size: bytes of every dma-buf of the frame, multiples of PAGE_SIZE, not zero;
 *	copied
 * @charge: of every dma-buf of the frame, bytes of memory that it may come to hold; copied
 * @placement: enum yamp_placement, one that yamp_placement_find() knows
 * @cache: enum yamp_cache, one that the placement gives
 * @address_mask: addresses its pages may have, 2^n - 1; 0 is any
 * @limits: of its segments
 * @owner: open file that allocates it, charged with the @charge of @object and one dma-buf
 * @user: charged likewise
 */
struct yamp_spec {
	const struct yamp_frame *frame;
	u64 frame_id;
	u32 object;
	const u64 *object_size;
	u64 charge[YAMP_MAX_PLANES];
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
 * @charge: bytes of memory that it may come to hold, no fewer than its size
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
 * @pages: resident placements: fixed; else valid while @pins, and while it lingers; protected
 *	by @lock
 * @pins: users that keep the pages in place, protected by @lock
 * @dirty: content may have changed while pinned, protected by @lock
 * @reach: highest address of a device that it was moved for, 2^n - 1; 0 is none;
 *	protected by @lock
 * @reach_new: system placement: nothing has been moved for @reach yet, likewise
 * @moves: how often it was moved, likewise
 * @segments: physically contiguous pieces; 0 if @pages are not valid; protected by @lock
 * @segment_largest: bytes of the largest, likewise
 * @vaddr: kernel mapping of the pages, or NULL; no driver need have it just now, but it is
 *	there only while @pins, and while it lingers; protected by @lock
 * @linger_node: in lingering (yamp_linger.c); changes under @lock and linger_lock
 * @linger_since: jiffies; protected by linger_lock
 * @linger_busy: somebody is about to let go of its pages, and it may not be freed; likewise
 * @revoked: nobody may begin to use it, protected by @lock; never reset
 * @gone: and its memory has been given back, likewise
 * @purgeable: its owner can do without the content, protected by @lock
 * @purged: the content is gone and with it the memory, protected by @lock
 * @purge_node: in purgeable, protected by purge_lock
 * @vmas: CPU mappings, protected by @lock
 * @vmas_pin: one of them was touched, so together they have one of @pins, until
 *	the last is gone; protected by @lock
 * @blank: the page that processes other than @maker's see while the memory is gone; NULL until
 *	one of them looks; protected by @lock
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
	u64 charge;
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
	void *vaddr;
	struct list_head linger_node;
	unsigned long linger_since;
	bool linger_busy;
	bool revoked;
	bool gone;
	bool purgeable;
	bool purged;
	struct list_head purge_node;
	unsigned int vmas;
	bool vmas_pin;
	struct page *blank;
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

/** yamp_buffer_make_room - give back what nobody uses; was there any? Under no lock */
bool yamp_buffer_make_room(void);

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

/** yamp_buffer_state - YAMP_STATE_* but READ_ONLY; of this moment, if under no lock */
u32 yamp_buffer_state(const struct yamp_buffer *buffer);

/** yamp_buffer_publish - a program is about to get its descriptor */
void yamp_buffer_publish(struct yamp_buffer *buffer);

/*
 * yamp_buffer_describe - fill all out fields but those of the descriptor itself
 *
 * Waits for nobody: a process that shares a buffer with another must not be able to hold it
 * up, and yamp_buffer.lock is held while memory is looked for or read back. Each figure is
 * of its own moment.
 */
void yamp_buffer_describe(struct yamp_buffer *buffer, struct yamp_describe *describe);

/** yamp_spec_charge - fill @spec->charge, whose other fields are set; returns the sum of it */
u64 yamp_spec_charge(struct yamp_spec *spec);

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
 * After the last one it is idle; the memory of a revoked buffer is given back.
 */
void yamp_buffer_unpin(struct yamp_buffer *buffer);

/*
 * yamp_buffer_idle - its pages are valid, and nobody has it pinned
 *
 * Under yamp_buffer.lock, or nobody else knows the buffer. They stay for a moment, if they may.
 */
void yamp_buffer_idle(struct yamp_buffer *buffer);

/*
 * yamp_buffer_rest - what stays of an idle buffer's pages for a moment goes now
 *
 * Under yamp_buffer.lock. Takes any. Returns pages.
 */
unsigned long yamp_buffer_rest(struct yamp_buffer *buffer);

/** yamp_buffer_finish - likewise of one that is being freed, under no lock */
void yamp_buffer_finish(struct yamp_buffer *buffer);

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

/** yamp_buffer_forget_segments - its pages are no longer valid; under yamp_buffer.lock */
void yamp_buffer_forget_segments(struct yamp_buffer *buffer);

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

/* yamp_purge.c */
int yamp_purge_init(void);
void yamp_purge_finish(void);

/** yamp_purge_forget - a buffer can no longer be purged; takes any */
void yamp_purge_forget(struct yamp_buffer *buffer);

#endif /* YAMP_BUFFER_H */
