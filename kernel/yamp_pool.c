// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory of freed buffers, kept for the next of the same kind.
 *
 * Allocating a frame is nearly all zeroing, and a camera's frames have the same
 * size again and again. So a freed buffer's memory is zeroed in the background and
 * kept, the most recently freed first at hand, up to a budget in bytes:
 *
 *   freed --> dirty --> zeroed in a worker --> clean --> next buffer
 *               |                                |           ^
 *               |--> zeroed by the caller, if ---|-----------'
 *               |    nothing clean fits          |
 *               '--------------------------------'--> given back, oldest first,
 *                                                     over budget or when memory is short
 *
 * What is on the clean list is zero, and no one but the pool can reach it: a buffer
 * gets here when its last dma-buf, mapping and attachment are gone. A kind is
 * everything that the memory was chosen by (placement, pages, caching, address mask,
 * limits of segments), and who pays for it (yamp_memcg.c). The user who freed it has his
 * quota back at once; the pool's memory is nobody's, and bounded.
 */
#include <linux/highmem.h>
#include <linux/ktime.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/moduleparam.h>
#include <linux/shrinker.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

#include "yamp_memcg.h"
#include "yamp_pool.h"
#include "yamp_priv.h"

#define BUDGET_DEFAULT	U64_MAX

static unsigned long long pool_bytes = BUDGET_DEFAULT;

static DEFINE_SPINLOCK(pool_lock);
static LIST_HEAD(clean);	/* of struct yamp_buffer, by pool_node, newest first */
static LIST_HEAD(dirty);	/* likewise, oldest first; both protected by pool_lock */
static struct yamp_pool_usage usage;	/* protected by pool_lock */

static struct shrinker *shrinker;
static struct workqueue_struct *queue;

static u64 budget(void)
{
	u64 bytes = READ_ONCE(pool_bytes);

	return bytes == BUDGET_DEFAULT ? (u64)totalram_pages() / 16 << PAGE_SHIFT : bytes;
}

/* Under pool_lock: out of the pool, whichever list it is on. */
static void remove(struct yamp_buffer *husk)
{
	list_del(&husk->pool_node);
	usage.bytes -= husk->charge;
	if (husk->pool_ready)
		usage.ready -= husk->charge;
}

/* Under pool_lock: the next to go; NULL if there is none. */
static struct yamp_buffer *oldest(void)
{
	if (!list_empty(&clean))
		return list_last_entry(&clean, struct yamp_buffer, pool_node);
	return list_first_entry_or_null(&dirty, struct yamp_buffer, pool_node);
}

/* Gives memory back until no more than @bytes are kept; returns the pages given. */
static unsigned long trim(u64 bytes, unsigned long pages_max)
{
	struct yamp_buffer *husk;
	unsigned long pages = 0;

	while (pages < pages_max) {
		spin_lock(&pool_lock);
		husk = usage.bytes > bytes ? oldest() : NULL;
		if (husk)
			remove(husk);
		spin_unlock(&pool_lock);
		if (!husk)
			break;
		pages += husk->page_count;
		yamp_buffer_free(husk);
		cond_resched();
	}
	return pages;
}

static int set_budget(const char *value, const struct kernel_param *parameter)
{
	int ret = param_set_ullong(value, parameter);

	if (!ret)
		trim(budget(), ULONG_MAX);
	return ret;
}

static int get_budget(char *text, const struct kernel_param *parameter)
{
	return sysfs_emit(text, "%llu\n", budget());
}

static const struct kernel_param_ops budget_ops = { .set = set_budget, .get = get_budget };
module_param_cb(pool_bytes, &budget_ops, &pool_bytes, 0644);
MODULE_PARM_DESC(pool_bytes, "most bytes of freed buffers kept for new ones; 0 keeps none (default: a sixteenth of the memory)");

/*
 * The husk is on no list. Swapped pages come back, which may fail; and what a
 * limited group pays for is not kept.
 */
static int clean_husk(struct yamp_buffer *husk)
{
	ktime_t start = ktime_get();
	int ret;

	mutex_lock(&husk->lock);
	ret = yamp_buffer_pin(husk, false);
	if (ret)
		goto unlock;
	if (!yamp_memcg_keeps(husk, &husk->payer))
		ret = -EPERM;
	for (unsigned long i = 0; !ret && i < husk->page_count; i++) {
		clear_highpage(husk->pages[i]);
		cond_resched();
	}
	husk->dirty = true;
	yamp_buffer_unpin(husk);
unlock:
	mutex_unlock(&husk->lock);
	spin_lock(&pool_lock);
	usage.zero_ns += ktime_to_ns(ktime_sub(ktime_get(), start));
	spin_unlock(&pool_lock);
	return ret;
}

/* Under pool_lock: the bytes of a husk that is being cleaned stay counted. */
static struct yamp_buffer *next_dirty(void)
{
	struct yamp_buffer *husk = list_first_entry_or_null(&dirty, struct yamp_buffer, pool_node);

	if (husk)
		list_del(&husk->pool_node);
	return husk;
}

static void make_ready(struct yamp_buffer *husk)
{
	spin_lock(&pool_lock);
	husk->pool_ready = true;
	list_add(&husk->pool_node, &clean);
	usage.ready += husk->charge;
	spin_unlock(&pool_lock);
}

