// SPDX-License-Identifier: MIT
/* Opening a camera, and what it can deliver. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "v4l2-priv.h"

static bool is_camera(uint32_t caps)
{
	return caps & CAPTURE_CAPS && !(caps & M2M_CAPS) && caps & V4L2_CAP_STREAMING;
}

static int say_no_camera(const struct node *node, uint32_t caps)
{
	const char *what = "delivers no pictures";

	if (caps & M2M_CAPS)
		what = "converts pictures from memory to memory";
	else if (caps & CAPTURE_CAPS)
		what = "can only be read byte by byte";
	log_error(&node->log, "%s (%s) is not a camera: it %s", node->path, node->name, what);
	return -EOPNOTSUPP;
}

static int camera_init(struct yamp_camera *camera, const char *path)
{
	uint32_t caps = 0;
	int ret = node_open(&camera->node, path, &caps);

	if (ret)
		return ret;
	if (!is_camera(caps))
		return say_no_camera(&camera->node, caps);
	camera->queue.type = caps & V4L2_CAP_VIDEO_CAPTURE_MPLANE ?
		V4L2_BUF_TYPE_VIDEO_CAPTURE_MPLANE : V4L2_BUF_TYPE_VIDEO_CAPTURE;
	camera->before.type = camera->queue.type;
	if (node_ioctl(&camera->node, VIDIOC_G_FMT, &camera->before))
		camera->before.type = 0;
	return 0;
}

struct yamp_camera *yamp_camera_open(const char *path, const struct yamp_log *log)
{
	struct yamp_camera *camera = calloc(1, sizeof(*camera));
	int ret;

	if (!camera)
		return NULL;
	camera->node.log = log_copy(log);
	camera->node.gone = "plug the camera in again";
	camera->queue.node = &camera->node;
	ret = camera_init(camera, path);
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
	node_finish(&camera->node);
	free(camera);
}

const char *yamp_camera_name(const struct yamp_camera *camera)
{
	return camera->node.name;
}

const char *yamp_camera_node(const struct yamp_camera *camera)
{
	return camera->node.path;
}

const char *yamp_camera_driver(const struct yamp_camera *camera)
{
	return camera->node.driver;
}

int yamp_camera_fd(const struct yamp_camera *camera)
{
	return camera->node.fd;
}

static int is_video_node(const struct dirent *entry)
{
	return !strncmp(entry->d_name, "video", 5) && entry->d_name[5];
}

static bool found_one(const char *path, void (*found)(void *, const char *, const char *),
		      void *data)
{
	struct node node = { 0 };
	uint32_t caps = 0;
	bool camera = !node_probe(&node, path, &caps) && is_camera(caps);

	if (camera)
		found(data, path, node.name);
	node_finish(&node);
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
	return queue_format_at(&camera->queue, index, format);
}

int yamp_camera_size_at(struct yamp_camera *camera, uint32_t pixelformat, uint32_t index,
			struct yamp_camera_size *size)
{
	struct v4l2_frmsizeenum sizes = { .index = index, .pixel_format = pixelformat };

	if (node_ioctl(&camera->node, VIDIOC_ENUM_FRAMESIZES, &sizes))
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
