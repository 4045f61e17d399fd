// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * From a buffer of upstream's to a frame on the screen:
 *
 *   our memory, or dma-bufs ──────────────► image ──► pending ──► shown ──► released
 *   other memory, or moved about in ours ──► copy ──►┘
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include <gst/allocators/gstdmabuf.h>

#include "log.h"
#include "pool.h"
#include "sink.h"

#define GST_CAT_DEFAULT gst_yamp_sink_debug

/* Pictures that are copied never wait for a buffer: these are enough for a lively compositor. */
#define MORE_COPIES 2

static gboolean is_same(const struct yamp_frame *ours, const struct yamp_frame *theirs)
{
	if (ours->fourcc != theirs->fourcc || ours->width != theirs->width ||
	    ours->height != theirs->height || ours->plane_count != theirs->plane_count)
		return FALSE;
	for (guint i = 0; i < ours->plane_count; i++) {
		if (ours->planes[i].object != theirs->planes[i].object ||
		    ours->planes[i].offset != theirs->planes[i].offset ||
		    ours->planes[i].stride != theirs->planes[i].stride)
			return FALSE;
	}
	return TRUE;
}

static int duplicate_fds(GstBuffer *buffer, guint count, int *fds)
{
	for (guint i = 0; i < count; i++) {
		GstMemory *memory = gst_buffer_peek_memory(buffer, i);

		fds[i] = gst_is_dmabuf_memory(memory) ?
			fcntl(gst_dmabuf_memory_get_fd(memory), F_DUPFD_CLOEXEC, 0) : -1;
		if (fds[i] < 0) {
			while (i--)
				close(fds[i]);
			return -1;
		}
	}
	return 0;
}

/* Upstream's own dma-bufs; the caller owns a reference. */
static struct yamp_buffer *wrap(GstBuffer *buffer, const struct yamp_frame *frame)
{
	struct yamp_buffer *wrapped;
	int fds[YAMP_MAX_PLANES];

	if (gst_buffer_n_memory(buffer) != frame->object_count ||
	    duplicate_fds(buffer, frame->object_count, fds))
		return NULL;
	wrapped = yamp_buffer_wrap(frame, fds);
	for (guint i = 0; !wrapped && i < frame->object_count; i++)
		close(fds[i]);
	return wrapped;
}

/* Makes it known if it is not yet. NULL: it has to be copied. */
static struct gst_yamp_image *image_of(GstYampSink *self, GstBuffer *buffer)
{
	const struct gst_yamp_format *format = &gst_yamp_sink_state(self)->format;
	GstYampDisplay *display = gst_yamp_sink_display(self);
	GstMemory *memory = gst_buffer_peek_memory(buffer, 0);
	struct gst_yamp_image *image = gst_yamp_image_find(display, memory);
	struct yamp_buffer *frame;
	struct yamp_frame stated;

	if (!gst_yamp_frame_from_buffer(&stated, format, buffer))
		return NULL;
	if (image)
		return is_same(yamp_buffer_frame(image->frame), &stated) ? image : NULL;
	frame = gst_yamp_memory_buffer(memory);
	if (frame) {
		if (memory->parent || !is_same(yamp_buffer_frame(frame), &stated))
			return NULL;
		return gst_yamp_image_make(display, memory, frame);
	}
	frame = wrap(buffer, &stated);
	if (!frame)
		return NULL;
	image = gst_yamp_image_make(display, memory, frame);
	yamp_buffer_unref(frame);
	return image;
}

static GstBufferPool *make_copies(GstYampSink *self)
{
	struct gst_yamp_sink_state *state = gst_yamp_sink_state(self);
	struct gst_yamp_needs needs;
	GstBufferPool *pool;
	GstStructure *config;

	gst_yamp_sink_needs(self, &state->format, &needs);
	pool = gst_yamp_pool_new(gst_yamp_sink_display(self), gst_yamp_sink_allocator(self),
				 &needs);
	config = gst_buffer_pool_get_config(pool);
	gst_buffer_pool_config_set_params(config, state->caps, 0, 0, needs.buffers + MORE_COPIES);
	gst_buffer_pool_config_add_option(config, GST_BUFFER_POOL_OPTION_VIDEO_META);
	if (!gst_buffer_pool_set_config(pool, config) || !gst_buffer_pool_set_active(pool, TRUE))
		gst_clear_object(&pool);
	return pool;
}

/* The caller owns a reference; NULL: none is free. */
static GstBuffer *acquire_copy(GstYampSink *self)
{
	struct gst_yamp_sink_state *state = gst_yamp_sink_state(self);
	GstBufferPoolAcquireParams params = { .flags = GST_BUFFER_POOL_ACQUIRE_FLAG_DONTWAIT };
	GstBuffer *buffer = NULL;

	if (!state->copies)
		state->copies = make_copies(self);
	if (state->copies)
		gst_buffer_pool_acquire_buffer(state->copies, &buffer, &params);
	return buffer;
}

