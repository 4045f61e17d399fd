// SPDX-License-Identifier: MIT
/* Pictures into a file. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <drm_fourcc.h>
#include <yamp/recorder.h>

#include "log.h"
#include "y4m.h"

#define BUFFERS_MIN 1

/**
 * struct yamp_recorder - see yamp/recorder.h
 * @mode: of the pictures
 * @line: a row of samples
 */
struct yamp_recorder {
	struct yamp_log log;
	char path[PATH_MAX];
	struct yamp_camera_mode mode;
	uint8_t *line;
	FILE *file;
};

static const struct yamp_format formats[] = {
	{ DRM_FORMAT_YUV420, 0, DRM_FORMAT_MOD_LINEAR },
	{ DRM_FORMAT_NV12, 0, DRM_FORMAT_MOD_LINEAR },
	{ DRM_FORMAT_YUV422, 0, DRM_FORMAT_MOD_LINEAR },
	{ DRM_FORMAT_NV16, 0, DRM_FORMAT_MOD_LINEAR },
	{ DRM_FORMAT_YUYV, 0, DRM_FORMAT_MOD_LINEAR },
};

bool yamp_recorder_takes(uint32_t fourcc)
{
	return y4m_takes(samples_find(fourcc));
}

void yamp_recorder_constraint(struct yamp_constraint *record)
{
	*record = (struct yamp_constraint){
		.name = "file",
		.buffers_min = BUFFERS_MIN,
		.formats = (uintptr_t)formats,
		.format_count = sizeof(formats) / sizeof(formats[0]),
	};
}

static int recorder_failed(const struct yamp_recorder *recorder, int error)
{
	log_error(&recorder->log, "cannot write %s: %s", recorder->path, strerror(-error));
	return error;
}

static int recorder_init(struct yamp_recorder *recorder, const char *path)
{
	int ret;

	snprintf(recorder->path, sizeof(recorder->path), "%s", path);
	if (!yamp_recorder_takes(recorder->mode.fourcc))
		return recorder_failed(recorder, -EINVAL);
	recorder->line = malloc(recorder->mode.width);
	if (!recorder->line)
		return recorder_failed(recorder, -ENOMEM);
	recorder->file = fopen(path, "we");
	if (!recorder->file)
		return recorder_failed(recorder, -errno);
	ret = y4m_write_header(recorder->file, &recorder->mode);
	return ret ? recorder_failed(recorder, ret) : 0;
}

static int recorder_destroy(struct yamp_recorder *recorder)
{
	int ret = recorder->file && fclose(recorder->file) ? -errno : 0;

	recorder->file = NULL;
	if (ret)
		recorder_failed(recorder, ret);
	free(recorder->line);
	free(recorder);
	return ret;
}

struct yamp_recorder *yamp_recorder_create(const char *path, const struct yamp_camera_mode *mode,
					   const struct yamp_log *log)
{
	struct yamp_recorder *recorder = calloc(1, sizeof(*recorder));
	int ret;

	if (!recorder)
		return NULL;
	recorder->log = log_copy(log);
	recorder->mode = *mode;
	ret = recorder_init(recorder, path);
	if (ret) {
		recorder_destroy(recorder);
		errno = -ret;
		return NULL;
	}
	return recorder;
}

int yamp_recorder_write(struct yamp_recorder *recorder, struct yamp_buffer *buffer)
{
	const struct yamp_camera_mode *mode = &recorder->mode;
	int ret = -EINVAL;

	if (samples_suit(&buffer, 1, mode->fourcc, mode->width, mode->height))
		ret = y4m_write_frame(recorder->file, buffer, recorder->line);
	return ret ? recorder_failed(recorder, ret) : 0;
}

int yamp_recorder_finish(struct yamp_recorder *recorder)
{
	return recorder ? recorder_destroy(recorder) : 0;
}
