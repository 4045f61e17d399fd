// SPDX-License-Identifier: GPL-2.0-only
/*
 * Region placement: a range of memory that was kept from the kernel at boot.
 *
 * The devicetree reserves it (yamp_devicetree.c), or an administrator does
 * (memmap=64M$0x60000000) and gives it to us with the parameter "region":
 * SIZE@ADDRESS, several with commas; SIZE@ADDRESS:wc is write-combined. At run time
 * /sys/module/yamp/parameters/region takes the same to add one and -SIZE@ADDRESS to
 * remove one, whoever reserved it; reading it lists them.
 *
 * Each range has struct pages and a place in the kernel's linear map (one of memmap=
 * gets them here), so everything else treats it as any memory. A page must not be
 * cached in one mapping and not in another, so a range as a whole is cached or
 * write-combined, from when it is added; the devicetree's, which the kernel has mapped
 * before, are cached. A bitmap says which pages are taken.
 */
#include <linux/align.h>
#include <linux/bitmap.h>
#include <linux/err.h>
#include <linux/highmem.h>
#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/log2.h>
#include <linux/memremap.h>
#include <linux/moduleparam.h>
#include <linux/mutex.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "yamp_compat.h"
#include "yamp_devicetree.h"
#include "yamp_priv.h"
#include "yamp_wc.h"

#define PARAMETER_LEN	256

/**
 * struct yamp_region - one range
 * @node: in regions
 * @map: the struct pages that we made
 * @has_pages: the kernel made them at boot, and @map is not used
 * @start: physical address
 * @page_count: of the range
 * @cache: enum yamp_cache: CACHED or WRITE_COMBINED
 * @taken: a bit for each page, protected by regions_lock
 */
struct yamp_region {
	struct list_head node;
	struct dev_pagemap map;
	bool has_pages;
	u64 start;
	unsigned long page_count;
	u32 cache;
	unsigned long *taken;
};

static DEFINE_MUTEX(regions_lock);	/* innermost: held while nothing is allocated */
static LIST_HEAD(regions);		/* of struct yamp_region, protected by regions_lock */
static char at_load[PARAMETER_LEN];	/* what to add when the module begins */
static bool begun;			/* protected by the kernel's lock of our parameters */

static u64 region_end(const struct yamp_region *region)
{
	return region->start + ((u64)region->page_count << PAGE_SHIFT);
}

/* First page of a free piece for the buffer, or page_count. */
static unsigned long find_piece(const struct yamp_region *region, const struct yamp_buffer *buffer)
{
	u64 boundary = buffer->limits.boundary, end = region_end(region);
	u64 size = yamp_buffer_size(buffer);
	unsigned long mask = 0, first, count;

	if (buffer->address_mask && buffer->address_mask != U64_MAX)
		end = min(end, buffer->address_mask + 1);
	if (end <= region->start)
		return region->page_count;
	count = (end - region->start) >> PAGE_SHIFT;
	/* Aligned like this it is cut no more often than its size makes it need. */
	if (boundary)
		mask = min(roundup_pow_of_two(size) - 1, boundary) >> PAGE_SHIFT;
	first = bitmap_find_next_zero_area_off(region->taken, count, 0, buffer->page_count, mask,
					       region->start >> PAGE_SHIFT);
	return first < count ? first : region->page_count;
}

static struct page *take_piece(const struct yamp_buffer *buffer)
{
	struct yamp_region *region;
	struct page *page = NULL;
	unsigned long first;

	mutex_lock(&regions_lock);
	list_for_each_entry(region, &regions, node) {
		if (region->cache != buffer->cache)
			continue;
		first = find_piece(region, buffer);
		if (first >= region->page_count)
			continue;
		bitmap_set(region->taken, first, buffer->page_count);
		page = pfn_to_page((region->start >> PAGE_SHIFT) + first);
		break;
	}
	mutex_unlock(&regions_lock);
	return page;
}

static void region_destroy_buffer(struct yamp_buffer *buffer)
{
	u64 start = page_to_phys(buffer->pages[0]);
	struct yamp_region *region;

	mutex_lock(&regions_lock);
	list_for_each_entry(region, &regions, node) {
		if (start >= region->start && start < region_end(region))
			bitmap_clear(region->taken, (start - region->start) >> PAGE_SHIFT,
				     buffer->page_count);
	}
	mutex_unlock(&regions_lock);
}

