// SPDX-License-Identifier: MIT
/* The module stays as long as a dma-buf of it, and leaves when asked afterwards. */
#include <errno.h>
#include <fcntl.h>
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
	munmap(memory, 4096);
	tap_ok(node_describe(fd, &d) == -EBADF, "the dma-buf is gone", "it is not");
}

static void test_reload(void)
{
	int ret = 0, rounds;

	for (rounds = 0; rounds < 5 && !ret; rounds++) {
		close_nodes();
		ret = remove_module();
		if (!ret && system("modprobe yamp"))
			tap_bail("the module is removed and cannot be loaded again");
		node_open();
		close(node_one(YAMP_PLACEMENT_SYSTEM, NODE_NV12, 64, 64, O_RDWR));
	}
	tap_ok(!ret, "removed, loaded and used 5 times", "round %d: %s", rounds, strerror(-ret));
}

int main(void)
{
	node_open();
	if (geteuid()) {
		tap_skip("removing the module", "needs root");
		return tap_end();
	}
	test_in_use();
	test_reload();
	node_nothing_left();
	return tap_end();
}
