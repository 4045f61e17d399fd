// SPDX-License-Identifier: MIT
/*
 * Memory that is used again: found, bounded, given back, and never with a byte of
 * what was in it. "test-pool --long" allocates 1e5 times and purges 1e4 buffers more,
 * else 5000 and 500.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "both.h"
#include "node.h"

#define PARAMETER	"/sys/module/yamp/parameters/pool_bytes"
#define THREADS		4
#define PURGED		50	/* buffers that are purged together, a frame of 4K among them */
#define ROWS_4K		3038	/* pages of a 4K frame in NV12 */
#define MIB		(1024 * 1024)


static void write_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		tap_bail("%s: %s", path, strerror(errno));
	close(fd);
}

static void set_budget(unsigned long bytes)
{
	char text[32];

	snprintf(text, sizeof(text), "%lu", bytes);
	write_text(PARAMETER, text);
}

static int take(__u32 placement, __u32 height)
{
	return node_one(placement, NODE_XRGB8888, 1024, height, O_RDWR);	/* a page a row */
}

static void empty_pool(void)
{
	set_budget(0);
	if (!node_pool_has(0))
		tap_bail("the pool does not empty");
	set_budget(256 * MIB);
}

/* One freed buffer, and nothing else, in the pool. */
static bool keep_one(int i, __u64 *id)
{
	struct yamp_describe d;
	int fd;

	empty_pool();
	fd = take(both_placements[i], 300);
	node_describe(fd, &d);
	*id = d.frame_id;
	close(fd);
	return node_pool_has(300 * 4096);
}

static void test_reuse(int i)
{
	struct yamp_info before, after;
	struct yamp_describe d;
	__u64 old_id;
	bool kept;
	int fd;

	/* The kernel may want memory just now, for what ran before. */
	kept = keep_one(i, &old_id) || keep_one(i, &old_id) || keep_one(i, &old_id);
	before = node_info();
	tap_ok(kept && !before.used_bytes && !before.used_buffers,
	       both_title("freed memory is kept, and charged to nobody", i),
	       "%llu bytes kept, %llu charged", before.pool_bytes, before.used_bytes);
	fd = take(both_placements[i], 300);
	after = node_info();
	node_describe(fd, &d);
	tap_ok(after.pool_hits == before.pool_hits + 1 && !after.pool_bytes &&
	       after.used_bytes == 300 * 4096 && d.frame_id > old_id &&
	       !d.access[YAMP_ACCESS_MMAP].total, both_title("the next of its kind gets it", i),
	       "%llu hits, %llu bytes kept, %llu charged", after.pool_hits - before.pool_hits,
	       after.pool_bytes, after.used_bytes);
	close(fd);
}

static void test_kinds(int i)
{
	struct node_alloc call;
	__u64 hits;
	int other;

	empty_pool();
	close(take(both_placements[i], 300));
	node_pool_has(300 * 4096);
	hits = node_info().pool_hits;
	close(take(both_placements[i], 299));
	other = take(both_placements[!i], 300);
	node_prepare(&call, NODE_XRGB8888, 1024, 300);
	call.arg.placement = both_placements[i];
	call.arg.constraint_count = 1;
	call.record.address_mask = 0x7fffffff;
	if (node_run(&call))
		tap_bail("no memory below 2 GiB");
	tap_ok(node_info().pool_hits == hits,
	       both_title("another size, placement or address is another kind", i),
	       "%llu hits", node_info().pool_hits - hits);
	node_close(&call);
	close(other);
}

static void test_budget(void)
{
	struct yamp_info info;
	__u64 hits, most = 0;
	int fds[3];

	empty_pool();
	set_budget(1000 * 4096);
	for (int i = 0; i < 50; i++) {
		close(take(both_placements[i & 1], 100 + i * 7));
		info = node_info();
		most = info.pool_bytes > most ? info.pool_bytes : most;
	}
	tap_ok(most && most <= 1000 * 4096 && info.pool_bytes_max == 1000 * 4096,
	       "no more is kept than the budget", "%llu bytes", most);
	empty_pool();
	set_budget(1000 * 4096);
	for (int i = 0; i < 3; i++) {
		close(take(YAMP_PLACEMENT_CONTIGUOUS, 400 + i));
		node_pool_has((400 + (i ? 801 : 0) + (i == 2)) * 4096);
	}
	hits = node_info().pool_hits;
	for (int i = 2; i >= 0; i--)
		fds[i] = take(YAMP_PLACEMENT_CONTIGUOUS, 400 + i);
	tap_ok(node_info().pool_hits == hits + 2, "the oldest goes first", "%llu hits",
	       node_info().pool_hits - hits);
	set_budget(0);
	for (int i = 0; i < 3; i++)
		close(fds[i]);
	close(take(YAMP_PLACEMENT_SYSTEM, 100));
	tap_ok(node_pool_has(0), "a budget of 0 keeps nothing", "%llu bytes", node_info().pool_bytes);
	set_budget(256 * MIB);
	close(take(YAMP_PLACEMENT_SYSTEM, 1100));
	tap_ok(node_pool_has(1100 * 4096), "it is kept again", "%llu bytes", node_info().pool_bytes);
	set_budget(1099 * 4096);
	tap_ok(node_pool_has(0), "lowering the budget gives back", "%llu bytes", node_info().pool_bytes);
}

