// SPDX-License-Identifier: MIT
/* YAMP_IOC_INFO, and what every ioctl has in common: numbers, sizes, nodes. */
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "node.h"

static void test_figures(void)
{
	struct yamp_info info;

	memset(&info, 0xff, sizeof(info));
	tap_ok(!node_ioctl(node_main, YAMP_IOC_INFO, &info) && info.version == YAMP_UAPI_VERSION,
	       "INFO ignores what was in the struct", "version %u", info.version);
	tap_ok((info.placements & 7) == (1 << YAMP_PLACEMENT_SYSTEM | 1 << YAMP_PLACEMENT_CONTIGUOUS),
	       "INFO names both placements", "%#x", info.placements);
	tap_ok(info.page_size == (__u32)sysconf(_SC_PAGESIZE), "INFO has the page size", "%u",
	       info.page_size);
	tap_ok(info.size_max && info.size_max <= 0xffffffff && !(info.size_max % info.page_size),
	       "INFO has the largest frame", "%llu", info.size_max);
	tap_ok(info.count_max == YAMP_MAX_COUNT && info.constraints_max == YAMP_MAX_CONSTRAINTS &&
	       info.formats_max == YAMP_MAX_FORMATS && info.dimension_max == YAMP_MAX_DIMENSION &&
	       !info.reserved, "INFO has the limits", "%u %u %u %u", info.count_max,
	       info.constraints_max, info.formats_max, info.dimension_max);
	tap_ok(info.quota_bytes && info.quota_buffers && !info.used_bytes && !info.used_buffers,
	       "INFO has a quota, nothing is used", "%llu of %llu bytes, %u of %u dma-bufs",
	       info.used_bytes, info.quota_bytes, info.used_buffers, info.quota_buffers);
}

#define INFO_V1	((int)offsetof(struct yamp_info, file_quota_bytes))

/**
 * struct size_case - an ioctl by a caller of another version
 * @request: with which struct
 * @more: bytes that its struct is longer
 * @tail: what these bytes are
 * @error: expected
 */
static const struct size_case {
	const char *name;
	unsigned long request;
	int more;
	unsigned char tail;
	int error;
} size_cases[] = {
	{ "INFO of a later version", YAMP_IOC_INFO, 8, 0, 0 },
	{ "INFO of a later version that asks for more", YAMP_IOC_INFO, 8, 1, -E2BIG },
	{ "INFO of version 1", YAMP_IOC_INFO, INFO_V1 - (int)sizeof(struct yamp_info), 0, 0 },
	{ "INFO shorter than version 1", YAMP_IOC_INFO, INFO_V1 - (int)sizeof(struct yamp_info) - 8, 0,
	  -EINVAL },
	{ "ALLOC of a later version that asks for more", YAMP_IOC_ALLOC, 24, 1, -E2BIG },
	{ "ALLOC shorter than version 1", YAMP_IOC_ALLOC, -8, 0, -EINVAL },
	{ "DESCRIBE of a later version", YAMP_IOC_DESCRIBE, 4096, 0, -EBADF },
	{ "DESCRIBE of a later version that asks for more", YAMP_IOC_DESCRIBE, 4096, 1, -E2BIG },
	{ "DESCRIBE shorter than version 1", YAMP_IOC_DESCRIBE, -4, 0, -EINVAL },
	{ "VERIFY of a later version", YAMP_IOC_VERIFY, 8, 0, -EINVAL },
	{ "VERIFY of a later version that asks for more", YAMP_IOC_VERIFY, 8, 1, -E2BIG },
	{ "VERIFY shorter than version 2", YAMP_IOC_VERIFY, -8, 0, -EINVAL },
	{ "SET_DOMAIN of a later version", YAMP_IOC_SET_DOMAIN, 8, 0, -EINVAL },
	{ "SET_DOMAIN of a later version that asks for more", YAMP_IOC_SET_DOMAIN, 8, 1, -E2BIG },
	{ "SET_DOMAIN shorter than version 2", YAMP_IOC_SET_DOMAIN, -8, 0, -EINVAL },
	{ "EXPORT of a later version", YAMP_IOC_EXPORT, 8, 0, -EBADF },
	{ "EXPORT of a later version that asks for more", YAMP_IOC_EXPORT, 8, 1, -E2BIG },
	{ "EXPORT shorter than version 2", YAMP_IOC_EXPORT, -4, 0, -EINVAL },
	{ "ADVISE of a later version", YAMP_IOC_ADVISE, 8, 0, -EBADF },
	{ "ADVISE of a later version that asks for more", YAMP_IOC_ADVISE, 8, 1, -E2BIG },
	{ "ADVISE shorter than version 2", YAMP_IOC_ADVISE, -4, 0, -EINVAL },
	{ "REVOKE of a later version", YAMP_IOC_REVOKE, 8, 0, -EBADF },
	{ "REVOKE of a later version that asks for more", YAMP_IOC_REVOKE, 8, 1, -E2BIG },
	{ "REVOKE shorter than version 2", YAMP_IOC_REVOKE, -4, 0, -EINVAL },
	{ "HOLDERS of a later version", YAMP_IOC_HOLDERS, 8, 0, -EBADF },
	{ "HOLDERS of a later version that asks for more", YAMP_IOC_HOLDERS, 8, 1, -E2BIG },
	{ "HOLDERS shorter than version 2", YAMP_IOC_HOLDERS, -8, 0, -EINVAL },
	{ "STATS of a later version, of an unknown kind", YAMP_IOC_STATS, 8, 0, -EINVAL },
	{ "STATS of a later version that asks for more", YAMP_IOC_STATS, 8, 1, -E2BIG },
	{ "STATS shorter than version 2", YAMP_IOC_STATS, -8, 0, -EINVAL },
	{ "another driver's ioctl", _IO('U', 0x80), 0, 0, -ENOTTY },
	{ "an ioctl before the first", _IOWR(YAMP_IOC_MAGIC, 0x7f, struct yamp_info), 0, 0, -ENOTTY },
	{ "an ioctl behind the last", _IOWR(YAMP_IOC_MAGIC, 0xff, struct yamp_info), 0, 0, -ENOTTY },
	{ "an ioctl that only reads", _IOW(YAMP_IOC_MAGIC, 0x80, struct yamp_info), 0, 0, -ENOTTY },
};

