// SPDX-License-Identifier: GPL-2.0-only
/*
 * A buffer: pages from a placement, the description of what is in them, and who
 * uses them now.
 */
#include <linux/err.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/mmzone.h>
#include <linux/nodemask.h>
#include <linux/slab.h>
#include <linux/swap.h>

#include "yamp_pool.h"
#include "yamp_priv.h"
#include "yamp_quota.h"
#include "yamp_trace.h"

static const struct yamp_placement_ops *const placements[] = {
	[YAMP_PLACEMENT_SYSTEM] = &yamp_system_ops,
	[YAMP_PLACEMENT_CONTIGUOUS] = &yamp_contiguous_ops,
	[YAMP_PLACEMENT_REGION] = &yamp_region_ops,
};

const struct yamp_placement_ops *yamp_placement_find(u32 placement)
{
	return placement < ARRAY_SIZE(placements) ? placements[placement] : NULL;
}

bool yamp_placement_present(u32 placement)
{
	const struct yamp_placement_ops *ops = yamp_placement_find(placement);

	return ops && (!ops->present || ops->present());
}

bool yamp_placement_gives(u32 placement, u32 cache)
{
	const struct yamp_placement_ops *ops = yamp_placement_find(placement);

	return ops->gives ? ops->gives(cache) : cache == YAMP_CACHE_CACHED;
}

bool yamp_placement_allows(u32 placement, u64 bytes)
{
	return yamp_placement_find(placement)->own_memory || yamp_memory_allows(bytes);
}

u32 yamp_placement_mask(void)
{
	u32 mask = 0;

	for (u32 i = 0; i < ARRAY_SIZE(placements); i++)
		if (yamp_placement_present(i))
			mask |= 1U << i;
	return mask;
}

u64 yamp_address_highest(void)
{
	u64 end = 0;
	int node;

	for_each_online_node(node)
		end = max(end, (u64)node_end_pfn(node) << PAGE_SHIFT);
	return end - 1;
}

gfp_t yamp_address_zone(u64 address_mask)
{
	if (!address_mask || address_mask >= yamp_address_highest())
		return 0;
	return address_mask >= U32_MAX ? GFP_DMA32 : GFP_DMA;
}

bool yamp_address_fits(struct page *page, u64 address_mask)
{
	return !address_mask || (u64)page_to_phys(page) + PAGE_SIZE - 1 <= address_mask;
}

/*
 * A sixteenth of the memory is left to others: allocations of ours fail early,
 * but theirs would start the OOM killer.
 */
bool yamp_memory_allows(u64 bytes)
{
	long free = si_mem_available() + get_nr_swap_pages() - (long)(totalram_pages() / 16);
	struct yamp_pool_usage pool;

	yamp_pool_usage(&pool);
	free += pool.bytes >> PAGE_SHIFT;	/* given back when memory is short */
	return free > 0 && bytes >> PAGE_SHIFT <= free;
}

u64 yamp_buffer_size(const struct yamp_buffer *buffer)
{
	return (u64)buffer->page_count << PAGE_SHIFT;
}

unsigned long yamp_buffer_segment(const struct yamp_buffer *buffer, unsigned long first,
				  const struct yamp_limits *limits)
{
	u64 size_max = limits->size_max ?: U64_MAX;
	u64 beyond = limits->boundary ? ~limits->boundary : 0;
	u64 start = page_to_phys(buffer->pages[first]);
	unsigned long count = 1;

	while (first + count < buffer->page_count) {
		u64 length = (u64)count << PAGE_SHIFT;

		if (page_to_phys(buffer->pages[first + count]) != start + length ||
		    length + PAGE_SIZE > size_max || ((start ^ (start + length)) & beyond))
			break;
		count++;
	}
	return count;
}

static void count_segments(struct yamp_buffer *buffer)
{
	const struct yamp_limits none = {};
	unsigned long length;

	buffer->segments = 0;
	buffer->segment_largest = 0;
	for (unsigned long i = 0; i < buffer->page_count; i += length) {
		length = yamp_buffer_segment(buffer, i, &none);
		buffer->segments++;
		buffer->segment_largest = max(buffer->segment_largest, (u64)length << PAGE_SHIFT);
	}
}

int yamp_buffer_pin(struct yamp_buffer *buffer, bool killable)
{
	int ret;

	if (buffer->revoked)
		return -ENODEV;
	if (buffer->purged)
		return -ENODATA;
	if (!buffer->pins && buffer->ops->pin) {
		ret = buffer->ops->pin(buffer, killable);
		if (ret)
			return ret;
		count_segments(buffer);
	}
	buffer->pins++;
	trace_yamp_pin(buffer);
	return 0;
}

