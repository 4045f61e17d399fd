// SPDX-License-Identifier: MIT
#include <fcntl.h>
#include <unistd.h>
#include <gst/allocators/gstdmabuf.h>
#include <gst/video/gstvideometa.h>
#include <sys/stat.h>
#include <yamp/device.h>

#include "witness.h"

/* Descriptors of ours by inode: the counters live as long as the dma-buf. */
static GHashTable *seen;
static GString *strides;
static guint frames;
static GMutex lock;

static void close_fd(gpointer fd)
{
	close(GPOINTER_TO_INT(fd));
}

static void add_stride(const GstVideoMeta *meta)
{
	gchar *text = g_strdup_printf("%d", meta->stride[0]);

	if (!strstr(strides->str, text))
		g_string_append_printf(strides, "%s%s", strides->len ? "," : "", text);
	g_free(text);
}

static GstPadProbeReturn look(GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
	GstBuffer *buffer = GST_PAD_PROBE_INFO_BUFFER(info);
	GstMemory *memory = gst_buffer_n_memory(buffer) ? gst_buffer_peek_memory(buffer, 0) : NULL;
	struct stat stat;
	int fd;

	if (!memory || !gst_is_dmabuf_memory(memory))
		return GST_PAD_PROBE_OK;
	fd = gst_dmabuf_memory_get_fd(memory);
	g_mutex_lock(&lock);
	if (!seen) {	/* told already */
		g_mutex_unlock(&lock);
		return GST_PAD_PROBE_OK;
	}
	frames++;
	if (gst_buffer_get_video_meta(buffer))
		add_stride(gst_buffer_get_video_meta(buffer));
	if (!fstat(fd, &stat) && !g_hash_table_contains(seen, GSIZE_TO_POINTER(stat.st_ino)))
		g_hash_table_insert(seen, GSIZE_TO_POINTER(stat.st_ino),
				    GINT_TO_POINTER(fcntl(fd, F_DUPFD_CLOEXEC, 0)));
	g_mutex_unlock(&lock);
	return GST_PAD_PROBE_OK;
}

void witness_watch(GstElement *sink)
{
	GstPad *pad = gst_element_get_static_pad(sink, "sink");

	if (seen)
		g_hash_table_unref(seen);
	seen = g_hash_table_new_full(NULL, NULL, NULL, close_fd);
	if (strides)
		g_string_free(strides, TRUE);
	strides = g_string_new(NULL);
	frames = 0;
	gst_pad_add_probe(pad, GST_PAD_PROBE_TYPE_BUFFER, look, NULL, NULL);
	gst_object_unref(pad);
}

void witness_print(void)
{
	struct yamp_device *device = yamp_device_open(NULL, NULL);
	struct yamp_describe describe;
	unsigned long long synced = 0;
	GHashTableIter iter;
	gpointer fd;
	guint ours = 0;

	g_mutex_lock(&lock);
	g_hash_table_iter_init(&iter, seen);
	while (g_hash_table_iter_next(&iter, NULL, &fd)) {
		if (yamp_device_describe(device, GPOINTER_TO_INT(fd), &describe) ||
		    describe.trust != YAMP_TRUST_OURS)
			continue;
		ours++;
		synced += describe.access[YAMP_ACCESS_SYNC].total;
	}
	g_print("buffers %u ours %u strides %s synced %llu frames %u\n", g_hash_table_size(seen),
		ours, strides->len ? strides->str : "-", synced, frames);
	g_clear_pointer(&seen, g_hash_table_unref);
	g_string_free(g_steal_pointer(&strides), TRUE);
	g_mutex_unlock(&lock);
	yamp_device_close(device);
}
