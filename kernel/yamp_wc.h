/* SPDX-License-Identifier: GPL-2.0-only */
/* Memory that the CPU writes without its caches: yamp_wc.c. */
#ifndef YAMP_WC_H
#define YAMP_WC_H

#include <linux/pgtable.h>
#include <linux/types.h>

struct page;

/** yamp_wc_possible - can memory be write-combined on this machine? */
bool yamp_wc_possible(void);

/**
 * yamp_wc_begin - make cached memory write-combined, for whoever maps it
 * @page: the first; nobody else has them
 * @count: of adjacent pages
 *
 * What is in them stays.
 *
 * Return: 0, or -ENOMEM: then yamp_wc_end() makes them what they were.
 */
int yamp_wc_begin(struct page *page, unsigned long count);

/**
 * yamp_wc_end - make it cached again, before others get it
 * @page: of yamp_wc_begin(), whether that succeeded or not
 * @count: likewise
 *
 * Return: false if that failed: the memory must be kept from all, for ever.
 */
bool yamp_wc_end(struct page *page, unsigned long count);

/** yamp_wc_reserve - a range that the kernel has not mapped yet is to be write-combined */
int yamp_wc_reserve(u64 start, u64 size);

/** yamp_wc_release - undo yamp_wc_reserve(); nothing maps the range any more */
void yamp_wc_release(u64 start, u64 size);

/** yamp_wc_prot - @prot for a mapping of memory with an enum yamp_cache */
pgprot_t yamp_wc_prot(u32 cache, pgprot_t prot);

#endif /* YAMP_WC_H */
