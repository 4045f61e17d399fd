/* SPDX-License-Identifier: MIT */
#include "node.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

int node_main = -1, node_query = -1;

void node_open(void)
{
	node_main = open("/dev/yamp", O_RDWR | O_CLOEXEC);
	if (node_main < 0)
		tap_bail("/dev/yamp: %s; load the module: modprobe yamp", strerror(errno));
	node_query = open("/dev/yamp-query", O_RDONLY | O_CLOEXEC);
	if (node_query < 0)
		tap_bail("/dev/yamp-query: %s", strerror(errno));
}

int node_ioctl(int fd, unsigned long request, void *arg)
{
	return ioctl(fd, request, arg) < 0 ? -errno : 0;
}

struct yamp_info node_info(void)
{
	struct yamp_info info = {};
	int ret = node_ioctl(node_query, YAMP_IOC_INFO, &info);

	if (ret)
		tap_bail("YAMP_IOC_INFO: %s", strerror(-ret));
	return info;
}

int node_describe(int fd, struct yamp_describe *describe)
{
	memset(describe, 0, sizeof(*describe));
	describe->fd = fd;
	return node_ioctl(node_query, YAMP_IOC_DESCRIBE, describe);
}

void node_prepare(struct node_alloc *call, __u32 code, __u32 width, __u32 height)
{
	memset(call, 0, sizeof(*call));
	memset(call->fds, 0xff, sizeof(call->fds));
	call->arg.fourcc = code;
	call->arg.width = width;
	call->arg.height = height;
	call->arg.count = 1;
	call->arg.fd_flags = O_RDWR | O_CLOEXEC;
	call->arg.fds = (uintptr_t)call->fds;
	call->arg.fd_count = NODE_FDS;
	call->arg.constraints = (uintptr_t)&call->record;
	call->arg.constraint_size = sizeof(call->record);
	call->record.formats = (uintptr_t)call->formats;
	strcpy(call->record.name, "test");
}

int node_run(struct node_alloc *call)
{
	return node_ioctl(node_main, YAMP_IOC_ALLOC, &call->arg);
}

void node_close(const struct node_alloc *call)
{
	for (__u32 i = 0; i < call->arg.fd_count; i++)
		close(call->fds[i]);
}

int node_one(__u32 placement, __u32 code, __u32 width, __u32 height, int fd_flags)
{
	struct node_alloc call;
	int ret;

	node_prepare(&call, code, width, height);
	call.arg.placement = placement;
	call.arg.fd_flags = fd_flags;
	ret = node_run(&call);
	if (ret)
		tap_bail("cannot allocate %ux%u: %s", width, height, strerror(-ret));
	return call.fds[0];
}

void node_exp_name(int fd, char *name, size_t size)
{
	char path[64], line[512];
	FILE *file;

	name[0] = '\0';
	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", fd);
	file = fopen(path, "r");
	while (file && fgets(line, sizeof(line), file)) {
		if (strncmp(line, "exp_name:\t", 10))
			continue;
		snprintf(name, size, "%s", line + 10);
		name[strcspn(name, "\n")] = '\0';
		break;
	}
	if (file)
		fclose(file);
}

int node_fd_count(void)
{
	DIR *dir = opendir("/proc/self/fd");
	int count = -3;		/* ".", ".." and the folder itself */

	if (!dir)
		tap_bail("/proc/self/fd: %s", strerror(errno));
	while (readdir(dir))
		count++;
	closedir(dir);
	return count;
}

int node_buffers(void)
{
	FILE *file = fopen("/sys/kernel/debug/dma_buf/bufinfo", "r");
	char line[512];
	int count = 0;

	if (!file)
		return -1;
	while (fgets(line, sizeof(line), file))
		count += strstr(line, "\tyamp id=") != NULL;
	fclose(file);
	return count;
}

__u64 node_cma_bytes(void)
{
	FILE *file = fopen("/proc/meminfo", "re");
	unsigned long long kib = 0;
	char line[128];

	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, "CmaTotal: %llu", &kib) == 1)
			break;
	if (file)
		fclose(file);
	return kib * 1024;
}

__u64 node_low_mask(void)
{
	FILE *file = fopen("/proc/iomem", "re");
	unsigned long long start = 0;
	char line[128];

	while (file && fgets(line, sizeof(line), file))
		if (strstr(line, "System RAM") && sscanf(line, "%llx", &start) == 1)
			break;
	if (file)
		fclose(file);
	/* memory begins at 0 on a PC, at a multiple of a GiB on most boards */
	return ~0ULL >> __builtin_clzll(start | ((1ULL << 30) - 1));
}

bool node_pool_has(__u64 bytes)
{
	for (int i = 0; i < 3000; i++) {
		struct yamp_info info = node_info();

		if (info.pool_bytes == bytes && info.pool_bytes_ready == bytes)
			return true;
		usleep(10 * 1000);
	}
	return false;
}

void node_nothing_left(void)
{
	struct yamp_info info = node_info();
	int buffers = node_buffers();

	for (int i = 0; i < 1500 && (info.used_buffers || info.used_bytes || buffers > 0); i++) {
		usleep(20 * 1000);
		info = node_info();
		buffers = node_buffers();
	}
	tap_ok(!info.used_buffers && !info.used_bytes && buffers <= 0, "nothing is left behind",
	       "%u dma-bufs, %llu bytes charged, %d dma-bufs in the kernel", info.used_buffers,
	       info.used_bytes, buffers);
	if (buffers < 0)
		tap_note("no debugfs: the kernel's own list of dma-bufs was not looked at");
}
