// SPDX-License-Identifier: MIT
/* YAMP_IOC_SET_DOMAIN: which ranges there are, who may, and that it is counted. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "foreign.h"
#include "node.h"

#define WIDTH	640
#define HEIGHT	480
#define LUMA	307200ULL
#define CHROMA	153600ULL
#define ROUNDED	462848ULL	/* bytes of an NV12 frame: 113 pages */

static int set_domain(int fd, __u32 domain, __u32 flags, __u32 plane, __u64 offset, __u64 size)
{
	struct yamp_set_domain arg = { .fd = fd, .domain = domain, .flags = flags,
				       .plane = plane, .offset = offset, .size = size };

	return node_ioctl(node_main, YAMP_IOC_SET_DOMAIN, &arg);
}

/**
 * struct range_case - a range of an NV12 frame
 * @error: expected
 */
static const struct range_case {
	const char *name;
	__u32 plane;
	__u64 offset, size;
	int error;
} range_cases[] = {
	{ "all of it", YAMP_PLANE_ALL, 0, 0, 0 },
	{ "all of it, by its size", YAMP_PLANE_ALL, 0, ROUNDED, 0 },
	{ "the last byte", YAMP_PLANE_ALL, ROUNDED - 1, 1, 0 },
	{ "from the last byte", YAMP_PLANE_ALL, ROUNDED - 1, 0, 0 },
	{ "one byte more than there are", YAMP_PLANE_ALL, 0, ROUNDED + 1, -EINVAL },
	{ "one byte behind the last", YAMP_PLANE_ALL, ROUNDED, 1, -EINVAL },
	{ "nothing behind the last", YAMP_PLANE_ALL, ROUNDED, 0, -EINVAL },
	{ "an end behind all numbers", YAMP_PLANE_ALL, 1, ~0ULL, -EINVAL },
	{ "an offset behind all numbers", YAMP_PLANE_ALL, ~0ULL, 2, -EINVAL },
	{ "luma", 0, 0, 0, 0 },
	{ "luma by its size", 0, 0, LUMA, 0 },
	{ "luma and a byte of chroma", 0, 0, LUMA + 1, -EINVAL },
	{ "chroma", 1, 0, CHROMA, 0 },
	{ "the last row of chroma", 1, CHROMA - WIDTH, WIDTH, 0 },
	{ "a byte behind chroma", 1, CHROMA, 1, -EINVAL },
	{ "a third plane", 2, 0, 0, -EINVAL },
	{ "plane 2^32 - 2", ~0U - 1, 0, 0, -EINVAL },
};

static void test_range(const struct range_case *c, int fd)
{
	int cpu = set_domain(fd, YAMP_DOMAIN_CPU, YAMP_DOMAIN_READ, c->plane, c->offset, c->size);
	int device = set_domain(fd, YAMP_DOMAIN_DEVICE, YAMP_DOMAIN_READ, c->plane, c->offset,
				c->size);

	tap_ok(cpu == c->error && device == c->error, c->name, "%s and %s instead of %s",
	       strerror(-cpu), strerror(-device), strerror(-c->error));
}

static void test_objects(void)
{
	struct node_alloc call;
	int own, other;

	node_prepare(&call, NODE_NV12, WIDTH, HEIGHT);
	call.arg.constraint_count = 1;
	call.record.objects = YAMP_OBJECTS_PER_PLANE;
	if (node_run(&call))
		tap_bail("cannot allocate");
	own = set_domain(call.fds[1], YAMP_DOMAIN_CPU, YAMP_DOMAIN_READ, 1, 0, CHROMA);
	other = set_domain(call.fds[1], YAMP_DOMAIN_CPU, YAMP_DOMAIN_READ, 0, 0, 0);
	tap_ok(!own && other == -EINVAL, "a plane is in its own dma-buf only", "%s, %s",
	       strerror(-own), strerror(-other));
	node_close(&call);
}

