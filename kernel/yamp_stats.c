// SPDX-License-Identifier: GPL-2.0-only
/*
 * YAMP_IOC_STATS: which buffers there are, one by one.
 *
 * Nothing is collected: each is looked at and told before the next is sought, so
 * the memory this takes does not depend on how many there are.
 */
#include <linux/capability.h>
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "yamp_list.h"
#include "yamp_priv.h"
#include "yamp_quota.h"
#include "yamp_roster.h"

#define STAT_SIZE_V2	sizeof(struct yamp_stat)

static u64 resident_bytes(const struct yamp_buffer *buffer)
{
	if (buffer->gone || buffer->purged)
		return 0;
	return buffer->ops->resident ? buffer->ops->resident(buffer) : yamp_buffer_size(buffer);
}

/* Under yamp_buffer.lock. */
static void look_at(const struct yamp_buffer *buffer, struct yamp_stat *stat)
{
	u32 *const counts[] = {
		[YAMP_HOLDER_ATTACHED] = &stat->attachments,
		[YAMP_HOLDER_MAPPED] = &stat->maps,
		[YAMP_HOLDER_VMAP] = &stat->vmaps,
		[YAMP_HOLDER_PIN] = &stat->api_pins,
	};
	const struct yamp_hold *hold;

	stat->state = yamp_buffer_state(buffer);
	stat->resident = resident_bytes(buffer);
	stat->pins = buffer->pins;
	stat->mmaps = buffer->vmas;
	list_for_each_entry(hold, &buffer->holds, node) {
		++*counts[hold->kind];
		cond_resched();
	}
}

static void describe(struct yamp_buffer *buffer, struct yamp_stat *stat)
{
	memset(stat, 0, sizeof(*stat));
	stat->frame_id = buffer->frame_id;
	stat->modifier = buffer->frame.modifier;
	stat->size = yamp_buffer_size(buffer);
	stat->object = buffer->object;
	stat->placement = buffer->placement;
	stat->uid = yamp_user_id(buffer->user);
	stat->pid = yamp_actor_pid(&buffer->maker);
	yamp_actor_task(&buffer->maker, stat->task);
	stat->fourcc = buffer->frame.fourcc;
	stat->width = buffer->frame.width;
	stat->height = buffer->frame.height;
	mutex_lock(&buffer->lock);
	look_at(buffer, stat);
	mutex_unlock(&buffer->lock);
}

static bool in_scope(const struct yamp_owner *owner, const struct yamp_buffer *buffer, u32 flags)
{
	if (flags & YAMP_STATS_ALL)
		return true;
	if (flags & YAMP_STATS_USER)
		return yamp_user_is_caller(buffer->user);
	return buffer->owner == owner;
}

static void add_up(struct yamp_stats *arg, const struct yamp_stat *stat)
{
	arg->buffers++;
	arg->bytes += stat->size;
	arg->resident += stat->resident;
	if (stat->state & YAMP_STATE_PURGEABLE && !(stat->state & YAMP_STATE_PURGED))
		arg->purgeable += stat->size;
}

/* Tells one buffer if there is room; the cursor moves on to the last one told. */
static int tell(struct yamp_stats *arg, const struct yamp_list *list, u64 number,
		const struct yamp_stat *stat, u32 *told)
{
	int ret;

	if (*told == list->room)
		return 0;
	ret = yamp_list_write(list, *told, stat, sizeof(*stat), 1);
	arg->after = number;
	++*told;
	return ret;
}

static int run(const struct yamp_owner *owner, struct yamp_stats *arg)
{
	const struct yamp_list list = { arg->stats, arg->stat_count, arg->stat_size };
	struct yamp_buffer *buffer = NULL;
	u64 after = arg->after;
	struct yamp_stat stat;
	u32 told = 0;
	int ret = 0;

	arg->stat_count = 0;
	arg->bytes = 0;
	arg->resident = 0;
	arg->purgeable = 0;
	arg->buffers = 0;
	arg->reserved_out = 0;
	while ((buffer = yamp_roster_next(buffer, 0))) {
		if (fatal_signal_pending(current))
			ret = -EINTR;
		if (ret)
			break;
		cond_resched();
		if (!in_scope(owner, buffer, arg->flags))
			continue;
		describe(buffer, &stat);
		add_up(arg, &stat);
		if (buffer->roster.number <= after)
			continue;
		arg->stat_count++;
		ret = tell(arg, &list, buffer->roster.number, &stat, &told);
	}
	if (buffer)
		yamp_buffer_put(buffer);
	return ret;
}

long yamp_ioctl_stats(struct yamp_owner *owner, void __user *user, size_t size)
{
	const u32 scopes = YAMP_STATS_USER | YAMP_STATS_ALL;
	struct yamp_stats arg;
	int ret;

	ret = copy_struct_from_user(&arg, sizeof(arg), user, size);
	if (ret)
		return ret;
	if (arg.flags & ~scopes || (arg.flags & scopes) == scopes || arg.reserved ||
	    !yamp_list_valid(arg.stat_count, arg.stat_size, STAT_SIZE_V2))
		return -EINVAL;
	if (arg.flags & YAMP_STATS_ALL && !capable(CAP_SYS_ADMIN))
		return -EPERM;
	ret = run(owner, &arg);
	return ret ?: yamp_answer(user, &arg, sizeof(arg), size);
}
