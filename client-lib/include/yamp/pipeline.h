/* SPDX-License-Identifier: MIT */
/*
 * A pipeline: a camera, any number of DSPs behind it, and a sink, which is whatever the
 * application does with the frames: mostly to show them. Between each two of them is a
 * hop, with a pool of buffers of its own that suits both:
 *
 *            hop 0           hop 1                  hop N
 *   camera ────────► DSP 0 ────────► DSP 1 ... ───────────► sink
 *     ▲ free buffers   │ ▲             │                      │
 *     └────────────────┘ └─────────────┘         release() ◄──┘
 *
 * A frame goes on only where the next stage has room (a free buffer to write to, and not
 * more than two frames under way), so nothing piles up inside a device. What waits in
 * between is a matter of policy. A buffer is written again only when its reader is done
 * with it.
 *
 * Nothing here waits: the application polls, together with what else it waits for.
 *
 *   n = yamp_pipeline_pollfds(pipeline, fds, max);
 *   poll(fds, n, -1);
 *   yamp_pipeline_polled(pipeline, fds, n);     frames arrive at the sink
 *   ...                                         release() what the sink is done with
 *   yamp_pipeline_advance(pipeline);
 *
 * A device may fail, or be taken away, while frames flow. With YAMP_ON_LOSS_WAIT the
 * pipeline then stops, says so, and waits for it to come back: its descriptors are among
 * those that are polled. When it is back all of it starts anew with the buffers that there
 * are, or with others if the device needs something else than before.
 *
 * A pipeline allocates nothing while frames flow. Threads: one at a time.
 */
#ifndef YAMP_PIPELINE_H
#define YAMP_PIPELINE_H

#include <poll.h>
#include <yamp/device.h>
#include <yamp/dsp.h>
#include <yamp/pool.h>

