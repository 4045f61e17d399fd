// SPDX-License-Identifier: GPL-2.0-only
/*
 * A buffer: pages from a placement, the description of what is in them, and who
 * uses them now.
 */
#include <linux/err.h>
#include <linux/slab.h>

#include "yamp_linger.h"
#include "yamp_pool.h"
#include "yamp_priv.h"
#include "yamp_quota.h"
#include "yamp_trace.h"

u64 yamp_frame_id_new(void)
{
	static atomic64_t last;

	return atomic64_inc_return(&last);
}

u64 yamp_spec_charge(struct yamp_spec *spec)
{
	u64 sum = 0;

	for (u32 i = 0; i < spec->frame->object_count; i++) {
		spec->charge[i] = yamp_placement_most(spec->placement, spec->object_size[i],
						      spec->address_mask);
		sum += spec->charge[i];
	}
	return sum;
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
	buffer->charge = spec->charge[spec->object];
	buffer->address_mask = spec->address_mask;
	buffer->limits = spec->limits;
	buffer->owner = yamp_owner_get(spec->owner);
	buffer->user = spec->user;
	kref_init(&buffer->ref);
	dma_resv_init(&buffer->resv);
	mutex_init(&buffer->lock);
	mutex_init(&buffer->maps_lock);
	INIT_LIST_HEAD(&buffer->dmabufs);
	INIT_LIST_HEAD(&buffer->maps);
	INIT_LIST_HEAD(&buffer->holds);
	INIT_LIST_HEAD(&buffer->purge_node);
	INIT_LIST_HEAD(&buffer->linger_node);
	INIT_LIST_HEAD(&buffer->roster.node);
	yamp_actor_init(&buffer->maker, "");
	yamp_access_init(&buffer->access);
	yamp_buffer_name(buffer);
	return buffer;
}

static void note_memory(struct yamp_buffer *buffer)
{
	yamp_buffer_count_segments(buffer);
	yamp_buffer_idle(buffer);
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
	if (!ret) {
		note_memory(buffer);
		return 0;
	}
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
	if (buffer->blank)
		__free_page(buffer->blank);
	yamp_actor_finish(&buffer->maker);
	yamp_owner_put(buffer->owner);
	yamp_access_finish(&buffer->access);
	dma_resv_fini(&buffer->resv);
}

bool yamp_buffer_make_room(void)
{
	bool lingered = yamp_linger_drain();

	return yamp_pool_drain() || lingered;
}

struct yamp_buffer *yamp_buffer_create(const struct yamp_spec *spec)
{
	struct yamp_buffer *buffer;
	int ret = 0;

	if (!yamp_placement_allows(spec->placement, spec->charge[spec->object]))
		return ERR_PTR(-ENOMEM);
	buffer = buffer_init(spec);
	if (!buffer)
		return ERR_PTR(-ENOMEM);
	if (!yamp_pool_take(buffer))
		ret = get_memory(buffer);
	if (ret == -ENOMEM && yamp_buffer_make_room())
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
	yamp_buffer_finish(buffer);
	yamp_purge_forget(buffer);
	kept = !buffer->gone && !buffer->purged && yamp_pool_wants(buffer);
	if (!kept && !buffer->gone)	/* charged until the last page is gone */
		buffer->ops->destroy(buffer);
	yamp_quota_uncharge(buffer->owner, buffer->user,
			    buffer->gone ? 0 : buffer->charge, 1);
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

	if (!yamp_memory_allows(buffer->charge))
		return -ENOMEM;
	ret = buffer->ops->refill(buffer);
	if (!ret)
		note_memory(buffer);
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

	if (READ_ONCE(buffer->revoked))
		state |= YAMP_STATE_REVOKED;
	if (READ_ONCE(buffer->purgeable))
		state |= YAMP_STATE_PURGEABLE;
	if (READ_ONCE(buffer->purged))
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

	describe->pins = READ_ONCE(buffer->pins);
	if (describe->pins || !buffer->ops->pin) {
		describe->segments = READ_ONCE(buffer->segments);
		describe->segment_largest = READ_ONCE(buffer->segment_largest);
	}
	describe->moves = READ_ONCE(buffer->moves);
	describe->state |= yamp_buffer_state(buffer);
	yamp_access_read(&buffer->access, describe->access);
}
