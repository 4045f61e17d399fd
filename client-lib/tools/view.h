/* SPDX-License-Identifier: MIT */
#ifndef VIEW_H
#define VIEW_H

#include "histogram.h"
#include "tool.h"

#define VIEW_CONTROLS 16
#define VIEW_PLANES 64	/* of the compositor, that are asked */

/**
 * struct view_dsp - a stage of the command line
 * @fourcc: of what it delivers; 0 chooses one
 * @width: of what it delivers; 0 as it gets it
 * @controls: to set
 */
struct view_dsp {
	const char *node;
	uint32_t fourcc;
	uint32_t width, height;
	struct view_control {
		const char *name;
		int32_t value;
	} controls[VIEW_CONTROLS];
	uint32_t control_count;
};

/** enum view_kind - the commands that set frames on their way */
enum view_kind {
	VIEW_SHOW,	/* yamp view */
	VIEW_REPLAY,
	VIEW_RECORD,
};

/**
 * struct view_options - the command line
 * @file: what is recorded goes there; NULL, it is shown
 * @dsps: in the order of the frames
 * @fourcc: 0 chooses one
 * @width: 0 leaves the camera's size
 * @frames: 0 is without end
 * @buffers: 0 as many as are needed
 * @provider: NULL for the best there is
 * @whole: the first frame waits until the compositor can show it
 * @on_loss: enum yamp_on_loss
 */
