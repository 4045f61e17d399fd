/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * All private structs of the module, and what its files offer each other.
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
#include <linux/mutex.h>
#include <linux/scatterlist.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <uapi/linux/yamp.h>

#include "yamp_event.h"
#include "yamp_roster.h"
#include "yamp_solve.h"

/* kinds of enum yamp_access_kind that this module counts */
#define YAMP_ACCESS_KINDS	(YAMP_ACCESS_ATTACH + 1)

#define YAMP_EXP_NAME_LEN	192

struct yamp_buffer;
struct yamp_user;

/**
 * struct yamp_actor - who did something
 * @pid: process in whose context, owned; NULL is a kernel thread
 * @task: name of the thread, printable
 * @who: device or kernel module that did it, empty for the process itself
 */
struct yamp_actor {
	struct pid *pid;
	char task[YAMP_TASK_LEN];
	char who[YAMP_NAME_LEN];
};

/**
 * struct yamp_access_record - accesses of one kind
 * @total: since the buffer was allocated
 * @now: of these, not yet ended; only kinds that have an end
 * @last: who did the last one
 */
struct yamp_access_record {
	u64 total;
	u32 now;
	struct yamp_actor last;
};

/**
 * struct yamp_hold - somebody holds a buffer
 * @node: in yamp_buffer.holds, protected by yamp_buffer.lock
 * @kind: enum yamp_holder_kind, any but MMAP
 * @actor: who
 *
 * Embedded in what describes the attachment, the mapping or the pin.
 */
struct yamp_hold {
	struct list_head node;
	u32 kind;
	struct yamp_actor actor;
};

/**
 * struct yamp_access_log - who accessed a buffer
 * @lock: innermost lock
 * @records: indexed by enum yamp_access_kind, protected by @lock
 */
struct yamp_access_log {
	spinlock_t lock;	/* innermost */
	struct yamp_access_record records[YAMP_ACCESS_KINDS];
};

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
 * struct yamp_limits - where a scatter list must be cut
 * @size_max: most bytes of a segment, at least a page; 0 is no limit
 * @boundary: a mask, 2^n - 1; no segment crosses a multiple of 2^n; 0 is none
 */
struct yamp_limits {
	u64 size_max;
	u64 boundary;
};

/**
 * struct yamp_placement_ops - where the pages of a buffer come from
 * @name: as exp_name shows it
 * @own_memory: what it gives is not taken from what the kernel has for others
 * @present: optional: is there any of it on this machine now?
 * @create: get memory, zeroed; fills the pages of a resident placement. May be
 *	cut short by a fatal signal, never starts the OOM killer
 * @destroy: give it back, or what is left after @purge; nobody has it pinned or mapped
 * @pin: optional, under yamp_buffer.lock: fill yamp_buffer.pages and keep them in
 *	place; -EINTR after a fatal signal if killable
 * @unpin: with @pin, under yamp_buffer.lock: let them go, their content stays
 * @resident: with @pin, under yamp_buffer.lock: bytes that are in memory now
 * @recyclable: optional: may the memory of a buffer that nobody uses any more be
 *	kept for another? Without it, never
 * @charged_max: larger buffers are charged to no memory cgroup; 0: all are
 * @purge: optional, under yamp_buffer.lock, nobody has it pinned: give the memory
 *	back; may be called by whom memory is wanted from
 * @refill: with @purge, under yamp_buffer.lock: undo it with zeros; errors as @create
 * @migrate: optional, under yamp_buffer.lock, nobody has it pinned: move the content
 *	below an address by the next pin, and set yamp_buffer.reach; or change nothing
 *
 * Without @pin a placement is resident: its pages stay from @create to @destroy.
 */
