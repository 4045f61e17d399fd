// SPDX-License-Identifier: MIT
/* A camera of V4L2: opening it, and what it can deliver. */
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

/* Every other name is that of a device file. */
static bool capture_is_mine(const char *node)
{
	return true;
}

static int capture_init(struct capture *capture, const char *path)
{
	uint32_t caps = 0;
	int ret = 0;

	capture->node.fd = -1;
	if (chain_is_name(path)) {
		ret = chain_find(path, &capture->chain, &capture->node.log);
		path = capture->chain.capture;
	}
	if (!ret)
		ret = node_open(&capture->node, path, &caps);
	if (ret)
		return ret;
	if (!is_camera(caps))
		return say_no_camera(&capture->node, caps);
	capture->queue.type = caps & V4L2_CAP_VIDEO_CAPTURE_MPLANE ?
		V4L2_BUF_TYPE_VIDEO_CAPTURE_MPLANE : V4L2_BUF_TYPE_VIDEO_CAPTURE;
	capture->before.type = capture->queue.type;
	if (node_ioctl(&capture->node, VIDIOC_G_FMT, &capture->before))
		capture->before.type = 0;
	return chain_probe(&capture->chain, &capture->queue);
}

static void capture_close(struct yamp_camera *camera)
{
	node_finish(&capture_of(camera)->node);
	free(capture_of(camera));
}

static struct yamp_camera *capture_open(const char *path, const struct yamp_log *log)
{
	struct capture *capture = calloc(1, sizeof(*capture));
	int ret;

	if (!capture)
		return NULL;
	capture->camera.ops = &camera_v4l2;
	capture->node.log = log_copy(log);
	capture->node.gone = "plug the camera in again";
	capture->queue.node = &capture->node;
	snprintf(capture->opened, sizeof(capture->opened), "%s", path);
	ret = capture_init(capture, path);
	if (ret) {
		capture_close(&capture->camera);
		errno = -ret;
		return NULL;
	}
	return &capture->camera;
}

static const char *capture_name(struct yamp_camera *camera)
{
	return capture_of(camera)->node.name;
}

static const char *capture_driver(struct yamp_camera *camera)
{
	return capture_of(camera)->node.driver;
}

static const char *capture_node(struct yamp_camera *camera)
{
	return capture_of(camera)->node.path;
}

static int capture_fd(struct yamp_camera *camera)
{
	return capture_of(camera)->node.fd;
}

/** struct listing - of cameras; what yamp_camera_each() was called with, and how many there are */
struct listing {
	void (*found)(void *data, const char *node, const char *name);
	void *data;
	int cameras;
};

static bool found_one(void *data, const char *path)
{
	struct listing *listing = data;
	struct node node = { 0 };
	uint32_t caps = 0;

	if (!node_probe(&node, path, &caps) && is_camera(caps)) {
		listing->found(listing->data, path, node.name);
		listing->cameras++;
	}
	node_finish(&node);
	return false;
}

int yamp_camera_each(void (*found)(void *data, const char *node, const char *name), void *data)
{
	struct listing listing = { found, data, 0 };
	int ret = node_each(found_one, &listing);

	return ret ? ret : listing.cameras;
}

static void capture_disconnect(struct yamp_camera *camera)
{
	node_finish(&capture_of(camera)->node);
}

/* Entities may have other nodes than before. */
static int open_again(struct capture *capture)
{
	if (!chain_is_name(capture->opened))
		return node_reopen(&capture->node);
	capture->chain = (struct chain){ 0 };
	return capture_init(capture, capture->opened);
}

/* In silence: it is tried again and again. */
static int capture_reconnect(struct yamp_camera *camera)
{
	struct capture *capture = capture_of(camera);
	const struct yamp_log log = capture->node.log;
	struct yamp_camera_mode mode = camera->mode;
	int ret;

	capture->node.log = (struct yamp_log){ 0 };
	ret = open_again(capture);
	if (!ret)
		ret = capture_set_mode(camera, &mode);
	if (ret)
		capture_disconnect(camera);
	capture->node.log = log;
	return ret;
}

static int capture_format_at(struct yamp_camera *camera, uint32_t index,
			     struct yamp_camera_format *format)
{
	struct capture *capture = capture_of(camera);
	int ret = 0;

	/* Of the formats that the node has, those that what is before it can make. */
	for (uint32_t i = 0, found = 0; !ret && found <= index; i++) {
		ret = queue_format_at(&capture->queue, i, format);
		found += !ret && chain_makes(&capture->chain, &capture->queue, format->pixelformat);
	}
	return ret;
}

static int capture_size_at(struct yamp_camera *camera, uint32_t pixelformat, uint32_t index,
			   struct yamp_camera_size *size)
{
	struct v4l2_frmsizeenum sizes = { .index = index, .pixel_format = pixelformat };

	if (node_ioctl(&capture_of(camera)->node, VIDIOC_ENUM_FRAMESIZES, &sizes))
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

const struct camera_ops camera_v4l2 = {
	.is_mine = capture_is_mine,
	.open = capture_open,
	.close = capture_close,
	.name = capture_name,
	.node = capture_node,
	.driver = capture_driver,
	.fd = capture_fd,
	.format_at = capture_format_at,
	.size_at = capture_size_at,
	.set_mode = capture_set_mode,
	.try_mode = capture_try_mode,
	.restore = capture_restore,
	.constraint = capture_constraint,
	.set_layout = capture_set_layout,
	.can_import = capture_can_import,
	.use_buffers = capture_use_buffers,
	.export_buffers = capture_export_buffers,
	.prepare = capture_prepare,
	.try_memory = capture_try_memory,
	.queue = capture_queue,
	.dequeue = capture_dequeue,
	.start = capture_start,
	.stop = capture_stop,
	.disconnect = capture_disconnect,
	.reconnect = capture_reconnect,
};
