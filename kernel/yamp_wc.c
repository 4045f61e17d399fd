// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory that the CPU writes without its caches.
 *
 * A page must not be cached in one mapping and write-combined in another: the
 * processor may then read an old line, or write one back over newer bytes. The
 * kernel maps all memory cached (the linear map), so who maps a page
 * write-combined has to change that mapping, too.
 *
 *   x86     set_memory_wc() does it, page by page, and notes it where the kernel
 *           keeps the type of each page (PAT's memtype). A mapping of a process gets
 *           the type that is noted there, whatever it asks for, so this is also the
 *           only way to get one. A change flushes caches and TLBs of all processors
 *           and splits large pages of the linear map; so memory is changed once,
 *           when it comes from the kernel, and back when it returns there. In
 *           between the pool keeps it as it is. A reserved range, which the kernel
 *           has not mapped, is noted first and then mapped like that.
 *   arm64   the linear map cannot be changed, and there are two ways to live with
 *           that. dma_alloc_wc() cleans the caches and relies on nobody touching the
 *           linear map: right for one device that does not look into caches. A
 *           device that does may find a line there that the processor fetched on a
 *           guess through the linear map. Our buffers are for devices that come
 *           later, of either kind: there is none of it there. Cached memory with the
 *           maintenance of SET_DOMAIN is right for both.
 */
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <uapi/linux/yamp.h>

#include "yamp_wc.h"

#ifdef CONFIG_X86

#include <asm/memtype.h>
#include <asm/set_memory.h>

#define STEP	512UL	/* pages that are changed at once: others want to run, too */

bool yamp_wc_possible(void)
{
	return pat_enabled();
}

static int change(struct page *page, unsigned long count, int (*set)(unsigned long, int))
{
	unsigned long start = (unsigned long)page_address(page);
	int ret = 0;

	for (unsigned long done = 0; !ret && done < count; done += STEP) {
		ret = set(start + (done << PAGE_SHIFT), min(count - done, STEP));
		cond_resched();
	}
	return ret;
}

int yamp_wc_begin(struct page *page, unsigned long count)
{
	return change(page, count, set_memory_wc) ? -ENOMEM : 0;
}

bool yamp_wc_end(struct page *page, unsigned long count)
{
	int ret = change(page, count, set_memory_wb);

	if (ret)
		pr_err("yamp: %lu pages stay write-combined, and are lost (%d)\n", count, ret);
	return !ret;
}

#else

bool yamp_wc_possible(void)
{
	return false;
}

int yamp_wc_begin(struct page *page, unsigned long count)
{
	return -ENOMEM;
}

bool yamp_wc_end(struct page *page, unsigned long count)
{
	return true;
}

#endif

int yamp_wc_reserve(u64 start, u64 size)
{
	return yamp_wc_possible() ? arch_io_reserve_memtype_wc(start, size) : -EOPNOTSUPP;
}

void yamp_wc_release(u64 start, u64 size)
{
	arch_io_free_memtype_wc(start, size);
}

pgprot_t yamp_wc_prot(u32 cache, pgprot_t prot)
{
	return cache == YAMP_CACHE_WRITE_COMBINED ? pgprot_writecombine(prot) : prot;
}
