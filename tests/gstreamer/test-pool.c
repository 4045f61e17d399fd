// SPDX-License-Identifier: MIT
/* Pool and allocator without a compositor: what is laid out, said, and comes back. */
#include <errno.h>
#include <gst/allocators/gstdmabuf.h>
#include <harness.h>

#include "pool.h"

#define I420 "video/x-raw,format=I420,width=720,height=528,framerate=25/1"
#define NV12 "video/x-raw,format=NV12,width=640,height=480,framerate=25/1"
#define DRM_NV12 \
	"video/x-raw(memory:DMABuf),format=DMA_DRM,drm-format=NV12,width=640,height=480," \
	"framerate=25/1"

static struct gst_yamp_needs any, rows_of_256;

static GstBufferPool *make_pool(const struct gst_yamp_needs *needs)
{
	GstAllocator *allocator = gst_yamp_allocator_new();
	GstBufferPool *pool;

	check(allocator, "no allocator");
	pool = gst_yamp_pool_new(NULL, GST_YAMP_ALLOCATOR(allocator), needs);
	gst_object_unref(allocator);
	return pool;
}

/* Configures as upstream does; @alignment may be NULL. */
static gboolean configure(GstBufferPool *pool, const gchar *text, gboolean metas,
			  const GstVideoAlignment *alignment)
{
	GstStructure *config = gst_buffer_pool_get_config(pool);
	GstCaps *caps = gst_caps_from_string(text);

	gst_buffer_pool_config_set_params(config, caps, 0, 2, 0);
	gst_caps_unref(caps);
	if (metas)
		gst_buffer_pool_config_add_option(config, GST_BUFFER_POOL_OPTION_VIDEO_META);
	if (alignment) {
		gst_buffer_pool_config_add_option(config, GST_BUFFER_POOL_OPTION_VIDEO_ALIGNMENT);
		gst_buffer_pool_config_set_video_alignment(config, alignment);
	}
	return gst_buffer_pool_set_config(pool, config);
}

/* The memory of these is real: without a provider there is nothing to look at. */
static GstBuffer *acquire(GstBufferPool *pool)
{
	GstBuffer *buffer = NULL;

	if (!gst_buffer_pool_set_active(pool, TRUE)) {
		gst_object_unref(pool);
		test_skip("no provider of memory here");
	}
	check(gst_buffer_pool_acquire_buffer(pool, &buffer, NULL) == GST_FLOW_OK, "no buffer");
	return buffer;
}

static void finish(GstBufferPool *pool, GstBuffer *buffer)
{
	gst_buffer_unref(buffer);
	gst_buffer_pool_set_active(pool, FALSE);
	gst_object_unref(pool);
}

static void check_strides(GstBuffer *buffer, const GstVideoInfo *info)
{
	const GstVideoMeta *meta = gst_buffer_get_video_meta(buffer);

	check(meta, "no meta");
	check_equal(meta->n_planes, GST_VIDEO_INFO_N_PLANES(info), "planes");
	for (guint i = 0; i < meta->n_planes; i++)
		check_equal(meta->stride[i], GST_VIDEO_INFO_PLANE_STRIDE(info, i), "stride");
}

static void options(const void *data)
{
	GstBufferPool *pool = make_pool(&any);

	check(gst_buffer_pool_has_option(pool, GST_BUFFER_POOL_OPTION_VIDEO_META), "metas");
	check(gst_buffer_pool_has_option(pool, GST_BUFFER_POOL_OPTION_VIDEO_ALIGNMENT), "padding");
	gst_object_unref(pool);
}

/* Whoever reads no metas finds what caps alone say. */
static void by_caps(const void *data)
{
	GstBufferPool *pool = make_pool(&any);
	struct gst_yamp_format format;
	GstCaps *caps = gst_caps_from_string(data);
	GstBuffer *buffer;

	check(gst_yamp_format_from_caps(&format, caps), "caps");
	check(configure(pool, data, FALSE, NULL), "refused");
	buffer = acquire(pool);
	check(gst_is_dmabuf_memory(gst_buffer_peek_memory(buffer, 0)), "no dma-buf");
	check_strides(buffer, &format.info);
	check(gst_buffer_get_size(buffer) >= GST_VIDEO_INFO_SIZE(&format.info), "too small");
	check(!gst_yamp_layout_params(gst_yamp_pool_layout(GST_YAMP_POOL(pool))), "asks for more");
	gst_caps_unref(caps);
	finish(pool, buffer);
}

