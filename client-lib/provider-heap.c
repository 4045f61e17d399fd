// SPDX-License-Identifier: MIT
/*
 * The kernel's dma-heaps: /dev/dma_heap/system for scattered pages, and
 * whichever CMA heap the machine has for memory in one piece.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <linux/dma-heap.h>

#include "provider.h"

#define HEAP_DIR "/dev/dma_heap"

/* CMA heaps are named after their area, which firmware and kernels name freely. */
static bool is_cma_name(const char *name)
{
	return strstr(name, "cma") || !strcmp(name, "reserved");
}

static int open_cma(void)
{
	DIR *dir = opendir(HEAP_DIR);
	struct dirent *entry;
	int fd = -1;

	if (!dir)
		return -1;
	while (fd < 0 && (entry = readdir(dir))) {
		if (is_cma_name(entry->d_name))
			fd = openat(dirfd(dir), entry->d_name, O_RDONLY | O_CLOEXEC);
	}
	closedir(dir);
	return fd;
}

static int heap_open(struct provider *provider)
{
	snprintf(provider->node, sizeof(provider->node), "%s/system", HEAP_DIR);
	provider->fd = open(provider->node, O_RDONLY | O_CLOEXEC);
	if (provider->fd < 0)
		return -errno;
	provider->fd_contiguous = open_cma();
	provider->contiguous = provider->fd_contiguous >= 0;
	return 0;
}

static int heap_one(int heap, uint64_t size)
{
	struct dma_heap_allocation_data data = {
		.len = size,
		.fd_flags = O_RDWR | O_CLOEXEC,
	};

	return ioctl(heap, DMA_HEAP_IOCTL_ALLOC, &data) ? -errno : (int)data.fd;
}

static int scattered_one(struct provider *provider, uint64_t size)
{
	return heap_one(provider->fd, size);
}

static int contiguous_one(struct provider *provider, uint64_t size)
{
	return heap_one(provider->fd_contiguous, size);
}

static int heap_alloc(struct provider *provider, const struct yamp_alloc_options *options,
		      struct yamp_alloc_report *report, int *fds)
{
	struct yamp_solution solution;
	bool contiguous;
	int ret;

	if (options->placement == YAMP_PLACEMENT_REGION)
		return -EOPNOTSUPP;
	ret = layout_solve(options, &solution, &report->conflict);
	if (ret)
		return ret;
	contiguous = layout_is_contiguous(options, &solution);
	if (contiguous && provider->fd_contiguous < 0)
		return -EOPNOTSUPP;
	report->frame = solution.frame;
	report->placement = contiguous ? YAMP_PLACEMENT_CONTIGUOUS : YAMP_PLACEMENT_SYSTEM;
	return objects_alloc(provider, &solution, options->count,
			     contiguous ? contiguous_one : scattered_one, fds);
}

const struct provider_ops provider_heap = {
	.name = "dma-heap",
	.lacks = YAMP_LACK_DESCRIPTION | YAMP_LACK_COUNTERS | YAMP_LACK_RECLAIM |
		 YAMP_LACK_QUOTA | YAMP_LACK_PLACEMENT,
	.open = heap_open,
	.alloc = heap_alloc,
};
