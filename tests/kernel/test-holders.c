// SPDX-License-Identifier: MIT
/* YAMP_IOC_HOLDERS: processes, devices and drivers that have a buffer are named. */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "node.h"
#include "vivid.h"

#define ROOM	16

static struct yamp_holder list[ROOM];

/* How many there are, or -errno. */
static int ask(int node, int fd, __u32 room)
{
	struct yamp_holders arg = {
		.fd = fd,
		.holders = (uintptr_t)list,
		.holder_count = room,
		.holder_size = sizeof(list[0]),
	};
	int ret;

	memset(list, 0, sizeof(list));
	ret = node_ioctl(node, YAMP_IOC_HOLDERS, &arg);
	return ret ? ret : (int)arg.holder_count;
}

static const struct yamp_holder *find(__u32 kind, pid_t pid)
{
	static const struct yamp_holder none;

	for (int i = 0; i < ROOM; i++)
		if (list[i].count && list[i].kind == kind && list[i].pid == (__u32)pid)
			return &list[i];
	return &none;
}

static char *map_page(int fd)
{
	char *memory = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

	if (memory == MAP_FAILED)
		tap_bail("mmap: %s", strerror(errno));
	return memory;
}

static void test_processes(void)
{
	int fd = node_one(YAMP_PLACEMENT_ANY, NODE_NV12, 64, 64, O_RDWR), count, ends[2], status;
	char *one, *two, byte;
	pid_t child;

	count = ask(node_main, fd, ROOM);
	tap_ok(!count, "nobody has a new one", "%d", count);
	one = map_page(fd);
	two = map_page(fd);
	count = ask(node_main, fd, ROOM);
	tap_ok(count == 1 && find(YAMP_HOLDER_MMAP, getpid())->count == 2 &&
	       !strcmp(list[0].task, "test-holders") && !list[0].who[0],
	       "two mappings of this process", "%d, first: kind %u count %u by %u %s", count,
	       list[0].kind, list[0].count, list[0].pid, list[0].task);
	if (pipe(ends))
		tap_bail("no pipe");
	child = fork();
	if (!child) {
		munmap(two, 4096);
		close(fd);
		if (write(ends[1], "x", 1) == 1)
			pause();
		_exit(1);
	}
	if (read(ends[0], &byte, 1) != 1)
		tap_bail("the child died");
	count = ask(node_main, fd, ROOM);
	tap_ok(count == 2 && find(YAMP_HOLDER_MMAP, child)->count == 1 &&
	       find(YAMP_HOLDER_MMAP, getpid())->count == 2,
	       "what a child inherited is the child's, without a descriptor", "%d, child has %u", count,
	       find(YAMP_HOLDER_MMAP, child)->count);
	count = ask(node_main, fd, 1);
	tap_ok(count == 2 && list[0].count && !list[1].count,
	       "room for one: one is written, and how many there are", "%d", count);
	count = ask(node_main, fd, 0);
	tap_ok(count == 2, "no room: how many there are", "%d", count);
	kill(child, SIGKILL);
	waitpid(child, &status, 0);
	munmap(one, 4096);
	munmap(two, 4096);
	count = ask(node_main, fd, ROOM);
	tap_ok(!count, "all have gone", "%d", count);
	close(ends[0]);
	close(ends[1]);
	close(fd);
}

static int ask_as_other(int fd)
{
	int node = open("/dev/yamp", O_RDWR | O_CLOEXEC), others, owners;

	others = ask(node, fd, ROOM);
	if (others != 0)
		return 1;	/* root may */
	if (setgid(1000) || setuid(1000))
		return 2;
	others = ask(node, fd, ROOM);
	owners = ask(node_main, fd, ROOM);
	return others == -EPERM && !owners ? 0 : 3;
}

