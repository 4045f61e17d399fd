/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What became of frames, and which way they take to the compositor. */
#ifndef GST_YAMP_STATS_H
#define GST_YAMP_STATS_H

#include <gst/gst.h>
#include <yamp/display.h>

G_BEGIN_DECLS

/**
 * struct gst_yamp_path - the way of a frame
 * @path: to the compositor
 * @reason: why it is not the best one; a constant, "" if it is:
 *	system-memory	upstream has memory of its own: each picture is copied into ours
 *	layout-changed	upstream moved the picture within its buffer: copied, likewise
 *	upstream-dmabuf	upstream's own dma-bufs: nobody vouches for their layout
 *	undescribed	the kernel module gives no memory here, another provider does
 *	no-plugin	the compositor has no yamp plugin
 *	rejected	the compositor's plugin refused the buffers
 *	no-dmabuf	the compositor takes no dma-bufs of this format: copied into wl_shm
 * @memory: who gave it, as yamp_buffer_provider()
 */
struct gst_yamp_path {
	enum yamp_path path;
	const gchar *reason;
	const gchar *memory;
};

/**
 * struct gst_yamp_stats - since READY
 * @path: of the last frame
 * @changed: it is not told yet
 * @colors: as of gst_yamp_format_colors(); NULL before there are caps
 * @frames: given to the compositor
 * @presented: shown
 * @scanned_out: of these, from a plane
 * @discarded: given but never shown: a newer one came before
 * @lost: not given: no buffer was free, or the window not there yet
 * @copied_frames: by the processor
 * @copied_bytes: likewise, into buffers of ours or into wl_shm
 * @reasons: enum yamp_reason of the last frame that was composited
 */
struct gst_yamp_stats {
	struct gst_yamp_path path;
	gboolean changed;
	const gchar *colors;
	guint64 frames;
	guint64 presented;
	guint64 scanned_out;
	guint64 discarded;
	guint64 lost;
	guint64 copied_frames;
	guint64 copied_bytes;
	guint32 reasons;
};

/** gst_yamp_stats_path - a frame went this way */
void gst_yamp_stats_path(struct gst_yamp_stats *stats, const struct gst_yamp_path *path);

/** gst_yamp_stats_presented - a frame was shown */
void gst_yamp_stats_presented(struct gst_yamp_stats *stats, const struct yamp_presented *presented);

/** gst_yamp_stats_fill - add the figures to what GstBaseSink tells */
void gst_yamp_stats_fill(const struct gst_yamp_stats *stats, GstStructure *structure);

/**
 * gst_yamp_path_tell - post what changed, on the element's bus
 *
 * An element message "yamp-path" with path, reason and memory, and a warning with the same
 * as its details where there is a reason. Not under a lock.
 */
void gst_yamp_path_tell(GstElement *element, const struct gst_yamp_path *path);

G_END_DECLS

#endif /* GST_YAMP_STATS_H */
