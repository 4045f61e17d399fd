// SPDX-License-Identifier: MIT
/*
 * Other drivers and our buffers: one buffer in two DRM devices and a camera driver at
 * once; and each driver of a GPU that the machine has, whether it takes memory of ours,
 * whether we can look at its, and if not, who says no and how.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/virtio_gpu.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/klog.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "card.h"
#include "node.h"
#include "vivid.h"

#define ROOM		8
#define VIRTIO_FEATURES	64

static struct yamp_holder list[ROOM];
static __u32 list_count;

static void read_holders(int fd)
{
	struct yamp_holders arg = { .fd = fd, .holders = (uintptr_t)list, .holder_count = ROOM,
				    .holder_size = sizeof(list[0]) };
	int ret = node_ioctl(node_main, YAMP_IOC_HOLDERS, &arg);

	if (ret)
		tap_bail("YAMP_IOC_HOLDERS: %s", strerror(-ret));
	list_count = arg.holder_count;
}

static bool is_held_by(__u32 kind, const char *who)
{
	for (__u32 i = 0; i < list_count && i < ROOM; i++)
		if (list[i].kind == kind && !strncmp(list[i].who, who, strlen(who)))
			return true;
	return false;
}

static int queue_in_vivid(int fd)
{
	int output, ret;

	if (!vivid_load(1))
		return -1;
	output = vivid_open();
	ret = vivid_take(output, fd);
	if (ret)
		tap_bail("vivid: %s", strerror(-ret));
	return output;
}

/* vgem, vkms and vivid hold the same memory; it goes when the last of them lets go. */
static void test_three(void)
{
	int vgem = card_load("vgem") ? card_open("vgem") : -1;
	int vkms = card_load("vkms") ? card_open("vkms") : -1;
	int fd = vivid_buffer(YAMP_PLACEMENT_CONTIGUOUS), output = queue_in_vivid(fd), ret, ret2;
	struct yamp_revoke revoke = { .fd = fd };
	__u32 one, two;

	if (vgem < 0 || vkms < 0 || output < 0) {
		tap_skip("one buffer in three drivers", "no vgem, vkms or vivid");
		close(fd);
		return;
	}
	ret = card_import(vgem, fd, &one);
	ret2 = card_import(vkms, fd, &two);
	read_holders(fd);
	tap_ok(!ret && !ret2 && is_held_by(YAMP_HOLDER_ATTACHED, "vgem") &&
	       is_held_by(YAMP_HOLDER_ATTACHED, "vkms") && is_held_by(YAMP_HOLDER_MAPPED, "vivid"),
	       "one buffer in vgem, in vkms and queued in vivid at once", "%s, %s, %u holders",
	       strerror(-ret), strerror(-ret2), list_count);
	ret = node_ioctl(node_main, YAMP_IOC_REVOKE, &revoke);
	tap_ok(!ret && revoke.state == YAMP_REVOKE_BUSY, "it is not revoked yet", "%s, state %u",
	       strerror(-ret), revoke.state);
	vivid_request(output, 0);
	card_close(vgem, one);
	card_close(vkms, two);
	tap_ok(!node_info().used_bytes, "and its memory returns with the last of them",
	       "%llu bytes are charged", node_info().used_bytes);
	close(output);
	close(vkms);
	close(vgem);
	close(fd);
}

static int set_domain(int fd, __u32 domain, __u32 flags, __u64 size)
{
	struct yamp_set_domain arg = { .fd = fd, .domain = domain, .flags = flags,
				       .plane = YAMP_PLANE_ALL, .size = size };

	return node_ioctl(node_main, YAMP_IOC_SET_DOMAIN, &arg);
}

/* One device has it twice, as a GPU does of a client's and a compositor's open files. */
static void test_twice(void)
{
	int one = card_load("vgem") ? card_open("vgem") : -1, two = card_open("vgem");
	int fd = node_one(YAMP_PLACEMENT_SYSTEM, NODE_XRGB8888, 640, 480, O_RDWR), ret;
	__u32 first, second;

	if (one < 0 || two < 0) {
		tap_skip("one device, twice", "no vgem");
		close(fd);
		return;
	}
	ret = card_import(one, fd, &first);
	ret = ret ? ret : card_import(two, fd, &second);
	read_holders(fd);
	tap_ok(!ret, "one device, twice", "%s", strerror(-ret));
	tap_note("%u holders: newer kernels import without mapping", list_count);
	ret = set_domain(fd, YAMP_DOMAIN_CPU, YAMP_DOMAIN_READ, 0);
	ret = ret ? ret : set_domain(fd, YAMP_DOMAIN_DEVICE, YAMP_DOMAIN_READ, 0);
	ret = ret ? ret : set_domain(fd, YAMP_DOMAIN_CPU, YAMP_DOMAIN_WRITE, 100);
	ret = ret ? ret : set_domain(fd, YAMP_DOMAIN_DEVICE, YAMP_DOMAIN_WRITE, 100);
	tap_ok(!ret, "and turns with the CPU, all of it or a part", "%s", strerror(-ret));
	close(one);
	close(two);
	close(fd);
}

/* Has QEMU given blobs to the device, and has the driver accepted them? */
static bool virtio_gpu_has_blobs(void)
{
	char path[64], features[VIRTIO_FEATURES + 1] = "";
	FILE *file = NULL;

	for (int i = 0; !file && i < 16; i++) {
		snprintf(path, sizeof(path), "/sys/bus/virtio/drivers/virtio_gpu/virtio%d/features", i);
		file = fopen(path, "re");
	}
	if (!file || !fgets(features, sizeof(features), file))
		tap_bail("the features of virtio-gpu are not to be seen");
	fclose(file);
	return features[VIRTIO_GPU_F_RESOURCE_BLOB] == '1';
}

