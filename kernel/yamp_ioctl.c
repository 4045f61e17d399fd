// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which ioctl is it, may this node do it, and the two short ones.
 *
 * The number alone says which: its size field is the size of the caller's
 * struct, which may be older or newer than ours.
 */
#include <linux/dma-buf.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/nospec.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "yamp_pool.h"
#include "yamp_priv.h"
#include "yamp_quota.h"
#include "yamp_solve.h"
#include "yamp_suit.h"

/* The first versions, which will never be smaller. */
#define INFO_SIZE_V1		offsetofend(struct yamp_info, reserved)
#define ALLOC_SIZE_V1		sizeof(struct yamp_alloc)
#define DESCRIBE_SIZE_V1	sizeof(struct yamp_describe)
#define VERIFY_SIZE_V2		sizeof(struct yamp_verify)
#define SET_DOMAIN_SIZE_V2	sizeof(struct yamp_set_domain)
#define EXPORT_SIZE_V2		sizeof(struct yamp_export)
#define ADVISE_SIZE_V2		sizeof(struct yamp_advise)
#define REVOKE_SIZE_V2		sizeof(struct yamp_revoke)
#define STATS_SIZE_V2		sizeof(struct yamp_stats)
#define HOLDERS_SIZE_V2		sizeof(struct yamp_holders)

static long ioctl_info(struct yamp_owner *owner, void __user *arg, size_t size)
{
	struct yamp_info info = {
		.version = YAMP_UAPI_VERSION,
		.placements = yamp_placement_mask(),
		.size_max = yamp_size_max(),
		.page_size = PAGE_SIZE,
		.count_max = YAMP_MAX_COUNT,
		.constraints_max = YAMP_MAX_CONSTRAINTS,
		.formats_max = YAMP_MAX_FORMATS,
		.dimension_max = YAMP_MAX_DIMENSION,
	};
	struct yamp_pool_usage pool;
	struct yamp_usage usage;
	struct yamp_info ignored;
	int ret;

	ret = copy_struct_from_user(&ignored, sizeof(ignored), arg, size);
	if (ret)
		return ret;
	yamp_quota_usage(owner, &usage);
	info.quota_bytes = usage.quota_bytes;
	info.used_bytes = usage.used_bytes;
	info.quota_buffers = usage.quota_buffers;
	info.used_buffers = usage.used_buffers;
	info.file_quota_bytes = usage.file_quota_bytes;
	info.file_used_bytes = usage.file_used_bytes;
	info.file_quota_buffers = usage.file_quota_buffers;
	info.file_used_buffers = usage.file_used_buffers;
	yamp_pool_usage(&pool);
	info.pool_bytes = pool.bytes;
	info.pool_bytes_ready = pool.ready;
	info.pool_bytes_max = pool.budget;
	info.pool_hits = pool.hits;
	info.pool_misses = pool.misses;
	info.pool_zero_ns = pool.zero_ns;
	return yamp_answer(arg, &info, sizeof(info), size);
}

static int describe_foreign(struct dma_buf *dmabuf, bool probe, struct yamp_describe *describe)
{
	struct yamp_pieces pieces;
	int ret;

	describe->trust = YAMP_TRUST_FOREIGN;
	describe->size = dmabuf->size;
	if (!probe)
		return 0;
	ret = yamp_probe(dmabuf, &pieces);
	if (ret)
		return ret;
	describe->trust = YAMP_TRUST_PROBED;
	describe->segments = pieces.count;
	describe->segment_largest = pieces.largest;
	describe->address_mask = pieces.address_mask;
	return 0;
}

static int describe_fd(int fd, bool probe, struct yamp_describe *describe)
{
	struct dma_buf *dmabuf = dma_buf_get(fd);
	struct yamp_buffer *buffer;
	int ret = 0;

	if (IS_ERR(dmabuf))
		return PTR_ERR(dmabuf);
	memset(describe, 0, sizeof(*describe));
	describe->fd = fd;
	describe->flags = probe ? YAMP_DESCRIBE_PROBE : 0;
	buffer = yamp_dmabuf_buffer(dmabuf);
	if (buffer) {
		yamp_buffer_describe(buffer, describe);
		if (!(dmabuf->file->f_mode & FMODE_WRITE))
			describe->state |= YAMP_STATE_READ_ONLY;
	} else {
		ret = describe_foreign(dmabuf, probe, describe);
	}
	dma_buf_put(dmabuf);
	return ret;
}

