// SPDX-License-Identifier: MIT
/*
 * Preloaded, makes every V4L2 device export memory of ours: the descriptor that
 * VIDIOC_EXPBUF gives is replaced by a dma-buf of /dev/yamp of the same size. Each is a
 * line in the file that EXPORT_OURS names; EXPORT_OURS_PLACEMENT is the number of a
 * placement of <linux/yamp.h>. Without our memory the program ends: it would test
 * something else.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/videodev2.h>
#include <linux/yamp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#define PAGE	4096

static int real_ioctl(int fd, unsigned long request, void *argument)
{
	return (int)syscall(SYS_ioctl, fd, request, argument);
}

static void fail(const char *what)
{
	fprintf(stderr, "export-ours: %s: %s\n", what, strerror(errno));
	_exit(99);
}

/* Bytes, as a picture of one byte a pixel and one page a line. */
static int allocate(uint64_t size, uint32_t fd_flags)
{
	const char *placement = getenv("EXPORT_OURS_PLACEMENT");
	__s32 fds[YAMP_MAX_PLANES];
	struct yamp_alloc alloc = {
		.width = PAGE,
		.height = (uint32_t)((size + PAGE - 1) / PAGE),
		.fourcc = 'R' | '8' << 8 | ' ' << 16 | ' ' << 24,
		.count = 1,
		.placement = placement ? (uint32_t)atoi(placement) : 0,
		.fd_flags = fd_flags,
		.fds = (uintptr_t)fds,
		.fd_count = YAMP_MAX_PLANES,
	};
	int node = open("/dev/yamp", O_RDWR | O_CLOEXEC);

	if (node < 0)
		fail("/dev/yamp");
	if (real_ioctl(node, YAMP_IOC_ALLOC, &alloc))
		fail("YAMP_IOC_ALLOC");
	close(node);
	return fds[0];
}

static void note(uint64_t size, int fd)
{
	const char *path = getenv("EXPORT_OURS");
	FILE *file = path ? fopen(path, "ae") : NULL;

	if (!file)
		return;
	fprintf(file, "%llu bytes as %d\n", (unsigned long long)size, fd);
	fclose(file);
}

static void replace(struct v4l2_exportbuffer *export)
{
	off_t size = lseek(export->fd, 0, SEEK_END);
	int ours;

	if (size <= 0)
		fail("size of what the device exports");
	ours = allocate((uint64_t)size, export->flags & (O_CLOEXEC | O_ACCMODE));
	close(export->fd);
	export->fd = ours;
	note((uint64_t)size, ours);
}

__attribute__((visibility("default"))) int ioctl(int fd, unsigned long request, ...)
{
	va_list arguments;
	void *argument;
	int ret;

	va_start(arguments, request);
	argument = va_arg(arguments, void *);
	va_end(arguments);
	ret = real_ioctl(fd, request, argument);
	if (!ret && (uint32_t)request == (uint32_t)VIDIOC_EXPBUF)
		replace(argument);
	return ret;
}
