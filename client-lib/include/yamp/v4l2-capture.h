/* SPDX-License-Identifier: MIT */
/*
 * A camera: a V4L2 capture queue that writes into buffers of ours, or, if the
 * driver can do no better, into its own exported as dma-bufs. The single- and
 * the multi-planar API look the same from here. So does a file of recorded pictures:
 * the processor writes these into the buffers, at the rate at which they were taken.
 *
 * Order of calls: open, (list), set_mode, constraint, set_layout, then
 * use_buffers or export_buffers, queue each, start; dequeue and queue; stop,
 * close.
 *
 * Threads: one camera is for one thread at a time.
 */
#ifndef YAMP_V4L2_CAPTURE_H
#define YAMP_V4L2_CAPTURE_H

#include <yamp/buffer.h>

#ifdef __cplusplus
extern "C" {
#endif

struct yamp_camera;

/**
 * yamp_camera_each - look for cameras
 * @found: called for each capture device with its node and its name, in the
 *	order of their numbers; strings are valid during the call
 *
 * Nodes that cannot be opened are passed over. Returns how many were found, or
 * -errno.
 */
YAMP_API int yamp_camera_each(void (*found)(void *data, const char *node, const char *name),
			      void *data);

/**
 * yamp_camera_open - open a capture device, or a file of recorded pictures
 * @node: such as /dev/video0, or the name of a file: YUV4MPEG2 (".y4m"), 8 bits of 4:2:0
 *	or 4:2:2; or "media:ENTITY", "media:/dev/media0:ENTITY": an entity of the media
 *	controller, such as a sensor, whose frames are captured where enabled links lead
 *	them. yamp_camera_set_mode() then sets the formats along these links, too
 * @log: copied; may be NULL
 *
 * The caller owns the camera. Returns NULL and errno: ENOENT, ENODEV no such
 * device; EACCES; EBUSY; ENOTTY not a V4L2 device; EOPNOTSUPP a V4L2 device
 * that is no camera, or a file of pictures of another kind; EBADMSG a file of something
 * else; ENOMEM. A failure is said in one line.
 */
YAMP_API struct yamp_camera *yamp_camera_open(const char *node, const struct yamp_log *log);

/** yamp_camera_close - stop and close; NULL is ignored */
YAMP_API void yamp_camera_close(struct yamp_camera *camera);

/** yamp_camera_name - the device's own name; lives as long as the camera */
YAMP_API const char *yamp_camera_name(const struct yamp_camera *camera);

/** yamp_camera_node - as it was opened, or is found again; lives as long as the camera */
YAMP_API const char *yamp_camera_node(const struct yamp_camera *camera);

/** yamp_camera_driver - name of its driver; lives as long as the camera */
YAMP_API const char *yamp_camera_driver(const struct yamp_camera *camera);

/**
 * struct yamp_camera_format - a pixel format that the camera can deliver
 * @fourcc: DRM_FORMAT_*; 0 if it has none (compressed, Bayer)
 * @pixelformat: V4L2_PIX_FMT_*
 * @objects: dma-bufs of a frame
 * @converted: the driver converts in software to deliver it
 * @description: the driver's words
 * @compressed: a stream that codecs make or take, see yamp/dsp.h
 */
struct yamp_camera_format {
	uint32_t fourcc;
	uint32_t pixelformat;
	uint32_t objects;
	bool converted;
	char description[32];
	bool compressed;
};

/** yamp_camera_format_at - walk the formats; 0, or -ENOENT behind the last */
YAMP_API int yamp_camera_format_at(struct yamp_camera *camera, uint32_t index,
				   struct yamp_camera_format *format);

/**
 * struct yamp_camera_size - picture sizes that the camera can deliver, pixels
 *
 * One size if the minimum is the maximum, else a range with steps.
 */
struct yamp_camera_size {
	uint32_t width_min, width_max, width_step;
	uint32_t height_min, height_max, height_step;
};

/** yamp_camera_size_at - walk the sizes of a format; 0, or -ENOENT behind the last */
YAMP_API int yamp_camera_size_at(struct yamp_camera *camera, uint32_t pixelformat, uint32_t index,
				 struct yamp_camera_size *size);

/**
 * struct yamp_camera_mode - what the camera is to deliver, or does
 * @pixelformat: V4L2_PIX_FMT_* as of yamp_camera_format_at()
 * @fourcc: out, DRM_FORMAT_*
 * @width: pixels; 0 for both leaves the size as it is
 * @height: pixels
 * @rate_num: frames per second, numerator; 0 leaves it; out, 0 if not known (a file
 *	without a rate comes as fast as it is taken)
 * @rate_den: denominator
 * @color_encoding: out, enum yamp_color_encoding
 * @color_range: out, enum yamp_color_range
 * @field: out, enum yamp_field
 */
struct yamp_camera_mode {
	uint32_t pixelformat;
	uint32_t fourcc;
	uint32_t width, height;
	uint32_t rate_num, rate_den;
	uint32_t color_encoding, color_range;
	uint32_t field;
};

/**
 * yamp_camera_set_mode - set format, size and frame rate
 * @mode: wanted in, chosen out
 *
 * Returns 0 or -errno: ERANGE the camera cannot do that size, the nearest is
 * in @mode; EINVAL it does not have the format; EOPNOTSUPP the two fields of a
 * frame lie one after the other; EBUSY another program uses it; ENODEV it is gone. A
 * failure is said in one line.
 */
YAMP_API int yamp_camera_set_mode(struct yamp_camera *camera, struct yamp_camera_mode *mode);

/**
 * yamp_camera_try_mode - what yamp_camera_set_mode() would choose
 * @mode: likewise, but that the rate is only told
 *
 * The device goes on as before, whoever uses it. yamp_camera_constraint() can be asked
 * then; to use buffers yamp_camera_set_mode() is needed. Errors and what is said as of
 * that.
 */
YAMP_API int yamp_camera_try_mode(struct yamp_camera *camera, struct yamp_camera_mode *mode);

/**
 * yamp_camera_restore - stop, and set format and size as they were when it was opened
 *
 * Returns 0 or -errno: EOPNOTSUPP it did not tell; or as of the driver. Says nothing.
 */
YAMP_API int yamp_camera_restore(struct yamp_camera *camera);

/** yamp_camera_mode - what was chosen last, before that a file's; lives as long as the camera */
YAMP_API const struct yamp_camera_mode *yamp_camera_mode(const struct yamp_camera *camera);

/**
 * yamp_camera_constraint - what the camera's queue needs of a buffer
 * @record: filled; its field formats points at @format
 * @format: filled
 *
 * Measured by asking the driver for other strides; the mode must be set.
 * Returns 0 or -errno as of the driver.
 */
YAMP_API int yamp_camera_constraint(struct yamp_camera *camera, struct yamp_constraint *record,
				    struct yamp_format *format);

/**
 * yamp_camera_set_layout - tell the driver the strides that were chosen
 * @frame: the layout that all consumers agreed on
 *
 * Afterwards yamp_camera_constraint() states that layout and the size that the
 * driver wants with it. Returns 0 or -errno: EINVAL the driver does not take
 * it; EBUSY. A failure is said in one line.
 */
YAMP_API int yamp_camera_set_layout(struct yamp_camera *camera, const struct yamp_frame *frame);

/** yamp_camera_can_import - can it write into buffers of others? */
YAMP_API bool yamp_camera_can_import(struct yamp_camera *camera);

/**
 * yamp_camera_use_buffers - let the camera write into these
 * @buffers: @count of them, borrowed until yamp_camera_stop() or
 *	yamp_camera_close(); their index here is their index in the queue
 *
 * Returns 0 or -errno: EINVAL it cannot import, or a buffer is too small;
 * EBUSY another program uses it; ENOBUFS it takes another number. A failure is said in
 * one line.
 */
YAMP_API int yamp_camera_use_buffers(struct yamp_camera *camera,
				     struct yamp_buffer *const *buffers, uint32_t count);

/**
 * yamp_camera_export_buffers - let the driver allocate and export its own
 * @buffers: room for @count; the caller owns one reference to each on success
 * @count: wanted in, given out, at most as many as wanted
 *
 * Returns 0 or -errno: EOPNOTSUPP it cannot export either; EBUSY; ENOMEM. A
 * failure is said in one line.
 */
YAMP_API int yamp_camera_export_buffers(struct yamp_camera *camera, struct yamp_buffer **buffers,
					uint32_t *count);

/**
 * yamp_camera_prepare - let the driver look at the memory of a buffer
 *
 * Returns 0, also if the driver has no such call, or -errno: EFAULT, EINVAL it cannot use
 * the memory, most often because it needs contiguous memory. Says nothing.
 */
YAMP_API int yamp_camera_prepare(struct yamp_camera *camera, uint32_t index);

/**
 * yamp_camera_try_memory - would the camera write into memory like this?
 * @buffer: laid out for the mode that is set; only looked at during the call
 * @buffers_min: set to the least number of buffers that it works with, on success
 *
 * Has no buffers before and after; the frames are not touched. Returns 0 or -errno:
 * EFAULT, EINVAL it cannot use the memory, most often because it needs it in one piece;
 * EBUSY another program uses it; EOPNOTSUPP it does not say. Says nothing.
 */
YAMP_API int yamp_camera_try_memory(struct yamp_camera *camera, struct yamp_buffer *buffer,
				    uint32_t *buffers_min);

/** yamp_camera_fd - readable when a frame is ready; the camera owns it */
YAMP_API int yamp_camera_fd(const struct yamp_camera *camera);

/**
 * yamp_camera_queue - give the camera an empty buffer
 *
 * Returns 0 or -errno: EFAULT, EINVAL the driver cannot use the memory, most
 * often because it needs contiguous memory; ENODEV it is gone. A failure is
 * said in one line.
 */
YAMP_API int yamp_camera_queue(struct yamp_camera *camera, uint32_t index);

/** yamp_camera_start - begin to capture; 0 or -errno, said in one line */
YAMP_API int yamp_camera_start(struct yamp_camera *camera);

/** yamp_camera_stop - end to capture; the camera lets go of every buffer */
YAMP_API void yamp_camera_stop(struct yamp_camera *camera);

/**
 * yamp_camera_disconnect - stop, and close the device; what was chosen is kept
 *
 * For a camera that has failed: while its device is open, it cannot come back under the
 * same name. Until yamp_camera_reconnect() has succeeded, only that, yamp_camera_close()
 * and what tells names and the mode may be called. Returns 0, or -EOPNOTSUPP: a file,
 * which goes on as it is.
 */
YAMP_API int yamp_camera_disconnect(struct yamp_camera *camera);

/**
 * yamp_camera_reconnect - open the device anew, and set the mode as before
 *
 * It is looked for under its name, and if that is another device's now, by driver, name
 * and place where it is plugged in. Never waits and says nothing: it is to be tried again.
 * Returns 0 or -errno: ENOENT, ENODEV, ENXIO it is not there; EACCES, EBUSY; EINVAL,
 * ERANGE it cannot do any more what it did; or as of the driver.
 */
YAMP_API int yamp_camera_reconnect(struct yamp_camera *camera);

/** enum yamp_camera_clock - what a timestamp is measured in */
enum yamp_camera_clock {
	YAMP_CAMERA_CLOCK_UNKNOWN = 0,
	YAMP_CAMERA_CLOCK_MONOTONIC = 1,
	YAMP_CAMERA_CLOCK_COPIED = 2,	/* a DSP's output: that of its input */
};

/**
 * struct yamp_captured - a frame that the camera filled
 * @index: of its buffer
 * @sequence: the driver's count of frames; gaps are frames it lost
 * @timestamp_ns: when it was captured, by @clock
 * @clock: enum yamp_camera_clock
 * @field: enum yamp_field
 * @bytes: used in each dma-buf; of a frame for a DSP: what it is to read of a
 *	compressed one
 * @damaged: the driver says that the content is not to be shown
 * @last: a codec that is drained has nothing more; without content if @bytes is 0
 * @coding: V4L2_BUF_FLAG_KEYFRAME, _PFRAME or _BFRAME: how a compressed picture is, or was,
 *	coded; 0: it is not told. Given to a DSP with its input, it comes out with what is made
 *	of that, if the driver carries it
 *
 * Members are added at the end.
 */
struct yamp_captured {
	uint32_t index;
	uint32_t sequence;
	uint64_t timestamp_ns;
	uint32_t clock;
	uint32_t field;
	uint32_t bytes[YAMP_MAX_PLANES];
	bool damaged;
	bool last;
	uint32_t coding;
};

/**
 * yamp_camera_dequeue - take a frame, never waits
 *
 * Returns 0 or -errno: EAGAIN none is ready; ENODATA there will be no more, since it
 * plays a file; ENODEV the camera is gone; EIO it failed. A failure other than EAGAIN and
 * ENODATA is said in one line.
 */
YAMP_API int yamp_camera_dequeue(struct yamp_camera *camera, struct yamp_captured *captured);

#ifdef __cplusplus
}
#endif

#endif /* YAMP_V4L2_CAPTURE_H */