struct yamp_placement_ops {
	const char *name;
	bool own_memory;
	bool (*present)(void);
	int (*create)(struct yamp_buffer *buffer);
	void (*destroy)(struct yamp_buffer *buffer);
	int (*pin)(struct yamp_buffer *buffer, bool killable);
	void (*unpin)(struct yamp_buffer *buffer);
	u64 (*resident)(const struct yamp_buffer *buffer);
	bool (*recyclable)(const struct yamp_buffer *buffer);
	u64 charged_max;
	void (*purge)(struct yamp_buffer *buffer);
	int (*refill)(struct yamp_buffer *buffer);
	void (*migrate)(struct yamp_buffer *buffer, u64 reach);
};

/**
 * struct yamp_spec - what a buffer is to be
 * @frame: description, copied
 * @frame_id: of the frame it belongs to
 * @object: its index in the frame
 * @object_size: bytes of every dma-buf of the frame, multiples of PAGE_SIZE, not zero;
 *	copied
 * @placement: enum yamp_placement, one that yamp_placement_find() knows
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
 * @inode: of the first of them, owned; its mapping has the CPU mappings of all
 * @shmem: system placement: the file that holds the content
 * @lock: see the head of this file
 * @pages: resident placements: fixed; else valid while @pins, protected by @lock
 * @pins: users that keep the pages in place, protected by @lock
 * @dirty: content may have changed while pinned, protected by @lock
 * @reach: highest address of a device that it was moved for, 2^n - 1; 0 is none;
 *	protected by @lock
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
	struct inode *inode;
	struct file *shmem;
	struct mutex lock;	/* see the head of this file */
	struct page **pages;
	unsigned int pins;
	bool dirty;
	u64 reach;
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

/**
 * struct yamp_handle - a dma-buf over a buffer, its private data
 * @buffer: holds a reference
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

/** yamp_placement_find - ops of an enum yamp_placement, or NULL if there are none */
const struct yamp_placement_ops *yamp_placement_find(u32 placement);

/** yamp_placement_present - can an enum yamp_placement be asked for now? */
bool yamp_placement_present(u32 placement);

/** yamp_placement_allows - yamp_memory_allows(), where the bytes come from there */
bool yamp_placement_allows(u32 placement, u64 bytes);

/** yamp_placement_mask - bit (1 << enum yamp_placement) for each that there is */
u32 yamp_placement_mask(void);

/** yamp_frame_id_new - an id that no frame had before */
u64 yamp_frame_id_new(void);

/**
 * yamp_buffer_create - allocate the memory of one dma-buf
 * @spec: what it is to be
 *
 * On success the buffer owns the charge on @spec->owner and @spec->user, on failure
 * the caller still does. Returns ERR_PTR(-ENOMEM), -EINTR after a fatal signal, -ENFILE.
 */
struct yamp_buffer *yamp_buffer_create(const struct yamp_spec *spec);

/**
 * yamp_buffer_refill - give a purged buffer memory again, zeroed
 *
 * Under yamp_buffer.lock. Returns 0, -ENOMEM or -EINTR.
 */
int yamp_buffer_refill(struct yamp_buffer *buffer);

/** yamp_buffer_get - take another reference to @buffer, and return it */
struct yamp_buffer *yamp_buffer_get(struct yamp_buffer *buffer);

/**
 * yamp_buffer_put - the last frees it and gives its charge back
 *
 * Its memory may go to the pool.
 */
void yamp_buffer_put(struct yamp_buffer *buffer);

/** yamp_buffer_free - give memory back that is charged to nobody, and free the struct */
void yamp_buffer_free(struct yamp_buffer *buffer);

/** yamp_buffer_free_shell - free a struct whose memory another buffer has taken over */
void yamp_buffer_free_shell(struct yamp_buffer *buffer);

/**
 * yamp_buffer_pin - keep the pages in place and yamp_buffer.pages valid
 *
 * @killable: a fatal signal ends it; not for a vmap, about whose failure the
 *	dma-buf core warns
 *
 * Under yamp_buffer.lock. Returns 0; -ENOMEM; -EINTR; -ENODEV it was revoked;
 * -ENODATA it was purged.
 */
int yamp_buffer_pin(struct yamp_buffer *buffer, bool killable);

/**
 * yamp_buffer_unpin - undo one yamp_buffer_pin(), under yamp_buffer.lock
 *
 * The last one gives the memory of a revoked buffer back.
 */