void yamp_buffer_unpin(struct yamp_buffer *buffer)
{
	buffer->pins--;
	trace_yamp_unpin(buffer);
	if (buffer->pins)
		return;
	if (buffer->ops->pin) {
		buffer->ops->unpin(buffer);
		buffer->segments = 0;
		buffer->segment_largest = 0;
	}
	if (buffer->revoked)
		yamp_revoke_finish(buffer);
}

/* " o=0,307200 s=640,640": the planes that lie in this dma-buf. */
static size_t name_planes(const struct yamp_buffer *buffer, char *name, size_t size)
{
	const struct yamp_frame *frame = &buffer->frame;
	const char *before = " o=";
	size_t used = 0;

	for (u32 i = 0; i < frame->plane_count; i++) {
		if (frame->planes[i].object != buffer->object)
			continue;
		used += scnprintf(name + used, size - used, "%s%llu", before,
				  frame->planes[i].offset);
		before = ",";
	}
	before = " s=";
	for (u32 i = 0; i < frame->plane_count; i++) {
		if (frame->planes[i].object != buffer->object)
			continue;
		used += scnprintf(name + used, size - used, "%s%u", before,
				  frame->planes[i].stride);
		before = ",";
	}
	return used;
}

static size_t name_frame(const struct yamp_buffer *buffer, char *name, size_t size)
{
	const struct yamp_frame *frame = &buffer->frame;
	size_t used;

	used = scnprintf(name, size, " fmt=%c%c%c%c %ux%u mod=0x%llx", frame->fourcc & 0x7f,
			 frame->fourcc >> 8 & 0x7f, frame->fourcc >> 16 & 0x7f,
			 frame->fourcc >> 24 & 0x7f, frame->width, frame->height,
			 frame->modifier);
	return used + name_planes(buffer, name + used, size - used);
}

static void name_buffer(struct yamp_buffer *buffer)
{
	const struct yamp_frame *frame = &buffer->frame;
	const size_t size = sizeof(buffer->exp_name);
	char *name = buffer->exp_name;
	size_t used;

	used = scnprintf(name, size, "yamp id=%llu obj=%u", buffer->frame_id, buffer->object);
	if (frame->fourcc)
		used += name_frame(buffer, name + used, size - used);
	scnprintf(name + used, size - used, " place=%s%s", buffer->ops->name,
		  buffer->cache == YAMP_CACHE_WRITE_COMBINED ? " cache=wc" : "");
}

u64 yamp_frame_id_new(void)
{
	static atomic64_t last;

	return atomic64_inc_return(&last);
}

static struct yamp_buffer *buffer_init(const struct yamp_spec *spec)
{
	struct yamp_buffer *buffer = kzalloc(sizeof(*buffer), GFP_KERNEL_ACCOUNT);

	if (!buffer)
		return NULL;
	buffer->frame = *spec->frame;
	buffer->frame_id = spec->frame_id;
	buffer->object = spec->object;
	buffer->placement = spec->placement;
	buffer->cache = spec->cache;
	buffer->ops = yamp_placement_find(spec->placement);
	memcpy(buffer->object_size, spec->object_size,
	       spec->frame->object_count * sizeof(buffer->object_size[0]));
	buffer->page_count = buffer->object_size[spec->object] >> PAGE_SHIFT;
	buffer->address_mask = spec->address_mask;
	buffer->limits = spec->limits;
	buffer->owner = yamp_owner_get(spec->owner);
	buffer->user = spec->user;
	kref_init(&buffer->ref);
	dma_resv_init(&buffer->resv);
	mutex_init(&buffer->lock);
	mutex_init(&buffer->maps_lock);
	INIT_LIST_HEAD(&buffer->dmabufs);
	INIT_LIST_HEAD(&buffer->handles);
	INIT_LIST_HEAD(&buffer->maps);
	INIT_LIST_HEAD(&buffer->holds);
	INIT_LIST_HEAD(&buffer->purge_node);
	INIT_LIST_HEAD(&buffer->roster.node);
	yamp_actor_init(&buffer->maker, "");
	yamp_access_init(&buffer->access);
	name_buffer(buffer);
	return buffer;
}

/* Fresh memory for a buffer that has none. */
static int get_memory(struct yamp_buffer *buffer)
{
	int ret;

	buffer->pages = kvcalloc(buffer->page_count, sizeof(*buffer->pages),
				 GFP_KERNEL_ACCOUNT | __GFP_RETRY_MAYFAIL | __GFP_NOWARN);
	if (!buffer->pages)
		return -ENOMEM;
	ret = buffer->ops->create(buffer);
	if (!ret && !buffer->ops->pin)
		count_segments(buffer);
	if (!ret)
		return 0;
	kvfree(buffer->pages);
	buffer->pages = NULL;
	return ret;
}

