// SPDX-License-Identifier: MIT
/*
 * How memory is cached, as the processor's page tables say: the same in a process's
 * mapping, in a driver's and in the kernel's own, for all its life.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "edu.h"
#include "node.h"

#define WIDTH	640
#define HEIGHT	360
#define SIZE	(WIDTH * HEIGHT * 4)
#define MANY	32
#define POOL	"/sys/module/yamp/parameters/pool_bytes"
#define DEFAULT	"18446744073709551615"	/* a part of the memory */
#define REGION	"/sys/module/yamp/parameters/region"

/**
 * struct mapped - a buffer and a mapping of it
 * @fd: -1 if there is none
 */
struct mapped {
	int fd;
	unsigned char *memory;
};

static int allocate(struct mapped *mapped, __u32 placement, __u32 cache)
{
	struct node_alloc call;
	int ret;

	node_prepare(&call, NODE_XRGB8888, WIDTH, HEIGHT);
	call.arg.placement = placement;
	call.arg.constraint_count = 1;
	call.record.cache = cache;
	ret = node_run(&call);
	mapped->fd = ret ? -1 : call.fds[0];
	if (ret)
		return ret;
	mapped->memory = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, mapped->fd, 0);
	if (mapped->memory == MAP_FAILED)
		tap_bail("cannot map a buffer");
	return 0;
}

static void let_go(struct mapped *mapped)
{
	munmap(mapped->memory, SIZE);
	close(mapped->fd);
}

/* Zero, and then written to the last byte. */
static bool use(struct mapped *mapped)
{
	__u64 nonzero = 0;

	for (__u32 i = 0; i < SIZE; i += sizeof(__u64))
		nonzero += *(__u64 *)(mapped->memory + i) != 0;
	memset(mapped->memory, 0x5a, SIZE);
	return !nonzero;
}

static bool is_cached_as(const struct mapped *mapped, __u32 cache)
{
	__u32 expected = cache == YAMP_CACHE_CACHED ? EDU_CACHE_CACHED : EDU_CACHE_WC;
	struct edu_cache found = edu_cache(mapped->fd, mapped->memory);
	struct yamp_describe d;

	node_describe(mapped->fd, &d);
	if (d.cache == cache && found.process == expected && found.kernel == expected &&
	    found.driver == expected)
		return true;
	tap_note("DESCRIBE %u, process %u, kernel %u, driver %u", d.cache, found.process,
		 found.kernel, found.driver);
	return false;
}

static void test_one(__u32 placement, __u32 asked, __u32 cache, const char *name)
{
	struct mapped mapped;
	int ret = allocate(&mapped, placement, asked);

	tap_ok(!ret && use(&mapped) && is_cached_as(&mapped, cache), name, "%s", strerror(-ret));
	if (!ret)
		let_go(&mapped);
}

static void write_parameter(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		tap_bail("%s: %s", path, strerror(errno));
	close(fd);
}

/* One freed buffer, write-combined and zeroed, and nothing else in the pool. */
static bool keep_one(void)
{
	struct mapped mapped;

	write_parameter(POOL, "0");
	if (!node_pool_has(0))
		return false;
	write_parameter(POOL, DEFAULT);
	if (allocate(&mapped, YAMP_PLACEMENT_CONTIGUOUS, YAMP_CACHE_WRITE_COMBINED))
		return false;
	use(&mapped);
	let_go(&mapped);
	return node_pool_has(SIZE);
}

/* What was write-combined and was kept is so; what went back to the kernel is not. */
static void test_recycled(void)
{
	/* The kernel may want memory just now, for what ran before. */
	bool kept = keep_one() || keep_one() || keep_one();
	__u64 hits = node_info().pool_hits;
	struct mapped many[MANY];
	__u32 right = 0;

	test_one(YAMP_PLACEMENT_CONTIGUOUS, YAMP_CACHE_WRITE_COMBINED, YAMP_CACHE_WRITE_COMBINED,
		 "recycled memory is write-combined, and zero");
	tap_ok(kept && node_info().pool_hits == hits + 1, "it was recycled", "kept %d, %llu hits",
	       kept, node_info().pool_hits - hits);
	write_parameter(POOL, "0");
	for (int i = 0; i < MANY; i++) {
		if (allocate(&many[i], YAMP_PLACEMENT_CONTIGUOUS, YAMP_CACHE_ANY))
			continue;
		right += use(&many[i]) && is_cached_as(&many[i], YAMP_CACHE_CACHED);
		if (i % 2)
			let_go(&many[i]);
	}
	for (int i = 0; i < MANY; i += 2)
		let_go(&many[i]);
	tap_ok(right == MANY, "what was given back is cached again", "%u of %u", right, MANY);
	write_parameter(POOL, DEFAULT);
}