/* As avdec_mpeg4 asks: direct rendering needs just these strides, and its rows. */
static void padded(const void *data)
{
	GstVideoAlignment wanted = { .padding_right = 48, .padding_bottom = 18,
				     .stride_align = { 31, 31, 31, 31 } };
	GstBufferPool *pool = make_pool(&any);
	GstVideoAlignment copy = wanted;
	const GstVideoMeta *meta;
	GstBuffer *buffer;
	GstVideoInfo info;

	gst_video_info_set_format(&info, GST_VIDEO_FORMAT_I420, 720, 528);
	gst_video_info_align(&info, &copy);
	check(configure(pool, I420, TRUE, &wanted), "refused");
	buffer = acquire(pool);
	check_strides(buffer, &info);
	meta = gst_buffer_get_video_meta(buffer);
	check(meta->offset[1] - meta->offset[0] >= meta->stride[0] * (528UL + 18), "no rows");
	check(meta->offset[2] - meta->offset[1] >= meta->stride[1] * (264UL + 9), "no rows");
	check(gst_buffer_get_size(buffer) >= meta->offset[2] + meta->stride[2] * (264UL + 9),
	      "no rows at the end");
	finish(pool, buffer);
}

/* Pictures begin at the beginning, so padding before them goes behind them. */
static void padded_before(const void *data)
{
	GstVideoAlignment wanted = { .padding_left = 16, .padding_top = 8 }, got;
	GstBufferPool *pool = make_pool(&any);
	GstStructure *config;

	check(configure(pool, I420, TRUE, &wanted), "refused");
	config = gst_buffer_pool_get_config(pool);
	check(gst_buffer_pool_config_get_video_alignment(config, &got), "no alignment");
	check_equal(got.padding_left, 0, "left");
	check_equal(got.padding_top, 0, "top");
	check_equal(got.padding_right, 16, "right");
	check_equal(got.padding_bottom, 8, "bottom");
	gst_structure_free(config);
	gst_object_unref(pool);
}

/* A device makes strides larger: who does is named, and upstream is told. */
static void raised(const void *data)
{
	GstBufferPool *pool = make_pool(&rows_of_256);
	const struct gst_yamp_layout *layout;
	GstVideoAlignment alignment;
	GstStructure *params;

	check(!configure(pool, data, FALSE, NULL), "upstream reads no metas");
	check(!gst_yamp_pool_layout(GST_YAMP_POOL(pool)), "a layout all the same");
	check(configure(pool, data, TRUE, NULL), "refused");
	layout = gst_yamp_pool_layout(GST_YAMP_POOL(pool));
	check_equal(layout->frame.planes[0].stride, 768, "stride");
	check(g_str_equal(layout->raised, "a device"), "raised by '%s'", layout->raised);
	params = gst_yamp_layout_params(layout);
	check(params && gst_structure_has_name(params, "video-meta"), "upstream is not told");
	check(gst_buffer_pool_config_get_video_alignment(params, &alignment), "not all of it");
	check_equal(alignment.padding_right, 128, "padding");
	gst_structure_free(params);
	gst_object_unref(pool);
}

/* A writer's mapping does for the reader that comes after it. */
static void mapped(const void *data)
{
	GstBufferPool *pool = make_pool(&any);
	GstBuffer *buffer;
	GstMapInfo map;

	check(configure(pool, NV12, TRUE, NULL), "refused");
	buffer = acquire(pool);
	check(gst_buffer_map(buffer, &map, GST_MAP_WRITE), "write");
	map.data[4711] = 42;
	gst_buffer_unmap(buffer, &map);
	check(gst_buffer_map(buffer, &map, GST_MAP_READ), "read");
	check_equal(map.data[4711], 42, "what was written");
	gst_buffer_unmap(buffer, &map);
	finish(pool, buffer);
}

/* What comes back is what was lent, with its frame. */
static void recycled(const void *data)
{
	GstBufferPool *pool = make_pool(&any);
	GstMemory *memories[3];
	GstBuffer *buffer;

	check(configure(pool, NV12, TRUE, NULL), "refused");
	buffer = acquire(pool);
	for (guint i = 0; i < 3; i++) {
		memories[i] = gst_buffer_peek_memory(buffer, 0);
		check(gst_yamp_memory_buffer(memories[i]), "no frame");
		gst_buffer_unref(buffer);
		check(gst_buffer_pool_acquire_buffer(pool, &buffer, NULL) == GST_FLOW_OK, "none");
	}
	check(memories[2] == memories[0] || memories[2] == memories[1], "always new memory");
	finish(pool, buffer);
}

