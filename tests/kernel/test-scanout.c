// SPDX-License-Identifier: MIT
/*
 * A frame on a screen is revoked: the process loses it at once, the screen shows what
 * it showed, never a byte of who gets memory next, and the memory returns when the
 * screen lets go. vkms is the screen, and tells a checksum of each picture.
 */
#include <drm.h>
#include <drm_fourcc.h>
#include <drm_mode.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "card.h"
#include "node.h"
#include "touch.h"

#define ROOM	8
#define FRAMES	8	/* of others, that get memory while ours is on the screen */

static int card = -1;
static __u32 crtc, connector, width, height;
static struct drm_mode_modeinfo mode;

/* The first connector and CRTC, and the connector's first mode. */
static int find_screen(void)
{
	__u32 crtcs[8] = {}, connectors[8] = {};
	struct drm_mode_modeinfo modes[64];
	struct drm_mode_card_res resources = {
		.crtc_id_ptr = (uintptr_t)crtcs,
		.count_crtcs = 8,
		.connector_id_ptr = (uintptr_t)connectors,
		.count_connectors = 8,
	};
	struct drm_mode_get_connector get = {
		.modes_ptr = (uintptr_t)modes,
		.count_modes = 64,
	};
	struct drm_mode_get_connector probe = {};	/* by asking for no modes */
	int ret = node_ioctl(card, DRM_IOCTL_MODE_GETRESOURCES, &resources);

	if (ret)
		return ret;
	crtc = crtcs[0];
	connector = get.connector_id = probe.connector_id = connectors[0];
	ret = node_ioctl(card, DRM_IOCTL_MODE_GETCONNECTOR, &probe);
	if (!ret)
		ret = node_ioctl(card, DRM_IOCTL_MODE_GETCONNECTOR, &get);
	if (!ret && !get.count_modes)
		ret = -ENODEV;
	mode = modes[0];
	width = mode.hdisplay;
	height = mode.vdisplay;
	return ret;
}

static int show(__u32 framebuffer)
{
	struct drm_mode_crtc set = {
		.set_connectors_ptr = (uintptr_t)&connector,
		.count_connectors = framebuffer ? 1 : 0,
		.crtc_id = crtc,
		.fb_id = framebuffer,
		.mode_valid = framebuffer != 0,
		.mode = mode,
	};

	return node_ioctl(card, DRM_IOCTL_MODE_SETCRTC, &set);
}

static int add_framebuffer(__u32 handle, __u32 stride, __u32 *id)
{
	struct drm_mode_fb_cmd2 add = {
		.width = width,
		.height = height,
		.pixel_format = DRM_FORMAT_XRGB8888,
		.handles[0] = handle,
		.pitches[0] = stride,
	};
	int ret = node_ioctl(card, DRM_IOCTL_MODE_ADDFB2, &add);

	*id = add.fb_id;
	return ret;
}

/* vkms's folder of checksums, by the minor number of @card; its file @name */
static int open_crc(const char *name, int flags)
{
	char path[80];
	struct stat status;

	fstat(card, &status);
	snprintf(path, sizeof(path), "/sys/kernel/debug/dri/%u/crtc-0/crc/%s",
		 minor(status.st_rdev), name);
	return open(path, flags | O_CLOEXEC);
}

/* The checksum of the @count th picture from now; 0 if there is none. */
static unsigned long picture(int count)
{
	int control = open_crc("control", O_WRONLY), data;
	unsigned long frame, crc = 0;
	char line[256];
	ssize_t length;

	if (control < 0 || write(control, "auto", 4) != 4)
		tap_bail("no checksums: %s", strerror(errno));
	close(control);
	data = open_crc("data", O_RDONLY);
	if (data < 0)
		tap_bail("no checksums to be read: %s", strerror(errno));
	while (count-- > 0) {
		length = read(data, line, sizeof(line) - 1);
		line[length > 0 ? length : 0] = '\0';
		if (sscanf(line, "%lx %lx", &frame, &crc) != 2)
			tap_bail("no checksum: '%s' %s", line, strerror(errno));
	}
	close(data);
	return crc;
}

