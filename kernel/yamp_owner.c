// SPDX-License-Identifier: GPL-2.0-only
/*
 * An open file of /dev/yamp, as the owner of what was allocated through it.
 *
 * Holding a dma-buf's descriptor gives the right to use it; what ends a buffer
 * for others is the right of the open file that allocated it. Buffers outlive the
 * file: then nobody has that right any more.
 */
#include <linux/fs.h>
#include <linux/slab.h>

#include "yamp_priv.h"

int yamp_owner_open(struct inode *inode, struct file *file)
{
	struct yamp_owner *owner = kzalloc(sizeof(*owner), GFP_KERNEL_ACCOUNT);

	if (!owner)
		return -ENOMEM;
	kref_init(&owner->ref);
	yamp_events_init(&owner->events);
	file->private_data = owner;
	return stream_open(inode, file);
}

static void owner_free(struct kref *ref)
{
	kfree(container_of(ref, struct yamp_owner, ref));
}

struct yamp_owner *yamp_owner_get(struct yamp_owner *owner)
{
	kref_get(&owner->ref);
	return owner;
}

void yamp_owner_put(struct yamp_owner *owner)
{
	kref_put(&owner->ref, owner_free);
}

int yamp_owner_release(struct inode *inode, struct file *file)
{
	struct yamp_owner *owner = file->private_data;

	yamp_events_finish(&owner->events);
	yamp_owner_put(owner);
	return 0;
}
