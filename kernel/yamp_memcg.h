/* SPDX-License-Identifier: GPL-2.0-only */
/* Which memory cgroup pays for pages. */
#ifndef YAMP_MEMCG_H
#define YAMP_MEMCG_H

#include <linux/types.h>

struct mem_cgroup;
struct page;
struct yamp_buffer;

/** yamp_memcg_current - the current task's memory cgroup, not to be followed; NULL is the root */
const void *yamp_memcg_current(void);

/*
 * yamp_memcg_keeps - may the pages of a pinned buffer be kept when it is free?
 * @payer: out: who pays for them all, not to be followed; NULL is nobody
 */
bool yamp_memcg_keeps(const struct yamp_buffer *buffer, const void **payer);

/** yamp_memcg_limits - is the group that pays for @page, or one around it, limited? */
bool yamp_memcg_limits(struct page *page);

/**
 * struct yamp_memcg_scope - between enter and leave, on the stack
 * @group: that pays in between; NULL: as without
 * @outer: what was in force before
 */
struct yamp_memcg_scope {
	struct mem_cgroup *group;
	struct mem_cgroup *outer;
};

/** yamp_memcg_enter - what the current task allocates from now on is paid for as @page is */
void yamp_memcg_enter(struct yamp_memcg_scope *scope, struct page *page);

/** yamp_memcg_leave - and no longer */
void yamp_memcg_leave(const struct yamp_memcg_scope *scope);

#endif /* YAMP_MEMCG_H */
