/* SPDX-License-Identifier: MIT */
/*
 * A DSP: a device that reads frames from buffers of ours and writes others: a V4L2
 * mem2mem device, the software DSP that is the sample driver of the kernel module, or
 * the processor, which works during yamp_dsp_dequeue().
 * Each open of one is a stream of its own, so the same node may serve twice in a row.
 * The single- and the multi-planar API of V4L2 look the same from here.
 *
 *                      queue(INPUT, frame)            queue(OUTPUT)
 *                              │                           │
 *   frames to read  ───────────▼───────────────────────────▼──── free buffers
 *                        input queue ──► device ──► output queue
 *   free buffers    ◄──────────┬───────────────────────────┬───► frames, written
 *                              │                           │
 *                       dequeue(INPUT)             dequeue(OUTPUT)
 *
 * A frame's timestamp comes out as it went in, if the device copies it. V4L2 knows no
 * fences: a buffer goes in when nobody writes to it (input) or reads it (output) any
 * more, and is done with when it was dequeued. The same is asked, and promised, of DSPs
 * that know fences.
 *
 * Order of calls: open, (list, set_control), set_format for the input, then for the
 * output, constraint, set_layout, use_buffers on both sides, start; queue and dequeue;
 * stop, close.
 *
 * Threads: one DSP is for one thread at a time.
 */
#ifndef YAMP_DSP_H
#define YAMP_DSP_H

#include <poll.h>
#include <yamp/v4l2-capture.h>

