// SPDX-License-Identifier: MIT
/* YAMP_IOC_VERIFY: what fits, what fails and why, and what nobody can know. */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "foreign.h"
#include "node.h"
#include "solve-cases.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define WIDTH	640
#define HEIGHT	480
#define ROUNDED	462848ULL	/* bytes of an NV12 frame: 113 pages */
#define PAGE	4096ULL

static const struct yamp_format formats[] = {
	{ .fourcc = NODE_XRGB8888 }, { .fourcc = NODE_NV12 },
};

static int verify(int node, int fd, const struct yamp_constraint *record, struct yamp_verify *arg)
{
	memset(arg, 0, sizeof(*arg));
	arg->fd = fd;
	arg->constraint = (uintptr_t)record;
	arg->constraint_size = sizeof(*record);
	return node_ioctl(node, YAMP_IOC_VERIFY, arg);
}

/**
 * struct fit_case - an NV12 frame, a record it is held against, the answer
 * @placement: of the frame
 * @made_for: record that it is allocated with
 * @record: that it is held against
 * @format_count: how many of formats the record names
 * @verdict: expected
 * @field: of the conflict
 * @wanted: of the record
 * @found: of the frame
 */
static const struct fit_case {
	const char *name;
	__u32 placement;
	struct yamp_constraint made_for;
	struct yamp_constraint record;
	__u32 format_count;
	__u32 verdict;
	__u32 field;
	__u64 wanted, found;
} cases[] = {
	{ "nothing is asked", YAMP_PLACEMENT_SYSTEM, {}, {}, 0, YAMP_VERDICT_FITS },
	{ "one of two formats", YAMP_PLACEMENT_SYSTEM, {}, {}, 2, YAMP_VERDICT_FITS },
	{ "another format", YAMP_PLACEMENT_SYSTEM, {}, {}, 1, YAMP_VERDICT_FAILS,
	  YAMP_FIELD_ID_FORMAT, NODE_XRGB8888, NODE_NV12 },
	{ "its stride", YAMP_PLACEMENT_SYSTEM, {}, { .planes[0].stride_align = 128 }, 0,
	  YAMP_VERDICT_FITS },
	{ "another stride", YAMP_PLACEMENT_SYSTEM, {}, { .planes[0].stride_align = 256 }, 0,
	  YAMP_VERDICT_FAILS, YAMP_FIELD_ID_STRIDE_ALIGN, 256, 640 },
	{ "a larger picture", YAMP_PLACEMENT_SYSTEM, {}, { .width_min = 641 }, 0,
	  YAMP_VERDICT_FAILS, YAMP_FIELD_ID_WIDTH, 641, 640 },
	{ "more bytes", YAMP_PLACEMENT_SYSTEM, {}, { .size_min = ROUNDED + 1 }, 0,
	  YAMP_VERDICT_FAILS, YAMP_FIELD_ID_SIZE, ROUNDED + 1, ROUNDED },
	{ "cached memory", YAMP_PLACEMENT_SYSTEM, {}, { .cache = YAMP_CACHE_CACHED }, 0,
	  YAMP_VERDICT_FITS },
	{ "write-combined memory", YAMP_PLACEMENT_SYSTEM, {},
	  { .cache = YAMP_CACHE_WRITE_COMBINED }, 0, YAMP_VERDICT_FAILS, YAMP_FIELD_ID_CACHE,
	  YAMP_CACHE_WRITE_COMBINED, YAMP_CACHE_CACHED },
	{ "scattered memory where one piece is needed", YAMP_PLACEMENT_SYSTEM, {},
	  { .contiguity = YAMP_CONTIGUITY_DMA }, 0, YAMP_VERDICT_FAILS, YAMP_FIELD_ID_CONTIGUITY,
	  YAMP_CONTIGUITY_DMA, YAMP_PLACEMENT_SYSTEM },
	{ "contiguous memory where one piece is needed", YAMP_PLACEMENT_CONTIGUOUS, {},
	  { .contiguity = YAMP_CONTIGUITY_PHYSICAL }, 0, YAMP_VERDICT_FITS },
	{ "scattered memory where one segment is needed", YAMP_PLACEMENT_SYSTEM, {},
	  { .segments_max = 1 }, 0, YAMP_VERDICT_FAILS, YAMP_FIELD_ID_CONTIGUITY,
	  YAMP_CONTIGUITY_DMA, YAMP_PLACEMENT_SYSTEM },
	{ "as many segments as pages", YAMP_PLACEMENT_SYSTEM, {}, { .segments_max = 113 }, 0,
	  YAMP_VERDICT_FITS },
	{ "one fewer", YAMP_PLACEMENT_SYSTEM, {}, { .segments_max = 112 }, 0, YAMP_VERDICT_FAILS,
	  YAMP_FIELD_ID_CONTIGUITY, YAMP_CONTIGUITY_DMA, YAMP_PLACEMENT_SYSTEM },
	{ "segments of a page", YAMP_PLACEMENT_SYSTEM, {}, { .segment_min = PAGE }, 0,
	  YAMP_VERDICT_FITS },
	{ "one segment, and it is one", YAMP_PLACEMENT_CONTIGUOUS, {}, { .segments_max = 1 }, 0,
	  YAMP_VERDICT_FITS },
	{ "one segment, but it was cut for another", YAMP_PLACEMENT_CONTIGUOUS,
	  { .segment_max = 65536 }, { .segments_max = 1 }, 0, YAMP_VERDICT_FAILS,
	  YAMP_FIELD_ID_SEGMENT, ROUNDED, 65536 },
	{ "eight segments, as it was cut", YAMP_PLACEMENT_CONTIGUOUS, { .segment_max = 65536 },
	  { .segments_max = 8, .segment_min = 65536 }, 0, YAMP_VERDICT_FITS },
	{ "short segments, as it was cut", YAMP_PLACEMENT_SYSTEM, { .segment_max = 65536 },
	  { .segment_max = 65536 }, 0, YAMP_VERDICT_FITS },
	{ "segments shorter than it was cut", YAMP_PLACEMENT_SYSTEM, { .segment_max = 65536 },
	  { .segment_max = 32768 }, 0, YAMP_VERDICT_FAILS, YAMP_FIELD_ID_SEGMENT, 32768, 65536 },
	{ "short segments of memory that is not cut", YAMP_PLACEMENT_CONTIGUOUS, {},
	  { .segment_max = 65536 }, 0, YAMP_VERDICT_FAILS, YAMP_FIELD_ID_SEGMENT, 65536, ROUNDED },
	{ "a boundary it was made for", YAMP_PLACEMENT_SYSTEM, { .segment_boundary = 0xffff },
	  { .segment_boundary = 0xfffff }, 0, YAMP_VERDICT_FITS },
	{ "a nearer boundary", YAMP_PLACEMENT_SYSTEM, { .segment_boundary = 0xffff },
	  { .segment_boundary = 0x7fff }, 0, YAMP_VERDICT_FAILS, YAMP_FIELD_ID_SEGMENT, 0x8000,
	  0x10000 },
	{ "a boundary of contiguous memory", YAMP_PLACEMENT_CONTIGUOUS,
	  { .segment_boundary = 0x7ffff }, { .segment_boundary = 0x7ffff, .segments_max = 1 }, 0,
	  YAMP_VERDICT_FITS },
	{ "low addresses it was made for", YAMP_PLACEMENT_SYSTEM, { .address_mask = 0xffffffff },
	  { .address_mask = 0xffffffff }, 0, YAMP_VERDICT_FITS },
	{ "addresses lower than those", YAMP_PLACEMENT_SYSTEM, { .address_mask = 0xffffffff },
	  { .address_mask = 0x7fffff }, 0, YAMP_VERDICT_FAILS, YAMP_FIELD_ID_ADDRESS, 0x7fffff,
	  0xffffffff },
	{ "low addresses of contiguous memory", YAMP_PLACEMENT_CONTIGUOUS,
	  { .address_mask = 0x7fffffff }, { .address_mask = 0x7fffffff }, 0, YAMP_VERDICT_FITS },
	{ "all addresses there are", YAMP_PLACEMENT_SYSTEM, {}, { .address_mask = ~0ULL >> 8 }, 0,
	  YAMP_VERDICT_FITS },
};

