// SPDX-License-Identifier: MIT
/*
 * Format, size, frame rate and memory layout of a camera's queue.
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

static struct v4l2_color color_of(const struct yamp_camera *camera)
{
	const struct v4l2_pix_format *pix = &camera->current.fmt.pix;
	const struct v4l2_pix_format_mplane *mp = &camera->current.fmt.pix_mp;

	if (camera_is_mplane(camera))
		return (struct v4l2_color){ mp->colorspace, mp->ycbcr_enc, mp->quantization };
	return (struct v4l2_color){ pix->colorspace, pix->ycbcr_enc, pix->quantization };
}

uint32_t camera_stride(const struct yamp_camera *camera, const struct v4l2_format *format,
		       uint32_t plane)
{
	return camera_is_mplane(camera) ? format->fmt.pix_mp.plane_fmt[plane].bytesperline :
					  format->fmt.pix.bytesperline;
}

void camera_set_stride(const struct yamp_camera *camera, struct v4l2_format *format,
		       uint32_t plane, uint32_t stride)
{
	if (camera_is_mplane(camera)) {
		format->fmt.pix_mp.plane_fmt[plane].bytesperline = stride;
		format->fmt.pix_mp.plane_fmt[plane].sizeimage = 0;
	} else {
		format->fmt.pix.bytesperline = stride;
		format->fmt.pix.sizeimage = 0;
	}
}

uint32_t camera_size(const struct yamp_camera *camera, const struct v4l2_format *format,
		     uint32_t plane)
{
	return camera_is_mplane(camera) ? format->fmt.pix_mp.plane_fmt[plane].sizeimage :
					  format->fmt.pix.sizeimage;
}

/* Width, height, pixelformat and field are at the same places in both APIs. */
static struct v4l2_format format_wanted(const struct yamp_camera *camera,
					const struct yamp_camera_mode *mode)
{
	struct v4l2_format format = { .type = camera->type };

	if (camera_is_mplane(camera)) {
		format.fmt.pix_mp.width = mode->width;
		format.fmt.pix_mp.height = mode->height;
		format.fmt.pix_mp.pixelformat = mode->pixelformat;
		format.fmt.pix_mp.field = V4L2_FIELD_NONE;
	} else {
		format.fmt.pix.width = mode->width;
		format.fmt.pix.height = mode->height;
		format.fmt.pix.pixelformat = mode->pixelformat;
		format.fmt.pix.field = V4L2_FIELD_NONE;
	}
	return format;
}

static void mode_from_format(const struct yamp_camera *camera, const struct v4l2_format *format,
			     struct yamp_camera_mode *mode)
{
	bool mplane = camera_is_mplane(camera);

	mode->width = mplane ? format->fmt.pix_mp.width : format->fmt.pix.width;
	mode->height = mplane ? format->fmt.pix_mp.height : format->fmt.pix.height;
	mode->pixelformat = mplane ? format->fmt.pix_mp.pixelformat : format->fmt.pix.pixelformat;
	mode->field = mplane ? format->fmt.pix_mp.field : format->fmt.pix.field;
}

/* Sizes that were not asked for are what the camera does now. */
static int fill_size(struct yamp_camera *camera, struct yamp_camera_mode *mode)
{
	struct v4l2_format format = { .type = camera->type };
	struct yamp_camera_mode now;
	int ret;

	if (mode->width && mode->height)
		return 0;
	ret = camera_ioctl(camera, VIDIOC_G_FMT, &format);
	if (ret)
		return ret;
	mode_from_format(camera, &format, &now);
	mode->width = now.width;
	mode->height = now.height;
	return 0;
}

/* Cameras without a settable rate are left alone; what they do is reported. */
static void set_rate(struct yamp_camera *camera, struct yamp_camera_mode *mode)
{
	struct v4l2_streamparm parm = { .type = camera->type };
	struct v4l2_fract *interval = &parm.parm.capture.timeperframe;
	uint32_t num = mode->rate_num, den = mode->rate_den;

	mode->rate_num = 0;
	mode->rate_den = 0;
	if (num && den) {
		interval->numerator = den;
		interval->denominator = num;
		if (camera_ioctl(camera, VIDIOC_S_PARM, &parm))
			log_warning(&camera->log, "%s: its frame rate cannot be set", camera->node);
	}
	if (camera_ioctl(camera, VIDIOC_G_PARM, &parm) || !interval->numerator)
		return;
	mode->rate_num = interval->denominator;
	mode->rate_den = interval->numerator;
	if (num && den && (uint64_t)num * mode->rate_den != (uint64_t)den * mode->rate_num)
		log_warning(&camera->log, "%s delivers %.2f frames per second, not %.2f",
			    camera->node, (double)mode->rate_num / mode->rate_den,
			    (double)num / den);
}

