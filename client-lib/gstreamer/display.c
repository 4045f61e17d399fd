// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * What the thread does, again and again:
 *
 *   unref buffers that nobody reads ─► wait for events, fences or a call ─► handle them
 */
#include <errno.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "display.h"
#include "log.h"

#define GST_CAT_DEFAULT gst_yamp_sink_debug

/* Entries of a poll that are not fences. */
#define OWN_FDS 2

/**
 * struct _GstYampDisplay - see display.h
 * @lock: of all that follows but @references
 * @yamp: NULL once it is closed
 * @shared: the connection is the application's
 * @thread: NULL before it is started
 * @wake: an eventfd that ends the thread's poll
 * @images: struct kept by GstMemory
 * @draining: struct drain: buffers that a device may still read
 * @blocked: the compositor is behind: flush when the connection takes more
 * @failed: was told to the listener
 * @quit: the thread is to end
 */
struct _GstYampDisplay {
	gint references;
	GRecMutex lock;
	struct yamp_display *yamp;
	gboolean shared;
	const struct gst_yamp_display_listener *listener;
	gpointer data;
	gboolean has_plugin;
	int wake;
	GThread *thread;
	GHashTable *images;
	GArray *draining;
	gboolean blocked;
	gboolean failed;
	gboolean quit;
};

/** struct kept - see gst_yamp_display_keep() */
struct kept {
	gpointer object;
	void (*close)(gpointer object);
};

/**
 * struct drain - a buffer to unref
 * @reads: a reference; NULL if nothing is to be waited for
 */
struct drain {
	GstBuffer *buffer;
	struct yamp_buffer *reads;
};

void gst_yamp_display_lock(GstYampDisplay *display)
{
	g_rec_mutex_lock(&display->lock);
}

void gst_yamp_display_unlock(GstYampDisplay *display)
{
	g_rec_mutex_unlock(&display->lock);
}

struct yamp_display *gst_yamp_display_get(GstYampDisplay *display)
{
	return display->yamp;
}

void gst_yamp_display_keep(GstYampDisplay *display, const GstMemory *memory, gpointer object,
			   void (*close)(gpointer object))
{
	struct kept *kept = g_new(struct kept, 1);

	*kept = (struct kept){ object, close };
	g_hash_table_insert(display->images, (gpointer)memory, kept);
}

gpointer gst_yamp_display_find(GstYampDisplay *display, const GstMemory *memory)
{
	const struct kept *kept = g_hash_table_lookup(display->images, memory);

	return kept ? kept->object : NULL;
}

void gst_yamp_display_forget(GstYampDisplay *display, const GstMemory *memory)
{
	g_hash_table_remove(display->images, memory);
}

gboolean gst_yamp_display_has_plugin(GstYampDisplay *display)
{
	return display->has_plugin;
}

gboolean gst_yamp_display_is_shared(GstYampDisplay *display)
{
	return display->shared;
}

gboolean gst_yamp_display_has_failed(GstYampDisplay *display)
{
	return display->failed;
}

void gst_yamp_display_image_ready(GstYampDisplay *display)
{
	display->listener->image_ready(display->data);
}

static void wake(GstYampDisplay *display)
{
	eventfd_write(display->wake, 1);
}

static void take_result(GstYampDisplay *display, int result)
{
	display->blocked = result == -EAGAIN;
	if (!result || result == -EAGAIN || display->failed)
		return;
	display->failed = TRUE;
	display->listener->failed(display->data, result);
}

void gst_yamp_display_flush(GstYampDisplay *display)
{
	if (!display->yamp)
		return;
	take_result(display, yamp_display_flush(display->yamp));
	if (display->blocked)
		wake(display);
}

void gst_yamp_display_drop(GstYampDisplay *display, GstBuffer *buffer, struct yamp_buffer *reads)
{
	struct drain drain = { buffer, reads ? yamp_buffer_ref(reads) : NULL };

	gst_yamp_display_lock(display);
	g_array_append_val(display->draining, drain);
	gst_yamp_display_unlock(display);
	if (g_thread_self() != display->thread)	/* it looks before it waits */
		wake(display);
}

/* POLLOUT of a dma-buf: no device reads or writes it any more. */
static gboolean is_idle(const struct drain *drain)
{
	guint objects = drain->reads ? yamp_buffer_frame(drain->reads)->object_count : 0;

	for (guint i = 0; i < objects; i++) {
		struct pollfd pollfd = { yamp_buffer_fd(drain->reads, i), POLLOUT, 0 };

		if (!poll(&pollfd, 1, 0))
			return FALSE;
	}
	return TRUE;
}

/* Those that are idle, or all of them, go from the list to a list of the caller's. */
static GArray *take_idle(GstYampDisplay *display, gboolean all)
{
	GArray *idle = g_array_new(FALSE, FALSE, sizeof(struct drain));

	for (guint i = 0; i < display->draining->len;) {
		struct drain drain = g_array_index(display->draining, struct drain, i);

		if (!all && !is_idle(&drain)) {
			i++;
			continue;
		}
		g_array_append_val(idle, drain);
		g_array_remove_index(display->draining, i);
	}
	return idle;
}

/* Not under the lock. */
static void unref_all(GArray *idle)
{
	for (guint i = 0; i < idle->len; i++) {
		struct drain *drain = &g_array_index(idle, struct drain, i);

		gst_buffer_unref(drain->buffer);
		yamp_buffer_unref(drain->reads);
	}
	g_array_unref(idle);
}

