// SPDX-License-Identifier: GPL-2.0-only
/*
 * YAMP_IOC_EXPORT: another dma-buf over the same pages, with fewer rights.
 *
 * A descriptor that is only duplicated shares its file and so its rights, and
 * opening it anew through /proc is refused by the dma-buf core; so fewer rights
 * need a dma-buf of their own.
 */
#include <linux/err.h>
#include <linux/fcntl.h>
#include <linux/file.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "yamp_priv.h"
#include "yamp_quota.h"

static struct dma_buf *export(struct yamp_owner *owner, const struct dma_buf *from,
			      struct yamp_buffer *buffer, u32 flags)
{
	bool read_only = flags & YAMP_EXPORT_READ_ONLY, revoked;
	struct yamp_user *user;
	struct dma_buf *dmabuf;

	if (!read_only && !(from->file->f_mode & FMODE_WRITE))
		return ERR_PTR(-EACCES);
	mutex_lock(&buffer->lock);
	revoked = buffer->revoked;
	mutex_unlock(&buffer->lock);
	if (revoked)	/* a revoke from here on also revokes the new one */
		return ERR_PTR(-ENODEV);
	user = yamp_quota_charge(owner, 0, 1);
	if (IS_ERR(user))
		return ERR_CAST(user);
	dmabuf = yamp_dmabuf_export(yamp_buffer_get(buffer), read_only ? O_RDONLY : O_RDWR);
	if (IS_ERR(dmabuf)) {
		yamp_buffer_put(buffer);
		yamp_quota_uncharge(owner, user, 0, 1);
		return dmabuf;
	}
	yamp_dmabuf_charged(dmabuf, owner, user);	/* owns the charge now */
	return dmabuf;
}

/* The descriptor is installed last: that cannot be undone. */
static int answer(struct dma_buf *dmabuf, struct yamp_export *call, void __user *arg, size_t size)
{
	int ret;

	call->new_fd = get_unused_fd_flags(call->fd_flags);
	if (call->new_fd < 0)
		return call->new_fd;
	ret = yamp_answer(arg, call, sizeof(*call), size);
	if (ret)
		put_unused_fd(call->new_fd);
	else
		fd_install(call->new_fd, dmabuf->file);	/* belongs to the caller now */
	return ret;
}

static int run(struct yamp_owner *owner, struct yamp_export *call, void __user *arg,
	       size_t size)
{
	struct dma_buf *from, *dmabuf;
	struct yamp_buffer *buffer;
	int ret;

	from = yamp_dmabuf_get(call->fd, &buffer);
	if (IS_ERR(from))
		return PTR_ERR(from);
	dmabuf = export(owner, from, buffer, call->flags);
	dma_buf_put(from);
	if (IS_ERR(dmabuf))
		return PTR_ERR(dmabuf);
	ret = answer(dmabuf, call, arg, size);
	if (ret)
		dma_buf_put(dmabuf);
	return ret;
}

long yamp_ioctl_export(struct yamp_owner *owner, void __user *arg, size_t size)
{
	struct yamp_export call;
	int ret;

	ret = copy_struct_from_user(&call, sizeof(call), arg, size);
	if (ret)
		return ret;
	if (call.flags & ~YAMP_EXPORT_READ_ONLY || call.fd_flags & ~O_CLOEXEC ||
	    memchr_inv(call.reserved, 0, sizeof(call.reserved)))
		return -EINVAL;
	return run(owner, &call, arg, size);
}
