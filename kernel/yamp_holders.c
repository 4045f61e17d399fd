// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who holds a buffer now? YAMP_IOC_HOLDERS.
 *
 * Devices, drivers and pins enter themselves in the buffer's list. Of CPU mappings
 * there is no list: they are copied by fork, split by munmap and moved by mremap,
 * each without a call that could fail or that says for whom. The kernel's own tree
 * of them knows, and each belongs to an address space, which has an owner.
 */
#include <linux/capability.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/pid.h>
#include <linux/rbtree.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "yamp_list.h"
#include "yamp_priv.h"
#include "yamp_quota.h"

/* Different ones that are told apart; more are put together with the last. */
#define HOLDERS_MAX	256U

/**
 * struct roll - the answer as it is written
 * @count: entries of @list
 * @latest: that was entered last; the next one is often the same
 * @list: holders that are told apart
 */
struct roll {
	u32 count;
	u32 latest;
	struct yamp_holder list[HOLDERS_MAX];
};

void yamp_hold_begin(struct yamp_buffer *buffer, struct yamp_hold *hold, u32 kind,
		     const char *who)
{
	hold->kind = kind;
	yamp_actor_init(&hold->actor, who);
	list_add_tail(&hold->node, &buffer->holds);
}

void yamp_hold_end(struct yamp_hold *hold)
{
	list_del(&hold->node);
	yamp_actor_finish(&hold->actor);
}

static bool same(const struct yamp_holder *a, const struct yamp_holder *b)
{
	return a->kind == b->kind && a->pid == b->pid && !strcmp(a->who, b->who) &&
	       !strcmp(a->task, b->task);
}

static void enter(struct roll *roll, const struct yamp_holder *holder)
{
	u32 i = roll->latest;

	if (!roll->count || !same(&roll->list[i], holder))
		for (i = 0; i < roll->count && !same(&roll->list[i], holder); i++)
			;
	if (i == HOLDERS_MAX)
		i--;
	if (i == roll->count)
		roll->list[roll->count++] = *holder;
	roll->list[i].count++;
	roll->latest = i;
}

/* Under yamp_buffer.lock. */
static void enter_holds(struct roll *roll, const struct yamp_buffer *buffer, u32 kinds)
{
	const struct yamp_hold *hold;

	list_for_each_entry(hold, &buffer->holds, node) {
		struct yamp_holder holder = { .kind = hold->kind };

		cond_resched();
		if (!(kinds & 1U << hold->kind))
			continue;
		holder.pid = yamp_actor_pid(&hold->actor);
		yamp_actor_task(&hold->actor, holder.task);
		memcpy(holder.who, hold->actor.who, sizeof(holder.who));
		enter(roll, &holder);
	}
}

/* Empty if the address space has no owner any more, or one the caller cannot see. */
static void name_process(struct mm_struct *mm, struct yamp_holder *holder)
{
#ifdef CONFIG_MEMCG
	struct task_struct *task;

	rcu_read_lock();
	task = rcu_dereference(mm->owner);
	if (task) {
		holder->pid = task_tgid_vnr(task);
		if (holder->pid)
			yamp_task_name(task, holder->task);
	}
	rcu_read_unlock();
#endif
}

static void enter_mappings(struct roll *roll, struct address_space *mapping)
{
	struct rb_node *node;

	i_mmap_lock_read(mapping);
	for (node = rb_first_cached(&mapping->i_mmap); node; node = rb_next(node)) {
		struct vm_area_struct *vma = rb_entry(node, struct vm_area_struct, shared.rb);
		struct yamp_holder holder = { .kind = YAMP_HOLDER_MMAP };

		name_process(vma->vm_mm, &holder);
		enter(roll, &holder);
		cond_resched();
	}
	i_mmap_unlock_read(mapping);
}

int yamp_holders_answer(struct yamp_buffer *buffer, u32 kinds, const struct yamp_list *list,
			u32 *count)
{
	struct roll *roll = kvzalloc(sizeof(*roll), GFP_KERNEL_ACCOUNT);
	int ret;

	if (!roll)
		return -ENOMEM;
	mutex_lock(&buffer->lock);
	enter_holds(roll, buffer, kinds);
	mutex_unlock(&buffer->lock);
	if (kinds & 1U << YAMP_HOLDER_MMAP)
		enter_mappings(roll, buffer->inode->i_mapping);
	*count = roll->count;
	ret = yamp_list_write(list, 0, roll->list, sizeof(roll->list[0]), roll->count);
	kvfree(roll);
	return ret;
}

static bool may_ask(const struct yamp_owner *owner, const struct yamp_buffer *buffer)
{
	return buffer->owner == owner || yamp_user_is_caller(buffer->user) ||
	       capable(CAP_SYS_ADMIN);
}

static int answer(const struct yamp_owner *owner, struct yamp_buffer *buffer,
		  struct yamp_holders *arg)
{
	const struct yamp_list list = { arg->holders, arg->holder_count, arg->holder_size };

	if (!may_ask(owner, buffer))
		return -EPERM;
	return yamp_holders_answer(buffer, ~0U, &list, &arg->holder_count);
}

static int answer_by_fd(const struct yamp_owner *owner, struct yamp_holders *arg)
{
	struct yamp_buffer *buffer;
	struct dma_buf *dmabuf = yamp_dmabuf_get(arg->fd, &buffer);
	int ret;

	if (IS_ERR(dmabuf))
		return PTR_ERR(dmabuf);
	ret = answer(owner, buffer, arg);
	dma_buf_put(dmabuf);
	return ret;
}

/* Who may not ask about a buffer is not told that there is one. */
static int answer_by_id(const struct yamp_owner *owner, struct yamp_holders *arg)
{
	struct yamp_buffer *buffer = yamp_roster_find(arg->frame_id, arg->object);
	int ret;

	if (!buffer)
		return -ENOENT;
	ret = answer(owner, buffer, arg);
	yamp_buffer_put(buffer);
	return ret == -EPERM ? -ENOENT : ret;
}

static bool valid(const struct yamp_holders *arg)
{
	bool by_id = arg->flags & YAMP_HOLDERS_BY_ID;

	return !(arg->flags & ~YAMP_HOLDERS_BY_ID) &&
	       (by_id || (!arg->frame_id && !arg->object)) &&
	       !memchr_inv(arg->reserved, 0, sizeof(arg->reserved)) &&
	       yamp_list_valid(arg->holder_count, arg->holder_size, YAMP_HOLDER_SIZE_V2);
}

long yamp_ioctl_holders(struct yamp_owner *owner, void __user *arg, size_t size)
{
	struct yamp_holders holders;
	int ret;

	ret = copy_struct_from_user(&holders, sizeof(holders), arg, size);
	if (ret)
		return ret;
	if (!valid(&holders))
		return -EINVAL;
	if (holders.flags & YAMP_HOLDERS_BY_ID)
		ret = answer_by_id(owner, &holders);
	else
		ret = answer_by_fd(owner, &holders);
	return ret ?: yamp_answer(arg, &holders, sizeof(holders), size);
}
