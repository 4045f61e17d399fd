// SPDX-License-Identifier: MIT
/* udmabuf: the pages of a memfd, sealed against shrinking, as a dma-buf. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>
#include <linux/udmabuf.h>

#include "provider.h"

static int udmabuf_open(struct provider *provider)
{
	snprintf(provider->node, sizeof(provider->node), "/dev/udmabuf");
	provider->fd = open(provider->node, O_RDWR | O_CLOEXEC);
	return provider->fd < 0 ? -errno : 0;
}

static int memfd_sealed(uint64_t size)
{
	int ret, fd = memfd_create("yamp", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	if (fd < 0)
		return -errno;
	if (!ftruncate(fd, size) && !fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK))
		return fd;
	ret = -errno;
	close(fd);
	return ret;
}

static int udmabuf_one(struct provider *provider, uint64_t size)
{
	struct udmabuf_create create = { .flags = UDMABUF_FLAGS_CLOEXEC, .size = size };
	int ret, memfd = memfd_sealed(size);

	if (memfd < 0)
		return memfd;
	create.memfd = memfd;
	ret = ioctl(provider->fd, UDMABUF_CREATE, &create);
	if (ret < 0)
		ret = -errno;
	close(memfd);	/* the dma-buf has the pages */
	return ret;
}

static int udmabuf_alloc(struct provider *provider, const struct yamp_alloc_options *options,
			 struct yamp_alloc_report *report, int *fds)
{
	struct yamp_solution solution;
	int ret;

	if (options->placement == YAMP_PLACEMENT_REGION)
		return -EOPNOTSUPP;
	ret = layout_solve(options, &solution, &report->conflict);
	if (ret)
		return ret;
	if (layout_is_contiguous(options, &solution))
		return -EOPNOTSUPP;
	report->frame = solution.frame;
	report->placement = YAMP_PLACEMENT_SYSTEM;
	return objects_alloc(provider, &solution, options->count, udmabuf_one, fds);
}

const struct provider_ops provider_udmabuf = {
	.name = "udmabuf",
	.lacks = YAMP_LACK_DESCRIPTION | YAMP_LACK_COUNTERS | YAMP_LACK_RECLAIM |
		 YAMP_LACK_QUOTA | YAMP_LACK_PLACEMENT,
	.open = udmabuf_open,
	.alloc = udmabuf_alloc,
};
