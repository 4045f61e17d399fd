/* SPDX-License-Identifier: MIT */
/* Where the samples of a picture are in memory, for what works on them with a processor. */
#ifndef SAMPLES_H
#define SAMPLES_H

#include <yamp/buffer.h>

#define SAMPLES_PARTS 3

/**
 * struct samples - where the samples of a part are: Y, Cb, Cr, or whole pixels of R'G'B'
 * @plane: in this colour plane
 * @offset: bytes from the beginning of a row to its first one
 * @step: bytes from one to the next in a row
 * @bytes: of each; 0 there is no such part
 * @sub: pixels for each in a row
 * @vsub: rows of the picture for each row of them
 */
struct samples {
	uint8_t plane, offset, step, bytes, sub, vsub;
};

/**
 * struct samples_format - a format that is known here
 * @fourcc: DRM_FORMAT_*
 * @parts: Y, Cb and Cr, or one of whole pixels
 */
struct samples_format {
	uint32_t fourcc;
	struct samples parts[SAMPLES_PARTS];
};

/** samples_at - walk the formats; NULL behind the last */
const struct samples_format *samples_at(uint32_t index);

/** samples_find - NULL if it is not known here */
const struct samples_format *samples_find(uint32_t fourcc);

/** samples_suit - are these buffers for pictures of this kind and size? */
bool samples_suit(struct yamp_buffer *const *buffers, uint32_t count, uint32_t fourcc,
		  uint32_t width, uint32_t height);

/** samples_width - how many of a part are in a row of @width pixels */
static inline uint32_t samples_width(const struct samples *part, uint32_t width)
{
	return (width + part->sub - 1) / part->sub;
}

/** samples_height - how many rows of a part there are */
static inline uint32_t samples_height(const struct samples *part, uint32_t height)
{
	return (height + part->vsub - 1) / part->vsub;
}

/**
 * samples_row - the first sample of row @y of a part
 *
 * Between yamp_buffer_cpu_begin() and yamp_buffer_cpu_end().
 */
uint8_t *samples_row(const struct yamp_buffer *buffer, const struct samples *part, uint32_t y);

#endif /* SAMPLES_H */
