// SPDX-License-Identifier: LGPL-2.1-or-later
#include <errno.h>
#include <string.h>
#include <drm_fourcc.h>
#include <gst/allocators/gstdmabuf.h>

#include "layout.h"
#include "log.h"
#include "map.h"

#define GST_CAT_DEFAULT gst_yamp_pool_debug

gboolean gst_yamp_format_from_caps(struct gst_yamp_format *format, const GstCaps *caps)
{
	GstVideoInfoDmaDrm drm;
	GstVideoFormat video;

	if (!gst_video_is_dma_drm_caps(caps)) {
		if (!gst_video_info_from_caps(&format->info, caps))
			return FALSE;
		format->fourcc = gst_video_dma_drm_fourcc_from_format(
			GST_VIDEO_INFO_FORMAT(&format->info));
		format->modifier = DRM_FORMAT_MOD_LINEAR;
		return format->fourcc != DRM_FORMAT_INVALID;
	}
	if (!gst_video_info_dma_drm_from_caps(&drm, caps))
		return FALSE;
	format->fourcc = drm.drm_fourcc;
	format->modifier = drm.drm_modifier;
	video = gst_video_dma_drm_fourcc_to_format(drm.drm_fourcc);
	if (video == GST_VIDEO_FORMAT_UNKNOWN)
		return FALSE;
	/* Planes and default strides are those of the linear format, colours those of the caps. */
	if (!gst_video_info_set_interlaced_format(&format->info, video, drm.vinfo.interlace_mode,
						  drm.vinfo.width, drm.vinfo.height))
		return FALSE;
	format->info.par_n = drm.vinfo.par_n;
	format->info.par_d = drm.vinfo.par_d;
	format->info.fps_n = drm.vinfo.fps_n;
	format->info.fps_d = drm.vinfo.fps_d;
	if (drm.vinfo.colorimetry.matrix != GST_VIDEO_COLOR_MATRIX_UNKNOWN ||
	    drm.vinfo.colorimetry.range != GST_VIDEO_COLOR_RANGE_UNKNOWN)
		format->info.colorimetry = drm.vinfo.colorimetry;
	return TRUE;
}

static guint32 color_encoding(const GstVideoInfo *info)
{
	switch (info->colorimetry.matrix) {
	case GST_VIDEO_COLOR_MATRIX_BT601:
		return YAMP_COLOR_ENCODING_BT601;
	case GST_VIDEO_COLOR_MATRIX_BT709:
		return YAMP_COLOR_ENCODING_BT709;
	case GST_VIDEO_COLOR_MATRIX_BT2020:
		return YAMP_COLOR_ENCODING_BT2020;
	default:
		return YAMP_COLOR_ENCODING_UNKNOWN;
	}
}

/* Of RGB there is nothing to say. */
static guint32 color_range(const GstVideoInfo *info)
{
	if (!GST_VIDEO_INFO_IS_YUV(info))
		return YAMP_COLOR_RANGE_UNKNOWN;
	switch (info->colorimetry.range) {
	case GST_VIDEO_COLOR_RANGE_0_255:
		return YAMP_COLOR_RANGE_FULL;
	case GST_VIDEO_COLOR_RANGE_16_235:
		return YAMP_COLOR_RANGE_LIMITED;
	default:
		return YAMP_COLOR_RANGE_UNKNOWN;
	}
}

const gchar *gst_yamp_format_colors(const struct gst_yamp_format *format,
				    const struct yamp_display *display)
{
	if (!GST_VIDEO_INFO_IS_YUV(&format->info))
		return "rgb";
	return yamp_display_converts(display, color_encoding(&format->info),
				     color_range(&format->info)) ? "told" : "guessed";
}

static struct yamp_alloc_options format_options(const struct gst_yamp_format *format,
						const struct yamp_constraint *records, guint count)
{
	return (struct yamp_alloc_options){
		.fourcc = format->fourcc,
		.modifier = format->modifier,
		.width = GST_VIDEO_INFO_WIDTH(&format->info),
		.height = GST_VIDEO_INFO_HEIGHT(&format->info),
		.count = 1,
		.color_encoding = color_encoding(&format->info),
		.color_range = color_range(&format->info),
		.constraints = records,
		.constraint_count = count,
	};
}

/* Lists of formats lead into the display; what caps were chosen from they have settled. */
static void strip_formats(struct yamp_constraint *record)
{
	record->formats = 0;
	record->format_count = 0;
}

void gst_yamp_needs_gather(struct gst_yamp_needs *needs, struct yamp_display *display,
			   const struct gst_yamp_format *format)
{
	struct yamp_alloc_options options;
	struct yamp_target plane;

	yamp_display_constraint(display, &needs->records[0]);
	strip_formats(&needs->records[0]);
	needs->buffers = needs->records[0].buffers_min;
	needs->count = 1;
	options = format_options(format, needs->records, 1);
	if (yamp_display_choose_plane(display, NULL, &options, &plane, NULL))
		return;
	needs->records[1] = plane.record;
	strip_formats(&needs->records[1]);
	needs->count = 2;
}

