// SPDX-License-Identifier: MIT
/* A node of V4L2: what it is, and what is said when it fails. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "v4l2-priv.h"

int node_ioctl(const struct node *node, unsigned long request, void *argument)
{
	int ret;

	do {
		ret = ioctl(node->fd, request, argument);
	} while (ret < 0 && errno == EINTR);
	return ret < 0 ? -errno : 0;
}

int node_failed(const struct node *node, const char *doing, int error)
{
	switch (error) {
	case -EBUSY:
		log_error(&node->log, "%s is used by another program: close that and try again",
			  node->path);
		break;
	case -ENODEV:
	case -ENXIO:
		log_error(&node->log, "%s is gone: %s", node->path, node->gone);
		break;
	case -EACCES:
	case -EPERM:
		log_error(&node->log, "no permission on %s: add your user to the group video and "
			  "log in again", node->path);
		break;
	default:
		log_error(&node->log, "%s: cannot %s: %s", node->path, doing, strerror(-error));
	}
	return error;
}

int node_probe(struct node *node, const char *path, uint32_t *caps)
{
	struct v4l2_capability capability = { 0 };
	int ret;

	snprintf(node->path, sizeof(node->path), "%s", path);
	node->fd = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (node->fd < 0)
		return -errno;
	ret = node_ioctl(node, VIDIOC_QUERYCAP, &capability);
	if (ret)
		return ret == -EINVAL ? -ENOTTY : ret;
	snprintf(node->name, sizeof(node->name), "%s", (const char *)capability.card);
	snprintf(node->driver, sizeof(node->driver), "%s", (const char *)capability.driver);
	*caps = capability.capabilities & V4L2_CAP_DEVICE_CAPS ? capability.device_caps :
								 capability.capabilities;
	return 0;
}

int node_open(struct node *node, const char *path, uint32_t *caps)
{
	int ret = node_probe(node, path, caps);

	switch (ret) {
	case 0:
		return 0;
	case -ENOENT:
		log_error(&node->log, "there is no %s", path);
		return ret;
	case -ENOTTY:
		log_error(&node->log, "%s is not a video device", path);
		return ret;
	default:
		return node_failed(node, node->fd < 0 ? "open it" : "ask what it is", ret);
	}
}

void node_finish(struct node *node)
{
	if (node->fd >= 0)
		close(node->fd);
	node->fd = -1;
}
