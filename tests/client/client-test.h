/* SPDX-License-Identifier: MIT */
/* Buffers of plain memory, for what does not depend on who exported them. */
#ifndef CLIENT_TEST_H
#define CLIENT_TEST_H

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <drm_fourcc.h>
#include <yamp/yamp.h>

#include "harness.h"

/* A descriptor of @size bytes that can be sought and mapped. */
static inline int test_memory(uint64_t size)
{
	int fd = memfd_create("test", MFD_CLOEXEC);

	check(fd >= 0 && !ftruncate(fd, size), "no memory: %s", strerror(errno));
	return fd;
}

/* A layout as the library predicts it. */
static inline struct yamp_frame test_frame(uint32_t fourcc, uint32_t width, uint32_t height,
					   uint32_t objects)
{
	struct yamp_constraint record = { .name = "test", .objects = objects };
	struct yamp_alloc_options options = {
		.fourcc = fourcc,
		.width = width,
		.height = height,
		.count = 1,
		.constraints = &record,
		.constraint_count = 1,
	};
	struct yamp_alloc_report report;

	check_equal(-yamp_layout_predict(&options, &report), 0, "predict");
	return report.frame;
}

/* Room for one object of @frame: its last plane's end, in whole pages. */
static inline uint64_t test_object_size(const struct yamp_frame *frame, uint32_t object)
{
	uint64_t end = 0;

	for (uint32_t i = 0; i < frame->plane_count; i++) {
		const struct yamp_plane *plane = &frame->planes[i];

		if (plane->object == object && plane->offset + plane->size > end)
			end = plane->offset + plane->size;
	}
	return (end + 4095) / 4096 * 4096;
}

static inline struct yamp_buffer *test_buffer(const struct yamp_frame *frame)
{
	struct yamp_buffer *buffer;
	int fds[YAMP_MAX_PLANES];

	for (uint32_t i = 0; i < frame->object_count; i++)
		fds[i] = test_memory(test_object_size(frame, i));
	buffer = yamp_buffer_wrap(frame, fds);
	check(buffer, "wrap: %s", strerror(errno));
	return buffer;
}

#endif /* CLIENT_TEST_H */
