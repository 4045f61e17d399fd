/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * All buffers that programs know, oldest first.
 *
 * A buffer enters when its descriptors are about to be installed and leaves when
 * it is destroyed. Who walks the roster has a reference to where he is, so nothing
 * is locked between two steps.
 */
#ifndef YAMP_ROSTER_H
#define YAMP_ROSTER_H

#include <linux/list.h>
#include <linux/types.h>

struct yamp_buffer;

/**
 * struct yamp_roster_entry - a buffer's place in the roster
 * @node: in the roster, protected by roster_lock
 * @number: higher than that of all who entered before, never 0; fixed then
 */
struct yamp_roster_entry {
	struct list_head node;
	u64 number;
};

/** yamp_roster_enter - from now on it is found */
void yamp_roster_enter(struct yamp_buffer *buffer);

/** yamp_roster_leave - nobody finds it any more; returns whether it had entered */
bool yamp_roster_leave(struct yamp_buffer *buffer);

/**
 * yamp_roster_next - walk the roster
 * @previous: where the walk is, NULL to begin; this reference is given back
 * @after: only those with a higher number
 *
 * Return: the next one, with a reference, or NULL. Under no lock.
 */
struct yamp_buffer *yamp_roster_next(struct yamp_buffer *previous, u64 after);

/** yamp_roster_find - the buffer of a frame's object, with a reference, or NULL */
struct yamp_buffer *yamp_roster_find(u64 frame_id, u32 object);

#endif /* YAMP_ROSTER_H */
