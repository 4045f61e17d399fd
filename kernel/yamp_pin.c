// SPDX-License-Identifier: GPL-2.0-only
/* Pages that stay in place while they are used, and how many segments they are. */
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/mm.h>

#include "yamp_priv.h"
#include "yamp_trace.h"

unsigned long yamp_buffer_segment(const struct yamp_buffer *buffer, unsigned long first,
				  const struct yamp_limits *limits)
{
	u64 size_max = limits->size_max ?: U64_MAX;
	u64 beyond = limits->boundary ? ~limits->boundary : 0;
	u64 start = page_to_phys(buffer->pages[first]);
	unsigned long count = 1;

	while (first + count < buffer->page_count) {
		u64 length = (u64)count << PAGE_SHIFT;

		if (page_to_phys(buffer->pages[first + count]) != start + length ||
		    length + PAGE_SIZE > size_max || ((start ^ (start + length)) & beyond))
			break;
		count++;
	}
	return count;
}

void yamp_buffer_count_segments(struct yamp_buffer *buffer)
{
	const struct yamp_limits none = {};
	unsigned long length, longest = 0;
	u32 count = 0;

	for (unsigned long i = 0; i < buffer->page_count; i += length) {
		length = yamp_buffer_segment(buffer, i, &none);
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

int yamp_buffer_pin(struct yamp_buffer *buffer, bool killable)
{
	int ret;

	if (buffer->revoked)
		return -ENODEV;
	if (buffer->purged)
		return -ENODATA;
	if (!buffer->pins && buffer->ops->pin) {
		ret = buffer->ops->pin(buffer, killable);
		if (ret)
			return ret;
		yamp_buffer_count_segments(buffer);
	}
	buffer->pins++;
	trace_yamp_pin(buffer);
	return 0;
}

void yamp_buffer_unpin(struct yamp_buffer *buffer)
{
	buffer->pins--;
	trace_yamp_unpin(buffer);
	if (buffer->pins)
		return;
	yamp_vmap_drop(buffer);
	if (buffer->ops->pin) {
		buffer->ops->unpin(buffer);
		yamp_buffer_forget_segments(buffer);
	}
	if (buffer->revoked)
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
