// SPDX-License-Identifier: MIT
/* YAMP_IOC_DESCRIBE: true for our dma-bufs, honest about everything else. */
#include <errno.h>
#include <fcntl.h>
#include <linux/dma-buf.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "foreign.h"
#include "node.h"

static void check_ours(const struct node_alloc *call, __u32 object, __u64 size, const char *name)
{
	struct yamp_describe d;
	int ret = node_describe(call->fds[object], &d);

	tap_ok(!ret && d.trust == YAMP_TRUST_OURS && d.size == size && d.object == object &&
	       d.placement == call->arg.placement_chosen && d.cache == YAMP_CACHE_CACHED &&
	       d.frame_id && !d.pins && !d.state &&
	       !memcmp(&d.frame, &call->arg.frame, sizeof(d.frame)), name,
	       "%s, trust %u, %llu bytes, object %u, placement %u, pins %u, state %#x",
	       strerror(-ret), d.trust, d.size, d.object, d.placement, d.pins, d.state);
}

static void test_ours(void)
{
	struct yamp_describe a, b, c;
	struct node_alloc call;

	node_prepare(&call, NODE_NV12, 640, 480);
	call.arg.count = 2;
	call.arg.color_encoding = YAMP_COLOR_ENCODING_BT709;
	call.arg.color_range = YAMP_COLOR_RANGE_LIMITED;
	call.arg.field = YAMP_FIELD_INTERLACED_TB;
	call.arg.constraint_count = 1;
	call.record.objects = YAMP_OBJECTS_PER_PLANE;
	if (node_run(&call))
		tap_bail("cannot allocate");
	check_ours(&call, 0, 307200, "first plane of a frame");
	check_ours(&call, 1, 155648, "second plane of a frame");
	node_describe(call.fds[0], &a);
	node_describe(call.fds[1], &b);
	node_describe(call.fds[2], &c);
	tap_ok(a.frame_id == b.frame_id && c.frame_id > a.frame_id,
	       "planes of a frame share an id, frames do not", "%llu %llu %llu", a.frame_id,
	       b.frame_id, c.frame_id);
	tap_ok(!a.segments && !a.segment_largest, "idle system memory is not resident",
	       "%u segments", a.segments);
	node_close(&call);
}

static void test_state(void)
{
	struct yamp_describe d;
	int fd = node_one(YAMP_PLACEMENT_CONTIGUOUS, NODE_NV12, 64, 64, O_RDONLY);

	node_describe(fd, &d);
	tap_ok(d.state == YAMP_STATE_READ_ONLY && d.segments == 1 && d.segment_largest == d.size,
	       "a contiguous read-only dma-buf", "state %#x, %u segments, largest %llu of %llu",
	       d.state, d.segments, d.segment_largest, d.size);
	close(fd);
}

static bool is_foreign(int fd, __u64 size)
{
	struct yamp_describe d, only = { .fd = fd, .size = size };

	return !node_describe(fd, &d) && d.trust == YAMP_TRUST_FOREIGN &&
	       !memcmp(&d, &only, sizeof(d));
}

static void test_foreign(int fd, const char *name)
{
	if (fd < 0) {
		tap_skip(name, "this kernel has no such exporter, or it is not loaded");
		return;
	}
	tap_ok(is_foreign(fd, FOREIGN_SIZE), name, "described as more than foreign");
	close(fd);
}

static void test_no_dmabuf(void)
{
	struct yamp_describe d;
	int ends[2], fd = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (pipe(ends))
		tap_bail("no pipe");
	tap_ok(node_describe(ends[0], &d) == -EINVAL, "a pipe", "described");
	tap_ok(node_describe(fd, &d) == -EINVAL, "/dev/null", "described");
	tap_ok(node_describe(node_main, &d) == -EINVAL, "our own node", "described");
	close(ends[0]);
	close(ends[1]);
	close(fd);
	tap_ok(node_describe(fd, &d) == -EBADF, "a closed descriptor", "described");
	tap_ok(node_describe(-1, &d) == -EBADF, "descriptor -1", "described");
	tap_ok(node_describe(1 << 30, &d) == -EBADF, "descriptor 2^30", "described");
	d = (struct yamp_describe){ .fd = node_main, .flags = 1U << 31 };
	tap_ok(node_ioctl(node_query, YAMP_IOC_DESCRIBE, &d) == -EINVAL, "an unknown flag",
	       "accepted");
}

/* What another tool prints about a dma-buf can be forged by its holder; ours not. */
static void test_forged_name(void)
{
	char name[256], expected[256];
	struct node_alloc call;
	struct yamp_describe d;

	node_prepare(&call, NODE_NV12, 640, 480);
	if (node_run(&call))
		tap_bail("cannot allocate");
	node_describe(call.fds[0], &d);
	snprintf(expected, sizeof(expected), "yamp id=%llu obj=0 fmt=NV12 640x480 mod=0x0 "
		 "o=0,307200 s=640,640 place=system", d.frame_id);
	node_exp_name(call.fds[0], name, sizeof(name));
	tap_ok(!strcmp(name, expected), "fdinfo shows the description", "%s", name);
	ioctl(call.fds[0], DMA_BUF_SET_NAME, "x\nexp_name:\tyamp id=0 forged");
	node_exp_name(call.fds[0], name, sizeof(name));
	tap_ok(!strcmp(name, expected), "a name set by a holder comes behind it", "%s", name);
	node_close(&call);
}

