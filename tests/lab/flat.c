// SPDX-License-Identifier: MIT
/*
 * flat FRAMES [early]: two flat colours in two buffers, each buffer repainted at
 * once when the compositor releases it.
 *
 * If the compositor released a buffer before the display has read all of it, the
 * display composes a frame of both colours, which its CRCs show. "early" is the
 * control: it repaints buffers while they are on the screen, so it must tear.
 * Exit status 0 if FRAMES frames were presented.
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yamp/yamp.h>

#define WIDTH 640
#define HEIGHT 480
#define BUFFERS 2

struct flat {
	struct yamp_device *device;
	struct yamp_display *display;
	struct yamp_window *window;
	struct yamp_buffer *buffers[BUFFERS];
	struct yamp_image *images[BUFFERS];
	uint64_t shown, presented, wanted;
	uint32_t ready;
	bool early, failed;
};

static const uint32_t colours[] = { 0xff2040e0, 0xffe04020 }; /* XRGB8888 */

static int paint(struct yamp_buffer *buffer, uint64_t frame)
{
	const struct yamp_frame *f = yamp_buffer_frame(buffer);
	int error = yamp_buffer_cpu_begin(buffer, YAMP_CPU_WRITE);
	uint8_t *row;

	if (error)
		return error;
	row = yamp_buffer_plane(buffer, 0);
	for (uint32_t y = 0; y < HEIGHT; y++, row += f->planes[0].stride)
		for (uint32_t x = 0; x < WIDTH; x++)
			((uint32_t *)row)[x] = colours[frame % 2];
	return yamp_buffer_cpu_end(buffer, YAMP_CPU_WRITE);
}

static void show_next(struct flat *flat, uint32_t index)
{
	int error;

	if (flat->shown == flat->wanted)
		return;
	error = paint(flat->buffers[index], flat->shown);
	if (!error)
		error = yamp_window_show(flat->window, flat->images[index], flat->shown, 0);
	if (error) {
		fprintf(stderr, "flat: frame %llu: %s\n", (unsigned long long)flat->shown,
			strerror(-error));
		flat->failed = true;
		return;
	}
	flat->shown++;
}

static void on_ready(void *data, struct yamp_image *image)
{
	struct flat *flat = data;

	flat->ready++;
}

static void on_failed(void *data, struct yamp_image *image)
{
	struct flat *flat = data;

	flat->failed = true;
}

static void on_released(void *data, struct yamp_image *image)
{
	struct flat *flat = data;

	for (uint32_t i = 0; i < BUFFERS; i++)
		if (flat->images[i] == image)
			show_next(flat, i);
}

static void on_presented(void *data, const struct yamp_presented *presented)
{
	struct flat *flat = data;
	uint32_t index = presented->sequence % BUFFERS;

	flat->presented++;
	if (flat->presented == 1)
		show_next(flat, 1); /* from here on a release leads to the next frame */
	if (flat->early)
		paint(flat->buffers[index], presented->sequence + 1);
}

static void on_closed(void *data)
{
	struct flat *flat = data;

	flat->failed = true;
}

static const struct yamp_image_listener image_listener = {
	.version = YAMP_IMAGE_LISTENER_VERSION,
	.ready = on_ready,
	.failed = on_failed,
	.released = on_released,
};

static const struct yamp_window_listener window_listener = {
	.version = YAMP_WINDOW_LISTENER_VERSION,
	.closed = on_closed,
	.presented = on_presented,
};

static int setup(struct flat *flat)
{
	const struct yamp_alloc_options options = {
		.fourcc = 0x34325258, /* XR24 */
		.width = WIDTH,
		.height = HEIGHT,
		.count = BUFFERS,
	};
	const struct yamp_window_options window = {
		.title = "flat", .width = WIDTH, .height = HEIGHT, .fullscreen = true
	};

	flat->device = yamp_device_open(NULL, NULL);
	flat->display = yamp_display_connect(NULL, NULL);
	if (!flat->device || !flat->display ||
	    yamp_device_alloc(flat->device, &options, flat->buffers, NULL))
		return -1;
	flat->window = yamp_window_create(flat->display, &window, &window_listener, flat);
	if (!flat->window)
		return -1;
	for (int i = 0; i < BUFFERS; i++) {
		flat->images[i] = yamp_image_create(flat->display, flat->buffers[i],
						    &image_listener, flat);
		if (!flat->images[i])
			return -1;
	}
	return 0;
}

static int dispatch(struct flat *flat)
{
	struct pollfd fd = { .fd = yamp_display_fd(flat->display), .events = POLLIN };
	int error = yamp_display_flush(flat->display);

	if (error && error != -EAGAIN)
		return error;
	if (poll(&fd, 1, 10000) != 1)
		return -ETIMEDOUT;
	return yamp_display_dispatch(flat->display);
}

/* The first frame is tried again until the window is on the screen. */
static int first_frame(struct flat *flat)
{
	int error = 0;

	while (!error && flat->ready < BUFFERS && !flat->failed)
		error = dispatch(flat);
	while (!error && !flat->failed && !flat->shown) {
		error = paint(flat->buffers[0], 0);
		if (error)
			break;
		error = yamp_window_show(flat->window, flat->images[0], 0, 0);
		if (!error)
			flat->shown = 1;
		else if (error == -EAGAIN)
			error = dispatch(flat);
	}
	return error;
}

static void finish(struct flat *flat)
{
	for (int i = 0; i < BUFFERS; i++)
		yamp_image_destroy(flat->images[i]);
	yamp_window_destroy(flat->window);
	yamp_display_destroy(flat->display);
	for (int i = 0; i < BUFFERS; i++)
		yamp_buffer_unref(flat->buffers[i]);
	yamp_device_close(flat->device);
}

int main(int argc, char **argv)
{
	struct flat flat = { 0 };
	int error = -1;

	if (argc < 2) {
		fprintf(stderr, "Usage: flat FRAMES [early]\n");
		return 2;
	}
	flat.wanted = strtoull(argv[1], NULL, 10);
	flat.early = argc > 2 && !strcmp(argv[2], "early");
	if (!setup(&flat))
		error = first_frame(&flat);
	while (!error && !flat.failed && flat.presented < flat.wanted)
		error = dispatch(&flat);
	printf("flat: %llu frames presented, %s path\n", (unsigned long long)flat.presented,
	       flat.images[0] ? yamp_path_name(yamp_image_path(flat.images[0])) : "no");
	finish(&flat);
	if (error)
		fprintf(stderr, "flat: %s\n", strerror(-error));
	return error || flat.failed;
}
