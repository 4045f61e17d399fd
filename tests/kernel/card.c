// SPDX-License-Identifier: MIT
#include "card.h"

#include <drm.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "node.h"

bool card_load(const char *command)
{
	char line[160];

	snprintf(line, sizeof(line), "modprobe %s 2>/dev/null", command);
	return !geteuid() && !system(line);
}

int card_open(const char *driver)
{
	char path[32], name[32];

	for (int i = 0; i < 16; i++) {
		struct drm_version version = { .name = name, .name_len = sizeof(name) - 1 };
		int fd;

		snprintf(path, sizeof(path), "/dev/dri/card%d", i);
		fd = open(path, O_RDWR | O_CLOEXEC);
		if (fd < 0)
			continue;
		memset(name, 0, sizeof(name));
		if (!ioctl(fd, DRM_IOCTL_VERSION, &version) && !strcmp(name, driver))
			return fd;
		close(fd);
	}
	return -1;
}

int card_import(int card, int fd, __u32 *handle)
{
	struct drm_prime_handle arg = { .fd = fd };
	int ret = node_ioctl(card, DRM_IOCTL_PRIME_FD_TO_HANDLE, &arg);

	*handle = arg.handle;
	return ret;
}

int card_export(int card, __u32 width, __u32 height)
{
	struct drm_mode_create_dumb dumb = { .width = width, .height = height, .bpp = 32 };
	struct drm_prime_handle prime = { .flags = O_CLOEXEC | O_RDWR };
	int ret = node_ioctl(card, DRM_IOCTL_MODE_CREATE_DUMB, &dumb);

	if (ret)
		return ret;
	prime.handle = dumb.handle;
	ret = node_ioctl(card, DRM_IOCTL_PRIME_HANDLE_TO_FD, &prime);
	card_close(card, dumb.handle);
	return ret ? ret : prime.fd;
}

void card_close(int card, __u32 handle)
{
	struct drm_gem_close arg = { .handle = handle };

	node_ioctl(card, DRM_IOCTL_GEM_CLOSE, &arg);
}
