/* SPDX-License-Identifier: MIT */
#ifndef BUFFER_PRIV_H
#define BUFFER_PRIV_H

#include <stdatomic.h>

#include <yamp/buffer.h>

/**
 * struct yamp_buffer - see yamp/buffer.h
 * @references: how many
 * @frame: the description
 * @provider: name, constant
 * @described: does the kernel vouch for @frame?
 * @mapped: are all of @objects mapped?
 * @objects: one per dma-buf; @map is NULL while not mapped
 * @user_data: of the application
 * @user_destroy: runs when @user_data is replaced or the buffer goes
 */
struct yamp_buffer {
	atomic_uint references;
	struct yamp_frame frame;
	const char *provider;
	bool described;
	bool mapped;
	struct buffer_object {
		int fd;
		uint64_t size;
		void *map;
		bool writable;
	} objects[YAMP_MAX_PLANES];
	void *user_data;
	void (*user_destroy)(void *data);
};

/**
 * buffer_create - a buffer with one reference
 * @fds: @frame->object_count dma-bufs, owned by the buffer on success only
 * @provider: a constant
 *
 * Returns NULL and errno as yamp_buffer_wrap().
 */
struct yamp_buffer *buffer_create(const struct yamp_frame *frame, const int *fds,
				  const char *provider, bool described);

#endif /* BUFFER_PRIV_H */
