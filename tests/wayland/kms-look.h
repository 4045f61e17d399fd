/* SPDX-License-Identifier: MIT */
/* What a display says of its planes, read without the compositor. */
#ifndef KMS_LOOK_H
#define KMS_LOOK_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include <linux/yamp.h>

#define LOOK_PLANES 32
#define LOOK_FORMATS 512

/** struct look_plane - one that is no cursor plane */
struct look_plane {
	uint32_t id;
	bool primary;
	struct yamp_format formats[LOOK_FORMATS];
	unsigned int format_count;
};

/** struct look - a display; @fd is open until look_end() */
struct look {
	int fd;
	dev_t device;
	uint32_t width_min, width_max, height_min, height_max;
	struct look_plane planes[LOOK_PLANES];
	unsigned int count;
};

/** look_begin - at a node; ends the test program if it is no display */
void look_begin(struct look *look, const char *node);
void look_end(struct look *look);

/**
 * look_takes - is a framebuffer so laid out made?
 *
 * Of memory that the display's driver gave itself. XRGB8888, @offset bytes into it.
 */
bool look_takes(const struct look *look, uint32_t stride, uint32_t offset);

#endif /* KMS_LOOK_H */
