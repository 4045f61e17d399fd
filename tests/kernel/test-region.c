// SPDX-License-Identifier: MIT
/* Memory that was reserved at boot: added, given out, taken away. */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "node.h"
#include "vivid.h"

#define PARAMETER	"/sys/module/yamp/parameters/region"
#define WIDTH		1920
#define HEIGHT		1080
#define FRAME		8294400ULL	/* bytes of XRGB8888, a multiple of 4096 */

static __u64 size, start;

/* memmap=SIZE$ADDRESS of the kernel's command line. */
static bool find_memmap(void)
{
	FILE *file = fopen("/proc/cmdline", "r");
	char line[2048] = "", *text, *end;

	if (!file || !fgets(line, sizeof(line), file))
		tap_bail("/proc/cmdline: %s", strerror(errno));
	fclose(file);
	text = strstr(line, "memmap=");
	if (!text)
		return false;
	size = strtoull(text + 7, &end, 0) << 20;
	if (end[0] != 'M' || end[1] != '$')
		return false;
	start = strtoull(end + 2, NULL, 0);
	return true;
}

/* What the module has found in the devicetree. */
static bool find_devicetree(void)
{
	FILE *file = fopen(PARAMETER, "r");
	char line[256] = "", *end;

	if (!file || !fgets(line, sizeof(line), file))
		line[0] = '\0';
	if (file)
		fclose(file);
	size = strtoull(line, &end, 0);
	if (!size || *end != '@')
		return false;
	start = strtoull(end + 1, NULL, 0);
	return true;
}

static int change(const char *format, __u64 bytes, __u64 address)
{
	int fd = open(PARAMETER, O_WRONLY | O_CLOEXEC), ret;
	char text[128];

	if (fd < 0)
		tap_bail(PARAMETER ": %s", strerror(errno));
	snprintf(text, sizeof(text), format, bytes, address);
	ret = write(fd, text, strlen(text)) < 0 ? -errno : 0;
	close(fd);
	return ret;
}

static int add(void)
{
	return change("%llu@%#llx\n", size, start);
}

static int take_away(void)
{
	return change("-%llu@%#llx\n", size, start);
}

static int allocate(struct node_alloc *call, __u64 mask, __u64 boundary)
{
	node_prepare(call, NODE_XRGB8888, WIDTH, HEIGHT);
	call->arg.placement = YAMP_PLACEMENT_REGION;
	call->arg.constraint_count = 1;
	call->record.address_mask = mask;
	call->record.segment_boundary = boundary;
	return node_run(call);
}

/* What the devicetree reserves is there when the module has been loaded. */
static void test_there_at_load(void)
{
	bool before = node_info().placements & 1 << YAMP_PLACEMENT_REGION;
	int ret = take_away();

	tap_ok(before && !ret, "the devicetree's is there at load", "%s", strerror(-ret));
}

/* Of memory that the kernel does not know only whole blocks can be mapped. */
static void test_no_whole_blocks(void)
{
	int ret = change("4096@%2$#llx", size, start);

	tap_ok(ret == -EINVAL, "no whole blocks", "%s", strerror(-ret));
}

static void test_refused(void)
{
	static const struct {
		const char *name, *format;
		int error;
	} cases[] = {
		{ "no address", "%llu", -EINVAL },
		{ "no size", "@%2$#llx", -EINVAL },
		{ "something behind it", "%llu@%#llxyz", -EINVAL },
		{ "no whole pages", "2048@%2$#llx", -EINVAL },
		{ "unknown caching", "%llu@%#llx:uc", -EINVAL },
		{ "an odd address", "%llu@%#llx1", -EINVAL },
		{ "more than all addresses", "0xffffffffff000000@%2$#llx", -EINVAL },
		{ "memory of the kernel's", "%llu@0x8000000", -EBUSY },
		{ "to take away what is not there", "-%llu@%#llx", -ENOENT },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int ret = change(cases[i].format, size, start);

		tap_ok(ret == cases[i].error, cases[i].name, "%s instead of %s", strerror(-ret),
		       strerror(-cases[i].error));
	}
}

static void test_added(void)
{
	bool before = node_info().placements & 1 << YAMP_PLACEMENT_REGION;
	struct node_alloc call;
	int none = allocate(&call, 0, 0), ret = add(), twice = add();

	tap_ok(!before && none == -EOPNOTSUPP, "there is none at first", "%s", strerror(-none));
	tap_ok(!ret && node_info().placements & 1 << YAMP_PLACEMENT_REGION, "it is added", "%s",
	       strerror(-ret));
	tap_ok(twice == -EBUSY, "only once", "%s", strerror(-twice));
}

