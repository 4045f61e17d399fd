// SPDX-License-Identifier: MIT
/* Which memory a frame gets, and which wishes cannot go together. */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "node.h"

#define WIDTH	640
#define HEIGHT	480
#define ROUNDED	462848ULL	/* bytes of an NV12 frame: 113 pages */
#define PAGE	4096ULL

/**
 * struct place_case - two records, what is asked for, what comes
 * @records: the second is used if it has a name
 * @asked: enum yamp_placement
 * @chosen: expected, 0 if the records conflict
 * @conflict: expected then; names are not compared
 */
static const struct place_case {
	const char *name;
	struct yamp_constraint records[2];
	__u32 asked;
	__u32 chosen;
	struct yamp_conflict conflict;
} cases[] = {
	{ "nobody wants anything", { { .name = "a" } }, YAMP_PLACEMENT_ANY, YAMP_PLACEMENT_SYSTEM },
	{ "contiguous because asked", { { .name = "a" } }, YAMP_PLACEMENT_CONTIGUOUS,
	  YAMP_PLACEMENT_CONTIGUOUS },
	{ "contiguous for one consumer",
	  { { .name = "a" }, { .name = "b", .contiguity = YAMP_CONTIGUITY_PHYSICAL } },
	  YAMP_PLACEMENT_ANY, YAMP_PLACEMENT_CONTIGUOUS },
	{ "contiguous in DMA addresses", { { .name = "a", .contiguity = YAMP_CONTIGUITY_DMA } },
	  YAMP_PLACEMENT_ANY, YAMP_PLACEMENT_CONTIGUOUS },
	{ "one segment", { { .name = "a", .segments_max = 1 } }, YAMP_PLACEMENT_ANY,
	  YAMP_PLACEMENT_CONTIGUOUS },
	{ "fewer segments than pages", { { .name = "a", .segments_max = 112 } },
	  YAMP_PLACEMENT_ANY, YAMP_PLACEMENT_CONTIGUOUS },
	{ "as many segments as pages", { { .name = "a", .segments_max = 113 } },
	  YAMP_PLACEMENT_ANY, YAMP_PLACEMENT_SYSTEM },
	{ "segments of a page", { { .name = "a", .segment_min = PAGE } }, YAMP_PLACEMENT_ANY,
	  YAMP_PLACEMENT_SYSTEM },
	{ "segments of more than a page", { { .name = "a", .segment_min = PAGE + 1 } },
	  YAMP_PLACEMENT_ANY, YAMP_PLACEMENT_CONTIGUOUS },
	{ "segments of more than there is", { { .name = "a", .segment_min = ~0ULL } },
	  YAMP_PLACEMENT_ANY, YAMP_PLACEMENT_CONTIGUOUS },
	{ "segments of at most a page", { { .name = "a", .segment_max = PAGE } },
	  YAMP_PLACEMENT_ANY, YAMP_PLACEMENT_SYSTEM },
	{ "an address mask", { { .name = "a", .address_mask = 0xffffffff } }, YAMP_PLACEMENT_ANY,
	  YAMP_PLACEMENT_SYSTEM },
	{ "system memory where one consumer needs contiguous",
	  { { .name = "a" }, { .name = "b", .contiguity = YAMP_CONTIGUITY_PHYSICAL } },
	  YAMP_PLACEMENT_SYSTEM, 0,
	  { .field = YAMP_FIELD_ID_CONTIGUITY, .first = 1, .second = YAMP_CONSUMER_REQUEST,
	    .first_value = YAMP_CONTIGUITY_PHYSICAL, .second_value = YAMP_PLACEMENT_SYSTEM,
	    .involved = 2 } },
	{ "system memory where one consumer needs few segments",
	  { { .name = "a", .segments_max = 1 } }, YAMP_PLACEMENT_SYSTEM, 0,
	  { .field = YAMP_FIELD_ID_CONTIGUITY, .first = 0, .second = YAMP_CONSUMER_REQUEST,
	    .first_value = YAMP_CONTIGUITY_DMA, .second_value = YAMP_PLACEMENT_SYSTEM,
	    .involved = 1 } },
	{ "segments smaller than a page", { { .name = "a", .segment_max = 1024 } },
	  YAMP_PLACEMENT_ANY, 0,
	  { .field = YAMP_FIELD_ID_SEGMENT, .first = YAMP_CONSUMER_KERNEL, .second = 0,
	    .first_value = PAGE, .second_value = 1024, .involved = 1 } },
	{ "a boundary inside pages", { { .name = "a", .segment_boundary = 0x3ff } },
	  YAMP_PLACEMENT_ANY, 0,
	  { .field = YAMP_FIELD_ID_SEGMENT, .first = YAMP_CONSUMER_KERNEL, .second = 0,
	    .first_value = PAGE, .second_value = 1024, .involved = 1 } },
	{ "one segment for one, short segments for the other",
	  { { .name = "a", .segments_max = 1 }, { .name = "b", .segment_max = 65536 } },
	  YAMP_PLACEMENT_ANY, 0,
	  { .field = YAMP_FIELD_ID_SEGMENT, .first = 0, .second = 1, .first_value = ROUNDED,
	    .second_value = 65536, .involved = 3 } },
	{ "one segment for one, a near boundary for the other",
	  { { .name = "a", .segment_boundary = 0xffff }, { .name = "b", .segments_max = 7 } },
	  YAMP_PLACEMENT_ANY, 0,
	  { .field = YAMP_FIELD_ID_SEGMENT, .first = 1, .second = 0, .first_value = 69632,
	    .second_value = 65536, .involved = 3 } },
	{ "write-combined system memory", { { .name = "a", .cache = YAMP_CACHE_WRITE_COMBINED } },
	  YAMP_PLACEMENT_SYSTEM, 0,
	  { .field = YAMP_FIELD_ID_CACHE, .first = 0, .second = YAMP_CONSUMER_REQUEST,
	    .first_value = YAMP_CACHE_WRITE_COMBINED, .second_value = YAMP_CACHE_CACHED,
	    .involved = 1 } },
	{ "write-combined for one, cached for the other",
	  { { .name = "a", .cache = YAMP_CACHE_CACHED },
	    { .name = "b", .cache = YAMP_CACHE_WRITE_COMBINED } }, YAMP_PLACEMENT_ANY, 0,
	  { .field = YAMP_FIELD_ID_CACHE, .first = 0, .second = 1,
	    .first_value = YAMP_CACHE_CACHED, .second_value = YAMP_CACHE_WRITE_COMBINED,
	    .involved = 3 } },
#ifdef __x86_64__
	{ "write-combined memory", { { .name = "a", .cache = YAMP_CACHE_WRITE_COMBINED } },
	  YAMP_PLACEMENT_ANY, YAMP_PLACEMENT_CONTIGUOUS },
	{ "write-combined contiguous memory",
	  { { .name = "a" }, { .name = "b", .cache = YAMP_CACHE_WRITE_COMBINED } },
	  YAMP_PLACEMENT_CONTIGUOUS, YAMP_PLACEMENT_CONTIGUOUS },
#else
	{ "write-combined memory", { { .name = "a", .cache = YAMP_CACHE_WRITE_COMBINED } },
	  YAMP_PLACEMENT_CONTIGUOUS, 0,
	  { .field = YAMP_FIELD_ID_CACHE, .first = 0, .second = YAMP_CONSUMER_KERNEL,
	    .first_value = YAMP_CACHE_WRITE_COMBINED, .second_value = YAMP_CACHE_CACHED,
	    .involved = 1 } },
#endif
};

