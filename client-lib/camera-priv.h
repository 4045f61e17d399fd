/* SPDX-License-Identifier: MIT */
/* A kind of camera: a vtable in the array of camera.c. A new kind is a new file and a line there. */
#ifndef CAMERA_PRIV_H
#define CAMERA_PRIV_H

#include <yamp/v4l2-capture.h>

struct camera_ops;

/**
 * struct yamp_camera - see yamp/v4l2-capture.h; the first member of what a kind has
 * @ops: of the kind
 * @mode: what set_mode chose; before, what the kind knows of it
 */
struct yamp_camera {
	const struct camera_ops *ops;
	struct yamp_camera_mode mode;
};

/**
 * struct camera_ops - one kind
 * @is_mine: does a name mean this kind?
 * @open: NULL and errno, said in one line; others as their namesakes in
 *	yamp/v4l2-capture.h. @close and @restore come after @stop
 * @export_buffers: NULL where @can_import is always true
 * @disconnect: NULL, as @reconnect, of what is never lost
 */
struct camera_ops {
	bool (*is_mine)(const char *node);
	struct yamp_camera *(*open)(const char *node, const struct yamp_log *log);
	void (*close)(struct yamp_camera *camera);
	const char *(*name)(struct yamp_camera *camera);
	const char *(*node)(struct yamp_camera *camera);
	const char *(*driver)(struct yamp_camera *camera);
	int (*fd)(struct yamp_camera *camera);
	int (*format_at)(struct yamp_camera *camera, uint32_t index,
			 struct yamp_camera_format *format);
	int (*size_at)(struct yamp_camera *camera, uint32_t pixelformat, uint32_t index,
		       struct yamp_camera_size *size);
	int (*set_mode)(struct yamp_camera *camera, struct yamp_camera_mode *mode);
	int (*try_mode)(struct yamp_camera *camera, struct yamp_camera_mode *mode);
	int (*restore)(struct yamp_camera *camera);
	int (*constraint)(struct yamp_camera *camera, struct yamp_constraint *record,
			  struct yamp_format *format);
	int (*set_layout)(struct yamp_camera *camera, const struct yamp_frame *frame);
	bool (*can_import)(struct yamp_camera *camera);
	int (*use_buffers)(struct yamp_camera *camera, struct yamp_buffer *const *buffers,
			   uint32_t count);
	int (*export_buffers)(struct yamp_camera *camera, struct yamp_buffer **buffers,
			      uint32_t *count);
	int (*prepare)(struct yamp_camera *camera, uint32_t index);
	int (*try_memory)(struct yamp_camera *camera, struct yamp_buffer *buffer,
			  uint32_t *buffers_min);
	int (*queue)(struct yamp_camera *camera, uint32_t index);
	int (*dequeue)(struct yamp_camera *camera, struct yamp_captured *captured);
	int (*start)(struct yamp_camera *camera);
	void (*stop)(struct yamp_camera *camera);
	void (*disconnect)(struct yamp_camera *camera);
	int (*reconnect)(struct yamp_camera *camera);
};

extern const struct camera_ops camera_file;
extern const struct camera_ops camera_v4l2;

#endif /* CAMERA_PRIV_H */
