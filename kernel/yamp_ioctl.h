/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The ioctls of /dev/yamp: yamp_ioctl.c, and those with a file of their own. Each gets the
 * open file, the caller's struct and its size.
 */
#ifndef YAMP_IOCTL_H
#define YAMP_IOCTL_H

#include <linux/minmax.h>
#include <linux/types.h>
#include <linux/uaccess.h>

struct file;
struct yamp_owner;

long yamp_ioctl(struct file *file, unsigned int cmd, unsigned long arg);
long yamp_query_ioctl(struct file *file, unsigned int cmd, unsigned long arg);

/*
 * yamp_answer - copy a result to the caller, as much of it as the caller knows
 * @to: the argument of the ioctl
 * @from: the struct
 * @size: sizeof the struct here
 * @user_size: sizeof the struct in the caller
 */
static inline int yamp_answer(void __user *to, const void *from, size_t size, size_t user_size)
{
	return copy_to_user(to, from, min(size, user_size)) ? -EFAULT : 0;
}

/* yamp_heap.c: the ioctl of /dev/dma_heap/yamp, whose open file is an owner too */
long yamp_heap_ioctl(struct file *file, unsigned int cmd, unsigned long address);

/* YAMP_IOC_ALLOC, _VERIFY, _SET_DOMAIN, _EXPORT, _ADVISE, _REVOKE, _STATS, _HOLDERS */
long yamp_ioctl_alloc(struct yamp_owner *owner, void __user *arg, size_t size);
long yamp_ioctl_verify(struct yamp_owner *owner, void __user *arg, size_t size);
long yamp_ioctl_set_domain(struct yamp_owner *owner, void __user *arg, size_t size);
long yamp_ioctl_export(struct yamp_owner *owner, void __user *arg, size_t size);
long yamp_ioctl_advise(struct yamp_owner *owner, void __user *arg, size_t size);
long yamp_ioctl_revoke(struct yamp_owner *owner, void __user *arg, size_t size);
long yamp_ioctl_stats(struct yamp_owner *owner, void __user *arg, size_t size);
long yamp_ioctl_holders(struct yamp_owner *owner, void __user *arg, size_t size);

#endif /* YAMP_IOCTL_H */
