/* SPDX-License-Identifier: MIT */
/*
 * What cameras and DSPs share: a node of V4L2, and the queues behind it. A camera
 * has one queue, a DSP one for each side.
 */
#ifndef V4L2_PRIV_H
#define V4L2_PRIV_H

#include <limits.h>
#include <linux/videodev2.h>
#include <yamp/dsp.h>

#include "camera-priv.h"
#include "log.h"
#include "v4l2-format.h"
#include "v4l2-media.h"

#define CAPTURE_CAPS (V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_VIDEO_CAPTURE_MPLANE)
#define M2M_CAPS (V4L2_CAP_VIDEO_M2M | V4L2_CAP_VIDEO_M2M_MPLANE)

/* v4l2-node.c */

/**
 * struct node - an open device
 * @path: as it was opened, or where it was found again
 * @name: the device's own
 * @bus: where it is plugged in
 * @caps: V4L2_CAP_* of the node
 * @gone: completes "... is gone: "
 * @fd: non-blocking, -1 if it is not open
 */
struct node {
	struct yamp_log log;
	char path[PATH_MAX];
	char name[40];
	char driver[24];
	char bus[40];
	uint32_t caps;
	const char *gone;
	int fd;
};

/** node_ioctl - ioctl that is not cut short by signals; 0 or -errno */
int node_ioctl(const struct node *node, unsigned long request, void *argument);

/**
 * node_failed - say why a call failed and what to do
 * @doing: completes "cannot ..."
 *
 * Returns @error.
 */
int node_failed(const struct node *node, const char *doing, int error);

/**
 * node_probe - open a device and ask what it is, silently
 * @node: zeroed but for log and gone; filled
 * @caps: V4L2_CAP_* of the node
 *
 * Returns 0 or -errno: ENOTTY it is no device of V4L2. @node is to be finished
 * in any case.
 */
int node_probe(struct node *node, const char *path, uint32_t *caps);

/** node_open - the same; a failure is said in one line */
int node_open(struct node *node, const char *path, uint32_t *caps);

/** node_finish - close it */
void node_finish(struct node *node);

/**
 * node_reopen - open a device that was gone, silently
 * @node: finished; what it says of the device is what is looked for
 *
 * Under its old path if it is there at the same place, else under any path at that place,
 * else under its old path at another place. Returns 0 or -errno, with @node as it was.
 */
int node_reopen(struct node *node);

/** node_each - the paths of all nodes of V4L2, by number, until @found says true; 0 or -errno */
int node_each(bool (*found)(void *data, const char *path), void *data);

/**
 * struct queue - one direction of a device
 * @node: of the device, which outlives it
 * @type: enum v4l2_buf_type
 * @format: of @current; NULL before queue_set_format()
 * @current: what the driver said last
 * @layout_fixed: queue_set_layout() was called for @current
 * @memory: enum v4l2_memory, 0 without buffers
 * @buffers: borrowed, used with V4L2_MEMORY_DMABUF
 * @count: buffers of the queue
 * @streaming: between start and stop
 */
struct queue {
	const struct node *node;
	uint32_t type;
	const struct v4l2_format_map *format;
	struct v4l2_format current;
	bool layout_fixed;
	uint32_t memory;
	struct yamp_buffer *buffers[YAMP_MAX_COUNT];
	uint32_t count;
	bool streaming;
};

/* v4l2-layout.c */

/** queue_is_mplane - does it speak the multi-planar API? */
bool queue_is_mplane(const struct queue *queue);

/** queue_size - bytes that the driver wants of memory plane @plane */
uint32_t queue_size(const struct queue *queue, uint32_t plane);

/** queue_format_at - walk the formats; 0, or -ENOENT behind the last */
int queue_format_at(const struct queue *queue, uint32_t index, struct yamp_camera_format *format);

/** queue_fill_size - a size of 0 becomes what the device does now; 0 or -errno */
int queue_fill_size(const struct queue *queue, struct yamp_camera_mode *mode);

/**
 * queue_set_format - set pixel format and size
 * @mode: wanted in, chosen out; its rate is left alone. A queue into the device is
 *	told colours and field of it, one out of the device tells them
 *
 * Returns 0 or -errno as yamp_camera_set_mode(), said in one line.
 */
int queue_set_format(struct queue *queue, struct yamp_camera_mode *mode);

/** queue_try_format - the same, but the device goes on as before: buffers cannot be used */
int queue_try_format(struct queue *queue, struct yamp_camera_mode *mode);

/**
 * queue_constraint - see yamp_camera_constraint()
 * @what: what the record is called, before the device's name
 */
int queue_constraint(const struct queue *queue, const char *what, struct yamp_constraint *record,
		     struct yamp_format *format);

/** queue_set_layout - see yamp_camera_set_layout() */
int queue_set_layout(struct queue *queue, const struct yamp_frame *frame);