struct view_options {
	const char *node;
	const char *file;
	uint32_t width, height;
	uint32_t fourcc;
	uint32_t rate_num, rate_den;
	uint32_t placement;
	uint32_t buffers;
	uint64_t frames;
	const char *provider;
	struct view_dsp dsps[YAMP_PIPELINE_DSPS];
	uint32_t dsp_count;
	uint32_t on_loss;
	bool every_frame;
	bool whole;
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
bool view_parse(struct view_options *options, enum view_kind kind, int argc, char **argv,
		int *status);

/** view_parse_dsp - one more --dsp; @text is cut up, and stays in use. 0 or -EINVAL, said */
int view_parse_dsp(struct view_options *options, char *text);

/**
 * struct view_counts - frames
 * @shown: given to the compositor
 * @presented: that the compositor showed
 * @plane: of these, scanned out from a plane
 * @composited: of these, drawn by the renderer
 * @lost_camera: gaps in the camera's sequence
 * @lost_damaged: that the camera or a DSP marked as not to be shown
 * @lost_dsp: that a DSP made nothing of, or that waited for one when a newer one came
 * @lost_compositor: never shown because a newer one came first
 * @lost_here: for which the compositor had no room, or that came late
 * @latency: capture to light
 */
struct view_counts {
	uint64_t shown;
	uint64_t presented;
	uint64_t plane;
	uint64_t composited;
	uint64_t lost_camera;
	uint64_t lost_damaged;
	uint64_t lost_dsp;
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
 */
struct view_access {
	bool counted;
	uint32_t compositor_pid;
	uint64_t own;
	uint64_t compositor;
	struct view_names others;
	struct view_names devices;
	struct view_names attached;
};

/** view_seen - totals of each dma-buf of a pool and each kind at the last look */
typedef uint64_t view_seen[YAMP_MAX_COUNT][YAMP_MAX_PLANES][YAMP_ACCESS_MAX];

/** view_access_init - @connection is the socket to the compositor */
void view_access_init(struct view_access *access, int connection);

/** view_access_look - count what happened to the buffers of a pool since the last look */
void view_access_look(struct view_access *access, struct yamp_device *device,
		      const struct yamp_pool *pool, view_seen *seen);

/** view_access_reset - forget the counts, not what was seen */
void view_access_reset(struct view_access *access);

/** view_access_add - add the counts of @more to @access */
void view_access_add(struct view_access *access, const struct view_access *more);

/**
 * struct view_image - a buffer as the compositor knows it
 * @held: the compositor has it
 * @next: of those that are only waited for, see view_renew()
 */
struct view_image {
	struct view *view;
	uint32_t index;
	struct yamp_image *image;
	bool ready;
	bool held;
	bool old;
	struct view_image *next;
};

/**
 * struct view_stage - camera, DSP or display
 * @second: time that the frames of this second took in it, with waiting for it
 * @all: since the beginning
 * @frames: that came out of it
 * @lost: in it, of these no more is known
 * @starved: of @lost, because all of its buffers were on the way
 * @skipped: that waited for it when a newer one came
 */
struct view_stage {
	struct histogram second;
	struct histogram all;
	uint64_t frames;
	uint64_t lost;
	uint64_t starved;
	uint64_t skipped;
};

#define VIEW_STAGES (YAMP_PIPELINE_HOPS + 1)	/* the last one is the display */
#define VIEW_LEDGER 64				/* frames with the compositor */

/**
 * struct view - a viewfinder, or what records
 * @display: NULL for what records
 * @recorder: NULL for a viewfinder
 * @only_ask: the camera goes on as it is set: nothing will be captured
 * @path_without_display: how a format would be shown where @display is NULL and nothing is
 *	recorded, which only @only_ask can be; gets @path_data
 * @refusal: if not NULL, why formats do not fit is put here, not said
 * @mode: of what is shown
 * @raw_fourcc: of the pictures, while formats are chosen: of what is in a stream
 * @pool: of what is shown
 * @images: of @pool; NULL where there is none
 * @old_images: of pools before it, until the compositor does not need them any more
 * @targets_serial: of what @pool was laid out for
 * @reasons: why the newest frame was composited, enum yamp_reason; 0 if it was not
 * @on_plane: the newest frame was on a plane
 * @output: where it was shown, empty if that is not known
 * @path: of the images
 * @sequence: of the newest frame that was shown
 * @camera_clock: timestamps are CLOCK_MONOTONIC
 * @started_ms: when the interval began, CLOCK_MONOTONIC_COARSE
 * @begun_ms: when the first frame came
 * @second: counts since the last line
 * @all: counts since the beginning
 * @stages: DSPs + 2 of them
 * @damaged: by hop, as of the last count
 * @seen: by hop
 * @outages: stages that were lost and are back
 * @outage_ms: how long they were away
 * @made_ns: when frames were ready to be shown, by their sequence
 * @pending: frames given to the compositor of which it has not told
 * @eager: wait for the compositor's events too, see view-loop.c
 * @unread: frames since the compositor's events were read
 * @unsent: there are requests that the compositor has not got
 * @behind: because it does not read them
 * @closed: the window was closed or a signal came
 * @error: -errno of what ended it, 0 if it was wanted
 * @error_status: exit status for @error, 0 to derive it
 */
struct view {
	struct view_options options;
	struct tool_log tool_log;
	struct yamp_log log;
	struct yamp_camera *camera;
	struct yamp_dsp *dsps[YAMP_PIPELINE_DSPS];
	struct yamp_device *device;
	struct yamp_display *display;
	struct yamp_window *window;
	struct yamp_recorder *recorder;
	struct yamp_pipeline *pipeline;
	bool only_ask;
	enum yamp_path (*path_without_display)(const void *data, uint32_t fourcc);
	const void *path_data;
	struct line *refusal;
	struct yamp_camera_mode mode;
	uint32_t raw_fourcc;
	const struct yamp_pool *pool;
	struct view_image *images[YAMP_MAX_COUNT];
	struct view_image *old_images;
	uint32_t targets_serial;
	enum yamp_path path;
	uint32_t reasons;
	bool on_plane;
	char output[32];

	int signal_fd;
	uint32_t sequence;
	bool camera_clock;
	int64_t started_ms;
	int64_t begun_ms;
	struct view_counts second;
	struct view_counts all;
	struct view_access access_second;
	struct view_access access_all;
	struct view_stage stages[VIEW_STAGES];
	uint64_t damaged[YAMP_PIPELINE_HOPS];
	view_seen seen[YAMP_PIPELINE_HOPS];
	uint32_t outages;
	uint64_t outage_ms;
	uint64_t made_ns[VIEW_LEDGER];

