/* SPDX-License-Identifier: GPL-2.0-only */
/* What an open file of /dev/yamp is told about its buffers, by poll and read. */
#ifndef YAMP_EVENT_H
#define YAMP_EVENT_H

#include <linux/fs.h>
#include <linux/poll.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/wait.h>

struct yamp_buffer;
struct yamp_event;

/**
 * struct yamp_events - events that were not read yet
 * @lock: innermost
 * @wait: readers
 * @ring: NULL until the first poll or read, and after the file is closed
 * @first: index in @ring of the oldest
 * @count: of events in @ring
 * @lost: that came after those and found no room
 *
 * All protected by @lock.
 */
struct yamp_events {
	spinlock_t lock;	/* innermost */
	wait_queue_head_t wait;
	struct yamp_event *ring;
	u32 first;
	u32 count;
	u64 lost;
};

void yamp_events_init(struct yamp_events *events);

/** yamp_events_finish - nobody reads any more; what comes later is dropped */
void yamp_events_finish(struct yamp_events *events);

/** yamp_event_buffer - something happened to a buffer; any lock may be held */
void yamp_event_buffer(const struct yamp_buffer *buffer, u32 type);

/*
 * yamp_event_limit - an allocation was refused
 * @limit: enum yamp_limit
 * @asked: bytes or dma-bufs
 */
void yamp_event_limit(struct yamp_events *events, u32 limit, u64 asked);

/* of struct file_operations; the file's private_data is a struct yamp_owner */
ssize_t yamp_event_read(struct file *file, char __user *to, size_t size, loff_t *position);
__poll_t yamp_event_poll(struct file *file, struct poll_table_struct *table);

#endif /* YAMP_EVENT_H */
