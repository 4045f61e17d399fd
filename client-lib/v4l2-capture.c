// SPDX-License-Identifier: MIT
/* Opening a camera, and what it can deliver. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "v4l2-priv.h"

#define CAPTURE_CAPS (V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_VIDEO_CAPTURE_MPLANE)
#define M2M_CAPS (V4L2_CAP_VIDEO_M2M | V4L2_CAP_VIDEO_M2M_MPLANE)

int camera_ioctl(const struct yamp_camera *camera, unsigned long request, void *argument)
{
	int ret;

	do {
		ret = ioctl(camera->fd, request, argument);
	} while (ret < 0 && errno == EINTR);
	return ret < 0 ? -errno : 0;
}

bool camera_is_mplane(const struct yamp_camera *camera)
{
	return camera->type == V4L2_BUF_TYPE_VIDEO_CAPTURE_MPLANE;
}

int camera_failed(const struct yamp_camera *camera, const char *doing, int error)
{
	switch (error) {
	case -EBUSY:
		log_error(&camera->log, "%s is used by another program: close that and try again",
			  camera->node);
		break;
	case -ENODEV:
	case -ENXIO:
		log_error(&camera->log, "%s is gone: plug the camera in again", camera->node);
		break;
	case -EACCES:
	case -EPERM:
		log_error(&camera->log, "no permission on %s: add your user to the group video and "
			  "log in again", camera->node);
		break;
	default:
		log_error(&camera->log, "%s: cannot %s: %s", camera->node, doing,
			  strerror(-error));
	}
	return error;
}

static uint32_t device_caps(const struct v4l2_capability *caps)
{
	return caps->capabilities & V4L2_CAP_DEVICE_CAPS ? caps->device_caps : caps->capabilities;
}

static bool is_camera(uint32_t caps)
{
	return caps & CAPTURE_CAPS && !(caps & M2M_CAPS) && caps & V4L2_CAP_STREAMING;
}

static int open_node(const char *node)
{
	int fd = open(node, O_RDWR | O_NONBLOCK | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

static int say_no_camera(const struct yamp_camera *camera, uint32_t caps)
{
	const char *what = "delivers no pictures";

	if (caps & M2M_CAPS)
		what = "converts pictures from memory to memory";
	else if (caps & CAPTURE_CAPS)
		what = "can only be read byte by byte";
	log_error(&camera->log, "%s (%s) is not a camera: it %s", camera->node, camera->name, what);
	return -EOPNOTSUPP;
}

static int camera_init(struct yamp_camera *camera)
{
	struct v4l2_capability caps = { 0 };
	int ret;

	camera->fd = open_node(camera->node);
	if (camera->fd == -ENOENT) {
		log_error(&camera->log, "there is no %s", camera->node);
		return -ENOENT;
	}
	if (camera->fd < 0)
		return camera_failed(camera, "open it", camera->fd);
	ret = camera_ioctl(camera, VIDIOC_QUERYCAP, &caps);
	if (ret == -ENOTTY || ret == -EINVAL) {
		log_error(&camera->log, "%s is not a video device", camera->node);
		return -ENOTTY;
	}
	if (ret)
		return camera_failed(camera, "ask what it is", ret);
	snprintf(camera->name, sizeof(camera->name), "%s", (const char *)caps.card);
	snprintf(camera->driver, sizeof(camera->driver), "%s", (const char *)caps.driver);
	if (!is_camera(device_caps(&caps)))
		return say_no_camera(camera, device_caps(&caps));
	camera->type = device_caps(&caps) & V4L2_CAP_VIDEO_CAPTURE_MPLANE ?
		V4L2_BUF_TYPE_VIDEO_CAPTURE_MPLANE : V4L2_BUF_TYPE_VIDEO_CAPTURE;
	return 0;
}

struct yamp_camera *yamp_camera_open(const char *node, const struct yamp_log *log)
{
	struct yamp_camera *camera = calloc(1, sizeof(*camera));
	int ret;

	if (!camera)
		return NULL;
	camera->log = log_copy(log);
	snprintf(camera->node, sizeof(camera->node), "%s", node);
	ret = camera_init(camera);
	if (ret) {
		yamp_camera_close(camera);
		errno = -ret;
		return NULL;
	}
	return camera;
}

void yamp_camera_close(struct yamp_camera *camera)
{
	if (!camera)
		return;
	yamp_camera_stop(camera);
	if (camera->fd >= 0)
		close(camera->fd);
	free(camera);
}

const char *yamp_camera_name(const struct yamp_camera *camera)
{
	return camera->name;
}

const char *yamp_camera_driver(const struct yamp_camera *camera)
{
	return camera->driver;
}

int yamp_camera_fd(const struct yamp_camera *camera)
{
	return camera->fd;
}

static int is_video_node(const struct dirent *entry)
{
	return !strncmp(entry->d_name, "video", 5) && entry->d_name[5];
}

static bool found_one(const char *node, void (*found)(void *, const char *, const char *),
		      void *data)
{
	struct v4l2_capability caps = { 0 };
	bool camera = false;
	int fd = open_node(node);

	if (fd < 0)
		return false;
	if (!ioctl(fd, VIDIOC_QUERYCAP, &caps) && is_camera(device_caps(&caps))) {
		found(data, node, (const char *)caps.card);
		camera = true;
	}
	close(fd);
	return camera;
}

int yamp_camera_each(void (*found)(void *data, const char *node, const char *name), void *data)
{
	struct dirent **entries;
	char node[sizeof("/dev/") + sizeof(entries[0]->d_name)];
	int cameras = 0, count = scandir("/dev", &entries, is_video_node, versionsort);

	if (count < 0)
		return -errno;
	for (int i = 0; i < count; i++) {
		snprintf(node, sizeof(node), "/dev/%s", entries[i]->d_name);
		cameras += found_one(node, found, data);
		free(entries[i]);
	}
	free(entries);
	return cameras;
}

int yamp_camera_format_at(struct yamp_camera *camera, uint32_t index,
			  struct yamp_camera_format *format)
{
	struct v4l2_fmtdesc desc = { .index = index, .type = camera->type };
	const struct v4l2_format_map *map;

	if (camera_ioctl(camera, VIDIOC_ENUM_FMT, &desc))
		return -ENOENT;
	map = v4l2_format_find(desc.pixelformat);
	*format = (struct yamp_camera_format){
		.fourcc = map ? map->fourcc : 0,
		.pixelformat = desc.pixelformat,
		.objects = map ? map->objects : 1,
		.converted = desc.flags & V4L2_FMT_FLAG_EMULATED,
	};
	snprintf(format->description, sizeof(format->description), "%s",
		 (const char *)desc.description);
	return 0;
}

int yamp_camera_size_at(struct yamp_camera *camera, uint32_t pixelformat, uint32_t index,
			struct yamp_camera_size *size)
{
	struct v4l2_frmsizeenum sizes = { .index = index, .pixel_format = pixelformat };

	if (camera_ioctl(camera, VIDIOC_ENUM_FRAMESIZES, &sizes))
		return -ENOENT;
	if (sizes.type == V4L2_FRMSIZE_TYPE_DISCRETE) {
		*size = (struct yamp_camera_size){
			sizes.discrete.width, sizes.discrete.width, 1,
			sizes.discrete.height, sizes.discrete.height, 1,
		};
		return 0;
	}
	if (index)	/* a range is the only entry */
		return -ENOENT;
	*size = (struct yamp_camera_size){
		sizes.stepwise.min_width, sizes.stepwise.max_width, sizes.stepwise.step_width,
		sizes.stepwise.min_height, sizes.stepwise.max_height, sizes.stepwise.step_height,
	};
	return 0;
}
