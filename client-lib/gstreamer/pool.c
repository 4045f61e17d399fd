// SPDX-License-Identifier: LGPL-2.1-or-later
#include <errno.h>

#include "image.h"
#include "log.h"
#include "pool.h"

#define GST_CAT_DEFAULT gst_yamp_pool_debug

/**
 * struct _GstYampPool - see pool.h
 * @layout: valid if @configured
 */
struct _GstYampPool {
	GstBufferPool parent;
	GstYampDisplay *display;
	GstYampAllocator *allocator;
	struct gst_yamp_needs needs;
	struct gst_yamp_layout layout;
	gboolean configured;
};

G_DEFINE_FINAL_TYPE(GstYampPool, gst_yamp_pool, GST_TYPE_BUFFER_POOL)

static const gchar **gst_yamp_pool_get_options(GstBufferPool *pool)
{
	static const gchar *options[] = {
		GST_BUFFER_POOL_OPTION_VIDEO_META,
		GST_BUFFER_POOL_OPTION_VIDEO_ALIGNMENT,
		NULL,
	};

	return options;
}

/* A picture does not begin inside of a buffer: what was wanted before it comes behind. */
static void move_padding(GstVideoAlignment *alignment)
{
	alignment->padding_right += alignment->padding_left;
	alignment->padding_bottom += alignment->padding_top;
	alignment->padding_left = 0;
	alignment->padding_top = 0;
}

static gboolean solve(GstYampPool *self, GstCaps *caps, GstStructure *config)
{
	gboolean metas = gst_buffer_pool_config_has_option(config,
							   GST_BUFFER_POOL_OPTION_VIDEO_META);
	GstVideoAlignment alignment;
	gboolean aligned = gst_buffer_pool_config_has_option(
				   config, GST_BUFFER_POOL_OPTION_VIDEO_ALIGNMENT) &&
			   gst_buffer_pool_config_get_video_alignment(config, &alignment);
	struct gst_yamp_format format;

	if (!gst_yamp_format_from_caps(&format, caps)) {
		GST_WARNING_OBJECT(self, "no format of ours: %" GST_PTR_FORMAT, caps);
		return FALSE;
	}
	if (aligned) {
		move_padding(&alignment);
		gst_buffer_pool_config_set_video_alignment(config, &alignment);
	}
	if (gst_yamp_layout_solve(&self->layout, &format, &self->needs,
				  aligned ? &alignment : NULL))
		return FALSE;
	if (metas || gst_yamp_layout_is_default(&self->layout))
		return TRUE;
	GST_WARNING_OBJECT(self, "upstream reads no video metas, but strides are not what it "
			   "takes for granted, because of %s: it has to use memory of its own",
			   self->layout.raised);
	return FALSE;
}

static gboolean gst_yamp_pool_set_config(GstBufferPool *pool, GstStructure *config)
{
	GstYampPool *self = GST_YAMP_POOL(pool);
	guint size, min, max;
	GstCaps *caps;

	if (!gst_buffer_pool_config_get_params(config, &caps, &size, &min, &max) || !caps)
		return FALSE;
	self->configured = solve(self, caps, config);
	if (!self->configured)
		return FALSE;
	gst_buffer_pool_config_set_params(config, caps, self->layout.frame.size, min, max);
	GST_DEBUG_OBJECT(self, "stride %u, %" G_GUINT64_FORMAT " bytes, min %u, max %u, %"
			 GST_PTR_FORMAT, self->layout.frame.planes[0].stride,
			 (guint64)self->layout.frame.size, min, max, caps);
	return GST_BUFFER_POOL_CLASS(gst_yamp_pool_parent_class)->set_config(pool, config);
}

static void make_known(GstYampPool *self, GstMemory *memory, struct yamp_buffer *frame)
{
	gst_yamp_display_lock(self->display);
	gst_yamp_image_make(self->display, memory, frame);
	gst_yamp_display_unlock(self->display);
}

static GstFlowReturn gst_yamp_pool_alloc_buffer(GstBufferPool *pool, GstBuffer **buffer,
						GstBufferPoolAcquireParams *params)
{
	GstYampPool *self = GST_YAMP_POOL(pool);
	struct yamp_alloc_options options = gst_yamp_layout_options(&self->layout);
	struct yamp_buffer *frame;
	GstMemory *memory;

	*buffer = gst_yamp_allocator_alloc_frame(self->allocator, &options);
	if (!*buffer) {
		GST_ERROR_OBJECT(self, "no buffer: %s", g_strerror(errno));
		return GST_FLOW_ERROR;
	}
	memory = gst_buffer_peek_memory(*buffer, 0);
	frame = gst_yamp_memory_buffer(memory);
	gst_yamp_layout_add_meta(&self->layout, *buffer, frame);
	if (self->display)
		make_known(self, memory, frame);
	return GST_FLOW_OK;
}

static void gst_yamp_pool_finalize(GObject *object)
{
	GstYampPool *self = GST_YAMP_POOL(object);

	g_clear_pointer(&self->display, gst_yamp_display_unref);
	gst_clear_object(&self->allocator);
	G_OBJECT_CLASS(gst_yamp_pool_parent_class)->finalize(object);
}

static void gst_yamp_pool_init(GstYampPool *self)
{
}

static void gst_yamp_pool_class_init(GstYampPoolClass *class)
{
	GstBufferPoolClass *pool_class = GST_BUFFER_POOL_CLASS(class);

	G_OBJECT_CLASS(class)->finalize = gst_yamp_pool_finalize;
	pool_class->get_options = gst_yamp_pool_get_options;
	pool_class->set_config = gst_yamp_pool_set_config;
	pool_class->alloc_buffer = gst_yamp_pool_alloc_buffer;
}

GstBufferPool *gst_yamp_pool_new(GstYampDisplay *display, GstYampAllocator *allocator,
				 const struct gst_yamp_needs *needs)
{
	GstYampPool *self = g_object_new(GST_TYPE_YAMP_POOL, NULL);

	gst_object_ref_sink(self);
	self->display = display ? gst_yamp_display_ref(display) : NULL;
	self->allocator = gst_object_ref(allocator);
	self->needs = *needs;
	return GST_BUFFER_POOL(self);
}

const struct gst_yamp_layout *gst_yamp_pool_layout(GstYampPool *self)
{
	return self->configured ? &self->layout : NULL;
}
