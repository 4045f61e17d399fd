/* SPDX-License-Identifier: MIT */
#include "vivid.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/videodev2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "node.h"

static int set_format(int output)
{
	struct v4l2_format format = { .type = V4L2_BUF_TYPE_VIDEO_OUTPUT };
	int hdmi = 1;

	ioctl(output, VIDIOC_S_OUTPUT, &hdmi);
	if (ioctl(output, VIDIOC_G_FMT, &format))
		return -errno;
	format.fmt.pix.width = VIVID_WIDTH;
	format.fmt.pix.height = VIVID_HEIGHT;
	format.fmt.pix.pixelformat = V4L2_PIX_FMT_XBGR32;
	format.fmt.pix.field = V4L2_FIELD_NONE;
	format.fmt.pix.bytesperline = VIVID_WIDTH * 4;
	if (ioctl(output, VIDIOC_S_FMT, &format))
		return -errno;
	return format.fmt.pix.sizeimage <= VIVID_SIZE ? 0 : -ENOSPC;
}

int vivid_request(int output, unsigned int count)
{
	struct v4l2_requestbuffers request = {
		.count = count,
		.type = V4L2_BUF_TYPE_VIDEO_OUTPUT,
		.memory = V4L2_MEMORY_DMABUF,
	};

	return ioctl(output, VIDIOC_REQBUFS, &request) ? -errno : 0;
}

int vivid_prepare(int output)
{
	int ret = output < 0 ? -ENODEV : set_format(output);

	return ret ? ret : vivid_request(output, 2);
}

int vivid_queue(int output, int fd)
{
	struct v4l2_buffer buffer = {
		.type = V4L2_BUF_TYPE_VIDEO_OUTPUT,
		.memory = V4L2_MEMORY_DMABUF,
		.m.fd = fd,
		.bytesused = VIVID_SIZE,
		.length = VIVID_SIZE,
		.field = V4L2_FIELD_NONE,
	};

	return ioctl(output, VIDIOC_QBUF, &buffer) ? -errno : 0;
}

int vivid_take(int output, int fd)
{
	int ret = vivid_prepare(output);

	return ret ? ret : vivid_queue(output, fd);
}

static int open_first(__u32 capabilities)
{
	struct v4l2_capability capability;
	char path[32];

	for (int i = 0; i < 64; i++) {
		int fd;

		snprintf(path, sizeof(path), "/dev/video%d", i);
		fd = open(path, O_RDWR | O_CLOEXEC);
		if (fd < 0)
			continue;
		if (!ioctl(fd, VIDIOC_QUERYCAP, &capability) &&
		    !strcmp((char *)capability.driver, "vivid") &&
		    capability.device_caps & capabilities)
			return fd;
		close(fd);
	}
	return -1;
}

int vivid_open(void)
{
	return open_first(V4L2_CAP_VIDEO_OUTPUT);
}

int vivid_open_camera(void)
{
	return open_first(V4L2_CAP_VIDEO_CAPTURE);
}

bool vivid_load(int allocators)
{
	char command[128];
	int output;

	snprintf(command, sizeof(command), "modprobe -r vivid 2>/dev/null; modprobe vivid "
		 "n_devs=1 node_types=0x100 allocators=%d 2>/dev/null", allocators);
	if (geteuid() || system(command))
		return false;
	for (int i = 0; i < 600; i++) {
		output = vivid_open();
		if (output >= 0) {
			close(output);
			return true;
		}
		usleep(50 * 1000);
	}
	return false;
}

void vivid_unload(void)
{
	if (!geteuid() && system("modprobe -r vivid 2>/dev/null"))
		tap_note("vivid stays loaded");
}

/* Pages that the device reaches: higher ones would be moved, which is for test-migrate. */
int vivid_buffer(__u32 placement)
{
	struct node_alloc call;
	int ret;

	node_prepare(&call, NODE_XRGB8888, VIVID_WIDTH, VIVID_HEIGHT);
	call.arg.placement = placement;
	call.arg.constraint_count = 1;
	call.record.address_mask = 0xffffffff;
	ret = node_run(&call);
	if (ret)
		tap_bail("no memory below 4 GiB: %s", strerror(-ret));
	return call.fds[0];
}