static int region_create_buffer(struct yamp_buffer *buffer)
{
	struct page *page = take_piece(buffer);

	if (!page)
		return -ENOMEM;
	for (unsigned long i = 0; i < buffer->page_count; i++)
		buffer->pages[i] = page + i;
	for (unsigned long i = 0; i < buffer->page_count; i++) {
		clear_highpage(buffer->pages[i]);
		if (fatal_signal_pending(current)) {
			region_destroy_buffer(buffer);
			return -EINTR;
		}
		cond_resched();
	}
	return 0;
}

static bool region_present(void)
{
	bool present;

	mutex_lock(&regions_lock);
	present = !list_empty(&regions);
	mutex_unlock(&regions_lock);
	return present;
}

static bool region_gives(u32 cache)
{
	struct yamp_region *region;
	bool gives = false;

	mutex_lock(&regions_lock);
	list_for_each_entry(region, &regions, node)
		gives = gives || region->cache == cache;
	mutex_unlock(&regions_lock);
	return gives;
}

const struct yamp_placement_ops yamp_region_ops = {
	.name = "region",
	.own_memory = true,
	.present = region_present,
	.gives = region_gives,
	.create = region_create_buffer,
	.destroy = region_destroy_buffer,
};

/* What is asked for a second time is found here, or by whom the resource is asked for. */
static bool overlaps_another(u64 size, u64 start)
{
	struct yamp_region *region;
	bool overlaps = false;

	mutex_lock(&regions_lock);
	list_for_each_entry(region, &regions, node)
		overlaps |= start < region_end(region) && start + size > region->start;
	mutex_unlock(&regions_lock);
	return overlaps;
}

/* Pages that the kernel has made and mapped. */
static int use_pages(struct yamp_region *region, u64 size)
{
	if (region->cache == YAMP_CACHE_WRITE_COMBINED)
		return -EOPNOTSUPP;
	region->has_pages = true;
	return overlaps_another(size, region->start) ? -EBUSY : 0;
}

/* The range is mapped, its pages are ours. */
static int map_pages(struct yamp_region *region, u64 size)
{
	bool wc = region->cache == YAMP_CACHE_WRITE_COMBINED;
	int ret = wc ? yamp_wc_reserve(region->start, size) : 0;

	if (ret)
		return ret;
	region->map.type = MEMORY_DEVICE_GENERIC;
	region->map.range.start = region->start;
	region->map.range.end = region->start + size - 1;
	region->map.nr_range = 1;
	ret = yamp_map_pages(&region->map);
	if (ret && wc)
		yamp_wc_release(region->start, size);
	return ret;
}

static int map_region(struct yamp_region *region)
{
	u64 size = region_end(region) - region->start;
	int ret;

	if (yamp_devicetree_holds(size, region->start))
		return use_pages(region, size);
	if (!IS_ALIGNED(size | region->start, yamp_map_align()))
		return -EINVAL;
	if (region_intersects(region->start, size, IORESOURCE_MEM, IORES_DESC_RESERVED) !=
	    REGION_INTERSECTS || !request_mem_region(region->start, size, "yamp")) {
		pr_err("yamp: 0x%llx bytes at 0x%llx are not reserved, or are in use: boot with memmap=%lluM$0x%llx, or name them in the devicetree\n",
		       size, region->start, size >> 20, region->start);
		return -EBUSY;
	}
	ret = map_pages(region, size);
	if (ret)
		release_mem_region(region->start, size);
	return ret;
}

static void destroy_region(struct yamp_region *region)
{
	if (!region->has_pages) {
		yamp_unmap_pages(&region->map);
		if (region->cache == YAMP_CACHE_WRITE_COMBINED)
			yamp_wc_release(region->start, region_end(region) - region->start);
		release_mem_region(region->start, region_end(region) - region->start);
	}
	bitmap_free(region->taken);
	kfree(region);
}

static int add_region(u64 size, u64 start, u32 cache)
{
	struct yamp_region *region = kzalloc(sizeof(*region), GFP_KERNEL);
	int ret = -ENOMEM;

	if (!region)
		return -ENOMEM;
	region->start = start;
	region->cache = cache;
	region->page_count = size >> PAGE_SHIFT;
	region->taken = bitmap_zalloc(region->page_count, GFP_KERNEL);
	if (!region->taken)
		goto free_region;
	ret = map_region(region);
	if (ret)
		goto free_taken;
	mutex_lock(&regions_lock);
	list_add_tail(&region->node, &regions);
	mutex_unlock(&regions_lock);
	return 0;

free_taken:
	bitmap_free(region->taken);
free_region:
	kfree(region);
	return ret;
}

