// SPDX-License-Identifier: MIT
/*
 * Arguments nobody would think of, for every ioctl there is and some there are not:
 * structs of random content and length, most of them nearly right. What they give is
 * not looked at; the kernel's messages are, and what is left.
 *
 * usage: test-fuzz [CALLS [SEED]]
 */
#include <fcntl.h>
#include <linux/dma-buf.h>
#include <linux/dma-heap.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "foreign.h"
#include "node.h"

#define ROOM		8192
#define KEPT		16
#define CHUNK		500	/* calls of one process */

static unsigned int seed;
static int kept[KEPT];		/* descriptors of all kinds */
static unsigned char *room;	/* user memory that pointers may point to */

static const unsigned long requests[] = {
	YAMP_IOC_INFO, YAMP_IOC_ALLOC, YAMP_IOC_DESCRIBE, YAMP_IOC_VERIFY, YAMP_IOC_SET_DOMAIN,
	YAMP_IOC_EXPORT, YAMP_IOC_ADVISE, YAMP_IOC_REVOKE, YAMP_IOC_STATS, YAMP_IOC_HOLDERS,
};

#define REQUESTS	(sizeof(requests) / sizeof(requests[0]))

static unsigned int any(unsigned int below)
{
	return (unsigned int)rand_r(&seed) % below;
}

/* Values at which something changes. */
static uint64_t odd_value(void)
{
	static const uint64_t values[] = {
		0, 1, 2, 3, 4, 7, 8, 15, 16, 17, 31, 63, 64, 65, 255, 4095, 4096, 4097, 65535, 65536,
		0x7fffffff, 0x80000000, 0xfffff000, 0xffffffff, 1ULL << 32, (1ULL << 63) - 1, 1ULL << 63,
		~0ULL, ~0ULL - 4095, NODE_NV12, NODE_XRGB8888, NODE_YUV420, 1920, 1080,
	};

	return values[any(sizeof(values) / sizeof(values[0]))];
}

static int some_fd(void)
{
	return any(20) ? kept[any(KEPT)] : (int)odd_value();
}

static uint64_t some_pointer(void)
{
	return any(10) ? (uintptr_t)(room + any(ROOM / 8) * 8) : odd_value();
}

/* A call that would be right. */
static void fill_right(unsigned long request, void *to)
{
	struct yamp_alloc *alloc = to;
	struct yamp_verify *verify = to;
	struct yamp_set_domain *domain = to;
	struct yamp_stats *stats = to;
	struct yamp_holders *holders = to;

	memset(to, 0, ROOM);
	*(__s32 *)to = some_fd();
	if (request == YAMP_IOC_ALLOC) {
		struct node_alloc call;

		node_prepare(&call, any(2) ? NODE_NV12 : NODE_YUV420, 1 + any(100), 1 + any(100));
		*alloc = call.arg;
		alloc->count = 1 + any(4);
		alloc->placement = any(4);
		alloc->constraints = some_pointer();
		alloc->constraint_count = any(3);
		alloc->fds = (uintptr_t)room;
	} else if (request == YAMP_IOC_VERIFY) {
		verify->constraint = some_pointer();
		verify->constraint_size = sizeof(struct yamp_constraint);
	} else if (request == YAMP_IOC_SET_DOMAIN) {
		domain->flags = 1 + any(3);
		domain->plane = YAMP_PLANE_ALL;
	} else if (request == YAMP_IOC_STATS) {
		stats->flags = any(2);
		stats->stats = some_pointer();
		stats->stat_count = any(20);
		stats->stat_size = sizeof(struct yamp_stat);
	} else if (request == YAMP_IOC_HOLDERS) {
		holders->holders = some_pointer();
		holders->holder_count = any(20);
		holders->holder_size = sizeof(struct yamp_holder);
	}
}

/* And a few of its fields that are not. */
static void spoil(unsigned char *to, unsigned int size)
{
	for (unsigned int i = any(4); i > 0; i--) {
		uint64_t value = any(4) ? odd_value() : any(2) ? some_pointer() : (uint64_t)rand_r(&seed);
		unsigned int width = any(2) ? 4 : 8;

		if (size >= width)
			memcpy(to + any(size / width) * width, &value, width);
	}
}

/* Records for ALLOC and VERIFY; formats point back into the room. */
static void fill_room(void)
{
	for (unsigned int i = 0; i < ROOM; i += 4) {
		__u32 value = any(3) ? 0 : (__u32)odd_value();

		memcpy(room + i, &value, 4);
	}
	for (unsigned int i = 0; i + sizeof(struct yamp_constraint) <= ROOM; i += 8 * (1 + any(64))) {
		struct yamp_constraint record = { .name = "fuzz", .formats = some_pointer(),
						  .format_count = any(4) };

		spoil((unsigned char *)&record, sizeof(record));
		memcpy(room + i, &record, sizeof(record));
	}
}

/* New descriptors take the places of old ones. */
static void keep(int fd)
{
	unsigned int place = 3 + any(KEPT - 3);

	if (fd < 3)
		return;
	close(kept[place]);
	kept[place] = fd;
}

