// SPDX-License-Identifier: GPL-2.0-only
/*
 * System placement: pages of a shmem file.
 *
 * While nobody has the buffer pinned its pages are ordinary page cache: they can
 * be swapped out and moved, but for a moment (yamp_linger.c). Pinning reads them back and
 * holds a reference to each large page, or single one. What has come to lie out of reach
 * meanwhile is moved then; where it lies in a large page, all of the buffer goes into
 * single ones.
 */
#include <linux/err.h>
#include <linux/file.h>
#include <linux/highmem.h>
#include <linux/minmax.h>
#include <linux/pagemap.h>
#include <linux/sched/signal.h>
#include <linux/shmem_fs.h>
#include <linux/swap.h>

#include "yamp_priv.h"
#include "yamp_reach.h"
#include "yamp_shmem.h"

static struct address_space *mapping_of(const struct yamp_buffer *buffer)
{
	return buffer->shmem->f_mapping;
}

/* Of single pages, which can be moved, where addresses are limited. */
static bool is_single(u64 address_mask)
{
	return yamp_address_zone(address_mask);
}

static u64 system_most(u64 size, u64 address_mask)
{
	return yamp_shmem_most(size, is_single(address_mask));
}

/* The file stays; what is read of it later is zero. */
static void system_purge(struct yamp_buffer *buffer)
{
	yamp_shmem_empty(buffer->shmem);
}

static void system_destroy(struct yamp_buffer *buffer)
{
	yamp_shmem_drop(buffer->shmem);
}

static u64 system_resident(const struct yamp_buffer *buffer)
{
	/* the file may be longer than the buffer */
	return min((u64)READ_ONCE(mapping_of(buffer)->nrpages) << PAGE_SHIFT,
		   yamp_buffer_size(buffer));
}

/* What is in swap is not worth reading back. */
static bool system_recyclable(const struct yamp_buffer *buffer)
{
	return READ_ONCE(mapping_of(buffer)->nrpages) >= buffer->page_count;
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
	unsigned long i = 0;

	mapping_clear_unevictable(mapping_of(buffer));
	folio_batch_init(&batch);
	while (i < count) {
		struct folio *folio = page_folio(buffer->pages[i]);

		i += yamp_shmem_held(buffer->pages[i]);
		if (buffer->dirty)
			folio_mark_dirty(folio);
		if (!folio_batch_add(&batch, folio))
			release_batch(&batch);
	}
	if (folio_batch_count(&batch))
		release_batch(&batch);
	memset(buffer->pages, 0, count * sizeof(*buffer->pages));
	buffer->dirty = false;
}

/* Enters all pages that the reference to @page keeps; how many. */
static unsigned long enter(struct yamp_buffer *buffer, unsigned long first, struct page *page)
{
	unsigned long count = min(yamp_shmem_held(page), buffer->page_count - first);

	for (unsigned long i = 0; i < count; i++)
		buffer->pages[first + i] = page + i;
	return count;
}

/*
 * Keeps every page: as it is read, which moves it to where it must be, or without @search
 * fresh ones, in a file that is empty.
 */
static int keep_all(struct yamp_buffer *buffer, gfp_t gfp, bool killable,
		    struct yamp_search *search)
{
	unsigned long i = 0;

	while (i < buffer->page_count) {
		struct page *page = search ? yamp_reach_read(buffer, i, gfp, search) :
					     yamp_shmem_fill(buffer->shmem, i);

		if (IS_ERR(page)) {
			release_pages_of(buffer, i);
			return PTR_ERR(page);
		}
		i += enter(buffer, i, page);
		if (killable && fatal_signal_pending(current)) {
			release_pages_of(buffer, i);
			return -EINTR;
		}
		cond_resched();
	}
	return 0;
}

static int read_all(struct yamp_buffer *buffer, gfp_t gfp, bool killable,
		    struct yamp_search *search)
{
	mapping_set_unevictable(mapping_of(buffer));
	return keep_all(buffer, gfp, killable, search);
}

static int system_pin(struct yamp_buffer *buffer, bool killable)
{
	struct yamp_search search;
	int ret;

	yamp_search_begin(&search, buffer->reach_new);
	search.moved = buffer->reach_new && yamp_reach_take_apart(buffer);
	ret = read_all(buffer, mapping_gfp_mask(mapping_of(buffer)), killable, &search);
	yamp_search_end(&search);
	buffer->moves += search.moved;
	buffer->reach_new = buffer->reach_new && ret;
	return ret;
}

static void system_unpin(struct yamp_buffer *buffer)
{
	release_pages_of(buffer, buffer->page_count);
}

/* Each is kept until the last is there: room for one is made by moving others away. */
static int place(struct yamp_buffer *buffer)
{
	gfp_t gfp = mapping_gfp_mask(mapping_of(buffer)) | __GFP_NORETRY;
	struct yamp_search search;
	int ret;

	yamp_search_begin(&search, false);
	ret = read_all(buffer, gfp, true, &search);
	yamp_search_end(&search);
	return ret;
}

/* Pages are marked as not to be swapped when they are there: it takes longer before. */
static int fill(struct yamp_buffer *buffer)
{
	struct address_space *mapping = mapping_of(buffer);
	gfp_t gfp = mapping_gfp_mask(mapping);
	int ret;

	buffer->dirty = true;
	mapping_set_gfp_mask(mapping, gfp | __GFP_NORETRY);
	ret = keep_all(buffer, gfp, true, NULL);
	mapping_set_gfp_mask(mapping, gfp);
	if (!ret)
		mapping_set_unevictable(mapping);
	return ret;
}

/* All its pages, so that what ALLOC promised is there. */
static int populate(struct yamp_buffer *buffer)
{
	int ret = fill(buffer);

	if (ret || !yamp_buffer_reach(buffer))
		return ret;
	system_unpin(buffer);
	return place(buffer);
}

static int system_refill(struct yamp_buffer *buffer)
{
	int ret = populate(buffer);

	if (ret)
		system_purge(buffer);
	return ret;
}

static int system_create(struct yamp_buffer *buffer)
{
	struct file *file = yamp_shmem_create(yamp_buffer_size(buffer), yamp_reach_gfp(buffer),
					      is_single(buffer->address_mask));
	int ret;

	if (IS_ERR(file))
		return PTR_ERR(file);
	buffer->shmem = file;
	ret = populate(buffer);
	if (ret)
		system_destroy(buffer);
	return ret;
}

/*
 * The pages themselves move when they are pinned next. If there is no room for them then,
 * it costs that map some time; later ones take what is free by then, and only that.
 */
static void system_migrate(struct yamp_buffer *buffer, u64 reach)
{
	buffer->reach = reach;
	buffer->reach_new = true;
	mapping_set_gfp_mask(mapping_of(buffer), yamp_reach_gfp(buffer));
}

const struct yamp_placement_ops yamp_system_ops = {
	.name = "system",
	.most = system_most,
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