static void test_access(void)
{
	int fd = node_one(YAMP_PLACEMENT_ANY, NODE_NV12, 64, 64, O_RDWR);
	struct dma_buf_sync sync = { .flags = DMA_BUF_SYNC_START | DMA_BUF_SYNC_RW };
	struct yamp_describe d;
	char *memory;

	node_describe(fd, &d);
	tap_ok(!d.access[YAMP_ACCESS_FAULT].total && !d.access[YAMP_ACCESS_MMAP].total &&
	       !d.access[YAMP_ACCESS_SYNC].total && !d.access[YAMP_ACCESS_VMAP].total &&
	       !d.access[YAMP_ACCESS_DEVICE_MAP].total, "a new dma-buf has no accesses", "it has");
	memory = mmap(NULL, d.size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	ioctl(fd, DMA_BUF_IOCTL_SYNC, &sync);
	memory[0] = 1;
	memory[4096] = 1;
	node_describe(fd, &d);
	tap_ok(d.access[YAMP_ACCESS_MMAP].total == 1 && d.access[YAMP_ACCESS_MMAP].now == 1 &&
	       d.access[YAMP_ACCESS_MMAP].pid == (__u32)getpid() &&
	       !strcmp(d.access[YAMP_ACCESS_MMAP].task, "test-describe") &&
	       !d.access[YAMP_ACCESS_MMAP].who[0], "mmap is counted", "%llu, %u now, by %u %s",
	       d.access[YAMP_ACCESS_MMAP].total, d.access[YAMP_ACCESS_MMAP].now,
	       d.access[YAMP_ACCESS_MMAP].pid, d.access[YAMP_ACCESS_MMAP].task);
	tap_ok(d.access[YAMP_ACCESS_FAULT].total >= 1 && d.access[YAMP_ACCESS_FAULT].total <= 2 &&
	       !d.access[YAMP_ACCESS_FAULT].now, "faults are counted", "%llu, %u now",
	       d.access[YAMP_ACCESS_FAULT].total, d.access[YAMP_ACCESS_FAULT].now);
	tap_ok(d.access[YAMP_ACCESS_SYNC].total == 1 && !d.access[YAMP_ACCESS_SYNC].now &&
	       d.access[YAMP_ACCESS_SYNC].pid == (__u32)getpid() && !d.access[YAMP_ACCESS_SYNC].who[0],
	       "CPU access is counted and is the process's own", "%llu, by %u '%s'",
	       d.access[YAMP_ACCESS_SYNC].total, d.access[YAMP_ACCESS_SYNC].pid,
	       d.access[YAMP_ACCESS_SYNC].who);
	sync.flags = DMA_BUF_SYNC_END | DMA_BUF_SYNC_RW;
	ioctl(fd, DMA_BUF_IOCTL_SYNC, &sync);
	munmap(memory, d.size);
	node_describe(fd, &d);
	tap_ok(!d.access[YAMP_ACCESS_MMAP].now && d.access[YAMP_ACCESS_MMAP].total == 1,
	       "munmap ends it", "%u now", d.access[YAMP_ACCESS_MMAP].now);
	close(fd);
}

static void test_child(void)
{
	int fd = node_one(YAMP_PLACEMENT_ANY, NODE_NV12, 64, 64, O_RDWR), status;
	char *memory = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	struct yamp_describe d;
	pid_t pid = fork();

	if (!pid) {
		memory[0] = 1;
		pause();
	}
	for (int i = 0; i < 3000; i++) {
		node_describe(fd, &d);
		if (d.access[YAMP_ACCESS_FAULT].total)
			break;
		usleep(10000);
	}
	tap_ok(d.access[YAMP_ACCESS_FAULT].pid == (__u32)pid && d.access[YAMP_ACCESS_MMAP].now == 2,
	       "a fault in a child names the child", "%u instead of %u, %u mappings",
	       d.access[YAMP_ACCESS_FAULT].pid, pid, d.access[YAMP_ACCESS_MMAP].now);
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	node_describe(fd, &d);
	tap_ok(d.access[YAMP_ACCESS_MMAP].now == 1, "its death ends its mapping", "%u now",
	       d.access[YAMP_ACCESS_MMAP].now);
	munmap(memory, 4096);
	close(fd);
}

int main(void)
{
	node_open();
	test_ours();
	test_state();
	test_foreign(foreign_heap(), "a dma-buf of the system heap");
	test_foreign(foreign_udmabuf(), "a dma-buf of udmabuf");
	test_no_dmabuf();
	test_forged_name();
	test_access();
	test_child();
	node_nothing_left();
	return tap_end();
}
