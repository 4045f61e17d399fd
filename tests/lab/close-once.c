// SPDX-License-Identifier: MIT
/*
 * Preloaded, closes a GEM handle when the last of those who got it lets go.
 *
 * DRM gives the same handle for each import of a dma-buf, and one close ends it. Mesa 26.1's
 * software KMS winsys closes it once for each import, three times for an I420 frame: by then the
 * number may be another buffer's, of late the one that Weston draws into, which then is at address
 * 0. Other versions of Mesa count for themselves and must not be run with this; nor must Weston
 * where it imports by itself (direct display), or Mesa where it has several descriptors of a card.
 * It is for the process that is started with it alone, not for that one's children.
 */
#include <dlfcn.h>
#include <drm.h>
#include <drm_mode.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define FDS 1024
#define HANDLES 1024

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static unsigned short users[FDS][HANDLES]; /* protected by lock */

static int call(int fd, unsigned long request, void *argument)
{
	static int (*real)(int, unsigned long, ...);

	if (!real)
		real = (int (*)(int, unsigned long, ...))dlsym(RTLD_NEXT, "ioctl");
	return real(fd, request, argument);
}

__attribute__((constructor)) static void keep_from_children(void)
{
	const char *preload = getenv("LD_PRELOAD"), *name;
	char *others;

	name = preload ? strstr(preload, "close-once.so") : NULL;
	if (!name)
		return;
	while (name > preload && name[-1] != ' ' && name[-1] != ':')
		name--;
	others = strdup(preload);
	if (!others)
		return;
	memset(others + (name - preload), ' ', strcspn(name, " :"));
	setenv("LD_PRELOAD", others, 1);
	free(others);
}

/* NULL: of one so large nothing is known. */
static unsigned short *users_of(int fd, unsigned int handle)
{
	return fd >= 0 && fd < FDS && handle < HANDLES ? &users[fd][handle] : NULL;
}

static int get(int fd, unsigned long request, void *argument, const __u32 *handle)
{
	unsigned short *count;
	int ret;

	pthread_mutex_lock(&lock);
	ret = call(fd, request, argument);
	count = ret ? NULL : users_of(fd, *handle);
	if (count)
		*count = request == DRM_IOCTL_MODE_CREATE_DUMB ? 1 : *count + 1;
	pthread_mutex_unlock(&lock);
	return ret;
}

static int put(int fd, unsigned long request, void *argument, __u32 handle)
{
	unsigned short *count = users_of(fd, handle);
	bool others;
	int ret;

	pthread_mutex_lock(&lock);
	others = count && *count > 1;
	if (count && *count)
		--*count;
	ret = others ? 0 : call(fd, request, argument);
	pthread_mutex_unlock(&lock);
	return ret;
}

__attribute__((visibility("default"))) int ioctl(int fd, unsigned long request, ...)
{
	va_list arguments;
	void *argument;

	va_start(arguments, request);
	argument = va_arg(arguments, void *);
	va_end(arguments);
	switch (request) {
	case DRM_IOCTL_PRIME_FD_TO_HANDLE:
		return get(fd, request, argument, &((struct drm_prime_handle *)argument)->handle);
	case DRM_IOCTL_MODE_CREATE_DUMB:
		return get(fd, request, argument, &((struct drm_mode_create_dumb *)argument)->handle);
	case DRM_IOCTL_GEM_CLOSE:
		return put(fd, request, argument, ((struct drm_gem_close *)argument)->handle);
	case DRM_IOCTL_MODE_DESTROY_DUMB:
		return put(fd, request, argument, ((struct drm_mode_destroy_dumb *)argument)->handle);
	default:
		return call(fd, request, argument);
	}
}

/* The number may be another device's next. */
__attribute__((visibility("default"))) int close(int fd)
{
	static int (*real)(int);

	if (!real)
		real = (int (*)(int))dlsym(RTLD_NEXT, "close");
	if (fd >= 0 && fd < FDS) {
		pthread_mutex_lock(&lock);
		memset(users[fd], 0, sizeof(users[fd]));
		pthread_mutex_unlock(&lock);
	}
	return real(fd);
}
