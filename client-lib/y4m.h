/* SPDX-License-Identifier: MIT */
/*
 * YUV4MPEG2, a file of pictures as they are: a line of text that says what they are, and
 * for each a line "FRAME" and its samples: all of Y, all of Cb, all of Cr, no row longer
 * than the picture. 8 bits, 4:2:0 or 4:2:2.
 */
#ifndef Y4M_H
#define Y4M_H

#include <stdio.h>
#include <yamp/v4l2-capture.h>

#include "samples.h"

/** y4m_is_420 - 4:2:0, else 4:2:2; of a format with three parts */
static inline bool y4m_is_420(const struct samples_format *format)
{
	return format->parts[1].vsub == 2;
}

/** y4m_takes - can pictures of this format be in such a file? */
static inline bool y4m_takes(const struct samples_format *format)
{
	return format && format->parts[SAMPLES_PARTS - 1].bytes;
}

/**
 * y4m_read_header - read the first line
 * @mode: size, rate, colours and field are filled, and @fourcc with the planar format
 *	that the samples are in
 *
 * Returns 0 or -errno: EBADMSG it is no such file; EOPNOTSUPP it is one, of a kind that is
 * not known here; EIO.
 */
int y4m_read_header(FILE *file, struct yamp_camera_mode *mode);

/**
 * y4m_read_frame - read a picture into a buffer
 * @buffer: of a format with the chroma of the file; begun and ended here
 * @line: room for a row of samples
 *
 * Returns 0 or -errno: ENODATA the file is at its end; EBADMSG it ends within the
 * picture, or there is none; EIO; or as yamp_buffer_cpu_begin().
 */
int y4m_read_frame(FILE *file, struct yamp_buffer *buffer, uint8_t *line);

/** y4m_write_header - of a mode with a format that y4m_takes(); 0 or -errno */
int y4m_write_header(FILE *file, const struct yamp_camera_mode *mode);

/** y4m_write_frame - as y4m_read_frame(), the other way round; 0 or -errno */
int y4m_write_frame(FILE *file, struct yamp_buffer *buffer, uint8_t *line);

#endif /* Y4M_H */
