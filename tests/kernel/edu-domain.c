// SPDX-License-Identifier: MIT
/*
 * Whose turn is it? With bounce buffers (swiotlb=force) the device and the CPU each see
 * memory of their own, and only what SET_DOMAIN or DMA_BUF_IOCTL_SYNC names goes from
 * one to the other: the right bytes of it, and no others.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/dma-buf.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "bounce.h"
#include "edu.h"
#include "node.h"

#define WIDTH	128
#define HEIGHT	64
#define LUMA	(WIDTH * HEIGHT)	/* two pages; chroma is the third */
#define SIZE	(LUMA * 3 / 2)
#define OLD	1	/* content at first */
#define NEW	2
#define AT	1024	/* where the other side writes, in each plane */
#define COUNT	1024	/* and how much */

static unsigned char *memory;
static int edu, fd;

static void set_domain(__u32 domain, __u32 flags, __u32 plane, __u64 offset, __u64 size)
{
	struct yamp_set_domain arg = { .fd = fd, .domain = domain, .flags = flags,
				       .plane = plane, .offset = offset, .size = size };
	int ret = node_ioctl(node_main, YAMP_IOC_SET_DOMAIN, &arg);

	if (ret)
		tap_bail("YAMP_IOC_SET_DOMAIN: %s", strerror(-ret));
}

static void sync_all(__u64 flags)
{
	struct dma_buf_sync arg = { .flags = flags };

	if (ioctl(fd, DMA_BUF_IOCTL_SYNC, &arg))
		tap_bail("DMA_BUF_IOCTL_SYNC: %s", strerror(errno));
}

/* A frame of old content, mapped by the device, which sees it as it is now. */
static void begin(__u32 direction)
{
	struct edu_import import = { .flags = EDU_IMPORT_ANY, .direction = direction };
	int ret;

	fd = node_one(YAMP_PLACEMENT_SYSTEM, NODE_NV12, WIDTH, HEIGHT, O_RDWR | O_CLOEXEC);
	memory = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (memory == MAP_FAILED)
		tap_bail("cannot map a buffer");
	for (__u32 i = 0; i < SIZE; i++)
		memory[i] = edu_pattern(OLD, i);
	edu = edu_open();
	import.fd = fd;
	ret = node_ioctl(edu, EDU_IOC_IMPORT, &import);
	if (ret)
		tap_bail("the device cannot map a buffer: %s", strerror(-ret));
}

static void unmap(void)
{
	close(edu);
	edu = -1;
}

static void end(void)
{
	if (edu >= 0)
		unmap();
	munmap(memory, SIZE);
	close(fd);
}

/* Bytes from @first to before @last are new, of COUNT at @base; all others are old. */
static bool only_new(const unsigned char *bytes, __u32 base, __u32 first, __u32 last)
{
	return !edu_wrong(bytes, OLD, base, first) &&
	       !edu_wrong(bytes + first, NEW, first, last - first) &&
	       !edu_wrong(bytes + last, OLD, base + last, COUNT - last);
}

static void cpu_sees(__u32 base, __u32 first, __u32 last, const char *name)
{
	tap_ok(only_new(memory + base, base, first, last), name,
	       "%u bytes of %u are not new, %u not old",
	       edu_wrong(memory + base, NEW, 0, COUNT), COUNT,
	       edu_wrong(memory + base, OLD, base, COUNT));
}

static void device_sees(__u32 base, __u32 first, __u32 last, const char *name)
{
	struct edu_memory read;

	edu_read(edu, base, COUNT, &read);
	tap_ok(only_new(read.bytes, base, first, last), name,
	       "%u bytes of %u are not new, %u not old", edu_wrong(read.bytes, NEW, 0, COUNT),
	       COUNT, edu_wrong(read.bytes, OLD, base, COUNT));
}

static void cpu_writes(__u32 base)
{
	for (__u32 i = 0; i < COUNT; i++)
		memory[base + i] = edu_pattern(NEW, i);
}

