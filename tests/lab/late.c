// SPDX-License-Identifier: MIT
/*
 * late FOURCC: gives the compositor a buffer that the software DSP has not written yet, and does
 * not wait for it: that is for whoever reads it, by the fence in it. A window shows one colour,
 * then another, then the first buffer again, into which a long row of jobs is to write a third: if
 * its old colour were seen once more, nobody would have waited. CRCs of the screen tell that, for
 * which a fourth colour is the frame of these, before and behind; and here the compositor must not
 * say that the frame is shown while the fence is still pending.
 *
 * Exit status 0 if it has waited, 1 if not, 2 if something else failed.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <linux/yamp_softdsp.h>
#include <yamp/yamp.h>

#define WIDTH 640
#define HEIGHT 480
#define FILES 4		/* as many jobs as each may have are under way */
#define HOLD_S 1	/* that a colour stays, so that there are CRCs of it */

enum { LATE, OTHER, AROUND, IMAGES, FROM = IMAGES, TO, BUFFERS };

/* All samples of each buffer, before anything else. */
static const uint8_t samples[BUFFERS] = {
	[LATE] = 0x30, [OTHER] = 0x60, [AROUND] = 0x90, [FROM] = 0x40, [TO] = 0,
};

static struct yamp_device *device;
static struct yamp_display *display;
static struct yamp_window *window;
static struct yamp_buffer *buffers[BUFFERS];
static struct yamp_image *images[IMAGES];
static uint32_t ready, presented, shown;

static void fail(const char *what, int error)
{
	printf("%s: %s\n", what, strerror(-error));
	exit(2);
}

static void try(const char *what, int ret)
{
	if (ret)
		fail(what, ret);
}

static void paint(uint32_t index)
{
	const struct yamp_frame *frame = yamp_buffer_frame(buffers[index]);

	try("paint", yamp_buffer_cpu_begin(buffers[index], YAMP_CPU_WRITE));
	memset(yamp_buffer_plane(buffers[index], 0), samples[index],
	       (size_t)frame->planes[0].stride * HEIGHT);
	try("paint", yamp_buffer_cpu_end(buffers[index], YAMP_CPU_WRITE));
}

static void on_ready(void *data, struct yamp_image *image)
{
	ready++;
}

static void on_failed(void *data, struct yamp_image *image)
{
	fail("import", -EINVAL);
}

static void on_presented(void *data, const struct yamp_presented *what)
{
	presented++;
}

static const struct yamp_image_listener image_listener = {
	.version = YAMP_IMAGE_LISTENER_VERSION, .ready = on_ready, .failed = on_failed,
};

static const struct yamp_window_listener window_listener = {
	.version = YAMP_WINDOW_LISTENER_VERSION, .presented = on_presented,
};

static void setup(uint32_t fourcc)
{
	const struct yamp_alloc_options options = {
		.fourcc = fourcc, .width = WIDTH, .height = HEIGHT, .count = BUFFERS,
	};
	const struct yamp_window_options place = {
		.title = "late", .width = WIDTH, .height = HEIGHT, .fullscreen = true,
	};

	device = yamp_device_open(NULL, NULL);
	display = yamp_display_connect(NULL, NULL);
	if (!device || !display)
		fail("open", -errno);
	try("allocate", yamp_device_alloc(device, &options, buffers, NULL));
	window = yamp_window_create(display, &place, &window_listener, NULL);
	for (uint32_t i = 0; i < BUFFERS; i++)
		paint(i);
	if (!window)
		fail("window", -errno);
	for (uint32_t i = 0; i < IMAGES; i++) {
		images[i] = yamp_image_create(display, buffers[i], &image_listener, NULL);
		if (!images[i])
			fail("image", -errno);
	}
}

static void turn(void)
{
	struct pollfd pollfd = { yamp_display_fd(display), POLLIN, 0 };

	try("flush", yamp_display_flush(display));
	if (poll(&pollfd, 1, 60000) != 1)
		fail("the compositor", -ETIMEDOUT);
	try("dispatch", yamp_display_dispatch(display));
}

/* It may have to wait for the window, or for the compositor to let go of the buffer. */
static void show(uint32_t index)
{
	int ret;

	do {
		ret = yamp_window_show(window, images[index], shown, 0);
		if (ret == -EAGAIN || ret == -EBUSY)
			turn();
	} while (ret == -EAGAIN || ret == -EBUSY);
	try("show", ret);
	shown++;
	try("flush", yamp_display_flush(display));
}

static void wait_presented(void)
{
	while (presented < shown)
		turn();
}

static void hold(uint32_t index)
{
	show(index);
	wait_presented();
	sleep(HOLD_S);
}

static void run(int file, uint32_t from, uint32_t to)
{
	struct yamp_softdsp_run job = {
		.src = yamp_buffer_fd(buffers[from], 0),
		.dst = yamp_buffer_fd(buffers[to], 0),
		.filter = YAMP_SOFTDSP_INVERT,
	};

	if (ioctl(file, YAMP_SOFTDSP_IOC_RUN, &job))
		fail("softdsp", -errno);
}

static bool is_pending(void)
{
	struct pollfd pollfd = { yamp_buffer_fd(buffers[LATE], 0), POLLIN, 0 };

	return poll(&pollfd, 1, 0) == 0;
}

/* Each job waits for the one before: it reads what that writes. */
static void begin_jobs(void)
{
	int files[FILES];

	for (int i = 0; i < FILES; i++) {
		files[i] = open("/dev/yamp-softdsp", O_RDWR | O_CLOEXEC | O_NONBLOCK);
		if (files[i] < 0)
			fail("/dev/yamp-softdsp", -errno);
		for (int j = 0; j < YAMP_SOFTDSP_JOBS - (i == FILES - 1); j++)
			run(files[i], j % 2 ? TO : FROM, j % 2 ? FROM : TO);
	}
	run(files[FILES - 1], TO, LATE);
}

int main(int argc, char **argv)
{
	uint32_t fourcc;
	bool early;

	if (argc != 2 || strlen(argv[1]) != 4) {
		fprintf(stderr, "usage: late FOURCC\n");
		return 2;
	}
	memcpy(&fourcc, argv[1], sizeof(fourcc));
	setup(fourcc);
	while (ready < IMAGES)
		turn();
	hold(AROUND);
	hold(LATE);
	hold(OTHER);
	begin_jobs();
	show(LATE);
	if (!is_pending())
		fail("the jobs were over before", -EAGAIN);
	wait_presented();
	early = is_pending();
	sleep(HOLD_S);
	hold(AROUND);
	printf("%s before the fence was signalled\n", early ? "shown" : "not shown");
	return early;
}
