// SPDX-License-Identifier: MIT
/* YAMP_IOC_EXPORT: another dma-buf over the same memory, never with more rights. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "both.h"
#include "node.h"

#define BYTES	(64 * 64 * 4)


/* The new descriptor, or -errno. */
static int export(int fd, __u32 flags)
{
	struct yamp_export arg = { .fd = fd, .flags = flags, .fd_flags = O_CLOEXEC };
	int ret = node_ioctl(node_main, YAMP_IOC_EXPORT, &arg);

	return ret ? ret : arg.new_fd;
}

static char *map(int fd, int rights)
{
	return mmap(NULL, BYTES, rights, MAP_SHARED, fd, 0);
}

static void test_shared(int i)
{
	int fd = node_one(both_placements[i], NODE_XRGB8888, 64, 64, O_RDWR), other;
	struct yamp_describe a, b;
	char *one, *two;
	struct yamp_info info;

	other = export(fd, YAMP_EXPORT_READ_ONLY);
	node_describe(fd, &a);
	tap_ok(other >= 0 && !node_describe(other, &b) && b.state == YAMP_STATE_READ_ONLY &&
	       !a.state && a.frame_id == b.frame_id && !memcmp(&a.frame, &b.frame, sizeof(a.frame)),
	       both_title("the same description", i), "%s, state %#x",
	       strerror(-other), b.state);
	one = map(fd, PROT_READ | PROT_WRITE);
	two = map(other, PROT_READ);
	memset(one, 'z', BYTES);
	tap_ok(two != MAP_FAILED && two[0] == 'z' && two[BYTES - 1] == 'z',
	       both_title("the same memory", i), "it is not");
	info = node_info();
	tap_ok(info.used_bytes == BYTES && info.used_buffers == 2,
	       both_title("two dma-bufs, memory charged once", i),
	       "%llu bytes, %u dma-bufs",
	       info.used_bytes, info.used_buffers);
	munmap(one, BYTES);
	close(fd);
	tap_ok(two[BYTES / 2] == 'z' && node_info().used_bytes == BYTES,
	       both_title("it lives while one of them does", i), "%llu bytes",
	       node_info().used_bytes);
	munmap(two, BYTES);
	close(other);
}

static void test_rights(int i)
{
	int fd = node_one(both_placements[i], NODE_XRGB8888, 64, 64, O_RDWR), other, again, error;
	char *memory, path[32];

	other = export(fd, YAMP_EXPORT_READ_ONLY);
	memory = map(other, PROT_READ | PROT_WRITE);
	error = memory == MAP_FAILED ? errno : 0;
	tap_ok(error == EACCES, both_title("read-only is not mapped writable", i), "%s",
	       strerror(error));
	memory = map(other, PROT_READ);
	error = mprotect(memory, BYTES, PROT_READ | PROT_WRITE) ? errno : 0;
	tap_ok(error == EACCES, both_title("and does not become so", i), "%s",
	       strerror(error));
	munmap(memory, BYTES);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", other);
	again = open(path, O_RDWR | O_CLOEXEC);
	tap_ok(again < 0, both_title("and is not opened anew", i), "it was");
	tap_ok(export(other, 0) == -EACCES,
	       both_title("no writable one of a read-only one", i), "there is");
	again = export(other, YAMP_EXPORT_READ_ONLY);
	tap_ok(again >= 0, both_title("but a read-only one", i), "%s",
	       strerror(-again));
	close(again);
	again = export(fd, 0);
	memory = map(again, PROT_READ | PROT_WRITE);
	tap_ok(memory != MAP_FAILED, both_title("a writable one of a writable one", i),
	       "%s", strerror(errno));
	munmap(memory, BYTES);
	close(again);
	close(other);
	close(fd);
}

static int export_with(int fd, struct yamp_export arg)
{
	arg.fd = fd;
	return node_ioctl(node_main, YAMP_IOC_EXPORT, &arg);
}

