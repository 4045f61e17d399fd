// SPDX-License-Identifier: MIT
/*
 * Pixel format, size and memory layout of a queue.
 *
 * What V4L2 cannot say is measured: the driver is asked (TRY_FMT) for a stride
 * one byte longer than its own, and for one much too long. A driver with a
 * fixed stride answers with its own both times; another rounds up to the next
 * multiple it can do, and down to the longest it knows.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <drm_fourcc.h>

#include "v4l2-priv.h"

#define STRIDE_TOO_LONG (1U << 20)
#define BUFFERS_MIN 2

bool queue_is_mplane(const struct queue *queue)
{
	return V4L2_TYPE_IS_MULTIPLANAR(queue->type);
}

static struct v4l2_color color_of(const struct queue *queue, const struct v4l2_format *format)
{
	const struct v4l2_pix_format *pix = &format->fmt.pix;
	const struct v4l2_pix_format_mplane *mp = &format->fmt.pix_mp;

	if (queue_is_mplane(queue))
		return (struct v4l2_color){ mp->colorspace, mp->ycbcr_enc, mp->quantization };
	return (struct v4l2_color){ pix->colorspace, pix->ycbcr_enc, pix->quantization };
}

static void set_color(const struct queue *queue, struct v4l2_format *format,
		      const struct v4l2_color *color)
{
	if (queue_is_mplane(queue)) {
		format->fmt.pix_mp.colorspace = color->colorspace;
		format->fmt.pix_mp.ycbcr_enc = color->ycbcr_enc;
		format->fmt.pix_mp.quantization = color->quantization;
	} else {
		format->fmt.pix.colorspace = color->colorspace;
		format->fmt.pix.ycbcr_enc = color->ycbcr_enc;
		format->fmt.pix.quantization = color->quantization;
	}
}

/* Bytes from row to row in memory plane @plane of @format. */
static uint32_t stride_of(const struct queue *queue, const struct v4l2_format *format,
			  uint32_t plane)
{
	return queue_is_mplane(queue) ? format->fmt.pix_mp.plane_fmt[plane].bytesperline :
					format->fmt.pix.bytesperline;
}

static void set_stride(const struct queue *queue, struct v4l2_format *format, uint32_t plane,
		       uint32_t stride)
{
	if (queue_is_mplane(queue)) {
		format->fmt.pix_mp.plane_fmt[plane].bytesperline = stride;
		format->fmt.pix_mp.plane_fmt[plane].sizeimage = 0;
	} else {
		format->fmt.pix.bytesperline = stride;
		format->fmt.pix.sizeimage = 0;
	}
}

uint32_t queue_size(const struct queue *queue, uint32_t plane)
{
	return queue_is_mplane(queue) ? queue->current.fmt.pix_mp.plane_fmt[plane].sizeimage :
					queue->current.fmt.pix.sizeimage;
}

int queue_format_at(const struct queue *queue, uint32_t index, struct yamp_camera_format *format)
{
	struct v4l2_fmtdesc desc = { .index = index, .type = queue->type };
	const struct v4l2_format_map *map;

	if (node_ioctl(queue->node, VIDIOC_ENUM_FMT, &desc))
		return -ENOENT;
	map = v4l2_format_find(desc.pixelformat);
	*format = (struct yamp_camera_format){
		.fourcc = map ? map->fourcc : 0,
		.pixelformat = desc.pixelformat,
		.objects = map ? map->objects : 1,
		.converted = desc.flags & V4L2_FMT_FLAG_EMULATED,
		.compressed = map && !map->fourcc,
	};
	snprintf(format->description, sizeof(format->description), "%s",
		 (const char *)desc.description);
	return 0;
}

/* A field order of the pictures is stated by who makes them. */
static struct v4l2_format format_wanted(const struct queue *queue,
					const struct yamp_camera_mode *mode)
{
	bool into = V4L2_TYPE_IS_OUTPUT(queue->type);
	uint32_t field = into ? v4l2_field_from(mode->field) : V4L2_FIELD_NONE;
	struct v4l2_format format = { .type = queue->type };

	if (queue_is_mplane(queue)) {
		format.fmt.pix_mp.width = mode->width;
		format.fmt.pix_mp.height = mode->height;
		format.fmt.pix_mp.pixelformat = mode->pixelformat;
		format.fmt.pix_mp.field = field;
	} else {
		format.fmt.pix.width = mode->width;
		format.fmt.pix.height = mode->height;
		format.fmt.pix.pixelformat = mode->pixelformat;
		format.fmt.pix.field = field;
	}
	if (into) {
		struct v4l2_color color = v4l2_color_from(mode->color_encoding, mode->color_range,
							  v4l2_format_find(mode->pixelformat)->yuv);

		set_color(queue, &format, &color);
	}
	return format;
}

