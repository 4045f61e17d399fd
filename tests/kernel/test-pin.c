// SPDX-License-Identifier: MIT
/*
 * Drivers on our dma-bufs: they pin them, are named, and leave content as it was.
 *
 * The driver is vivid as a video output, which takes frames and changes nothing
 * in them: with allocators=0 it maps them for its own code, with allocators=1 for
 * its (make-believe) device.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "node.h"
#include "vivid.h"

#define HOUR	"3600000"	/* in ms */

static void fill(int fd, unsigned int seed)
{
	unsigned int *words = mmap(NULL, VIVID_SIZE, PROT_WRITE, MAP_SHARED, fd, 0);

	for (unsigned int i = 0; i < VIVID_SIZE / sizeof(*words); i++)
		words[i] = i * 2654435761U ^ seed;
	munmap(words, VIVID_SIZE);
}

static unsigned int count_wrong(int fd, unsigned int seed)
{
	unsigned int *words = mmap(NULL, VIVID_SIZE, PROT_READ, MAP_SHARED, fd, 0), wrong = 0;

	for (unsigned int i = 0; i < VIVID_SIZE / sizeof(*words); i++)
		wrong += words[i] != (i * 2654435761U ^ seed);
	munmap(words, VIVID_SIZE);
	return wrong;
}

/* While queued: pinned by @kind and @who named; afterwards idle and unchanged. */
static void test_queued(__u32 placement, enum yamp_access_kind kind, const char *who)
{
	int fd = vivid_buffer(placement);
	bool resident = placement == YAMP_PLACEMENT_CONTIGUOUS;
	int output = vivid_open(), ret;
	struct yamp_describe d;
	unsigned int wrong;

	fill(fd, placement);
	node_describe(fd, &d);
	tap_ok(!d.pins && !d.segments == !resident, "idle before", "%u pins, %u segments", d.pins,
	       d.segments);
	ret = vivid_take(output, fd);
	if (ret)
		tap_bail("cannot queue: %s", strerror(-ret));
	node_describe(fd, &d);
	tap_ok(d.pins == 1 && d.segments && d.segment_largest && d.access[kind].total &&
	       d.access[kind].now == 1, "pinned while queued",
	       "%u pins, %u segments, %llu accesses, %u now", d.pins, d.segments,
	       d.access[kind].total, d.access[kind].now);
	tap_ok(!strncmp(d.access[kind].who, who, strlen(who)) &&
	       d.access[kind].pid == (__u32)getpid() && !strcmp(d.access[kind].task, "test-pin"),
	       "the driver and its caller are named", "'%s' for %u %s", d.access[kind].who,
	       d.access[kind].pid, d.access[kind].task);
	wrong = count_wrong(fd, placement);
	tap_ok(!wrong, "content is there while queued", "%u words differ", wrong);
	vivid_request(output, 0);
	close(output);
	node_describe(fd, &d);
	tap_ok(!d.pins && !d.segments == !resident && !d.access[kind].now, "idle again",
	       "%u pins, %u segments, %u now", d.pins, d.segments, d.access[kind].now);
	wrong = count_wrong(fd, placement);
	tap_ok(!wrong, "content is there afterwards", "%u words differ", wrong);
	close(fd);
}

/* A device that imports is named by that alone, as long as it does. */
static void test_attached(void)
{
	int fd = vivid_buffer(YAMP_PLACEMENT_CONTIGUOUS), output = vivid_open(), ret;
	const struct yamp_access *attach;
	struct yamp_describe d;

	attach = &d.access[YAMP_ACCESS_ATTACH];
	node_describe(fd, &d);
	tap_ok(!attach->total && !attach->who[0], "nobody has attached", "%llu", attach->total);
	ret = vivid_take(output, fd);
	node_describe(fd, &d);
	tap_ok(!ret && attach->total == 1 && attach->now == 1 && !strncmp(attach->who, "vivid", 5) &&
	       attach->pid == (__u32)getpid(), "a device that attached is named",
	       "%s, %llu, %u now, '%s' for %u", strerror(-ret), attach->total, attach->now,
	       attach->who, attach->pid);
	vivid_request(output, 0);
	close(output);
	node_describe(fd, &d);
	tap_ok(attach->total == 1 && !attach->now, "and has gone", "%u now", attach->now);
	close(fd);
}

