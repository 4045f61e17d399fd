/* SPDX-License-Identifier: GPL-2.0-only */
/* Pages of the contiguous memory that the kernel set apart at boot: yamp_cma.c. */
#ifndef YAMP_CMA_H
#define YAMP_CMA_H

#include <linux/types.h>

struct page;

/** yamp_cma_init - before the first call of the others; 0 or -errno */
int yamp_cma_init(void);

/** yamp_cma_finish - all that was taken has been given back */
void yamp_cma_finish(void);

/**
 * yamp_cma_take - zeroed pages in one piece
 * @count: of pages, at least 2
 *
 * Return: the first page, or NULL if there is no CMA or no room in it. The pages are
 * charged to no memory cgroup. May sleep; never starts the OOM killer.
 */
struct page *yamp_cma_take(unsigned long count);

/** yamp_cma_owns - does @page begin what yamp_cma_take() gave? */
bool yamp_cma_owns(const struct page *page);

/** yamp_cma_give - give back what yamp_cma_take() gave, all of it */
void yamp_cma_give(struct page *page, unsigned long count);

#endif /* YAMP_CMA_H */
