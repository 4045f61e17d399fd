// SPDX-License-Identifier: GPL-2.0-only
/*
 * YAMP_IOC_ADVISE: content that its owner can do without, dropped under pressure.
 *
 *            DONTNEED                 pressure, nobody has it pinned
 *   needed ------------> purgeable ----------------------------------> purged
 *      ^                     |                                            |
 *      +---------------------+  WILLNEED: retained                        |
 *      +------------------------------------------------------------------+
 *                               WILLNEED: not retained, zero again
 *
 * The shrinker may run where somebody waits for memory with a yamp_buffer.lock
 * held, so it only tries those locks; and it may hold the last reference to a
 * buffer, so what frees one must not wait for anybody who waits for memory.
 *
 * It is asked when the machine is short of memory, not when a memory cgroup comes to its
 * limit: then the kernel asks only shrinkers that keep a list for each group, and for whom
 * it has noted that the group's list is not empty. Such lists, and the note, are to be had
 * only for objects of a slab cache of their own, and they go by who paid for the object,
 * struct yamp_buffer, not for its pages. So at its limit a group's system frames are
 * swapped out, or it is refused more, with ENOMEM and without the OOM killer
 * (tests/kernel/test-memcg.c); its contiguous ones, which it pays for up to the largest
 * that the page allocator has, wait for the machine to be short.
 */
#include <linux/minmax.h>
#include <linux/shrinker.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "yamp_priv.h"
#include "yamp_trace.h"

static DEFINE_SPINLOCK(purge_lock);
static LIST_HEAD(purgeable);		/* of struct yamp_buffer, by its purge_node; oldest first */
static unsigned long purgeable_count;	/* entries of the list */
static unsigned long purgeable_pages;	/* of them; all three protected by purge_lock */

static struct shrinker *shrinker;

static void remember(struct yamp_buffer *buffer)
{
	spin_lock(&purge_lock);
	list_add_tail(&buffer->purge_node, &purgeable);
	purgeable_count++;
	purgeable_pages += buffer->page_count;
	spin_unlock(&purge_lock);
}

void yamp_purge_forget(struct yamp_buffer *buffer)
{
	spin_lock(&purge_lock);
	if (!list_empty(&buffer->purge_node)) {
		list_del_init(&buffer->purge_node);
		purgeable_count--;
		purgeable_pages -= buffer->page_count;
	}
	spin_unlock(&purge_lock);
}

/* Pages given back. */
static unsigned long purge(struct yamp_buffer *buffer)
{
	unsigned long pages = 0;

	if (!mutex_trylock(&buffer->lock))
		return 0;
	if (buffer->purgeable && !buffer->purged && !buffer->revoked && !buffer->pins) {
		yamp_purge_forget(buffer);
		yamp_buffer_rest(buffer);
		buffer->ops->purge(buffer);
		buffer->purged = true;
		yamp_buffer_forget_segments(buffer);
		pages = buffer->page_count;
		trace_yamp_purge(buffer);
		yamp_event_buffer(buffer, YAMP_EVENT_PURGED);
	}
	mutex_unlock(&buffer->lock);
	return pages;
}

/* The oldest, with a reference; it is the youngest now. NULL if that is being freed. */
static struct yamp_buffer *take_oldest(void)
{
	struct yamp_buffer *buffer;

	spin_lock(&purge_lock);
	buffer = list_first_entry_or_null(&purgeable, struct yamp_buffer, purge_node);
	if (buffer) {
		list_move_tail(&buffer->purge_node, &purgeable);
		if (!kref_get_unless_zero(&buffer->ref))
			buffer = NULL;
	}
	spin_unlock(&purge_lock);
	return buffer;
}

static unsigned long scan(struct shrinker *unused, struct shrink_control *control)
{
	unsigned long tries = READ_ONCE(purgeable_count), freed = 0;

	if (!(control->gfp_mask & __GFP_FS))
		return SHRINK_STOP;
	for (; tries && freed < control->nr_to_scan; tries--) {
		struct yamp_buffer *buffer = take_oldest();

		if (!buffer)
			continue;
		freed += purge(buffer);
		yamp_buffer_put(buffer);
	}
	control->nr_scanned = max(freed, control->nr_to_scan);
	return freed ?: SHRINK_STOP;
}

/* Half of it is asked for at a time: a single page, too, is to be asked for. */
static unsigned long count(struct shrinker *unused, struct shrink_control *control)
{
	unsigned long pages = READ_ONCE(purgeable_pages);

	return pages ? pages + 1 : SHRINK_EMPTY;
}

int yamp_purge_init(void)
{
	shrinker = shrinker_alloc(0, "yamp-purge");
	if (!shrinker)
		return -ENOMEM;
	shrinker->count_objects = count;
	shrinker->scan_objects = scan;
	shrinker->seeks = 0;	/* nobody needs it, so it goes before all other memory */
	shrinker->batch = 1;	/* one buffer, at least */
	shrinker_register(shrinker);
	return 0;
}

void yamp_purge_finish(void)
{
	shrinker_free(shrinker);
}

/* Under yamp_buffer.lock. Who has it mapped pins it again when he touches it. */
static void dont_need(struct yamp_buffer *buffer)
{
	if (buffer->purgeable)
		return;
	yamp_buffer_zap(buffer);
	buffer->purgeable = true;
	remember(buffer);
}

/* Under yamp_buffer.lock. */
static int will_need(struct yamp_buffer *buffer)
{
	int ret;

	yamp_purge_forget(buffer);
	if (buffer->purged) {
		ret = yamp_buffer_refill(buffer);
		if (ret)
			return ret;
		yamp_buffer_zap(buffer);	/* who saw a blank page sees the content again */
		buffer->purged = false;
	}
	buffer->purgeable = false;
	return 0;
}

static int advise(struct yamp_owner *owner, struct yamp_buffer *buffer, struct yamp_advise *arg)
{
	int ret = 0;

	if (buffer->owner != owner)
		return -EPERM;
	if (!buffer->ops->purge)
		return -EOPNOTSUPP;
	mutex_lock(&buffer->lock);
	arg->retained = !buffer->purged;
	if (buffer->revoked)
		ret = -ENODEV;
	else if (arg->advice == YAMP_ADVICE_WILLNEED)
		ret = will_need(buffer);
	else
		dont_need(buffer);
	mutex_unlock(&buffer->lock);
	return ret;
}

long yamp_ioctl_advise(struct yamp_owner *owner, void __user *arg, size_t size)
{
	struct yamp_advise call;
	struct yamp_buffer *buffer;
	struct dma_buf *dmabuf;
	int ret;

	ret = copy_struct_from_user(&call, sizeof(call), arg, size);
	if (ret)
		return ret;
	if (call.advice > YAMP_ADVICE_DONTNEED ||
	    memchr_inv(call.reserved, 0, sizeof(call.reserved)))
		return -EINVAL;
	dmabuf = yamp_dmabuf_get(call.fd, &buffer);
	if (IS_ERR(dmabuf))
		return PTR_ERR(dmabuf);
	ret = advise(owner, buffer, &call);
	if (ret == -ENOMEM && yamp_buffer_make_room())
		ret = advise(owner, buffer, &call);
	ret = ret ?: yamp_answer(arg, &call, sizeof(call), size);
	dma_buf_put(dmabuf);
	return ret;
}
