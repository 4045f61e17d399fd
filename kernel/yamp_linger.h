/* SPDX-License-Identifier: GPL-2.0-only */
/* Buffers whose pages stay in place for a moment: yamp_linger.c. */
#ifndef YAMP_LINGER_H
#define YAMP_LINGER_H

#include <linux/types.h>

struct yamp_buffer;

/** yamp_linger_init - before the first buffer; 0 or -errno */
int yamp_linger_init(void);

/** yamp_linger_finish - the last buffer has been freed */
void yamp_linger_finish(void);

/**
 * yamp_linger_begin - pages, and a kernel mapping of them, may stay
 * @buffer: whose they are
 *
 * Under yamp_buffer.lock, or nobody else knows the buffer. Its pages are valid and
 * nobody has it pinned, until yamp_linger_end() or yamp_buffer_rest().
 *
 * Return: false: they may not.
 */
bool yamp_linger_begin(struct yamp_buffer *buffer);

/**
 * yamp_linger_end - they are the caller's, to keep or to let go
 * @buffer: any
 *
 * Under yamp_buffer.lock, or nobody else knows the buffer.
 *
 * Return: did they stay?
 */
bool yamp_linger_end(struct yamp_buffer *buffer);

/**
 * yamp_linger_finish_buffer - the same before it is freed
 * @buffer: any, of which nobody has a reference
 *
 * Waits for who is just letting go of it.
 *
 * Return: did they stay?
 */
bool yamp_linger_finish_buffer(struct yamp_buffer *buffer);

/**
 * yamp_linger_drain - let go of all that stays, but what somebody is busy with
 *
 * Takes locks of buffers only by trying, so the caller may have one.
 *
 * Return: was there any?
 */
bool yamp_linger_drain(void);

#endif /* YAMP_LINGER_H */