/* Words that are not zero; leaves none that is. */
static size_t soil(int fd, size_t size)
{
	uint64_t *words = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	size_t wrong = 0;

	if (words == MAP_FAILED)
		tap_bail("mmap: %s", strerror(errno));
	for (size_t i = 0; i < size / sizeof(*words); i++)
		wrong += words[i] != 0;
	memset(words, 0xa5, size);
	munmap(words, size);
	return wrong;
}

static bool zeroed_by_kernel(void)
{
	char line[4096] = "";
	FILE *file = fopen("/proc/cmdline", "r");

	if (file && !fgets(line, sizeof(line), file))
		line[0] = '\0';
	if (file)
		fclose(file);
	return !strstr(line, "init_on_alloc=0");
}

/* Small ones by the thousand, of sizes that repeat, and a frame of 4K now and then. */
static size_t soil_many(unsigned int count, unsigned int seed, atomic_uint *refused)
{
	size_t wrong = 0;

	for (unsigned int i = 0; i < count; i++) {
		__u32 height = i % 1000 == 999 ? ROWS_4K : 1 + rand_r(&seed) % 6;
		struct node_alloc call;

		node_prepare(&call, NODE_XRGB8888, 1024, height);
		call.arg.placement = both_placements[rand_r(&seed) & 1];
		if (node_run(&call)) {
			(*refused)++;
			continue;
		}
		wrong += soil(call.fds[0], (size_t)height * 4096);
		close(call.fds[0]);
	}
	return wrong;
}

/* Is the content there? */
static bool advise(int fd, __u32 advice)
{
	struct yamp_advise arg = { .fd = fd, .advice = advice };
	int ret = node_ioctl(node_main, YAMP_IOC_ADVISE, &arg);

	if (ret)
		tap_bail("YAMP_IOC_ADVISE: %s", strerror(-ret));
	return arg.retained;
}

static __u64 purgeable(void)
{
	struct yamp_stats arg = {};
	int ret = node_ioctl(node_main, YAMP_IOC_STATS, &arg);

	if (ret)
		tap_bail("YAMP_IOC_STATS: %s", strerror(-ret));
	return arg.purgeable;
}

/* Each time the kernel asks for half of what there is, and for less when it got little. */
static void drop_purgeable(void)
{
	for (int i = 0; i < 100 && purgeable(); i++)
		write_text("/proc/sys/vm/drop_caches", "2");
}

/* Soiled, dropped while nobody needed them, and had again; how many were not dropped. */
static unsigned int soil_purged(unsigned int *seed, size_t *wrong)
{
	size_t sizes[PURGED];
	unsigned int kept = 0;
	int fds[PURGED];

	for (int i = 0; i < PURGED; i++) {
		__u32 height = i ? 1 + rand_r(seed) % 6 : ROWS_4K;

		sizes[i] = height * 4096UL;
		fds[i] = take(both_placements[rand_r(seed) & 1], height);
		*wrong += soil(fds[i], sizes[i]);
		advise(fds[i], YAMP_ADVICE_DONTNEED);
	}
	drop_purgeable();
	for (int i = 0; i < PURGED; i++) {
		kept += advise(fds[i], YAMP_ADVICE_WILLNEED);
		*wrong += soil(fds[i], sizes[i]);
		close(fds[i]);
	}
	return kept;
}

static void test_purged(unsigned int count)
{
	unsigned int seed = 3, kept = 0;
	size_t wrong = 0;

	for (unsigned int i = 0; i < count / PURGED; i++)
		kept += soil_purged(&seed, &wrong);
	tap_ok(!wrong && !kept, "and so it is after a purge", "%zu words are not, %u of %u were kept",
	       wrong, kept, count);
}