/* The device writes, the CPU reads. */
static void test_to_cpu(void)
{
	begin(EDU_BOTH);
	tap_ok(bounces() != 0, "bounce buffers are in use", "none is");
	edu_write(edu, AT, COUNT, NEW);
	cpu_sees(AT, 0, 0, "what the device wrote is not seen without a sync");
	set_domain(YAMP_DOMAIN_CPU, YAMP_DOMAIN_READ, YAMP_PLANE_ALL, AT + 100, 200);
	cpu_sees(AT, 100, 300, "SET_DOMAIN of 200 bytes: these and no others");
	edu_write(edu, LUMA + AT, COUNT, NEW);
	set_domain(YAMP_DOMAIN_CPU, YAMP_DOMAIN_READ, 0, 0, 0);
	cpu_sees(AT, 0, COUNT, "SET_DOMAIN of luma: all of luma");
	cpu_sees(LUMA + AT, 0, 0, "and none of chroma");
	set_domain(YAMP_DOMAIN_CPU, YAMP_DOMAIN_READ, 1, AT, 64);
	cpu_sees(LUMA + AT, 0, 64, "SET_DOMAIN of a part of chroma: this part");
	sync_all(DMA_BUF_SYNC_START | DMA_BUF_SYNC_READ);
	cpu_sees(LUMA + AT, 0, COUNT, "DMA_BUF_IOCTL_SYNC: all of it");
	end();
}

/* The CPU writes, the device reads. */
static void test_to_device(void)
{
	begin(EDU_BOTH);
	set_domain(YAMP_DOMAIN_CPU, YAMP_DOMAIN_WRITE, YAMP_PLANE_ALL, 0, 0);
	cpu_writes(AT);
	device_sees(AT, 0, 0, "what the CPU wrote is not seen without a sync");
	set_domain(YAMP_DOMAIN_DEVICE, YAMP_DOMAIN_WRITE, YAMP_PLANE_ALL, AT + 64, 128);
	device_sees(AT, 64, 192, "the device sees the 128 bytes of SET_DOMAIN and no others");
	cpu_writes(LUMA + AT);
	set_domain(YAMP_DOMAIN_DEVICE, YAMP_DOMAIN_WRITE, 1, 0, 0);
	device_sees(LUMA + AT, 0, COUNT, "SET_DOMAIN of chroma: all of chroma");
	device_sees(AT, 64, 192, "and none of luma");
	sync_all(DMA_BUF_SYNC_END | DMA_BUF_SYNC_WRITE);
	device_sees(AT, 0, COUNT, "DMA_BUF_IOCTL_SYNC: all of it");
	end();
}

/* Mapping is the device's turn, unmapping the CPU's: nobody asks for a sync. */
static void test_map(void)
{
	begin(EDU_READS);
	device_sees(AT, 0, 0, "a device that only reads sees the content when it maps");
	end();
	begin(EDU_WRITES);
	edu_write(edu, AT, COUNT, NEW);
	unmap();
	cpu_sees(AT, 0, COUNT, "what a device only writes is seen when it unmaps");
	tap_ok(!edu_wrong(memory, OLD, 0, AT) &&
	       !edu_wrong(memory + AT + COUNT, OLD, AT + COUNT, SIZE - AT - COUNT),
	       "and what it did not write is kept", "it is not what it was");
	end();
	begin(EDU_BOTH);
	device_sees(AT, 0, 0, "a device that reads and writes sees the content");
	edu_write(edu, LUMA + AT, COUNT, NEW);
	unmap();
	cpu_sees(LUMA + AT, 0, COUNT, "and what it wrote is seen");
	end();
}

#define MANY	16	/* frames of 4K NV12, 12 MiB; there are bounce buffers of 64 MiB */

/* Has the kernel logged @word since the last call? */
static bool logged(int log, const char *word)
{
	char record[1024];
	bool found = false;
	ssize_t size;

	while ((size = read(log, record, sizeof(record) - 1)) > 0 || errno == EPIPE) {
		record[size > 0 ? size : 0] = '\0';
		found = found || strstr(record, word);
	}
	return found;
}

static void test_full(void)
{
	int log = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	int frames[MANY], devices[MANY], count, ret = 0;

	if (log < 0)
		tap_bail("/dev/kmsg: %s", strerror(errno));
	lseek(log, 0, SEEK_END);
	for (count = 0; !ret && count < MANY; count++) {
		frames[count] = node_one(YAMP_PLACEMENT_SYSTEM, NODE_NV12, 3840, 2160,
					 O_RDWR | O_CLOEXEC);
		devices[count] = edu_open();
		ret = edu_import(devices[count], frames[count], EDU_IMPORT_ANY, NULL);
	}
	tap_ok(ret < 0, "where no bounce buffer is left the device is refused", "%d frames have one",
	       count);
	tap_ok(!logged(log, "swiotlb"), "and the log says nothing", "it does");
	while (count--) {
		close(devices[count]);
		close(frames[count]);
	}
	close(log);
}

int main(void)
{
	node_open();
	if (bounces() < 0)
		tap_note("the kernel does not count bounce buffers");
	test_to_cpu();
	test_to_device();
	test_map();
	test_full();
	node_nothing_left();
	return tap_end();
}
