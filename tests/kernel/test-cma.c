// SPDX-License-Identifier: MIT
/* Contiguous memory comes from what the kernel set apart for it, where it did (CMA). */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "node.h"

#define EVENTS	"/sys/kernel/tracing/events/cma/enable"
#define TRACE	"/sys/kernel/tracing/trace"
#define WIDTH	1280
#define HEIGHT	720
#define PAGES	900	/* of 4096 bytes, in one frame of XRGB8888 */

static bool put(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);
	bool good = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);

	if (fd >= 0)
		close(fd);
	return good;
}

/* How often the kernel's own trace has an event with so many pages. */
static unsigned int traced(const char *event, unsigned long pages)
{
	FILE *file = fopen(TRACE, "re");
	unsigned int count = 0;
	char line[512];

	while (file && fgets(line, sizeof(line), file)) {
		const char *found = strstr(line, " count="), *error = strstr(line, "errorno=");

		count += strstr(line, event) && found && strtoul(found + 7, NULL, 10) == pages &&
			 (!error || !atoi(error + 8));
	}
	if (file)
		fclose(file);
	return count;
}

static int allocate(struct node_alloc *call)
{
	node_prepare(call, NODE_XRGB8888, WIDTH, HEIGHT);
	call->arg.placement = YAMP_PLACEMENT_CONTIGUOUS;
	return node_run(call);
}

static void test_taken(void)
{
	struct yamp_describe d;
	struct node_alloc call;
	unsigned int taken, given;
	int ret = allocate(&call);

	if (ret)
		tap_bail("cannot allocate: %s", strerror(-ret));
	node_describe(call.fds[0], &d);
	taken = traced("cma_alloc_finish", PAGES);
	tap_ok(d.segments == 1 && taken == 1, "a frame comes from CMA", "%u segments, seen %u times",
	       d.segments, taken);
	node_close(&call);
	given = traced("cma_release", PAGES);
	tap_ok(given == 1, "and goes back when nobody holds it", "seen %u times", given);
}

/* More frames than CMA has room for: the rest comes from elsewhere; all are zero. */
static void test_more_than_there_is(void)
{
	unsigned int frames = node_cma_bytes() / (PAGES * 4096) + 2, got = 0;
	struct node_alloc *calls = calloc(frames, sizeof(*calls));
	size_t bytes = PAGES * 4096UL;
	unsigned long nonzero = 0;

	while (got < frames && !allocate(&calls[got])) {
		uint64_t *words = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED,
				       calls[got].fds[0], 0);

		for (size_t i = 0; i < bytes / 8; i++)
			nonzero += words[i] != 0;
		memset(words, 0x5a, bytes);
		munmap(words, bytes);
		got++;
	}
	tap_ok(got == frames, "where it has no room, memory from elsewhere", "%u of %u", got, frames);
	for (unsigned int i = 0; i < got; i++)
		node_close(&calls[i]);
	free(calls);
	tap_ok(!nonzero, "always zeroed", "%lu words are not zero", nonzero);
}

int main(void)
{
	node_open();
	if (!node_cma_bytes()) {
		tap_skip("CMA", "this kernel has set no memory apart");
		return tap_end();
	}
	if (!put(TRACE, "") || !put(EVENTS, "1"))
		tap_bail(EVENTS ": %s", strerror(errno));
	test_taken();
	put(EVENTS, "0");
	test_more_than_there_is();
	node_nothing_left();
	return tap_end();
}