void yamp_buffer_free_shell(struct yamp_buffer *buffer)
{
	mutex_destroy(&buffer->maps_lock);
	mutex_destroy(&buffer->lock);
	kfree(buffer);
}

void yamp_buffer_free(struct yamp_buffer *buffer)
{
	buffer->ops->destroy(buffer);
	kvfree(buffer->pages);
	yamp_buffer_free_shell(buffer);
}

/* All that a buffer has but its memory, which may go on as another's. */
static void let_go(struct yamp_buffer *buffer)
{
	iput(buffer->inode);
	yamp_actor_finish(&buffer->maker);
	yamp_owner_put(buffer->owner);
	yamp_access_finish(&buffer->access);
	dma_resv_fini(&buffer->resv);
}

struct yamp_buffer *yamp_buffer_create(const struct yamp_spec *spec)
{
	struct yamp_buffer *buffer;
	int ret = 0;

	if (!yamp_placement_allows(spec->placement, spec->object_size[spec->object]))
		return ERR_PTR(-ENOMEM);
	buffer = buffer_init(spec);
	if (!buffer)
		return ERR_PTR(-ENOMEM);
	if (!yamp_pool_take(buffer))
		ret = get_memory(buffer);
	if (ret == -ENOMEM && yamp_pool_drain())
		ret = get_memory(buffer);
	if (ret)
		goto free_buffer;
	return buffer;

free_buffer:
	let_go(buffer);
	yamp_buffer_free_shell(buffer);
	return ERR_PTR(ret);
}

static void buffer_destroy(struct kref *ref)
{
	struct yamp_buffer *buffer = container_of(ref, struct yamp_buffer, ref);
	bool kept;

	if (yamp_roster_leave(buffer)) {
		trace_yamp_free(buffer);
		yamp_event_buffer(buffer, YAMP_EVENT_RELEASED);
	}
	yamp_purge_forget(buffer);
	kept = !buffer->gone && !buffer->purged && yamp_pool_wants(buffer);
	if (!kept && !buffer->gone)	/* charged until the last page is gone */
		buffer->ops->destroy(buffer);
	yamp_quota_uncharge(buffer->owner, buffer->user,
			    buffer->gone ? 0 : yamp_buffer_size(buffer), 1);
	let_go(buffer);
	if (kept) {
		yamp_pool_give(buffer);
		return;
	}
	kvfree(buffer->pages);
	yamp_buffer_free_shell(buffer);
}

int yamp_buffer_refill(struct yamp_buffer *buffer)
{
	int ret;

	if (!yamp_memory_allows(yamp_buffer_size(buffer)))
		return -ENOMEM;
	ret = buffer->ops->refill(buffer);
	if (!ret && !buffer->ops->pin)
		count_segments(buffer);
	return ret;
}

struct yamp_buffer *yamp_buffer_get(struct yamp_buffer *buffer)
{
	kref_get(&buffer->ref);
	return buffer;
}

void yamp_buffer_publish(struct yamp_buffer *buffer)
{
	trace_yamp_alloc(buffer);
	yamp_roster_enter(buffer);
}

void yamp_buffer_put(struct yamp_buffer *buffer)
{
	kref_put(&buffer->ref, buffer_destroy);
}

u32 yamp_buffer_state(const struct yamp_buffer *buffer)
{
	u32 state = 0;

	if (buffer->revoked)
		state |= YAMP_STATE_REVOKED;
	if (buffer->purgeable)
		state |= YAMP_STATE_PURGEABLE;
	if (buffer->purged)
		state |= YAMP_STATE_PURGED;
	return state;
}

void yamp_buffer_describe(struct yamp_buffer *buffer, struct yamp_describe *describe)
{
	describe->trust = YAMP_TRUST_OURS;
	describe->size = yamp_buffer_size(buffer);
	describe->frame_id = buffer->frame_id;
	describe->object = buffer->object;
	describe->placement = buffer->placement;
	describe->cache = buffer->cache;
	describe->address_mask = buffer->address_mask;
	describe->frame = buffer->frame;

	mutex_lock(&buffer->lock);
	describe->segments = buffer->segments;
	describe->segment_largest = buffer->segment_largest;
	describe->pins = buffer->pins;
	describe->moves = buffer->moves;
	describe->state |= yamp_buffer_state(buffer);
	mutex_unlock(&buffer->lock);

	yamp_access_read(&buffer->access, describe->access);
}
