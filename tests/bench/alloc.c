// SPDX-License-Identifier: MIT
/*
 * What a frame costs to allocate, from several exporters in the same boot.
 *
 * Every way is asked in turn, round after round, so that what else the machine does
 * falls on all alike. Three times are taken of each buffer: until there is a
 * descriptor; until every page of it has been written through a mapping; and what
 * it takes to unmap and close it. Zeroing is in the first or the second, or, for
 * recycled memory, elsewhere: that is the fourth column, so that nothing is hidden.
 *
 * usage: alloc [ROUNDS]; prints a table in Markdown. Needs root, for the pool's budget.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/dma-heap.h>
#include <linux/udmabuf.h>
#include <linux/yamp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#define NV12		0x3231564eU
#define POOL_BYTES	"/sys/module/yamp/parameters/pool_bytes"
#define BATCH		8
#define ROUNDS_MAX	1000

enum time_kind { TO_FD, TO_TOUCHED, TO_GONE, KINDS };

static int node = -1, heap = -1, udmabuf = -1;
static long page;

static _Noreturn void die(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fputs("alloc: ", stderr);
	vfprintf(stderr, format, args);
	fputs("\n", stderr);
	va_end(args);
	exit(1);
}

/** struct picture - a size of NV12 */
struct picture {
	const char *name;
	__u32 width, height;
};

static const struct picture pictures[] = {
	{ "1080p", 1920, 1080 },
	{ "4K", 3840, 2160 },
};

static size_t bytes_of(const struct picture *picture)
{
	size_t bytes = (size_t)picture->width * picture->height * 3 / 2;

	return (bytes + page - 1) / page * page;
}

static struct yamp_info info(void)
{
	struct yamp_info info = {};

	if (ioctl(node, YAMP_IOC_INFO, &info))
		die("YAMP_IOC_INFO: %s", strerror(errno));
	return info;
}

static void set_pool(unsigned long long bytes)
{
	FILE *file = fopen(POOL_BYTES, "w");

	if (!file || fprintf(file, "%llu", bytes) < 0 || fclose(file))
		die(POOL_BYTES ": %s", strerror(errno));
}

static void from_yamp(const struct picture *picture, __u32 placement, int count, int *fds)
{
	struct yamp_alloc alloc = {
		.fourcc = NV12,
		.width = picture->width,
		.height = picture->height,
		.count = count,
		.placement = placement,
		.fd_flags = O_RDWR | O_CLOEXEC,
		.fds = (size_t)fds,
		.fd_count = count,
	};

	if (ioctl(node, YAMP_IOC_ALLOC, &alloc))
		die("YAMP_IOC_ALLOC: %s", strerror(errno));
}

static void yamp_system(const struct picture *picture, int count, int *fds)
{
	from_yamp(picture, YAMP_PLACEMENT_SYSTEM, count, fds);
}

static void yamp_contiguous(const struct picture *picture, int count, int *fds)
{
	from_yamp(picture, YAMP_PLACEMENT_CONTIGUOUS, count, fds);
}

static void from_heap(const struct picture *picture, int count, int *fds)
{
	for (int i = 0; i < count; i++) {
		struct dma_heap_allocation_data data = {
			.len = bytes_of(picture),
			.fd_flags = O_RDWR | O_CLOEXEC,
		};

		if (ioctl(heap, DMA_HEAP_IOCTL_ALLOC, &data))
			die("/dev/dma_heap/system: %s", strerror(errno));
		fds[i] = data.fd;
	}
}

static void from_udmabuf(const struct picture *picture, int count, int *fds)
{
	for (int i = 0; i < count; i++) {
		struct udmabuf_create create = { .size = bytes_of(picture) };

		create.flags = UDMABUF_FLAGS_CLOEXEC;
		create.memfd = memfd_create("bench", MFD_CLOEXEC | MFD_ALLOW_SEALING);
		if ((int)create.memfd < 0 || ftruncate(create.memfd, create.size) ||
		    fcntl(create.memfd, F_ADD_SEALS, F_SEAL_SHRINK))
			die("memfd: %s", strerror(errno));
		fds[i] = ioctl(udmabuf, UDMABUF_CREATE, &create);
		if (fds[i] < 0)
			die("/dev/udmabuf: %s", strerror(errno));
		close(create.memfd);
	}
}

/**
 * struct way - one way to get buffers
 * @name: for the table
 * @get: allocates
 * @count: buffers of one call
 * @recycled: memory comes from yamp's pool, where it must be clean before
 * @device: it needs, or NULL for our own
 */
struct way {
	const char *name;
	void (*get)(const struct picture *picture, int count, int *fds);
	int count;
	bool recycled;
	const int *device;
};

static const struct way ways[] = {
	{ "yamp, system, cold", yamp_system, 1, false, NULL },
	{ "yamp, system, recycled", yamp_system, 1, true, NULL },
	{ "yamp, system, 8 at once, cold", yamp_system, BATCH, false, NULL },
	{ "yamp, system, 8 at once, recycled", yamp_system, BATCH, true, NULL },
	{ "yamp, contiguous, cold", yamp_contiguous, 1, false, NULL },
	{ "yamp, contiguous, recycled", yamp_contiguous, 1, true, NULL },
	{ "dma-heap system", from_heap, 1, false, &heap },
	{ "udmabuf", from_udmabuf, 1, false, &udmabuf },
};

