// SPDX-License-Identifier: MIT
/*
 * Whatever can fail does, once, as path.h says: on the ways into the module that make,
 * describe and map buffers. Whoever failed has left nothing behind; a leak of the kernel's
 * own memory is for kmemleak to find, after this.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/dma-buf.h>
#include <linux/dma-heap.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "card.h"
#include "fault.h"
#include "foreign.h"
#include "node.h"
#include "path.h"
#include "touch.h"
#include "vivid.h"

static struct node_alloc call;
static int buffer = -1, device = -1, made = -1;
static unsigned char *map, *room;
static size_t map_size;
static __u32 handle;

/* ---- nodes and ioctls ------------------------------------------------------------ */

static void close_made(bool acted)
{
	if (acted)
		close(made);
}

static int open_main(void)
{
	made = open("/dev/yamp", O_RDWR | O_CLOEXEC);
	return made < 0 ? -errno : 0;
}

static int open_query(void)
{
	made = open("/dev/yamp-query", O_RDONLY | O_CLOEXEC);
	return made < 0 ? -errno : 0;
}

static int info(void)
{
	struct yamp_info answer = {};

	return node_ioctl(node_main, YAMP_IOC_INFO, &answer);
}

/* Two frames of two dma-bufs, for a consumer that has a choice of formats. */
static void prepare(__u32 placement)
{
	node_prepare(&call, 0, 64, 64);
	call.arg.placement = placement;
	call.arg.count = 2;
	call.arg.constraint_count = 1;
	call.record.objects = YAMP_OBJECTS_PER_PLANE;
	call.record.format_count = 2;
	call.formats[0].fourcc = NODE_NV12;
	call.formats[1].fourcc = NODE_YUV420;
}

static int prepare_system(void)
{
	prepare(YAMP_PLACEMENT_SYSTEM);
	return 0;
}

static int prepare_contiguous(void)
{
	prepare(YAMP_PLACEMENT_CONTIGUOUS);
	return 0;
}

static int prepare_write_combined(void)
{
	prepare(YAMP_PLACEMENT_CONTIGUOUS);
	call.record.cache = YAMP_CACHE_WRITE_COMBINED;
	return 0;
}

static void set_pool(__u64 bytes)
{
	FILE *file = fopen("/sys/module/yamp/parameters/pool_bytes", "we");

	if (!file || fprintf(file, "%llu", bytes) < 0 || fclose(file))
		tap_bail("cannot set pool_bytes: %s", strerror(errno));
}

static int prepare_test(void)
{
	prepare(YAMP_PLACEMENT_ANY);
	call.arg.flags = YAMP_ALLOC_TEST_ONLY;
	return 0;
}

static int prepare_conflict(void)
{
	prepare(YAMP_PLACEMENT_ANY);
	call.record.width_max = 32;
	return 0;
}

static int allocate(void)
{
	return node_run(&call);
}

static void close_allocated(bool acted)
{
	if (acted)
		node_close(&call);
}

static int one_buffer(void)
{
	buffer = node_one(YAMP_PLACEMENT_SYSTEM, NODE_XRGB8888, 64, 64, O_RDWR | O_CLOEXEC);
	return 0;
}

static void close_buffer(bool acted)
{
	(void)acted;
	close(buffer);
}

static int describe(void)
{
	struct yamp_describe answer;

	return node_describe(buffer, &answer);
}

static int verify_on(int node, __u32 flags)
{
	struct yamp_verify arg = {
		.fd = buffer,
		.flags = flags,
		.constraint = (uintptr_t)&call.record,
		.constraint_size = sizeof(call.record),
	};

	return node_ioctl(node, YAMP_IOC_VERIFY, &arg);
}

static int verify(void)
{
	return verify_on(node_query, 0);
}

static int one_buffer_and_record(void)
{
	prepare(YAMP_PLACEMENT_ANY);
	return one_buffer();
}

static int heap_node(void)
{
	device = open("/dev/dma_heap/yamp", O_RDWR | O_CLOEXEC);
	return device < 0 ? -errno : 0;
}

static int allocate_from_heap(void)
{
	struct dma_heap_allocation_data arg = { .len = 8192, .fd_flags = O_RDWR | O_CLOEXEC };
	int ret = node_ioctl(device, DMA_HEAP_IOCTL_ALLOC, &arg);

	made = arg.fd;
	return ret;
}

static void close_heap(bool acted)
{
	close_made(acted);
	close(device);
}

static int foreign_buffer(void)
{
	buffer = foreign_heap();
	return buffer < 0 ? -ENODEV : 0;
}

