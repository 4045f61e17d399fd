/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * GstYampPool: buffers that suit compositor, plane and upstream, each made known to the
 * compositor when it is made. The pool alone decides the layout, whatever upstream has set;
 * it is written into each buffer's GstVideoMeta. Takes raw and DMA_DRM caps.
 */
#ifndef GST_YAMP_POOL_H
#define GST_YAMP_POOL_H

#include "allocator.h"
#include "display.h"
#include "layout.h"

G_BEGIN_DECLS

#define GST_TYPE_YAMP_POOL gst_yamp_pool_get_type()
G_DECLARE_FINAL_TYPE(GstYampPool, gst_yamp_pool, GST, YAMP_POOL, GstBufferPool)

/**
 * gst_yamp_pool_new - a pool without configuration
 * @display: to make buffers known to; a reference is taken; NULL: to none
 * @allocator: likewise
 * @needs: copied
 *
 * The caller owns a reference.
 */
GstBufferPool *gst_yamp_pool_new(GstYampDisplay *display, GstYampAllocator *allocator,
				 const struct gst_yamp_needs *needs);

/** gst_yamp_pool_layout - as configured last; the pool's. NULL: never */
const struct gst_yamp_layout *gst_yamp_pool_layout(GstYampPool *pool);

G_END_DECLS

#endif /* GST_YAMP_POOL_H */
