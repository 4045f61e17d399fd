/* SPDX-License-Identifier: MIT */
/* The formats and modifiers that linux-dmabuf offers. */
#ifndef YAMP_FORMATS_H
#define YAMP_FORMATS_H

#include <stdint.h>

#include <wayland-server-core.h>

#include "refusal.h"

/**
 * struct formats - what linux-dmabuf offers
 * @entries: of struct yamp_format
 */
struct formats {
	struct wl_array entries;
};

void formats_init(struct formats *formats);
void formats_finish(struct formats *formats);

/** formats_add - returns 0 or -ENOMEM */
int formats_add(struct formats *formats, uint32_t fourcc, uint64_t modifier);

/** formats_check - refuses what is not offered, naming what is */
int formats_check(const struct formats *formats, uint32_t fourcc, uint64_t modifier,
		  struct refusal *refusal);

/** struct format_text - a format and its modifier, readable: "NV12 LINEAR (0x0)" */
struct format_text {
	char text[96];
};

struct format_text format_text(uint32_t fourcc, uint64_t modifier);

#endif /* YAMP_FORMATS_H */
