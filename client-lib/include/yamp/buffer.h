/* SPDX-License-Identifier: MIT */
/*
 * A buffer: the memory of one frame. struct yamp_frame (linux/yamp.h) is the
 * description; struct yamp_buffer is that description together with the
 * dma-bufs that hold the samples, counted by references.
 *
 * Threads: references may be taken and dropped in any thread. Everything else
 * on one buffer is for one thread at a time.
 */
#ifndef YAMP_BUFFER_H
#define YAMP_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <linux/yamp.h>
#include <yamp/log.h>

#ifdef __cplusplus
extern "C" {
#endif

struct yamp_buffer;

/**
 * yamp_buffer_wrap - make a buffer of dma-bufs that came from elsewhere
 * @frame: the description, believed after a check against the sizes; copied,
 *	its size is taken from the dma-bufs
 * @fds: @frame->object_count dma-bufs; owned by the buffer on success, by the
 *	caller still on failure
 *
 * Nobody vouches for such a buffer: a compositor gets it through linux-dmabuf.
 *
 * Returns a buffer with one reference, or NULL and errno: EINVAL the
 * description is not sound or does not fit the sizes, or a descriptor is no memory;
 * EBADF; ENOMEM.
 */
YAMP_API struct yamp_buffer *yamp_buffer_wrap(const struct yamp_frame *frame, const int *fds);

/** yamp_buffer_ref - take a reference; returns @buffer */
YAMP_API struct yamp_buffer *yamp_buffer_ref(struct yamp_buffer *buffer);

/**
 * yamp_buffer_unref - drop a reference; NULL is ignored
 *
 * The last one unmaps the memory, runs the destructor of the user data and
 * closes the dma-bufs. Other holders (camera, compositor) keep the pages.
 */
YAMP_API void yamp_buffer_unref(struct yamp_buffer *buffer);

/** yamp_buffer_frame - the description; lives as long as the buffer */
YAMP_API const struct yamp_frame *yamp_buffer_frame(const struct yamp_buffer *buffer);

/**
 * yamp_buffer_fd - a dma-buf of the buffer
 * @object: below frame->object_count
 *
 * Returns a descriptor that the buffer goes on to own, or -EINVAL.
 */
YAMP_API int yamp_buffer_fd(const struct yamp_buffer *buffer, uint32_t object);

/** yamp_buffer_object_size - bytes of a dma-buf; 0 if there is no such object */
YAMP_API uint64_t yamp_buffer_object_size(const struct yamp_buffer *buffer, uint32_t object);

/**
 * yamp_buffer_provider - where the memory came from
 *
 * "yamp", "dma-heap", "udmabuf", "camera" or "foreign"; constant.
 */
YAMP_API const char *yamp_buffer_provider(const struct yamp_buffer *buffer);

/**
 * yamp_buffer_is_described - does the kernel vouch for the description?
 *
 * True for buffers of the yamp module only.
 */
YAMP_API bool yamp_buffer_is_described(const struct yamp_buffer *buffer);

/**
 * yamp_buffer_set_user_data - hang something of the caller's on the buffer
 * @destroy: called with @data when it is replaced or the buffer goes; may be
 *	NULL
 */
YAMP_API void yamp_buffer_set_user_data(struct yamp_buffer *buffer, void *data,
					void (*destroy)(void *data));

/** yamp_buffer_user_data - what was set last, or NULL */
YAMP_API void *yamp_buffer_user_data(const struct yamp_buffer *buffer);

/** enum yamp_cpu - what the processor is about to do with the samples */
enum yamp_cpu {
	YAMP_CPU_READ = 1,
	YAMP_CPU_WRITE = 2,
	YAMP_CPU_READ_WRITE = 3,
};

/**
 * yamp_buffer_cpu_begin - make the samples visible to the processor
 *
 * Maps the dma-bufs at the first call, for as long as the buffer lives, waits
 * for fences of devices that write, and does the cache maintenance the
 * exporter needs. Every call is paired with yamp_buffer_cpu_end() with the
 * same @access. The kernel counts these calls (see DESCRIBE).
 *
 * Returns 0 or -errno: EACCES the descriptors do not allow it; ENOMEM; ENODEV
 * the exporter cannot be mapped.
 */
YAMP_API int yamp_buffer_cpu_begin(struct yamp_buffer *buffer, enum yamp_cpu access);

/** yamp_buffer_cpu_end - hand the samples back to the devices; 0 or -errno */
YAMP_API int yamp_buffer_cpu_end(struct yamp_buffer *buffer, enum yamp_cpu access);

/**
 * yamp_buffer_plane - first row of a colour plane
 *
 * Valid between yamp_buffer_cpu_begin() and yamp_buffer_cpu_end(). NULL if
 * there is no such plane or the buffer was never mapped.
 */
YAMP_API void *yamp_buffer_plane(const struct yamp_buffer *buffer, uint32_t plane);

#ifdef __cplusplus
}
#endif

#endif /* YAMP_BUFFER_H */
