// SPDX-License-Identifier: LGPL-2.1-or-later
#include "log.h"

GST_DEBUG_CATEGORY(gst_yamp_sink_debug);
GST_DEBUG_CATEGORY(gst_yamp_pool_debug);

void gst_yamp_log_init(void)
{
	GST_DEBUG_CATEGORY_INIT(gst_yamp_sink_debug, "yampsink", 0,
				"yamp: frames and their way to the compositor");
	GST_DEBUG_CATEGORY_INIT(gst_yamp_pool_debug, "yamppool", 0,
				"yamp: buffers and their layout");
}

/* What the library calls a warning is told to the application by the element, once. */
static void line(void *data, enum yamp_log_level level, const char *text)
{
	static const GstDebugLevel levels[] = {
		[YAMP_LOG_ERROR] = GST_LEVEL_ERROR,
		[YAMP_LOG_WARNING] = GST_LEVEL_INFO,
		[YAMP_LOG_INFO] = GST_LEVEL_INFO,
		[YAMP_LOG_DEBUG] = GST_LEVEL_DEBUG,
	};

	GST_CAT_LEVEL_LOG((GstDebugCategory *)data, levels[level], NULL, "%s", text);
}

struct yamp_log gst_yamp_log(GstDebugCategory *category)
{
	return (struct yamp_log){ .line = line, .data = category };
}