static long ioctl_describe(struct yamp_owner *owner, void __user *arg, size_t size)
{
	struct yamp_describe describe;
	int ret;

	ret = copy_struct_from_user(&describe, sizeof(describe), arg, size);
	if (ret)
		return ret;
	if (describe.flags & ~YAMP_DESCRIBE_PROBE)
		return -EINVAL;
	if (describe.flags & YAMP_DESCRIBE_PROBE && !owner)
		return -EACCES;
	ret = describe_fd(describe.fd, describe.flags & YAMP_DESCRIBE_PROBE, &describe);
	if (ret)
		return ret;
	return yamp_answer(arg, &describe, sizeof(describe), size);
}

/**
 * struct ioctl_entry - one ioctl
 * @run: does it; arguments are the open file of /dev/yamp (NULL on the query
 *	node), the caller's struct and its size
 * @size_min: of the struct's first version
 * @query: may it be done on the query node?
 */
struct ioctl_entry {
	long (*run)(struct yamp_owner *owner, void __user *arg, size_t size);
	size_t size_min;
	bool query;
};

static const struct ioctl_entry entries[] = {
	[_IOC_NR(YAMP_IOC_INFO) - 0x80] = { ioctl_info, INFO_SIZE_V1, true },
	[_IOC_NR(YAMP_IOC_ALLOC) - 0x80] = { yamp_ioctl_alloc, ALLOC_SIZE_V1, false },
	[_IOC_NR(YAMP_IOC_DESCRIBE) - 0x80] = { ioctl_describe, DESCRIBE_SIZE_V1, true },
	[_IOC_NR(YAMP_IOC_VERIFY) - 0x80] = { yamp_ioctl_verify, VERIFY_SIZE_V2, true },
	[_IOC_NR(YAMP_IOC_SET_DOMAIN) - 0x80] = { yamp_ioctl_set_domain, SET_DOMAIN_SIZE_V2,
						  false },
	[_IOC_NR(YAMP_IOC_EXPORT) - 0x80] = { yamp_ioctl_export, EXPORT_SIZE_V2, false },
	[_IOC_NR(YAMP_IOC_ADVISE) - 0x80] = { yamp_ioctl_advise, ADVISE_SIZE_V2, false },
	[_IOC_NR(YAMP_IOC_REVOKE) - 0x80] = { yamp_ioctl_revoke, REVOKE_SIZE_V2, false },
	[_IOC_NR(YAMP_IOC_STATS) - 0x80] = { yamp_ioctl_stats, STATS_SIZE_V2, false },
	[_IOC_NR(YAMP_IOC_HOLDERS) - 0x80] = { yamp_ioctl_holders, HOLDERS_SIZE_V2, false },
};

static const struct ioctl_entry *find_entry(unsigned int cmd)
{
	unsigned int index = _IOC_NR(cmd) - 0x80;
	const struct ioctl_entry *entry;

	if (_IOC_TYPE(cmd) != YAMP_IOC_MAGIC || _IOC_DIR(cmd) != (_IOC_READ | _IOC_WRITE) ||
	    index >= ARRAY_SIZE(entries))
		return NULL;
	entry = &entries[array_index_nospec(index, ARRAY_SIZE(entries))];
	return entry->run ? entry : NULL;
}

static long run(struct yamp_owner *owner, unsigned int cmd, unsigned long arg)
{
	const struct ioctl_entry *entry = find_entry(cmd);

	if (!entry)
		return -ENOTTY;
	if (!owner && !entry->query)
		return -EACCES;
	if (_IOC_SIZE(cmd) < entry->size_min)
		return -EINVAL;
	return entry->run(owner, (void __user *)arg, _IOC_SIZE(cmd));
}

long yamp_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	return run(file->private_data, cmd, arg);
}

long yamp_query_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	return run(NULL, cmd, arg);
}