/* What the device cannot use is refused, and then it is idle. */
static void test_refused(void)
{
	int fd = vivid_buffer(YAMP_PLACEMENT_SYSTEM), output = vivid_open(), ret;
	struct yamp_describe d;

	ret = vivid_prepare(output);
	if (ret)
		tap_bail("cannot set up: %s", strerror(-ret));
	ret = vivid_queue(output, fd);
	node_describe(fd, &d);
	if (!ret)
		tap_note("the device took a scattered dma-buf: its pages happened to be contiguous");
	tap_ok(ret ? !d.pins && !d.access[YAMP_ACCESS_DEVICE_MAP].now : d.segments == 1,
	       "a device that cannot use system memory leaves it idle",
	       "%s, %u pins, %u segments", strerror(-ret), d.pins, d.segments);
	vivid_request(output, 0);
	close(output);
	close(fd);
}

/* Of our module, in the kernel's own address space. */
static unsigned int kernel_mappings(void)
{
	FILE *file = fopen("/proc/vmallocinfo", "r");
	unsigned int count = 0;
	char line[512];

	if (!file)
		tap_bail("cannot read /proc/vmallocinfo: %s", strerror(errno));
	while (fgets(line, sizeof(line), file))
		count += strstr(line, "[yamp]") && strstr(line, " vmap");
	fclose(file);
	return count;
}

static void queue_and_end(int fd)
{
	int output = vivid_open(), ret = vivid_take(output, fd);

	if (ret)
		tap_bail("cannot queue: %s", strerror(-ret));
	vivid_request(output, 0);
	close(output);
}

/* Its pages are in place until munmap(). */
static volatile char *touch(int fd)
{
	volatile char *memory = mmap(NULL, VIVID_SIZE, PROT_READ, MAP_SHARED, fd, 0);

	if (memory == MAP_FAILED)
		tap_bail("cannot map: %s", strerror(errno));
	(void)*memory;
	return memory;
}

/* By another dma-buf over the same memory. */
static void queue_export(int fd)
{
	struct yamp_export arg = { .fd = fd, .fd_flags = O_CLOEXEC };
	int ret = node_ioctl(node_main, YAMP_IOC_EXPORT, &arg);

	if (ret)
		tap_bail("cannot export: %s", strerror(-ret));
	queue_and_end(arg.new_fd);
	close(arg.new_fd);
}

static void write_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		tap_bail("%s: %s", path, strerror(errno));
	close(fd);
}

/* How long what nobody pins may stay in place. */
static void set_linger(const char *ms)
{
	write_text("/sys/module/yamp/parameters/linger_ms", ms);
}

static void want_memory(void)
{
	write_text("/proc/sys/vm/drop_caches", "2");
}

static bool comes_to(unsigned int mappings)
{
	for (int i = 0; i < 600 && kernel_mappings() != mappings; i++)
		usleep(100 * 1000);
	return kernel_mappings() == mappings;
}

/* A driver's mapping waits for the next one as long as somebody pins the pages. */
static void test_kept(__u32 placement)
{
	unsigned int before = kernel_mappings(), kept, after, wrong;
	int fd = vivid_buffer(placement);
	struct yamp_describe d;
	volatile char *memory;

	fill(fd, placement);
	queue_and_end(fd);
	after = kernel_mappings();
	tap_ok(after == before, "no kernel mapping of what nobody pins", "%u, then %u", before, after);
	memory = touch(fd);
	queue_and_end(fd);
	kept = kernel_mappings();
	queue_export(fd);
	after = kernel_mappings();
	node_describe(fd, &d);
	tap_ok(kept == before + 1 && after == kept && d.pins == 1 && !d.access[YAMP_ACCESS_VMAP].now,
	       "what is pinned has one, and nobody is said to use it",
	       "%u, %u and %u, %u pins, %u in use", before, kept, after, d.pins,
	       d.access[YAMP_ACCESS_VMAP].now);
	munmap((void *)memory, VIVID_SIZE);
	after = kernel_mappings();
	tap_ok(after == before, "it goes with the last pin", "%u, then %u", before, after);
	wrong = count_wrong(fd, placement);
	tap_ok(!wrong, "and content is there", "%u words differ", wrong);
	close(fd);
}

/* And for a while longer, if memory is not wanted. */
static void test_lingers(__u32 placement)
{
	bool resident = placement == YAMP_PLACEMENT_CONTIGUOUS;
	unsigned int before = kernel_mappings(), kept, after, wrong;
	int fd = vivid_buffer(placement);
	struct yamp_describe d;

	set_linger(HOUR);
	fill(fd, placement);
	queue_and_end(fd);
	kept = kernel_mappings();
	queue_export(fd);
	after = kernel_mappings();
	node_describe(fd, &d);
	tap_ok(kept == before + 1 && after == kept && !d.pins && !d.segments == !resident,
	       "a mapping stays for who comes next, and it is not said to be pinned",
	       "%u, %u and %u, %u pins, %u segments", before, kept, after, d.pins, d.segments);
	want_memory();
	after = kernel_mappings();
	tap_ok(after == before, "until memory is wanted", "%u, then %u", before, after);
	queue_and_end(fd);
	kept = kernel_mappings();
	set_linger("1");
	tap_ok(kept == before + 1 && comes_to(before), "or nobody has come", "%u, %u, then %u",
	       before, kept, kernel_mappings());
	wrong = count_wrong(fd, placement);
	tap_ok(!wrong, "and content is there", "%u words differ", wrong);
	close(fd);
}

