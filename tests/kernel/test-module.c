// SPDX-License-Identifier: MIT
/*
 * The module stays as long as a dma-buf of it, and leaves when asked afterwards.
 * "test-module --long" loads it a thousand times, else ten times.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "node.h"

static int remove_module(void)
{
	return syscall(SYS_delete_module, "yamp", O_NONBLOCK) ? -errno : 0;
}

static void close_nodes(void)
{
	close(node_main);
	close(node_query);
}

static void test_in_use(void)
{
	struct yamp_describe d;
	void *memory;
	int fd, ret;

	ret = remove_module();
	tap_ok(ret == -EWOULDBLOCK, "not while a node is open", "%s", strerror(-ret));
	fd = node_one(YAMP_PLACEMENT_CONTIGUOUS, NODE_NV12, 64, 64, O_RDWR);
	close_nodes();
	ret = remove_module();
	tap_ok(ret == -EWOULDBLOCK, "not while a dma-buf is open", "%s", strerror(-ret));
	memory = mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0);
	close(fd);
	ret = remove_module();
	tap_ok(ret == -EWOULDBLOCK && memory != MAP_FAILED, "not while one is mapped", "%s",
	       strerror(-ret));
	node_open();
	tap_ok(!system("rmmod yamp 2>&1 | grep -q 'in use'"), "rmmod says that it is in use",
	       "it says something else");
	munmap(memory, 4096);
	tap_ok(node_describe(fd, &d) == -EBADF, "the dma-buf is gone", "it is not");
}

/* KiB that the kernel has for itself: slabs, vmalloc, per-CPU memory. */
static long kernel_memory(void)
{
	static const char *const names[] = { "Slab", "VmallocUsed", "Percpu", "KernelStack" };
	FILE *file = fopen("/proc/meminfo", "r");
	char line[128], name[64];
	long sum = 0, value;

	while (file && fgets(line, sizeof(line), file)) {
		if (sscanf(line, "%63[^:]: %ld", name, &value) != 2)
			continue;
		for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
			sum += strcmp(name, names[i]) ? 0 : value;
	}
	if (file)
		fclose(file);
	return sum;
}

static int reload(int rounds)
{
	int ret = 0;

	for (int i = 0; i < rounds && !ret; i++) {
		close_nodes();
		ret = remove_module();
		if (!ret && system("modprobe yamp"))
			tap_bail("the module is removed and cannot be loaded again");
		node_open();
		close(node_one(i % 2 + 1, NODE_NV12, 64, 64, O_RDWR));
	}
	return ret;
}

/* What is kept for the next time anyway is there after some rounds. */
static void test_reload(int rounds)
{
	int ret = reload(5);
	long before = kernel_memory(), more;

	ret = ret ? ret : reload(rounds - 5);
	more = kernel_memory() - before;
	tap_note("%d rounds: the kernel has %ld KiB more", rounds, more);
	tap_ok(!ret, "removed, loaded and used", "%s", strerror(-ret));
	tap_ok(more < 2048, "nothing of it is left", "%ld KiB more in the kernel", more);
}

int main(int argc, char **argv)
{
	node_open();
	if (geteuid()) {
		tap_skip("removing the module", "needs root");
		return tap_end();
	}
	test_in_use();
	test_reload(argc > 1 && !strcmp(argv[1], "--long") ? 1000 : 10);
	node_nothing_left();
	return tap_end();
}
