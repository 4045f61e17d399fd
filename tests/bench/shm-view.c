// SPDX-License-Identifier: MIT
/*
 * shm-view CAMERA: the camera in a window by wl_shm, as cheaply as that can be done.
 * The camera is to be set to XR24 before; its size is taken as it is.
 *
 * This is what yamp is measured against, so nothing is wasted here:
 *
 *   - the camera writes straight into the pool's memory (V4L2_MEMORY_USERPTR): the
 *     client copies nothing, and touches no pixel;
 *   - the pool cannot shrink (a sealed memfd), so Weston need not guard its reads;
 *   - DQBUF blocks: no poll. What the compositor released is read at every second
 *     frame, without waiting, and goes back to the camera from there.
 *
 * Each frame: DQBUF, sendmsg, QBUF; each second one recvmsg or two.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/videodev2.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>
#include <wayland-client.h>

#include "xdg-shell-client-protocol.h"

#define BUFFERS 6
#define READ_EVERY 2 /* frames */
#define CAMERA_LOW 1 /* buffers: below, waits for the compositor */

/** struct shm_buffer - BUFFERS of them, one after the other in the pool */
struct shm_buffer {
	struct view *view;
	struct wl_buffer *wl_buffer;
	uint8_t *pixels;
};

struct view {
	int camera;
	struct v4l2_pix_format pix;
	struct wl_display *display;
	struct wl_compositor *compositor;
	struct wl_shm *shm;
	struct xdg_wm_base *wm_base;
	struct wl_surface *surface;
	struct shm_buffer buffers[BUFFERS];
	uint8_t *memory;	/* of the pool */
	uint32_t stride;	/* bytes from one buffer to the next */
	uint32_t queued;	/* buffers that the camera has */
	uint32_t unread;	/* frames since the compositor's events were read */
	bool configured;
	bool closed;
	int error;		/* first one, 0 or -errno */
};

static int fail(const char *what)
{
	int error = errno ? errno : EIO;

	fprintf(stderr, "shm-view: %s: %s\n", what, strerror(error));
	return -error;
}

/* ---- camera ------------------------------------------------------------------- */

static int camera_open(struct view *view, const char *node)
{
	struct v4l2_format format = { .type = V4L2_BUF_TYPE_VIDEO_CAPTURE };
	struct v4l2_requestbuffers request = {
		.count = BUFFERS,
		.type = V4L2_BUF_TYPE_VIDEO_CAPTURE,
		.memory = V4L2_MEMORY_USERPTR,
	};

	view->camera = open(node, O_RDWR | O_CLOEXEC);
	if (view->camera < 0)
		return fail(node);
	if (ioctl(view->camera, VIDIOC_G_FMT, &format))
		return fail("VIDIOC_G_FMT");
	view->pix = format.fmt.pix;
	if (view->pix.pixelformat != V4L2_PIX_FMT_XBGR32) {
		fprintf(stderr, "shm-view: set the camera to XR24 first (v4l2-ctl --set-fmt-video)\n");
		return -EINVAL;
	}
	if (ioctl(view->camera, VIDIOC_REQBUFS, &request))
		return fail("the camera takes no user pointers: VIDIOC_REQBUFS");
	if (request.count == BUFFERS)
		return 0;
	fprintf(stderr, "shm-view: the camera wants %u buffers, not %u\n", request.count, BUFFERS);
	return -EINVAL;
}

static void camera_queue(struct view *view, const struct shm_buffer *buffer)
{
	struct v4l2_buffer queue = {
		.index = buffer - view->buffers,
		.type = V4L2_BUF_TYPE_VIDEO_CAPTURE,
		.memory = V4L2_MEMORY_USERPTR,
		.m.userptr = (unsigned long)buffer->pixels,
		.length = view->stride,
	};

	if (!ioctl(view->camera, VIDIOC_QBUF, &queue))
		view->queued++;
	else if (!view->error)
		view->error = fail("VIDIOC_QBUF");
}

