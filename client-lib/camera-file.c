// SPDX-License-Identifier: MIT
/*
 * A file of recorded pictures as a camera: one after the other, at the rate of the file or
 * at another that is asked for, with all of them: where there is no buffer, the next one
 * waits. The processor writes them into the buffers. A timer tells when the next one is
 * due; it does not run while there is no buffer.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <drm_fourcc.h>
#include <sys/stat.h>
#include <sys/timerfd.h>

#include "camera-priv.h"
#include "clock.h"
#include "log.h"
#include "ring.h"
#include "y4m.h"

#define BUFFERS_MIN 2
#define NS_PER_US UINT64_C(1000)

/* V4L2 spells them as DRM does. What most consumers take comes first. */
static const uint32_t fourccs_420[] = { DRM_FORMAT_NV12, DRM_FORMAT_YUV420 };
static const uint32_t fourccs_422[] = { DRM_FORMAT_YUYV, DRM_FORMAT_NV16 };

#define FOURCCS 2

/**
 * struct file - recorded pictures
 * @file: behind what was read
 * @recorded: what it says of them
 * @line: a row of samples
 * @timer: readable when a picture is due and there is a buffer for it
 * @due_ns: when the next one is, CLOCK_MONOTONIC
 * @last_ns: time stamp of the last one: each is later than the one before, as V4L2 counts
 * @sequence: of the next one
 * @buffers: borrowed
 * @waiting: buffers for the next ones
 */
struct file {
	struct yamp_camera camera;
	struct yamp_log log;
	char path[PATH_MAX];
	FILE *file;
	struct yamp_camera_mode recorded;
	uint8_t *line;
	int timer;
	uint64_t due_ns;
	uint64_t last_ns;
	uint32_t sequence;
	struct yamp_buffer *buffers[YAMP_MAX_COUNT];
	uint32_t count;
	struct ring waiting;
};

static struct file *file_of(struct yamp_camera *camera)
{
	return (struct file *)camera;
}

static bool file_is_mine(const char *node)
{
	struct stat status;

	return !stat(node, &status) && S_ISREG(status.st_mode);
}

static int file_failed(const struct file *file, int error)
{
	const char *why = strerror(-error);

	if (error == -EBADMSG)
		why = file->line ? "it ends within a picture" : "it is no YUV4MPEG2 file (y4m)";
	else if (error == -EOPNOTSUPP)
		why = "its pictures are not 8 bits of 4:2:0 or 4:2:2: convert it, as with "
		      "ffmpeg -i FILE -pix_fmt yuv420p OTHER.y4m";
	log_error(&file->log, "%s cannot be played: %s", file->path, why);
	return error;
}

static int file_init(struct file *file, const char *path)
{
	int ret;

	snprintf(file->path, sizeof(file->path), "%s", path);
	file->file = fopen(path, "re");
	if (!file->file)
		return file_failed(file, -errno);
	ret = y4m_read_header(file->file, &file->recorded);
	if (ret)
		return file_failed(file, ret);
	file->camera.mode = file->recorded;
	file->line = malloc(file->recorded.width);
	file->timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
	if (!file->line || file->timer < 0)
		return file_failed(file, file->line ? -errno : -ENOMEM);
	return 0;
}

static void file_close(struct yamp_camera *camera)
{
	struct file *file = file_of(camera);

	if (file->file)
		fclose(file->file);
	if (file->timer >= 0)
		close(file->timer);
	free(file->line);
	free(file);
}

static struct yamp_camera *file_open(const char *path, const struct yamp_log *log)
{
	struct file *file = calloc(1, sizeof(*file));
	int ret;

	if (!file)
		return NULL;
	file->camera.ops = &camera_file;
	file->log = log_copy(log);
	file->timer = -1;
	ret = file_init(file, path);
	if (ret) {
		file_close(&file->camera);
		errno = -ret;
		return NULL;
	}
	return &file->camera;
}

static const char *file_name(struct yamp_camera *camera)
{
	return file_of(camera)->path;
}

/* Nothing outside of it was changed. */
static int file_restore(struct yamp_camera *camera)
{
	return 0;
}

static const char *file_driver(struct yamp_camera *camera)
{
	return "y4m";
}

static int file_fd(struct yamp_camera *camera)
{
	return file_of(camera)->timer;
}

static const uint32_t *fourccs_of(const struct file *file)
{
	return y4m_is_420(samples_find(file->recorded.fourcc)) ? fourccs_420 : fourccs_422;
}

static int file_format_at(struct yamp_camera *camera, uint32_t index,
			  struct yamp_camera_format *format)
{
	const uint32_t *fourccs = fourccs_of(file_of(camera));

	if (index >= FOURCCS)
		return -ENOENT;
	*format = (struct yamp_camera_format){
		.fourcc = fourccs[index],
		.pixelformat = fourccs[index],
		.objects = 1,
	};
	return 0;
}

static int file_size_at(struct yamp_camera *camera, uint32_t pixelformat, uint32_t index,
			struct yamp_camera_size *size)
{
	const struct yamp_camera_mode *recorded = &file_of(camera)->recorded;

	if (index)
		return -ENOENT;
	*size = (struct yamp_camera_size){ recorded->width, recorded->width, 1,
					   recorded->height, recorded->height, 1 };
	return 0;
}

