// SPDX-License-Identifier: MIT
/*
 * A buffer becomes known to the compositor, once, before the first frame:
 *
 *   verified ──rejected──► dma-buf ──failed──► copy ──► failed
 *      │                      │                  │
 *      └──created──► ready ◄──┴──────────────────┘
 *
 * Each step down is said with its reason, once per display. All answers come
 * as events, those of the last two steps by a wl_display.sync.
 */
#include <errno.h>
#include <stdlib.h>
#include <drm_fourcc.h>

#include "display-priv.h"
#include "ledger.h"

static void image_try(struct yamp_image *image, enum yamp_path path);

static const char *reason_name(uint32_t reason)
{
	static const char *const names[] = {
		[YAMP_IMPORT_V1_REASON_OTHER] = "other",
		[YAMP_IMPORT_V1_REASON_NO_ALLOCATOR] = "it cannot reach the kernel module",
		[YAMP_IMPORT_V1_REASON_NOT_DMABUF] = "not a dma-buf",
		[YAMP_IMPORT_V1_REASON_NOT_OURS] = "a dma-buf of another exporter",
		[YAMP_IMPORT_V1_REASON_MIXED_FRAMES] = "planes of different frames",
		[YAMP_IMPORT_V1_REASON_LAYOUT] = "layout",
		[YAMP_IMPORT_V1_REASON_FORMAT] = "format",
		[YAMP_IMPORT_V1_REASON_SIZE] = "size",
		[YAMP_IMPORT_V1_REASON_PARAMS_USED] = "params used",
		[YAMP_IMPORT_V1_REASON_LIMIT] = "limit",
		[YAMP_IMPORT_V1_REASON_REVOKED] = "revoked",
	};

	if (reason >= sizeof(names) / sizeof(names[0]))
		reason = YAMP_IMPORT_V1_REASON_OTHER;
	return names[reason];
}

static void image_ready(struct yamp_image *image)
{
	image->ready = true;
	if (image->listener->ready)
		image->listener->ready(image->data, image);
}

static void image_failed(struct yamp_image *image)
{
	const struct yamp_frame *frame = yamp_buffer_frame(image->buffer);
	struct yamp_display *display = image->display;

	image->path = YAMP_PATH_NONE;
	if (display->said_failed != frame->fourcc)
		log_error(&display->log, "the compositor takes %ux%u pictures of format %.4s in no "
			  "way: choose another format", frame->width, frame->height,
			  (const char *)&frame->fourcc);
	display->said_failed = frame->fourcc;
	if (image->listener->failed)
		image->listener->failed(image->data, image);
}

static void buffer_release(void *data, struct wl_buffer *wl_buffer)
{
	struct yamp_image *image = data;

	image->held = false;
	if (image->listener->released)
		image->listener->released(image->data, image);
}

static const struct wl_buffer_listener buffer_listener = {
	.release = buffer_release,
};

static void import_destroy(struct yamp_image *image)
{
	if (image->import)
		yamp_import_v1_destroy(image->import);
	image->import = NULL;
}

static void params_destroy(struct yamp_image *image)
{
	if (image->params)
		zwp_linux_buffer_params_v1_destroy(image->params);
	image->params = NULL;
}

/* The compositor has answered; false if nobody waits for that, and the image is gone. */
static bool image_is_wanted(struct yamp_image *image)
{
	import_destroy(image);
	params_destroy(image);
	if (!image->orphan)
		return true;
	image_free(image);
	return false;
}

static void params_created(void *data, struct zwp_linux_buffer_params_v1 *params,
			   struct wl_buffer *wl_buffer)
{
	struct yamp_image *image = data;

	image->wl_buffer = wl_buffer;
	if (!image_is_wanted(image))
		return;
	wl_buffer_add_listener(wl_buffer, &buffer_listener, image);
	image_ready(image);
}

static void params_failed(void *data, struct zwp_linux_buffer_params_v1 *params)
{
	struct yamp_image *image = data;
	struct yamp_display *display = image->display;

	if (!image_is_wanted(image))
		return;
	if (!display->said_copy)
		log_warning(&display->log, "the compositor's renderer cannot use the %s buffers, it "
			    "gives no reason: every frame is copied",
			    yamp_buffer_provider(image->buffer));
	display->said_copy = true;
	image_try(image, YAMP_PATH_COPY);
}

static const struct zwp_linux_buffer_params_v1_listener params_listener = {
	.created = params_created,
	.failed = params_failed,
};

static void import_verified(void *data, struct yamp_import_v1 *import)
{
	/* The params object says the rest. */
}

static void import_rejected(void *data, struct yamp_import_v1 *import, uint32_t reason,
			    const char *detail)
{
	struct yamp_image *image = data;
	struct yamp_display *display = image->display;

	if (!image_is_wanted(image))
		return;
	if (!display->said_unverified)
		log_warning(&display->log, "the compositor does not verify the buffers (%s: %s): it "
			    "has to believe what we say of them", reason_name(reason), detail);
	display->said_unverified = true;
	image_try(image, YAMP_PATH_DMABUF);
}

