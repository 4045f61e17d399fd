// SPDX-License-Identifier: MIT
/*
 * The software DSP of the kernel module's samples, named "softdsp" or "softdsp:FILTER".
 *
 * It takes one call for both buffers of a job, and tells its end by a fence in each. So
 * what is queued to either side waits here until there is one of both; a job is over
 * when poll(2) on its output buffer says that nobody writes to it any more.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <drm_fourcc.h>
#include <linux/yamp_softdsp.h>
#include <yamp/device.h>

#include "dsp-priv.h"
#include "ring.h"
#include "v4l2-format.h"

#define NODE "/dev/yamp-softdsp"
#define NAME YAMP_SOFTDSP_NAME
#define BUFFERS_MIN 2
#define STOP_TIMEOUT_MS 5000

static const uint32_t fourccs[] = {
	DRM_FORMAT_NV12, DRM_FORMAT_YUYV, DRM_FORMAT_XRGB8888, DRM_FORMAT_RGB888, DRM_FORMAT_BGR888,
};

static const struct {
	const char *name;
	uint32_t filter;
} filters[] = {
	{ NAME, YAMP_SOFTDSP_BLUR },
	{ NAME ":blur", YAMP_SOFTDSP_BLUR },
	{ NAME ":invert", YAMP_SOFTDSP_INVERT },
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/**
 * struct soft - the software DSP
 * @node: as it was opened
 * @fd: of NODE, non-blocking
 * @filter: enum yamp_softdsp_filter
 * @buffers: of each side; borrowed
 * @counts: of @buffers
 * @waiting: queued to each side, not in a job
 * @working: in jobs, a side's nth belongs to the other's nth
 * @done: inputs of jobs that are over
 */
struct soft {
	struct yamp_dsp dsp;
	struct yamp_log log;
	char node[32];
	int fd;
	uint32_t filter;
	struct yamp_buffer *buffers[DSP_SIDES][YAMP_MAX_COUNT];
	uint32_t counts[DSP_SIDES];
	struct ring waiting[DSP_SIDES];
	struct ring working[DSP_SIDES];
	struct ring done;
};

static struct soft *soft_of(const struct yamp_dsp *dsp)
{
	return (struct soft *)dsp;
}

static bool soft_is_mine(const char *node)
{
	size_t length = strlen(NAME);

	return !strncmp(node, NAME, length) && (!node[length] || node[length] == ':');
}

static int find_filter(struct soft *soft, const char *node)
{
	for (size_t i = 0; i < COUNT(filters); i++) {
		if (!strcmp(node, filters[i].name)) {
			soft->filter = filters[i].filter;
			return 0;
		}
	}
	log_error(&soft->log, "there is no %s: give %s or %s", node, filters[1].name,
		  filters[2].name);
	return -EINVAL;
}

static void soft_disconnect(struct yamp_dsp *dsp)
{
	if (soft_of(dsp)->fd >= 0)
		close(soft_of(dsp)->fd);
	soft_of(dsp)->fd = -1;
}

/* It has no state but what comes with each job, and never goes away: see softdsp_main.c. */
static int soft_reconnect(struct yamp_dsp *dsp)
{
	soft_of(dsp)->fd = open(NODE, O_RDWR | O_NONBLOCK | O_CLOEXEC);
	return soft_of(dsp)->fd < 0 ? -errno : 0;
}

static int soft_init(struct soft *soft, const char *node)
{
	int ret = find_filter(soft, node);

	if (ret)
		return ret;
	snprintf(soft->node, sizeof(soft->node), "%s", node);
	ret = soft_reconnect(&soft->dsp);
	if (!ret)
		return 0;
	if (ret == -ENOENT || ret == -ENODEV || ret == -ENXIO)
		log_error(&soft->log, "there is no %s: load its module (modprobe yamp_softdsp)",
			  NODE);
	else if (ret == -EACCES || ret == -EPERM)
		log_error(&soft->log, "no permission on %s: add your user to the group video and "
			  "log in again", NODE);
	else
		log_error(&soft->log, "%s: cannot open it: %s", NODE, strerror(-ret));
	return ret;
}

static void soft_close(struct yamp_dsp *dsp)
{
	soft_disconnect(dsp);
	free(soft_of(dsp));
}

static struct yamp_dsp *soft_open(const char *node, const struct yamp_log *log)
{
	struct soft *soft = calloc(1, sizeof(*soft));
	int ret;

	if (!soft)
		return NULL;
	soft->dsp.ops = &dsp_soft;
	soft->log = log_copy(log);
	soft->fd = -1;
	ret = soft_init(soft, node);
	if (ret) {
		soft_close(&soft->dsp);
		errno = -ret;
		return NULL;
	}
	return &soft->dsp;
}

static const char *soft_name(const struct yamp_dsp *dsp)
{
	return "software DSP";
}

static const char *soft_node(const struct yamp_dsp *dsp)
{
	return soft_of(dsp)->node;
}

/* As V4L2 calls it, when it is in one piece of memory. */
static uint32_t v4l2_name(uint32_t fourcc)
{
	const struct v4l2_format_map *map;

	for (uint32_t i = 0; (map = v4l2_format_at(i)); i++) {
		if (map->fourcc == fourcc && map->objects == 1)
			return map->pixelformat;
	}
	return 0;
}