/* Of the first sample that is seen in a plane; where pixels share samples, of their first. */
static gsize plane_offset(const GstVideoFrame *frame, guint plane, guint x, guint y)
{
	const GstVideoFormatInfo *format = frame->info.finfo;
	gint components[GST_VIDEO_MAX_COMPONENTS];
	gint first;

	gst_video_format_info_component(format, plane, components);
	first = components[0];
	x &= ~((1U << format->w_sub[GST_VIDEO_COMP_U]) - 1);
	return (gsize)(y >> format->h_sub[first]) * GST_VIDEO_FRAME_PLANE_STRIDE(frame, plane) +
	       (gsize)(x >> format->w_sub[first]) * GST_VIDEO_FRAME_COMP_PSTRIDE(frame, first);
}

/* What lies around the picture is not copied. FALSE: there is no such picture in it. */
static gboolean crop(GstVideoFrame *frame, const GstVideoInfo *info, const GstVideoCropMeta *meta)
{
	guint x = meta ? meta->x : 0, y = meta ? meta->y : 0;

	if (x + GST_VIDEO_INFO_WIDTH(info) > (guint)GST_VIDEO_FRAME_WIDTH(frame) ||
	    y + GST_VIDEO_INFO_HEIGHT(info) > (guint)GST_VIDEO_FRAME_HEIGHT(frame))
		return FALSE;
	for (guint i = 0; i < GST_VIDEO_FRAME_N_PLANES(frame); i++)
		frame->data[i] = (guint8 *)frame->data[i] + plane_offset(frame, i, x, y);
	frame->info.width = GST_VIDEO_INFO_WIDTH(info);
	frame->info.height = GST_VIDEO_INFO_HEIGHT(info);
	return TRUE;
}

static gboolean copy_picture(const GstVideoInfo *info, GstBuffer *from, GstBuffer *to)
{
	GstVideoFrame source, target;
	gboolean copied = FALSE;

	if (!gst_video_frame_map(&source, info, from, GST_MAP_READ))
		return FALSE;
	if (crop(&source, info, gst_buffer_get_video_crop_meta(from)) &&
	    gst_video_frame_map(&target, info, to, GST_MAP_WRITE)) {
		copied = gst_video_frame_copy(&target, &source);
		gst_video_frame_unmap(&target);
	}
	gst_video_frame_unmap(&source);
	return copied;
}

/* Only the streaming thread gets here, so format and pool stay what they are. */
static GstBuffer *copy_of(GstYampSink *self, GstBuffer *buffer)
{
	struct gst_yamp_sink_state *state = gst_yamp_sink_state(self);
	GstYampDisplay *display = gst_yamp_sink_display(self);
	GstBuffer *copy;

	gst_yamp_display_lock(display);
	copy = acquire_copy(self);
	gst_yamp_display_unlock(display);
	if (copy && !copy_picture(&state->format.info, buffer, copy))
		gst_clear_buffer(&copy);
	gst_yamp_display_lock(display);
	if (copy) {
		state->stats.copied_frames++;
		state->stats.copied_bytes += GST_VIDEO_INFO_SIZE(&state->format.info);
	} else {
		state->stats.lost++;
	}
	gst_yamp_display_unlock(display);
	return copy;
}

GstBuffer *gst_yamp_sink_prepare(GstYampSink *self, GstBuffer *buffer)
{
	GstYampDisplay *display = gst_yamp_sink_display(self);
	struct gst_yamp_image *image;

	if (!gst_buffer_n_memory(buffer))
		return NULL;	/* a gap */
	gst_yamp_display_lock(display);
	image = image_of(self, buffer);
	gst_yamp_display_unlock(display);
	if (image)
		return gst_buffer_ref(buffer);
	return copy_of(self, buffer);
}

static const gchar *path_reason(GstYampSink *self, const struct gst_yamp_image *image)
{
	struct gst_yamp_sink_state *state = gst_yamp_sink_state(self);

	if (yamp_image_path(image->image) == YAMP_PATH_COPY)
		return "no-dmabuf";
	if (state->copies && image->shown->pool == state->copies)
		return "system-memory";
	if (yamp_image_path(image->image) == YAMP_PATH_VERIFIED)
		return "";
	if (!yamp_buffer_is_described(image->frame))
		return gst_yamp_memory_buffer(image->memory) ? "undescribed" : "upstream-dmabuf";
	return gst_yamp_display_has_plugin(image->display) ? "rejected" : "no-plugin";
}

static void count_frame(GstYampSink *self, const struct gst_yamp_path *path)
{
	struct gst_yamp_sink_state *state = gst_yamp_sink_state(self);

	state->stats.frames++;
	if (path->path == YAMP_PATH_COPY) {
		state->stats.copied_frames++;
		state->stats.copied_bytes += GST_VIDEO_INFO_SIZE(&state->format.info);
	}
	gst_yamp_stats_path(&state->stats, path);
}

/*
 * Takes over what waits for the next time, or drops it. An image that another window has
 * shown is given back when that is gone.
 */
static void not_shown(GstYampSink *self, GstBuffer *buffer, int error)
{
	struct gst_yamp_sink_state *state = gst_yamp_sink_state(self);

	if ((error == -EAGAIN && !yamp_window_can_show(state->window)) ||
	    (error == -EBUSY && state->empty)) {
		state->next = buffer;
		return;
	}
	if (error != -EBUSY)	/* that one is on the screen */
		state->stats.lost++;
	gst_yamp_display_drop(gst_yamp_sink_display(self), buffer, NULL);
}

