/* SPDX-License-Identifier: GPL-2.0-only */
/* An open file of /dev/yamp: yamp_owner.c. */
#ifndef YAMP_OWNER_H
#define YAMP_OWNER_H

#include <linux/kref.h>
#include <linux/types.h>

#include "yamp_event.h"

struct file;
struct inode;

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

/* open and release of /dev/yamp; the owner is the file's private_data */
int yamp_owner_open(struct inode *inode, struct file *file);
int yamp_owner_release(struct inode *inode, struct file *file);

/** yamp_owner_get - take another reference to @owner, and return it */
struct yamp_owner *yamp_owner_get(struct yamp_owner *owner);

/** yamp_owner_put - give a reference back; the last frees it */
void yamp_owner_put(struct yamp_owner *owner);

#endif /* YAMP_OWNER_H */