static void keep_results(unsigned long request, const void *arg)
{
	const struct yamp_alloc *alloc = arg;
	const struct yamp_export *export = arg;

	if (request == YAMP_IOC_EXPORT)
		keep(export->new_fd);
	if (request != YAMP_IOC_ALLOC || alloc->flags & YAMP_ALLOC_TEST_ONLY)
		return;
	for (unsigned int i = 0; i < alloc->fd_count && i < NODE_FDS; i++) {
		__s32 fd;

		memcpy(&fd, (char *)(uintptr_t)alloc->fds + i * sizeof(fd), sizeof(fd));
		if (i < 4)
			keep(fd);
		else
			close(fd);
	}
}

static int one_ioctl(void)
{
	static _Alignas(8) unsigned char arg[ROOM];
	unsigned long request = requests[any(REQUESTS)], sent = request;
	unsigned int size = _IOC_SIZE(request);
	int ret;

	fill_room();
	fill_right(request, arg);
	spoil(arg, size);
	if (!any(8))
		size = any(4096);
	if (!any(50))
		sent = rand_r(&seed);
	else
		sent = _IOC(_IOC_DIR(request), _IOC_TYPE(request), _IOC_NR(request), size);
	ret = node_ioctl(any(8) ? node_main : some_fd(), sent, any(50) ? arg : (void *)(uintptr_t)odd_value());
	if (!ret && sent == request)
		keep_results(request, arg);
	return ret;
}

static void map_one(void)
{
	size_t size = (1 + any(20)) * 4096;
	void *memory = mmap(NULL, size, any(4), MAP_SHARED, some_fd(), any(4) * 4096);

	if (memory != MAP_FAILED)
		munmap(memory, size);
}

/*
 * udmabuf maps once and then syncs in whatever direction it is told, of which a kernel
 * that checks DMA warns. That is not ours to find.
 */
static void sync_one(int fd)
{
	struct dma_buf_sync sync = { .flags = any(8) };
	char name[128];

	node_exp_name(fd, name, sizeof(name));
	if (strcmp(name, "udmabuf"))
		node_ioctl(fd, DMA_BUF_IOCTL_SYNC, &sync);
}

/* What else can be done with the descriptors. */
static void one_other(void)
{
	struct dma_heap_allocation_data heap = { .len = odd_value(), .fd_flags = any(4),
						 .heap_flags = any(10) ? 0 : odd_value() };
	struct pollfd entry = { .fd = some_fd(), .events = POLLIN | POLLOUT };
	char text[512];

	switch (any(6)) {
	case 0:
		map_one();
		break;
	case 1:
		if (!node_ioctl(kept[2], DMA_HEAP_IOCTL_ALLOC, &heap))
			keep(heap.fd);
		break;
	case 2:
		sync_one(some_fd());
		break;
	case 3:
		poll(&entry, 1, 0);
		break;
	case 4:
		if (read(kept[any(3)], text, any(sizeof(text))) < 0)
			break;
		break;
	default:
		lseek(some_fd(), odd_value(), any(3));
	}
}

static void open_kept(void)
{
	kept[0] = open("/dev/yamp", O_RDWR | O_CLOEXEC | O_NONBLOCK);
	kept[1] = open("/dev/yamp-query", O_RDONLY | O_CLOEXEC);
	kept[2] = open("/dev/dma_heap/yamp", O_RDWR | O_CLOEXEC);
	node_main = kept[0];
	for (int i = 3; i < KEPT; i++)
		kept[i] = node_one(i % 3, i % 2 ? NODE_NV12 : NODE_XRGB8888, 64, 64, O_RDWR);
	keep(foreign_udmabuf());
	keep(foreign_heap());
	keep(memfd_create("fuzz", MFD_CLOEXEC));
}

/* Behind it nothing, so that results of any length hurt nobody. */
static void make_room(void)
{
	room = mmap(NULL, ROOM + ROOM, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (room == MAP_FAILED || mprotect(room + ROOM, ROOM, PROT_NONE))
		tap_bail("no memory");
}

static _Noreturn void fuzz(unsigned int count)
{
	unsigned int passed = 0;

	make_room();
	open_kept();
	for (unsigned int i = 0; i < count; i++) {
		if (any(5))
			passed += one_ioctl() >= 0;
		else
			one_other();
	}
	_exit(passed ? 0 : 1);
}

int main(int argc, char **argv)
{
	unsigned int calls = argc > 1 ? strtoul(argv[1], NULL, 0) : 10000;
	unsigned int first = argc > 2 ? strtoul(argv[2], NULL, 0) : 1, idle = 0, died = 0;

	node_open();
	for (unsigned int i = 0; i * CHUNK < calls; i++) {
		int status = 0;
		pid_t pid;

		seed = first + i;
		pid = fork();
		if (!pid)
			fuzz(CHUNK);
		waitpid(pid, &status, 0);
		idle += status == 256;
		died += status && status != 256;
	}
	tap_note("%u calls from seed %u on", calls, first);
	tap_ok(!idle && !died, "random arguments for every ioctl",
	       "%u of %u processes had not one call that passed, %u died", idle, calls / CHUNK, died);
	node_nothing_left();
	return tap_end();
}