void queue_mode(const struct queue *queue, const struct v4l2_format *format,
		struct yamp_camera_mode *mode)
{
	bool mplane = queue_is_mplane(queue);

	mode->width = mplane ? format->fmt.pix_mp.width : format->fmt.pix.width;
	mode->height = mplane ? format->fmt.pix_mp.height : format->fmt.pix.height;
	mode->pixelformat = mplane ? format->fmt.pix_mp.pixelformat : format->fmt.pix.pixelformat;
	mode->field = mplane ? format->fmt.pix_mp.field : format->fmt.pix.field;
}

int queue_fill_size(const struct queue *queue, struct yamp_camera_mode *mode)
{
	struct v4l2_format format = { .type = queue->type };
	struct yamp_camera_mode now;
	int ret;

	if (mode->width && mode->height)
		return 0;
	ret = node_ioctl(queue->node, VIDIOC_G_FMT, &format);
	if (ret)
		return ret;
	queue_mode(queue, &format, &now);
	mode->width = now.width;
	mode->height = now.height;
	return 0;
}

static int accept_field(const struct queue *queue, const struct yamp_camera_mode *wanted,
			struct yamp_camera_mode *mode)
{
	int field = v4l2_field_order(mode->field);

	if (field < 0) {
		log_error(&queue->node->log, "%s delivers the two fields of a frame one after the "
			  "other, which cannot be shown: choose a progressive input",
			  queue->node->path);
		return field;
	}
	if (V4L2_TYPE_IS_OUTPUT(queue->type) && (uint32_t)field != wanted->field) {
		log_error(&queue->node->log, "%s does not take interlaced pictures: choose a "
			  "progressive input of the camera", queue->node->path);
		return -EOPNOTSUPP;
	}
	mode->field = field;
	return 0;
}

/* Takes what the driver chose in; 0 if that is what was wanted. */
static int mode_accept(struct queue *queue, const struct v4l2_format *format,
		       const struct yamp_camera_mode *wanted, struct yamp_camera_mode *mode)
{
	const struct node *node = queue->node;
	struct v4l2_color color;
	int ret;

	queue_mode(queue, format, mode);
	if (mode->pixelformat != wanted->pixelformat) {
		log_error(&node->log, "%s does not have this format", node->path);
		return -EINVAL;
	}
	if (mode->width != wanted->width || mode->height != wanted->height) {
		log_error(&node->log, "%s cannot %s %ux%u: the nearest size is %ux%u", node->path,
			  V4L2_TYPE_IS_OUTPUT(queue->type) ? "take" : "deliver", wanted->width,
			  wanted->height, mode->width, mode->height);
		return -ERANGE;
	}
	ret = accept_field(queue, wanted, mode);
	if (ret)
		return ret;
	queue->current = *format;
	queue->layout_fixed = false;
	queue->format = v4l2_format_find(mode->pixelformat);
	color = color_of(queue, format);
	mode->fourcc = queue->format->fourcc;
	mode->color_encoding = v4l2_color_encoding(&color, queue->format->yuv);
	mode->color_range = v4l2_color_range(&color, queue->format->yuv);
	return 0;
}

/* @request: VIDIOC_S_FMT or VIDIOC_TRY_FMT */
static int ask_format(struct queue *queue, struct yamp_camera_mode *mode, unsigned long request)
{
	const struct node *node = queue->node;
	struct yamp_camera_mode wanted;
	struct v4l2_format format;
	int ret;

	if (!v4l2_format_find(mode->pixelformat)) {
		log_error(&node->log, "%s: this format cannot be shown", node->path);
		return -EINVAL;
	}
	ret = queue_fill_size(queue, mode);
	if (ret)
		return node_failed(node, "ask for its size", ret);
	wanted = *mode;
	format = format_wanted(queue, &wanted);
	ret = node_ioctl(node, request, &format);
	if (ret)
		return node_failed(node, "set format and size", ret);
	return mode_accept(queue, &format, &wanted, mode);
}

int queue_set_format(struct queue *queue, struct yamp_camera_mode *mode)
{
	return ask_format(queue, mode, VIDIOC_S_FMT);
}

int queue_try_format(struct queue *queue, struct yamp_camera_mode *mode)
{
	return ask_format(queue, mode, VIDIOC_TRY_FMT);
}