static gboolean map_video(GstVideoFrame *frame, GstBuffer *buffer, GstMapFlags flags)
{
	struct gst_yamp_format format;
	GstCaps *caps = gst_caps_from_string(I420);

	check(gst_yamp_format_from_caps(&format, caps), "caps");
	gst_caps_unref(caps);
	return gst_video_frame_map(frame, &format.info, buffer, flags);
}

/*
 * A decoder keeps a picture mapped that others refer to. Showing it costs no copy, and its
 * memory does not come back before it is shown no longer.
 */
static void referred_to(const void *data)
{
	GstBufferPool *pool = make_pool(&any);
	GstBuffer *buffer, *pushed, *others[8];
	GstVideoFrame decoder;
	GstMemory *memory;

	check(configure(pool, I420, TRUE, NULL), "refused");
	buffer = acquire(pool);
	memory = gst_buffer_peek_memory(buffer, 0);
	check(map_video(&decoder, buffer, GST_MAP_READWRITE), "map");
	memset(GST_VIDEO_FRAME_PLANE_DATA(&decoder, 1), 77, 16);
	pushed = gst_buffer_make_writable(buffer);	/* as GstVideoDecoder does */
	check(pushed != buffer, "nobody else has it");
	check(gst_buffer_peek_memory(pushed, 0) == memory, "it was copied");
	gst_video_frame_unmap(&decoder);	/* the decoder lets it go */
	for (guint i = 0; i < G_N_ELEMENTS(others); i++) {
		check(gst_buffer_pool_acquire_buffer(pool, &others[i], NULL) == GST_FLOW_OK,
		      "none");
		check(gst_buffer_peek_memory(others[i], 0) != memory, "lent while it is shown");
	}
	for (guint i = 0; i < G_N_ELEMENTS(others); i++)
		gst_buffer_unref(others[i]);
	finish(pool, pushed);
}

/* Who writes into a picture that another still has gets memory of its own. */
static void written_to(const void *data)
{
	GstBufferPool *pool = make_pool(&any);
	GstVideoFrame decoder, overlay;
	GstBuffer *buffer, *pushed;

	check(configure(pool, I420, TRUE, NULL), "refused");
	buffer = acquire(pool);
	check(map_video(&decoder, buffer, GST_MAP_READWRITE), "map");
	memset(GST_VIDEO_FRAME_PLANE_DATA(&decoder, 0), 1, 16);
	pushed = gst_buffer_make_writable(buffer);
	check(map_video(&overlay, pushed, GST_MAP_WRITE | GST_MAP_READ), "map to write");
	check_equal(*(guint8 *)GST_VIDEO_FRAME_PLANE_DATA(&overlay, 0), 1, "what was drawn before");
	memset(GST_VIDEO_FRAME_PLANE_DATA(&overlay, 0), 2, 16);
	gst_video_frame_unmap(&overlay);
	check_equal(*(guint8 *)GST_VIDEO_FRAME_PLANE_DATA(&decoder, 0), 1, "the decoder's picture");
	gst_video_frame_unmap(&decoder);
	finish(pool, pushed);
}

static void refused(const void *data)
{
	GstBufferPool *pool = make_pool(&any);

	check(!configure(pool, "audio/x-raw", TRUE, NULL), "audio");
	check(!configure(pool, "video/x-raw,format=GRAY16_BE,width=64,height=64,framerate=1/1", TRUE,
			 NULL), "a format without a fourcc");
	check(!configure(pool, "video/x-raw(memory:DMABuf),format=DMA_DRM,"
			 "drm-format=NV12:0x0100000000000001,width=64,height=64,framerate=1/1", TRUE,
			 NULL), "tiles");
	gst_object_unref(pool);
}

int main(int argc, char **argv)
{
	static const struct test_case cases[] = {
		{ "options", options },
		{ "layout by caps, I420", by_caps, I420 },
		{ "layout by caps, NV12", by_caps, NV12 },
		{ "layout by caps, DMA_DRM", by_caps, DRM_NV12 },
		{ "padding as a decoder wants it", padded },
		{ "padding before the picture", padded_before },
		{ "a stride raised", raised, NV12 },
		{ "a stride raised, DMA_DRM", raised, DRM_NV12 },
		{ "mapped to write, then to read", mapped },
		{ "buffers come back", recycled },
		{ "a picture that a decoder still has", referred_to },
		{ "such a picture is written to", written_to },
		{ "refused", refused },
	};

	gst_init(NULL, NULL);
	gst_yamp_needs_add_stride(&rows_of_256, "a device", 256);
	return test_main(argc, argv, cases, G_N_ELEMENTS(cases));
}