void yamp_buffer_unpin(struct yamp_buffer *buffer);

/**
 * yamp_buffer_segment - pages from @first on that form one segment
 *
 * Needs yamp_buffer.pages to be valid. Returns at least 1.
 */
unsigned long yamp_buffer_segment(const struct yamp_buffer *buffer, unsigned long first,
				  const struct yamp_limits *limits);

/** yamp_buffer_size - bytes */
u64 yamp_buffer_size(const struct yamp_buffer *buffer);

/** yamp_buffer_state - YAMP_STATE_* but READ_ONLY; under yamp_buffer.lock */
u32 yamp_buffer_state(const struct yamp_buffer *buffer);

/** yamp_buffer_publish - a program is about to get its descriptor */
void yamp_buffer_publish(struct yamp_buffer *buffer);

/** yamp_buffer_describe - fill all out fields but those of the descriptor itself */
void yamp_buffer_describe(struct yamp_buffer *buffer, struct yamp_describe *describe);

/** yamp_memory_allows - can so many bytes be allocated and others still go on? */
bool yamp_memory_allows(u64 bytes);

/** yamp_address_zone - GFP flag of the zone that is surely inside @address_mask; 0 is any */
gfp_t yamp_address_zone(u64 address_mask);

/** yamp_address_highest - of this machine's memory */
u64 yamp_address_highest(void);

/** yamp_address_fits - is a page inside @address_mask? */
bool yamp_address_fits(struct page *page, u64 address_mask);

/* yamp_system.c, yamp_contiguous.c, yamp_region.c */
extern const struct yamp_placement_ops yamp_system_ops;
extern const struct yamp_placement_ops yamp_contiguous_ops;
extern const struct yamp_placement_ops yamp_region_ops;

/** yamp_region_init - take the ranges that the module was loaded with; 0 or -errno */
int yamp_region_init(void);

/** yamp_region_finish - give all ranges back; there is no buffer any more */
void yamp_region_finish(void);

/* yamp_pool.c */

/**
 * struct yamp_pool_usage - what the pool did since it was loaded
 * @bytes: kept now
 * @ready: of these, zeroed and at hand
 * @budget: most that it keeps
 * @hits: buffers that got memory from it
 * @misses: buffers that might have, and did not
 * @zero_ns: time spent zeroing
 */
struct yamp_pool_usage {
	u64 bytes;
	u64 ready;
	u64 budget;
	u64 hits;
	u64 misses;
	u64 zero_ns;
};

int yamp_pool_init(void);
void yamp_pool_finish(void);

/** yamp_pool_wants - would it keep the memory of a buffer that nobody uses any more? */
bool yamp_pool_wants(const struct yamp_buffer *buffer);

/** yamp_pool_give - the buffer, its memory and nothing else in it, is the pool's now */
void yamp_pool_give(struct yamp_buffer *buffer);

/**
 * yamp_pool_take - zeroed memory for a buffer that has none
 * @buffer: gets @shmem, @pages and what is known of them
 *
 * Returns false if there is none of its kind.
 */
bool yamp_pool_take(struct yamp_buffer *buffer);

/** yamp_pool_drain - give everything back; returns whether there was anything */
bool yamp_pool_drain(void);

/** yamp_pool_usage - figures of now */
void yamp_pool_usage(struct yamp_pool_usage *copy);

/* yamp_memcg.c */

/** yamp_memcg_current - the current task's memory cgroup, not to be followed; NULL is the root */
const void *yamp_memcg_current(void);

/**
 * yamp_memcg_keeps - may the pages of a pinned buffer be kept when it is free?
 * @payer: out: who pays for them all, not to be followed; NULL is nobody
 */
bool yamp_memcg_keeps(const struct yamp_buffer *buffer, const void **payer);

/**
 * struct yamp_memcg_scope - between enter and leave, on the stack
 * @group: that pays in between; NULL: as without
 * @outer: what was in force before
 */