#ifdef __cplusplus
extern "C" {
#endif

#define YAMP_PIPELINE_DSPS 8			/* in a row */
#define YAMP_PIPELINE_HOPS (YAMP_PIPELINE_DSPS + 1)

struct yamp_pipeline;

/** enum yamp_policy - what becomes of a frame that has to wait */
enum yamp_policy {
	YAMP_POLICY_LATEST = 0,	/* a newer one takes its place */
	YAMP_POLICY_EVERY = 1,	/* it waits; the camera loses frames when it has no buffer */
};

/**
 * struct yamp_pipeline_frame - a frame and its way
 * @index: of its buffer in the pool that it is in
 * @sequence: the camera's; gaps are frames lost on the way
 * @capture_ns: when it was captured, by @clock
 * @clock: enum yamp_camera_clock
 * @field: enum yamp_field
 * @hops: pools that it was in so far: used entries of @made_ns
 * @made_ns: when the camera (0) and each DSP was seen to be done with it,
 *	CLOCK_MONOTONIC
 * @given_ns: when the stage behind each pool got it, likewise; 0: it did not
 * @coding: of struct yamp_captured, as the last stage that knew has told it
 *
 * Members are added at the end.
 */
struct yamp_pipeline_frame {
	uint32_t index;
	uint32_t sequence;
	uint64_t capture_ns;
	uint32_t clock;
	uint32_t field;
	uint32_t hops;
	uint64_t made_ns[YAMP_PIPELINE_HOPS];
	uint64_t given_ns[YAMP_PIPELINE_HOPS];
	uint32_t coding;
};

/** enum yamp_on_loss - what becomes of a pipeline that loses a stage */
enum yamp_on_loss {
	YAMP_ON_LOSS_END = 0,	/* it ends with the error */
	YAMP_ON_LOSS_WAIT = 1,	/* it waits, for ever, until the stage is back */
};

/**
 * struct yamp_stage_event - a stage was lost, or is back
 * @stage: 0 is the camera, those behind it are the DSPs
 * @node: of the stage, where it is now; valid during the call
 * @error: -errno for which it is not there; told anew when that changes. ENODEV it is
 *	gone; EIO it failed; EBUSY, EACCES it is there, but not for us. 0: it is back
 * @away_ns: since it was lost
 * @renewed: the last pool is another one, as after yamp_pipeline_renew()
 *
 * Members are added at the end.
 */
struct yamp_stage_event {
	uint32_t stage;
	const char *node;
	int error;
	uint64_t away_ns;
	bool renewed;
};

/** YAMP_PIPELINE_LISTENER_VERSION - of the struct below */
#define YAMP_PIPELINE_LISTENER_VERSION 2

/**
 * struct yamp_pipeline_listener - the sink
 * @version: YAMP_PIPELINE_LISTENER_VERSION; members are added at the end
 * @room: would it take a frame now? If not, frames wait as before a DSP; NULL is "always"
 * @frame: a frame has arrived. Returns 0 if the sink keeps it until
 *	yamp_pipeline_release(), which it may call from here; -EAGAIN if it does not
 *	want it: it is dropped; any other -errno ends the pipeline. @frame is valid
 *	during the call
 * @stage: since version 2; a stage was lost or is back: only with YAMP_ON_LOSS_WAIT, and
 *	during yamp_pipeline_polled(), yamp_pipeline_advance() or yamp_pipeline_renew().
 *	NULL is "does not matter"
 */
struct yamp_pipeline_listener {
	uint32_t version;
	bool (*room)(void *data);
	int (*frame)(void *data, const struct yamp_pipeline_frame *frame);
	void (*stage)(void *data, const struct yamp_stage_event *event);
};

/**
 * struct yamp_pipeline_options - what to join
 * @device: who gives the memory
 * @camera: its mode set
 * @dsps: @dsp_count of them in the order of the frames, both formats of each set
 * @dsp_count: at most YAMP_PIPELINE_DSPS
 * @sink: what the sink needs of the last pool, mostly yamp_display_constraint()
 * @provider: as in struct yamp_alloc_options, or "camera": its own memory
 * @placement: enum yamp_placement; ANY tries system memory first
 * @buffers: of each pool, 0 for as many as the two beside it need and one more
 * @policy: enum yamp_policy
 * @planes: what else could read the last pool, best first, mostly of
 *	yamp_display_planes(): the first of them that agrees with all others has a say in
 *	its layout, and if none does that is said
 * @plane_count: how many
 * @on_loss: enum yamp_on_loss
 *
 * Members are added at the end. Device, camera and DSPs stay the caller's and must outlive
 * the pipeline; the rest is read during yamp_pipeline_create() only.
 */
struct yamp_pipeline_options {
	struct yamp_device *device;
	struct yamp_camera *camera;
	struct yamp_dsp *const *dsps;
	uint32_t dsp_count;
	const struct yamp_constraint *sink;
	const char *provider;
	uint32_t placement;
	uint32_t buffers;
	uint32_t policy;
	const struct yamp_constraint *planes;
	uint32_t plane_count;
	uint32_t on_loss;
};

/**
 * yamp_pipeline_create - allocate the pools and give them to the devices
 * @listener: must outlive the pipeline
 * @data: of @listener
 * @log: copied; may be NULL
 *
 * Constraints of both sides of each hop are merged, the layout is told to both. A device
 * that refuses scattered memory gets memory in one piece; a camera that imports nothing
 * exports its own. What is less than could be is said.
 *
 * The caller owns the pipeline. Returns NULL and errno: EINVAL too many DSPs; EDOM
 * nothing suits both sides of a hop; ENOENT nobody gives memory; or as
 * yamp_device_alloc() and the calls of cameras and DSPs. A failure is said in one line.
 */
YAMP_API struct yamp_pipeline *
yamp_pipeline_create(const struct yamp_pipeline_options *options,
		     const struct yamp_pipeline_listener *listener, void *data,
		     const struct yamp_log *log);

/** yamp_pipeline_destroy - stop, and drop the pools; NULL is ignored */
YAMP_API void yamp_pipeline_destroy(struct yamp_pipeline *pipeline);

/** yamp_pipeline_start - begin to stream; 0 or -errno, said in one line */
YAMP_API int yamp_pipeline_start(struct yamp_pipeline *pipeline);

/** yamp_pipeline_stop - end it; devices let go of all buffers, it cannot be started again */
YAMP_API void yamp_pipeline_stop(struct yamp_pipeline *pipeline);

/**
 * yamp_pipeline_pollfds - what to wait for
 * @fds: room; 1 + YAMP_PIPELINE_DSPS + YAMP_MAX_COUNT * YAMP_MAX_PLANES suffice
 * @max: entries of @fds
 *
 * Returns how many were filled, the first being the camera's; while a stage is lost, what
 * tells that it might be back.
 */
YAMP_API uint32_t yamp_pipeline_pollfds(const struct yamp_pipeline *pipeline, struct pollfd *fds,
					uint32_t max);

/**
 * yamp_pipeline_polled - take the answer of poll(2) in
 * @fds: as filled by yamp_pipeline_pollfds(), nothing done since
 * @count: what that returned
 *
 * Moves frames on; the listener is called. Returns 0 or -errno of a device or the
 * listener, the device's said in one line: the pipeline has ended then. With
 * YAMP_ON_LOSS_WAIT a lost device is no error.
 */
YAMP_API int yamp_pipeline_polled(struct yamp_pipeline *pipeline, const struct pollfd *fds,
				  uint32_t count);

/**
 * yamp_pipeline_advance - use what became free
 *
 * To be called after the sink has released buffers or has room again. Returns as
 * yamp_pipeline_polled().
 */
YAMP_API int yamp_pipeline_advance(struct yamp_pipeline *pipeline);

/**
 * yamp_pipeline_release - the sink is done with a buffer of the last hop
 * @index: as of struct yamp_pipeline_frame
 * @drained: nobody reads it; else devices may still do, and it is waited for
 */
YAMP_API void yamp_pipeline_release(struct yamp_pipeline *pipeline, uint32_t index, bool drained);

/**
 * yamp_pipeline_is_over - has the last frame arrived at the sink?
 *
 * True when the camera has ended, as one that plays a file does, and no frame is on its
 * way any more. The sink may still keep some.
 */
YAMP_API bool yamp_pipeline_is_over(const struct yamp_pipeline *pipeline);

/** yamp_pipeline_hops - how many: DSPs and one */
YAMP_API uint32_t yamp_pipeline_hops(const struct yamp_pipeline *pipeline);

/**
 * struct yamp_pipeline_needs - of those behind the last pool, as in the options
 *
 * Members are added at the end.
 */
struct yamp_pipeline_needs {
	const struct yamp_constraint *sink;
	const struct yamp_constraint *planes;
	uint32_t plane_count;
};

/**
 * yamp_pipeline_renew - those behind the last pool need something else now
 * @needs: read during the call only
 *
 * For when the compositor has told its targets anew: see yamp_display_targets_serial().
 * If the buffers do not suit any more, or others would let a plane read them, streaming
 * stops, the last pool is replaced, and it goes on. Frames under way are lost, and are
 * gaps; sequences go on.
 *
 * After 0 the last pool is another one (yamp_pipeline_hop()): its buffers are to be made
 * known to the compositor. Those of the old one that the sink holds are not to be
 * released to the pipeline any more: they end with their images.
 *
 * Returns 0, or 1: the buffers suit still, nothing was done; or -EAGAIN, not said: a
 * stage is lost, to be called again when it is back; or another -errno, said in one line:
 * EDOM nothing suits, with both sides; ENOMEM, EDQUOT and others of yamp_device_alloc().
 * It then goes on with the buffers that it has, or if even that failed the next
 * yamp_pipeline_polled() says so.
 */
YAMP_API int yamp_pipeline_renew(struct yamp_pipeline *pipeline,
				 const struct yamp_pipeline_needs *needs);

/** yamp_pipeline_lost - which stages are lost, 1 << stage each; 0: it is not waiting */
YAMP_API uint32_t yamp_pipeline_lost(const struct yamp_pipeline *pipeline);

/** yamp_pipeline_plane - which of the planes has a say in the last pool; -ENOENT: none */
YAMP_API int yamp_pipeline_plane(const struct yamp_pipeline *pipeline);

/**
 * struct yamp_hop - what is known of a hop
 * @pool: its buffers and who has them; borrowed, only to be read
 * @provider: who gave the memory; constant
 * @lacks: enum yamp_lack bits
 * @placement: enum yamp_placement
 * @made: frames that the stage before it delivered
 * @gaps: frames that this stage lost: a gap in the camera's sequence, or a frame that
 *	a DSP made nothing of
 * @starved: of these, that the camera lost while all of its buffers were on the way
 * @damaged: that it marked as not to be used
 * @replaced: that waited for the stage behind when a newer one came
 */
struct yamp_hop {
	const struct yamp_pool *pool;
	const char *provider;
	uint32_t lacks;
	uint32_t placement;
	uint64_t made;
	uint64_t gaps;
	uint64_t starved;
	uint64_t damaged;
	uint64_t replaced;
};

/** yamp_pipeline_hop - ask; 0, or -EINVAL if there is no such hop */
YAMP_API int yamp_pipeline_hop(const struct yamp_pipeline *pipeline, uint32_t index,
			       struct yamp_hop *hop);

#ifdef __cplusplus
}
#endif

#endif /* YAMP_PIPELINE_H */
