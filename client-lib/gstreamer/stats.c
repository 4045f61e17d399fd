// SPDX-License-Identifier: LGPL-2.1-or-later
#include "log.h"
#include "stats.h"

#define GST_CAT_DEFAULT gst_yamp_sink_debug

static const struct {
	const gchar *reason;
	const gchar *text;
} reasons[] = {
	{ "system-memory", "Every picture is copied: upstream does not use the pool that it was offered." },
	{ "layout-changed", "Every picture is copied: upstream moved it within its buffer." },
	{ "upstream-dmabuf", "Upstream shows dma-bufs of its own: nobody vouches for their layout." },
	{ "undescribed", "Memory is not the yamp module's: nobody vouches for its layout. Load yamp.ko." },
	{ "no-plugin", "The compositor has no yamp plugin: it has to believe what is said of buffers." },
	{ "rejected", "The compositor's yamp plugin does not verify the buffers." },
	{ "no-dmabuf", "Every picture is copied: the compositor takes no dma-bufs of this format." },
};

void gst_yamp_stats_path(struct gst_yamp_stats *stats, const struct gst_yamp_path *path)
{
	if (path->path == stats->path.path && path->reason == stats->path.reason &&
	    path->memory == stats->path.memory)
		return;
	stats->path = *path;
	stats->changed = TRUE;
}

void gst_yamp_stats_presented(struct gst_yamp_stats *stats, const struct yamp_presented *presented)
{
	stats->presented++;
	if (presented->flags & YAMP_PRESENTED_ZERO_COPY)
		stats->scanned_out++;
	else
		stats->reasons = presented->reasons;
}

/* "format,no_plane"; the caller owns it. */
static gchar *reason_names(guint32 bits)
{
	GString *names = g_string_new(NULL);

	for (guint32 bit = 1; bit && bit <= bits; bit <<= 1) {
		if (!(bits & bit))
			continue;
		if (names->len)
			g_string_append_c(names, ',');
		g_string_append(names, yamp_reason_name(bit));
	}
	return g_string_free(names, FALSE);
}

void gst_yamp_stats_fill(const struct gst_yamp_stats *stats, GstStructure *structure)
{
	gchar *composited = reason_names(stats->reasons);
	guint64 late = 0;

	gst_structure_get_uint64(structure, "dropped", &late);
	gst_structure_set(structure,
			  "path", G_TYPE_STRING, yamp_path_name(stats->path.path),
			  "reason", G_TYPE_STRING, stats->path.reason ?: "",
			  "memory", G_TYPE_STRING, stats->path.memory ?: "",
			  "frames", G_TYPE_UINT64, stats->frames,
			  "presented", G_TYPE_UINT64, stats->presented,
			  "scanned-out", G_TYPE_UINT64, stats->scanned_out,
			  "discarded", G_TYPE_UINT64, stats->discarded,
			  "dropped", G_TYPE_UINT64, late + stats->lost,
			  "copied-frames", G_TYPE_UINT64, stats->copied_frames,
			  "copied-bytes", G_TYPE_UINT64, stats->copied_bytes,
			  "colors", G_TYPE_STRING, stats->colors ?: "",
			  "composited-because", G_TYPE_STRING, composited, NULL);
	g_free(composited);
}

static const gchar *reason_text(const gchar *reason)
{
	for (guint i = 0; i < G_N_ELEMENTS(reasons); i++) {
		if (g_str_equal(reasons[i].reason, reason))
			return reasons[i].text;
	}
	return reason;
}

static GstStructure *path_structure(const struct gst_yamp_path *path)
{
	return gst_structure_new("yamp-path", "path", G_TYPE_STRING, yamp_path_name(path->path),
				 "reason", G_TYPE_STRING, path->reason, "memory", G_TYPE_STRING,
				 path->memory, NULL);
}

void gst_yamp_path_tell(GstElement *element, const struct gst_yamp_path *path)
{
	GstStructure *structure = path_structure(path);

	GST_INFO_OBJECT(element, "path: %" GST_PTR_FORMAT, structure);
	gst_element_post_message(element, gst_message_new_element(GST_OBJECT(element),
								  gst_structure_copy(structure)));
	if (!path->reason[0]) {
		gst_structure_free(structure);
		return;
	}
	gst_element_message_full_with_details(element, GST_MESSAGE_WARNING, GST_RESOURCE_ERROR,
					      GST_RESOURCE_ERROR_SETTINGS,
					      g_strdup(reason_text(path->reason)),
					      g_strdup_printf("reason=%s", path->reason), __FILE__,
					      __func__, __LINE__, structure);
}