static int allocate(__u32 placement, const struct yamp_constraint *record)
{
	struct node_alloc call;
	int ret;

	node_prepare(&call, NODE_NV12, WIDTH, HEIGHT);
	call.arg.placement = placement;
	call.arg.constraints = (uintptr_t)record;
	call.arg.constraint_count = 1;
	ret = node_run(&call);
	if (ret)
		tap_bail("cannot allocate: %s", strerror(-ret));
	return call.fds[0];
}

static void test_case(const struct fit_case *c)
{
	struct yamp_constraint record = c->record;
	int fd = allocate(c->placement, &c->made_for), ret;
	const struct yamp_conflict none = {};
	struct yamp_verify arg;
	bool right;

	strcpy(record.name, "camera");
	record.formats = (uintptr_t)formats;
	record.format_count = c->format_count;
	ret = verify(node_query, fd, &record, &arg);
	right = !ret && arg.verdict == c->verdict;
	if (c->verdict == YAMP_VERDICT_FAILS)
		right = right && arg.conflict.field == c->field && arg.conflict.first == 0 &&
			arg.conflict.second == YAMP_CONSUMER_FRAME &&
			arg.conflict.first_value == c->wanted &&
			arg.conflict.second_value == c->found && arg.conflict.involved == 1 &&
			!strcmp(arg.conflict.first_name, "camera") &&
			!strcmp(arg.conflict.second_name, "frame");
	else
		right = right && !memcmp(&arg.conflict, &none, sizeof(none));
	tap_ok(right, c->name, "%s, verdict %u, field %u: %llu against %llu", strerror(-ret),
	       arg.verdict, arg.conflict.field, arg.conflict.first_value,
	       arg.conflict.second_value);
	close(fd);
}