/* It delivers what it gets: once that is known there is nothing to choose. */
static int soft_format_at(struct yamp_dsp *dsp, enum yamp_dsp_side side, uint32_t index,
			  struct yamp_camera_format *format)
{
	const struct yamp_camera_mode *input = &dsp->formats[YAMP_DSP_INPUT];
	bool given = side == YAMP_DSP_OUTPUT && input->fourcc;

	if (index >= (given ? 1 : COUNT(fourccs)))
		return -ENOENT;
	*format = (struct yamp_camera_format){
		.fourcc = given ? input->fourcc : fourccs[index],
		.pixelformat = given ? input->pixelformat : v4l2_name(fourccs[index]),
		.objects = 1,
	};
	return 0;
}

static int soft_set_control(struct yamp_dsp *dsp, const char *name, int32_t value)
{
	log_error(&soft_of(dsp)->log, "%s has no control %s; it has: none", soft_node(dsp), name);
	return -EINVAL;
}

static bool is_known(const struct v4l2_format_map *map)
{
	if (!map || map->objects != 1)
		return false;
	for (size_t i = 0; i < COUNT(fourccs); i++) {
		if (fourccs[i] == map->fourcc)
			return true;
	}
	return false;
}

static int soft_set_format(struct yamp_dsp *dsp, enum yamp_dsp_side side,
			   struct yamp_camera_mode *mode)
{
	const struct v4l2_format_map *map = v4l2_format_find(mode->pixelformat);
	int ret = dsp_set_same_format(dsp, &soft_of(dsp)->log, side, is_known(map), mode);

	if (!ret)
		mode->fourcc = map->fourcc;
	return ret;
}

/* What it needs of memory it has told the kernel itself. */
static int soft_constraint(struct yamp_dsp *dsp, enum yamp_dsp_side side,
			   struct yamp_constraint *record, struct yamp_format *format)
{
	*format = (struct yamp_format){ dsp->formats[side].fourcc, 0, DRM_FORMAT_MOD_LINEAR };
	*record = (struct yamp_constraint){
		.name = NAME,
		.flags = YAMP_CONSTRAINT_REGISTERED,
		.buffers_min = BUFFERS_MIN,
		.formats = (uintptr_t)format,
		.format_count = 1,
	};
	return format->fourcc ? 0 : -EINVAL;
}

/* The layout is read from the kernel with each job. */
static int soft_set_layout(struct yamp_dsp *dsp, enum yamp_dsp_side side,
			   const struct yamp_frame *frame)
{
	return 0;
}

static int soft_use_buffers(struct yamp_dsp *dsp, enum yamp_dsp_side side,
			    struct yamp_buffer *const *buffers, uint32_t count)
{
	struct soft *soft = soft_of(dsp);

	if (count < 1 || count > YAMP_MAX_COUNT || !yamp_buffer_is_described(buffers[0])) {
		log_error(&soft->log, "%s works in memory of the yamp module only", soft->node);
		return -EINVAL;
	}
	memcpy(soft->buffers[side], buffers, count * sizeof(buffers[0]));
	soft->counts[side] = count;
	return 0;
}

static int output_fd(const struct soft *soft)
{
	const struct ring *ring = &soft->working[YAMP_DSP_OUTPUT];

	return yamp_buffer_fd(soft->buffers[YAMP_DSP_OUTPUT][ring_oldest(ring)->index], 0);
}

/* Is the oldest job over? Waits for it as long as @timeout_ms. */
static bool is_over(const struct soft *soft, int timeout_ms)
{
	struct pollfd pollfd = { output_fd(soft), POLLIN, 0 };

	return poll(&pollfd, 1, timeout_ms) > 0;
}

static void soft_drop_buffers(struct yamp_dsp *dsp, enum yamp_dsp_side side)
{
	struct soft *soft = soft_of(dsp);

	soft->counts[side] = 0;
	soft->waiting[side].count = 0;
}

static int soft_prepare(struct yamp_dsp *dsp, enum yamp_dsp_side side, uint32_t index)
{
	return 0;
}

static int soft_start(struct yamp_dsp *dsp)
{
	return 0;
}

/* What it works on is its own until it is done, which never takes long. */
static void soft_stop(struct yamp_dsp *dsp)
{
	struct soft *soft = soft_of(dsp);

	while (soft->working[YAMP_DSP_OUTPUT].count) {
		is_over(soft, STOP_TIMEOUT_MS);
		ring_take(&soft->working[YAMP_DSP_OUTPUT]);
		ring_take(&soft->working[YAMP_DSP_INPUT]);
	}
	soft->done.count = 0;
	soft_drop_buffers(dsp, YAMP_DSP_INPUT);
	soft_drop_buffers(dsp, YAMP_DSP_OUTPUT);
}

