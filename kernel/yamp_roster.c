// SPDX-License-Identifier: GPL-2.0-only
/* All buffers that programs know: yamp_roster.h. */
#include <linux/kref.h>
#include <linux/spinlock.h>

#include "yamp_priv.h"
#include "yamp_roster.h"

static DEFINE_SPINLOCK(roster_lock);
static LIST_HEAD(roster);	/* of struct yamp_buffer, by roster.node; under roster_lock */
static u64 last_number;		/* likewise */

void yamp_roster_enter(struct yamp_buffer *buffer)
{
	spin_lock(&roster_lock);
	buffer->roster.number = ++last_number;
	list_add_tail(&buffer->roster.node, &roster);
	spin_unlock(&roster_lock);
}

bool yamp_roster_leave(struct yamp_buffer *buffer)
{
	bool entered;

	spin_lock(&roster_lock);
	entered = !list_empty(&buffer->roster.node);
	list_del_init(&buffer->roster.node);
	spin_unlock(&roster_lock);
	return entered;
}

struct yamp_buffer *yamp_roster_next(struct yamp_buffer *previous, u64 after)
{
	struct yamp_buffer *buffer = list_prepare_entry(previous, &roster, roster.node);
	struct yamp_buffer *found = NULL;

	spin_lock(&roster_lock);
	list_for_each_entry_continue(buffer, &roster, roster.node) {
		if (buffer->roster.number > after && kref_get_unless_zero(&buffer->ref)) {
			found = buffer;
			break;
		}
	}
	spin_unlock(&roster_lock);
	if (previous)
		yamp_buffer_put(previous);
	return found;
}

struct yamp_buffer *yamp_roster_find(u64 frame_id, u32 object)
{
	struct yamp_buffer *buffer, *found = NULL;

	spin_lock(&roster_lock);
	list_for_each_entry(buffer, &roster, roster.node) {
		if (buffer->frame_id == frame_id && buffer->object == object &&
		    kref_get_unless_zero(&buffer->ref)) {
			found = buffer;
			break;
		}
	}
	spin_unlock(&roster_lock);
	return found;
}