/* Memory higher than the record can reach, in a guest that has it. */
static void test_high(void)
{
	const struct yamp_constraint low = { .name = "camera", .address_mask = 0xfffff };
	int fd = node_one(YAMP_PLACEMENT_CONTIGUOUS, NODE_NV12, WIDTH, HEIGHT, O_RDWR);
	struct yamp_verify arg;
	int ret = verify(node_query, fd, &low, &arg);
	__u64 found = arg.conflict.second_value;

	tap_ok(!ret && arg.verdict == YAMP_VERDICT_FAILS &&
	       arg.conflict.field == YAMP_FIELD_ID_ADDRESS && found > 0xfffff &&
	       !(found & (found + 1)), "contiguous memory above 1 MiB says no more than a mask",
	       "%s, verdict %u, field %u, found %#llx", strerror(-ret), arg.verdict,
	       arg.conflict.field, found);
	close(fd);
}

/* What ALLOC gave suits everybody it was given for, every dma-buf of it. */
static void test_solve_case(const struct solve_case *c)
{
	struct yamp_constraint records[SOLVE_RECORDS];
	struct node_alloc call;
	struct yamp_verify arg = {};
	int ret, wrong = 0;

	memcpy(records, c->records, sizeof(records));
	for (int i = 0; i < SOLVE_RECORDS; i++)
		records[i].formats = (uintptr_t)c->formats[i];
	node_prepare(&call, c->request.fourcc, c->request.width, c->request.height);
	call.arg.modifier = c->request.modifier;
	call.arg.constraints = (uintptr_t)records;
	call.arg.constraint_count = c->record_count;
	if (c->error || node_run(&call))
		return;		/* what is larger than the quota is solved only */
	for (__u32 i = 0; i < call.arg.fd_count; i++) {
		for (__u32 k = 0; k < c->record_count; k++) {
			ret = verify(node_query, call.fds[i], &records[k], &arg);
			wrong += ret || arg.verdict != YAMP_VERDICT_FITS;
		}
	}
	tap_ok(!wrong, c->name, "%d answers, the last field %u: %llu against %llu", wrong,
	       arg.conflict.field, arg.conflict.first_value, arg.conflict.second_value);
	node_close(&call);
}

/**
 * struct foreign_case - a record for FOREIGN_SIZE bytes that nobody describes
 * @verdict: expected
 * @field: of the conflict
 */
static const struct foreign_case {
	const char *name;
	struct yamp_constraint record;
	__u32 verdict;
	__u32 field;
	__u64 wanted;
} foreign_cases[] = {
	{ "nothing is asked", {}, YAMP_VERDICT_UNKNOWN },
	{ "a stride", { .planes[0].stride_align = 64 }, YAMP_VERDICT_UNKNOWN },
	{ "one piece", { .contiguity = YAMP_CONTIGUITY_DMA }, YAMP_VERDICT_UNKNOWN },
	{ "its size", { .size_align = 65536, .size_min = 65536, .objects = YAMP_OBJECTS_SINGLE },
	  YAMP_VERDICT_UNKNOWN },
	{ "more than its size in one dma-buf",
	  { .size_min = 65537, .objects = YAMP_OBJECTS_SINGLE }, YAMP_VERDICT_FAILS,
	  YAMP_FIELD_ID_SIZE, 65537 },
	{ "more than its size in any number", { .size_min = 65537 }, YAMP_VERDICT_UNKNOWN },
	{ "a multiple it is not of", { .size_align = 24576 }, YAMP_VERDICT_FAILS,
	  YAMP_FIELD_ID_SIZE_ALIGN, 24576 },
};

