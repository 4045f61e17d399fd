// SPDX-License-Identifier: GPL-2.0-only
/*
 * System placement: pages of a shmem file.
 *
 * While nobody has the buffer pinned its pages are ordinary page cache: they can
 * be swapped out and moved. Pinning reads them back and holds a reference to
 * each. What has come to lie out of reach meanwhile is moved then.
 */
#include <linux/err.h>
#include <linux/file.h>
#include <linux/highmem.h>
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

/* The larger zone first, though its end may lie out of reach: the smaller is scarce. */
static gfp_t mapping_gfp(u64 mask)
{
	gfp_t zone = yamp_address_zone(mask) ? GFP_USER | GFP_DMA32 : GFP_HIGHUSER;

	return zone | __GFP_NOWARN;
}

/**
 * struct search - for memory that devices reach, while pages are read
 * @hard: reclaim memory for it, which takes long where there is none
 * @vain: there is none: for the other pages it is not looked for
 * @moved: a page was moved
 */
struct search {
	bool hard;
	bool vain;
	bool moved;
};

static struct page *page_below(u64 mask, bool hard)
{
	const gfp_t zones[] = { GFP_DMA32, yamp_address_zone(mask) };
	gfp_t gfp = GFP_USER | __GFP_NORETRY | __GFP_NOWARN;

	if (!hard)
		gfp &= ~__GFP_DIRECT_RECLAIM;
	for (u32 i = 0; i < ARRAY_SIZE(zones); i++) {
		struct page *page = alloc_page(gfp | zones[i]);

		if (page && yamp_address_fits(page, mask))
			return page;
		if (page)
			__free_page(page);
	}
	return NULL;
}

/* Both are locked, nobody else uses the content. The old one's charge goes along. */
static void replace(struct folio *old, struct folio *new)
{
	copy_highpage(folio_page(new, 0), folio_page(old, 0));
	__folio_set_swapbacked(new);
	folio_mark_uptodate(new);
	replace_page_cache_folio(old, new);
	folio_mark_dirty(new);
}

/*
 * Puts @below, which it owns now, in the place of @page, whose reference becomes one to
 * the new page; NULL if that cannot be done, and nothing has changed.
 */
static struct page *relocate(struct yamp_buffer *buffer, struct page *page, struct page *below)
{
	struct folio *old = page_folio(page), *new = page_folio(below);

	folio_lock(old);
	if (old->mapping != mapping_of(buffer) || folio_test_writeback(old)) {
		folio_unlock(old);	/* it is on its way to swap */
		folio_put(new);
		return NULL;
	}
	__folio_set_locked(new);
	replace(old, new);
	folio_unlock(new);
	folio_unlock(old);
	folio_add_lru(new);
	folio_put(old);
	return below;
}

/* Moves a page to where it is reached; NULL if that cannot be done. */
static struct page *move_page(struct yamp_buffer *buffer, struct page *page, bool must,
			      struct search *search)
{
	struct page *below;

	if (folio_test_large(page_folio(page)) || (search->vain && !must))
		return NULL;
	below = page_below(yamp_buffer_reach(buffer), search->hard || must);
	if (!below) {
		search->vain = true;
		return NULL;
	}
	below = relocate(buffer, page, below);
	search->moved = search->moved || below;
	return below;
}

/*
 * Where a page cannot be moved to where devices reach it, the DMA layer copies for
 * them; but what was asked for in ALLOC holds, or there is no page.
 */
static struct page *read_page(struct yamp_buffer *buffer, pgoff_t index, gfp_t gfp,
			      struct search *search)
{
	struct page *page = shmem_read_mapping_page_gfp(mapping_of(buffer), index, gfp), *below;
	bool must;

	if (IS_ERR(page) || yamp_address_fits(page, yamp_buffer_reach(buffer)))
		return page;
	must = !yamp_address_fits(page, buffer->address_mask);
	below = move_page(buffer, page, must, search);
	if (below || !must)
		return below ?: page;
	put_page(page);
	return ERR_PTR(-ENOMEM);
}

/* Touches every page once, so that what ALLOC promised is there. */
static int populate(struct yamp_buffer *buffer, gfp_t gfp)
{
	struct search search = {};

	for (unsigned long i = 0; i < buffer->page_count; i++) {
		struct page *page = read_page(buffer, i, gfp, &search);

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
	gfp_t gfp = mapping_gfp(buffer->address_mask);
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
	struct search search = { .hard = buffer->reach_new };

	buffer->reach_new = false;
	mapping_set_unevictable(mapping);
	for (unsigned long i = 0; i < buffer->page_count; i++) {
		struct page *page = read_page(buffer, i, mapping_gfp_mask(mapping), &search);

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
	buffer->moves += search.moved;
	return 0;
}

static void system_unpin(struct yamp_buffer *buffer)
{
	release_pages_of(buffer, buffer->page_count);
}

/*
 * The pages themselves move when they are pinned next. If there is no room for them then,
 * it costs that map some time; later ones take what is free by then, and only that.
 */
static void system_migrate(struct yamp_buffer *buffer, u64 reach)
{
	buffer->reach = reach;
	buffer->reach_new = true;
	mapping_set_gfp_mask(mapping_of(buffer),
			     mapping_gfp(yamp_buffer_reach(buffer)) | __GFP_RETRY_MAYFAIL);
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
	.migrate = system_migrate,
};
