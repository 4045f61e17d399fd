// SPDX-License-Identifier: GPL-2.0-only
/*
 * Files of shmem, whose pages can be swapped out, made in little more time than it
 * takes to zero them.
 *
 * Page by page, shmem's own accounts take nearly as long as zeroing; and a page that is
 * read for the first time is zeroed whatever the page allocator has done before, which
 * with init_on_alloc (Debian's default) has zeroed it already. So the files lie on a
 * mount of our own that takes large pages wherever these fit whole: of 2 MiB on 6.12, of
 * every size on 7.x, nothing beyond the end of the file. Where the last would nearly fit,
 * as at the end of most frames of 16:9, the file is made so much longer. And they are
 * filled as by a write, which leaves the content of fresh pages to who writes.
 */
#include <linux/err.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/highmem.h>
#include <linux/mm.h>
#include <linux/mount.h>
#include <linux/pagemap.h>
#include <linux/pgtable.h>
#include <linux/shmem_fs.h>

#include "yamp_compat.h"
#include "yamp_shmem.h"

static struct vfsmount *large_mount;	/* NULL: the kernel has no large pages for us */

void yamp_shmem_init(void)
{
	char options[] = "huge=within_size";	/* is written to */
	struct file_system_type *type;
	struct vfsmount *mount;

	if (!IS_ENABLED(CONFIG_TRANSPARENT_HUGEPAGE) || !has_transparent_hugepage())
		return;
	type = get_fs_type("tmpfs");
	if (!type)
		return;
	mount = vfs_kern_mount(type, SB_KERNMOUNT, type->name, options);
	if (!IS_ERR(mount))
		large_mount = mount;
}

void yamp_shmem_finish(void)
{
	if (large_mount)
		kern_unmount(large_mount);
}

/* @size and, for the sake of a last large page, at most a thirty-second more. */
static u64 large_size(u64 size)
{
	u64 large = round_up(size, PMD_SIZE);

	return large - size <= size / 32 ? large : size;
}

u64 yamp_shmem_most(u64 size, bool single)
{
	return single || !large_mount ? size : large_size(size);
}

struct file *yamp_shmem_create(u64 size, gfp_t gfp, bool single)
{
	struct file *file;

	if (single || !large_mount)
		file = shmem_file_setup("yamp", size, YAMP_SHMEM_FLAGS);
	else
		file = shmem_file_setup_with_mnt(large_mount, "yamp", large_size(size),
						 YAMP_SHMEM_FLAGS);
	if (IS_ERR(file))	/* ENOSPC, too, is for want of memory here */
		return ERR_PTR(-ENOMEM);
	mapping_set_gfp_mask(file->f_mapping, gfp);
	return file;
}

void yamp_shmem_empty(struct file *file)
{
	shmem_truncate_range(file_inode(file), 0, (loff_t)-1);
}

void yamp_shmem_drop(struct file *file)
{
	yamp_shmem_empty(file);
	fput(file);
}

bool yamp_shmem_is_single(const struct file *file)
{
	return file->f_path.mnt != large_mount;
}

static void zero(struct folio *folio)
{
	if (want_init_on_alloc(0) || want_init_on_free())
		return;
	for (long i = 0; i < folio_nr_pages(folio); i++) {
		clear_highpage(folio_page(folio, i));
		cond_resched();
	}
	flush_dcache_folio(folio);
}

struct page *yamp_shmem_fill(struct file *file, pgoff_t index)
{
	struct inode *inode = file_inode(file);
	struct folio *folio;

	if (shmem_get_folio(inode, index, i_size_read(inode), &folio, SGP_WRITE))
		return ERR_PTR(-ENOMEM);
	if (!folio_test_uptodate(folio)) {
		zero(folio);
		folio_mark_uptodate(folio);
	}
	folio_unlock(folio);
	return folio_file_page(folio, index);
}