static bool same_conflict(const struct yamp_conflict *a, const struct yamp_conflict *b)
{
	return a->field == b->field && a->plane == b->plane && a->first == b->first &&
	       a->second == b->second && a->first_value == b->first_value &&
	       a->second_value == b->second_value && a->involved == b->involved;
}

static void test_case(const struct place_case *c)
{
	struct node_alloc call;
	int ret;

	node_prepare(&call, NODE_NV12, WIDTH, HEIGHT);
	call.arg.placement = c->asked;
	call.arg.constraints = (uintptr_t)c->records;
	call.arg.constraint_count = c->records[1].name[0] ? 2 : 1;
	ret = node_run(&call);
	if (c->chosen)
		tap_ok(!ret && call.arg.placement_chosen == c->chosen, c->name, "%s, placement %u",
		       strerror(-ret), call.arg.placement_chosen);
	else
		tap_ok(ret == -EDOM && same_conflict(&call.arg.conflict, &c->conflict), c->name,
		       "%s, field %u, %u '%s' %llu against %u '%s' %llu, involved %#x",
		       strerror(-ret), call.arg.conflict.field, call.arg.conflict.first,
		       call.arg.conflict.first_name, call.arg.conflict.first_value,
		       call.arg.conflict.second, call.arg.conflict.second_name,
		       call.arg.conflict.second_value, call.arg.conflict.involved);
	if (!ret)
		node_close(&call);
}