static void clean_all(struct work_struct *work)
{
	struct yamp_buffer *husk;

	for (;;) {
		spin_lock(&pool_lock);
		husk = next_dirty();
		spin_unlock(&pool_lock);
		if (!husk)
			break;
		if (!clean_husk(husk)) {
			make_ready(husk);
			continue;
		}
		spin_lock(&pool_lock);
		usage.bytes -= husk->charge;
		spin_unlock(&pool_lock);
		yamp_buffer_free(husk);
	}
	trim(budget(), ULONG_MAX);
}

static DECLARE_WORK(clean_work, clean_all);

bool yamp_pool_wants(const struct yamp_buffer *buffer)
{
	return buffer->ops->recyclable && buffer->charge <= budget() &&
	       buffer->ops->recyclable(buffer);
}

void yamp_pool_give(struct yamp_buffer *buffer)
{
	u64 size = buffer->charge, most = budget();

	trim(most > size ? most - size : 0, ULONG_MAX);
	spin_lock(&pool_lock);
	list_add_tail(&buffer->pool_node, &dirty);
	usage.bytes += size;
	spin_unlock(&pool_lock);
	trim(budget(), ULONG_MAX);	/* others may have given, too */
	queue_work(queue, &clean_work);
}

static bool same_kind(const struct yamp_buffer *a, const struct yamp_buffer *b)
{
	return a->ops == b->ops && a->page_count == b->page_count && a->cache == b->cache &&
	       a->address_mask == b->address_mask && a->limits.size_max == b->limits.size_max &&
	       a->limits.boundary == b->limits.boundary;
}

static struct yamp_buffer *find_clean(const struct yamp_buffer *buffer, const void *payer)
{
	struct yamp_buffer *husk;

	list_for_each_entry(husk, &clean, pool_node)
		if (same_kind(husk, buffer) && husk->payer == payer)
			return husk;
	return NULL;
}

static struct yamp_buffer *find_dirty(const struct yamp_buffer *buffer)
{
	struct yamp_buffer *husk;

	list_for_each_entry_reverse(husk, &dirty, pool_node)
		if (same_kind(husk, buffer))
			return husk;
	return NULL;
}

static struct yamp_buffer *take_clean(const struct yamp_buffer *buffer, const void *payer)
{
	struct yamp_buffer *husk;

	spin_lock(&pool_lock);
	husk = find_clean(buffer, payer);
	if (husk)
		remove(husk);
	spin_unlock(&pool_lock);
	return husk;
}

/* The worker has not come to it: zeroing it here costs no more than fresh memory. */
static struct yamp_buffer *take_dirty(const struct yamp_buffer *buffer, const void *payer)
{
	struct yamp_buffer *husk;

	spin_lock(&pool_lock);
	husk = find_dirty(buffer);
	if (husk)
		remove(husk);
	spin_unlock(&pool_lock);
	if (!husk || (!clean_husk(husk) && husk->payer == payer))
		return husk;
	yamp_buffer_free(husk);
	return NULL;
}

static void count(bool hit)
{
	spin_lock(&pool_lock);
	if (hit)
		usage.hits++;
	else
		usage.misses++;
	spin_unlock(&pool_lock);
}

/* Who would pay for fresh memory of this kind. */
static const void *payer_of(const struct yamp_buffer *buffer)
{
	u64 charged_max = buffer->ops->charged_max;

	return charged_max && yamp_buffer_size(buffer) > charged_max ? NULL : yamp_memcg_current();
}

bool yamp_pool_take(struct yamp_buffer *buffer)
{
	const void *payer = payer_of(buffer);
	struct yamp_buffer *husk;

	if (!buffer->ops->recyclable)
		return false;
	husk = take_clean(buffer, payer) ?: take_dirty(buffer, payer);
	count(husk);
	if (!husk)
		return false;
	swap(buffer->shmem, husk->shmem);
	swap(buffer->pages, husk->pages);
	buffer->segments = husk->segments;
	buffer->segment_largest = husk->segment_largest;
	yamp_buffer_free_shell(husk);
	return true;
}

bool yamp_pool_drain(void)
{
	bool gave = trim(0, ULONG_MAX);

	flush_work(&clean_work);
	return trim(0, ULONG_MAX) || gave;
}

void yamp_pool_usage(struct yamp_pool_usage *copy)
{
	spin_lock(&pool_lock);
	*copy = usage;
	spin_unlock(&pool_lock);
	copy->budget = budget();
}

static unsigned long count_pages(struct shrinker *unused, struct shrink_control *control)
{
	return READ_ONCE(usage.bytes) >> PAGE_SHIFT ?: SHRINK_EMPTY;
}

static unsigned long scan_pages(struct shrinker *unused, struct shrink_control *control)
{
	/* Giving back truncates files, which reclaim for a file system may not do. */
	if (!(control->gfp_mask & __GFP_FS))
		return SHRINK_STOP;
	return trim(0, control->nr_to_scan) ?: SHRINK_STOP;
}

int yamp_pool_init(void)
{
	queue = alloc_workqueue("yamp_pool", WQ_UNBOUND, 1);
	if (!queue)
		return -ENOMEM;
	shrinker = shrinker_alloc(0, "yamp-pool");
	if (!shrinker) {
		destroy_workqueue(queue);
		return -ENOMEM;
	}
	shrinker->count_objects = count_pages;
	shrinker->scan_objects = scan_pages;
	shrinker_register(shrinker);
	return 0;
}

void yamp_pool_finish(void)
{
	shrinker_free(shrinker);
	destroy_workqueue(queue);
	trim(0, ULONG_MAX);
}
