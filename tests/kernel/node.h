/* SPDX-License-Identifier: MIT */
/* The module's ioctls for the tests of this folder, and what they look at. */
#ifndef NODE_H
#define NODE_H

#include <linux/yamp.h>
#include <stdbool.h>
#include <stddef.h>

#include "tap.h"

#define NODE_CODE(a, b, c, d) \
	((__u32)(a) | (__u32)(b) << 8 | (__u32)(c) << 16 | (__u32)(d) << 24)
#define NODE_XRGB8888	NODE_CODE('X', 'R', '2', '4')
#define NODE_NV12	NODE_CODE('N', 'V', '1', '2')
#define NODE_YUV420	NODE_CODE('Y', 'U', '1', '2')
#define NODE_FDS	(YAMP_MAX_COUNT * YAMP_MAX_PLANES)

/**
 * struct node_alloc - a call of YAMP_IOC_ALLOC with room for its results
 * @arg: the argument; its pointers point to the other fields
 * @record: used if arg.constraint_count is not 0
 * @formats: used if record.format_count is not 0
 * @fds: results
 */
struct node_alloc {
	struct yamp_alloc arg;
	struct yamp_constraint record;
	struct yamp_format formats[4];
	__s32 fds[NODE_FDS];
};

/** node_main - /dev/yamp and /dev/yamp-query, opened by node_open() */
extern int node_main, node_query;

/** node_open - open both; ends the program if there is no module */
void node_open(void);

/** node_ioctl - 0 or -errno */
int node_ioctl(int fd, unsigned long request, void *arg);

/** node_info - YAMP_IOC_INFO, which never fails */
struct yamp_info node_info(void);

/** node_describe - YAMP_IOC_DESCRIBE through the query node; 0 or -errno */
int node_describe(int fd, struct yamp_describe *describe);

/** node_prepare - one frame of @code, readable and writable, any placement */
void node_prepare(struct node_alloc *call, __u32 code, __u32 width, __u32 height);

/** node_run - do it; 0 or -errno */
int node_run(struct node_alloc *call);

/** node_close - close the descriptors of a call that succeeded */
void node_close(const struct node_alloc *call);

/** node_one - a dma-buf in @placement; ends the program if there is none */
int node_one(__u32 placement, __u32 code, __u32 width, __u32 height, int fd_flags);

/** node_exp_name - of fdinfo; empty if there is none */
void node_exp_name(int fd, char *name, size_t size);

/** node_fd_count - open descriptors of this process */
int node_fd_count(void);

/** node_buffers - dma-bufs of ours in the whole kernel; -1 without debugfs */
int node_buffers(void);

/** node_cma_bytes - what the kernel has set apart for contiguous memory; 0 is none */
__u64 node_cma_bytes(void);

/** node_low_mask - of addresses that reach a GiB of memory or little more; needs root */
__u64 node_low_mask(void);

/**
 * node_pool_has - waits up to 30 s until the pool keeps exactly @bytes, all of them zeroed:
 * what is closed comes when its last reference goes, and is nobody's while it is zeroed
 */
bool node_pool_has(__u64 bytes);

/** node_nothing_left - waits up to 30 s until nobody holds anything; one test */
void node_nothing_left(void);

#endif /* NODE_H */
