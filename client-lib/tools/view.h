/* SPDX-License-Identifier: MIT */
#ifndef VIEW_H
#define VIEW_H

#include "histogram.h"
#include "tool.h"

/**
 * struct view_options - the command line
 * @fourcc: 0 chooses one
 * @width: 0 leaves the camera's size
 * @frames: 0 is without end
 * @buffers: 0 as many as are needed
 * @provider: NULL for the best there is
 */
struct view_options {
	const char *node;
	uint32_t width, height;
	uint32_t fourcc;
	uint32_t rate_num, rate_den;
	uint32_t placement;
	uint32_t buffers;
	uint64_t frames;
	const char *provider;
	bool fullscreen;
	bool json;
	bool quiet;
	bool verbose;
};

/**
 * view_parse - read the command line
 *
 * Returns true to go on, false to exit with @status.
 */
bool view_parse(struct view_options *options, int argc, char **argv, int *status);

/**
 * struct view_counts - frames
 * @shown: given to the compositor
 * @presented: that the compositor showed
 * @plane: of these, scanned out from a plane
 * @composited: of these, drawn by the renderer
 * @lost_camera: gaps in the camera's sequence
 * @lost_damaged: that the camera marked as not to be shown
 * @lost_compositor: never shown because a newer one came first
 * @lost_here: for which the compositor had no room
 * @latency: capture to light
 */
struct view_counts {
	uint64_t shown;
	uint64_t presented;
	uint64_t plane;
	uint64_t composited;
	uint64_t lost_camera;
	uint64_t lost_damaged;
	uint64_t lost_compositor;
	uint64_t lost_here;
	struct histogram latency;
};

#define ACCESS_NAMES 8

/** struct view_names - counts by name; what has no room goes to the last */
struct view_names {
	struct view_accessor {
		char name[YAMP_NAME_LEN];
		uint64_t total;
	} entries[ACCESS_NAMES];
	uint32_t count;
};

/**
 * struct view_access - who touched the samples
 * @counted: the kernel counts; else all is zero
 * @compositor_pid: 0 if it is not known
 * @own: by processor, by this process itself
 * @compositor: by processor, by the compositor itself
 * @others: by processor, by drivers and other processes
 * @devices: that mapped them for DMA, which is no processor's access
 * @attached: devices that imported them, whether they mapped them or not
 * @seen: totals of each dma-buf and kind at the last look
 */
struct view_access {
	bool counted;
	uint32_t compositor_pid;
	uint64_t own;
	uint64_t compositor;
	struct view_names others;
	struct view_names devices;
	struct view_names attached;
	uint64_t seen[YAMP_MAX_COUNT][YAMP_MAX_PLANES][YAMP_ACCESS_MAX];
};

/** view_access_init - @connection is the socket to the compositor */
void view_access_init(struct view_access *access, int connection);

/** view_access_look - count what happened since the last look */
void view_access_look(struct view_access *access, struct yamp_device *device,
		      struct yamp_buffer *const *buffers, uint32_t count);

/** view_access_reset - forget the counts, not what was seen */
void view_access_reset(struct view_access *access);

/** view_access_add - add the counts of @more to @access */
void view_access_add(struct view_access *access, const struct view_access *more);

/** struct view_image - a buffer as the compositor knows it */
struct view_image {
	struct view *view;
	uint32_t index;
	struct yamp_image *image;
	bool ready;
};

/**
 * struct view - a viewfinder
 * @contiguous: the camera gets memory in one piece
 * @reasons: why the newest frame was composited, enum yamp_reason; 0 if it was not
 * @on_plane: the newest frame was on a plane
 * @output: where it was shown, empty if that is not known
 * @path: of the images
 * @camera_clock: timestamps are CLOCK_MONOTONIC
 * @sequence: of the camera's last frame
 * @started_ms: when the interval began, CLOCK_MONOTONIC_COARSE
 * @begun_ms: when the first frame came
 * @second: counts since the last line
 * @all: counts since the beginning
 * @eager: wait for the compositor's events too, see view-loop.c
 * @unread: frames since the compositor's events were read
 * @unsent: the compositor is behind, requests wait
 * @closed: the window was closed or a signal came
 * @error: -errno of what ended it, 0 if it was wanted
 * @error_status: exit status for @error, 0 to derive it
 */
struct view {
	struct view_options options;
	struct tool_log tool_log;
	struct yamp_log log;
	struct yamp_camera *camera;
	struct yamp_device *device;
	struct yamp_display *display;
	struct yamp_window *window;
	struct yamp_pool *pool;
	struct yamp_camera_mode mode;
	struct yamp_buffer *buffers[YAMP_MAX_COUNT];
	struct view_image images[YAMP_MAX_COUNT];
	uint32_t count;
	const char *provider;
	uint32_t lacks;
	uint32_t placement;
	bool contiguous;
	enum yamp_path path;
	uint32_t reasons;
	bool on_plane;
	char output[32];

	int signal_fd;
	bool camera_clock;
	bool any_frame;
	uint32_t sequence;
	int64_t started_ms;
	int64_t begun_ms;
	struct view_counts second;
	struct view_counts all;
	struct view_access access_second;
	struct view_access access_all;

	bool eager;
	uint32_t unread;
	bool unsent;
	bool closed;
	int error;
	int error_status;
};

/** view_choose_format - set mode.pixelformat; 0 or an exit status, said */
int view_choose_format(struct view *view);

/** view_setup_buffers - allocate or export, give them to the camera; as above */
int view_setup_buffers(struct view *view);

/** view_setup_images - begin to make them known to the compositor; as above */
int view_setup_images(struct view *view);

/** view_loop - until it ends; exit status */
int view_loop(struct view *view);

/** view_now_ms - CLOCK_MONOTONIC_COARSE, which costs no system call */
int64_t view_now_ms(void);

/** view_report_begin - what was set up */
void view_report_begin(const struct view *view);

/** view_report_second - a line, if a second has gone by */
void view_report_second(struct view *view, int64_t now_ms);

/** view_report_end - the summary */
void view_report_end(struct view *view);

#endif /* VIEW_H */
