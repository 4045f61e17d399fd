/* SPDX-License-Identifier: MIT */
#ifndef V4L2_PRIV_H
#define V4L2_PRIV_H

#include <limits.h>
#include <linux/videodev2.h>
#include <yamp/v4l2-capture.h>

#include "log.h"
#include "v4l2-format.h"

/**
 * struct yamp_camera - see yamp/v4l2-capture.h
 * @node: as it was opened
 * @fd: of @node, non-blocking
 * @type: of the capture queue
 * @format: of @current; NULL before set_mode
 * @mode: what set_mode chose
 * @current: what the driver said last
 * @layout_fixed: set_layout was called for @current
 * @memory: enum v4l2_memory of the queue, 0 without buffers
 * @buffers: borrowed, used with V4L2_MEMORY_DMABUF
 * @count: buffers of the queue
 * @streaming: between start and stop
 */
struct yamp_camera {
	struct yamp_log log;
	char node[PATH_MAX];
	char name[40];
	char driver[24];
	int fd;
	uint32_t type;
	const struct v4l2_format_map *format;
	struct yamp_camera_mode mode;
	struct v4l2_format current;
	bool layout_fixed;
	uint32_t memory;
	struct yamp_buffer *buffers[YAMP_MAX_COUNT];
	uint32_t count;
	bool streaming;
};

/** camera_ioctl - ioctl on the camera that is not cut short by signals; 0 or -errno */
int camera_ioctl(const struct yamp_camera *camera, unsigned long request, void *argument);

/** camera_is_mplane - does the queue speak the multi-planar API? */
bool camera_is_mplane(const struct yamp_camera *camera);

/**
 * camera_failed - say why a call failed and what to do
 * @doing: completes "cannot ..."
 *
 * Returns @error.
 */
int camera_failed(const struct yamp_camera *camera, const char *doing, int error);

/** camera_stride - bytes from row to row in memory plane @plane of @format */
uint32_t camera_stride(const struct yamp_camera *camera, const struct v4l2_format *format,
		       uint32_t plane);

/** camera_set_stride - ask for another */
void camera_set_stride(const struct yamp_camera *camera, struct v4l2_format *format,
		       uint32_t plane, uint32_t stride);

/** camera_size - bytes of memory plane @plane of @format */
uint32_t camera_size(const struct yamp_camera *camera, const struct v4l2_format *format,
		     uint32_t plane);

#endif /* V4L2_PRIV_H */
