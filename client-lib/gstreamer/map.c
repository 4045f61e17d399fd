// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * How planes of our buffers are mapped.
 *
 * A decoder keeps the pictures that others refer to mapped for writing while they are shown.
 * GStreamer locks memory that is mapped for writing, and copies it, with a memcpy of all of
 * it, as soon as a second GstBuffer is made of it, which GstVideoDecoder does with every
 * such picture. So a plane of memory that one buffer alone has is mapped without that lock:
 * the second buffer then shares the memory. Whoever wants to write into memory that two
 * buffers share gets a copy, as ever: that is GStreamer's own way of mapping.
 */
#include "allocator.h"
#include "log.h"
#include "map.h"

#define GST_CAT_DEFAULT gst_yamp_pool_debug

/* yamp_buffer_cpu_begin() maps at the first call, which is for one thread at a time. */
static GMutex first_map;

static enum yamp_cpu access_of(GstMapFlags flags)
{
	return (flags & GST_MAP_READ ? YAMP_CPU_READ : 0) |
	       (flags & GST_MAP_WRITE ? YAMP_CPU_WRITE : 0);
}

/* The frame whose planes are where the meta says; NULL: it needs GStreamer's way. */
static struct yamp_buffer *own_frame(const GstVideoMeta *meta, guint plane, GstMapFlags flags)
{
	GstMemory *memory = gst_buffer_peek_memory(meta->buffer, 0);
	struct yamp_buffer *frame = gst_yamp_memory_buffer(memory);
	const struct yamp_plane *planes;

	if (!frame || memory->parent ||
	    (flags & GST_MAP_WRITE && !gst_mini_object_is_writable(GST_MINI_OBJECT(memory))))
		return NULL;
	planes = yamp_buffer_frame(frame)->planes;
	if (yamp_buffer_frame(frame)->object_count != 1 ||
	    planes[plane].offset != meta->offset[plane])
		return NULL;
	return frame;
}

static gboolean map_own(struct yamp_buffer *frame, guint plane, GstMapInfo *info,
			GstMapFlags flags)
{
	int ret;

	g_mutex_lock(&first_map);
	ret = yamp_buffer_cpu_begin(frame, access_of(flags));
	g_mutex_unlock(&first_map);
	if (ret) {
		GST_ERROR("cannot be mapped: %s", g_strerror(-ret));
		return FALSE;
	}
	*info = (GstMapInfo){
		.flags = flags,
		.data = yamp_buffer_plane(frame, plane),
		.size = yamp_buffer_frame(frame)->planes[plane].size,
		.user_data = { yamp_buffer_ref(frame) },
	};
	return TRUE;
}

/* From where the plane begins to the end of its memory. */
static gboolean map_theirs(GstVideoMeta *meta, guint plane, GstMapInfo *info, GstMapFlags flags,
			   gpointer *data)
{
	guint index, length;
	gsize inside;

	if (!gst_buffer_find_memory(meta->buffer, meta->offset[plane], 1, &index, &length,
				    &inside) ||
	    !gst_buffer_map_range(meta->buffer, index, length, info, flags))
		return FALSE;
	*data = info->data + inside;
	return TRUE;
}

static gboolean map(GstVideoMeta *meta, guint plane, GstMapInfo *info, gpointer *data, gint *stride,
		    GstMapFlags flags)
{
	struct yamp_buffer *frame = own_frame(meta, plane, flags);

	*stride = meta->stride[plane];
	if (!frame)
		return map_theirs(meta, plane, info, flags, data);
	if (!map_own(frame, plane, info, flags))
		return FALSE;
	*data = info->data;
	return TRUE;
}

/* The buffer may have got other memory since; what was mapped is known by its info. */
static gboolean unmap(GstVideoMeta *meta, guint plane, GstMapInfo *info)
{
	struct yamp_buffer *frame = info->memory ? NULL : info->user_data[0];

	if (!frame) {
		gst_buffer_unmap(meta->buffer, info);
		return TRUE;
	}
	yamp_buffer_cpu_end(frame, access_of(info->flags));
	yamp_buffer_unref(frame);
	return TRUE;
}

void gst_yamp_map_use(GstVideoMeta *meta)
{
	meta->map = map;
	meta->unmap = unmap;
}