static void test_described(void)
{
	struct node_alloc call;
	struct yamp_describe d;
	struct yamp_verify v = {};
	int ret = allocate(&call, 0, 0);

	if (ret)
		tap_bail("cannot allocate: %s", strerror(-ret));
	node_describe(call.fds[0], &d);
	tap_ok(call.arg.placement_chosen == YAMP_PLACEMENT_REGION &&
	       d.placement == YAMP_PLACEMENT_REGION && d.segments == 1 && d.segment_largest == FRAME &&
	       d.cache == YAMP_CACHE_CACHED && node_info().used_bytes == FRAME,
	       "a frame in the region", "placement %u, %u segments, largest %llu", d.placement,
	       d.segments, d.segment_largest);
	call.record = (struct yamp_constraint){ .name = "camera",
						.contiguity = YAMP_CONTIGUITY_PHYSICAL,
						.address_mask = 0x7fffffff };
	v.fd = call.fds[0];
	v.constraint = (uintptr_t)&call.record;
	v.constraint_size = sizeof(call.record);
	ret = node_ioctl(node_query, YAMP_IOC_VERIFY, &v);
	tap_ok(!ret && v.verdict == YAMP_VERDICT_FITS, "it suits who needs one piece",
	       "%s, verdict %u", strerror(-ret), v.verdict);
	tap_ok(take_away() == -EBUSY, "it stays while it is in use", "taken away");
	node_close(&call);
}

static void test_mask(void)
{
	struct node_alloc call;
	__u64 below = (1ULL << (63 - __builtin_clzll(start))) - 1;
	int none = allocate(&call, below, 0), some = allocate(&call, 2 * below + 1, 0);

	tap_ok(none == -ENOMEM && !some, "an address mask is honoured", "%#llx: %s, %#llx: %s", below,
	       strerror(-none), 2 * below + 1, strerror(-some));
	if (!some)
		node_close(&call);
}

/* A boundary: one that the frame is cut at, one that it must not cross, one that is none. */
static void test_boundary(void)
{
	struct node_alloc small, cut, whole, any;
	struct yamp_verify v;
	int ret;

	node_prepare(&small, NODE_XRGB8888, 64, 64);
	small.arg.placement = YAMP_PLACEMENT_REGION;
	ret = node_run(&small);
	ret = ret ? ret : allocate(&cut, 0, 0x3fffff);
	ret = ret ? ret : allocate(&whole, 0, 0xffffff);
	ret = ret ? ret : allocate(&any, 0, ~0ULL);
	if (ret)
		tap_bail("cannot allocate: %s", strerror(-ret));
	whole.record = (struct yamp_constraint){ .name = "a", .segment_boundary = 0xffffff,
						 .segments_max = 1 };
	v = (struct yamp_verify){ .fd = whole.fds[0], .constraint = (uintptr_t)&whole.record,
				  .constraint_size = sizeof(whole.record) };
	ret = node_ioctl(node_query, YAMP_IOC_VERIFY, &v);
	tap_ok(!ret && v.verdict == YAMP_VERDICT_FITS, "a boundary is not crossed",
	       "%s, verdict %u, field %u", strerror(-ret), v.verdict, v.conflict.field);
	cut.record = (struct yamp_constraint){ .name = "a", .segment_boundary = 0x3fffff,
					       .segments_max = 2 };
	v.fd = cut.fds[0];
	v.constraint = (uintptr_t)&cut.record;
	ret = node_ioctl(node_query, YAMP_IOC_VERIFY, &v);
	tap_ok(!ret && v.verdict == YAMP_VERDICT_FITS, "a near one cuts no more than it must",
	       "%s, verdict %u, field %u", strerror(-ret), v.verdict, v.conflict.field);
	node_close(&small);
	node_close(&cut);
	node_close(&whole);
	node_close(&any);
}

/* Filled to the last frame, zero each time, and given back. */
static void test_filled(void)
{
	struct node_alloc calls[64];
	__u64 nonzero = 0;
	unsigned int count = 0, again = 0;
	int ret;

	while (count < 64 && !(ret = allocate(&calls[count], 0, 0))) {
		__u64 *words = mmap(NULL, FRAME, PROT_READ | PROT_WRITE, MAP_SHARED,
				    calls[count].fds[0], 0);

		for (__u64 i = 0; i < FRAME / 8; i++)
			nonzero += words[i] != 0;
		memset(words, 0x5a, FRAME);
		munmap(words, FRAME);
		count++;
	}
	tap_ok(count == size / FRAME && ret == -ENOMEM, "as many frames as there is room for",
	       "%u of %llu, then %s", count, size / FRAME, strerror(-ret));
	for (unsigned int i = 0; i < count; i++)
		node_close(&calls[i]);
	if (!allocate(&calls[0], 0, 0)) {
		__u64 *words = mmap(NULL, FRAME, PROT_READ, MAP_SHARED, calls[0].fds[0], 0);

		for (__u64 i = 0; i < FRAME / 8; i++)
			nonzero += words[i] != 0;
		munmap(words, FRAME);
		node_close(&calls[0]);
		again = 1;
	}
	tap_ok(!nonzero && again, "always zeroed", "%llu words are not zero", nonzero);
}