/* Memory for others, and full of what must not be seen. */
static void soil(int fds[FRAMES])
{
	for (int i = 0; i < FRAMES; i++) {
		struct yamp_describe d;
		void *memory;

		fds[i] = node_one(i % 2 ? YAMP_PLACEMENT_SYSTEM : YAMP_PLACEMENT_CONTIGUOUS,
				  NODE_XRGB8888, width, height, O_RDWR);
		node_describe(fds[i], &d);
		memory = mmap(NULL, d.size, PROT_READ | PROT_WRITE, MAP_SHARED, fds[i], 0);
		memset(memory, 0xff, d.size);
		munmap(memory, d.size);
	}
}

/** struct scene - a frame of ours on the screen */
struct scene {
	int fd;
	char *memory;
	size_t size;
	__u32 handle, framebuffer;
};

static int set_scene(struct scene *scene)
{
	struct yamp_describe d;
	int ret;

	scene->fd = node_one(YAMP_PLACEMENT_SYSTEM, NODE_XRGB8888, width, height, O_RDWR);
	node_describe(scene->fd, &d);
	scene->size = d.size;
	scene->memory = mmap(NULL, d.size, PROT_READ | PROT_WRITE, MAP_SHARED, scene->fd, 0);
	memset(scene->memory, 0x40, d.size);
	ret = card_import(card, scene->fd, &scene->handle);
	ret = ret ? ret : add_framebuffer(scene->handle, d.frame.planes[0].stride,
					  &scene->framebuffer);
	return ret ? ret : show(scene->framebuffer);
}

static void strike(struct scene *scene)
{
	node_ioctl(card, DRM_IOCTL_MODE_RMFB, &scene->framebuffer);
	show(0);
	card_close(card, scene->handle);
}

static void test_revoked(struct scene *scene)
{
	struct yamp_holder list[ROOM] = {};
	struct yamp_revoke arg = { .fd = scene->fd, .holders = (uintptr_t)list,
				   .holder_count = ROOM, .holder_size = sizeof(list[0]) };
	unsigned long before = picture(2), after;
	int fds[FRAMES], ret;
	bool named = false;

	ret = node_ioctl(node_main, YAMP_IOC_REVOKE, &arg);
	for (__u32 i = 0; i < arg.holder_count && i < ROOM; i++) {
		tap_note("held: kind %u by '%s'", list[i].kind, list[i].who);
		named = named || strstr(list[i].who, "vkms") || strstr(list[i].who, "drm");
	}
	tap_ok(!ret && arg.state == YAMP_REVOKE_BUSY && named, "BUSY names the screen",
	       "%s, state %u, %u holders", strerror(-ret), arg.state, arg.holder_count);
	tap_ok(touch_is_dead(scene->memory), "the process has lost it", "it has not");
	soil(fds);
	after = picture(3);
	tap_ok(before && before == after, "the screen shows no byte of others",
	       "checksums %#lx before, %#lx after", before, after);
	strike(scene);
	for (int i = 0; i < FRAMES; i++)
		close(fds[i]);
	for (int i = 0; i < 600 && node_info().used_bytes; i++)
		usleep(50 * 1000);	/* vkms lets go of its last picture in a worker */
	tap_ok(!node_info().used_bytes && node_info().used_buffers == 1,
	       "the memory returns when the screen lets go", "%llu bytes, %u dma-bufs",
	       node_info().used_bytes, node_info().used_buffers);
}

int main(void)
{
	struct scene scene = {};
	int ret;

	touch_may_fail();
	node_open();
	card = card_load("vkms") ? card_open("vkms") : -1;
	if (card < 0) {
		tap_skip("a frame on a screen", "no vkms");
		return tap_end();
	}
	ret = find_screen();
	ret = ret ? ret : set_scene(&scene);
	tap_ok(!ret, "a frame of ours is on the screen", "%s", strerror(-ret));
	if (!ret)
		test_revoked(&scene);
	munmap(scene.memory, scene.size);
	close(scene.fd);
	close(card);
	node_nothing_left();
	return tap_end();
}
