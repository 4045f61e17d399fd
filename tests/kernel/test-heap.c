// SPDX-License-Identifier: MIT
/* /dev/dma_heap/yamp: a heap like the kernel's own, whose memory is charged and seen. */
#include <errno.h>
#include <fcntl.h>
#include <linux/dma-heap.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "node.h"

#define SIZE	(1024 * 1024 + 1)
#define ROUNDED	(1024 * 1024 + 4096)

static int heap = -1;

static int heap_alloc(__u64 size, __u32 fd_flags)
{
	struct dma_heap_allocation_data arg = { .len = size, .fd_flags = fd_flags };
	int ret = node_ioctl(heap, DMA_HEAP_IOCTL_ALLOC, &arg);

	return ret ? ret : (int)arg.fd;
}

static void test_described(void)
{
	const struct yamp_frame empty = { .size = ROUNDED, .object_count = 1 };
	int fd = heap_alloc(SIZE, O_RDWR | O_CLOEXEC);
	char name[256], expected[128];
	struct yamp_info info = node_info();
	struct yamp_describe d = {};
	int ret = node_describe(fd, &d);

	tap_ok(fd >= 0 && fcntl(fd, F_GETFD) == FD_CLOEXEC && (fcntl(fd, F_GETFL) & O_ACCMODE) == O_RDWR,
	       "a dma-buf", "%d", fd);
	tap_ok(!ret && d.trust == YAMP_TRUST_OURS && d.size == ROUNDED && d.frame_id &&
	       d.placement == YAMP_PLACEMENT_SYSTEM && !memcmp(&d.frame, &empty, sizeof(empty)),
	       "ours, without a frame", "%s, trust %u, %llu bytes, fourcc %#x, %u planes",
	       strerror(-ret), d.trust, d.size, d.frame.fourcc, d.frame.plane_count);
	tap_ok(info.used_bytes == ROUNDED && info.used_buffers == 1, "charged to the user",
	       "%llu bytes, %u dma-bufs", info.used_bytes, info.used_buffers);
	snprintf(expected, sizeof(expected), "yamp id=%llu obj=0 place=system", d.frame_id);
	node_exp_name(fd, name, sizeof(name));
	tap_ok(!strcmp(name, expected), "fdinfo names it", "%s", name);
	close(fd);
}

static __u32 verdict(int fd, const struct yamp_constraint *record)
{
	struct yamp_verify arg = { .fd = fd, .constraint = (uintptr_t)record,
				   .constraint_size = sizeof(*record) };

	return node_ioctl(node_query, YAMP_IOC_VERIFY, &arg) ? 99 : arg.verdict;
}

static void test_verified(void)
{
	const struct yamp_constraint memory = { .name = "a", .cache = YAMP_CACHE_CACHED },
		layout = { .name = "a", .planes[0].stride_align = 1 },
		piece = { .name = "a", .contiguity = YAMP_CONTIGUITY_DMA };
	int fd = heap_alloc(SIZE, O_RDWR | O_CLOEXEC);
	__u32 fits = verdict(fd, &memory), unknown = verdict(fd, &layout),
	      fails = verdict(fd, &piece);

	tap_ok(fits == YAMP_VERDICT_FITS && unknown == YAMP_VERDICT_UNKNOWN &&
	       fails == YAMP_VERDICT_FAILS, "its memory can be judged, its layout not",
	       "verdicts %u %u %u", fits, unknown, fails);
	close(fd);
}