/*
 * What the compositor still has is not gone with our reference, and comes back with an event
 * that wakes the display's thread anyway: nobody is woken for it.
 */
static void drop_last(GstYampSink *self)
{
	GstYampDisplay *display = gst_yamp_sink_display(self);
	GstBuffer *last = g_steal_pointer(&gst_yamp_sink_state(self)->last);
	struct gst_yamp_image *image;

	if (!last)
		return;
	image = gst_yamp_image_find(display, gst_buffer_peek_memory(last, 0));
	if (image && image->shown == last)
		gst_buffer_unref(last);
	else
		gst_yamp_display_drop(display, last, NULL);
}

static void keep_last(GstYampSink *self, GstBuffer *buffer)
{
	drop_last(self);
	gst_yamp_sink_state(self)->last = buffer;
}

/* What this window shows is shown again only if it is to be seen in another way. */
static gboolean is_shown(GstYampSink *self, GstBuffer *buffer, const struct yamp_picture *picture)
{
	struct gst_yamp_sink_state *state = gst_yamp_sink_state(self);

	return state->empty || !state->last ||
	       gst_buffer_peek_memory(state->last, 0) != gst_buffer_peek_memory(buffer, 0) ||
	       !memcmp(&state->picture, picture, sizeof(*picture));
}

static void show_image(GstYampSink *self, struct gst_yamp_image *image, GstBuffer *buffer)
{
	struct gst_yamp_sink_state *state = gst_yamp_sink_state(self);
	struct yamp_picture picture = gst_yamp_sink_picture(self, buffer);
	gboolean again = image->shown != NULL;
	struct gst_yamp_path path;
	int ret;

	if (again && is_shown(self, buffer, &picture)) {
		not_shown(self, buffer, -EBUSY);
		return;
	}
	if (!again)
		image->shown = gst_buffer_ref(buffer);	/* goes with the release, or below */
	path = (struct gst_yamp_path){ yamp_image_path(image->image), path_reason(self, image),
				       yamp_buffer_provider(image->frame) };
	ret = yamp_window_set_picture(state->window, &picture);
	if (!ret)
		ret = yamp_window_show(state->window, image->image, state->sequence, 0);
	if (ret) {
		if (!again)
			gst_buffer_unref(g_steal_pointer(&image->shown));
		not_shown(self, buffer, ret);
		return;
	}
	state->sequence++;
	state->empty = FALSE;
	state->picture = picture;
	count_frame(self, &path);
	keep_last(self, buffer);
}

void gst_yamp_sink_show(GstYampSink *self, GstBuffer *buffer)
{
	struct gst_yamp_sink_state *state = gst_yamp_sink_state(self);
	GstYampDisplay *display = gst_yamp_sink_display(self);
	struct gst_yamp_image *image = gst_yamp_image_find(display,
							   gst_buffer_peek_memory(buffer, 0));

	if (state->next) {
		state->stats.lost++;
		gst_yamp_display_drop(display, g_steal_pointer(&state->next), NULL);
	}
	if (!gst_yamp_sink_ensure_window(self) || !image ||
	    image->state == GST_YAMP_IMAGE_FAILED) {
		gst_yamp_sink_fail(self, "not-shown");
		gst_yamp_display_drop(display, buffer, NULL);
		return;
	}
	if (image->state == GST_YAMP_IMAGE_PENDING)
		state->next = buffer;
	else
		show_image(self, image, buffer);
	gst_yamp_display_flush(display);
}

void gst_yamp_sink_show_next(GstYampSink *self)
{
	struct gst_yamp_sink_state *state = gst_yamp_sink_state(self);

	if (state->next && state->window)
		gst_yamp_sink_show(self, g_steal_pointer(&state->next));
}

/* On the screen it can be turned and moved without being shown anew. */
void gst_yamp_sink_redraw(GstYampSink *self)
{
	struct gst_yamp_sink_state *state = gst_yamp_sink_state(self);
	GstYampDisplay *display = gst_yamp_sink_ref_display(self);

	if (!display)
		return;
	gst_yamp_display_lock(display);
	if (state->last && !state->next && !state->failed)
		gst_yamp_sink_show(self, gst_buffer_ref(state->last));
	gst_yamp_display_unlock(display);
	gst_yamp_display_unref(display);
}

void gst_yamp_sink_forget(GstYampSink *self)
{
	struct gst_yamp_sink_state *state = gst_yamp_sink_state(self);
	GstYampDisplay *display = gst_yamp_sink_display(self);
	GstBufferPool *copies;

	gst_yamp_display_lock(display);
	if (state->next)
		gst_yamp_display_drop(display, g_steal_pointer(&state->next), NULL);
	drop_last(self);
	copies = g_steal_pointer(&state->copies);
	gst_yamp_display_unlock(display);
	if (!copies)
		return;
	gst_buffer_pool_set_active(copies, FALSE);
	gst_object_unref(copies);
}