struct yamp_memcg_scope {
	struct mem_cgroup *group;
	struct mem_cgroup *outer;
};

/** yamp_memcg_enter - what the current task allocates from now on is paid for as @page is */
void yamp_memcg_enter(struct yamp_memcg_scope *scope, struct page *page);

/** yamp_memcg_leave - and no longer */
void yamp_memcg_leave(const struct yamp_memcg_scope *scope);

/* yamp_dmabuf.c */

/**
 * yamp_dmabuf_export - make a dma-buf of a buffer
 * @buffer: the caller's reference belongs to the dma-buf afterwards; to the caller
 *	on failure
 * @flags: O_RDONLY or O_RDWR
 *
 * Any number of them can be made. They have the memory, its fences and its CPU
 * mappings in common, so what is done to the buffer is done to all.
 */
struct dma_buf *yamp_dmabuf_export(struct yamp_buffer *buffer, int flags);

/** yamp_dmabuf_charged - it owns a charge of no bytes and one dma-buf, until it is gone */
void yamp_dmabuf_charged(struct dma_buf *dmabuf, struct yamp_owner *owner, struct yamp_user *user);

/** yamp_dmabuf_buffer - the buffer of a dma-buf, NULL if another exporter's */
struct yamp_buffer *yamp_dmabuf_buffer(const struct dma_buf *dmabuf);

/* yamp_domain.c: begin_cpu_access and end_cpu_access; YAMP_IOC_SET_DOMAIN */
int yamp_domain_begin_cpu(struct dma_buf *dmabuf, enum dma_data_direction direction);
int yamp_domain_end_cpu(struct dma_buf *dmabuf, enum dma_data_direction direction);
long yamp_ioctl_set_domain(struct yamp_owner *owner, void __user *arg, size_t size);

/**
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
 * Returns the dma-buf for dma_buf_put(); ERR_PTR(-EBADF), or -EINVAL if it is no
 * dma-buf or another exporter's.
 */
struct dma_buf *yamp_dmabuf_get(int fd, struct yamp_buffer **buffer);

/* yamp_migrate.c */

/** yamp_buffer_reach - where its pages should lie: as asked for, and as devices reach; 0 is any */
u64 yamp_buffer_reach(const struct yamp_buffer *buffer);

/**
 * yamp_buffer_migrate - move memory to where @device reaches it, if it does not
 *
 * Under yamp_buffer.lock, before @device pins it. Where it cannot be moved all stays
 * as it is, and the DMA layer copies.
 */
void yamp_buffer_migrate(struct yamp_buffer *buffer, struct device *device);

/* yamp_revoke.c */

/**
 * yamp_buffer_zap - take the CPU mappings' pages away; the next touch is a fault
 *
 * Under yamp_buffer.lock. No processor can reach the pages when it returns.
 */
void yamp_buffer_zap(struct yamp_buffer *buffer);

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

/* yamp_vmap.c: of struct dma_buf_ops */
int yamp_vmap_begin(struct dma_buf *dmabuf, struct iosys_map *map);
void yamp_vmap_end(struct dma_buf *dmabuf, struct iosys_map *map);

/** yamp_vmap_invalidate - let kernel mappings see memory; under yamp_buffer.lock */
void yamp_vmap_invalidate(struct yamp_buffer *buffer);

/** yamp_vmap_flush - let memory see kernel mappings; under yamp_buffer.lock */
void yamp_vmap_flush(struct yamp_buffer *buffer);

/* yamp_actor.c */

/** yamp_task_name - name of a thread, printable */
void yamp_task_name(struct task_struct *task, char name[YAMP_TASK_LEN]);

/**
 * yamp_actor_init - the current task
 * @who: device or module for which it works; empty for the process itself
 */
void yamp_actor_init(struct yamp_actor *actor, const char *who);

/** yamp_actor_finish - undo yamp_actor_init(); takes a zeroed one */
void yamp_actor_finish(struct yamp_actor *actor);

/** yamp_actor_pid - process id for the calling process to see, or 0 */
u32 yamp_actor_pid(const struct yamp_actor *actor);

