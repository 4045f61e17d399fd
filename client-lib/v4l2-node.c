// SPDX-License-Identifier: MIT
/* A node of V4L2: what it is, and what is said when it fails. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
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
	snprintf(node->bus, sizeof(node->bus), "%s", (const char *)capability.bus_info);
	node->caps = capability.capabilities & V4L2_CAP_DEVICE_CAPS ? capability.device_caps :
								      capability.capabilities;
	*caps = node->caps;
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

static int is_video_node(const struct dirent *entry)
{
	return !strncmp(entry->d_name, "video", 5) && entry->d_name[5];
}

int node_each(bool (*found)(void *data, const char *path), void *data)
{
	struct dirent **entries;
	char path[sizeof("/dev/") + sizeof(entries[0]->d_name)];
	int count = scandir("/dev", &entries, is_video_node, versionsort);
	bool done = false;

	if (count < 0)
		return -errno;
	for (int i = 0; i < count; i++) {
		snprintf(path, sizeof(path), "/dev/%s", entries[i]->d_name);
		done = done || found(data, path);
		free(entries[i]);
	}
	free(entries);
	return 0;
}

/**
 * struct search - for a device that is somewhere else now
 * @node: what it was; open when it was found
 * @same_bus: at the same place
 * @error: of what looked like it last
 */
struct search {
	struct node *node;
	bool same_bus;
	int error;
};

/* A node may be of another device now, and one device has several nodes. */
static bool is_it(const struct search *search, const struct node *found)
{
	const struct node *node = search->node;

	return !strcmp(found->driver, node->driver) && !strcmp(found->name, node->name) &&
	       found->caps == node->caps && (!search->same_bus || !strcmp(found->bus, node->bus));
}

static bool try_path(void *data, const char *path)
{
	struct search *search = data;
	struct node found = { .log = search->node->log, .gone = search->node->gone };
	uint32_t caps;
	int ret = node_probe(&found, path, &caps);

	if (!ret && is_it(search, &found)) {
		*search->node = found;	/* it owns the descriptor from here */
		return true;
	}
	/* Why the old path cannot be opened is why the device is away. */
	if (!strcmp(path, search->node->path))
		search->error = ret ? ret : -ENODEV;
	node_finish(&found);
	return false;
}

int node_reopen(struct node *node)
{
	struct search search = { node, true, -ENODEV };
	char path[sizeof(node->path)];

	snprintf(path, sizeof(path), "%s", node->path);
	if (try_path(&search, path))
		return 0;
	node_each(try_path, &search);
	if (node->fd >= 0)
		return 0;
	search.same_bus = false;
	return try_path(&search, path) ? 0 : search.error;
}
