// SPDX-License-Identifier: GPL-2.0-only
/*
 * /dev/dma_heap/yamp: our memory for programs that know dma-heaps only.
 *
 * A misc device with this name does it on every kernel, where registering a real
 * heap is not for modules on some. What comes out is a buffer without a frame:
 * charged, counted and swappable as all others, but nobody said what is in it.
 */
#include <linux/dma-buf.h>
#include <linux/dma-heap.h>
#include <linux/err.h>
#include <linux/fcntl.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/uaccess.h>
#include <uapi/linux/dma-heap.h>

#include "yamp_priv.h"
#include "yamp_quota.h"

/* The kernel's own heaps take this much of the struct, and anything longer. */
#define HEAP_SIZE_MIN	offsetofend(struct dma_heap_allocation_data, fd_flags)

static int check_arg(const struct dma_heap_allocation_data *arg)
{
	u32 access = arg->fd_flags & O_ACCMODE;

	if (arg->fd || !arg->len || arg->heap_flags & ~DMA_HEAP_VALID_HEAP_FLAGS)
		return -EINVAL;
	if (arg->fd_flags & ~DMA_HEAP_VALID_FD_FLAGS || (access != O_RDONLY && access != O_RDWR))
		return -EINVAL;
	return arg->len > yamp_size_max() ? -ENOMEM : 0;
}

static struct dma_buf *allocate(struct yamp_owner *owner,
				const struct dma_heap_allocation_data *arg)
{
	const u64 size = PAGE_ALIGN(arg->len);
	const struct yamp_frame frame = { .size = size, .object_count = 1 };
	struct yamp_spec spec = {
		.frame = &frame,
		.frame_id = yamp_frame_id_new(),
		.object_size = &size,
		.placement = YAMP_PLACEMENT_SYSTEM,
		.cache = YAMP_CACHE_CACHED,
		.owner = owner,
	};
	const u64 charge = yamp_spec_charge(&spec);
	struct yamp_buffer *buffer;
	struct dma_buf *dmabuf;

	spec.user = yamp_quota_charge(owner, charge, 1);
	if (IS_ERR(spec.user))
		return ERR_CAST(spec.user);
	buffer = yamp_buffer_create(&spec);
	if (IS_ERR(buffer)) {
		yamp_quota_uncharge(owner, spec.user, charge, 1);
		return ERR_CAST(buffer);
	}
	dmabuf = yamp_dmabuf_export(buffer, arg->fd_flags & O_ACCMODE);
	if (IS_ERR(dmabuf))
		yamp_buffer_put(buffer);
	return dmabuf;
}

/* Installing comes last: it cannot be undone. */
static int allocate_fd(struct yamp_owner *owner, struct dma_heap_allocation_data *arg,
		       void __user *user, size_t size)
{
	int fd = get_unused_fd_flags(arg->fd_flags & O_CLOEXEC);
	struct dma_buf *dmabuf;

	if (fd < 0)
		return fd;
	dmabuf = allocate(owner, arg);
	if (IS_ERR(dmabuf)) {
		put_unused_fd(fd);
		return PTR_ERR(dmabuf);
	}
	arg->fd = fd;
	if (yamp_answer(user, arg, sizeof(*arg), size)) {
		put_unused_fd(fd);
		dma_buf_put(dmabuf);
		return -EFAULT;
	}
	yamp_buffer_publish(yamp_dmabuf_buffer(dmabuf));
	fd_install(fd, dmabuf->file);	/* belongs to the caller now */
	return 0;
}

/* As the kernel's own heaps do, a longer struct is taken whatever its tail is. */
long yamp_heap_ioctl(struct file *file, unsigned int cmd, unsigned long address)
{
	void __user *user = (void __user *)address;
	struct dma_heap_allocation_data arg = {};
	size_t size = _IOC_SIZE(cmd);
	int ret;

	if (_IOC_TYPE(cmd) != DMA_HEAP_IOC_MAGIC || _IOC_NR(cmd) != _IOC_NR(DMA_HEAP_IOCTL_ALLOC) ||
	    _IOC_DIR(cmd) != (_IOC_READ | _IOC_WRITE))
		return -ENOTTY;
	if (size < HEAP_SIZE_MIN)
		return -EINVAL;
	if (copy_from_user(&arg, user, min(size, sizeof(arg))))
		return -EFAULT;
	ret = check_arg(&arg);
	return ret ?: allocate_fd(file->private_data, &arg, user, size);
}