void gst_yamp_needs_add_stride(struct gst_yamp_needs *needs, const gchar *name, guint align)
{
	struct yamp_constraint *record = &needs->records[needs->count++];

	*record = (struct yamp_constraint){ 0 };
	g_strlcpy(record->name, name, sizeof(record->name));
	for (guint i = 0; i < YAMP_MAX_PLANES; i++)
		record->planes[i].stride_align = align;
}

/* Rows of memory of a plane, of a picture that is so high. */
static guint plane_rows(const GstVideoInfo *info, guint plane, guint height)
{
	gint components[GST_VIDEO_MAX_COMPONENTS];

	gst_video_format_info_component(info->finfo, plane, components);
	return GST_VIDEO_FORMAT_INFO_SCALE_HEIGHT(info->finfo, components[0], height);
}

/* Padding of the whole picture included. */
static guint padded_rows(const GstVideoInfo *info, guint plane, const GstVideoAlignment *alignment)
{
	guint height = GST_VIDEO_INFO_HEIGHT(info);

	if (alignment)
		height += alignment->padding_top + alignment->padding_bottom;
	return plane_rows(info, plane, height);
}

/*
 * What upstream reckons with: GStreamer's strides for the padded picture, and room for its
 * rows. That is no more than a minimum: the metas say what became of it.
 */
static gboolean upstream_record(struct yamp_constraint *record,
				const struct gst_yamp_format *format,
				const GstVideoAlignment *alignment)
{
	GstVideoInfo info = format->info;
	GstVideoAlignment copy;

	if (alignment) {
		copy = *alignment;
		if (!gst_video_info_align(&info, &copy))
			return FALSE;
	}
	*record = (struct yamp_constraint){ .objects = YAMP_OBJECTS_SINGLE };
	strcpy(record->name, "upstream");
	for (guint i = 0; i < GST_VIDEO_INFO_N_PLANES(&info); i++) {
		struct yamp_plane_constraint *plane = &record->planes[i];

		plane->stride_min = GST_VIDEO_INFO_PLANE_STRIDE(&info, i);
		plane->size_min = (guint64)plane->stride_min *
				  padded_rows(&format->info, i, alignment);
		if (alignment && alignment->stride_align[i])
			plane->stride_align = alignment->stride_align[i] + 1;
	}
	return TRUE;
}

/* Whose record alone would make the stride as large? */
static void name_raiser(struct gst_yamp_layout *layout)
{
	const struct yamp_constraint *upstream = &layout->records[layout->count - 1];

	for (guint i = 0; i + 1 < layout->count; i++) {
		struct yamp_constraint pair[2] = { layout->records[i], *upstream };
		struct yamp_alloc_options options = format_options(&layout->format, pair, 2);
		struct yamp_alloc_report report;

		if (!yamp_layout_predict(&options, &report) &&
		    report.frame.planes[0].stride > upstream->planes[0].stride_min) {
			g_strlcpy(layout->raised, pair[0].name, sizeof(layout->raised));
			return;
		}
	}
}

static int predict(struct gst_yamp_layout *layout)
{
	struct yamp_alloc_options options = gst_yamp_layout_options(layout);
	struct yamp_alloc_report report;
	struct yamp_constraint merged;
	char text[256];
	int ret = yamp_layout_predict(&options, &report);

	if (ret == -EDOM) {
		yamp_conflict_text(&report.conflict, text, sizeof(text));
		GST_INFO("no layout suits all: %s", text);
	}
	if (!ret)
		ret = yamp_layout_merge(&options, &merged);
	if (ret)
		return ret;
	layout->frame = report.frame;
	for (guint i = 0; i < report.frame.plane_count; i++)
		layout->align[i] = merged.planes[i].stride_align;
	return 0;
}

int gst_yamp_layout_solve(struct gst_yamp_layout *layout, const struct gst_yamp_format *format,
			  const struct gst_yamp_needs *needs, const GstVideoAlignment *alignment)
{
	int ret = -EDOM;

	*layout = (struct gst_yamp_layout){ .format = *format };
	for (guint kept = needs->count; ret == -EDOM; kept--) {
		memcpy(layout->records, needs->records, kept * sizeof(needs->records[0]));
		if (!upstream_record(&layout->records[kept], format, alignment))
			return -EINVAL;
		layout->count = kept + 1;
		ret = predict(layout);
		if (!kept)
			break;
	}
	if (ret)
		return ret;
	if (layout->frame.planes[0].stride > layout->records[layout->count - 1].planes[0].stride_min)
		name_raiser(layout);
	if (layout->raised[0])
		GST_INFO("stride %u instead of %u, because of %s", layout->frame.planes[0].stride,
			 layout->records[layout->count - 1].planes[0].stride_min, layout->raised);
	return 0;
}

struct yamp_alloc_options gst_yamp_layout_options(const struct gst_yamp_layout *layout)
{
	return format_options(&layout->format, layout->records, layout->count);
}

