/* SPDX-License-Identifier: GPL-2.0-only */
/* How much users and open files may hold: yamp_quota.c. */
#ifndef YAMP_QUOTA_H
#define YAMP_QUOTA_H

#include <linux/types.h>

struct yamp_owner;
struct yamp_user;

/**
 * struct yamp_usage - figures of one user and one open file
 * @quota_bytes: most bytes of the user
 * @used_bytes: held
 * @quota_buffers: most dma-bufs of the user
 * @used_buffers: held
 * @file_quota_bytes: the same of the open file; 0 is no limit
 * @file_used_bytes: held
 * @file_quota_buffers: 0 is no limit
 * @file_used_buffers: held
 */
struct yamp_usage {
	u64 quota_bytes;
	u64 used_bytes;
	u32 quota_buffers;
	u32 used_buffers;
	u64 file_quota_bytes;
	u64 file_used_bytes;
	u32 file_quota_buffers;
	u32 file_used_buffers;
};

/**
 * yamp_quota_charge - take from two quotas, before any memory
 * @owner: open file that allocates; the other quota is the calling user's
 * @bytes: of all
 * @buffers: dma-bufs, at least one
 *
 * Return: the charged user for yamp_quota_uncharge(), which lives until all is
 * given back; ERR_PTR(-EDQUOT) or -ENOMEM.
 */
struct yamp_user *yamp_quota_charge(struct yamp_owner *owner, u64 bytes, u32 buffers);

/** yamp_quota_uncharge - give a part of a charge back */
void yamp_quota_uncharge(struct yamp_owner *owner, struct yamp_user *user, u64 bytes,
			 u32 buffers);

/** yamp_user_is_caller - does the calling process, outside of sandboxes, belong to @user? */
bool yamp_user_is_caller(const struct yamp_user *user);

/** yamp_user_id - for the calling process to see */
u32 yamp_user_id(const struct yamp_user *user);

/** yamp_quota_usage - of the calling user, and of @owner unless that is NULL */
void yamp_quota_usage(struct yamp_owner *owner, struct yamp_usage *usage);

#endif /* YAMP_QUOTA_H */