static void test_foreign(const struct foreign_case *c, int fd, const char *exporter)
{
	struct yamp_constraint record = c->record;
	struct yamp_verify arg;
	char name[96];
	int ret;

	strcpy(record.name, "camera");
	snprintf(name, sizeof(name), "%s: %s", exporter, c->name);
	ret = verify(node_main, fd, &record, &arg);
	tap_ok(!ret && arg.verdict == c->verdict && arg.conflict.field == c->field &&
	       arg.conflict.first_value == c->wanted &&
	       arg.conflict.second_value == (c->field ? FOREIGN_SIZE : 0), name,
	       "%s, verdict %u, field %u: %llu against %llu", strerror(-ret), arg.verdict,
	       arg.conflict.field, arg.conflict.first_value, arg.conflict.second_value);
}

static void test_exporter(int fd, const char *exporter)
{
	if (fd < 0) {
		tap_skip(exporter, "this kernel has no such exporter, or it is not loaded");
		return;
	}
	for (size_t i = 0; i < ARRAY_SIZE(foreign_cases); i++)
		test_foreign(&foreign_cases[i], fd, exporter);
	close(fd);
}

static __u32 probe_verdict(int fd, const struct yamp_constraint *record)
{
	struct yamp_verify arg = { .fd = fd, .flags = YAMP_VERIFY_PROBE,
				   .constraint = (uintptr_t)record,
				   .constraint_size = sizeof(*record) };

	return node_ioctl(node_main, YAMP_IOC_VERIFY, &arg) ? 99 : arg.verdict;
}

/* What is seen once it is mapped; pages that happen to be neighbours are one segment. */
static void test_probe(int fd, const char *exporter)
{
	struct yamp_constraint record = { .name = "camera" };
	struct yamp_describe d = { .fd = fd, .flags = YAMP_DESCRIBE_PROBE };
	__u32 fits, fails, piece, layout, cache;
	char name[96];
	int ret;

	if (fd < 0) {
		tap_skip(exporter, "this kernel has no such exporter, or it is not loaded");
		return;
	}
	ret = node_ioctl(node_query, YAMP_IOC_DESCRIBE, &d);
	snprintf(name, sizeof(name), "%s: the query node probes nothing", exporter);
	tap_ok(ret == -EACCES, name, "%s", strerror(-ret));
	ret = node_ioctl(node_main, YAMP_IOC_DESCRIBE, &d);
	snprintf(name, sizeof(name), "%s: segments are seen", exporter);
	tap_ok(!ret && d.trust == YAMP_TRUST_PROBED && d.size == FOREIGN_SIZE &&
	       d.segments >= 1 && d.segments <= FOREIGN_SIZE / PAGE && !d.pins &&
	       !d.frame.fourcc &&
	       d.segment_largest * d.segments >= FOREIGN_SIZE && d.address_mask, name,
	       "%s, trust %u, %u segments, largest %llu, mask %#llx", strerror(-ret), d.trust,
	       d.segments, d.segment_largest, d.address_mask);
	record.segments_max = d.segments;
	record.address_mask = d.address_mask;
	fits = probe_verdict(fd, &record);
	record.cache = YAMP_CACHE_CACHED;
	cache = probe_verdict(fd, &record);
	record.cache = YAMP_CACHE_ANY;
	record.planes[0].stride_align = 4;
	layout = probe_verdict(fd, &record);
	record = (struct yamp_constraint){ .name = "camera", .address_mask = d.address_mask >> 1 };
	fails = probe_verdict(fd, &record);
	record = (struct yamp_constraint){ .name = "camera", .contiguity = YAMP_CONTIGUITY_DMA };
	piece = probe_verdict(fd, &record);
	snprintf(name, sizeof(name), "%s: what is seen is judged", exporter);
	tap_ok(fits == YAMP_VERDICT_FITS && cache == YAMP_VERDICT_UNKNOWN &&
	       layout == YAMP_VERDICT_UNKNOWN && fails == YAMP_VERDICT_FAILS &&
	       (d.segments > 1 || piece == YAMP_VERDICT_FITS), name,
	       "verdicts %u, %u, %u, %u, %u", fits, cache, layout, fails, piece);
	close(fd);
}

