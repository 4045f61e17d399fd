/* SPDX-License-Identifier: MIT */
#include "trial-memory.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <drm_fourcc.h>

#define NODE "/dev/yamp"

/* A picture of TRIAL_BYTES. */
#define WIDTH 512
#define HEIGHT (TRIAL_BYTES / 4 / WIDTH)

/* Pictures of a page each, of which every second one goes. */
#define HOLES 32
#define HOLE_WIDTH 64
#define HOLE_HEIGHT 16

/* A system that has just begun to run gives one page behind the other. */
#define ATTEMPTS 8

/* Pictures of 4 bytes a pixel. Returns 0 or -errno. */
static int allocate(int node, uint32_t placement, uint32_t width, uint32_t height, int *fds,
		    uint32_t count)
{
	struct yamp_constraint record = {.name = "trial"};
	struct yamp_alloc alloc = {
		.fourcc = DRM_FORMAT_XRGB8888,
		.width = width,
		.height = height,
		.count = count,
		.placement = placement,
		.fd_flags = O_RDWR | O_CLOEXEC,
		.constraints = (uintptr_t)&record,
		.constraint_count = 1,
		.constraint_size = sizeof(record),
		.fds = (uintptr_t)fds,
		.fd_count = count,
	};

	return ioctl(node, YAMP_IOC_ALLOC, &alloc) < 0 ? -errno : 0;
}

static int allocate_one(int node, uint32_t placement)
{
	int fd = -1, error = allocate(node, placement, WIDTH, HEIGHT, &fd, 1);

	return error ? error : fd;
}

/* Where pages are is seen while they are kept in place: from the first touch for as long
 * as they are mapped. */
static bool is_scattered(int node, int memory)
{
	volatile const char *map = mmap(NULL, TRIAL_BYTES, PROT_READ, MAP_SHARED, memory, 0);
	struct yamp_describe describe = {.fd = memory};
	bool scattered;

	if (map == MAP_FAILED)
		return false;
	(void)map[0];
	scattered = ioctl(node, YAMP_IOC_DESCRIBE, &describe) == 0 && describe.segments > 1;
	munmap((void *)(uintptr_t)map, TRIAL_BYTES);
	return scattered;
}

int trial_node(void)
{
	int node = open(NODE, O_RDWR | O_CLOEXEC);

	return node < 0 ? -errno : node;
}

/* At once: of what is just closed the module keeps the memory, for the next picture of its kind. */
static void give_back(int node, int fd)
{
	struct yamp_revoke revoke = {.fd = fd};

	(void)ioctl(node, YAMP_IOC_REVOKE, &revoke);
	close(fd);
}

/* Pages that were just given back are given out next, and these are no neighbours. */
static int allocate_in_holes(int node)
{
	int memory, fds[HOLES], error;
	unsigned int i;

	error = allocate(node, YAMP_PLACEMENT_SYSTEM, HOLE_WIDTH, HOLE_HEIGHT, fds, HOLES);
	for (i = 0; !error && i < HOLES; i += 2)
		give_back(node, fds[i]);
	memory = allocate_one(node, YAMP_PLACEMENT_SYSTEM);
	for (i = 1; !error && i < HOLES; i += 2)
		close(fds[i]);
	return memory;
}

/* What was in one piece is kept until the next attempt has other memory. */
static int allocate_scattered(int node)
{
	int memory = -1, before = -1;
	unsigned int i;

	for (i = 0; i < ATTEMPTS; i++) {
		memory = allocate_in_holes(node);
		if (before >= 0)
			give_back(node, before);
		if (memory < 0 || is_scattered(node, memory))
			return memory;
		before = memory;
	}
	give_back(node, memory);
	return -ENODATA;
}

int trial_memory(int node, enum trial_memory kind)
{
	if (kind == TRIAL_CONTIGUOUS)
		return allocate_one(node, YAMP_PLACEMENT_CONTIGUOUS);
	return allocate_scattered(node);
}
