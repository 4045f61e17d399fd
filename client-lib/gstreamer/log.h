/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Lines of libyamp and of the element, in GStreamer's debug log. */
#ifndef GST_YAMP_LOG_H
#define GST_YAMP_LOG_H

#include <gst/gst.h>
#include <yamp/log.h>

G_BEGIN_DECLS

GST_DEBUG_CATEGORY_EXTERN(gst_yamp_sink_debug);
GST_DEBUG_CATEGORY_EXTERN(gst_yamp_pool_debug);

/** gst_yamp_log_init - make the categories yampsink and yamppool; more than once is fine */
void gst_yamp_log_init(void);

/** gst_yamp_log - a handler that writes libyamp's lines to @category */
struct yamp_log gst_yamp_log(GstDebugCategory *category);

G_END_DECLS

#endif /* GST_YAMP_LOG_H */
