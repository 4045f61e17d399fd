/* SPDX-License-Identifier: GPL-2.0-only */
/* Lists of structs that may grow, as answers: yamp_list.c. */
#ifndef YAMP_LIST_H
#define YAMP_LIST_H

#include <linux/types.h>

/**
 * struct yamp_list - where in the caller a list of structs goes that may grow
 * @address: user pointer
 * @room: structs that fit
 * @stride: bytes from one to the next, the caller's sizeof
 */
struct yamp_list {
	u64 address;
	u32 room;
	u32 stride;
};

/** yamp_list_valid - is a list what the caller may ask for? @stride_min: the first version's */
bool yamp_list_valid(u32 room, u32 stride, u32 stride_min);

/*
 * yamp_list_write - copy structs to the caller, as far as there is room
 * @first: index in @list of the first one
 * @from: the structs
 * @size: of one of them here
 * @count: of them
 *
 * Returns 0 or -EFAULT.
 */
int yamp_list_write(const struct yamp_list *list, u32 first, const void *from, u32 size,
		    u32 count);

#endif /* YAMP_LIST_H */
