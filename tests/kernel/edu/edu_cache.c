// SPDX-License-Identifier: GPL-2.0-only
/* How the processor caches a page, in each of its mappings: only its page tables know. */
#include <linux/dma-buf.h>
#include <linux/err.h>
#include <linux/iosys-map.h>
#include <linux/mm.h>
#include <linux/sched.h>

#include "edu.h"

static u32 cache_of(pgprot_t prot)
{
	unsigned long bits = pgprot_val(prot) & _PAGE_CACHE_MASK;

	if (bits == cachemode2protval(_PAGE_CACHE_MODE_WB))
		return EDU_CACHE_CACHED;
	return bits == cachemode2protval(_PAGE_CACHE_MODE_WC) ? EDU_CACHE_WC : EDU_CACHE_OTHER;
}

/* Of an address of the kernel's. A large page has the bits elsewhere. */
static u32 kernel_cache(unsigned long address)
{
	unsigned int level;
	pte_t *entry = lookup_address(address, &level);

	if (!entry)
		return EDU_CACHE_OTHER;
	if (level != PG_LEVEL_4K)
		return cache_of(pgprot_large_2_4k(pte_pgprot(*entry)));
	return cache_of(pte_pgprot(*entry));
}

static int process_cache(struct edu_cache *arg, unsigned long *pfn)
{
	struct follow_pfnmap_args follow = { .address = arg->address };
	int ret = -EFAULT;

	mmap_read_lock(current->mm);
	follow.vma = vma_lookup(current->mm, arg->address);
	if (follow.vma)
		ret = follow_pfnmap_start(&follow);
	if (!ret) {
		arg->process = cache_of(follow.pgprot);
		*pfn = follow.pfn;
		follow_pfnmap_end(&follow);
	}
	mmap_read_unlock(current->mm);
	return ret;
}

int edu_cache(struct edu_cache *arg)
{
	struct dma_buf *dmabuf;
	struct iosys_map map;
	unsigned long pfn = 0;
	int ret;

	ret = process_cache(arg, &pfn);
	if (ret)
		return ret;
	arg->kernel = kernel_cache((unsigned long)pfn_to_kaddr(pfn));
	dmabuf = dma_buf_get(arg->fd);
	if (IS_ERR(dmabuf))
		return PTR_ERR(dmabuf);
	ret = dma_buf_vmap_unlocked(dmabuf, &map);
	if (!ret) {
		arg->driver = kernel_cache((unsigned long)map.vaddr);
		dma_buf_vunmap_unlocked(dmabuf, &map);
	}
	dma_buf_put(dmabuf);
	return ret;
}