static int job_failed(const struct soft *soft, int error, const struct yamp_conflict *conflict)
{
	char text[256];

	if (error == -EDOM) {
		yamp_conflict_text(conflict, text, sizeof(text));
		log_error(&soft->log, "%s cannot work in this buffer: %s", soft->node, text);
	} else if (error == -ENODEV) {
		log_error(&soft->log, "%s is gone: load its module again", soft->node);
	} else {
		log_error(&soft->log, "%s: cannot take a frame: %s", soft->node, strerror(-error));
	}
	return error;
}

static int run_job(struct soft *soft)
{
	const struct entry *in = ring_oldest(&soft->waiting[YAMP_DSP_INPUT]);
	const struct entry *out = ring_oldest(&soft->waiting[YAMP_DSP_OUTPUT]);
	struct yamp_softdsp_run run = {
		.src = yamp_buffer_fd(soft->buffers[YAMP_DSP_INPUT][in->index], 0),
		.dst = yamp_buffer_fd(soft->buffers[YAMP_DSP_OUTPUT][out->index], 0),
		.filter = soft->filter,
	};
	int ret;

	do {
		ret = ioctl(soft->fd, YAMP_SOFTDSP_IOC_RUN, &run);
	} while (ret < 0 && errno == EINTR);
	if (ret < 0)
		return errno == EAGAIN ? -EAGAIN : job_failed(soft, -errno, &run.conflict);
	ring_put(&soft->working[YAMP_DSP_INPUT], in->index, in->timestamp_ns);
	ring_put(&soft->working[YAMP_DSP_OUTPUT], out->index, in->timestamp_ns);
	ring_take(&soft->waiting[YAMP_DSP_INPUT]);
	ring_take(&soft->waiting[YAMP_DSP_OUTPUT]);
	return 0;
}

/* As many as there are buffers of both sides, and room in the driver. */
static int run_jobs(struct soft *soft)
{
	int ret = 0;

	while (!ret && soft->waiting[YAMP_DSP_INPUT].count && soft->waiting[YAMP_DSP_OUTPUT].count)
		ret = run_job(soft);
	return ret == -EAGAIN && soft->working[YAMP_DSP_INPUT].count ? 0 : ret;
}

static int soft_queue(struct yamp_dsp *dsp, enum yamp_dsp_side side, uint32_t index,
		      const struct yamp_captured *frame)
{
	struct soft *soft = soft_of(dsp);

	if (index >= soft->counts[side] || soft->waiting[side].count == YAMP_MAX_COUNT)
		return job_failed(soft, -EINVAL, NULL);
	ring_put(&soft->waiting[side], index, frame ? frame->timestamp_ns : 0);
	return run_jobs(soft);
}

/* An input that is done with can be had at once: nobody else reads it. */
static void soft_pollfd(const struct yamp_dsp *dsp, struct pollfd *pollfd)
{
	const struct soft *soft = soft_of(dsp);
	const struct entry *done = ring_oldest(&soft->done);

	*pollfd = (struct pollfd){ .fd = -1 };
	if (soft->done.count) {
		pollfd->fd = yamp_buffer_fd(soft->buffers[YAMP_DSP_INPUT][done->index], 0);
		pollfd->events = POLLOUT;
	} else if (soft->working[YAMP_DSP_OUTPUT].count) {
		pollfd->fd = output_fd(soft);
		pollfd->events = POLLIN;
	}
}

static int take_output(struct soft *soft, struct yamp_captured *captured)
{
	struct entry out, in;

	if (!soft->working[YAMP_DSP_OUTPUT].count || !is_over(soft, 0))
		return -EAGAIN;
	out = ring_take(&soft->working[YAMP_DSP_OUTPUT]);
	in = ring_take(&soft->working[YAMP_DSP_INPUT]);
	ring_put(&soft->done, in.index, 0);
	*captured = (struct yamp_captured){
		.index = out.index,
		.timestamp_ns = out.timestamp_ns,
		.clock = YAMP_CAMERA_CLOCK_COPIED,
		.field = soft->dsp.formats[YAMP_DSP_OUTPUT].field,
	};
	return run_jobs(soft);
}

static int soft_dequeue(struct yamp_dsp *dsp, enum yamp_dsp_side side,
			struct yamp_captured *captured)
{
	struct soft *soft = soft_of(dsp);

	if (side == YAMP_DSP_OUTPUT)
		return take_output(soft, captured);
	if (!soft->done.count)
		return -EAGAIN;
	*captured = (struct yamp_captured){ .index = ring_take(&soft->done).index };
	return 0;
}

const struct dsp_ops dsp_soft = {
	.is_mine = soft_is_mine,
	.open = soft_open,
	.close = soft_close,
	.name = soft_name,
	.node = soft_node,
	.format_at = soft_format_at,
	.set_control = soft_set_control,
	.set_format = soft_set_format,
	.constraint = soft_constraint,
	.set_layout = soft_set_layout,
	.use_buffers = soft_use_buffers,
	.drop_buffers = soft_drop_buffers,
	.prepare = soft_prepare,
	.start = soft_start,
	.stop = soft_stop,
	.queue = soft_queue,
	.pollfd = soft_pollfd,
	.dequeue = soft_dequeue,
	.disconnect = soft_disconnect,
	.reconnect = soft_reconnect,
};