static int probe(void)
{
	struct yamp_describe answer = { .fd = buffer, .flags = YAMP_DESCRIBE_PROBE };

	return node_ioctl(node_main, YAMP_IOC_DESCRIBE, &answer);
}

static int foreign_buffer_and_record(void)
{
	prepare(YAMP_PLACEMENT_ANY);
	return foreign_buffer();
}

static int verify_probed(void)
{
	return verify_on(node_main, YAMP_VERIFY_PROBE);
}

/* ---- what a process does with a dma-buf ------------------------------------------- */

static int sync_buffer(void)
{
	struct dma_buf_sync start = { .flags = DMA_BUF_SYNC_START | DMA_BUF_SYNC_RW };
	struct dma_buf_sync end = { .flags = DMA_BUF_SYNC_END | DMA_BUF_SYNC_RW };
	int ret = node_ioctl(buffer, DMA_BUF_IOCTL_SYNC, &start);

	return ret ? ret : node_ioctl(buffer, DMA_BUF_IOCTL_SYNC, &end);
}

static int set_domain(void)
{
	struct yamp_set_domain arg = {
		.fd = buffer,
		.domain = YAMP_DOMAIN_CPU,
		.flags = YAMP_DOMAIN_READ | YAMP_DOMAIN_WRITE,
		.plane = YAMP_PLANE_ALL,
		.size = 4096,
	};
	int ret = node_ioctl(node_main, YAMP_IOC_SET_DOMAIN, &arg);

	arg.domain = YAMP_DOMAIN_DEVICE;
	return ret ? ret : node_ioctl(node_main, YAMP_IOC_SET_DOMAIN, &arg);
}

static int export_fence(void)
{
	struct dma_buf_export_sync_file arg = { .flags = DMA_BUF_SYNC_RW, .fd = -1 };
	int ret = node_ioctl(buffer, DMA_BUF_IOCTL_EXPORT_SYNC_FILE, &arg);

	made = arg.fd;
	return ret;
}

static void close_fence(bool acted)
{
	close_made(acted);
	close(buffer);
}

static int map_buffer(void)
{
	map = mmap(NULL, map_size, PROT_READ | PROT_WRITE, MAP_SHARED, buffer, 0);
	return map == MAP_FAILED ? -errno : 0;
}

static int larger_buffer(void)
{
	map_size = 512 * 512 * 4;
	buffer = node_one(YAMP_PLACEMENT_SYSTEM, NODE_XRGB8888, 512, 512, O_RDWR | O_CLOEXEC);
	return 0;
}

static void unmap_and_close(bool acted)
{
	if (acted)
		munmap(map, map_size);
	close(buffer);
}

static int mapped_buffer(void)
{
	larger_buffer();
	return map_buffer();
}

static void unmap_anyway(bool acted)
{
	(void)acted;
	unmap_and_close(true);
}

/* SIGBUS is the refusal of a fault. */
static int touch(void)
{
	if (TOUCH_FAILS())
		return -ENOMEM;
	*(volatile unsigned char *)map = 1;
	return 0;
}

static int touched_buffer(void)
{
	int ret = mapped_buffer();

	return ret ? ret : touch();
}

static int fork_child(void)
{
	int status;
	pid_t child = fork();

	if (child < 0)
		return -errno;
	if (!child)
		_exit(map[0] != 1);
	if (waitpid(child, &status, 0) != child)
		return -errno;
	return status ? -EIO : 0;
}

static int move_mapping(void)
{
	void *at = mremap(map, map_size, map_size, MREMAP_MAYMOVE | MREMAP_FIXED, room);

	return at == MAP_FAILED ? -errno : 0;
}