	uint32_t pending;
	bool eager;
	uint32_t unread;
	bool unsent;
	bool behind;
	bool closed;
	int error;
	int error_status;
};

/**
 * view_choose_format - of what a stage delivers, 0 being the camera
 * @pixelformat: set
 *
 * Returns 0 or an exit status, said.
 */
int view_choose_format(struct view *view, uint32_t stage, uint32_t *pixelformat);

/** view_input_format - what a DSP calls the format that the stage before it delivers */
uint32_t view_input_format(struct view *view, uint32_t dsp, const struct yamp_camera_mode *mode);

/** view_record - the frames go into a file until they end; exit status */
int view_record(struct view *view);

/** view_open_camera - what is wrong is said, and what could have been meant; exit status */
int view_open_camera(struct view *view);

/** view_open_dsps - and set their controls; as above */
int view_open_dsps(struct view *view);

/** view_set_formats - of camera and DSPs; as above */
int view_set_formats(struct view *view);

/** view_sink, record_sink - take the frames; data is the view */
extern const struct yamp_pipeline_listener view_sink, record_sink;

/**
 * view_setup_pipeline - allocate or export, give the buffers to the devices; as above
 * @listener: takes the frames; data is the view
 */
int view_setup_pipeline(struct view *view, const struct yamp_pipeline_listener *listener);

/** view_setup_images - begin to make them known to the compositor; as above */
int view_setup_images(struct view *view);

/** view_drop_images - all of them; held or not, with @at_end the old ones, too */
void view_drop_images(struct view *view, bool at_end);

/** view_renew - the compositor may need something else: other buffers, if so */
void view_renew(struct view *view);

/** view_take_pool - the last pool is another one */
void view_take_pool(struct view *view);

/** view_stage_event - say that a stage was lost or is back; data is the view */
void view_stage_event(void *data, const struct yamp_stage_event *event);

/** view_loop - until it ends; exit status */
int view_loop(struct view *view);

/** view_stages_frame - a frame has come through camera and DSPs */
void view_stages_frame(struct view *view, const struct yamp_pipeline_frame *frame);

/** view_stages_shown - a frame has become light */
void view_stages_shown(struct view *view, uint64_t sequence, uint64_t time_ns);

/** view_stages_count - add what happened since the last time to @view->second */
void view_stages_count(struct view *view);

/** view_stages_reset - the second is over: add it to the whole */
void view_stages_reset(struct view *view);

/** view_waits_for - is a stage lost? */
bool view_waits_for(const struct view *view, uint32_t stage);

/** view_stage_name - the device, where it is now; "display" for the last one */
const char *view_stage_name(const struct view *view, uint32_t stage);

/** view_counts_add - add @more to @all */
void view_counts_add(struct view_counts *all, const struct view_counts *more);

/** view_drops - frames lost anywhere */
uint64_t view_drops(const struct view_counts *counts);

/** view_rate - frames a second that were seen; or sent, where the compositor does not tell */
double view_rate(const struct view *view, const struct view_counts *counts, int64_t ms);

/** view_json_begin - print what was set up; @type: "start", or "renewed" */
void view_json_begin(const struct view *view, const char *type);

/** view_json_counts - print a second of @ms, or with @all the whole */
void view_json_counts(const struct view *view, bool all, int64_t ms);

/** view_text_begin - print what was set up */
void view_text_begin(const struct view *view);

/** view_text_renewed - print that there are other buffers */
void view_text_renewed(const struct view *view);

/** view_text_counts - print a second of @ms, or with @all the whole */
void view_text_counts(const struct view *view, bool all, int64_t ms);

/** view_report_begin - what was set up */
void view_report_begin(const struct view *view);

/** view_report_renewed - other buffers */
void view_report_renewed(const struct view *view);

/** view_report_second - a line, if a second has gone by */
void view_report_second(struct view *view, int64_t now_ms);

/** view_report_end - the summary */
void view_report_end(struct view *view);

#endif /* VIEW_H */
