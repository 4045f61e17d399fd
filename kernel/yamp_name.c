// SPDX-License-Identifier: GPL-2.0-only
/* A buffer's description for people, in fdinfo. */
#include <linux/kernel.h>

#include "yamp_priv.h"

/* " o=0,307200 s=640,640": the planes that lie in this dma-buf. */
static size_t name_planes(const struct yamp_buffer *buffer, char *name, size_t size)
{
	const struct yamp_frame *frame = &buffer->frame;
	const char *before = " o=";
	size_t used = 0;

	for (u32 i = 0; i < frame->plane_count; i++) {
		if (frame->planes[i].object != buffer->object)
			continue;
		used += scnprintf(name + used, size - used, "%s%llu", before,
				  frame->planes[i].offset);
		before = ",";
	}
	before = " s=";
	for (u32 i = 0; i < frame->plane_count; i++) {
		if (frame->planes[i].object != buffer->object)
			continue;
		used += scnprintf(name + used, size - used, "%s%u", before,
				  frame->planes[i].stride);
		before = ",";
	}
	return used;
}

static size_t name_frame(const struct yamp_buffer *buffer, char *name, size_t size)
{
	const struct yamp_frame *frame = &buffer->frame;
	size_t used;

	used = scnprintf(name, size, " fmt=%c%c%c%c %ux%u mod=0x%llx", frame->fourcc & 0x7f,
			 frame->fourcc >> 8 & 0x7f, frame->fourcc >> 16 & 0x7f,
			 frame->fourcc >> 24 & 0x7f, frame->width, frame->height,
			 frame->modifier);
	return used + name_planes(buffer, name + used, size - used);
}

void yamp_buffer_name(struct yamp_buffer *buffer)
{
	const struct yamp_frame *frame = &buffer->frame;
	const size_t size = sizeof(buffer->exp_name);
	char *name = buffer->exp_name;
	size_t used;

	used = scnprintf(name, size, "yamp id=%llu obj=%u", buffer->frame_id, buffer->object);
	if (frame->fourcc)
		used += name_frame(buffer, name + used, size - used);
	scnprintf(name + used, size - used, " place=%s%s", buffer->ops->name,
		  buffer->cache == YAMP_CACHE_WRITE_COMBINED ? " cache=wc" : "");
}
