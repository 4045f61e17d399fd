/* SPDX-License-Identifier: GPL-2.0-only */
/* Who holds a buffer now: yamp_holders.c. */
#ifndef YAMP_HOLDERS_H
#define YAMP_HOLDERS_H

#include <linux/list.h>
#include <linux/types.h>
#include <uapi/linux/yamp.h>

#include "yamp_access.h"

struct yamp_buffer;
struct yamp_list;

/**
 * struct yamp_hold - somebody holds a buffer
 * @node: in yamp_buffer.holds, protected by yamp_buffer.lock
 * @kind: enum yamp_holder_kind, any but MMAP
 * @actor: who
 *
 * Embedded in what describes the attachment, the mapping or the pin.
 */
struct yamp_hold {
	struct list_head node;
	u32 kind;
	struct yamp_actor actor;
};

/* of the first version, which will never be smaller */
#define YAMP_HOLDER_SIZE_V2	sizeof(struct yamp_holder)

/*
 * yamp_hold_begin - the current task holds a buffer from now on
 * @hold: for yamp_hold_end()
 * @kind: enum yamp_holder_kind
 * @who: device, module or tag
 *
 * Under yamp_buffer.lock. Cannot fail.
 */
void yamp_hold_begin(struct yamp_buffer *buffer, struct yamp_hold *hold, u32 kind,
		     const char *who);

/** yamp_hold_end - no longer; under yamp_buffer.lock */
void yamp_hold_end(struct yamp_hold *hold);

/*
 * yamp_holders_answer - tell the caller who holds a buffer
 * @kinds: bits (1 << enum yamp_holder_kind) of what is asked for
 * @list: where to
 * @count: out: how many there are
 *
 * Returns 0, -ENOMEM or -EFAULT.
 */
int yamp_holders_answer(struct yamp_buffer *buffer, u32 kinds, const struct yamp_list *list,
			u32 *count);

#endif /* YAMP_HOLDERS_H */