/* Takes what the driver chose in; 0 if that is what was wanted. */
static int mode_accept(struct yamp_camera *camera, const struct v4l2_format *format,
		       const struct yamp_camera_mode *wanted, struct yamp_camera_mode *mode)
{
	struct v4l2_color color;
	int field;

	mode_from_format(camera, format, mode);
	if (mode->pixelformat != wanted->pixelformat) {
		log_error(&camera->log, "%s does not have this format", camera->node);
		return -EINVAL;
	}
	if (mode->width != wanted->width || mode->height != wanted->height) {
		log_error(&camera->log, "%s cannot deliver %ux%u: the nearest size is %ux%u",
			  camera->node, wanted->width, wanted->height, mode->width, mode->height);
		return -ERANGE;
	}
	field = v4l2_field_order(mode->field);
	if (field < 0) {
		log_error(&camera->log, "%s delivers the two fields of a frame one after the other, "
			  "which cannot be shown: choose a progressive input", camera->node);
		return field;
	}
	camera->current = *format;
	camera->layout_fixed = false;
	camera->format = v4l2_format_find(mode->pixelformat);
	color = color_of(camera);
	mode->field = field;
	mode->fourcc = camera->format->fourcc;
	mode->color_encoding = v4l2_color_encoding(&color, camera->format->yuv);
	mode->color_range = v4l2_color_range(&color, camera->format->yuv);
	return 0;
}

int yamp_camera_set_mode(struct yamp_camera *camera, struct yamp_camera_mode *mode)
{
	struct yamp_camera_mode wanted;
	struct v4l2_format format;
	int ret;

	if (!v4l2_format_find(mode->pixelformat)) {
		log_error(&camera->log, "%s: this format cannot be shown", camera->node);
		return -EINVAL;
	}
	ret = fill_size(camera, mode);
	if (ret)
		return camera_failed(camera, "ask for its size", ret);
	wanted = *mode;
	format = format_wanted(camera, &wanted);
	ret = camera_ioctl(camera, VIDIOC_S_FMT, &format);
	if (ret)
		return camera_failed(camera, "set format and size", ret);
	ret = mode_accept(camera, &format, &wanted, mode);
	if (ret)
		return ret;
	set_rate(camera, mode);
	camera->mode = *mode;
	return 0;
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
static uint32_t try_stride(const struct yamp_camera *camera, uint32_t plane, uint32_t stride)
{
	struct v4l2_format format = camera->current;

	camera_set_stride(camera, &format, plane, stride);
	if (camera_ioctl(camera, VIDIOC_TRY_FMT, &format))
		return camera_stride(camera, &camera->current, plane);
	return camera_stride(camera, &format, plane);
}

static void measure_stride(const struct yamp_camera *camera, uint32_t plane,
			   struct yamp_plane_constraint *record)
{
	uint32_t own = camera_stride(camera, &camera->current, plane);
	uint32_t next = try_stride(camera, plane, own + 1);
	uint32_t longest;

	record->stride_min = own;
	record->stride_max = own;
	if (camera->layout_fixed || next <= own)
		return;
	longest = try_stride(camera, plane, STRIDE_TOO_LONG);
	record->stride_align = gcd(gcd(own, next), try_stride(camera, plane, next + 1));
	record->stride_max = longest < STRIDE_TOO_LONG ? longest : 0;
}

static uint32_t buffers_min(const struct yamp_camera *camera)
{
	struct v4l2_control control = { .id = V4L2_CID_MIN_BUFFERS_FOR_CAPTURE };

	if (camera_ioctl(camera, VIDIOC_G_CTRL, &control) || control.value < BUFFERS_MIN)
		return BUFFERS_MIN;
	return control.value;
}

int yamp_camera_constraint(struct yamp_camera *camera, struct yamp_constraint *record,
			   struct yamp_format *format)
{
	uint32_t objects;

	if (!camera->format)
		return -EINVAL;
	objects = camera->format->objects;
	*format = (struct yamp_format){ camera->format->fourcc, 0, DRM_FORMAT_MOD_LINEAR };
	*record = (struct yamp_constraint){
		.objects = objects > 1 ? YAMP_OBJECTS_PER_PLANE : YAMP_OBJECTS_SINGLE,
		.flags = objects > 1 ? 0 : YAMP_CONSTRAINT_TIGHT_PLANES,
		.buffers_min = buffers_min(camera),
		.formats = (uintptr_t)format,
		.format_count = 1,
	};
	snprintf(record->name, sizeof(record->name), "camera %.24s", camera->name);
	for (uint32_t i = 0; i < objects; i++) {
		uint32_t size = camera_size(camera, &camera->current, i);

		measure_stride(camera, i, &record->planes[i]);
		record->size_min += size;
		if (objects > 1)
			record->planes[i].size_min = size;
	}
	return 0;
}

int yamp_camera_set_layout(struct yamp_camera *camera, const struct yamp_frame *frame)
{
	struct v4l2_format format = camera->current;
	int ret;

	if (!camera->format || frame->fourcc != camera->format->fourcc) {
		log_error(&camera->log, "%s: the layout is of another format", camera->node);
		return -EINVAL;
	}
	for (uint32_t i = 0; i < camera->format->objects; i++)
		camera_set_stride(camera, &format, i, frame->planes[i].stride);
	ret = camera_ioctl(camera, VIDIOC_S_FMT, &format);
	if (ret)
		return camera_failed(camera, "set the layout", ret);
	for (uint32_t i = 0; i < camera->format->objects; i++) {
		uint32_t got = camera_stride(camera, &format, i);

		if (got == frame->planes[i].stride)
			continue;
		log_error(&camera->log, "%s does not take a stride of %u bytes, only %u",
			  camera->node, frame->planes[i].stride, got);
		return -EINVAL;
	}
	camera->current = format;
	camera->layout_fixed = true;
	return 0;
}