static void test_rights(void)
{
	int fd = node_one(YAMP_PLACEMENT_ANY, NODE_NV12, 64, 64, O_RDWR), status, ends[2];
	struct yamp_holders arg = { .fd = fd };
	pid_t child;

	if (!geteuid()) {
		child = fork();
		if (!child)
			_exit(ask_as_other(fd));
		waitpid(child, &status, 0);
		tap_ok(!status, "a mere holder may not ask, the owner's open file and root may",
		       "status %#x", status);
	}
	tap_ok(ask(node_query, fd, ROOM) == -EACCES, "not on the query node", "it may");
	if (pipe(ends))
		tap_bail("no pipe");
	tap_ok(ask(node_main, ends[0], ROOM) == -EINVAL, "a pipe", "accepted");
	close(ends[0]);
	close(ends[1]);
	tap_ok(ask(node_main, -1, ROOM) == -EBADF, "no descriptor", "accepted");
	arg.flags = 2;
	tap_ok(node_ioctl(node_main, YAMP_IOC_HOLDERS, &arg) == -EINVAL, "an unknown flag",
	       "accepted");
	arg = (struct yamp_holders){ .fd = fd, .reserved[3] = 1 };
	tap_ok(node_ioctl(node_main, YAMP_IOC_HOLDERS, &arg) == -EINVAL, "a reserved field",
	       "accepted");
	for (int i = 0; i < 3; i++) {
		static const __u32 sizes[] = { 0, sizeof(list[0]) + 4, 8192 };

		arg = (struct yamp_holders){ .fd = fd, .holder_count = 1, .holder_size = sizes[i] };
		tap_ok(node_ioctl(node_main, YAMP_IOC_HOLDERS, &arg) == -EINVAL,
		       "a holder_size that cannot be", "%u accepted", sizes[i]);
	}
	close(fd);
}

/* A program of later headers has larger ones: what is not known here is zero. */
static void test_larger(void)
{
	struct {
		struct yamp_holder known;
		char later[24];
	} large[3];
	int fd = node_one(YAMP_PLACEMENT_ANY, NODE_NV12, 64, 64, O_RDWR), ret, wrong = 0;
	struct yamp_holders arg = {
		.fd = fd,
		.holders = (uintptr_t)large,
		.holder_count = 2,
		.holder_size = sizeof(large[0]),
	};
	char *memory = map_page(fd);

	memset(large, 'x', sizeof(large));
	ret = node_ioctl(node_main, YAMP_IOC_HOLDERS, &arg);
	for (size_t i = 0; i < sizeof(large[0].later); i++)
		wrong += large[0].later[i] || large[1].later[i] != 'x';
	tap_ok(!ret && arg.holder_count == 1 && large[0].known.pid == (__u32)getpid() && !wrong,
	       "larger structs end in zeros", "%s, %u, %d bytes", strerror(-ret), arg.holder_count,
	       wrong);
	munmap(memory, 4096);
	close(fd);
}

static void test_bad_pointer(void)
{
	int fd = node_one(YAMP_PLACEMENT_ANY, NODE_NV12, 64, 64, O_RDWR), ret;
	struct yamp_holders arg = {
		.fd = fd,
		.holder_count = ROOM,
		.holder_size = sizeof(list[0]),
		.holders = 8,
	};
	char *memory = map_page(fd);

	ret = node_ioctl(node_main, YAMP_IOC_HOLDERS, &arg);
	tap_ok(ret == -EFAULT, "room at address 8", "%s", strerror(-ret));
	munmap(memory, 4096);
	close(fd);
}

static void test_driver(__u32 kind, const char *who, int others)
{
	int fd = vivid_buffer(YAMP_PLACEMENT_CONTIGUOUS), output = vivid_open(), count, ret;
	const struct yamp_holder *holder;

	ret = vivid_take(output, fd);
	if (ret)
		tap_bail("cannot queue: %s", strerror(-ret));
	count = ask(node_main, fd, ROOM);
	holder = find(kind, getpid());
	tap_ok(count == 1 + others && holder->count == 1 && !strncmp(holder->who, who, strlen(who)) &&
	       !strcmp(holder->task, "test-holders"), who, "%d, %u times by '%s' for %s", count,
	       holder->count, holder->who, holder->task);
	if (others) {
		holder = find(YAMP_HOLDER_ATTACHED, getpid());
		tap_ok(holder->count == 1 && !strncmp(holder->who, who, strlen(who)),
		       "and as one that attached", "%u times by '%s'", holder->count, holder->who);
	}
	vivid_request(output, 0);
	close(output);
	count = ask(node_main, fd, ROOM);
	tap_ok(!count, "has gone", "%d", count);
	close(fd);
}

int main(void)
{
	node_open();
	test_processes();
	test_rights();
	test_larger();
	test_bad_pointer();
	if (vivid_load(0))
		test_driver(YAMP_HOLDER_VMAP, "videobuf2_vmalloc", 0);
	else
		tap_skip("a driver that maps memory for its code", "no vivid video output");
	if (vivid_load(1))
		test_driver(YAMP_HOLDER_MAPPED, "vivid", 1);
	else
		tap_skip("a driver that maps memory for its device", "no vivid video output");
	node_nothing_left();
	return tap_end();
}