/** queue_mode - what a format of the driver's says; the rate is left alone */
void queue_mode(const struct queue *queue, const struct v4l2_format *format,
		struct yamp_camera_mode *mode);

/** queue_is_same - is a format of the driver's the current one, strides included? */
bool queue_is_same(const struct queue *queue, const struct v4l2_format *format);

/* v4l2-queue.c, which calls v4l2-layout.c, not the other way */

/** queue_request - have @count buffers, told how many there are; 0 or -errno */
int queue_request(struct queue *queue, uint32_t memory, uint32_t *count);

/** queue_release - have none */
void queue_release(struct queue *queue);

/** queue_use_buffers - see yamp_camera_use_buffers() */
int queue_use_buffers(struct queue *queue, struct yamp_buffer *const *buffers, uint32_t count);

/**
 * queue_push - hand a buffer to the driver
 * @frame: what is in it, for a queue into the device; else NULL
 *
 * Returns 0 or -errno as yamp_camera_queue(), said in one line.
 */
int queue_push(struct queue *queue, uint32_t index, const struct yamp_captured *frame);

/** queue_pop - take one back; -EAGAIN, or as yamp_camera_dequeue() */
int queue_pop(struct queue *queue, struct yamp_captured *captured);

/** queue_prepare - see yamp_camera_prepare(); @frame as for queue_push() */
int queue_prepare(struct queue *queue, uint32_t index, const struct yamp_captured *frame);

/** queue_try_memory - see yamp_camera_try_memory() */
int queue_try_memory(struct queue *queue, struct yamp_buffer *buffer, uint32_t *buffers_min);

/** queue_start - 0 or -errno, said in one line */
int queue_start(struct queue *queue);

/** queue_stop - the driver lets go of every buffer */
void queue_stop(struct queue *queue);

/* v4l2-confirm.c, above both */

/**
 * queue_confirm - does a decoder's output still have the format that was set?
 * @queue: has buffers, of which the driver has none
 *
 * Decoders know better when they have seen the stream. Returns 0 or -errno, said in one
 * line: EOPNOTSUPP it is another picture.
 */
int queue_confirm(struct queue *queue);

/**
 * struct capture - a camera of V4L2
 * @camera: as the others see it
 * @opened: the name that it was opened by
 * @before: its format when it was opened; type 0 if it did not tell
 * @chain: stages before it that are to be set up with it; count is 0 without
 */
struct capture {
	struct yamp_camera camera;
	char opened[PATH_MAX];
	struct node node;
	struct queue queue;
	struct v4l2_format before;
	struct chain chain;
};

/** capture_of - of a camera of this kind */
static inline struct capture *capture_of(struct yamp_camera *camera)
{
	return (struct capture *)camera;
}

/* What the vtable in v4l2-capture.c names: see yamp/v4l2-capture.h */

/* v4l2-chain.c */

/**
 * chain_probe - find out what can come out of a chain, by setting its formats
 * @queue: of its end
 *
 * Returns 0 or -errno, said in one line: EBUSY frames flow in it.
 */
int chain_probe(struct chain *chain, const struct queue *queue);

/** chain_makes - can these pixels come out of it? Of no chain all can */
bool chain_makes(const struct chain *chain, const struct queue *queue, uint32_t pixelformat);

/**
 * chain_set_format - set the formats along a chain
 * @queue: of its end; its format is set
 *
 * Returns 0 or -errno, said in one line: ERANGE it cannot be made.
 */
int chain_set_format(const struct chain *chain, const struct queue *queue,
		     const struct yamp_camera_mode *mode);

/* v4l2-mode.c */
int capture_set_mode(struct yamp_camera *camera, struct yamp_camera_mode *mode);
int capture_try_mode(struct yamp_camera *camera, struct yamp_camera_mode *mode);
int capture_restore(struct yamp_camera *camera);
int capture_constraint(struct yamp_camera *camera, struct yamp_constraint *record,
		       struct yamp_format *format);
int capture_set_layout(struct yamp_camera *camera, const struct yamp_frame *frame);

/* v4l2-stream.c */
bool capture_can_import(struct yamp_camera *camera);
int capture_use_buffers(struct yamp_camera *camera, struct yamp_buffer *const *buffers,
			uint32_t count);
int capture_export_buffers(struct yamp_camera *camera, struct yamp_buffer **buffers,
			   uint32_t *count);
int capture_prepare(struct yamp_camera *camera, uint32_t index);
int capture_try_memory(struct yamp_camera *camera, struct yamp_buffer *buffer,
		       uint32_t *buffers_min);
int capture_queue(struct yamp_camera *camera, uint32_t index);
int capture_dequeue(struct yamp_camera *camera, struct yamp_captured *captured);
int capture_start(struct yamp_camera *camera);
void capture_stop(struct yamp_camera *camera);

#endif /* V4L2_PRIV_H */
