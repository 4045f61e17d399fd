// SPDX-License-Identifier: LGPL-2.1-or-later
#include "log.h"
#include "sink.h"

static gboolean plugin_init(GstPlugin *plugin)
{
	gst_yamp_log_init();
	return gst_element_register(plugin, "yampsink", GST_RANK_NONE, GST_TYPE_YAMP_SINK) &&
	       gst_element_register(plugin, "yampautosink", GST_RANK_PRIMARY + 1,
				    GST_TYPE_YAMP_AUTO_SINK);
}

#define PACKAGE "yamp"
GST_PLUGIN_DEFINE(GST_VERSION_MAJOR, GST_VERSION_MINOR, yamp,
		  "Video in buffers that camera, codec, GPU and display share", plugin_init,
		  YAMP_VERSION, "LGPL", "yamp", "Unknown package origin")