static uint32_t gcd(uint32_t a, uint32_t b)
{
	while (b) {
		uint32_t rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}

/* The stride that the driver would make of @stride; its own if it refuses. */
static uint32_t try_stride(const struct queue *queue, uint32_t plane, uint32_t stride)
{
	struct v4l2_format format = queue->current;

	set_stride(queue, &format, plane, stride);
	if (node_ioctl(queue->node, VIDIOC_TRY_FMT, &format))
		return stride_of(queue, &queue->current, plane);
	return stride_of(queue, &format, plane);
}

static void measure_stride(const struct queue *queue, uint32_t plane,
			   struct yamp_plane_constraint *record)
{
	uint32_t own = stride_of(queue, &queue->current, plane);
	uint32_t next = try_stride(queue, plane, own + 1);
	uint32_t longest;

	record->stride_min = own;
	record->stride_max = own;
	if (queue->layout_fixed || next <= own)
		return;
	longest = try_stride(queue, plane, STRIDE_TOO_LONG);
	record->stride_align = gcd(gcd(own, next), try_stride(queue, plane, next + 1));
	record->stride_max = longest < STRIDE_TOO_LONG ? longest : 0;
}

static uint32_t buffers_min(const struct queue *queue)
{
	struct v4l2_control control = {
		.id = V4L2_TYPE_IS_OUTPUT(queue->type) ? V4L2_CID_MIN_BUFFERS_FOR_OUTPUT :
							 V4L2_CID_MIN_BUFFERS_FOR_CAPTURE,
	};

	if (node_ioctl(queue->node, VIDIOC_G_CTRL, &control) || control.value < BUFFERS_MIN)
		return BUFFERS_MIN;
	return control.value;
}

static void name_record(const struct queue *queue, const char *what, struct yamp_constraint *record)
{
	snprintf(record->name, sizeof(record->name), "%s %.*s", what,
		 (int)(sizeof(record->name) - strlen(what) - 2), queue->node->name);
}

/* Bytes, as many as the driver wants; whoever allocates them gives them rows. */
static void stream_constraint(const struct queue *queue, struct yamp_constraint *record,
			      struct yamp_format *format)
{
	*format = (struct yamp_format){ DRM_FORMAT_R8, 0, DRM_FORMAT_MOD_LINEAR };
	*record = (struct yamp_constraint){
		.objects = YAMP_OBJECTS_SINGLE,
		.buffers_min = buffers_min(queue),
		.size_min = queue_size(queue, 0),
		.formats = (uintptr_t)format,
		.format_count = 1,
	};
}

int queue_constraint(const struct queue *queue, const char *what, struct yamp_constraint *record,
		     struct yamp_format *format)
{
	uint32_t objects;

	if (!queue->format)
		return -EINVAL;
	if (!queue->format->fourcc) {
		stream_constraint(queue, record, format);
		name_record(queue, what, record);
		return 0;
	}
	objects = queue->format->objects;
	*format = (struct yamp_format){ queue->format->fourcc, 0, DRM_FORMAT_MOD_LINEAR };
	*record = (struct yamp_constraint){
		.objects = objects > 1 ? YAMP_OBJECTS_PER_PLANE : YAMP_OBJECTS_SINGLE,
		.flags = objects > 1 ? 0 : YAMP_CONSTRAINT_TIGHT_PLANES,
		.buffers_min = buffers_min(queue),
		.formats = (uintptr_t)format,
		.format_count = 1,
	};
	name_record(queue, what, record);
	for (uint32_t i = 0; i < objects; i++) {
		uint32_t size = queue_size(queue, i);

		measure_stride(queue, i, &record->planes[i]);
		record->size_min += size;
		if (objects > 1)
			record->planes[i].size_min = size;
	}
	return 0;
}

int queue_set_layout(struct queue *queue, const struct yamp_frame *frame)
{
	struct v4l2_format format = queue->current;
	const struct node *node = queue->node;
	int ret;

	if (queue->format && !queue->format->fourcc)
		return 0;	/* a stream has none */
	if (!queue->format || frame->fourcc != queue->format->fourcc) {
		log_error(&node->log, "%s: the layout is of another format", node->path);
		return -EINVAL;
	}
	for (uint32_t i = 0; i < queue->format->objects; i++)
		set_stride(queue, &format, i, frame->planes[i].stride);
	ret = node_ioctl(node, VIDIOC_S_FMT, &format);
	if (ret)
		return node_failed(node, "set the layout", ret);
	for (uint32_t i = 0; i < queue->format->objects; i++) {
		uint32_t got = stride_of(queue, &format, i);

		if (got == frame->planes[i].stride)
			continue;
		log_error(&node->log, "%s does not take a stride of %u bytes, only %u",
			  node->path, frame->planes[i].stride, got);
		return -EINVAL;
	}
	queue->current = format;
	queue->layout_fixed = true;
	return 0;
}

bool queue_is_same(const struct queue *queue, const struct v4l2_format *format)
{
	struct yamp_camera_mode now, wanted;
	bool same;

	queue_mode(queue, format, &now);
	queue_mode(queue, &queue->current, &wanted);
	same = now.width == wanted.width && now.height == wanted.height &&
	       now.pixelformat == wanted.pixelformat;
	for (uint32_t i = 0; same && i < queue->format->objects; i++)
		same = stride_of(queue, format, i) == stride_of(queue, &queue->current, i);
	return same;
}