static int camera_start(struct view *view)
{
	int type = V4L2_BUF_TYPE_VIDEO_CAPTURE;

	for (uint32_t i = 0; i < BUFFERS && !view->error; i++)
		camera_queue(view, &view->buffers[i]);
	if (!view->error && ioctl(view->camera, VIDIOC_STREAMON, &type))
		view->error = fail("VIDIOC_STREAMON");
	return view->error;
}

/* Waits for a frame; NULL when it is damaged or there is none. */
static struct shm_buffer *camera_dequeue(struct view *view)
{
	struct v4l2_buffer got = {
		.type = V4L2_BUF_TYPE_VIDEO_CAPTURE,
		.memory = V4L2_MEMORY_USERPTR,
	};

	if (ioctl(view->camera, VIDIOC_DQBUF, &got)) {
		view->error = fail("VIDIOC_DQBUF");
		return NULL;
	}
	view->queued--;
	if (!(got.flags & V4L2_BUF_FLAG_ERROR))
		return &view->buffers[got.index];
	camera_queue(view, &view->buffers[got.index]);
	return NULL;
}

/* ---- Wayland ------------------------------------------------------------------ */

static void buffer_release(void *data, struct wl_buffer *wl_buffer)
{
	struct shm_buffer *buffer = data;

	camera_queue(buffer->view, buffer);
}

static const struct wl_buffer_listener buffer_listener = { .release = buffer_release };

/* The pool's pages are shared with the compositor and can never be cut off. */
static int pool_memory(struct view *view, size_t size)
{
	int fd = memfd_create("shm-view", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	if (fd < 0)
		return fail("memfd_create");
	if (!ftruncate(fd, size) && !fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK)) {
		view->memory = mmap(NULL, size, PROT_READ | PROT_WRITE,
				    MAP_SHARED | MAP_POPULATE, fd, 0);
		if (view->memory != MAP_FAILED)
			return fd;
	}
	fail("memory for the frames");
	close(fd);
	return -ENOMEM;
}

static int buffers_create(struct view *view)
{
	long page = sysconf(_SC_PAGESIZE);
	struct wl_shm_pool *pool;
	int fd;

	view->stride = (view->pix.sizeimage + page - 1) / page * page;
	fd = pool_memory(view, (size_t)view->stride * BUFFERS);
	if (fd < 0)
		return fd;
	pool = wl_shm_create_pool(view->shm, fd, view->stride * BUFFERS);
	close(fd);
	for (uint32_t i = 0; i < BUFFERS; i++) {
		struct shm_buffer *buffer = &view->buffers[i];

		buffer->view = view;
		buffer->pixels = view->memory + (size_t)i * view->stride;
		buffer->wl_buffer = wl_shm_pool_create_buffer(pool, i * view->stride,
			view->pix.width, view->pix.height, view->pix.bytesperline,
			WL_SHM_FORMAT_XRGB8888);
		wl_buffer_add_listener(buffer->wl_buffer, &buffer_listener, buffer);
	}
	wl_shm_pool_destroy(pool);
	return 0;
}

static void wm_base_ping(void *data, struct xdg_wm_base *wm_base, uint32_t serial)
{
	xdg_wm_base_pong(wm_base, serial);
}

static const struct xdg_wm_base_listener wm_base_listener = { .ping = wm_base_ping };

static void surface_configure(void *data, struct xdg_surface *xdg_surface, uint32_t serial)
{
	struct view *view = data;

	xdg_surface_ack_configure(xdg_surface, serial);
	view->configured = true;
}

static const struct xdg_surface_listener surface_listener = { .configure = surface_configure };

static void toplevel_configure(void *data, struct xdg_toplevel *toplevel, int32_t width,
			       int32_t height, struct wl_array *states)
{
}

static void toplevel_close(void *data, struct xdg_toplevel *toplevel)
{
	struct view *view = data;

	view->closed = true;
}

static const struct xdg_toplevel_listener toplevel_listener = {
	.configure = toplevel_configure,
	.close = toplevel_close,
};