static void test_rights(void)
{
	int fd = node_one(YAMP_PLACEMENT_SYSTEM, NODE_NV12, WIDTH, HEIGHT, O_RDONLY);
	int heap = foreign_heap();
	struct yamp_set_domain arg = { .fd = fd, .domain = YAMP_DOMAIN_CPU,
				       .flags = YAMP_DOMAIN_READ, .plane = YAMP_PLANE_ALL };
	int reads = set_domain(fd, YAMP_DOMAIN_CPU, YAMP_DOMAIN_READ, YAMP_PLANE_ALL, 0, 0);
	int writes = set_domain(fd, YAMP_DOMAIN_CPU, YAMP_DOMAIN_WRITE, YAMP_PLANE_ALL, 0, 0);
	int query = node_ioctl(node_query, YAMP_IOC_SET_DOMAIN, &arg);

	tap_ok(!reads && writes == -EACCES, "a read-only descriptor reads", "%s, writes %s",
	       strerror(-reads), strerror(-writes));
	tap_ok(query == -EACCES, "not on the query node", "%s", strerror(-query));
	close(fd);
	if (heap < 0) {
		tap_skip("another exporter's dma-buf", "there is no system heap");
		return;
	}
	reads = set_domain(heap, YAMP_DOMAIN_CPU, YAMP_DOMAIN_READ, YAMP_PLANE_ALL, 0, 0);
	tap_ok(reads == -EOPNOTSUPP, "another exporter's dma-buf", "%s", strerror(-reads));
	close(heap);
}

static void test_refusals(int fd)
{
	struct yamp_set_domain arg = { .fd = fd, .flags = YAMP_DOMAIN_READ,
				       .plane = YAMP_PLANE_ALL, .reserved = { 0, 0, 0, 1 } };

	tap_ok(node_ioctl(node_main, YAMP_IOC_SET_DOMAIN, &arg) == -EINVAL, "reserved field",
	       "accepted");
	tap_ok(set_domain(fd, 2, YAMP_DOMAIN_READ, YAMP_PLANE_ALL, 0, 0) == -EINVAL,
	       "unknown domain", "accepted");
	tap_ok(set_domain(fd, YAMP_DOMAIN_CPU, 0, YAMP_PLANE_ALL, 0, 0) == -EINVAL,
	       "neither read nor write", "accepted");
	tap_ok(set_domain(fd, YAMP_DOMAIN_CPU, 4, YAMP_PLANE_ALL, 0, 0) == -EINVAL,
	       "unknown flag", "accepted");
	tap_ok(set_domain(-1, YAMP_DOMAIN_CPU, 1, YAMP_PLANE_ALL, 0, 0) == -EBADF,
	       "no descriptor", "accepted");
	tap_ok(set_domain(node_main, YAMP_DOMAIN_CPU, 1, YAMP_PLANE_ALL, 0, 0) == -EINVAL,
	       "no dma-buf", "accepted");
}

static void test_counted(int fd)
{
	struct yamp_describe before, after;

	node_describe(fd, &before);
	set_domain(fd, YAMP_DOMAIN_CPU, YAMP_DOMAIN_READ, 0, 0, 1);
	set_domain(fd, YAMP_DOMAIN_DEVICE, YAMP_DOMAIN_READ, 0, 0, 1);
	node_describe(fd, &after);
	tap_ok(after.access[YAMP_ACCESS_SYNC].total == before.access[YAMP_ACCESS_SYNC].total + 1 &&
	       after.access[YAMP_ACCESS_SYNC].pid == (__u32)getpid(), "counted once",
	       "%llu, then %llu", before.access[YAMP_ACCESS_SYNC].total,
	       after.access[YAMP_ACCESS_SYNC].total);
}

int main(void)
{
	int fd;

	node_open();
	fd = node_one(YAMP_PLACEMENT_SYSTEM, NODE_NV12, WIDTH, HEIGHT, O_RDWR);
	for (size_t i = 0; i < sizeof(range_cases) / sizeof(range_cases[0]); i++)
		test_range(&range_cases[i], fd);
	test_objects();
	test_rights();
	test_refusals(fd);
	test_counted(fd);
	close(fd);
	node_nothing_left();
	return tap_end();
}
