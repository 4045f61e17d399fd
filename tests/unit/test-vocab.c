// SPDX-License-Identifier: MIT
/*
 * The vocabulary is frozen: what programs were compiled with must mean the same
 * for ever. Layouts are held by vocab-layout.h at compile time, numbers here. No
 * enum of the protocol's XML mirrors one of these so far.
 */
#include <stdio.h>

#include "harness.h"
#include "vocab-layout.h"

struct number {
	const char *name;
	unsigned long long value, frozen;
};

#define FROZEN(name, value) { #name, (unsigned long long)(name), value }

static const struct number ioctls[] = {
	FROZEN(YAMP_IOC_INFO, 0xc0885980),
	FROZEN(YAMP_IOC_ALLOC, 0xc1a85981),
	FROZEN(YAMP_IOC_DESCRIBE, 0xc3385982),
	FROZEN(YAMP_IOC_VERIFY, 0xc0985983),
	FROZEN(YAMP_IOC_SET_DOMAIN, 0xc0305984),
	{ 0 }
};

static const struct number limits[] = {
	FROZEN(YAMP_MAX_PLANES, 4), FROZEN(YAMP_MAX_COUNT, 64), FROZEN(YAMP_MAX_CONSTRAINTS, 16),
	FROZEN(YAMP_MAX_FORMATS, 1024), FROZEN(YAMP_MAX_DIMENSION, 65535),
	FROZEN(YAMP_MAX_ALIGN, 1048576), FROZEN(YAMP_NAME_LEN, 32), FROZEN(YAMP_TASK_LEN, 16),
	FROZEN(YAMP_ACCESS_MAX, 8), FROZEN(YAMP_CONSUMER_REQUEST, 0xffffffff),
	FROZEN(YAMP_CONSUMER_FRAME, 0xfffffffe), FROZEN(YAMP_CONSUMER_KERNEL, 0xfffffffd),
	{ 0 }
};

static const struct number flags[] = {
	FROZEN(YAMP_CONSTRAINT_TIGHT_PLANES, 1), FROZEN(YAMP_CONSTRAINT_REGISTERED, 0x10000),
	FROZEN(YAMP_ALLOC_TEST_ONLY, 1),
	FROZEN(YAMP_STATE_READ_ONLY, 1), FROZEN(YAMP_DESCRIBE_PROBE, 1),
	FROZEN(YAMP_VERIFY_PROBE, 1), FROZEN(YAMP_DOMAIN_READ, 1), FROZEN(YAMP_DOMAIN_WRITE, 2),
	FROZEN(YAMP_PLANE_ALL, 0xffffffff),
	{ 0 }
};

static const struct number picture_enums[] = {
	FROZEN(YAMP_COLOR_ENCODING_UNKNOWN, 0), FROZEN(YAMP_COLOR_ENCODING_BT601, 1),
	FROZEN(YAMP_COLOR_ENCODING_BT709, 2), FROZEN(YAMP_COLOR_ENCODING_BT2020, 3),
	FROZEN(YAMP_COLOR_RANGE_UNKNOWN, 0), FROZEN(YAMP_COLOR_RANGE_LIMITED, 1),
	FROZEN(YAMP_COLOR_RANGE_FULL, 2),
	FROZEN(YAMP_FIELD_PROGRESSIVE, 0), FROZEN(YAMP_FIELD_TOP, 1), FROZEN(YAMP_FIELD_BOTTOM, 2),
	FROZEN(YAMP_FIELD_INTERLACED_TB, 3), FROZEN(YAMP_FIELD_INTERLACED_BT, 4),
	FROZEN(YAMP_FIELD_ALTERNATE, 5),
	{ 0 }
};

static const struct number memory_enums[] = {
	FROZEN(YAMP_PLACEMENT_ANY, 0), FROZEN(YAMP_PLACEMENT_SYSTEM, 1),
	FROZEN(YAMP_PLACEMENT_CONTIGUOUS, 2), FROZEN(YAMP_PLACEMENT_REGION, 3),
	FROZEN(YAMP_CONTIGUITY_NONE, 0), FROZEN(YAMP_CONTIGUITY_DMA, 1),
	FROZEN(YAMP_CONTIGUITY_PHYSICAL, 2),
	FROZEN(YAMP_CACHE_ANY, 0), FROZEN(YAMP_CACHE_CACHED, 1),
	FROZEN(YAMP_CACHE_WRITE_COMBINED, 2),
	FROZEN(YAMP_OBJECTS_ANY, 0), FROZEN(YAMP_OBJECTS_SINGLE, 1),
	FROZEN(YAMP_OBJECTS_PER_PLANE, 2),
	FROZEN(YAMP_TRUST_FOREIGN, 0), FROZEN(YAMP_TRUST_OURS, 1),
	FROZEN(YAMP_TRUST_PROBED, 2),
	FROZEN(YAMP_ACCESS_DEVICE_MAP, 0), FROZEN(YAMP_ACCESS_VMAP, 1),
	FROZEN(YAMP_ACCESS_MMAP, 2), FROZEN(YAMP_ACCESS_FAULT, 3), FROZEN(YAMP_ACCESS_CPU, 4),
	FROZEN(YAMP_ACCESS_SYNC, 5), FROZEN(YAMP_ACCESS_ATTACH, 6),
	FROZEN(YAMP_VERDICT_UNKNOWN, 0), FROZEN(YAMP_VERDICT_FITS, 1),
	FROZEN(YAMP_VERDICT_FAILS, 2),
	FROZEN(YAMP_DOMAIN_DEVICE, 0), FROZEN(YAMP_DOMAIN_CPU, 1),
	{ 0 }
};

static const struct number field_ids[] = {
	FROZEN(YAMP_FIELD_ID_NONE, 0), FROZEN(YAMP_FIELD_ID_FORMAT, 1),
	FROZEN(YAMP_FIELD_ID_MODIFIER, 2), FROZEN(YAMP_FIELD_ID_WIDTH, 3),
	FROZEN(YAMP_FIELD_ID_HEIGHT, 4), FROZEN(YAMP_FIELD_ID_STRIDE_ALIGN, 5),
	FROZEN(YAMP_FIELD_ID_STRIDE, 6), FROZEN(YAMP_FIELD_ID_OFFSET_ALIGN, 7),
	FROZEN(YAMP_FIELD_ID_HEIGHT_ALIGN, 8), FROZEN(YAMP_FIELD_ID_SIZE_PAD, 9),
	FROZEN(YAMP_FIELD_ID_SIZE, 10), FROZEN(YAMP_FIELD_ID_SIZE_ALIGN, 11),
	FROZEN(YAMP_FIELD_ID_OBJECTS, 12), FROZEN(YAMP_FIELD_ID_CACHE, 13),
	FROZEN(YAMP_FIELD_ID_CONTIGUITY, 14), FROZEN(YAMP_FIELD_ID_ADDRESS, 15),
	FROZEN(YAMP_FIELD_ID_SEGMENT, 16), FROZEN(YAMP_FIELD_ID_BUFFERS, 17),
	{ 0 }
};

static void numbers(const void *data)
{
	const struct number *n;

	for (n = data; n->name; n++)
		check_equal(n->value, n->frozen, n->name);
}

int main(int argc, char **argv)
{
	static const struct test_case cases[] = {
		{ "request numbers", numbers, ioctls },
		{ "limits", numbers, limits },
		{ "flags", numbers, flags },
		{ "enums about pictures", numbers, picture_enums },
		{ "enums about memory", numbers, memory_enums },
		{ "figures named in conflicts", numbers, field_ids },
	};

	return test_main(argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
