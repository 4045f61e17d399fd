// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which memory cgroup pays for a buffer's pages, and may they be kept?
 *
 * A module cannot move a charge. Pages that the pool keeps stay charged to the
 * group of whoever allocated them; so they are kept only for that group, and only
 * if nothing limits it: a group that is short of memory gets back all that it
 * freed. Pages that nobody pays for are NULL here, and so is the root group. Where
 * memory takes the place of other memory, the same group pays for it.
 */
#include <linux/memcontrol.h>
#include <linux/mm.h>
#include <linux/page_counter.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/sched/mm.h>

#include "yamp_memcg.h"
#include "yamp_priv.h"

#ifdef CONFIG_MEMCG

static struct mem_cgroup *not_root(struct mem_cgroup *group)
{
	return group && parent_mem_cgroup(group) ? group : NULL;
}

/* Under rcu_read_lock(). */
static bool is_limited(struct mem_cgroup *group)
{
	for (; group; group = parent_mem_cgroup(group))
		if (READ_ONCE(group->memory.max) != PAGE_COUNTER_MAX ||
		    READ_ONCE(group->memory.high) != PAGE_COUNTER_MAX)
			return true;
	return false;
}

const void *yamp_memcg_current(void)
{
	struct mem_cgroup *group;

	if (mem_cgroup_disabled())
		return NULL;
	rcu_read_lock();
	group = not_root(mem_cgroup_from_task(current));
	rcu_read_unlock();
	return group;
}

bool yamp_memcg_keeps(const struct yamp_buffer *buffer, const void **payer)
{
	struct mem_cgroup *group;
	bool keeps;

	*payer = NULL;
	if (mem_cgroup_disabled())
		return true;
	rcu_read_lock();
	group = folio_memcg_check(page_folio(buffer->pages[0]));
	keeps = !is_limited(group);
	for (unsigned long i = 1; keeps && i < buffer->page_count; i++)
		keeps = folio_memcg_check(page_folio(buffer->pages[i])) == group;
	*payer = not_root(group);
	rcu_read_unlock();
	return keeps;
}

bool yamp_memcg_limits(struct page *page)
{
	bool limited;

	if (mem_cgroup_disabled())
		return false;
	rcu_read_lock();
	limited = is_limited(folio_memcg_check(page_folio(page)));
	rcu_read_unlock();
	return limited;
}

void yamp_memcg_enter(struct yamp_memcg_scope *scope, struct page *page)
{
	struct mem_cgroup *group;

	rcu_read_lock();
	group = mem_cgroup_disabled() ? NULL : folio_memcg_check(page_folio(page));
	scope->group = group && css_tryget(&group->css) ? group : NULL;
	rcu_read_unlock();
	scope->outer = scope->group ? set_active_memcg(scope->group) : NULL;
}

void yamp_memcg_leave(const struct yamp_memcg_scope *scope)
{
	if (!scope->group)
		return;
	set_active_memcg(scope->outer);
	mem_cgroup_put(scope->group);
}

#else

const void *yamp_memcg_current(void)
{
	return NULL;
}

bool yamp_memcg_keeps(const struct yamp_buffer *buffer, const void **payer)
{
	*payer = NULL;
	return true;
}

bool yamp_memcg_limits(struct page *page)
{
	return false;
}

void yamp_memcg_enter(struct yamp_memcg_scope *scope, struct page *page)
{
}

void yamp_memcg_leave(const struct yamp_memcg_scope *scope)
{
}

#endif