/* Described and judged as it was asked for, and used like any other. */
static void test_write_combined(void)
{
	struct yamp_verify v = { .constraint_size = sizeof(struct yamp_constraint) };
	struct node_alloc call;
	struct yamp_describe d;
	char name[256];
	int ret;

	node_prepare(&call, NODE_NV12, WIDTH, HEIGHT);
	call.arg.constraint_count = 1;
	call.record.cache = YAMP_CACHE_WRITE_COMBINED;
	if (node_run(&call)) {
		tap_skip("write-combined memory is described", "this machine has none");
		return;
	}
	node_describe(call.fds[0], &d);
	node_exp_name(call.fds[0], name, sizeof(name));
	tap_ok(d.cache == YAMP_CACHE_WRITE_COMBINED && strstr(name, " place=contiguous cache=wc"),
	       "write-combined memory is described", "cache %u, '%s'", d.cache, name);
	v.fd = call.fds[0];
	v.constraint = (uintptr_t)&call.record;
	ret = node_ioctl(node_query, YAMP_IOC_VERIFY, &v);
	tap_ok(!ret && v.verdict == YAMP_VERDICT_FITS, "it suits who asks for it", "verdict %u",
	       v.verdict);
	call.record.cache = YAMP_CACHE_CACHED;
	ret = node_ioctl(node_query, YAMP_IOC_VERIFY, &v);
	tap_ok(!ret && v.verdict == YAMP_VERDICT_FAILS &&
	       v.conflict.field == YAMP_FIELD_ID_CACHE, "and not who needs it cached",
	       "verdict %u, field %u", v.verdict, v.conflict.field);
	node_close(&call);
}

/* One extent, described as such, zero, and usable to the last byte. */
static void test_extent(__u32 width, __u32 height, __u64 mask, __u64 boundary, const char *name)
{
	struct node_alloc call;
	struct yamp_describe d;
	__u64 nonzero = 0;
	char *memory;
	int ret;

	node_prepare(&call, NODE_XRGB8888, width, height);
	call.arg.placement = YAMP_PLACEMENT_CONTIGUOUS;
	call.arg.constraint_count = 1;
	call.record.address_mask = mask;
	call.record.segment_boundary = boundary;
	ret = node_run(&call);
	if (ret) {
		tap_ok(false, name, "%s", strerror(-ret));
		return;
	}
	node_describe(call.fds[0], &d);
	memory = mmap(NULL, d.size, PROT_READ | PROT_WRITE, MAP_SHARED, call.fds[0], 0);
	for (__u64 i = 0; i < d.size; i += 8)
		nonzero += *(__u64 *)(memory + i) != 0;
	memset(memory, 0x5a, d.size);
	tap_ok(d.segments == 1 && d.segment_largest == d.size && d.address_mask == mask && !nonzero,
	       name, "%u segments, largest %llu of %llu, mask %#llx, %llu words not zero", d.segments,
	       d.segment_largest, d.size, d.address_mask, nonzero);
	munmap(memory, d.size);
	node_close(&call);
}

int main(void)
{
	node_open();
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		test_case(&cases[i]);
	test_write_combined();
	test_extent(640, 480, 0, 0, "1.2 MB in one extent");
	test_extent(1920, 1080, 0, 0, "8 MB in one extent");
	test_extent(3840, 2160, 0, 0, "32 MB in one extent");
	test_extent(1920, 1080, 0xffffffff, 0xffffffff, "8 MB below 4 GiB");
	test_extent(640, 480, node_low_mask(), 0, "1.2 MB in the first GiB of memory");
	test_extent(1920, 1080, node_low_mask(), 0, "8 MB in the first GiB of memory");
	test_extent(640, 480, 0, 0x1fffff, "1.2 MB that cross no multiple of 2 MiB");
	test_extent(1920, 1080, 0, 0x3fffff, "8 MB cut at multiples of 4 MiB");
	node_nothing_left();
	return tap_end();
}