static const struct yamp_import_v1_listener import_listener = {
	.verified = import_verified,
	.rejected = import_rejected,
};

static void answer_done(void *data, struct wl_callback *callback, uint32_t serial)
{
	struct yamp_image *image = data;

	wl_callback_destroy(callback);
	image->answer = NULL;
	if (image->path == YAMP_PATH_COPY)
		image_ready(image);
	else
		image_failed(image);
}

static const struct wl_callback_listener answer_listener = {
	.done = answer_done,
};

static int create_params(struct yamp_image *image)
{
	image->params = zwp_linux_dmabuf_v1_create_params(image->display->dmabuf);
	if (!image->params)
		return -ENOMEM;
	zwp_linux_buffer_params_v1_add_listener(image->params, &params_listener, image);
	return 0;
}

static int try_verified(struct yamp_image *image)
{
	const struct yamp_frame *frame = yamp_buffer_frame(image->buffer);

	if (create_params(image))
		return -ENOMEM;
	image->import = yamp_manager_v1_create_import(image->display->manager, image->params);
	if (!image->import) {
		params_destroy(image);
		return -ENOMEM;
	}
	yamp_import_v1_add_listener(image->import, &import_listener, image);
	for (uint32_t i = 0; i < frame->object_count; i++)
		yamp_import_v1_add(image->import, i, yamp_buffer_fd(image->buffer, i));
	yamp_import_v1_import(image->import);
	return 0;
}

static int try_dmabuf(struct yamp_image *image)
{
	const struct yamp_frame *frame = yamp_buffer_frame(image->buffer);
	uint64_t modifier = frame->modifier;

	if (!formats_dmabuf_modifier(image->display, frame->fourcc, &modifier))
		return -ENOTSUP;
	if (create_params(image))
		return -ENOMEM;
	for (uint32_t i = 0; i < frame->plane_count; i++) {
		const struct yamp_plane *plane = &frame->planes[i];

		zwp_linux_buffer_params_v1_add(image->params,
					       yamp_buffer_fd(image->buffer, plane->object), i,
					       plane->offset, plane->stride, modifier >> 32,
					       modifier & 0xffffffff);
	}
	zwp_linux_buffer_params_v1_create(image->params, frame->width, frame->height,
					  frame->fourcc, 0);
	return 0;
}

/* Gives the answer later, as the other paths do. */
static void answer_later(struct yamp_image *image)
{
	image->answer = wl_display_sync(image->display->wrapper);
	if (image->answer)
		wl_callback_add_listener(image->answer, &answer_listener, image);
}

/* Goes down from @path to the first one that can be tried. */
static void image_try(struct yamp_image *image, enum yamp_path path)
{
	const struct yamp_frame *frame = yamp_buffer_frame(image->buffer);

	image->path = YAMP_PATH_VERIFIED;
	if (path == YAMP_PATH_VERIFIED && !try_verified(image))
		return;
	image->path = YAMP_PATH_DMABUF;
	if (path <= YAMP_PATH_DMABUF && !try_dmabuf(image))
		return;
	image->path = YAMP_PATH_NONE;
	if (frame->modifier == DRM_FORMAT_MOD_LINEAR &&
	    formats_has_shm(image->display, frame->fourcc))
		image->path = YAMP_PATH_COPY;
	answer_later(image);
}

struct yamp_image *yamp_image_create(struct yamp_display *display, struct yamp_buffer *buffer,
				     const struct yamp_image_listener *listener, void *data)
{
	const struct yamp_frame *frame = yamp_buffer_frame(buffer);
	struct yamp_image *image = calloc(1, sizeof(*image));
	enum yamp_path path = yamp_display_path(display, frame->fourcc, frame->modifier,
						yamp_buffer_is_described(buffer));

	if (!image)
		return NULL;
	image->display = display;
	image->buffer = yamp_buffer_ref(buffer);
	image->listener = listener;
	image->data = data;
	image->inode = ledger_inode(buffer);
	wl_list_insert(&display->images, &image->link);
	image_try(image, path ? path : YAMP_PATH_COPY);
	return image;
}

void image_free(struct yamp_image *image)
{
	import_destroy(image);
	params_destroy(image);
	if (image->answer)
		wl_callback_destroy(image->answer);
	if (image->wl_buffer)
		wl_buffer_destroy(image->wl_buffer);
	wl_list_remove(&image->link);
	yamp_buffer_unref(image->buffer);
	free(image);
}

void yamp_image_destroy(struct yamp_image *image)
{
	if (!image)
		return;
	/* A wl_buffer that the compositor is about to make has to be met. */
	if (image->params && !image->display->error)
		image->orphan = true;
	else
		image_free(image);
}

enum yamp_path yamp_image_path(const struct yamp_image *image)
{
	return image->ready ? image->path : YAMP_PATH_NONE;
}
