/* SPDX-License-Identifier: GPL-2.0-only */
/* Pages of system memory, where they are reached: yamp_reach.c. */
#ifndef YAMP_REACH_H
#define YAMP_REACH_H

#include <linux/gfp.h>
#include <linux/list.h>
#include <linux/types.h>

struct page;
struct yamp_buffer;

/** yamp_reach_gfp - how to ask for pages of @buffer, as its mapping should */
gfp_t yamp_reach_gfp(const struct yamp_buffer *buffer);

/**
 * struct yamp_search - for memory that devices reach, while pages are read
 * @hard: reclaim memory for it, which takes long where there is none
 * @vain: there is none: for the other pages it is not looked for
 * @moved: a page was moved
 * @cleared: others' pages have been moved away for @spare
 * @spare: pages that are reached, by page.lru
 */
struct yamp_search {
	bool hard;
	bool vain;
	bool moved;
	bool cleared;
	struct list_head spare;
};

/** yamp_search_begin - one for all pages of a buffer; yamp_search_end() must follow */
void yamp_search_begin(struct yamp_search *search, bool hard);

/** yamp_search_end - give back what was found and not needed */
void yamp_search_end(struct yamp_search *search);

/**
 * yamp_reach_read - a page of a buffer, after moving it to where it is reached
 * @buffer: of system memory
 * @index: of the page in it
 * @gfp: for a page that must be read back
 * @search: one for all pages of a buffer
 *
 * Where a page cannot be moved to where devices reach it, the DMA layer copies for
 * them; but what was asked for in ALLOC holds, or there is no page. For that, what others have
 * where it must be is moved away.
 *
 * Return: the page with a reference, which keeps all of a large one; ERR_PTR(-ENOMEM),
 * -EINTR after a fatal signal, or another error of reading it back.
 */
struct page *yamp_reach_read(struct yamp_buffer *buffer, pgoff_t index, gfp_t gfp,
			     struct yamp_search *search);

/**
 * yamp_reach_take_apart - copy a buffer with large pages out of reach into single ones
 * @buffer: of system memory; under its lock, nobody has it pinned
 *
 * The memory cgroup that paid for the old pages pays for the new.
 *
 * Return: was it done? False if there was no need or no room.
 */
bool yamp_reach_take_apart(struct yamp_buffer *buffer);

#endif /* YAMP_REACH_H */
