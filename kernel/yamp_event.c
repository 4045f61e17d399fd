// SPDX-License-Identifier: GPL-2.0-only
/*
 * Events of an open file's buffers.
 *
 *   pushed ──► ring (no more than EVENTS_MAX) ──► read
 *      └─ full: only counted ──► one OVERFLOW event behind those in the ring
 *
 * The ring is made by the first poll or read: who never asks pays nothing. Pushing
 * allocates nothing and takes one spinlock, since the shrinker does it, too.
 */
#include <linux/ktime.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "yamp_event.h"
#include "yamp_priv.h"

#define EVENTS_MAX	128U

void yamp_events_init(struct yamp_events *events)
{
	spin_lock_init(&events->lock);
	init_waitqueue_head(&events->wait);
}

/* Under yamp_events.lock. */
static void append(struct yamp_events *events, const struct yamp_event *event)
{
	events->ring[(events->first + events->count++) % EVENTS_MAX] = *event;
}

/* Under yamp_events.lock. */
static struct yamp_event take_lost(struct yamp_events *events)
{
	struct yamp_event event = {
		.type = YAMP_EVENT_OVERFLOW,
		.size = sizeof(event),
		.time_ns = ktime_get_ns(),
		.value = events->lost,
	};

	events->lost = 0;
	return event;
}

static void push(struct yamp_events *events, struct yamp_event *event)
{
	struct yamp_event lost;

	event->size = sizeof(*event);
	event->time_ns = ktime_get_ns();
	spin_lock(&events->lock);
	if (events->ring && events->lost && events->count + 2 <= EVENTS_MAX) {
		lost = take_lost(events);
		append(events, &lost);
	}
	if (events->ring && (events->lost || events->count == EVENTS_MAX))
		events->lost++;
	else if (events->ring)
		append(events, event);
	spin_unlock(&events->lock);
	wake_up_interruptible(&events->wait);
}

void yamp_event_buffer(const struct yamp_buffer *buffer, u32 type)
{
	struct yamp_event event = {
		.type = type,
		.frame_id = buffer->frame_id,
		.object = buffer->object,
		.value = yamp_buffer_size(buffer),
	};

	push(&buffer->owner->events, &event);
}

void yamp_event_limit(struct yamp_events *events, u32 limit, u64 asked)
{
	struct yamp_event event = {
		.type = YAMP_EVENT_LIMIT,
		.detail = limit,
		.value = asked,
	};

	push(events, &event);
}

static int begin(struct yamp_events *events)
{
	struct yamp_event *ring;
	bool begun;

	spin_lock(&events->lock);
	begun = events->ring;
	spin_unlock(&events->lock);
	if (begun)
		return 0;
	ring = kcalloc(EVENTS_MAX, sizeof(*ring), GFP_KERNEL_ACCOUNT);
	if (!ring)
		return -ENOMEM;
	spin_lock(&events->lock);
	if (!events->ring)
		swap(events->ring, ring);
	spin_unlock(&events->lock);
	kfree(ring);	/* another thread was faster */
	return 0;
}

void yamp_events_finish(struct yamp_events *events)
{
	struct yamp_event *ring = NULL;

	spin_lock(&events->lock);
	swap(events->ring, ring);
	events->count = 0;
	events->lost = 0;
	spin_unlock(&events->lock);
	kfree(ring);
}

static bool pending(struct yamp_events *events)
{
	bool some;

	spin_lock(&events->lock);
	some = events->count || events->lost;
	spin_unlock(&events->lock);
	return some;
}

static bool take(struct yamp_events *events, struct yamp_event *event)
{
	bool some = true;

	spin_lock(&events->lock);
	if (events->count) {
		*event = events->ring[events->first];
		events->first = (events->first + 1) % EVENTS_MAX;
		events->count--;
	} else if (events->lost) {
		*event = take_lost(events);
	} else {
		some = false;
	}
	spin_unlock(&events->lock);
	return some;
}

/* What could not be told is lost, and that will be told. */
static void count_lost(struct yamp_events *events, const struct yamp_event *event)
{
	spin_lock(&events->lock);
	events->lost += event->type == YAMP_EVENT_OVERFLOW ? event->value : 1;
	spin_unlock(&events->lock);
}

/* Bytes, 0 if there was no event, or -EFAULT. */
static ssize_t read_some(struct yamp_events *events, char __user *to, size_t size)
{
	struct yamp_event event;
	size_t done = 0;

	while (size - done >= sizeof(event) && take(events, &event)) {
		if (copy_to_user(to + done, &event, sizeof(event))) {
			count_lost(events, &event);
			return done ?: -EFAULT;
		}
		done += sizeof(event);
	}
	return done;
}

ssize_t yamp_event_read(struct file *file, char __user *to, size_t size, loff_t *position)
{
	struct yamp_owner *owner = file->private_data;
	struct yamp_events *events = &owner->events;
	ssize_t ret;

	if (size < sizeof(struct yamp_event))
		return -EINVAL;
	ret = begin(events);
	if (ret)
		return ret;
	for (;;) {
		ret = read_some(events, to, size);
		if (ret)
			return ret;
		if (file->f_flags & O_NONBLOCK)
			return -EAGAIN;
		ret = wait_event_interruptible(events->wait, pending(events));
		if (ret)
			return ret;
	}
}

__poll_t yamp_event_poll(struct file *file, struct poll_table_struct *table)
{
	struct yamp_owner *owner = file->private_data;

	if (begin(&owner->events))
		return EPOLLERR;
	poll_wait(file, &owner->events.wait, table);
	return pending(&owner->events) ? EPOLLIN | EPOLLRDNORM : 0;
}
