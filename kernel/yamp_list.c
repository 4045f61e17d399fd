// SPDX-License-Identifier: GPL-2.0-only
/*
 * Lists of structs as answers: an older caller gets the head of each, a newer one
 * zeros in its tail.
 */
#include <linux/errno.h>
#include <linux/minmax.h>
#include <linux/uaccess.h>

#include "yamp_list.h"

#define LIST_STRIDE_MAX		4096U

bool yamp_list_valid(u32 room, u32 stride, u32 stride_min)
{
	return !room || (stride >= stride_min && stride <= LIST_STRIDE_MAX && !(stride % 8));
}

int yamp_list_write(const struct yamp_list *list, u32 first, const void *from, u32 size,
		    u32 count)
{
	u32 known = min(size, list->stride);

	for (u32 i = 0; i < count && first + i < list->room; i++) {
		void __user *to = u64_to_user_ptr(list->address + (u64)(first + i) * list->stride);

		if (copy_to_user(to, from + i * size, known) ||
		    clear_user(to + known, list->stride - known))
			return -EFAULT;
	}
	return 0;
}
