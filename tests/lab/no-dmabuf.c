// SPDX-License-Identifier: MIT
/*
 * Preloaded, makes every camera one that cannot import: buffers of V4L2_MEMORY_DMABUF
 * are refused as the many drivers do that offer only their own memory. The rest is the
 * real driver.
 */
#include <dlfcn.h>
#include <errno.h>
#include <linux/videodev2.h>
#include <stdarg.h>
#include <sys/ioctl.h>

__attribute__((visibility("default"))) int ioctl(int fd, unsigned long request, ...)
{
	static int (*real)(int, unsigned long, ...);
	va_list arguments;
	void *argument;

	va_start(arguments, request);
	argument = va_arg(arguments, void *);
	va_end(arguments);
	if (!real)
		real = (int (*)(int, unsigned long, ...))dlsym(RTLD_NEXT, "ioctl");
	if ((request == VIDIOC_REQBUFS &&
	     ((struct v4l2_requestbuffers *)argument)->memory == V4L2_MEMORY_DMABUF) ||
	    (request == VIDIOC_CREATE_BUFS &&
	     ((struct v4l2_create_buffers *)argument)->memory == V4L2_MEMORY_DMABUF)) {
		errno = EINVAL;
		return -1;
	}
	if (real(fd, request, argument))
		return -1;
	if (request == VIDIOC_REQBUFS)
		((struct v4l2_requestbuffers *)argument)->capabilities &=
			~V4L2_BUF_CAP_SUPPORTS_DMABUF;
	return 0;
}
