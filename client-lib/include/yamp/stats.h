/* SPDX-License-Identifier: MIT */
/*
 * What buffers of the yamp module there are, and who holds them.
 *
 * Threads: as yamp/device.h says of a device.
 */
#ifndef YAMP_STATS_H
#define YAMP_STATS_H

#include <yamp/device.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * yamp_device_stats - ask which buffers there are
 * @scope: YAMP_STATS_USER those of the calling user; YAMP_STATS_ALL everybody's, which
 *	needs CAP_SYS_ADMIN; 0 those that @device allocated
 * @list: one for each dma-buf's memory, oldest first; the caller frees it with
 *	free(3), also if it is empty; untouched on failure
 * @totals: filled but for the pointer to a list; its stat_count is the entries of
 *	@list; may not be NULL
 *
 * Returns 0 or -errno: ENOENT the module is not loaded; ENOTTY it is older than
 * version 2; EACCES no permission on its node; EPERM not for this user; ENOMEM. Says
 * nothing.
 */
YAMP_API int yamp_device_stats(struct yamp_device *device, uint32_t scope,
			       struct yamp_stat **list, struct yamp_stats *totals);

/**
 * yamp_device_holders - ask who holds a buffer
 * @stat: of yamp_device_stats()
 * @list: the caller frees it with free(3), also if it is empty; untouched on failure
 * @count: entries of @list
 *
 * Who only has a descriptor is not among them. Returns 0 or -errno: ENOENT it is not
 * there any more; else as yamp_device_stats(). Says nothing.
 */
YAMP_API int yamp_device_holders(struct yamp_device *device, const struct yamp_stat *stat,
				 struct yamp_holder **list, uint32_t *count);

#ifdef __cplusplus
}
#endif

#endif /* YAMP_STATS_H */