/** yamp_actor_task - name for the calling process to see, wholly written */
void yamp_actor_task(const struct yamp_actor *actor, char task[YAMP_TASK_LEN]);

/* yamp_holders.c */

struct yamp_list;

/* of the first version, which will never be smaller */
#define YAMP_HOLDER_SIZE_V2	sizeof(struct yamp_holder)

/**
 * yamp_hold_begin - the current task holds a buffer from now on
 * @hold: for yamp_hold_end()
 * @kind: enum yamp_holder_kind
 * @who: device, module or tag
 *
 * Under yamp_buffer.lock. Cannot fail.
 */
void yamp_hold_begin(struct yamp_buffer *buffer, struct yamp_hold *hold, u32 kind,
		     const char *who);

/** yamp_hold_end - no longer; under yamp_buffer.lock */
void yamp_hold_end(struct yamp_hold *hold);

/**
 * yamp_holders_answer - tell the caller who holds a buffer
 * @kinds: bits (1 << enum yamp_holder_kind) of what is asked for
 * @list: where to
 * @count: out: how many there are
 *
 * Returns 0, -ENOMEM or -EFAULT.
 */
int yamp_holders_answer(struct yamp_buffer *buffer, u32 kinds, const struct yamp_list *list,
			u32 *count);

/** yamp_ioctl_holders - YAMP_IOC_HOLDERS */
long yamp_ioctl_holders(struct yamp_owner *owner, void __user *arg, size_t size);

/* yamp_stats.c: YAMP_IOC_STATS */
long yamp_ioctl_stats(struct yamp_owner *owner, void __user *arg, size_t size);

/* yamp_access.c */
void yamp_access_init(struct yamp_access_log *log);
void yamp_access_finish(struct yamp_access_log *log);

/**
 * yamp_access_begin - note an access by the current task
 * @log: of the buffer
 * @kind: what is done
 * @who: device or module that does it; empty for the process itself
 */
void yamp_access_begin(struct yamp_access_log *log, enum yamp_access_kind kind, const char *who);

/** yamp_access_end - an access noted by yamp_access_begin() is over */
void yamp_access_end(struct yamp_access_log *log, enum yamp_access_kind kind);

/** yamp_access_read - fill yamp_describe.access for the calling process to see */
void yamp_access_read(struct yamp_access_log *log, struct yamp_access *access);

/**
 * yamp_access_driver - which kernel module called us through the dma-buf core?
 * @who: its name; empty if none did, or if it is not a module
 */
void yamp_access_driver(char who[YAMP_NAME_LEN]);

/* yamp_quota.c */

/**
 * struct yamp_usage - figures of one user and one open file
 * @quota_bytes: most bytes of the user
 * @used_bytes: held
 * @quota_buffers: most dma-bufs of the user
 * @used_buffers: held
 * @file_quota_bytes: the same of the open file; 0 is no limit
 * @file_used_bytes: held
 * @file_quota_buffers: 0 is no limit
 * @file_used_buffers: held
 */
struct yamp_usage {
	u64 quota_bytes;
	u64 used_bytes;
	u32 quota_buffers;
	u32 used_buffers;
	u64 file_quota_bytes;
	u64 file_used_bytes;
	u32 file_quota_buffers;
	u32 file_used_buffers;
};

/**
 * yamp_quota_charge - take from two quotas, before any memory
 * @owner: open file that allocates; the other quota is the calling user's
 * @bytes: of all
 * @buffers: dma-bufs, at least one
 *
 * Returns the charged user for yamp_quota_uncharge(), which lives until all is
 * given back; ERR_PTR(-EDQUOT) or -ENOMEM.
 */
struct yamp_user *yamp_quota_charge(struct yamp_owner *owner, u64 bytes, u32 buffers);

/** yamp_quota_uncharge - give a part of a charge back */
void yamp_quota_uncharge(struct yamp_owner *owner, struct yamp_user *user, u64 bytes,
			 u32 buffers);

