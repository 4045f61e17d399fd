// SPDX-License-Identifier: GPL-2.0-only
/*
 * Kernel mappings of a buffer, for drivers that work on it in software.
 *
 * The dma-buf core keeps one for each dma-buf while a driver has it. Software displays
 * and cameras ask for one with every frame. So the mapping of a buffer's pages stays for as
 * long as these do (yamp_pin.c, yamp_linger.c), for all of its dma-bufs. Between two drivers
 * it is flushed, as it is where it goes: there are processors whose caches go by virtual
 * addresses.
 *
 * Where making one fails the core fills the log with a warning, which no process may
 * cause at will. So a buffer whose content has been taken away is not refused: the
 * driver gets a page of its own, zero, as often as the buffer has pages, and what it
 * writes there nobody sees.
 */
#include <linux/dma-buf.h>
#include <linux/highmem.h>
#include <linux/iosys-map.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "yamp_caller.h"
#include "yamp_linger.h"
#include "yamp_priv.h"
#include "yamp_wc.h"

static void *map_anew(const struct yamp_buffer *buffer)
{
	return vmap(buffer->pages, buffer->page_count, VM_MAP,
		    yamp_wc_prot(buffer->cache, PAGE_KERNEL));
}

/* Under yamp_buffer.lock, while it is pinned. Mappings that linger may be what lacks room. */
static int map_pages(struct yamp_buffer *buffer)
{
	if (buffer->vaddr) {
		yamp_vmap_flush(buffer);
		return 0;
	}
	buffer->vaddr = map_anew(buffer);
	if (!buffer->vaddr && yamp_linger_drain())
		buffer->vaddr = map_anew(buffer);
	return buffer->vaddr ? 0 : -ENOMEM;
}

void yamp_vmap_drop(struct yamp_buffer *buffer)
{
	vunmap(buffer->vaddr);
	buffer->vaddr = NULL;
}

/* Under yamp_buffer.lock. */
static int map_buffer(struct yamp_handle *handle, const char *who, struct iosys_map *map)
{
	struct yamp_buffer *buffer = handle->buffer;
	int ret;

	ret = yamp_buffer_pin(buffer, false);
	if (ret)
		return ret;
	ret = map_pages(buffer);
	if (ret) {
		yamp_buffer_unpin(buffer);
		return ret;
	}
	buffer->dirty = true;
	yamp_hold_begin(buffer, &handle->hold, YAMP_HOLDER_VMAP, who);
	iosys_map_set_vaddr(map, buffer->vaddr);
	return 0;
}

/* Under yamp_buffer.lock. */
static int map_blank(struct yamp_handle *handle, struct iosys_map *map)
{
	unsigned long count = handle->buffer->page_count;
	struct page **pages = kvmalloc_array(count, sizeof(*pages), GFP_KERNEL_ACCOUNT);
	struct page *blank = alloc_page(GFP_KERNEL_ACCOUNT | __GFP_ZERO);
	void *vaddr = NULL;

	if (pages && blank) {
		for (unsigned long i = 0; i < count; i++)
			pages[i] = blank;
		vaddr = vmap(pages, count, VM_MAP, PAGE_KERNEL);
	}
	kvfree(pages);
	if (vaddr) {
		handle->blank = blank;
		iosys_map_set_vaddr(map, vaddr);
		return 0;
	}
	if (blank)
		__free_page(blank);
	return -ENOMEM;
}

int yamp_vmap_begin(struct dma_buf *dmabuf, struct iosys_map *map)
{
	struct yamp_handle *handle = dmabuf->priv;
	struct yamp_buffer *buffer = handle->buffer;
	char who[YAMP_NAME_LEN];
	int ret;

	yamp_caller_name(who);
	mutex_lock(&buffer->lock);
	ret = map_buffer(handle, who, map);
	if (ret == -ENODEV || ret == -ENODATA)
		ret = map_blank(handle, map);
	mutex_unlock(&buffer->lock);
	if (!ret)
		yamp_access_begin(&buffer->access, YAMP_ACCESS_VMAP, who);
	return ret;
}

static void unmap_blank(struct yamp_handle *handle, struct iosys_map *map)
{
	vunmap(map->vaddr);
	__free_page(handle->blank);
	handle->blank = NULL;
}

void yamp_vmap_end(struct dma_buf *dmabuf, struct iosys_map *map)
{
	struct yamp_handle *handle = dmabuf->priv;
	struct yamp_buffer *buffer = handle->buffer;

	mutex_lock(&buffer->lock);
	if (handle->blank) {
		unmap_blank(handle, map);
	} else {
		yamp_vmap_flush(buffer);
		yamp_hold_end(&handle->hold);
		yamp_buffer_unpin(buffer);
	}
	mutex_unlock(&buffer->lock);
	yamp_access_end(&buffer->access, YAMP_ACCESS_VMAP);
}

void yamp_vmap_invalidate(struct yamp_buffer *buffer)
{
	if (buffer->vaddr)
		invalidate_kernel_vmap_range(buffer->vaddr, yamp_buffer_size(buffer));
}

void yamp_vmap_flush(struct yamp_buffer *buffer)
{
	if (buffer->vaddr)
		flush_kernel_vmap_range(buffer->vaddr, yamp_buffer_size(buffer));
}