/* What to wait for. The descriptors of fences live: only the thread drops their buffers. */
static GArray *make_pollfds(GstYampDisplay *display)
{
	GArray *fds = g_array_new(FALSE, FALSE, sizeof(struct pollfd));
	struct pollfd own[OWN_FDS] = {
		{ display->wake, POLLIN, 0 },
		{ display->failed ? -1 : yamp_display_fd(display->yamp),
		  POLLIN | (display->blocked ? POLLOUT : 0), 0 },
	};

	g_array_append_vals(fds, own, OWN_FDS);
	for (guint i = 0; i < display->draining->len; i++) {
		struct yamp_buffer *reads = g_array_index(display->draining, struct drain, i).reads;
		guint objects = reads ? yamp_buffer_frame(reads)->object_count : 0;

		for (guint j = 0; j < objects; j++) {
			struct pollfd pollfd = { yamp_buffer_fd(reads, j), POLLOUT, 0 };

			if (!poll(&pollfd, 1, 0))	/* the idle ones would spin */
				g_array_append_val(fds, pollfd);
		}
	}
	return fds;
}

/* Without waiting if something is @ready. */
static void wait_for_something(GArray *fds, gboolean ready)
{
	struct pollfd *wake = &g_array_index(fds, struct pollfd, 0);
	eventfd_t value;

	while (poll((struct pollfd *)fds->data, fds->len, ready ? 0 : -1) < 0 && errno == EINTR)
		;
	if (wake->revents)
		eventfd_read(wake->fd, &value);
}

static void handle_events(GstYampDisplay *display)
{
	if (display->failed)
		return;
	take_result(display, yamp_display_dispatch(display->yamp));
	take_result(display, yamp_display_flush(display->yamp));
}

static gpointer run(gpointer data)
{
	GstYampDisplay *display = data;

	gst_yamp_display_lock(display);
	while (!display->quit) {
		GArray *idle = take_idle(display, FALSE);
		gboolean ready;
		GArray *fds;

		if (idle->len) {
			gst_yamp_display_unlock(display);
			unref_all(idle);
			gst_yamp_display_lock(display);
			continue;
		}
		g_array_unref(idle);
		fds = make_pollfds(display);
		ready = yamp_display_prepare(display->yamp) != 0 && !display->failed;
		gst_yamp_display_unlock(display);
		wait_for_something(fds, ready);
		g_array_unref(fds);
		gst_yamp_display_lock(display);
		handle_events(display);
		gst_yamp_display_unlock(display);
		display->listener->after(display->data);
		gst_yamp_display_lock(display);
	}
	gst_yamp_display_unlock(display);
	return NULL;
}

/* The plugin is there if it would verify a buffer of any format. */
static gboolean would_verify(struct yamp_display *yamp)
{
	const struct yamp_format *formats;
	struct yamp_constraint record;

	yamp_display_constraint(yamp, &record);
	formats = (const struct yamp_format *)(uintptr_t)record.formats;
	for (guint i = 0; i < record.format_count; i++) {
		if (yamp_display_path(yamp, formats[i].fourcc, formats[i].modifier, true) ==
		    YAMP_PATH_VERIFIED)
			return TRUE;
	}
	return FALSE;
}

GstYampDisplay *gst_yamp_display_new(struct wl_display *shared,
				     const struct gst_yamp_display_listener *listener,
				     gpointer data)
{
	struct yamp_log log = gst_yamp_log(gst_yamp_sink_debug);
	struct yamp_display *yamp = shared ? yamp_display_create(shared, &log) :
					     yamp_display_connect(NULL, &log);
	GstYampDisplay *display;
	int wake_fd;

	if (!yamp)
		return NULL;
	wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (wake_fd < 0) {
		yamp_display_destroy(yamp);
		return NULL;
	}
	display = g_new0(GstYampDisplay, 1);
	display->references = 1;
	g_rec_mutex_init(&display->lock);
	display->yamp = yamp;
	display->shared = shared != NULL;
	display->listener = listener;
	display->data = data;
	display->has_plugin = would_verify(yamp);
	display->wake = wake_fd;
	display->images = g_hash_table_new_full(NULL, NULL, NULL, g_free);
	display->draining = g_array_new(FALSE, FALSE, sizeof(struct drain));
	return display;
}

void gst_yamp_display_start(GstYampDisplay *display)
{
	gst_yamp_display_lock(display);	/* the thread is to know itself */
	display->thread = g_thread_new("yampsink", run, display);
	gst_yamp_display_unlock(display);
}

static void close_images(GstYampDisplay *display)
{
	GHashTableIter iter;
	gpointer value;

	g_hash_table_iter_init(&iter, display->images);
	while (g_hash_table_iter_next(&iter, NULL, &value)) {
		struct kept *kept = value;

		kept->close(kept->object);
	}
}

void gst_yamp_display_close(GstYampDisplay *display)
{
	GArray *held;

	gst_yamp_display_lock(display);
	display->quit = TRUE;
	gst_yamp_display_unlock(display);
	wake(display);
	if (display->thread)
		g_thread_join(display->thread);
	gst_yamp_display_lock(display);
	close_images(display);
	yamp_display_destroy(g_steal_pointer(&display->yamp));
	held = take_idle(display, TRUE);
	gst_yamp_display_unlock(display);
	unref_all(held);
}

GstYampDisplay *gst_yamp_display_ref(GstYampDisplay *display)
{
	g_atomic_int_inc(&display->references);
	return display;
}

void gst_yamp_display_unref(GstYampDisplay *display)
{
	if (!g_atomic_int_dec_and_test(&display->references))
		return;
	g_hash_table_unref(display->images);
	g_array_unref(display->draining);
	close(display->wake);
	g_rec_mutex_clear(&display->lock);
	g_free(display);
}
