/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef GST_YAMP_MAP_H
#define GST_YAMP_MAP_H

#include <gst/video/gstvideometa.h>

G_BEGIN_DECLS

/** gst_yamp_map_use - planes of @meta, of a buffer with memory of ours, are mapped as map.c says */
void gst_yamp_map_use(GstVideoMeta *meta);

G_END_DECLS

#endif /* GST_YAMP_MAP_H */