static void test_size(const struct size_case *c)
{
	unsigned int size = _IOC_SIZE(c->request) + c->more;
	unsigned char arg[8192] = {};
	bool tail_kept = true;
	int ret;

	memset(arg, 0xff, 4);	/* as DESCRIBE's fd: none */
	for (int i = 0; i < c->more; i++)
		arg[_IOC_SIZE(c->request) + i] = c->tail;
	ret = node_ioctl(node_main, _IOC(_IOC_DIR(c->request), _IOC_TYPE(c->request),
					 _IOC_NR(c->request), size), arg);
	for (int i = 0; i < c->more; i++)
		tail_kept = tail_kept && arg[_IOC_SIZE(c->request) + i] == c->tail;
	tap_ok(ret == c->error && tail_kept, c->name, "%s instead of %s%s", strerror(-ret),
	       strerror(-c->error), tail_kept ? "" : ", tail overwritten");
}

/* A program that was built with version 1 gets that much and no byte more. */
static void test_old_program(void)
{
	unsigned char arg[sizeof(struct yamp_info)];
	struct yamp_info info = node_info();
	unsigned int wrong = 0;
	int ret;

	memset(arg, 0x5a, sizeof(arg));
	ret = node_ioctl(node_query, _IOC(_IOC_READ | _IOC_WRITE, YAMP_IOC_MAGIC,
					  _IOC_NR(YAMP_IOC_INFO), INFO_V1), arg);
	for (size_t i = INFO_V1; i < sizeof(arg); i++)
		wrong += arg[i] != 0x5a;
	tap_ok(!ret && !wrong && !memcmp(arg, &info, INFO_V1),
	       "a program of version 1 gets what it knows", "%s, %u bytes too many",
	       strerror(-ret), wrong);
}

static void test_query_node(void)
{
	struct yamp_describe describe;
	struct node_alloc call;
	int fd = node_one(YAMP_PLACEMENT_ANY, NODE_NV12, 64, 64, O_RDWR);

	node_prepare(&call, NODE_NV12, 64, 64);
	tap_ok(node_ioctl(node_query, YAMP_IOC_ALLOC, &call.arg) == -EACCES,
	       "the query node does not allocate", "it did");
	tap_ok(!node_describe(fd, &describe) && describe.trust == YAMP_TRUST_OURS,
	       "the query node describes", "trust %u", describe.trust);
	close(fd);
}

static void test_bad_pointer(void)
{
	tap_ok(node_ioctl(node_main, YAMP_IOC_INFO, NULL) == -EFAULT, "INFO at address 0", "passed");
	tap_ok(node_ioctl(node_main, YAMP_IOC_ALLOC, NULL) == -EFAULT, "ALLOC at address 0",
	       "passed");
	tap_ok(node_ioctl(node_main, YAMP_IOC_DESCRIBE, NULL) == -EFAULT, "DESCRIBE at address 0",
	       "passed");
	tap_ok(node_ioctl(node_main, YAMP_IOC_VERIFY, NULL) == -EFAULT, "VERIFY at address 0",
	       "passed");
}

int main(void)
{
	node_open();
	test_figures();
	for (size_t i = 0; i < sizeof(size_cases) / sizeof(size_cases[0]); i++)
		test_size(&size_cases[i]);
	test_old_program();
	test_query_node();
	test_bad_pointer();
	node_nothing_left();
	return tap_end();
}
