// SPDX-License-Identifier: GPL-2.0-only
/* An open file: the jobs that were submitted by it, and how many more may be. */
#include <linux/atomic.h>
#include <linux/slab.h>

#include "softdsp.h"

struct dsp_file *dsp_file_create(void)
{
	struct dsp_file *file = kzalloc(sizeof(*file), GFP_KERNEL_ACCOUNT);

	if (!file)
		return NULL;
	kref_init(&file->ref);
	spin_lock_init(&file->lock);
	INIT_LIST_HEAD(&file->jobs);
	atomic_set(&file->slots, YAMP_SOFTDSP_JOBS);
	init_waitqueue_head(&file->room);
	return file;
}

static void file_free(struct kref *ref)
{
	kfree(container_of(ref, struct dsp_file, ref));
}

void dsp_file_put(struct dsp_file *file)
{
	kref_put(&file->ref, file_free);
}

static bool take_slot(struct dsp_file *file)
{
	return atomic_add_unless(&file->slots, -1, 0);
}

int dsp_file_take_slot(struct dsp_file *file, bool nonblock)
{
	if (nonblock)
		return take_slot(file) ? 0 : -EAGAIN;
	return wait_event_interruptible(file->room, take_slot(file)) ? -EINTR : 0;
}

void dsp_file_give_slot(struct dsp_file *file)
{
	atomic_inc(&file->slots);
	wake_up(&file->room);
}