static int remove_region(u64 size, u64 start)
{
	struct yamp_region *region, *found = NULL;
	int ret = -ENOENT;

	mutex_lock(&regions_lock);
	list_for_each_entry(region, &regions, node) {
		if (region->start != start || region_end(region) != start + size)
			continue;
		ret = bitmap_empty(region->taken, region->page_count) ? 0 : -EBUSY;
		found = region;
		break;
	}
	if (!ret)
		list_del(&found->node);
	mutex_unlock(&regions_lock);
	if (!ret)
		destroy_region(found);
	return ret;
}

/* "[-]SIZE@ADDRESS[:wc]" */
static int parse_region(char *text, bool *remove, u64 *size, u64 *start, u32 *cache)
{
	char *rest;

	*remove = *text == '-';
	if (*remove)
		text++;
	*size = memparse(text, &rest);
	if (rest == text || *rest != '@')
		return -EINVAL;
	text = rest + 1;
	*start = memparse(text, &rest);
	if (rest == text || (*rest && strcmp(rest, ":wc")))
		return -EINVAL;
	*cache = *rest ? YAMP_CACHE_WRITE_COMBINED : YAMP_CACHE_CACHED;
	if (!*size || !PAGE_ALIGNED(*size | *start) || *size > U64_MAX - *start)
		return -EINVAL;
	return 0;
}

static int change_regions(char *list)
{
	bool remove;
	u64 size, start;
	u32 cache;
	char *text;
	int ret = 0;

	list = strim(list);
	while (!ret && (text = strsep(&list, ",")) && *text) {
		ret = parse_region(text, &remove, &size, &start, &cache);
		if (ret)
			return ret;
		ret = remove ? remove_region(size, start) : add_region(size, start, cache);
	}
	return ret;
}

/* Before the module begins nothing may be kept that only its end gives back. */
static int set_parameter(const char *value, const struct kernel_param *parameter)
{
	char text[PARAMETER_LEN];

	if (strscpy(text, value, sizeof(text)) < 0)
		return -EINVAL;
	if (begun)
		return change_regions(text);
	strscpy(at_load, text, sizeof(at_load));
	return 0;
}

static int get_parameter(char *text, const struct kernel_param *parameter)
{
	struct yamp_region *region;
	int used = 0;

	mutex_lock(&regions_lock);
	list_for_each_entry(region, &regions, node)
		used += scnprintf(text + used, PAGE_SIZE - used, "%s0x%llx@0x%llx%s",
				  used ? "," : "", region_end(region) - region->start,
				  region->start,
				  region->cache == YAMP_CACHE_WRITE_COMBINED ? ":wc" : "");
	mutex_unlock(&regions_lock);
	return used + scnprintf(text + used, PAGE_SIZE - used, "\n");
}

static const struct kernel_param_ops parameter_ops = {
	.set = set_parameter,
	.get = get_parameter,
};
module_param_cb(region, &parameter_ops, NULL, 0644);
MODULE_PARM_DESC(region, "reserved memory to give out: SIZE@ADDRESS[:wc][,...], with :wc write-combined; at run time -SIZE@ADDRESS removes");

static int add_cached(u64 size, u64 start)
{
	return add_region(size, start, YAMP_CACHE_CACHED);
}

int yamp_region_init(void)
{
	int ret;

	kernel_param_lock(THIS_MODULE);
	yamp_devicetree_each(add_cached);
	ret = change_regions(at_load);
	begun = !ret;
	kernel_param_unlock(THIS_MODULE);
	if (ret)
		yamp_region_finish();
	return ret;
}

void yamp_region_finish(void)
{
	struct yamp_region *region, *next;

	kernel_param_lock(THIS_MODULE);
	begun = false;	/* what is written to the parameter from here on changes nothing */
	kernel_param_unlock(THIS_MODULE);
	list_for_each_entry_safe(region, next, &regions, node) {
		list_del(&region->node);
		destroy_region(region);
	}
}