static int file_set_mode(struct yamp_camera *camera, struct yamp_camera_mode *mode)
{
	struct file *file = file_of(camera);
	const uint32_t *fourccs = fourccs_of(file);
	struct yamp_camera_mode chosen = file->recorded;

	if (mode->pixelformat != fourccs[0] && mode->pixelformat != fourccs[1]) {
		log_error(&file->log, "%s does not have this format", file->path);
		return -EINVAL;
	}
	if (mode->width && (mode->width != chosen.width || mode->height != chosen.height)) {
		log_error(&file->log, "the pictures of %s have %ux%u pixels, not %ux%u", file->path,
			  chosen.width, chosen.height, mode->width, mode->height);
		mode->width = chosen.width;
		mode->height = chosen.height;
		return -ERANGE;
	}
	chosen.pixelformat = mode->pixelformat;
	chosen.fourcc = mode->pixelformat;
	if (mode->rate_num && mode->rate_den) {
		chosen.rate_num = mode->rate_num;
		chosen.rate_den = mode->rate_den;
	}
	*mode = chosen;
	return 0;
}

static int file_constraint(struct yamp_camera *camera, struct yamp_constraint *record,
			   struct yamp_format *format)
{
	*format = (struct yamp_format){ camera->mode.fourcc, 0, DRM_FORMAT_MOD_LINEAR };
	*record = (struct yamp_constraint){
		.name = "file",
		.buffers_min = BUFFERS_MIN,
		.formats = (uintptr_t)format,
		.format_count = 1,
	};
	return 0;
}

/* Each buffer says itself how it is laid out. */
static int file_set_layout(struct yamp_camera *camera, const struct yamp_frame *frame)
{
	return 0;
}

static bool file_can_import(struct yamp_camera *camera)
{
	return true;
}

static int file_use_buffers(struct yamp_camera *camera, struct yamp_buffer *const *buffers,
			    uint32_t count)
{
	const struct yamp_camera_mode *mode = &camera->mode;
	struct file *file = file_of(camera);

	if (count < 1 || count > YAMP_MAX_COUNT ||
	    !samples_suit(buffers, count, mode->fourcc, mode->width, mode->height))
		return file_failed(file, -EINVAL);
	memcpy(file->buffers, buffers, count * sizeof(buffers[0]));
	file->count = count;
	return 0;
}

static int file_prepare(struct yamp_camera *camera, uint32_t index)
{
	return 0;
}

/* The processor writes into any memory. */
static int file_try_memory(struct yamp_camera *camera, struct yamp_buffer *buffer,
			   uint32_t *buffers_min)
{
	*buffers_min = 1;
	return 0;
}

/* Times of all zero would stop it. */
static void set_timer(const struct file *file)
{
	uint64_t due_ns = file->waiting.count ? file->due_ns : 0;
	struct itimerspec due = {
		.it_value = { .tv_sec = due_ns / NS_PER_S, .tv_nsec = due_ns % NS_PER_S },
	};

	timerfd_settime(file->timer, TFD_TIMER_ABSTIME, &due, NULL);
}

static int file_queue(struct yamp_camera *camera, uint32_t index)
{
	struct file *file = file_of(camera);

	if (index >= file->count || file->waiting.count == file->count)
		return file_failed(file, -EINVAL);
	ring_put(&file->waiting, index, 0);
	if (file->due_ns && file->waiting.count == 1)
		set_timer(file);
	return 0;
}

/* The next one is due an interval later; a pause makes the ones behind it no sooner. */
static void go_on(struct file *file, uint64_t now)
{
	const struct yamp_camera_mode *mode = &file->camera.mode;
	uint64_t interval = mode->rate_num ? NS_PER_S * mode->rate_den / mode->rate_num : 0;

	file->due_ns += interval;
	if (file->due_ns < now)
		file->due_ns = now;
	set_timer(file);
}

static int file_dequeue(struct yamp_camera *camera, struct yamp_captured *captured)
{
	struct file *file = file_of(camera);
	uint64_t now = clock_now_ns();
	uint32_t index;
	int ret;

	if (!file->waiting.count || !file->due_ns || now < file->due_ns)
		return -EAGAIN;
	index = ring_oldest(&file->waiting)->index;
	ret = y4m_read_frame(file->file, file->buffers[index], file->line);
	if (ret)
		return ret == -ENODATA ? ret : file_failed(file, ret);
	ring_take(&file->waiting);
	now -= now % NS_PER_US;
	file->last_ns = now > file->last_ns ? now : file->last_ns + NS_PER_US;
	*captured = (struct yamp_captured){
		.index = index,
		.sequence = file->sequence++,
		.timestamp_ns = file->last_ns,
		.clock = YAMP_CAMERA_CLOCK_MONOTONIC,
		.field = file->recorded.field,
	};
	go_on(file, now);
	return 0;
}

static int file_start(struct yamp_camera *camera)
{
	struct file *file = file_of(camera);

	file->due_ns = clock_now_ns();
	set_timer(file);
	return 0;
}

static void file_stop(struct yamp_camera *camera)
{
	struct file *file = file_of(camera);

	file->due_ns = 0;
	file->count = 0;
	file->waiting.count = 0;
	set_timer(file);
}

const struct camera_ops camera_file = {
	.is_mine = file_is_mine,
	.open = file_open,
	.close = file_close,
	.name = file_name,
	.node = file_name,
	.driver = file_driver,
	.fd = file_fd,
	.format_at = file_format_at,
	.size_at = file_size_at,
	.set_mode = file_set_mode,
	.try_mode = file_set_mode,
	.restore = file_restore,
	.constraint = file_constraint,
	.set_layout = file_set_layout,
	.can_import = file_can_import,
	.use_buffers = file_use_buffers,
	.prepare = file_prepare,
	.try_memory = file_try_memory,
	.queue = file_queue,
	.dequeue = file_dequeue,
	.start = file_start,
	.stop = file_stop,
};