#ifdef __cplusplus
extern "C" {
#endif

struct yamp_dsp;

/** enum yamp_dsp_side - which of its two queues */
enum yamp_dsp_side {
	YAMP_DSP_INPUT = 0,	/* frames that it reads */
	YAMP_DSP_OUTPUT = 1,	/* frames that it writes */
};

/**
 * yamp_dsp_open - open a DSP
 * @node: of a mem2mem device, such as /dev/video2, or "softdsp:blur", "softdsp:invert",
 *	"softdsp" for the first of these; "cpu:copy", "cpu:flip", "cpu:mirror": the processor
 * @log: copied; may be NULL
 *
 * The caller owns the DSP. Returns NULL and errno: ENOENT, ENODEV no such device;
 * EACCES; EBUSY it takes no further stream; ENOTTY not a V4L2 device; EOPNOTSUPP a V4L2
 * device that is no DSP; EINVAL no such filter; ENOMEM. A failure is said in one line.
 */
YAMP_API struct yamp_dsp *yamp_dsp_open(const char *node, const struct yamp_log *log);

/** yamp_dsp_close - stop and close; NULL is ignored */
YAMP_API void yamp_dsp_close(struct yamp_dsp *dsp);

/** yamp_dsp_name - the device's own name; lives as long as the DSP */
YAMP_API const char *yamp_dsp_name(const struct yamp_dsp *dsp);

/** yamp_dsp_node - as it was opened, or is found again; lives as long as the DSP */
YAMP_API const char *yamp_dsp_node(const struct yamp_dsp *dsp);

/** yamp_dsp_format_at - walk the formats of a side; 0, or -ENOENT behind the last */
YAMP_API int yamp_dsp_format_at(struct yamp_dsp *dsp, enum yamp_dsp_side side, uint32_t index,
				struct yamp_camera_format *format);

/**
 * yamp_dsp_set_control - set a control of this stream
 * @name: as v4l2-ctl(1) writes it: "horizontal_flip"
 *
 * Returns 0 or -errno: EINVAL there is no such control; ERANGE not this value; ENOBUFS
 * too many were set; or as of the driver. A failure is said in one line.
 */
YAMP_API int yamp_dsp_set_control(struct yamp_dsp *dsp, const char *name, int32_t value);

/**
 * yamp_dsp_set_format - set pixel format and size of a side
 * @mode: as for yamp_camera_set_mode(), but that there is no rate; colours and field
 *	are told to the input and told by the output
 *
 * The input is set first. Errors as of yamp_camera_set_mode(); EOPNOTSUPP also if it
 * does not take the field order.
 */
YAMP_API int yamp_dsp_set_format(struct yamp_dsp *dsp, enum yamp_dsp_side side,
				 struct yamp_camera_mode *mode);

/** yamp_dsp_format - what was chosen last; lives as long as the DSP */
YAMP_API const struct yamp_camera_mode *yamp_dsp_format(const struct yamp_dsp *dsp,
							enum yamp_dsp_side side);

/** yamp_dsp_constraint - what a side needs of a buffer; see yamp_camera_constraint() */
YAMP_API int yamp_dsp_constraint(struct yamp_dsp *dsp, enum yamp_dsp_side side,
				 struct yamp_constraint *record, struct yamp_format *format);

/** yamp_dsp_set_layout - tell the strides; see yamp_camera_set_layout() */
YAMP_API int yamp_dsp_set_layout(struct yamp_dsp *dsp, enum yamp_dsp_side side,
				 const struct yamp_frame *frame);

/** yamp_dsp_use_buffers - let a side work in these; see yamp_camera_use_buffers() */
YAMP_API int yamp_dsp_use_buffers(struct yamp_dsp *dsp, enum yamp_dsp_side side,
				  struct yamp_buffer *const *buffers, uint32_t count);

/** yamp_dsp_drop_buffers - let go of a side's buffers, before start or after stop */
YAMP_API void yamp_dsp_drop_buffers(struct yamp_dsp *dsp, enum yamp_dsp_side side);

/** yamp_dsp_prepare - let it look at a buffer's memory; see yamp_camera_prepare() */
YAMP_API int yamp_dsp_prepare(struct yamp_dsp *dsp, enum yamp_dsp_side side, uint32_t index);

/** yamp_dsp_start - begin to work; 0 or -errno, said in one line */
YAMP_API int yamp_dsp_start(struct yamp_dsp *dsp);

/** yamp_dsp_stop - end it; the device lets go of every buffer */
YAMP_API void yamp_dsp_stop(struct yamp_dsp *dsp);

/**
 * yamp_dsp_disconnect - stop, and close the device; what was chosen is kept
 *
 * See yamp_camera_disconnect(). Returns 0, or -EOPNOTSUPP: the processor, which goes on.
 */
YAMP_API int yamp_dsp_disconnect(struct yamp_dsp *dsp);

/** yamp_dsp_reconnect - with controls and formats as before; see yamp_camera_reconnect() */
YAMP_API int yamp_dsp_reconnect(struct yamp_dsp *dsp);

/**
 * yamp_dsp_queue - give it a buffer
 * @frame: for the input: timestamp and field of what is in the buffer; the output
 *	takes NULL
 *
 * Returns 0 or -errno as yamp_camera_queue().
 */
YAMP_API int yamp_dsp_queue(struct yamp_dsp *dsp, enum yamp_dsp_side side, uint32_t index,
			    const struct yamp_captured *frame);

/**
 * yamp_dsp_pollfd - what to wait for
 * @pollfd: filled, for this time; POLLIN, POLLPRI: a frame was written, or the output has
 *	news; POLLOUT: one was read
 *
 * Only to be waited for while a frame is queued to the input: else it may answer with
 * POLLERR at once.
 */
YAMP_API void yamp_dsp_pollfd(const struct yamp_dsp *dsp, struct pollfd *pollfd);

/**
 * yamp_dsp_dequeue - take a buffer back, never waits
 * @captured: of the output: the frame; of the input: which buffer
 *
 * A damaged frame of the output has no content. Returns 0 or -errno: EAGAIN none is
 * ready; ENODEV the device is gone; EIO it failed. A failure other than EAGAIN is said
 * in one line.
 */
YAMP_API int yamp_dsp_dequeue(struct yamp_dsp *dsp, enum yamp_dsp_side side,
			      struct yamp_captured *captured);

/**
 * yamp_dsp_is_codec - does it encode or decode a compressed stream?
 *
 * Known when both formats are set. A codec may want several frames before it gives the
 * first, and keeps some at the end. A decoder's output begins when the stream has told what
 * it is, during a call of yamp_dsp_dequeue(): it must be what was set, else that call says
 * EOPNOTSUPP.
 */
YAMP_API bool yamp_dsp_is_codec(const struct yamp_dsp *dsp);

/**
 * yamp_dsp_drain - a codec gets no more frames: it is to give what it keeps
 *
 * The output ends with a buffer that has yamp_captured.last, which is empty if nothing was
 * kept. Returns 0 or -errno, said in one line; EOPNOTSUPP, not said, it is no codec.
 */
YAMP_API int yamp_dsp_drain(struct yamp_dsp *dsp);

#ifdef __cplusplus
}
#endif

#endif /* YAMP_DSP_H */