static int mapping_and_room(void)
{
	int ret = touched_buffer();

	room = mmap(NULL, map_size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	return ret ? ret : room == MAP_FAILED ? -errno : 0;
}

/* Whether it moved or not: no page of either place stays. */
static void unmap_both(bool acted)
{
	munmap(room, map_size);
	if (!acted)
		munmap(map, map_size);
	close(buffer);
}

/* ---- what drivers do with it ------------------------------------------------------- */

static int frame_and_output(__u32 placement)
{
	buffer = vivid_buffer(placement);
	device = vivid_open();
	return vivid_prepare(device);
}

static int system_frame_and_output(void)
{
	return frame_and_output(YAMP_PLACEMENT_SYSTEM);
}

static int contiguous_frame_and_output(void)
{
	return frame_and_output(YAMP_PLACEMENT_CONTIGUOUS);
}

static int queue(void)
{
	return vivid_queue(device, buffer);
}

static void close_both(bool acted)
{
	(void)acted;
	close(device);
	close(buffer);
}

static int buffer_and_card(void)
{
	one_buffer();
	device = card_open("vgem");
	return device < 0 ? -ENODEV : 0;
}

static int import(void)
{
	return card_import(device, buffer, &handle);
}

static void close_import(bool acted)
{
	if (acted)
		card_close(device, handle);
	close_both(acted);
}

/* ---- the test ------------------------------------------------------------------------ */

static const struct path paths[] = {
	{ "open /dev/yamp", 0, NULL, open_main, close_made },
	{ "open /dev/yamp-query", 0, NULL, open_query, close_made },
	{ "INFO", 0, NULL, info, NULL },
	{ "ALLOC, system memory", 0, prepare_system, allocate, close_allocated },
	{ "ALLOC, contiguous memory", 0, prepare_contiguous, allocate, close_allocated },
	{ "ALLOC, test only", 0, prepare_test, allocate, NULL },
	{ "ALLOC, records in conflict", -EDOM, prepare_conflict, allocate, NULL },
	{ "DESCRIBE", 0, one_buffer, describe, close_buffer },
	{ "VERIFY", 0, one_buffer_and_record, verify, close_buffer },
	{ "DMA_HEAP_IOCTL_ALLOC", 0, heap_node, allocate_from_heap, close_heap },
	{ "a probe of another exporter's memory", 0, foreign_buffer, probe, close_buffer },
	{ "VERIFY of it, with a probe", 0, foreign_buffer_and_record, verify_probed, close_buffer },
	{ "DMA_BUF_IOCTL_SYNC", 0, one_buffer, sync_buffer, close_buffer },
	{ "SET_DOMAIN", 0, one_buffer, set_domain, close_buffer },
	{ "DMA_BUF_IOCTL_EXPORT_SYNC_FILE", 0, one_buffer, export_fence, close_fence },
	{ "mmap", 0, larger_buffer, map_buffer, unmap_and_close },
	{ "a fault on a mapping", 0, mapped_buffer, touch, unmap_anyway },
	{ "a fork with a mapping", 0, touched_buffer, fork_child, unmap_anyway },
	{ "moving a mapping", 0, mapping_and_room, move_mapping, unmap_both },
};

static const struct path fresh_paths[] = {
	{ "ALLOC, write-combined memory", 0, prepare_write_combined, allocate, close_allocated },
};

static const struct path vmap_paths[] = {
	{ "a vmap, system memory", 0, system_frame_and_output, queue, close_both },
	{ "a vmap, contiguous memory", 0, contiguous_frame_and_output, queue, close_both },
};

static const struct path map_paths[] = {
	{ "a device map, contiguous memory", 0, contiguous_frame_and_output, queue, close_both,
	  -EINVAL },	/* what videobuf2 makes of every error */
};

static const struct path import_paths[] = {
	{ "an import into DRM", 0, buffer_and_card, import, close_import },
};

/* What the pool keeps is write-combined already: here all comes from the kernel. */
static void take_fresh(void)
{
	__u64 budget = node_info().pool_bytes_max;
	bool possible;

	prepare_write_combined();
	possible = !allocate();
	close_allocated(possible);
	if (!possible) {
		tap_skip("ALLOC, write-combined memory", "this machine has none");
		return;
	}
	set_pool(0);
	path_take_all(fresh_paths, sizeof(fresh_paths) / sizeof(fresh_paths[0]));
	set_pool(budget);
}

static void take_drivers(void)
{
	if (vivid_load(0))
		path_take_all(vmap_paths, sizeof(vmap_paths) / sizeof(vmap_paths[0]));
	else
		tap_skip("a vmap", "no vivid video output");
	if (vivid_load(1))
		path_take_all(map_paths, sizeof(map_paths) / sizeof(map_paths[0]));
	else
		tap_skip("a device map", "no vivid video output");
	vivid_unload();
	if (!system("modprobe vgem 2>/dev/null"))
		path_take_all(import_paths, sizeof(import_paths) / sizeof(import_paths[0]));
	else
		tap_skip("an import into DRM", "no vgem");
}

int main(void)
{
	const char *missing = fault_missing();

	if (missing) {
		tap_skip("failures on demand", missing);
		return tap_end();
	}
	node_open();
	touch_may_fail();
	path_take_all(paths, sizeof(paths) / sizeof(paths[0]));
	take_fresh();
	take_drivers();
	node_nothing_left();
	return tap_end();
}