static void registry_global(void *data, struct wl_registry *registry, uint32_t name,
			    const char *interface, uint32_t version)
{
	struct view *view = data;

	if (!strcmp(interface, wl_compositor_interface.name))
		view->compositor = wl_registry_bind(registry, name, &wl_compositor_interface, 4);
	else if (!strcmp(interface, wl_shm_interface.name))
		view->shm = wl_registry_bind(registry, name, &wl_shm_interface, 1);
	else if (!strcmp(interface, xdg_wm_base_interface.name))
		view->wm_base = wl_registry_bind(registry, name, &xdg_wm_base_interface, 1);
}

static void registry_global_remove(void *data, struct wl_registry *registry, uint32_t name)
{
}

static const struct wl_registry_listener registry_listener = {
	.global = registry_global,
	.global_remove = registry_global_remove,
};

static int display_open(struct view *view)
{
	view->display = wl_display_connect(NULL);
	if (!view->display)
		return fail("no compositor");
	wl_registry_add_listener(wl_display_get_registry(view->display), &registry_listener, view);
	if (wl_display_roundtrip(view->display) < 0)
		return fail("the compositor");
	if (!view->compositor || !view->shm || !view->wm_base) {
		fprintf(stderr, "shm-view: the compositor lacks wl_shm or xdg_wm_base\n");
		return -ENOTSUP;
	}
	xdg_wm_base_add_listener(view->wm_base, &wm_base_listener, view);
	return 0;
}

static int window_create(struct view *view)
{
	struct xdg_surface *xdg_surface;
	struct xdg_toplevel *toplevel;

	view->surface = wl_compositor_create_surface(view->compositor);
	xdg_surface = xdg_wm_base_get_xdg_surface(view->wm_base, view->surface);
	toplevel = xdg_surface_get_toplevel(xdg_surface);
	xdg_surface_add_listener(xdg_surface, &surface_listener, view);
	xdg_toplevel_add_listener(toplevel, &toplevel_listener, view);
	wl_surface_commit(view->surface);
	while (!view->configured) {
		if (wl_display_dispatch(view->display) < 0)
			return fail("the compositor");
	}
	return 0;
}

/* ---- the loop ----------------------------------------------------------------- */

static void show(struct view *view, struct shm_buffer *buffer)
{
	wl_surface_attach(view->surface, buffer->wl_buffer, 0, 0);
	wl_surface_damage_buffer(view->surface, 0, 0, view->pix.width, view->pix.height);
	wl_surface_commit(view->surface);
	if (wl_display_flush(view->display) < 0 && errno != EAGAIN)
		view->error = fail("the compositor");
}

/* Handles what the compositor has sent; does not wait for it. */
static void read_display(struct view *view)
{
	view->unread = 0;
	while (wl_display_prepare_read(view->display))
		wl_display_dispatch_pending(view->display);
	if (wl_display_read_events(view->display) < 0 ||
	    wl_display_dispatch_pending(view->display) < 0)
		view->error = fail("the compositor");
}

static void turn(struct view *view)
{
	struct shm_buffer *buffer;

	while (view->queued < CAMERA_LOW && !view->error) {
		if (wl_display_dispatch(view->display) < 0)
			view->error = fail("the compositor");
	}
	if (view->error)
		return;
	buffer = camera_dequeue(view);
	if (buffer)
		show(view, buffer);
	if (!view->error && ++view->unread >= READ_EVERY)
		read_display(view);
}

/* The end of the process gives back what it holds. */
int main(int argc, char **argv)
{
	static struct view view;

	if (argc != 2) {
		fprintf(stderr, "usage: shm-view CAMERA\n");
		return 64;
	}
	if (camera_open(&view, argv[1]) || display_open(&view) || buffers_create(&view) ||
	    window_create(&view) || camera_start(&view))
		return EXIT_FAILURE;
	while (!view.closed && !view.error)
		turn(&view);
	return view.error ? EXIT_FAILURE : EXIT_SUCCESS;
}