/* Moved, too, and the device and the CPU see each other's bytes. */
static void test_device(void)
{
	struct edu_memory read;
	struct yamp_describe d;
	struct mapped mapped;
	int edu = edu_open(), ret;

	ret = allocate(&mapped, YAMP_PLACEMENT_CONTIGUOUS, YAMP_CACHE_WRITE_COMBINED);
	if (ret)
		tap_bail("cannot allocate: %s", strerror(-ret));
	for (__u32 i = 0; i < SIZE; i++)
		mapped.memory[i] = edu_pattern(1, i);
	ret = edu_import(edu, mapped.fd, 0, NULL);
	if (ret)
		tap_bail("cannot import: %s", strerror(-ret));
	edu_read(edu, 0, EDU_MEMORY, &read);
	tap_ok(!edu_wrong(read.bytes, 1, 0, EDU_MEMORY), "a device reads it", "%u bytes differ",
	       edu_wrong(read.bytes, 1, 0, EDU_MEMORY));
	edu_write(edu, EDU_MEMORY, EDU_MEMORY, 2);
	tap_ok(!edu_wrong(mapped.memory + EDU_MEMORY, 2, 0, EDU_MEMORY), "and writes it",
	       "%u bytes differ", edu_wrong(mapped.memory + EDU_MEMORY, 2, 0, EDU_MEMORY));
	node_describe(mapped.fd, &d);
	tap_ok(d.moves == 1 && is_cached_as(&mapped, YAMP_CACHE_WRITE_COMBINED),
	       "it has been moved for that, and is as before", "moved %u times", d.moves);
	close(edu);
	let_go(&mapped);
}

/* memmap=SIZE$ADDRESS of the kernel's command line as SIZE@ADDRESS, or false. */
static bool reserved(char *text, size_t size)
{
	FILE *file = fopen("/proc/cmdline", "re");
	char line[2048] = "", *start;

	if (!file || !fgets(line, sizeof(line), file))
		tap_bail("/proc/cmdline: %s", strerror(errno));
	fclose(file);
	start = strstr(line, "memmap=");
	if (!start)
		return false;
	start += strlen("memmap=");
	start[strcspn(start, " \n")] = '\0';
	snprintf(text, size, "%s", start);
	*strchr(text, '$') = '@';
	return true;
}

static void test_region(void)
{
	char range[64], text[80];
	struct mapped mapped;
	int ret;

	if (!reserved(range, sizeof(range))) {
		tap_skip("a write-combined region", "nothing is reserved");
		return;
	}
	snprintf(text, sizeof(text), "%s:wc", range);
	write_parameter(REGION, text);
	test_one(YAMP_PLACEMENT_REGION, YAMP_CACHE_WRITE_COMBINED, YAMP_CACHE_WRITE_COMBINED,
		 "a write-combined region");
	test_one(YAMP_PLACEMENT_REGION, YAMP_CACHE_ANY, YAMP_CACHE_WRITE_COMBINED,
		 "is taken if nobody cares");
	ret = allocate(&mapped, YAMP_PLACEMENT_REGION, YAMP_CACHE_CACHED);
	tap_ok(ret == -EDOM, "and refused to who wants cached memory", "%s", strerror(-ret));
	snprintf(text, sizeof(text), "-%s", range);
	write_parameter(REGION, text);
	write_parameter(REGION, range);
	test_one(YAMP_PLACEMENT_REGION, YAMP_CACHE_CACHED, YAMP_CACHE_CACHED,
		 "the same range as a cached region");
	ret = allocate(&mapped, YAMP_PLACEMENT_REGION, YAMP_CACHE_WRITE_COMBINED);
	tap_ok(ret == -EDOM, "refused to who wants it write-combined", "%s", strerror(-ret));
	write_parameter(REGION, text);
}

int main(void)
{
	node_open();
	test_one(YAMP_PLACEMENT_SYSTEM, YAMP_CACHE_ANY, YAMP_CACHE_CACHED, "system memory is cached");
	test_one(YAMP_PLACEMENT_CONTIGUOUS, YAMP_CACHE_ANY, YAMP_CACHE_CACHED,
		 "contiguous memory is cached if nobody cares");
	test_one(YAMP_PLACEMENT_ANY, YAMP_CACHE_WRITE_COMBINED, YAMP_CACHE_WRITE_COMBINED,
		 "write-combined memory");
	test_recycled();
	test_device();
	test_region();
	node_nothing_left();
	return tap_end();
}
