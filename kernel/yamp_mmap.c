// SPDX-License-Identifier: GPL-2.0-only
/*
 * A buffer in the memory of processes.
 *
 * Pages are mapped when one of them is touched, all at once, and the buffer is pinned for
 * all its mappings together. Under mmap_lock, which faults come with, only yamp_buffer.lock
 * is taken, so that revoking, purging and moving can take the pages away in between.
 */
#include <linux/align.h>
#include <linux/dma-buf.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/sched.h>

#include "yamp_priv.h"
#include "yamp_wc.h"

static int add_vma(struct yamp_buffer *buffer, bool also_revoked)
{
	int ret = 0;

	mutex_lock(&buffer->lock);
	if (buffer->revoked && !also_revoked)
		ret = -ENODEV;
	else
		buffer->vmas++;
	mutex_unlock(&buffer->lock);
	if (!ret)
		yamp_access_begin(&buffer->access, YAMP_ACCESS_MMAP, "");
	return ret;
}

/* The mapping keeps the dma-buf's file, and that the buffer. */
static void vma_open(struct vm_area_struct *vma)
{
	add_vma(vma->vm_private_data, true);
}

static void vma_close(struct vm_area_struct *vma)
{
	struct yamp_buffer *buffer = vma->vm_private_data;

	mutex_lock(&buffer->lock);
	if (!--buffer->vmas && buffer->vmas_pin) {
		buffer->vmas_pin = false;
		yamp_buffer_unpin(buffer);
	}
	mutex_unlock(&buffer->lock);
	yamp_access_end(&buffer->access, YAMP_ACCESS_MMAP);
}

/* Under yamp_buffer.lock. The mappings themselves hold no reference to a page. */
static int pin_for_vmas(struct yamp_buffer *buffer)
{
	int ret;

	if (buffer->vmas_pin)
		return 0;
	ret = yamp_buffer_pin(buffer, true);
	if (ret)
		return ret;
	buffer->vmas_pin = true;
	buffer->dirty = true;
	return 0;
}

/**
 * struct fill - a CPU mapping that gets its pages
 * @vma: the mapping
 * @next: for the next entry of the page table
 */
struct fill {
	struct vm_area_struct *vma;
	struct page **next;
};

/* Another process's fault may have come first, for part of it. */
static int fill_entry(pte_t *entry, unsigned long address, void *data)
{
	struct fill *fill = data;
	pte_t value = pfn_pte(page_to_pfn(*fill->next++), fill->vma->vm_page_prot);

	if (pte_none(ptep_get(entry)))
		set_pte_at(fill->vma->vm_mm, address, entry, pte_mkspecial(value));
	return 0;
}

/*
 * Whoever touches one page of a frame will touch the others: map them all. Done by whole
 * page tables, which takes a tenth of the time of a walk for each page.
 */
static vm_fault_t map_pages(const struct yamp_buffer *buffer, struct vm_area_struct *vma)
{
	struct fill fill = { vma, buffer->pages + vma->vm_pgoff };
	unsigned long address, end;
	int ret = 0;

	if (vma->vm_pgoff + vma_pages(vma) > buffer->page_count)
		return VM_FAULT_SIGBUS;
	for (address = vma->vm_start; !ret && address < vma->vm_end; address = end) {
		end = min(vma->vm_end, ALIGN(address + 1, PMD_SIZE));
		ret = apply_to_page_range(vma->vm_mm, address, end - address, fill_entry, &fill);
		cond_resched();
	}
	return ret ? VM_FAULT_OOM : VM_FAULT_NOPAGE;
}

/*
 * Under yamp_buffer.lock. One page in the place of each; mapped as the kernel has it, whatever
 * the buffer was: its zeros may still be in a cache.
 */
static vm_fault_t map_blank(struct yamp_buffer *buffer, struct vm_fault *vmf)
{
	if (!buffer->blank)
		buffer->blank = alloc_page(GFP_KERNEL_ACCOUNT | __GFP_ZERO);
	if (!buffer->blank)
		return VM_FAULT_SIGBUS;
	return vmf_insert_pfn_prot(vmf->vma, vmf->address, page_to_pfn(buffer->blank),
				   vm_get_page_prot(vmf->vma->vm_flags));
}

/*
 * Who made the buffer knows that its memory was taken away or dropped. Others do not, such as
 * a compositor that draws in software what a client gave it: they are not to die of that.
 */
static vm_fault_t map_nothing(struct yamp_buffer *buffer, struct vm_fault *vmf, int error)
{
	bool taken = error == -ENODEV || error == -ENODATA;

	if (taken && buffer->maker.pid != task_tgid(current))
		return map_blank(buffer, vmf);
	/* Not VM_FAULT_OOM: pinning starts no OOM killer, so retrying might never end. */
	return VM_FAULT_SIGBUS;
}

static vm_fault_t vma_fault(struct vm_fault *vmf)
{
	struct yamp_buffer *buffer = vmf->vma->vm_private_data;
	vm_fault_t ret;
	int error;

	yamp_access_begin(&buffer->access, YAMP_ACCESS_FAULT, "");
	mutex_lock(&buffer->lock);
	error = pin_for_vmas(buffer);
	ret = error ? map_nothing(buffer, vmf, error) : map_pages(buffer, vmf->vma);
	mutex_unlock(&buffer->lock);
	return ret;
}

static const struct vm_operations_struct vm_ops = {
	.open = vma_open,
	.close = vma_close,
	.fault = vma_fault,
};

/*
 * The core has checked the bounds. It checks rights only against the file that
 * the process named, which is a driver's own if that forwards its mmap to us.
 * VM_PFNMAP keeps get_user_pages() out, whose references would outlive the buffer.
 */
int yamp_mmap(struct dma_buf *dmabuf, struct vm_area_struct *vma)
{
	struct yamp_buffer *buffer = yamp_dmabuf_buffer(dmabuf);
	int ret;

	if (!(vma->vm_flags & VM_MAYSHARE))
		return -EINVAL;
	if (!(dmabuf->file->f_mode & FMODE_WRITE)) {
		if (vma->vm_flags & VM_WRITE)
			return -EACCES;
		vm_flags_clear(vma, VM_MAYWRITE);
	}
	ret = add_vma(buffer, false);
	if (ret)
		return ret;
	vm_flags_set(vma, VM_IO | VM_PFNMAP | VM_DONTEXPAND | VM_DONTDUMP);
	vma->vm_page_prot = yamp_wc_prot(buffer->cache, vma->vm_page_prot);
	vma->vm_private_data = buffer;
	vma->vm_ops = &vm_ops;
	return 0;
}