/* Nothing is to be seen in ours: it is known. */
static void test_probe_ours(void)
{
	int fd = node_one(YAMP_PLACEMENT_SYSTEM, NODE_NV12, WIDTH, HEIGHT, O_RDWR), ret;
	struct yamp_describe d = { .fd = fd, .flags = YAMP_DESCRIBE_PROBE };

	ret = node_ioctl(node_main, YAMP_IOC_DESCRIBE, &d);
	tap_ok(!ret && d.trust == YAMP_TRUST_OURS && !d.segments &&
	       !d.access[YAMP_ACCESS_DEVICE_MAP].total, "ours is not mapped to be described",
	       "%s, trust %u, %u segments, mapped %llu times", strerror(-ret), d.trust,
	       d.segments, d.access[YAMP_ACCESS_DEVICE_MAP].total);
	close(fd);
}

/**
 * struct refusal - an argument that must be refused
 * @change: what makes it wrong
 * @error: expected
 */
struct refusal {
	const char *name;
	void (*change)(struct yamp_verify *arg, struct yamp_constraint *record);
	int error;
};

#define CHANGE(function, statement) \
	static void function(struct yamp_verify *arg, struct yamp_constraint *record) { statement; }
CHANGE(no_fd, arg->fd = -1)
CHANGE(no_dmabuf, arg->fd = node_main)
CHANGE(bad_flag, arg->flags = 1U << 31)
CHANGE(probe_query, arg->flags = YAMP_VERIFY_PROBE)
CHANGE(bad_reserved, arg->reserved[3] = 1)
CHANGE(short_record, arg->constraint_size -= 8)
CHANGE(odd_record, arg->constraint_size += 4)
CHANGE(record_nowhere, arg->constraint = 8)
CHANGE(bad_name, record->name[0] = '\n')
CHANGE(bad_contiguity, record->contiguity = 99)
CHANGE(bad_bounds, record->width_min = 2; record->width_max = 1)
CHANGE(many_formats, record->format_count = YAMP_MAX_FORMATS + 1)
CHANGE(formats_nowhere, record->format_count = 1; record->formats = 16)

static const struct refusal refusals[] = {
	{ "no descriptor", no_fd, -EBADF },
	{ "no dma-buf", no_dmabuf, -EINVAL },
	{ "unknown flag", bad_flag, -EINVAL },
	{ "probing on the query node", probe_query, -EACCES },
	{ "reserved field", bad_reserved, -EINVAL },
	{ "record shorter than version 1", short_record, -EINVAL },
	{ "record size no multiple of 8", odd_record, -EINVAL },
	{ "record at address 8", record_nowhere, -EFAULT },
	{ "name with a line end", bad_name, -EINVAL },
	{ "unknown contiguity", bad_contiguity, -EINVAL },
	{ "minimum above maximum", bad_bounds, -EINVAL },
	{ "1025 formats", many_formats, -EINVAL },
	{ "formats at address 16", formats_nowhere, -EFAULT },
};

static void test_refusal(const struct refusal *refusal, int fd, const char *whose)
{
	struct yamp_constraint record = { .name = "camera" };
	struct yamp_verify arg = { .fd = fd, .constraint = (uintptr_t)&record,
				   .constraint_size = sizeof(record), .verdict = 77 };
	char name[96];
	int ret;

	snprintf(name, sizeof(name), "%s: %s", whose, refusal->name);
	refusal->change(&arg, &record);
	ret = node_ioctl(node_query, YAMP_IOC_VERIFY, &arg);
	tap_ok(ret == refusal->error && arg.verdict == 77, name, "%s instead of %s, verdict %u",
	       strerror(-ret), strerror(-refusal->error), arg.verdict);
}

int main(void)
{
	int ours, heap;

	node_open();
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		test_case(&cases[i]);
	test_high();
	for (size_t i = 0; i < ARRAY_SIZE(solve_cases); i++)
		test_solve_case(&solve_cases[i]);
	test_exporter(foreign_heap(), "system heap");
	test_exporter(foreign_udmabuf(), "udmabuf");
	test_probe(foreign_heap(), "system heap");
	test_probe(foreign_udmabuf(), "udmabuf");
	test_probe_ours();
	ours = node_one(YAMP_PLACEMENT_ANY, NODE_NV12, 64, 64, O_RDWR);
	heap = foreign_heap();
	for (size_t i = 0; i < ARRAY_SIZE(refusals); i++) {
		test_refusal(&refusals[i], ours, "ours");
		if (heap >= 0)
			test_refusal(&refusals[i], heap, "system heap");
	}
	close(ours);
	close(heap);
	node_nothing_left();
	return tap_end();
}