/* A device that needs one piece below 4 GiB, as most cameras do. */
static void test_device(void)
{
	struct node_alloc call;
	struct yamp_describe d;
	int output, ret;

	if (!vivid_load(1)) {
		tap_skip("a device maps it", "no vivid video output");
		return;
	}
	output = vivid_open();
	node_prepare(&call, NODE_XRGB8888, VIVID_WIDTH, VIVID_HEIGHT);
	call.arg.placement = YAMP_PLACEMENT_REGION;
	ret = node_run(&call);
	ret = ret ? ret : vivid_take(output, call.fds[0]);
	node_describe(call.fds[0], &d);
	tap_ok(!ret && d.pins == 1 && d.access[YAMP_ACCESS_DEVICE_MAP].now == 1, "a device maps it",
	       "%s, %u pins", strerror(-ret), d.pins);
	vivid_request(output, 0);
	close(output);
	node_close(&call);
	vivid_unload();
}

/* A range has one kind of caching from when it is added; edu-cache looks at the page tables. */
static void test_write_combined(void)
{
	struct node_alloc call;
	struct yamp_describe d;
	char listed[256] = "";
	int ret = change("%llu@%#llx:wc\n", size, start), fd, cached;

	if (ret == -EOPNOTSUPP) {
		tap_skip("a write-combined region", "this machine cannot");
		return;
	}
	fd = open(PARAMETER, O_RDONLY | O_CLOEXEC);
	if (read(fd, listed, sizeof(listed) - 1) < 0)
		tap_bail(PARAMETER ": %s", strerror(errno));
	close(fd);
	node_prepare(&call, NODE_XRGB8888, WIDTH, HEIGHT);
	call.arg.placement = YAMP_PLACEMENT_REGION;
	call.arg.constraint_count = 1;
	call.record.cache = YAMP_CACHE_CACHED;
	cached = node_run(&call);
	call.record.cache = YAMP_CACHE_WRITE_COMBINED;
	ret = node_run(&call);
	tap_ok(!ret && strstr(listed, ":wc"), "a write-combined region", "%s, listed as %s",
	       strerror(-ret), listed);
	tap_ok(cached == -EDOM && call.arg.conflict.field == YAMP_FIELD_ID_NONE,
	       "it has nothing for who wants cached memory", "%s", strerror(-cached));
	if (!ret) {
		node_describe(call.fds[0], &d);
		tap_ok(d.cache == YAMP_CACHE_WRITE_COMBINED, "it is described", "%u", d.cache);
		node_close(&call);
	}
	ret = take_away();
	tap_ok(!ret, "and taken away", "%s", strerror(-ret));
}

static void test_taken_away(void)
{
	struct node_alloc call;
	int ret = take_away(), none = allocate(&call, 0, 0), again = add(), last;

	tap_ok(!ret && none == -EOPNOTSUPP, "it is taken away", "%s, then %s", strerror(-ret),
	       strerror(-none));
	last = again ? again : take_away();
	tap_ok(!again && !last, "added and taken away again", "%s, %s", strerror(-again),
	       strerror(-last));
	for (int i = 0; !ret && i < 50; i++)
		ret = add() ? 1 : take_away();
	tap_ok(!ret, "50 times", "%d", ret);
}

int main(void)
{
	bool of_devicetree;

	node_open();
	of_devicetree = !find_memmap();
	if (of_devicetree && !find_devicetree()) {
		tap_skip("a reserved region",
			 "no memmap=SIZE$ADDRESS at boot, and the devicetree has none");
		return tap_end();
	}
	if (of_devicetree)
		test_there_at_load();
	else
		test_no_whole_blocks();
	test_refused();
	test_added();
	test_described();
	test_mask();
	test_boundary();
	test_filled();
	test_device();
	test_taken_away();
	test_write_combined();
	if (of_devicetree)
		add();
	node_nothing_left();
	return tap_end();
}
