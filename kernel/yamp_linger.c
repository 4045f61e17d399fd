// SPDX-License-Identifier: GPL-2.0-only
/*
 * Buffers whose pages stay in place for a moment after the last pin.
 *
 * A frame that one has let go of is soon taken by the next: a display, a camera, a processor
 * that maps it. To find its pages again, and to map them into the kernel again, takes as long
 * as the rest of the work with them. So what nobody pins is let go of only when nobody
 * has come for a while, and before that
 *
 *   - when the machine is short of memory, or of room that has to be cleared (yamp_extent.c)
 *   - when it is to be purged, revoked, moved or freed
 *
 * Until then it cannot be swapped out or moved, as if it were pinned. What a memory cgroup pays
 * for that is limited at that time does not stay: at the limit no shrinker of ours is asked
 * (yamp_purge.c).
 *
 * Who lets go from here may wait for memory with a yamp_buffer.lock held, so it only tries
 * these locks. It has no reference, or a buffer would outlive its last dma-buf, and quotas
 * with it: who frees a buffer waits for who is busy with it, which takes no memory and no
 * other lock.
 */
#include <linux/jiffies.h>
#include <linux/list.h>
#include <linux/minmax.h>
#include <linux/moduleparam.h>
#include <linux/shrinker.h>
#include <linux/spinlock.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include "yamp_linger.h"
#include "yamp_memcg.h"
#include "yamp_priv.h"

#define TICK	(HZ / 4)

static unsigned int linger_ms = 250;
module_param(linger_ms, uint, 0644);
MODULE_PARM_DESC(linger_ms, "milliseconds, at least, for which the pages of a buffer that nobody uses stay in place (default: 250)");

static DEFINE_SPINLOCK(linger_lock);
static LIST_HEAD(lingering);		/* of struct yamp_buffer, by linger_node; oldest first */
static unsigned long lingering_count;	/* entries of the list */
static unsigned long lingering_pages;	/* of them; all three protected by linger_lock */

static DECLARE_WAIT_QUEUE_HEAD(done);	/* somebody is no longer busy with a buffer */
static struct shrinker *shrinker;

static void tick(struct work_struct *work);
static DECLARE_DELAYED_WORK(ticker, tick);

bool yamp_linger_begin(struct yamp_buffer *buffer)
{
	bool freed = !kref_read(&buffer->ref);	/* the pool has it: it goes at any time */

	if (freed || !READ_ONCE(linger_ms) || yamp_memcg_limits(buffer->pages[0]))
		return false;
	spin_lock(&linger_lock);
	buffer->linger_since = jiffies;
	list_add_tail(&buffer->linger_node, &lingering);
	lingering_count++;
	lingering_pages += buffer->page_count;
	spin_unlock(&linger_lock);
	schedule_delayed_work(&ticker, TICK);
	return true;
}

/* Under linger_lock. */
static bool leave(struct yamp_buffer *buffer)
{
	if (list_empty(&buffer->linger_node))
		return false;
	list_del_init(&buffer->linger_node);
	lingering_count--;
	lingering_pages -= buffer->page_count;
	return true;
}

bool yamp_linger_end(struct yamp_buffer *buffer)
{
	bool lingered;

	spin_lock(&linger_lock);
	lingered = leave(buffer);
	spin_unlock(&linger_lock);
	return lingered;
}

static bool leave_for_good(struct yamp_buffer *buffer, bool *lingered)
{
	bool busy;

	spin_lock(&linger_lock);
	busy = buffer->linger_busy;
	if (!busy)
		*lingered = leave(buffer);
	spin_unlock(&linger_lock);
	return !busy;
}

bool yamp_linger_finish_buffer(struct yamp_buffer *buffer)
{
	bool lingered;

	wait_event(done, leave_for_good(buffer, &lingered));
	return lingered;
}

static bool is_over(const struct yamp_buffer *buffer)
{
	return time_after_eq(jiffies, buffer->linger_since +
			     msecs_to_jiffies(READ_ONCE(linger_ms)));
}

/* The oldest that nobody is busy with, for release() soon; it is the youngest now. */
static struct yamp_buffer *take(bool all)
{
	struct yamp_buffer *buffer, *taken = NULL;

	spin_lock(&linger_lock);
	list_for_each_entry(buffer, &lingering, linger_node) {
		if (!all && !is_over(buffer))
			break;
		if (buffer->linger_busy)
			continue;
		taken = buffer;
		taken->linger_busy = true;
		taken->linger_since = jiffies;
		list_move_tail(&taken->linger_node, &lingering);
		break;
	}
	spin_unlock(&linger_lock);
	return taken;
}

/* It may be freed from now on. */
static void release(struct yamp_buffer *buffer)
{
	spin_lock(&linger_lock);
	buffer->linger_busy = false;
	spin_unlock(&linger_lock);
	wake_up_all(&done);
}

/* Pages that can be swapped out again. */
static unsigned long let_go(unsigned long most, bool all)
{
	unsigned long tries = READ_ONCE(lingering_count), pages = 0;
	struct yamp_buffer *buffer;

	while (tries-- && pages < most && (buffer = take(all))) {
		if (mutex_trylock(&buffer->lock)) {
			pages += yamp_buffer_rest(buffer);
			mutex_unlock(&buffer->lock);
		}
		release(buffer);
	}
	return pages;
}

bool yamp_linger_drain(void)
{
	return let_go(ULONG_MAX, true);
}

static void tick(struct work_struct *work)
{
	let_go(ULONG_MAX, false);
	if (READ_ONCE(lingering_count))
		schedule_delayed_work(&ticker, TICK);
}

static unsigned long scan(struct shrinker *unused, struct shrink_control *control)
{
	unsigned long pages = let_go(control->nr_to_scan, true);

	control->nr_scanned = max(pages, control->nr_to_scan);
	return pages ?: SHRINK_STOP;
}

/* Half of it is asked for at a time: a single page, too, is to be asked for. */
static unsigned long count(struct shrinker *unused, struct shrink_control *control)
{
	unsigned long pages = READ_ONCE(lingering_pages);

	return pages ? pages + 1 : SHRINK_EMPTY;
}

int yamp_linger_init(void)
{
	shrinker = shrinker_alloc(0, "yamp-linger");
	if (!shrinker)
		return -ENOMEM;
	shrinker->count_objects = count;
	shrinker->scan_objects = scan;
	shrinker->seeks = 0;	/* nobody needs it to stay */
	shrinker->batch = 1;	/* one buffer, at least */
	shrinker_register(shrinker);
	return 0;
}

void yamp_linger_finish(void)
{
	shrinker_free(shrinker);
	cancel_delayed_work_sync(&ticker);
}
