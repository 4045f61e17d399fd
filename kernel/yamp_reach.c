// SPDX-License-Identifier: GPL-2.0-only
/*
 * The pages of a shmem file, where ALLOC and devices want them.
 *
 * Fresh pages come from a zone that is reached, if there is one. One that lies out of
 * reach nevertheless is moved when it is read, one at a time. A large one cannot be: the
 * whole buffer is copied into a file of single pages then, once. Where no zone ends at the
 * address that ALLOC was given, the page allocator finds what is below by luck only; what it
 * lacks is taken in extents then.
 */
#include <linux/err.h>
#include <linux/highmem.h>
#include <linux/list.h>
#include <linux/minmax.h>
#include <linux/pagemap.h>
#include <linux/sched/signal.h>
#include <linux/shmem_fs.h>
#include <linux/swap.h>

#include "yamp_compat.h"
#include "yamp_extent.h"
#include "yamp_memcg.h"
#include "yamp_priv.h"
#include "yamp_reach.h"
#include "yamp_shmem.h"

static struct address_space *mapping_of(const struct yamp_buffer *buffer)
{
	return buffer->shmem->f_mapping;
}

/* The larger zone first, though its end may lie out of reach: the smaller is scarce. */
gfp_t yamp_reach_gfp(const struct yamp_buffer *buffer)
{
	bool bounded = yamp_address_zone(yamp_buffer_reach(buffer));

	return (bounded ? GFP_USER | GFP_DMA32 : GFP_HIGHUSER) | __GFP_NOWARN |
	       __GFP_RETRY_MAYFAIL;
}

/* A single page, or the whole large one that it is in. */
static bool fits(struct page *page, u64 mask)
{
	struct folio *folio = page_folio(page);

	return yamp_address_fits(folio_page(folio, folio_nr_pages(folio) - 1), mask);
}

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

void yamp_search_begin(struct yamp_search *search, bool hard)
{
	*search = (struct yamp_search){ .hard = hard };
	INIT_LIST_HEAD(&search->spare);
}

static struct page *take_spare(struct yamp_search *search)
{
	struct page *page = list_first_entry_or_null(&search->spare, struct page, lru);

	if (page)
		list_del(&page->lru);
	return page;
}

void yamp_search_end(struct yamp_search *search)
{
	struct page *page;

	while ((page = take_spare(search)))
		__free_page(page);
}

/* In as few pieces as there are: each costs a walk over the memory. */
static void clear_below(struct yamp_search *search, unsigned long count, u64 mask)
{
	unsigned long part = count;

	while (count) {
		struct page *page = yamp_extent_take(part, mask, 0);

		if (!page && part <= YAMP_EXTENT_STEP)
			return;
		if (page) {
			for (unsigned long i = 0; i < part; i++)
				list_add_tail(&page[i].lru, &search->spare);
			count -= part;
		} else {
			part /= 2;
		}
		part = min(part, count);
	}
}

/* A page for the one at @index, which lies out of reach; NULL if there is none. */
static struct page *find_below(struct yamp_buffer *buffer, pgoff_t index, bool must,
			       struct yamp_search *search)
{
	u64 mask = yamp_buffer_reach(buffer);
	struct page *below = take_spare(search) ?: page_below(mask, search->hard || must);

	if (!below && must && !search->cleared) {
		clear_below(search, buffer->page_count - index, mask);
		search->cleared = true;
		below = take_spare(search);
	}
	search->vain = !below;
	return below;
}

/* Moves a page to where it is reached; NULL if that cannot be done. */
static struct page *move_page(struct yamp_buffer *buffer, pgoff_t index, struct page *page,
			      bool must, struct yamp_search *search)
{
	struct page *below;

	if (folio_test_large(page_folio(page)) || (search->vain && !must))
		return NULL;
	below = find_below(buffer, index, must, search);
	if (!below)
		return NULL;
	below = relocate(buffer, page, below);
	search->moved = search->moved || below;
	return below;
}

struct page *yamp_reach_read(struct yamp_buffer *buffer, pgoff_t index, gfp_t gfp,
			     struct yamp_search *search)
{
	struct page *page = shmem_read_mapping_page_gfp(mapping_of(buffer), index, gfp), *below;
	bool must;

	if (IS_ERR(page) || fits(page, yamp_buffer_reach(buffer)))
		return page;
	must = !fits(page, buffer->address_mask);
	below = move_page(buffer, index, page, must, search);
	if (below || !must)
		return below ?: page;
	put_page(page);
	return ERR_PTR(fatal_signal_pending(current) ? -EINTR : -ENOMEM);
}

/* Is any of it in a large page that devices do not reach? */
static bool lies_beyond(struct yamp_buffer *buffer)
{
	struct address_space *mapping = mapping_of(buffer);
	bool beyond = false;

	for (unsigned long i = 0; i < buffer->page_count && !beyond;) {
		struct page *page = shmem_read_mapping_page_gfp(mapping, i,
								mapping_gfp_mask(mapping));

		if (IS_ERR(page))
			return false;
		beyond = folio_test_large(page_folio(page)) &&
			 !fits(page, yamp_buffer_reach(buffer));
		i += yamp_shmem_held(page);
		put_page(page);
		cond_resched();
	}
	return beyond;
}

/* The same group pays for the copy. */
static int copy_page_to(struct yamp_buffer *buffer, struct address_space *to, pgoff_t index)
{
	struct address_space *from = mapping_of(buffer);
	struct page *page, *copy;
	struct yamp_memcg_scope scope;

	page = shmem_read_mapping_page_gfp(from, index, mapping_gfp_mask(from));
	if (IS_ERR(page))
		return PTR_ERR(page);
	yamp_memcg_enter(&scope, page);
	copy = shmem_read_mapping_page_gfp(to, index, mapping_gfp_mask(to) | __GFP_NORETRY);
	yamp_memcg_leave(&scope);
	if (!IS_ERR(copy)) {
		copy_highpage(copy, page);
		set_page_dirty(copy);
		put_page(copy);
	}
	put_page(page);
	return PTR_ERR_OR_ZERO(copy);
}

bool yamp_reach_take_apart(struct yamp_buffer *buffer)
{
	struct file *file;
	int ret = 0;

	if (yamp_shmem_is_single(buffer->shmem) || !lies_beyond(buffer))
		return false;
	file = yamp_shmem_create(yamp_buffer_size(buffer), yamp_reach_gfp(buffer), true);
	if (IS_ERR(file))
		return false;
	for (unsigned long i = 0; i < buffer->page_count && !ret; i++) {
		ret = copy_page_to(buffer, file->f_mapping, i);
		cond_resched();
	}
	if (!ret)
		swap(buffer->shmem, file);
	yamp_shmem_drop(file);
	return !ret;
}
