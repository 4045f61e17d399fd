/* SPDX-License-Identifier: MIT */
/* The renderer as any client finds it, by linux-dmabuf. */
#ifndef RENDERER_LOOK_H
#define RENDERER_LOOK_H

#include "connection.h"

/** renderer_takes - does it make a wl_buffer of rows that lie so in memory of ours? */
bool renderer_takes(struct connection *connection, uint32_t stride, uint32_t offset);

#endif /* RENDERER_LOOK_H */