/** yamp_user_is_caller - does the calling process, outside of sandboxes, belong to @user? */
bool yamp_user_is_caller(const struct yamp_user *user);

/** yamp_user_id - for the calling process to see */
u32 yamp_user_id(const struct yamp_user *user);

/** yamp_quota_usage - of the calling user, and of @owner unless that is NULL */
void yamp_quota_usage(struct yamp_owner *owner, struct yamp_usage *usage);

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

/**
 * yamp_answer - copy a result to the caller, as much of it as the caller knows
 * @to: the argument of the ioctl
 * @from: the struct
 * @size: sizeof the struct here
 * @user_size: sizeof the struct in the caller
 */
int yamp_answer(void __user *to, const void *from, size_t size, size_t user_size);

/**
 * struct yamp_list - where in the caller a list of structs goes that may grow
 * @address: user pointer
 * @room: structs that fit
 * @stride: bytes from one to the next, the caller's sizeof
 */
struct yamp_list {
	u64 address;
	u32 room;
	u32 stride;
};

/** yamp_list_valid - is a list what the caller may ask for? @stride_min: the first version's */
bool yamp_list_valid(u32 room, u32 stride, u32 stride_min);

/**
 * yamp_list_write - copy structs to the caller, as far as there is room
 * @first: index in @list of the first one
 * @from: the structs
 * @size: of one of them here
 * @count: of them
 *
 * Returns 0 or -EFAULT.
 */
int yamp_list_write(const struct yamp_list *list, u32 first, const void *from, u32 size,
		    u32 count);

/** yamp_size_max - most bytes of a frame on this machine */
u64 yamp_size_max(void);

/* yamp_place.c */

/**
 * struct yamp_choice - where the memory of a frame is to come from
 * @placement: enum yamp_placement
 * @limits: of the segments
 */
struct yamp_choice {
	u32 placement;
	struct yamp_limits limits;
};

/**
 * yamp_place - choose a placement that suits every consumer
 * @asked: enum yamp_placement
 * @records: of the consumers
 * @count: of @records
 * @solution: of the solver
 * @choice: out
 * @conflict: filled with -EDOM
 *
 * Returns 0; -EDOM; -EINVAL no such placement; -EOPNOTSUPP not on this machine.
 */
int yamp_place(u32 asked, const struct yamp_constraint *records, u32 count,
	       const struct yamp_solution *solution, struct yamp_choice *choice,
	       struct yamp_conflict *conflict);

/**
 * yamp_piece_min - bytes that every segment but the last must have for a record
 * @size: of the dma-buf; a single piece needs to be no larger
 *
 * A multiple of PAGE_SIZE; 0 is any.
 */
u64 yamp_piece_min(const struct yamp_constraint *record, u64 size);

/** yamp_contiguity_wanted - of a record, whose segments may need it too */
u32 yamp_contiguity_wanted(const struct yamp_constraint *record, u64 size);

/* yamp_consumer.c */

/**
 * yamp_consumer_read - copy a record and its formats from the caller
 * @consumer: out, zeroed before; for yamp_consumer_finish(), on failure too
 * @record: out, of @consumer as long as that lives
 * @address: of the record in the caller
 * @size: of the record in the caller
 *
 * Returns 0; -EINVAL @size or the number of formats; -E2BIG; -EFAULT; -ENOMEM.
 */
int yamp_consumer_read(struct yamp_consumer *consumer, struct yamp_constraint *record,
		       u64 address, u32 size);

/** yamp_consumer_finish - free the formats; takes a zeroed one */
void yamp_consumer_finish(struct yamp_consumer *consumer);

/* yamp_suit.c */

/**
 * struct yamp_pieces - the segments of some memory
 * @count: how many
 * @extents: how many where adjacent ones count as one
 * @smallest: bytes of the smallest but the last; 0 if there is only one
 * @largest: bytes of the largest
 * @crossed: 2^n - 1; no segment crosses a multiple of 2^n
 * @address_mask: 2^n - 1 that no address exceeds
 * @latest: bytes of the one added last
 * @end: address behind it
 */
