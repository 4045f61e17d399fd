/* SPDX-License-Identifier: MIT */
/*
 * A recorder: pictures into a file as they are (YUV4MPEG2, ".y4m"), which
 * yamp_camera_open() plays again. The processor reads each buffer.
 *
 * Threads: one recorder is for one thread at a time.
 */
#ifndef YAMP_RECORDER_H
#define YAMP_RECORDER_H

#include <yamp/v4l2-capture.h>

#ifdef __cplusplus
extern "C" {
#endif

struct yamp_recorder;

/** yamp_recorder_takes - can pictures of this DRM_FORMAT_* be recorded? */
YAMP_API bool yamp_recorder_takes(uint32_t fourcc);

/**
 * yamp_recorder_constraint - what a recorder needs of a buffer
 * @record: filled; its field formats points at constant memory
 */
YAMP_API void yamp_recorder_constraint(struct yamp_constraint *record);

/**
 * yamp_recorder_create - begin a file
 * @path: what is there is overwritten
 * @mode: of what is to be recorded; read during the call only
 * @log: copied; may be NULL
 *
 * The caller owns the recorder. Returns NULL and errno: EINVAL a format that it does not
 * take; ENOMEM; or as open(2) and write(2). A failure is said in one line.
 */
YAMP_API struct yamp_recorder *yamp_recorder_create(const char *path,
						    const struct yamp_camera_mode *mode,
						    const struct yamp_log *log);

/**
 * yamp_recorder_write - record a picture
 * @buffer: laid out as it likes, of the recorder's format and size; not kept
 *
 * Waits for the file, not for devices: the buffer must be done. Returns 0 or -errno:
 * EINVAL another format or size; or as write(2) and yamp_buffer_cpu_begin(). A failure is
 * said in one line.
 */
YAMP_API int yamp_recorder_write(struct yamp_recorder *recorder, struct yamp_buffer *buffer);

/**
 * yamp_recorder_finish - end the file; the recorder is gone; NULL is ignored
 *
 * Returns 0 or -errno as of write(2), said in one line: what was recorded last may be
 * missing then.
 */
YAMP_API int yamp_recorder_finish(struct yamp_recorder *recorder);

#ifdef __cplusplus
}
#endif

#endif /* YAMP_RECORDER_H */
