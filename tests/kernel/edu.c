// SPDX-License-Identifier: MIT
#include "edu.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "node.h"

#define NODE	"/dev/yamp-edu"

int edu_open(void)
{
	int fd = open(NODE, O_RDWR | O_CLOEXEC);

	if (fd < 0)
		tap_bail(NODE ": %s; is there an edu device, and yamp_edu?", strerror(errno));
	return fd;
}

struct edu_info edu_info(void)
{
	struct edu_info info;
	int edu = edu_open(), ret = node_ioctl(edu, EDU_IOC_INFO, &info);

	if (ret)
		tap_bail("EDU_IOC_INFO: %s", strerror(-ret));
	close(edu);
	return info;
}

int edu_import(int edu, int fd, __u32 flags, struct edu_import *import)
{
	struct edu_import own;

	import = import ? import : &own;
	memset(import, 0, sizeof(*import));
	import->fd = fd;
	import->flags = flags;
	return node_ioctl(edu, EDU_IOC_IMPORT, import);
}

unsigned char edu_pattern(unsigned int seed, __u32 index)
{
	return (index * 2654435761U >> 16) ^ (seed * 37);
}

__u32 edu_wrong(const void *bytes, unsigned int seed, __u32 first, __u32 size)
{
	const unsigned char *byte = bytes;
	__u32 wrong = 0;

	for (__u32 i = 0; i < size; i++)
		wrong += byte[i] != edu_pattern(seed, first + i);
	return wrong;
}

static void copy(int edu, __u64 offset, __u32 size, bool from_device)
{
	struct edu_copy arg = { .offset = offset, .size = size, .from_device = from_device };
	int ret = node_ioctl(edu, EDU_IOC_COPY, &arg);

	if (ret)
		tap_bail("the device's engine: %s", strerror(-ret));
}

void edu_write(int edu, __u64 offset, __u32 size, unsigned int seed)
{
	struct edu_memory memory;
	int ret;

	for (__u32 i = 0; i < EDU_MEMORY; i++)
		memory.bytes[i] = edu_pattern(seed, i);
	ret = node_ioctl(edu, EDU_IOC_LOAD, &memory);
	if (ret)
		tap_bail("EDU_IOC_LOAD: %s", strerror(-ret));
	copy(edu, offset, size, true);
}

void edu_read(int edu, __u64 offset, __u32 size, struct edu_memory *memory)
{
	int ret;

	copy(edu, offset, size, false);
	ret = node_ioctl(edu, EDU_IOC_STORE, memory);
	if (ret)
		tap_bail("EDU_IOC_STORE: %s", strerror(-ret));
}

struct edu_cache edu_cache(int fd, const void *memory)
{
	struct edu_cache cache = { .address = (uintptr_t)memory, .fd = fd };
	int edu = edu_open(), ret = node_ioctl(edu, EDU_IOC_CACHE, &cache);

	if (ret)
		tap_bail("EDU_IOC_CACHE: %s", strerror(-ret));
	close(edu);
	return cache;
}
