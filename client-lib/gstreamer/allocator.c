// SPDX-License-Identifier: LGPL-2.1-or-later
#include <errno.h>

#include "allocator.h"
#include "log.h"

#define GST_CAT_DEFAULT gst_yamp_pool_debug

/**
 * struct _GstYampAllocator - see allocator.h
 * @lock: of @device, which is for one thread at a time
 * @device: the providers
 * @parent_map: how GstFdAllocator maps
 */
struct _GstYampAllocator {
	GstDmaBufAllocator parent;
	GMutex lock;
	struct yamp_device *device;
	GstMemoryMapFunction parent_map;
};

G_DEFINE_FINAL_TYPE(GstYampAllocator, gst_yamp_allocator, GST_TYPE_DMABUF_ALLOCATOR)

static GQuark frame_quark(void)
{
	return g_quark_from_static_string("yamp-frame");
}

/*
 * The mapping is kept for as long as the memory lives, so it has to serve whoever comes
 * next: a writer first, and then a reader. Accesses are bracketed by GstDmaBufAllocator.
 */
static gpointer map_both_ways(GstMemory *memory, gsize size, GstMapFlags flags)
{
	GstYampAllocator *self = GST_YAMP_ALLOCATOR(memory->allocator);

	return self->parent_map(memory, size, GST_MAP_READWRITE);
}

static void gst_yamp_allocator_init(GstYampAllocator *self)
{
	GstAllocator *allocator = GST_ALLOCATOR(self);

	g_mutex_init(&self->lock);
	self->parent_map = allocator->mem_map;
	allocator->mem_map = map_both_ways;
}

static void gst_yamp_allocator_finalize(GObject *object)
{
	GstYampAllocator *self = GST_YAMP_ALLOCATOR(object);

	yamp_device_close(self->device);
	g_mutex_clear(&self->lock);
	G_OBJECT_CLASS(gst_yamp_allocator_parent_class)->finalize(object);
}

static void gst_yamp_allocator_class_init(GstYampAllocatorClass *class)
{
	G_OBJECT_CLASS(class)->finalize = gst_yamp_allocator_finalize;
}

GstAllocator *gst_yamp_allocator_new(void)
{
	struct yamp_log log;
	GstYampAllocator *self;

	gst_yamp_log_init();
	log = gst_yamp_log(gst_yamp_pool_debug);
	self = g_object_new(GST_TYPE_YAMP_ALLOCATOR, NULL);
	gst_object_ref_sink(self);
	self->device = yamp_device_open(NULL, &log);
	if (!self->device)
		gst_clear_object(&self);
	return (GstAllocator *)self;
}

static GstMemory *object_memory(GstYampAllocator *self, struct yamp_buffer *frame, guint object)
{
	GstMemory *memory = gst_dmabuf_allocator_alloc_with_flags(
		GST_ALLOCATOR(self), yamp_buffer_fd(frame, object),
		yamp_buffer_object_size(frame, object),
		GST_FD_MEMORY_FLAG_KEEP_MAPPED | GST_FD_MEMORY_FLAG_DONT_CLOSE);

	gst_mini_object_set_qdata(GST_MINI_OBJECT(memory), frame_quark(), yamp_buffer_ref(frame),
				  (GDestroyNotify)yamp_buffer_unref);
	return memory;
}

GstBuffer *gst_yamp_allocator_alloc_frame(GstYampAllocator *self,
					  const struct yamp_alloc_options *options)
{
	struct yamp_alloc_options one = *options;
	struct yamp_buffer *frame;
	GstBuffer *buffer;
	int ret;

	one.count = 1;
	g_mutex_lock(&self->lock);
	ret = yamp_device_alloc(self->device, &one, &frame, NULL);
	g_mutex_unlock(&self->lock);
	if (ret) {
		errno = -ret;
		return NULL;
	}
	buffer = gst_buffer_new();
	for (guint i = 0; i < yamp_buffer_frame(frame)->object_count; i++)
		gst_buffer_append_memory(buffer, object_memory(self, frame, i));
	yamp_buffer_unref(frame);	/* the memories have it */
	return buffer;
}

struct yamp_buffer *gst_yamp_memory_buffer(GstMemory *memory)
{
	while (memory->parent)
		memory = memory->parent;
	if (!GST_IS_YAMP_ALLOCATOR(memory->allocator))
		return NULL;
	return gst_mini_object_get_qdata(GST_MINI_OBJECT(memory), frame_quark());
}
