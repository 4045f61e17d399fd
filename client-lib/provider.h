/* SPDX-License-Identifier: MIT */
/*
 * A provider of memory: a vtable in the array of device.c. A new provider is a
 * new file and a line there.
 */
#ifndef PROVIDER_H
#define PROVIDER_H

#include <yamp/device.h>

#include "log.h"
#include "yamp_solve.h"

struct provider;

/**
 * struct provider_ops - one kind of memory
 * @name: for people and for yamp_alloc_options.provider
 * @lacks: enum yamp_lack bits
 * @binding: a refusal for want of permission is the answer, not a reason to
 *	pass it over
 * @open: fills provider.fd and what else it needs; 0 or -errno
 * @alloc: fills report->frame, ->placement, ->conflict and @count times
 *	object_count descriptors, all or nothing; 0 or -errno, -EOPNOTSUPP if it
 *	cannot do what is asked. @fds has room for @count * YAMP_MAX_PLANES; the yamp
 *	provider takes NULL, too: then it only lays out
 */
struct provider_ops {
	const char *name;
	uint32_t lacks;
	bool binding;
	int (*open)(struct provider *provider);
	int (*alloc)(struct provider *provider, const struct yamp_alloc_options *options,
		     struct yamp_alloc_report *report, int *fds);
};

/**
 * struct provider - one kind of memory on this machine
 * @ops: what it is
 * @log: of the device
 * @node: of the device file, for messages and for opening it
 * @error: of @ops->open; 1 while it was not tried
 * @fd: of @node, -1 if it is not open
 * @fd_contiguous: of another node for contiguous memory, or -1
 * @contiguous: can it give memory in one piece?
 */
struct provider {
	const struct provider_ops *ops;
	const struct yamp_log *log;
	char node[128];
	int error;
	int fd;
	int fd_contiguous;
	bool contiguous;
};

extern const struct provider_ops provider_yamp;
extern const struct provider_ops provider_heap;
extern const struct provider_ops provider_udmabuf;

/** device_node - descriptor of /dev/yamp, which stays the device's, or -errno */
int device_node(struct yamp_device *device);

/** layout_solve - run the solver for @options; 0 or -errno of yamp_solve() */
int layout_solve(const struct yamp_alloc_options *options, struct yamp_solution *solution,
		 struct yamp_conflict *conflict);

/**
 * layout_is_contiguous - do the request or a consumer need one extent?
 *
 * A consumer that needs one in its DMA addresses only may have an IOMMU, but
 * outside the kernel that cannot be known.
 */
bool layout_is_contiguous(const struct yamp_alloc_options *options,
			  const struct yamp_solution *solution);

/**
 * objects_alloc - allocate the dma-bufs of a solved layout one by one
 * @one: gives one dma-buf of @size bytes or -errno
 *
 * All or nothing. @fds as in provider_ops.alloc.
 */
int objects_alloc(struct provider *provider, const struct yamp_solution *solution, uint32_t count,
		  int (*one)(struct provider *provider, uint64_t size), int *fds);

/** fds_close - close @count descriptors */
void fds_close(const int *fds, uint32_t count);

#endif /* PROVIDER_H */
