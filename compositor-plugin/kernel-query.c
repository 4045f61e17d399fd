/* SPDX-License-Identifier: MIT */
/* /dev/yamp-query: who asks it about a descriptor hears what the kernel knows of it. */
#include "plugin.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "yamp-v1-server-protocol.h"

#define FOLDER "/dev"
#define QUERY_NAME "yamp-query"
#define QUERY_NODE FOLDER "/" QUERY_NAME
#define ALLOCATE_NAME "yamp"
#define ALLOCATE_NODE FOLDER "/" ALLOCATE_NAME

static int open_node(void)
{
	int fd = open(QUERY_NODE, O_RDONLY | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

static uint32_t shared_version(void)
{
	struct yamp_info info = {0};
	int fd = open_node();

	if (fd < 0)
		return 0;
	if (ioctl(fd, YAMP_IOC_INFO, &info) < 0)
		info.version = 0;
	close(fd);
	return info.version < YAMP_UAPI_VERSION ? info.version : YAMP_UAPI_VERSION;
}

struct allocator allocator_look(void)
{
	struct allocator allocator = {.version = shared_version()};
	struct stat status;

	if (allocator.version && stat(ALLOCATE_NODE, &status) == 0 && S_ISCHR(status.st_mode)) {
		allocator.node_known = true;
		allocator.node = status.st_rdev;
	}
	return allocator;
}

/* True if one of the events is about our nodes, or if some were lost. */
static bool events_concern_us(const char *events, size_t size)
{
	const struct inotify_event *event;
	size_t at;

	for (at = 0; at < size; at += sizeof(*event) + event->len) {
		event = (const struct inotify_event *)(events + at);
		if (event->mask & IN_Q_OVERFLOW)
			return true;
		if (event->len && (strcmp(event->name, QUERY_NAME) == 0 ||
				   strcmp(event->name, ALLOCATE_NAME) == 0))
			return true;
	}
	return false;
}

static int on_folder_changed(int fd, uint32_t mask, void *data)
{
	_Alignas(struct inotify_event) char events[4096];
	struct plugin *plugin = data;
	bool ours = false;
	ssize_t size;

	while ((size = read(fd, events, sizeof(events))) > 0)
		ours |= events_concern_us(events, (size_t)size);
	if (ours)
		plugin->allocator_changed(plugin);
	return 0;
}

void allocator_watch(struct plugin *plugin, void (*changed)(struct plugin *plugin))
{
	struct wl_event_loop *loop = wl_display_get_event_loop(plugin->display);

	plugin->allocator_changed = changed;
	plugin->watch_fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	if (plugin->watch_fd < 0)
		return;
	/* A node may get its mode after it was made. */
	if (inotify_add_watch(plugin->watch_fd, FOLDER,
			      IN_CREATE | IN_DELETE | IN_ATTRIB | IN_ONLYDIR) < 0)
		return;
	plugin->watch = wl_event_loop_add_fd(loop, plugin->watch_fd, WL_EVENT_READABLE,
					     on_folder_changed, plugin);
}

void allocator_unwatch(struct plugin *plugin)
{
	if (plugin->watch)
		wl_event_source_remove(plugin->watch);
	if (plugin->watch_fd >= 0)
		close(plugin->watch_fd);
}

int query_open(struct refusal *refusal)
{
	int fd = open_node();

	switch (fd) {
	case -EMFILE:
	case -ENFILE:
		return refuse(refusal, YAMP_IMPORT_V1_REASON_LIMIT,
			      "the compositor has no file descriptor left");
	case -ENOENT:
	case -ENODEV:
	case -ENXIO:
		return refuse(refusal, YAMP_IMPORT_V1_REASON_NO_ALLOCATOR,
			      "%s is not there: is the kernel module yamp loaded?", QUERY_NODE);
	}
	if (fd < 0)
		return refuse(refusal, YAMP_IMPORT_V1_REASON_NO_ALLOCATOR,
			      "the compositor cannot open %s: %s", QUERY_NODE, strerror(-fd));
	return fd;
}

int query_describe(int query_fd, int dmabuf_fd, uint32_t plane, struct yamp_describe *describe,
		   struct refusal *refusal)
{
	*describe = (struct yamp_describe){.fd = dmabuf_fd};
	if (ioctl(query_fd, YAMP_IOC_DESCRIBE, describe) < 0) {
		if (errno == EINVAL || errno == EBADF)
			return refuse(refusal, YAMP_IMPORT_V1_REASON_NOT_DMABUF,
				      "what was given for plane %u is no dma-buf", plane);
		return refuse(refusal, YAMP_IMPORT_V1_REASON_OTHER,
			      "the kernel does not describe plane %u: %s", plane,
			      strerror(errno));
	}
	if (describe->trust != YAMP_TRUST_OURS)
		return refuse(refusal, YAMP_IMPORT_V1_REASON_NOT_OURS,
			      "plane %u is a dma-buf of another exporter (%" PRIu64 " bytes): only "
			      "those that /dev/yamp allocated have a description", plane,
			      (uint64_t)describe->size);
	return 0;
}
