/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef GST_YAMP_CAPS_H
#define GST_YAMP_CAPS_H

#include <gst/gst.h>
#include <yamp/display.h>

G_BEGIN_DECLS

/** GST_YAMP_CAPS - what there could be, with any compositor */
#define GST_YAMP_CAPS \
	"video/x-raw(memory:DMABuf), format=(string)DMA_DRM, width=(int)[1, 65535], " \
	"height=(int)[1, 65535], framerate=(fraction)[0, max]; " \
	"video/x-raw, width=(int)[1, 65535], height=(int)[1, 65535], " \
	"framerate=(fraction)[0, max]"

/**
 * gst_yamp_caps - what this compositor shows: dma-bufs first, then the same in any memory
 *
 * The caller owns a reference.
 */
GstCaps *gst_yamp_caps(struct yamp_display *display);

G_END_DECLS

#endif /* GST_YAMP_CAPS_H */