static void test_memory(void)
{
	int fd = heap_alloc(SIZE, O_RDWR | O_CLOEXEC);
	__u64 *words = mmap(NULL, ROUNDED, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	__u64 nonzero = 0;

	if (words == MAP_FAILED)
		tap_bail("cannot map: %s", strerror(errno));
	for (size_t i = 0; i < ROUNDED / sizeof(*words); i++)
		nonzero += words[i] != 0;
	memset(words, 0x5a, ROUNDED);
	tap_ok(!nonzero, "zeroed, and writable to the end", "%llu words are not zero", nonzero);
	munmap(words, ROUNDED);
	close(fd);
	fd = heap_alloc(4096, O_RDONLY);
	words = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	tap_ok(fd >= 0 && words == MAP_FAILED && errno == EACCES, "read-only if asked", "mapped");
	close(fd);
}

/**
 * struct heap_case - an argument that is refused
 * @request: DMA_HEAP_IOCTL_ALLOC or what looks like it
 * @error: expected
 */
static const struct heap_case {
	const char *name;
	struct dma_heap_allocation_data arg;
	unsigned long request;
	int error;
} cases[] = {
	{ "no bytes", { .fd_flags = O_RDWR }, DMA_HEAP_IOCTL_ALLOC, -EINVAL },
	{ "a descriptor given", { .len = 1, .fd = 1 }, DMA_HEAP_IOCTL_ALLOC, -EINVAL },
	{ "an unknown flag", { .len = 1, .heap_flags = 1 }, DMA_HEAP_IOCTL_ALLOC, -EINVAL },
	{ "an unknown descriptor flag", { .len = 1, .fd_flags = O_NONBLOCK },
	  DMA_HEAP_IOCTL_ALLOC, -EINVAL },
	{ "a descriptor that only writes", { .len = 1, .fd_flags = O_WRONLY },
	  DMA_HEAP_IOCTL_ALLOC, -EINVAL },
	{ "1 TiB", { .len = 1ULL << 40 }, DMA_HEAP_IOCTL_ALLOC, -ENOMEM },
	{ "2^64 - 1 bytes", { .len = ~0ULL }, DMA_HEAP_IOCTL_ALLOC, -ENOMEM },
	{ "an ioctl of /dev/yamp", {}, YAMP_IOC_INFO, -ENOTTY },
	{ "another number", { .len = 1 }, _IOWR(DMA_HEAP_IOC_MAGIC, 1, __u64[3]), -ENOTTY },
	{ "a struct that has no room for the answer", { .len = 1 },
	  _IOWR(DMA_HEAP_IOC_MAGIC, 0, __u64), -EINVAL },
};

static void test_case(const struct heap_case *c)
{
	struct dma_heap_allocation_data arg = c->arg;
	int before = node_fd_count(), ret = node_ioctl(heap, c->request, &arg);

	tap_ok(ret == c->error && !memcmp(&arg, &c->arg, sizeof(arg)) &&
	       node_fd_count() == before && !node_info().used_buffers, c->name,
	       "%s instead of %s", strerror(-ret), strerror(-c->error));
}

static void test_fault(void)
{
	struct dma_heap_allocation_data *arg = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
						    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int before = node_fd_count(), ret = -EFAULT;

	arg->len = 4096;
	mprotect(arg, 4096, PROT_READ);
	for (int i = 0; i < 1000 && ret == -EFAULT; i++)
		ret = node_ioctl(heap, DMA_HEAP_IOCTL_ALLOC, arg);
	tap_ok(ret == -EFAULT && node_fd_count() == before,
	       "1000 answers that cannot be written", "%s, %d descriptors more", strerror(-ret),
	       node_fd_count() - before);
	munmap(arg, 4096);
}

/* The quota ends it, long before the machine's memory does. */
static void test_quota(void)
{
	int fds[1024], count = 0;
	__u64 size = node_info().quota_bytes / 16;

	while (count < 1024) {
		fds[count] = heap_alloc(size, O_RDWR | O_CLOEXEC);
		if (fds[count] < 0)
			break;
		count++;
	}
	tap_ok(count >= 8 && count <= 16 && fds[count] == -EDQUOT, "as much as the quota allows",
	       "%d sixteenths, then %s", count, strerror(-fds[count]));
	while (count)
		close(fds[--count]);
}

int main(void)
{
	node_open();
	heap = open("/dev/dma_heap/yamp", O_RDWR | O_CLOEXEC);
	if (heap < 0)
		tap_bail("/dev/dma_heap/yamp: %s", strerror(errno));
	test_described();
	test_verified();
	test_memory();
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		test_case(&cases[i]);
	test_fault();
	test_quota();
	node_nothing_left();
	return tap_end();
}
