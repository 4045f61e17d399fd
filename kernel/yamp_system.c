// SPDX-License-Identifier: GPL-2.0-only
/*
 * System placement: pages of a shmem file.
 *
 * While nobody has the buffer pinned its pages are ordinary page cache: they can
 * be swapped out and moved. Pinning reads them back and holds a reference to
 * each.
 */
#include <linux/err.h>
#include <linux/file.h>
#include <linux/pagemap.h>
#include <linux/sched/signal.h>
#include <linux/shmem_fs.h>
#include <linux/swap.h>

#include "yamp_compat.h"
#include "yamp_priv.h"

static struct address_space *mapping_of(const struct yamp_buffer *buffer)
{
	return buffer->shmem->f_mapping;
}

static struct page *read_page(struct yamp_buffer *buffer, pgoff_t index, gfp_t gfp)
{
	struct page *page = shmem_read_mapping_page_gfp(mapping_of(buffer), index, gfp);

	if (!IS_ERR(page) && !yamp_address_fits(page, buffer->address_mask)) {
		put_page(page);
		return ERR_PTR(-ENOMEM);
	}
	return page;
}

/* Touches every page once, so that what ALLOC promised is there. */
static int populate(struct yamp_buffer *buffer, gfp_t gfp)
{
	for (unsigned long i = 0; i < buffer->page_count; i++) {
		struct page *page = read_page(buffer, i, gfp);

		if (IS_ERR(page))
			return PTR_ERR(page);
		put_page(page);
		if (fatal_signal_pending(current))
			return -EINTR;
		cond_resched();
	}
	return 0;
}

/* The content is dropped, the file stays; what is read later is zero. */
static void system_purge(struct yamp_buffer *buffer)
{
	shmem_truncate_range(file_inode(buffer->shmem), 0, (loff_t)-1);
}

/* The last reference to the file may go later, in the task; the memory goes now. */
static void system_destroy(struct yamp_buffer *buffer)
{
	system_purge(buffer);
	fput(buffer->shmem);
}

static u64 system_resident(const struct yamp_buffer *buffer)
{
	return (u64)READ_ONCE(mapping_of(buffer)->nrpages) << PAGE_SHIFT;
}

/* What is in swap is not worth reading back. */
static bool system_recyclable(const struct yamp_buffer *buffer)
{
	return READ_ONCE(mapping_of(buffer)->nrpages) == buffer->page_count;
}

static int system_refill(struct yamp_buffer *buffer)
{
	int ret = populate(buffer, mapping_gfp_mask(mapping_of(buffer)) | __GFP_NORETRY);

	if (ret)
		system_purge(buffer);
	return ret;
}

static int system_create(struct yamp_buffer *buffer)
{
	gfp_t zone = yamp_address_zone(buffer->address_mask);
	gfp_t gfp = (zone ? GFP_USER | zone : GFP_HIGHUSER) | __GFP_NOWARN;
	int ret;

	buffer->shmem = shmem_file_setup("yamp", yamp_buffer_size(buffer), YAMP_SHMEM_FLAGS);
	if (IS_ERR(buffer->shmem))	/* ENOSPC, too, is for want of memory here */
		return -ENOMEM;
	mapping_set_gfp_mask(mapping_of(buffer), gfp | __GFP_RETRY_MAYFAIL);
	ret = populate(buffer, gfp | __GFP_NORETRY);
	if (ret)
		system_destroy(buffer);
	return ret;
}

static void release_batch(struct folio_batch *batch)
{
	check_move_unevictable_folios(batch);
	folio_batch_release(batch);
	cond_resched();
}

/* Lets go of the first @count pages. */
static void release_pages_of(struct yamp_buffer *buffer, unsigned long count)
{
	struct folio_batch batch;

	mapping_clear_unevictable(mapping_of(buffer));
	folio_batch_init(&batch);
	for (unsigned long i = 0; i < count; i++) {
		struct folio *folio = page_folio(buffer->pages[i]);

		if (buffer->dirty)
			folio_mark_dirty(folio);
		buffer->pages[i] = NULL;
		if (!folio_batch_add(&batch, folio))
			release_batch(&batch);
	}
	if (folio_batch_count(&batch))
		release_batch(&batch);
	buffer->dirty = false;
}

static int system_pin(struct yamp_buffer *buffer, bool killable)
{
	struct address_space *mapping = mapping_of(buffer);

	mapping_set_unevictable(mapping);
	for (unsigned long i = 0; i < buffer->page_count; i++) {
		struct page *page = read_page(buffer, i, mapping_gfp_mask(mapping));

		if (IS_ERR(page)) {
			release_pages_of(buffer, i);
			return PTR_ERR(page);
		}
		buffer->pages[i] = page;
		if (killable && fatal_signal_pending(current)) {
			release_pages_of(buffer, i + 1);
			return -EINTR;
		}
		cond_resched();
	}
	return 0;
}

static void system_unpin(struct yamp_buffer *buffer)
{
	release_pages_of(buffer, buffer->page_count);
}

const struct yamp_placement_ops yamp_system_ops = {
	.name = "system",
	.create = system_create,
	.destroy = system_destroy,
	.pin = system_pin,
	.unpin = system_unpin,
	.resident = system_resident,
	.recyclable = system_recyclable,
	.purge = system_purge,
	.refill = system_refill,
};
