// SPDX-License-Identifier: MIT
/* What buffers there are, and who holds them: see yamp/stats.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include <yamp/stats.h>

#include "provider.h"

#define ROOM_FIRST	64

/* Room for @count structs of @size and some more, since others may come meanwhile. */
static int list_grow(void *list, size_t size, uint32_t count, uint32_t *room)
{
	void **where = list, *larger;

	*room = count + count / 4 + ROOM_FIRST;
	larger = reallocarray(*where, *room, size);
	if (!larger)
		return -ENOMEM;
	*where = larger;
	return 0;
}

static int read_stats(int node, uint32_t scope, struct yamp_stat **list,
		      struct yamp_stats *totals)
{
	uint32_t room = 0;
	int ret;

	*totals = (struct yamp_stats){ 0 };
	do {
		ret = list_grow(list, sizeof(**list), totals->stat_count, &room);
		if (ret)
			return ret;
		*totals = (struct yamp_stats){
			.flags = scope,
			.stat_count = room,
			.stats = (uintptr_t)*list,
			.stat_size = sizeof(**list),
		};
		if (ioctl(node, YAMP_IOC_STATS, totals))
			return -errno;
	} while (totals->stat_count > room);
	totals->stats = 0;
	return 0;
}

int yamp_device_stats(struct yamp_device *device, uint32_t scope, struct yamp_stat **list,
		      struct yamp_stats *totals)
{
	struct yamp_stat *made = NULL;
	int node = device_node(device), ret;

	if (node < 0)
		return node;
	ret = read_stats(node, scope, &made, totals);
	if (ret) {
		free(made);
		return ret;
	}
	*list = made;	/* belongs to the caller now */
	return 0;
}

static int read_holders(int node, const struct yamp_stat *stat, struct yamp_holder **list,
			uint32_t *count)
{
	struct yamp_holders arg = { 0 };
	uint32_t room = 0;
	int ret;

	do {
		ret = list_grow(list, sizeof(**list), arg.holder_count, &room);
		if (ret)
			return ret;
		arg = (struct yamp_holders){
			.fd = -1,
			.flags = YAMP_HOLDERS_BY_ID,
			.holders = (uintptr_t)*list,
			.holder_count = room,
			.holder_size = sizeof(**list),
			.frame_id = stat->frame_id,
			.object = stat->object,
		};
		if (ioctl(node, YAMP_IOC_HOLDERS, &arg))
			return -errno;
	} while (arg.holder_count > room);
	*count = arg.holder_count;
	return 0;
}

int yamp_device_holders(struct yamp_device *device, const struct yamp_stat *stat,
			struct yamp_holder **list, uint32_t *count)
{
	struct yamp_holder *made = NULL;
	int node = device_node(device), ret;

	if (node < 0)
		return node;
	ret = read_holders(node, stat, &made, count);
	if (ret) {
		free(made);
		return ret;
	}
	*list = made;	/* belongs to the caller now */
	return 0;
}
