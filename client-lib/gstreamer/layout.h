/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * How the frames of a pool are laid out. libyamp's solver decides; here GStreamer's words
 * (caps, alignment, video metas) are put into its records, and its answer back into metas.
 */
#ifndef GST_YAMP_LAYOUT_H
#define GST_YAMP_LAYOUT_H

#include <gst/video/video.h>
#include <yamp/display.h>

G_BEGIN_DECLS

/**
 * struct gst_yamp_format - what caps say
 * @info: of the picture, whatever memory it is in
 */
struct gst_yamp_format {
	GstVideoInfo info;
	guint32 fourcc;
	guint64 modifier;
};

/** gst_yamp_format_from_caps - FALSE: no raw video, or of a kind without a fourcc */
gboolean gst_yamp_format_from_caps(struct gst_yamp_format *format, const GstCaps *caps);

/** gst_yamp_format_colors - "told" to the compositor, "guessed" by it, or "rgb"; constant */
const gchar *gst_yamp_format_colors(const struct gst_yamp_format *format,
				    const struct yamp_display *display);

#define GST_YAMP_NEEDS 3

/**
 * struct gst_yamp_needs - what compositor, plane and application need
 * @records: without formats, which were settled by caps
 * @buffers: how many frames the compositor holds
 */
struct gst_yamp_needs {
	struct yamp_constraint records[GST_YAMP_NEEDS];
	guint count;
	guint buffers;
};

/** gst_yamp_needs_gather - ask the compositor; a plane's needs only if one fits */
void gst_yamp_needs_gather(struct gst_yamp_needs *needs, struct yamp_display *display,
			   const struct gst_yamp_format *format);

/** gst_yamp_needs_add_stride - one more consumer, called @name, needs strides aligned so */
void gst_yamp_needs_add_stride(struct gst_yamp_needs *needs, const gchar *name, guint align);

/**
 * struct gst_yamp_layout - a layout, and all that an allocation needs to get it
 * @records: of compositor, plane and upstream
 * @frame: as it will be
 * @raised: who made a stride larger than GStreamer or upstream wanted it; empty: nobody
 * @align: of each plane's stride, bytes
 */
struct gst_yamp_layout {
	struct gst_yamp_format format;
	struct yamp_constraint records[GST_YAMP_NEEDS + 1];
	guint count;
	struct yamp_frame frame;
	char raised[YAMP_NAME_LEN];
	guint align[GST_VIDEO_MAX_PLANES];
};

/**
 * gst_yamp_layout_solve - lay a frame out
 * @alignment: of upstream, or NULL
 *
 * A plane that cannot read what upstream needs is let go. Returns 0 or -errno as
 * yamp_layout_predict(), with the conflict in the log.
 */
int gst_yamp_layout_solve(struct gst_yamp_layout *layout, const struct gst_yamp_format *format,
			  const struct gst_yamp_needs *needs, const GstVideoAlignment *alignment);

/** gst_yamp_layout_options - for an allocation; points into @layout */
struct yamp_alloc_options gst_yamp_layout_options(const struct gst_yamp_layout *layout);

/** gst_yamp_layout_is_default - is it what caps alone say, for who reads no metas? */
gboolean gst_yamp_layout_is_default(const struct gst_yamp_layout *layout);

/**
 * gst_yamp_layout_params - what the allocation query says of it
 *
 * The structure "video-meta" of GStreamer 1.24 and later, which v4l2src heeds in export
 * mode; NULL if nobody asks for anything. The caller owns it.
 */
GstStructure *gst_yamp_layout_params(const struct gst_yamp_layout *layout);

/** gst_yamp_layout_add_meta - tell the buffer's readers where the planes are */
void gst_yamp_layout_add_meta(const struct gst_yamp_layout *layout, GstBuffer *buffer,
			      const struct yamp_buffer *frame);

/** gst_yamp_frame_from_meta - the description of a buffer of somebody else's dma-bufs
 *
 * FALSE: it has other planes than its format, or planes inside of two memories.
 */
gboolean gst_yamp_frame_from_buffer(struct yamp_frame *frame, const struct gst_yamp_format *format,
				    GstBuffer *buffer);

G_END_DECLS

#endif /* GST_YAMP_LAYOUT_H */
