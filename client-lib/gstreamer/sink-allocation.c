// SPDX-License-Identifier: LGPL-2.1-or-later
/* What upstream is offered to draw, decode or capture into. */
#include "pool.h"
#include "sink.h"

/* So that one buffer can be filled and one be on its way while the compositor has its own. */
#define MORE_BUFFERS 2

void gst_yamp_sink_needs(GstYampSink *self, const struct gst_yamp_format *format,
			 struct gst_yamp_needs *needs)
{
	guint align = gst_yamp_sink_look(self)->stride_align;

	gst_yamp_needs_gather(needs, gst_yamp_display_get(gst_yamp_sink_display(self)), format);
	if (align > 1)
		gst_yamp_needs_add_stride(needs, "stride-align property", align);
}

static GstBufferPool *propose_pool(GstYampSink *self, const struct gst_yamp_needs *needs,
				   GstCaps *caps, guint size, guint min)
{
	GstBufferPool *pool = gst_yamp_pool_new(gst_yamp_sink_display(self),
						gst_yamp_sink_allocator(self), needs);
	GstStructure *config = gst_buffer_pool_get_config(pool);

	gst_buffer_pool_config_set_params(config, caps, size, min, 0);
	gst_buffer_pool_config_add_option(config, GST_BUFFER_POOL_OPTION_VIDEO_META);
	if (!gst_buffer_pool_set_config(pool, config))
		gst_clear_object(&pool);
	return pool;
}

/* The size that whoever heeds the structure "video-meta" reckons with. */
static guint proposed_size(const struct gst_yamp_layout *layout, const GstStructure *params)
{
	GstVideoInfo info = layout->format.info;
	GstVideoAlignment alignment;

	if (!params)
		return layout->frame.size;
	gst_video_alignment_reset(&alignment);
	gst_structure_get_uint(params, "padding-right", &alignment.padding_right);
	gst_video_info_align(&info, &alignment);
	return GST_VIDEO_INFO_SIZE(&info);
}

gboolean gst_yamp_sink_propose_allocation(GstBaseSink *base, GstQuery *query)
{
	GstYampSink *self = GST_YAMP_SINK(base);
	GstYampDisplay *display = gst_yamp_sink_display(self);
	struct gst_yamp_format format;
	struct gst_yamp_layout layout;
	struct gst_yamp_needs needs;
	GstBufferPool *pool = NULL;
	GstStructure *params;
	gboolean need_pool;
	GstCaps *caps;
	guint size, min;

	gst_query_parse_allocation(query, &caps, &need_pool);
	if (!caps || !gst_yamp_format_from_caps(&format, caps))
		return FALSE;
	gst_yamp_display_lock(display);
	gst_yamp_sink_needs(self, &format, &needs);
	gst_yamp_display_unlock(display);
	if (gst_yamp_layout_solve(&layout, &format, &needs, NULL))
		return FALSE;
	params = gst_yamp_layout_params(&layout);
	size = proposed_size(&layout, params);
	min = needs.buffers + MORE_BUFFERS;
	if (need_pool)
		pool = propose_pool(self, &needs, caps, size, min);
	gst_query_add_allocation_pool(query, pool, size, min, 0);
	gst_query_add_allocation_meta(query, GST_VIDEO_META_API_TYPE, params);
	gst_query_add_allocation_meta(query, GST_VIDEO_CROP_META_API_TYPE, NULL);
	if (params)
		gst_structure_free(params);
	gst_clear_object(&pool);
	return TRUE;
}
