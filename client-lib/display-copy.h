/* SPDX-License-Identifier: MIT */
/* Pictures in wl_shm: display-copy.c. */
#ifndef DISPLAY_COPY_H
#define DISPLAY_COPY_H

#include "display-priv.h"

struct copy;

/**
 * copy_create - wl_shm buffers for pictures like @frame
 *
 * Returns NULL and errno: ENOMEM and others of memfd_create and mmap.
 */
struct copy *copy_create(struct yamp_display *display, const struct yamp_frame *frame);

/** copy_destroy - NULL is ignored */
void copy_destroy(struct copy *copy);

/** copy_fits - can pictures like @frame be copied into these? */
bool copy_fits(const struct copy *copy, const struct yamp_frame *frame);

/**
 * copy_frame - copy the picture into a wl_shm buffer that is free
 * @wl_buffer: to be attached and committed
 *
 * Returns 0 or -errno: EAGAIN all are in use; or as yamp_buffer_cpu_begin().
 */
int copy_frame(struct copy *copy, struct yamp_buffer *buffer, struct wl_buffer **wl_buffer);

#endif /* DISPLAY_COPY_H */
