// SPDX-License-Identifier: MIT
/*
 * What a frame costs to allocate, from several exporters in the same boot.
 *
 * Every way is asked in turn, round after round, so that what else the machine does
 * falls on all alike. Of each buffer is taken how long it is until there is a
 * descriptor; then until every page has been written through a mapping; what a device
 * takes to attach and map it; and what letting go takes. Zeroing is in the first or the
 * second, or, for recycled memory, elsewhere: the last column counts all that was done
 * for the buffer from the first call to the last, so that nothing is hidden.
 *
 * usage: alloc [ROUNDS]; prints a table in Markdown. Needs root, for the pool's budget.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "card.h"
#include "node.h"
#include "ways.h"

#define POOL_BYTES	"/sys/module/yamp/parameters/pool_bytes"
#define WAYS_MAX	16
#define ROUNDS_MAX	1000

enum time_kind { TO_FD, TO_TOUCHED, TOUCHING, ATTACHING, LETTING_GO, ALL, KINDS };

static const char *const titles[KINDS] = {
	"allocate", "allocate, map, touch", "of it map and touch", "attach, map by a device",
	"unmap, close", "all, with zeroing in the background",
};

static const struct picture pictures[] = {
	{ "1080p", 1920, 1080 },
	{ "4K", 3840, 2160 },
};

/** struct samples - of one way and picture, microseconds for each buffer */
struct samples {
	double us[KINDS][ROUNDS_MAX];
	int count;
};

static struct samples samples[WAYS_MAX];
static int importer = -1;	/* vgem, which maps what it imports at once (on 6.12) */

static void set_pool(unsigned long long bytes)
{
	FILE *file = fopen(POOL_BYTES, "w");

	if (!file || fprintf(file, "%llu", bytes) < 0 || fclose(file))
		die(POOL_BYTES ": %s", strerror(errno));
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1e6 + time.tv_nsec / 1e3;
}

static void touch(char *memory, size_t bytes)
{
	long page = sysconf(_SC_PAGESIZE);

	for (size_t i = 0; i < bytes; i += page)
		((volatile char *)memory)[i] = 1;
}

static void wait_for_pool(size_t bytes)
{
	for (int i = 0; i < 1000; i++) {
		if (node_info().pool_bytes_ready >= bytes)
			return;
		usleep(10 * 1000);
	}
	die("the pool did not fill");
}

static void get(const struct way *way, const struct picture *picture, int *fds)
{
	if (!way->one_by_one) {
		way->get(picture, way->count, fds);
		return;
	}
	for (int i = 0; i < way->count; i++)
		way->get(picture, 1, &fds[i]);
}

static void let_go(const struct way *way, char **memory, const int *fds, size_t bytes)
{
	for (int i = 0; i < way->count; i++) {
		if (memory)
			munmap(memory[i], bytes);
		close(fds[i]);
	}
	if (way->put)
		way->put();
}

/* What one round wants to find in the pool. */
static void prepare(const struct way *way, const struct picture *picture)
{
	int fds[WAYS_BATCH];

	set_pool(0);
	if (!way->recycled)
		return;
	set_pool(256 << 20);
	way->get(picture, way->count, fds);
	let_go(way, NULL, fds, 0);
	wait_for_pool(picture_bytes(picture) * way->count);
}

static void map_and_touch(const struct way *way, char **memory, const int *fds, size_t bytes)
{
	for (int i = 0; i < way->count; i++) {
		memory[i] = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fds[i], 0);
		if (memory[i] == MAP_FAILED)
			die("mmap: %s", strerror(errno));
		touch(memory[i], bytes);
	}
}

/* Attached and mapped, and no longer. */
static void attach(const struct way *way, const int *fds)
{
	for (int i = 0; i < way->count; i++) {
		__u32 handle;
		int ret = importer < 0 ? 0 : card_import(importer, fds[i], &handle);

		if (ret)
			die("vgem does not import it: %s", strerror(-ret));
		if (importer >= 0)
			card_close(importer, handle);
	}
}

/* What the pool's worker does for them once they are free; microseconds. */
static double background(const struct way *way, size_t bytes, __u64 before)
{
	if (!way->recycled)
		return 0;
	wait_for_pool(bytes * way->count);
	return (node_info().pool_zero_ns - before) / 1e3;
}

static void measure(const struct way *way, const struct picture *picture, struct samples *into)
{
	size_t bytes = picture_bytes(picture);
	char *memory[WAYS_BATCH];
	int fds[WAYS_BATCH];
	double start, us[KINDS];
	__u64 zeroed;

	prepare(way, picture);
	zeroed = node_info().pool_zero_ns;
	start = now();
	get(way, picture, fds);
	us[TO_FD] = now() - start;
	map_and_touch(way, memory, fds, bytes);
	us[TO_TOUCHED] = now() - start;
	us[TOUCHING] = us[TO_TOUCHED] - us[TO_FD];
	start = now();
	attach(way, fds);
	us[ATTACHING] = now() - start;
	start = now();
	let_go(way, memory, fds, bytes);
	us[LETTING_GO] = now() - start;
	us[ALL] = us[TO_TOUCHED] + us[LETTING_GO] + background(way, bytes, zeroed);
	for (int i = 0; i < KINDS; i++)
		into->us[i][into->count] = us[i] / way->count;
	into->count++;
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
		printf(" %.0f / %.0f / %.0f |", of->us[i][0], quantile(of->us[i], of->count, 0.5),
		       quantile(of->us[i], of->count, 0.95));
	}
	printf("\n");
}

static void print_head(const struct picture *picture, int rounds)
{
	printf("\n%s NV12, %zu bytes, microseconds for each buffer, best / p50 / p95 of %d\n\n|",
	       picture->name, picture_bytes(picture), rounds);
	for (int i = 0; i < KINDS; i++)
		printf(" | %s", titles[i]);
	printf(" |\n|");
	for (int i = 0; i <= KINDS; i++)
		printf("---|");
	printf("\n");
}

static bool is_here(const struct way *way)
{
	return !way->device || *way->device >= 0;
}

static void bench(const struct picture *picture, int rounds)
{
	memset(samples, 0, sizeof(samples));
	for (int round = 0; round < rounds; round++)
		for (size_t i = 0; i < way_count; i++)
			if (is_here(&ways[i]))
				measure(&ways[i], picture, &samples[i]);
	print_head(picture, rounds);
	for (size_t i = 0; i < way_count; i++)
		if (is_here(&ways[i]))
			print_row(&ways[i], &samples[i]);
	fflush(stdout);
}

int main(int argc, char **argv)
{
	int rounds = argc > 1 ? atoi(argv[1]) : 20;
	unsigned long long before;

	if (rounds < 1 || rounds > ROUNDS_MAX)
		die("ROUNDS is 1 to %d", ROUNDS_MAX);
	ways_open();
	importer = card_open("vgem");
	before = node_info().pool_bytes_max;
	for (size_t i = 0; i < sizeof(pictures) / sizeof(pictures[0]); i++)
		bench(&pictures[i], rounds);
	set_pool(before);
	return 0;
}