struct yamp_pieces {
	u64 count;
	u64 extents;
	u64 smallest;
	u64 largest;
	u64 crossed;
	u64 address_mask;
	u64 latest;
	u64 end;
};

/** yamp_pieces_add - one more segment, at a physical or bus address */
void yamp_pieces_add(struct yamp_pieces *pieces, u64 start, u64 size);

/**
 * struct yamp_memory - what yamp_suit() looks at
 * @size: bytes of the dma-buf
 * @placement: enum yamp_placement; ANY if it is not known
 * @cache: enum yamp_cache; ANY if it is not known
 * @pieces: its segments
 */
struct yamp_memory {
	u64 size;
	u32 placement;
	u32 cache;
	struct yamp_pieces pieces;
};

/** yamp_buffer_memory - what a buffer's memory is, or the worst it may become */
void yamp_buffer_memory(struct yamp_buffer *buffer, struct yamp_memory *memory);

/**
 * yamp_suit - does memory suit a record?
 * @conflict: filled with -EDOM, as yamp_verify() does
 *
 * Segments, addresses, contiguity and caching; the rest is for yamp_verify().
 * Returns 0 or -EDOM.
 */
int yamp_suit(const struct yamp_memory *memory, const struct yamp_constraint *record,
	      struct yamp_conflict *conflict);

/** yamp_suit_refuse - fill @conflict of a record and a frame; returns -EDOM */
int yamp_suit_refuse(const struct yamp_constraint *record, u32 field, u64 wanted, u64 found,
		     struct yamp_conflict *conflict);

/* yamp_probe.c */
int yamp_probe_init(void);
void yamp_probe_finish(void);

/**
 * yamp_probe - map a dma-buf of another exporter for a device of ours, once
 * @pieces: out, its segments as that device sees them
 *
 * Returns 0; -EOPNOTSUPP the exporter will not; -ENOMEM; -EINTR. Takes and leaves
 * the reservation lock.
 */
int yamp_probe(struct dma_buf *dmabuf, struct yamp_pieces *pieces);

/* yamp_heap.c: the ioctl of /dev/dma_heap/yamp, whose open file is an owner too */
long yamp_heap_ioctl(struct file *file, unsigned int cmd, unsigned long address);

/* yamp_check.c: YAMP_IOC_VERIFY */
long yamp_ioctl_verify(struct yamp_owner *owner, void __user *arg, size_t size);

/* yamp_registry.c */

/**
 * struct yamp_drivers - registered drivers that take part in a call
 * @registered: each once, referenced
 * @count: entries of @registered
 * @first: index of the first one's record, behind the caller's
 */
struct yamp_drivers {
	struct yamp_registration *registered[YAMP_MAX_CONSTRAINTS];
	u32 count;
	u32 first;
};

/**
 * yamp_drivers_add - add the records of drivers that the caller's records name
 * @drivers: zeroed before; for yamp_drivers_finish(), on failure too
 * @records: @count of the caller's, with room for YAMP_MAX_CONSTRAINTS; they lose
 *	the flag YAMP_CONSTRAINT_REGISTERED
 * @consumers: likewise
 * @count: at most YAMP_MAX_CONSTRAINTS
 *
 * Returns 0; -ENODEV no such driver; -EINVAL no room, or a name without an end.
 */
int yamp_drivers_add(struct yamp_drivers *drivers, struct yamp_constraint *records,
		     struct yamp_consumer *consumers, u32 count);

/** yamp_drivers_name - say YAMP_CONSUMER_KERNEL for a driver in an answer to the caller */
void yamp_drivers_name(const struct yamp_drivers *drivers, struct yamp_conflict *conflict);

/** yamp_drivers_finish - drop the references, and @consumers' formats that came with them */
void yamp_drivers_finish(struct yamp_drivers *drivers, struct yamp_consumer *consumers);

/* yamp_alloc.c: YAMP_IOC_ALLOC */
long yamp_ioctl_alloc(struct yamp_owner *owner, void __user *arg, size_t size);

#endif /* YAMP_PRIV_H */