static void test_zeroed(unsigned int count)
{
	struct yamp_info before = node_info(), after;
	atomic_uint refused = 0;
	size_t wrong = soil_many(count, 1, &refused);

	after = node_info();
	tap_note("%u allocations, %llu recycled, %llu fresh%s", count,
		 after.pool_hits - before.pool_hits, after.pool_misses - before.pool_misses,
		 zeroed_by_kernel() ? "; the kernel zeroes all pages anyway (init_on_alloc)" : "");
	tap_ok(!wrong && !refused && after.pool_hits > before.pool_hits,
	       "memory is zero, recycled or fresh", "%zu words are not, %u refused", wrong, refused);
	set_budget(0);
	wrong = soil_many(count / 10, 2, &refused);
	tap_ok(!wrong && !refused, "and without a pool", "%zu words are not, %u refused", wrong,
	       refused);
	set_budget(256 * MIB);
}

static atomic_size_t storm_wrong;
static atomic_uint storm_refused;

static void *storm(void *data)
{
	unsigned int seed = (unsigned int)(size_t)data;

	storm_wrong += soil_many(500, seed, &storm_refused);
	return NULL;
}

static void *shake(void *data)
{
	atomic_bool *done = data;

	for (unsigned int i = 0; !*done; i++) {
		set_budget(i % 3 * 40 * MIB);
		write_text("/proc/sys/vm/drop_caches", "2");
		usleep(5000);
	}
	return NULL;
}

/* Taken, freed, zeroed, evicted and shrunk all at once. */
static void test_storm(void)
{
	pthread_t threads[THREADS], shaker;
	atomic_bool done = false;

	pthread_create(&shaker, NULL, shake, &done);
	for (size_t i = 0; i < THREADS; i++)
		pthread_create(&threads[i], NULL, storm, (void *)(i + 1));
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	done = true;
	pthread_join(shaker, NULL);
	tap_ok(!storm_wrong && !storm_refused, "4 threads, the budget and the shrinker at once",
	       "%zu words not zero, %u refused", storm_wrong, storm_refused);
	set_budget(256 * MIB);
}

static void fill_pool(int frames)
{
	int fds[8];

	empty_pool();
	for (int i = 0; i < frames; i++)
		fds[i] = take(both_placements[i & 1], 3038);
	for (int i = 0; i < frames; i++)
		close(fds[i]);
	node_pool_has((__u64)frames * 3038 * 4096);
}

static unsigned long vmstat(const char *name)
{
	FILE *file = fopen("/proc/vmstat", "r");
	unsigned long value = 0;
	char line[128], format[64];

	snprintf(format, sizeof(format), "%s %%lu", name);
	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, format, &value) == 1)
			break;
	if (file)
		fclose(file);
	return value;
}

/* Takes memory until the pool is empty. Who takes too much would be killed first. */
static _Noreturn void press(void)
{
	write_text("/proc/self/oom_score_adj", "1000");
	while (node_info().pool_bytes) {
		char *memory = mmap(NULL, MIB, PROT_READ | PROT_WRITE,
				    MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);

		if (memory == MAP_FAILED)
			_exit(2);
	}
	_exit(0);
}

/* What is being zeroed when the shrinker runs is given back by the next run. */
static bool shrinks_away(void)
{
	for (int i = 0; i < 1500 && node_info().pool_bytes; i++) {
		write_text("/proc/sys/vm/drop_caches", "2");
		usleep(20 * 1000);
	}
	return !node_info().pool_bytes;
}

static void test_pressure(void)
{
	unsigned long kills = vmstat("oom_kill");
	__u64 bytes;
	int status;
	pid_t pid;

	fill_pool(6);
	bytes = node_info().pool_bytes;
	tap_ok(bytes && shrinks_away(), "the shrinker gives everything back",
	       "%llu bytes of %llu are left", node_info().pool_bytes, bytes);
	fill_pool(6);
	pid = fork();
	if (!pid)
		press();
	waitpid(pid, &status, 0);
	tap_ok(!status && vmstat("oom_kill") == kills, "memory pressure empties it",
	       "%llu bytes are left, status %#x, %lu OOM kills", node_info().pool_bytes, status,
	       vmstat("oom_kill") - kills);
}

int main(int argc, char **argv)
{
	unsigned int count = argc > 1 && !strcmp(argv[1], "--long") ? 100000 : 5000;
	char before[32];

	node_open();
	if (geteuid()) {
		tap_skip("the pool", "setting its budget needs root");
		return tap_end();
	}
	if (node_cma_bytes()) {
		tap_skip("the pool", "contiguous memory is CMA's, which is not kept: boot with cma=0");
		return tap_end();
	}
	snprintf(before, sizeof(before), "%llu", node_info().pool_bytes_max);
	for (int i = 0; i < 2; i++) {
		test_reuse(i);
		test_kinds(i);
	}
	test_budget();
	test_zeroed(count);
	test_purged(count / 10);
	test_storm();
	test_pressure();
	write_text(PARAMETER, before);
	node_nothing_left();
	return tap_end();
}