static void test_refused(void)
{
	int fd = node_one(YAMP_PLACEMENT_ANY, NODE_XRGB8888, 64, 64, O_RDWR), before, wrong = 0;
	struct rlimit limit, few;
	struct yamp_export arg = { .fd = fd };

	tap_ok(export_with(fd, (struct yamp_export){ .flags = 2 }) == -EINVAL, "an unknown flag",
	       "accepted");
	tap_ok(export_with(fd, (struct yamp_export){ .fd_flags = O_RDWR }) == -EINVAL,
	       "rights in fd_flags", "accepted");
	tap_ok(export_with(fd, (struct yamp_export){ .reserved[3] = 1 }) == -EINVAL,
	       "a reserved field", "accepted");
	tap_ok(export_with(node_main, (struct yamp_export){}) == -EINVAL, "no dma-buf", "accepted");
	tap_ok(export_with(-1, (struct yamp_export){}) == -EBADF, "no descriptor", "accepted");
	tap_ok(node_ioctl(node_query, YAMP_IOC_EXPORT, &arg) == -EACCES, "not on the query node",
	       "accepted");
	before = node_fd_count();
	getrlimit(RLIMIT_NOFILE, &limit);
	few = (struct rlimit){ fd + 1, limit.rlim_max };
	setrlimit(RLIMIT_NOFILE, &few);
	for (int i = 0; i < 1000; i++)
		wrong += export(fd, 0) != -EMFILE;
	setrlimit(RLIMIT_NOFILE, &limit);
	tap_ok(!wrong && node_fd_count() == before, "no descriptor left, 1000 times",
	       "%d other answers, %d descriptors instead of %d", wrong, node_fd_count(), before);
	close(fd);
}

static void write_limit(unsigned int limit)
{
	FILE *file = fopen("/sys/module/yamp/parameters/quota_buffers", "w");

	if (!file || fprintf(file, "%u", limit) < 0 || fclose(file))
		tap_bail("cannot set quota_buffers: %s", strerror(errno));
}

/* Anyone who has one could otherwise make as many as he likes. */
static void test_quota(void)
{
	int fd = node_one(YAMP_PLACEMENT_ANY, NODE_XRGB8888, 64, 64, O_RDWR), other, beyond;

	write_limit(2);
	other = export(fd, 0);
	beyond = export(fd, 0);
	tap_ok(other >= 0 && beyond == -EDQUOT, "dma-bufs over the same memory count, too",
	       "second %s, third %s", strerror(-other), strerror(-beyond));
	close(other);
	other = export(fd, 0);
	tap_ok(other >= 0, "until they are closed", "%s", strerror(-other));
	write_limit(4096);
	close(other);
	close(fd);
	tap_ok(!node_info().used_buffers, "and then none is charged", "%u", node_info().used_buffers);
}

/* A result that cannot be written back installs nothing. */
static void test_faulting(void)
{
	int fd = node_one(YAMP_PLACEMENT_ANY, NODE_XRGB8888, 64, 64, O_RDWR), before, wrong = 0;
	struct yamp_export *arg = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
				       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	arg->fd = fd;
	mprotect(arg, 4096, PROT_READ);
	before = node_fd_count();
	for (int i = 0; i < 1000; i++)
		wrong += node_ioctl(node_main, YAMP_IOC_EXPORT, arg) != -EFAULT;
	tap_ok(!wrong && node_fd_count() == before, "an answer that cannot be written, 1000 times",
	       "%d other answers, %d descriptors instead of %d", wrong, node_fd_count(), before);
	munmap(arg, 4096);
	close(fd);
}

int main(void)
{
	node_open();
	for (int i = 0; i < 2; i++) {
		test_shared(i);
		test_rights(i);
	}
	test_quota();
	test_refused();
	test_faulting();
	node_nothing_left();
	return tap_end();
}
