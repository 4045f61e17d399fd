// SPDX-License-Identifier: MIT
/* The yamp kernel module. It lays frames out itself. */
#include <errno.h>
#include <fcntl.h>
#include <sys/ioctl.h>

#include "provider.h"

static int yamp_open(struct provider *provider)
{
	struct yamp_info info = { 0 };
	int fd = open(provider->node, O_RDWR | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	provider->fd = fd;
	if (ioctl(fd, YAMP_IOC_INFO, &info))
		return -errno;
	provider->contiguous = info.placements & (1U << YAMP_PLACEMENT_CONTIGUOUS);
	return 0;
}

static int yamp_alloc(struct provider *provider, const struct yamp_alloc_options *options,
		      struct yamp_alloc_report *report, int *fds)
{
	struct yamp_alloc alloc = {
		.fourcc = options->fourcc,
		.width = options->width,
		.height = options->height,
		.count = options->count,
		.modifier = options->modifier,
		.placement = options->placement,
		.color_encoding = options->color_encoding,
		.color_range = options->color_range,
		.field = options->field,
		.fd_flags = O_RDWR | O_CLOEXEC,
		.constraints = (uintptr_t)options->constraints,
		.constraint_count = options->constraint_count,
		.constraint_size = sizeof(struct yamp_constraint),
		.flags = fds ? 0 : YAMP_ALLOC_TEST_ONLY,
		.fds = (uintptr_t)fds,
		.fd_count = options->count * YAMP_MAX_PLANES,
	};
	int ret = ioctl(provider->fd, YAMP_IOC_ALLOC, &alloc) ? -errno : 0;

	report->conflict = alloc.conflict;
	if (ret)
		return ret;
	report->frame = alloc.frame;
	report->placement = alloc.placement_chosen;
	return 0;
}

const struct provider_ops provider_yamp = {
	.name = "yamp",
	.binding = true,
	.open = yamp_open,
	.alloc = yamp_alloc,
};
