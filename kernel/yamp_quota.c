// SPDX-License-Identifier: GPL-2.0-only
/*
 * How many bytes and dma-bufs a user may hold, and how many an open file.
 *
 * A user is the real user id of who allocates, and inside a user namespace the
 * owner of the outermost one: else everybody with subordinate ids would have as
 * many quotas as ids. A charge stays with who allocated, wherever the dma-buf
 * goes, until its last page is given back. All users together may hold half of
 * the memory, or one user's quota where an administrator made that larger.
 *
 * A broker that allocates for many clients can open the node once for each: what
 * one open file holds counts against that file's own quota, too.
 */
#include <linux/cred.h>
#include <linux/err.h>
#include <linux/list.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/moduleparam.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/uidgid.h>
#include <linux/user_namespace.h>

#include "yamp_priv.h"
#include "yamp_quota.h"
#include "yamp_trace.h"

static unsigned long long quota_bytes;
module_param(quota_bytes, ullong, 0644);
MODULE_PARM_DESC(quota_bytes, "most bytes a user may hold; 0 (default): a quarter of the memory");

static unsigned int quota_buffers = 4096;
module_param(quota_buffers, uint, 0644);
MODULE_PARM_DESC(quota_buffers, "most dma-bufs a user may hold (default 4096)");

static unsigned long long quota_file_bytes;
module_param(quota_file_bytes, ullong, 0644);
MODULE_PARM_DESC(quota_file_bytes,
		 "most bytes allocated through one open file; 0 (default): the user's quota alone");

static unsigned int quota_file_buffers;
module_param(quota_file_buffers, uint, 0644);
MODULE_PARM_DESC(quota_file_buffers,
		 "most dma-bufs allocated through one open file; 0 (default): the user's quota alone");

/**
 * struct yamp_user - what one user holds; exists while that is not nothing
 * @node: in users
 * @id: of the user
 * @bytes: protected by quota_lock
 * @buffers: dma-bufs, protected by quota_lock
 */
struct yamp_user {
	struct list_head node;
	kuid_t id;
	u64 bytes;
	u32 buffers;
};

static DEFINE_MUTEX(quota_lock);
static u64 total;		/* bytes of all users, protected by quota_lock */
static LIST_HEAD(users);	/* of struct yamp_user, by its node; protected by quota_lock */

static kuid_t calling_user(void)
{
	struct user_namespace *ns = current_user_ns();

	if (ns == &init_user_ns)
		return current_uid();
	while (ns->parent != &init_user_ns)
		ns = ns->parent;
	return ns->owner;
}

static u64 limit_bytes(void)
{
	u64 limit = READ_ONCE(quota_bytes);

	return limit ?: (u64)totalram_pages() / 4 << PAGE_SHIFT;
}

/* One person can have many ids: all together have no more than half the memory. */
static u64 limit_total(void)
{
	return max(limit_bytes(), (u64)totalram_pages() / 2 << PAGE_SHIFT);
}

static struct yamp_user *lookup_user(kuid_t id)
{
	struct yamp_user *user;

	list_for_each_entry(user, &users, node)
		if (uid_eq(user->id, id))
			return user;
	return NULL;
}

/* The user's entry, or @fresh made one; then @fresh is NULL. */
static struct yamp_user *take_user(kuid_t id, struct yamp_user **fresh)
{
	struct yamp_user *user = lookup_user(id);

	if (user)
		return user;
	user = *fresh;
	*fresh = NULL;
	user->id = id;
	list_add(&user->node, &users);
	return user;
}

static void drop_if_idle(struct yamp_user *user)
{
	if (user->buffers)
		return;
	list_del(&user->node);
	kfree(user);
}

static bool exceeds(u64 used, u64 more, u64 limit)
{
	return more > limit || used > limit - more;
}

/* The enum yamp_limit that a charge would exceed, or 0. */
static u32 find_limit(const struct yamp_user *user, const struct yamp_owner *owner, u64 bytes,
		      u32 buffers)
{
	if (exceeds(user->bytes, bytes, limit_bytes()))
		return YAMP_LIMIT_USER_BYTES;
	if (exceeds(total, bytes, limit_total()))
		return YAMP_LIMIT_ALL_BYTES;
	if (exceeds(user->buffers, buffers, READ_ONCE(quota_buffers)))
		return YAMP_LIMIT_USER_BUFFERS;
	if (exceeds(owner->bytes, bytes, READ_ONCE(quota_file_bytes) ?: U64_MAX))
		return YAMP_LIMIT_FILE_BYTES;
	if (exceeds(owner->buffers, buffers, READ_ONCE(quota_file_buffers) ?: U32_MAX))
		return YAMP_LIMIT_FILE_BUFFERS;
	return 0;
}

static void tell_limit(struct yamp_owner *owner, u32 limit, u64 bytes, u32 buffers)
{
	bool counted = limit == YAMP_LIMIT_USER_BUFFERS || limit == YAMP_LIMIT_FILE_BUFFERS;
	u64 asked = counted ? buffers : bytes;

	trace_yamp_limit(limit, asked);
	yamp_event_limit(&owner->events, limit, asked);
}

struct yamp_user *yamp_quota_charge(struct yamp_owner *owner, u64 bytes, u32 buffers)
{
	struct yamp_user *fresh = kzalloc(sizeof(*fresh), GFP_KERNEL_ACCOUNT);
	struct yamp_user *user;
	u32 limit;

	if (!fresh)
		return ERR_PTR(-ENOMEM);
	mutex_lock(&quota_lock);
	user = take_user(calling_user(), &fresh);
	limit = find_limit(user, owner, bytes, buffers);
	if (limit) {
		drop_if_idle(user);
		user = ERR_PTR(-EDQUOT);
	} else {
		user->bytes += bytes;
		user->buffers += buffers;
		owner->bytes += bytes;
		owner->buffers += buffers;
		total += bytes;
	}
	mutex_unlock(&quota_lock);
	kfree(fresh);
	if (limit)
		tell_limit(owner, limit, bytes, buffers);
	return user;
}

void yamp_quota_uncharge(struct yamp_owner *owner, struct yamp_user *user, u64 bytes,
			 u32 buffers)
{
	mutex_lock(&quota_lock);
	user->bytes -= bytes;
	user->buffers -= buffers;
	owner->bytes -= bytes;
	owner->buffers -= buffers;
	total -= bytes;
	drop_if_idle(user);
	mutex_unlock(&quota_lock);
}

bool yamp_user_is_caller(const struct yamp_user *user)
{
	return current_user_ns() == &init_user_ns && uid_eq(user->id, current_uid());
}

u32 yamp_user_id(const struct yamp_user *user)
{
	return from_kuid_munged(current_user_ns(), user->id);
}

void yamp_quota_usage(struct yamp_owner *owner, struct yamp_usage *usage)
{
	const struct yamp_user *user;

	mutex_lock(&quota_lock);
	user = lookup_user(calling_user());
	usage->quota_bytes = limit_bytes();
	usage->used_bytes = user ? user->bytes : 0;
	usage->quota_buffers = READ_ONCE(quota_buffers);
	usage->used_buffers = user ? user->buffers : 0;
	usage->file_quota_bytes = owner ? READ_ONCE(quota_file_bytes) : 0;
	usage->file_used_bytes = owner ? owner->bytes : 0;
	usage->file_quota_buffers = owner ? READ_ONCE(quota_file_buffers) : 0;
	usage->file_used_buffers = owner ? owner->buffers : 0;
	mutex_unlock(&quota_lock);
}
