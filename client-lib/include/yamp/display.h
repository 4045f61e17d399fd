/* SPDX-License-Identifier: MIT */
/*
 * The Wayland side. A display is a connection; an image is a buffer as the
 * compositor knows it, made once and shown many times; a window shows images.
 *
 * How an image gets to the compositor, best first:
 *
 *   verified   yamp_manager_v1: the compositor asks the kernel for the layout
 *   dma-buf    plain linux-dmabuf: the compositor believes the layout
 *   copy       wl_shm: every frame is copied by the processor
 *
 * Every step down is said with its reason.
 *
 * Events arrive on an event queue of the display's own: an application that
 * shares its wl_display goes on to dispatch its own queues. Listeners run
 * inside yamp_display_dispatch() unless said otherwise, and may call anything
 * here but yamp_display_dispatch() and yamp_display_destroy().
 *
 * Threads: a display with its images and windows is for one thread at a time;
 * other threads may use the same wl_display.
 */
#ifndef YAMP_DISPLAY_H
#define YAMP_DISPLAY_H

#include <yamp/device.h>
#include <yamp/target.h>

struct wl_display;
struct wl_surface;

#ifdef __cplusplus
extern "C" {
#endif

struct yamp_display;
struct yamp_image;
struct yamp_window;

/** enum yamp_path - how a buffer gets to the compositor */
enum yamp_path {
	YAMP_PATH_NONE = 0,	/* not at all, or not known yet */
	YAMP_PATH_VERIFIED = 1,
	YAMP_PATH_DMABUF = 2,
	YAMP_PATH_COPY = 3,
};

/** yamp_path_name - "none", "verified", "dma-buf", "copy"; constant */
YAMP_API const char *yamp_path_name(enum yamp_path path);

/**
 * yamp_display_connect - connect to a compositor
 * @name: of its socket, NULL for $WAYLAND_DISPLAY
 * @log: copied; may be NULL
 *
 * Waits, 30 seconds at most, until the compositor has told what it can do.
 *
 * The caller owns the display. Returns NULL and errno: ENOENT, ECONNREFUSED no
 * compositor there; ETIMEDOUT it does not answer; ENOTSUP it lacks what a
 * window needs; ENOMEM. A failure is said in one line.
 */
YAMP_API struct yamp_display *yamp_display_connect(const char *name, const struct yamp_log *log);

/**
 * yamp_display_create - use the application's connection
 * @display: stays the application's and must outlive what is made here
 *
 * As yamp_display_connect() in all else.
 */
YAMP_API struct yamp_display *yamp_display_create(struct wl_display *display,
						  const struct yamp_log *log);

/**
 * yamp_display_destroy - end it; NULL is ignored
 *
 * Windows must be gone. Images are destroyed; no listener is called. On a shared
 * connection it waits, 30 seconds at most, for the answers to imports under way.
 */
YAMP_API void yamp_display_destroy(struct yamp_display *display);

/**
 * yamp_display_fd - readable when there are events; owned by the connection
 *
 * On a shared connection whoever reads takes our events too: call
 * yamp_display_dispatch() after every read of the application's own, or
 * yamp_display_prepare() before every wait.
 */
YAMP_API int yamp_display_fd(const struct yamp_display *display);

/**
 * yamp_display_prepare - nobody else reads our events while we wait for them
 *
 * For a thread that waits on the descriptor of a shared connection. Returns 0: wait, then
 * call yamp_display_dispatch() whatever came, for others wait for that; -EAGAIN: there are
 * events, call it at once; or as yamp_display_dispatch().
 */
YAMP_API int yamp_display_prepare(struct yamp_display *display);

/**
 * yamp_display_dispatch - read the events that are there and handle them
 *
 * Never waits for events. Returns 0 or -errno: EPIPE, ECONNRESET the
 * compositor went away; EPROTO it found fault with a request. Every later call
 * gives the same answer. The first failure is said in one line.
 */
YAMP_API int yamp_display_dispatch(struct yamp_display *display);

/**
 * yamp_display_flush - send what was requested
 *
 * Returns 0, -EAGAIN if the compositor is behind (wait until the descriptor is
 * writable and flush again), or as yamp_display_dispatch().
 */
YAMP_API int yamp_display_flush(struct yamp_display *display);

/**
 * yamp_display_plugin - version of the compositor's yamp plugin; 0 if it has none
 * @allocator: set to whether that can ask the kernel about buffers; may be NULL
 *
 * Both may change with yamp_display_dispatch(): the kernel module comes and goes.
 */
YAMP_API uint32_t yamp_display_plugin(const struct yamp_display *display, bool *allocator);

/**
 * yamp_display_path - how a format would get to the compositor at best
 * @fourcc: DRM_FORMAT_*
 * @modifier: DRM_FORMAT_MOD_*
 * @described: would the buffers be described by the kernel?
 */
YAMP_API enum yamp_path yamp_display_path(const struct yamp_display *display, uint32_t fourcc,
					  uint64_t modifier, bool described);

/**
 * yamp_display_constraint - what the compositor needs of a buffer, whatever shows it
 * @record: filled; its field formats points into the display and is valid as
 *	long as that
 *
 * Formats, by whichever path, and the number of frames that it holds; where the
 * compositor's plugin tells, the figures of its renderer too. What a plane needs
 * besides: yamp_display_choose_plane().
 */
YAMP_API void yamp_display_constraint(const struct yamp_display *display,
				      struct yamp_constraint *record);

/**
 * yamp_display_output - walk the names of the outputs; NULL behind the last one
 *
 * Only of those that have one. A name is valid until the next yamp_display_dispatch().
 */
YAMP_API const char *yamp_display_output(const struct yamp_display *display, uint32_t index);

/**
 * yamp_display_target - walk what the compositor tells of its renderer and planes
 *
 * Best first. They change while it runs: outputs come and go. Returns 0, or -ENOENT
 * behind the last one; so at once, if its plugin is missing or older than version 3.
 */
YAMP_API int yamp_display_target(const struct yamp_display *display, uint32_t index,
				 struct yamp_target *target);

/**
 * yamp_display_planes - what the planes need that could scan a buffer out
 * @output: name of the output they have to serve; NULL for any
 * @records: room for @max; their formats lie in the display, until the next
 *	yamp_display_dispatch()
 *
 * Primary and overlay planes, best first, for the planes of a pipeline. Returns how many
 * were filled.
 */
YAMP_API uint32_t yamp_display_planes(const struct yamp_display *display, const char *output,
				      struct yamp_constraint *records, uint32_t max);

/**
 * yamp_display_targets_serial - raised whenever they were told anew
 *
 * With yamp_display_dispatch(). What a pool was laid out for may not hold any more then:
 * ask yamp_display_target() again.
 */
YAMP_API uint32_t yamp_display_targets_serial(const struct yamp_display *display);

/**
 * yamp_display_choose_plane - which plane could read a buffer that suits all others?
 * @output: name of the output it has to serve; NULL for any
 * @options: as for yamp_device_alloc(): what is wanted, and the records of all others
 * @target: the plane; its record is to be added to the others, as the last one
 * @report: as of yamp_layout_predict(), with that record; may be NULL
 *
 * Planes are tried in the order of yamp_display_target(). Returns 0; -ENOENT if there is
 * no plane; or why the first of them is not possible, as yamp_layout_predict(): EDOM
 * with the conflict in @report, and @target then is that first plane. Says nothing.
 */
YAMP_API int yamp_display_choose_plane(const struct yamp_display *display, const char *output,
				       const struct yamp_alloc_options *options,
				       struct yamp_target *target,
				       struct yamp_alloc_report *report);

/**
 * yamp_display_converts - can it be told that samples are in this matrix and range?
 * @encoding: enum yamp_color_encoding
 * @range: enum yamp_color_range
 *
 * If not it guesses: buffers that say so are shown all the same.
 */
YAMP_API bool yamp_display_converts(const struct yamp_display *display, uint32_t encoding,
				    uint32_t range);

/**
 * yamp_display_has_presentation - does the compositor tell when it shows a frame?
 *
 * If not, the listeners presented and discarded are never called.
 */
YAMP_API bool yamp_display_has_presentation(const struct yamp_display *display);

/** YAMP_IMAGE_LISTENER_VERSION - of the struct below */
#define YAMP_IMAGE_LISTENER_VERSION 1

/**
 * struct yamp_image_listener - what becomes of an image
 * @version: YAMP_IMAGE_LISTENER_VERSION; members are added at the end
 * @ready: it can be shown; yamp_image_path() says how
 * @failed: it cannot be shown in any way; the reason was said
 * @released: the compositor does not need it any more. Its GPU may still be
 *	reading: see DRAINING in pool.h. On the path YAMP_PATH_COPY it is called
 *	from within yamp_window_show()
 *
 * Members may be NULL. The struct must outlive the image.
 */
struct yamp_image_listener {
	uint32_t version;
	void (*ready)(void *data, struct yamp_image *image);
	void (*failed)(void *data, struct yamp_image *image);
	void (*released)(void *data, struct yamp_image *image);
};

/**
 * yamp_image_create - make a buffer known to the compositor
 * @buffer: the image takes a reference
 *
 * Returns at once; ready or failed follows from yamp_display_dispatch(). The
 * caller owns the image. Returns NULL and errno: ENOMEM.
 */
YAMP_API struct yamp_image *yamp_image_create(struct yamp_display *display,
					      struct yamp_buffer *buffer,
					      const struct yamp_image_listener *listener,
					      void *data);

/** yamp_image_destroy - let the compositor forget it; NULL is ignored */
YAMP_API void yamp_image_destroy(struct yamp_image *image);

/** yamp_image_path - YAMP_PATH_NONE until it is ready */
YAMP_API enum yamp_path yamp_image_path(const struct yamp_image *image);

/** enum yamp_presented_flags - bits, as of presentation-time */
enum yamp_presented_flags {
	YAMP_PRESENTED_VSYNC = 1 << 0,
	YAMP_PRESENTED_HW_CLOCK = 1 << 1,
	YAMP_PRESENTED_HW_COMPLETION = 1 << 2,
	YAMP_PRESENTED_ZERO_COPY = 1 << 3,	/* scanned out from a plane */
};

/**
 * enum yamp_reason - bits: what kept a frame off the planes
 *
 * A bit that is not here means what YAMP_REASON_UNKNOWN means.
 */
enum yamp_reason {
	YAMP_REASON_UNKNOWN = 1 << 0,	/* the compositor does not tell */
	YAMP_REASON_FORMAT = 1 << 1,	/* no plane takes the format, or not so laid out */
	YAMP_REASON_MODIFIER = 1 << 2,	/* planes take the format with other modifiers */
	YAMP_REASON_FRAMEBUFFER = 1 << 3,	/* the display driver refused the buffer */
	/* None is free where it lies among the others, or the output has none. */
	YAMP_REASON_NO_PLANE = 1 << 4,
	YAMP_REASON_REJECTED = 1 << 5,	/* the display driver refused the arrangement */
	YAMP_REASON_TRANSFORM = 1 << 6,	/* rotated or flipped as no plane can */
	YAMP_REASON_ALPHA = 1 << 7,	/* translucent as a whole */
	YAMP_REASON_COLOR = 1 << 8,	/* needs a conversion that no plane does */
	YAMP_REASON_OCCLUDED = 1 << 9,	/* composited content lies above it */
	YAMP_REASON_POLICY = 1 << 10,	/* the compositor uses no planes now */
	YAMP_REASON_SIZE = 1 << 11,	/* larger or smaller than the display takes */
	YAMP_REASON_MEMORY = 1 << 12,	/* not a dma-buf */
};

/** yamp_reason_name - of one bit: "format", "no_plane"; constant, never NULL */
YAMP_API const char *yamp_reason_name(uint32_t reason);

/**
 * struct yamp_presented - a frame turned into light
 * @sequence: of the caller's, as of yamp_window_show()
 * @capture_ns: likewise
 * @time_ns: when, CLOCK_MONOTONIC
 * @refresh_ns: until the next refresh, 0 if not known
 * @flags: enum yamp_presented_flags
 * @reasons: enum yamp_reason, why it was composited; 0 if it was not, or if the
 *	compositor has no yamp plugin of version 2
 * @output: name of where it was shown, such as "HDMI-A-1"; NULL if it is not known.
 *	Valid inside the listener
 *
 * Members are added at the end.
 */
struct yamp_presented {
	uint64_t sequence;
	uint64_t capture_ns;
	uint64_t time_ns;
	uint32_t refresh_ns;
	uint32_t flags;
	uint32_t reasons;
	const char *output;
};

/** enum yamp_transform - how the compositor turns images; values of wl_output.transform */
enum yamp_transform {
	YAMP_TRANSFORM_NORMAL = 0,
	YAMP_TRANSFORM_90 = 1,		/* clockwise */
	YAMP_TRANSFORM_180 = 2,
	YAMP_TRANSFORM_270 = 3,
	YAMP_TRANSFORM_FLIPPED = 4,	/* left is right, then as above */
	YAMP_TRANSFORM_FLIPPED_90 = 5,
	YAMP_TRANSFORM_FLIPPED_180 = 6,
	YAMP_TRANSFORM_FLIPPED_270 = 7,
};

/**
 * struct yamp_picture - what is seen of images
 * @x: of the part that is seen, pixels
 * @y: likewise
 * @width: likewise
 * @height: likewise
 * @wide: @wide to @high are its proportions on the screen, before it is turned; both 0:
 *	pixels are square
 * @high: likewise
 * @transform: enum yamp_transform
 */
struct yamp_picture {
	uint32_t x;
	uint32_t y;
	uint32_t width;
	uint32_t height;
	uint32_t wide;
	uint32_t high;
	uint32_t transform;
};

/** enum yamp_input_type - what the user did */
enum yamp_input_type {
	YAMP_INPUT_KEY = 0,
	YAMP_INPUT_MOTION = 1,
	YAMP_INPUT_BUTTON = 2,
	YAMP_INPUT_WHEEL = 3,
};

/**
 * struct yamp_input - something that the user did
 * @type: enum yamp_input_type; there may be others one day
 * @pressed: of a key or a button: down, not up. A key that is held down does not repeat, and
 *	comes up when the keyboard leaves the window: whoever wants it repeated does so until then
 * @button: 1 left, 2 middle, 3 right, others from 8 on
 * @key: its name, as of XKB: "space", "Left", "q". Valid inside the listener
 * @x: of the pointer: pixels of the image that is shown, as it is before it is turned
 * @y: likewise
 * @right: of a wheel, in its steps: so far it was turned. On a touchpad parts of a step
 * @down: likewise
 * @repeat_delay_ms: until a key that is held down is to be repeated, as the user set it
 * @repeat_every_ms: from then on; 0 is never
 *
 * Members are added at the end.
 */
struct yamp_input {
	uint32_t type;
	bool pressed;
	uint32_t button;
	const char *key;
	double x;
	double y;
	double right;
	double down;
	uint32_t repeat_delay_ms;
	uint32_t repeat_every_ms;
};

/** YAMP_WINDOW_LISTENER_VERSION - of the struct below */
#define YAMP_WINDOW_LISTENER_VERSION 2

/**
 * struct yamp_window_listener - what becomes of a window
 * @version: YAMP_WINDOW_LISTENER_VERSION; members are added at the end
 * @closed: the user wants it closed
 * @resized: the compositor wanted it so large, in surface units
 * @presented: a frame was shown
 * @discarded: a frame was never shown, a newer one took its place
 * @input: keyboard or pointer, since version 2; never of a part of the application's surface
 *	(yamp_window_options.parent). Keys only where libyamp was made with libxkbcommon.
 *	Over such a window the pointer is an arrow; when it rests while frames are shown, none
 *
 * Members may be NULL. The struct must outlive the window.
 */
struct yamp_window_listener {
	uint32_t version;
	void (*closed)(void *data);
	void (*resized)(void *data, uint32_t width, uint32_t height);
	void (*presented)(void *data, const struct yamp_presented *presented);
	void (*discarded)(void *data, uint64_t sequence);
	void (*input)(void *data, const struct yamp_input *input);
};

/**
 * struct yamp_window_options - a window to make
 * @title: copied; may be NULL
 * @app_id: copied; may be NULL
 * @width: of the pictures that it will show, pixels
 * @height: likewise
 * @fullscreen: begin so
 * @parent: a surface of the application's, on the connection that it shares: the pictures
 *	are a subsurface of that, which takes no input. Must outlive the window
 */
struct yamp_window_options {
	const char *title;
	const char *app_id;
	uint32_t width;
	uint32_t height;
	bool fullscreen;
	struct wl_surface *parent;
};

/**
 * yamp_window_create - make a resizable window
 *
 * Pictures keep their proportions: a floating or fullscreen window is as large
 * as they allow, a maximised or tiled one is filled and the picture cropped.
 *
 * The caller owns the window. Returns NULL and errno: EINVAL an empty picture;
 * ENOTSUP the compositor has no subsurfaces; ENOMEM.
 */
YAMP_API struct yamp_window *yamp_window_create(struct yamp_display *display,
						const struct yamp_window_options *options,
						const struct yamp_window_listener *listener,
						void *data);

/** yamp_window_destroy - close it; NULL is ignored */
YAMP_API void yamp_window_destroy(struct yamp_window *window);

/**
 * yamp_window_set_picture - pictures are like this from the next yamp_window_show() on
 *
 * Nothing of it happens where the compositor cannot scale. Returns 0, or -EINVAL: it is
 * empty or out of range.
 */
YAMP_API int yamp_window_set_picture(struct yamp_window *window,
				     const struct yamp_picture *picture);

/**
 * yamp_window_place - where a picture inside of the application's surface lies
 * @x: of the room for it, units of that surface
 * @y: likewise
 * @width: likewise; not 0
 * @height: likewise
 *
 * It is as large as its proportions allow, in the middle. Seen when the application commits
 * its surface. Without a call it lies at 0,0 and is as large as it is. Ignored for a window
 * of its own.
 */
YAMP_API void yamp_window_place(struct yamp_window *window, int32_t x, int32_t y, uint32_t width,
				uint32_t height);

/** yamp_window_set_fullscreen - ask for it or back; the compositor decides */
YAMP_API void yamp_window_set_fullscreen(struct yamp_window *window, bool fullscreen);

/**
 * yamp_window_planes - what the planes need that could scan this window out
 * @records: room for @max; their formats lie in the window or the display, until the next
 *	yamp_display_dispatch() or the end of the window
 *
 * As yamp_display_planes(), of the output that the window is on; as long as that is not
 * known, or the compositor does not tell of it, of all outputs. Returns how many were filled.
 */
YAMP_API uint32_t yamp_window_planes(const struct yamp_window *window,
				     struct yamp_constraint *records, uint32_t max);

/**
 * yamp_window_targets_serial - raised whenever yamp_window_planes() may say something else
 *
 * With yamp_display_dispatch(); so also when the window came to another output, or others
 * took all planes of its own. At first it is yamp_display_targets_serial().
 */
YAMP_API uint32_t yamp_window_targets_serial(const struct yamp_window *window);

/** yamp_window_can_show - is it on the screen? Before that yamp_window_show() says EAGAIN */
YAMP_API bool yamp_window_can_show(const struct yamp_window *window);

/**
 * yamp_window_show - show an image from the next refresh on
 * @image: that is ready and not held by the compositor, or the one that the window shows:
 *	again, but with another yamp_window_set_picture()
 * @sequence: handed back in presented or discarded
 * @capture_ns: likewise
 *
 * Takes the place of an image that was not yet shown. The caller must not
 * change the image until released. Nothing is sent before
 * yamp_display_flush(). Allocates nothing of its own.
 *
 * Returns 0 or -errno: EAGAIN the window is not on the screen yet, or every
 * copy is still in use: drop the frame; EBUSY the image is held; EINVAL it is
 * not ready, or smaller than the picture.
 */
YAMP_API int yamp_window_show(struct yamp_window *window, struct yamp_image *image,
			      uint64_t sequence, uint64_t capture_ns);

#ifdef __cplusplus
}
#endif

#endif /* YAMP_DISPLAY_H */