static bool kernel_is_older(int major, int minor)
{
	struct utsname name;
	int has_major = 0, has_minor = 0;

	uname(&name);
	sscanf(name.release, "%d.%d", &has_major, &has_minor);
	return has_major < major || (has_major == major && has_minor < minor);
}

/* Either is enough; without blobs a newer driver gives the same error as an older one. */
static const char *virtio_gpu_lacks(void)
{
	bool blobs = virtio_gpu_has_blobs(), old = kernel_is_older(6, 14);

	if (old)
		return blobs ? "QEMU gives the device blobs, but its driver imports from 6.14 on only" :
			       "its driver imports from 6.14 on only, and QEMU gives the device no "
			       "blobs (its host has no /dev/udmabuf that it may open)";
	return blobs ? NULL : "QEMU gives the device no blobs: its host has no /dev/udmabuf that it "
			      "may open";
}

/**
 * struct gpu - a driver of a GPU that QEMU can be
 * @module: its name
 * @driver: what DRM calls it
 * @takes: 0 or -errno of importing memory of ours
 * @why_not: for people
 * @lacks: why it gives ENODEV here instead, or null: it is not to; null: it never is
 * @shows: 0 or -errno of probing memory of its
 * @why_hidden: for people
 */
static const struct gpu {
	const char *module;
	const char *driver;
	int takes;
	const char *why_not;
	const char *(*lacks)(void);
	int shows;
	const char *why_hidden;
} gpus[] = {
	{
		.module = "virtio-gpu",
		.driver = "virtio_gpu",
		.lacks = virtio_gpu_lacks,
	},
	{
		.module = "qxl",
		.driver = "qxl",
		.takes = -ENOSYS,
		.why_not = " is refused: its driver has an import function that always says ENOSYS",
		.shows = -EOPNOTSUPP,
		.why_hidden = " is not to be mapped by devices: it lies in the card, and its driver "
			      "makes no list of pages",
	},
	{
		.module = "vmwgfx",
		.driver = "vmwgfx",
	},
};

static int probe(int fd, struct yamp_describe *describe)
{
	memset(describe, 0, sizeof(*describe));
	describe->fd = fd;
	describe->flags = YAMP_DESCRIBE_PROBE;
	return node_ioctl(node_main, YAMP_IOC_DESCRIBE, describe);
}

static void test_takes(const struct gpu *gpu, int card, __u32 placement, const char *what)
{
	int fd = node_one(placement, NODE_XRGB8888, 640, 480, O_RDWR), ret;
	const char *lacks = gpu->lacks ? gpu->lacks() : NULL;
	struct yamp_describe d;
	char name[160];
	__u32 handle;

	ret = card_import(card, fd, &handle);
	read_holders(fd);
	snprintf(name, sizeof(name), "%s: %s memory of ours%s", gpu->driver, what,
		 gpu->takes ? gpu->why_not : "");
	if (ret == -ENODEV && lacks)
		tap_skip(name, lacks);
	else
		tap_ok(ret == gpu->takes && !ret == !!list_count, name,
		       "%s instead of %s, %u holders", strerror(-ret), strerror(-gpu->takes),
		       list_count);
	if (!ret)
		card_close(card, handle);
	node_describe(fd, &d);
	tap_ok(!d.pins && !d.access[YAMP_ACCESS_ATTACH].now, "and nothing stays behind",
	       "%u pins, %u attached", d.pins, d.access[YAMP_ACCESS_ATTACH].now);
	close(fd);
}

static void test_shows(const struct gpu *gpu, int card)
{
	int fd = card_export(card, 640, 480), ret;
	struct yamp_describe d = {};
	char name[160];

	ret = fd < 0 ? fd : probe(fd, &d);
	snprintf(name, sizeof(name), "%s: its memory%s", gpu->driver,
		 gpu->shows ? gpu->why_hidden : " is seen by us");
	tap_ok(ret == gpu->shows && !ret == (d.trust == YAMP_TRUST_PROBED && d.segments), name,
	       "%s instead of %s, trust %u, %u segments", strerror(-ret), strerror(-gpu->shows),
	       d.trust, d.segments);
	close(fd);
}

static bool kernel_said(const char *text)
{
	static char log[1 << 20];
	int length = klogctl(3, log, sizeof(log) - 1);	/* SYSLOG_ACTION_READ_ALL */

	log[length > 0 ? length : 0] = '\0';
	return strstr(log, text);
}

/* The module is there, it has found its device, and there is no DRM device. */
static void test_absent(const struct gpu *gpu)
{
	char name[160];

	snprintf(name, sizeof(name), "%s takes our memory", gpu->driver);
	if (!kernel_said("vmwgfx 0000:") || strcmp(gpu->driver, "vmwgfx")) {
		tap_skip(name, "no such device here");
		return;
	}
	tap_ok(kernel_said("Hardware has no pitchlock"),
	       "vmwgfx: its driver refuses QEMU's device, which cannot lock the pitch",
	       "there is no DRM device, and it is not known why");
}

static void test_gpu(const struct gpu *gpu)
{
	int card = card_load(gpu->module) ? card_open(gpu->driver) : -1;

	if (card < 0) {
		test_absent(gpu);
		return;
	}
	test_takes(gpu, card, YAMP_PLACEMENT_SYSTEM, "scattered");
	test_takes(gpu, card, YAMP_PLACEMENT_CONTIGUOUS, "contiguous");
	test_shows(gpu, card);
	close(card);
}

int main(void)
{
	node_open();
	test_three();
	test_twice();
	for (size_t i = 0; i < sizeof(gpus) / sizeof(gpus[0]); i++)
		test_gpu(&gpus[i]);
	vivid_unload();
	node_nothing_left();
	return tap_end();
}