#define WAYS	(sizeof(ways) / sizeof(ways[0]))

/** struct samples - of one way and picture, microseconds for each buffer */
struct samples {
	double us[KINDS][ROUNDS_MAX];
	double background_us;
	int count;
};

static struct samples samples[WAYS];

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1e6 + time.tv_nsec / 1e3;
}

static void touch(char *memory, size_t bytes)
{
	for (size_t i = 0; i < bytes; i += page)
		((volatile char *)memory)[i] = 1;
}

static void wait_for_pool(size_t bytes)
{
	for (int i = 0; i < 1000; i++) {
		if (info().pool_bytes_ready >= bytes)
			return;
		usleep(10 * 1000);
	}
	die("the pool did not fill");
}

static void release(char **memory, const int *fds, int count, size_t bytes)
{
	for (int i = 0; i < count; i++) {
		if (memory)
			munmap(memory[i], bytes);
		close(fds[i]);
	}
}

/* What one round wants to find in the pool. */
static void prepare(const struct way *way, const struct picture *picture)
{
	int fds[BATCH];

	set_pool(0);
	if (!way->recycled)
		return;
	set_pool(256 << 20);
	way->get(picture, way->count, fds);
	release(NULL, fds, way->count, 0);
	wait_for_pool(bytes_of(picture) * way->count);
}

static void measure(const struct way *way, const struct picture *picture, struct samples *into)
{
	size_t bytes = bytes_of(picture);
	char *memory[BATCH];
	int fds[BATCH];
	__u64 zeroed;
	double start, at[KINDS];

	prepare(way, picture);
	zeroed = info().pool_zero_ns;
	start = now();
	way->get(picture, way->count, fds);
	at[TO_FD] = now() - start;
	for (int i = 0; i < way->count; i++) {
		memory[i] = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fds[i], 0);
		if (memory[i] == MAP_FAILED)
			die("mmap: %s", strerror(errno));
		touch(memory[i], bytes);
	}
	at[TO_TOUCHED] = now() - start;
	start = now();
	release(memory, fds, way->count, bytes);
	at[TO_GONE] = now() - start;
	for (int i = 0; i < KINDS; i++)
		into->us[i][into->count] = at[i] / way->count;
	into->count++;
	if (!way->recycled)
		return;
	wait_for_pool(bytes * way->count);
	into->background_us += (info().pool_zero_ns - zeroed) / 1e3 / way->count;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double quantile(const double *sorted, int count, double part)
{
	int index = part * (count - 1) + 0.5;

	return sorted[index];
}

static void print_row(const struct way *way, struct samples *of)
{
	printf("| %s |", way->name);
	for (int i = 0; i < KINDS; i++) {
		qsort(of->us[i], of->count, sizeof(double), by_value);
		printf(" %.0f / %.0f |", quantile(of->us[i], of->count, 0.5),
		       quantile(of->us[i], of->count, 0.95));
	}
	if (way->recycled)
		printf(" %.0f |\n", of->background_us / of->count);
	else
		printf(" - |\n");
}

static bool is_here(const struct way *way)
{
	return !way->device || *way->device >= 0;
}

static void bench(const struct picture *picture, int rounds)
{
	memset(samples, 0, sizeof(samples));
	for (int round = 0; round < rounds; round++)
		for (size_t i = 0; i < WAYS; i++)
			if (is_here(&ways[i]))
				measure(&ways[i], picture, &samples[i]);
	printf("\n%s NV12, %zu bytes, microseconds for each buffer, p50 / p95 of %d\n\n",
	       picture->name, bytes_of(picture), rounds);
	printf("| | allocate | allocate, map, touch | unmap, close | zeroed in the background |\n");
	printf("|---|---|---|---|---|\n");
	for (size_t i = 0; i < WAYS; i++)
		if (is_here(&ways[i]))
			print_row(&ways[i], &samples[i]);
}

int main(int argc, char **argv)
{
	int rounds = argc > 1 ? atoi(argv[1]) : 20;
	unsigned long long before;

	if (rounds < 1 || rounds > ROUNDS_MAX)
		die("ROUNDS is 1 to %d", ROUNDS_MAX);
	page = sysconf(_SC_PAGESIZE);
	node = open("/dev/yamp", O_RDWR | O_CLOEXEC);
	if (node < 0)
		die("/dev/yamp: %s; load the module: modprobe yamp", strerror(errno));
	heap = open("/dev/dma_heap/system", O_RDWR | O_CLOEXEC);
	udmabuf = open("/dev/udmabuf", O_RDWR | O_CLOEXEC);
	before = info().pool_bytes_max;
	for (size_t i = 0; i < sizeof(pictures) / sizeof(pictures[0]); i++)
		bench(&pictures[i], rounds);
	set_pool(before);
	return 0;
}