gboolean gst_yamp_layout_is_default(const struct gst_yamp_layout *layout)
{
	const GstVideoInfo *info = &layout->format.info;

	for (guint i = 0; i < layout->frame.plane_count; i++) {
		if (layout->frame.planes[i].stride != (guint)GST_VIDEO_INFO_PLANE_STRIDE(info, i) ||
		    layout->frame.planes[i].offset != GST_VIDEO_INFO_PLANE_OFFSET(info, i))
			return FALSE;
	}
	return TRUE;
}

/*
 * Padding to the right, as long as GStreamer makes the same strides of it. v4l2src reads it as
 * it reads the configuration of a pool, and insists on all of its fields.
 */
GstStructure *gst_yamp_layout_params(const struct gst_yamp_layout *layout)
{
	GstVideoInfo info = layout->format.info;
	guint stride = layout->frame.planes[0].stride;
	gint bytes = GST_VIDEO_INFO_COMP_PSTRIDE(&info, 0);
	GstVideoAlignment alignment;
	GstStructure *params;

	if (stride == (guint)GST_VIDEO_INFO_PLANE_STRIDE(&info, 0) || bytes <= 0)
		return NULL;
	gst_video_alignment_reset(&alignment);
	alignment.padding_right = stride / bytes - GST_VIDEO_INFO_WIDTH(&info);
	if (!gst_video_info_align(&info, &alignment))
		return NULL;
	for (guint i = 0; i < layout->frame.plane_count; i++) {
		if ((guint)GST_VIDEO_INFO_PLANE_STRIDE(&info, i) != layout->frame.planes[i].stride)
			return NULL;
	}
	params = gst_structure_new_empty("video-meta");
	gst_buffer_pool_config_set_video_alignment(params, &alignment);
	return params;
}

/* Where a dma-buf begins, if the memories of a buffer are strung together. */
static gsize object_start(const struct yamp_buffer *frame, guint object)
{
	gsize start = 0;

	for (guint i = 0; i < object; i++)
		start += yamp_buffer_object_size(frame, i);
	return start;
}

void gst_yamp_layout_add_meta(const struct gst_yamp_layout *layout, GstBuffer *buffer,
			      const struct yamp_buffer *frame)
{
	const struct yamp_frame *description = yamp_buffer_frame(frame);
	const GstVideoInfo *info = &layout->format.info;
	gsize offsets[GST_VIDEO_MAX_PLANES] = { 0 };
	gint strides[GST_VIDEO_MAX_PLANES] = { 0 };

	for (guint i = 0; i < description->plane_count; i++) {
		offsets[i] = object_start(frame, description->planes[i].object) +
			     description->planes[i].offset;
		strides[i] = description->planes[i].stride;
	}
	gst_yamp_map_use(gst_buffer_add_video_meta_full(
		buffer, GST_VIDEO_FRAME_FLAG_NONE, GST_VIDEO_INFO_FORMAT(info),
		GST_VIDEO_INFO_WIDTH(info), GST_VIDEO_INFO_HEIGHT(info), description->plane_count,
		offsets, strides));
}

/* One dma-buf of several memories is one object. */
static gint find_object(struct yamp_frame *frame, GstBuffer *buffer, gsize offset,
			guint memories[YAMP_MAX_PLANES], gsize *inside)
{
	guint index, length;

	if (!gst_buffer_find_memory(buffer, offset, 1, &index, &length, inside))
		return -1;
	for (guint i = 0; i < frame->object_count; i++) {
		if (memories[i] == index)
			return i;
	}
	if (frame->object_count == YAMP_MAX_PLANES)
		return -1;
	memories[frame->object_count] = index;
	return frame->object_count++;
}

gboolean gst_yamp_frame_from_buffer(struct yamp_frame *frame, const struct gst_yamp_format *format,
				    GstBuffer *buffer)
{
	const GstVideoMeta *meta = gst_buffer_get_video_meta(buffer);
	const GstVideoInfo *info = &format->info;
	guint memories[YAMP_MAX_PLANES];

	*frame = (struct yamp_frame){
		.fourcc = format->fourcc,
		.modifier = format->modifier,
		.width = meta ? meta->width : (guint)GST_VIDEO_INFO_WIDTH(info),
		.height = meta ? meta->height : (guint)GST_VIDEO_INFO_HEIGHT(info),
		.plane_count = meta ? meta->n_planes : GST_VIDEO_INFO_N_PLANES(info),
		.color_encoding = color_encoding(info),
		.color_range = color_range(info),
	};
	for (guint i = 0; i < frame->plane_count; i++) {
		struct yamp_plane *plane = &frame->planes[i];
		gsize inside;
		gint object = find_object(frame, buffer, meta ? meta->offset[i] :
					  GST_VIDEO_INFO_PLANE_OFFSET(info, i), memories, &inside);

		if (object < 0)
			return FALSE;
		plane->object = object;
		plane->stride = meta ? meta->stride[i] : GST_VIDEO_INFO_PLANE_STRIDE(info, i);
		plane->rows = plane_rows(info, i, frame->height);
		plane->offset = inside + gst_buffer_peek_memory(buffer, memories[object])->offset;
		plane->size = (guint64)plane->stride * plane->rows;
	}
	return TRUE;
}
