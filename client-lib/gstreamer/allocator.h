/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * GstYampAllocator: dma-bufs of the machine's best memory provider (yamp/device.h), as
 * GstMemory. Every such memory knows the frame that it belongs to, with its layout.
 */
#ifndef GST_YAMP_ALLOCATOR_H
#define GST_YAMP_ALLOCATOR_H

#include <gst/allocators/gstdmabuf.h>
#include <yamp/device.h>

G_BEGIN_DECLS

#define GST_TYPE_YAMP_ALLOCATOR gst_yamp_allocator_get_type()
G_DECLARE_FINAL_TYPE(GstYampAllocator, gst_yamp_allocator, GST, YAMP_ALLOCATOR,
		     GstDmaBufAllocator)

/** gst_yamp_allocator_new - the caller owns a reference; NULL: no memory */
GstAllocator *gst_yamp_allocator_new(void);

/**
 * gst_yamp_allocator_alloc_frame - a buffer with the memories of one frame
 * @options: what is wanted; its count is not looked at, there is one
 *
 * One memory for each dma-buf, as large as that. The buffer has no metas. Any thread.
 * Returns NULL and errno as yamp_device_alloc(), whose line went to the log.
 */
GstBuffer *gst_yamp_allocator_alloc_frame(GstYampAllocator *allocator,
					  const struct yamp_alloc_options *options);

/** gst_yamp_memory_buffer - the frame that a memory belongs to; NULL if it is not ours */
struct yamp_buffer *gst_yamp_memory_buffer(GstMemory *memory);

G_END_DECLS

#endif /* GST_YAMP_ALLOCATOR_H */