/* What lingers is in nobody's way. */
static void test_lingers_not(__u32 placement)
{
	unsigned int before = kernel_mappings(), kept, after;
	int fd = vivid_buffer(placement);
	struct yamp_advise advise = { .fd = fd, .advice = YAMP_ADVICE_DONTNEED };
	struct yamp_revoke revoke = { .fd = fd };
	struct yamp_describe d;

	set_linger(HOUR);
	queue_and_end(fd);
	kept = kernel_mappings();
	node_ioctl(node_main, YAMP_IOC_ADVISE, &advise);
	want_memory();
	node_describe(fd, &d);
	after = kernel_mappings();
	tap_ok(kept == before + 1 && after == before && d.state & YAMP_STATE_PURGED,
	       "what lingers is purged", "%u, %u, then %u, state %u", before, kept, after, d.state);
	advise.advice = YAMP_ADVICE_WILLNEED;
	node_ioctl(node_main, YAMP_IOC_ADVISE, &advise);
	queue_and_end(fd);
	kept = kernel_mappings();
	node_ioctl(node_main, YAMP_IOC_REVOKE, &revoke);
	after = kernel_mappings();
	tap_ok(kept == before + 1 && after == before && revoke.state == YAMP_REVOKE_DONE,
	       "and revoked", "%u, %u, then %u, state %u", before, kept, after, revoke.state);
	close(fd);
	fd = vivid_buffer(placement);
	queue_and_end(fd);
	kept = kernel_mappings();
	close(fd);
	after = kernel_mappings();
	tap_ok(kept == before + 1 && after == before, "and freed", "%u, %u, then %u", before, kept,
	       after);
}

/* Nobody has it when its memory goes. */
static void test_revoked(__u32 placement)
{
	unsigned int before = kernel_mappings(), kept, after;
	int fd = vivid_buffer(placement);
	struct yamp_revoke revoke = { .fd = fd };
	volatile char *memory = touch(fd);

	queue_and_end(fd);
	kept = kernel_mappings();
	node_ioctl(node_main, YAMP_IOC_REVOKE, &revoke);
	after = kernel_mappings();
	tap_ok(kept == before + 1 && after == before && revoke.state == YAMP_REVOKE_DONE,
	       "REVOKE is not kept from ending a mapping that waits", "%u, %u, then %u, state %u",
	       before, kept, after, revoke.state);
	queue_and_end(fd);
	after = kernel_mappings();
	tap_ok(after == before, "a driver's mapping of nothing does not wait", "%u, then %u", before,
	       after);
	munmap((void *)memory, VIVID_SIZE);
	close(fd);
}

int main(void)
{
	node_open();
	set_linger("0");
	if (vivid_load(0)) {
		test_queued(YAMP_PLACEMENT_SYSTEM, YAMP_ACCESS_VMAP, "videobuf2_vmalloc");
		test_queued(YAMP_PLACEMENT_CONTIGUOUS, YAMP_ACCESS_VMAP, "videobuf2_vmalloc");
		test_kept(YAMP_PLACEMENT_SYSTEM);
		test_kept(YAMP_PLACEMENT_CONTIGUOUS);
		test_revoked(YAMP_PLACEMENT_SYSTEM);
		test_revoked(YAMP_PLACEMENT_CONTIGUOUS);
		test_lingers(YAMP_PLACEMENT_SYSTEM);
		test_lingers(YAMP_PLACEMENT_CONTIGUOUS);
		test_lingers_not(YAMP_PLACEMENT_SYSTEM);
		test_lingers_not(YAMP_PLACEMENT_CONTIGUOUS);
	} else {
		tap_skip("a driver that maps memory for its code", "no vivid video output");
	}
	if (vivid_load(1)) {
		test_queued(YAMP_PLACEMENT_CONTIGUOUS, YAMP_ACCESS_DEVICE_MAP, "vivid");
		test_attached();
		test_refused();
	} else {
		tap_skip("a driver that maps memory for its device", "no vivid video output");
	}
	vivid_unload();
	set_linger("250");
	node_nothing_left();
	return tap_end();
}
