/* SPDX-License-Identifier: GPL-2.0-only */
/* Files whose pages can be swapped out: yamp_shmem.c. */
#ifndef YAMP_SHMEM_H
#define YAMP_SHMEM_H

#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/types.h>

struct file;

/** yamp_shmem_init - before the first file; what cannot be had is done without */
void yamp_shmem_init(void);

/** yamp_shmem_finish - all files have been dropped */
void yamp_shmem_finish(void);

/** yamp_shmem_most - bytes that a file may hold; arguments as of yamp_shmem_create() */
u64 yamp_shmem_most(u64 size, bool single);

/**
 * yamp_shmem_create - a file without content
 * @size: bytes, a multiple of PAGE_SIZE; it is yamp_shmem_most() long
 * @gfp: for its pages
 * @single: of single pages, which can be moved one by one
 *
 * Return: the file for yamp_shmem_drop(); ERR_PTR(-ENOMEM).
 */
struct file *yamp_shmem_create(u64 size, gfp_t gfp, bool single);

/** yamp_shmem_empty - give its memory back; what is read later is zero */
void yamp_shmem_empty(struct file *file);

/** yamp_shmem_drop - the memory goes now, the last reference to the file maybe later */
void yamp_shmem_drop(struct file *file);

/** yamp_shmem_is_single - was it made of single pages? */
bool yamp_shmem_is_single(const struct file *file);

/**
 * yamp_shmem_fill - zeros, in memory, for as many pages as one large page has
 * @file: nobody else uses it
 * @index: of the first page that has no content
 *
 * Return: that page with a reference, which keeps all of a large one, and is needed until it
 * has been marked dirty; ERR_PTR(-ENOMEM).
 */
struct page *yamp_shmem_fill(struct file *file, pgoff_t index);

/** yamp_shmem_held - pages from @page on that one reference to it keeps in place */
static inline unsigned long yamp_shmem_held(struct page *page)
{
	struct folio *folio = page_folio(page);

	return folio_nr_pages(folio) - folio_page_idx(folio, page);
}

#endif /* YAMP_SHMEM_H */
