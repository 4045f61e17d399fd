/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * What the lab's driver of QEMU's "edu" device offers the tests: /dev/yamp-edu, for
 * root. The device has a few bytes of memory and an engine that copies between these
 * and an address that it is given, in 0.1 s however little that is.
 */
#ifndef YAMP_EDU_H
#define YAMP_EDU_H

#include <linux/ioctl.h>
#include <linux/types.h>
#include <linux/yamp.h>

#define EDU_MEMORY	2048	/* bytes of the device */

/**
 * struct edu_info - what the device needs of a buffer, as it is registered; all out
 * @record: under the name "edu"
 * @mask: addresses that it can be given
 */
struct edu_info {
	struct yamp_constraint record;
	__u64 mask;
};

#define EDU_IMPORT_DYNAMIC	(1U << 0)	/* can be told to let go */
#define EDU_IMPORT_ANY		(1U << 1)	/* do not ask whether it suits */

/* As seen by the device */
#define EDU_BOTH		0
#define EDU_READS		1
#define EDU_WRITES		2

/**
 * struct edu_import - map a dma-buf for the device; it stays until the file is closed
 * @fd: a dma-buf
 * @flags: EDU_IMPORT_*
 * @direction: EDU_*
 * @segments: out, of DMA addresses
 * @address: out, where the first begins
 * @largest: out, bytes of the largest
 * @map_ns: out, what it took to map it
 * @conflict: out with EDOM: why it does not suit
 */
struct edu_import {
	__s32 fd;
	__u32 flags;
	__u32 direction;
	__u32 segments;
	__u64 address;
	__u64 largest;
	__u64 map_ns;
	struct yamp_conflict conflict;
};

/**
 * struct edu_copy - between the imported buffer and the device's memory, by its engine
 * @offset: in the buffer
 * @size: at most EDU_MEMORY, from the first byte of the device's memory on
 * @from_device: else to it
 */
struct edu_copy {
	__u64 offset;
	__u32 size;
	__u32 from_device;
};

/** struct edu_memory - what is in the device's memory; @bytes are in or out */
struct edu_memory {
	__u8 bytes[EDU_MEMORY];
};

/* How a page is cached */
#define EDU_CACHE_OTHER		0
#define EDU_CACHE_CACHED	1
#define EDU_CACHE_WC		2

/**
 * struct edu_cache - how the page at an address of the caller's is mapped
 * @address: in a mapping of @fd, at its first page
 * @fd: a dma-buf
 * @process: out, EDU_CACHE_*: there
 * @kernel: out, by the kernel, as all memory is
 * @driver: out, in a driver's kernel mapping of @fd
 */
struct edu_cache {
	__u64 address;
	__s32 fd;
	__u32 process;
	__u32 kernel;
	__u32 driver;
};

#define EDU_IOC_INFO	_IOR('E', 0, struct edu_info)
#define EDU_IOC_IMPORT	_IOWR('E', 1, struct edu_import)
#define EDU_IOC_COPY	_IOW('E', 2, struct edu_copy)
#define EDU_IOC_LOAD	_IOW('E', 3, struct edu_memory)
#define EDU_IOC_STORE	_IOR('E', 4, struct edu_memory)
#define EDU_IOC_CACHE	_IOWR('E', 5, struct edu_cache)

#endif /* YAMP_EDU_H */
