// SPDX-License-Identifier: GPL-2.0-only
/* Pages that stay in place while they are used, and how many segments they are. */
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/mm.h>

#include "yamp_linger.h"
#include "yamp_priv.h"
#include "yamp_trace.h"

/* The most pages of a segment that starts at @start. */
static u64 segment_most(const struct yamp_limits *limits, u64 start)
{
	u64 most = limits->size_max ? limits->size_max >> PAGE_SHIFT : U64_MAX;
	u64 mask = limits->boundary;

	return mask ? min(most, ((mask - (start & mask)) >> PAGE_SHIFT) + 1) : most;
}

/* How many of @most pages follow each other, the first included. */
static unsigned long count_run(struct page *const *pages, unsigned long most)
{
	unsigned long pfn = page_to_pfn(pages[0]), count = 1;

	while (count < most && page_to_pfn(pages[count]) == pfn + count)
		count++;
	return count;
}

unsigned long yamp_buffer_segment(const struct yamp_buffer *buffer, unsigned long first,
				  const struct yamp_limits *limits)
{
	u64 most = segment_most(limits, page_to_phys(buffer->pages[first]));

	return count_run(buffer->pages + first, min(most, buffer->page_count - first));
}

void yamp_buffer_count_segments(struct yamp_buffer *buffer)
{
	unsigned long length, longest = 0;
	u32 count = 0;

	for (unsigned long i = 0; i < buffer->page_count; i += length) {
		length = count_run(buffer->pages + i, buffer->page_count - i);
		longest = max(longest, length);
		count++;
	}
	WRITE_ONCE(buffer->segments, count);
	WRITE_ONCE(buffer->segment_largest, (u64)longest << PAGE_SHIFT);
}

void yamp_buffer_forget_segments(struct yamp_buffer *buffer)
{
	WRITE_ONCE(buffer->segments, 0);
	WRITE_ONCE(buffer->segment_largest, 0);
}

/* What lingers of others may be in the way. */
static int get_pages(struct yamp_buffer *buffer, bool killable)
{
	int ret = buffer->ops->pin(buffer, killable);

	if (ret == -ENOMEM && yamp_linger_drain())
		ret = buffer->ops->pin(buffer, killable);
	if (!ret)
		yamp_buffer_count_segments(buffer);
	return ret;
}

int yamp_buffer_pin(struct yamp_buffer *buffer, bool killable)
{
	int ret;

	if (buffer->revoked)
		return -ENODEV;
	if (buffer->purged)
		return -ENODATA;
	if (!buffer->pins && !yamp_linger_end(buffer) && buffer->ops->pin) {
		ret = get_pages(buffer, killable);
		if (ret)
			return ret;
	}
	buffer->pins++;
	trace_yamp_pin(buffer);
	return 0;
}

static void let_go(struct yamp_buffer *buffer)
{
	yamp_vmap_drop(buffer);
	if (!buffer->ops->pin)
		return;
	buffer->ops->unpin(buffer);
	yamp_buffer_forget_segments(buffer);
}

void yamp_buffer_idle(struct yamp_buffer *buffer)
{
	bool has = buffer->ops->pin || buffer->vaddr;

	if (has && !yamp_linger_begin(buffer))
		let_go(buffer);
}

unsigned long yamp_buffer_rest(struct yamp_buffer *buffer)
{
	if (!yamp_linger_end(buffer))
		return 0;
	let_go(buffer);
	return buffer->page_count;
}

void yamp_buffer_finish(struct yamp_buffer *buffer)
{
	if (yamp_linger_finish_buffer(buffer))
		let_go(buffer);
}

void yamp_buffer_unpin(struct yamp_buffer *buffer)
{
	buffer->pins--;
	trace_yamp_unpin(buffer);
	if (buffer->pins)
		return;
	if (!buffer->revoked) {
		yamp_buffer_idle(buffer);
		return;
	}
	let_go(buffer);
	yamp_revoke_finish(buffer);
}

void yamp_buffer_zap(struct yamp_buffer *buffer)
{
	unmap_mapping_range(buffer->inode->i_mapping, 0, 0, 1);
	if (!buffer->vmas_pin)
		return;
	buffer->vmas_pin = false;
	yamp_buffer_unpin(buffer);
}
