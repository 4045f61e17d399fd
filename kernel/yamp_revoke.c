// SPDX-License-Identifier: GPL-2.0-only
/*
 * YAMP_IOC_REVOKE: a buffer ends for everybody, at its owner's word.
 *
 *   processes   lose their mappings before the call returns: from then on the one that made
 *               the buffer gets SIGBUS, others see a page of zeros that is nobody's
 *   newcomers   are refused: map, pin, mmap and export with ENODEV. To attach is not
 *               refused, because it gives nothing, and because V4L2's queues lose
 *               a reference to a dma-buf to which they could not attach
 *   devices     whose drivers are dynamic importers are told, and unmap: at once,
 *               but up to 6.14 the dma-buf core maps for them when they attach, and
 *               unmaps when they detach
 *   others      that have it mapped, and drivers that have a kernel mapping or a
 *               pin, cannot be stopped; BUSY names them
 *
 * The memory is given back when the last of these has let go, although dma-bufs
 * are still open; the pages are nobody else's before. All of it happens under
 * yamp_buffer.lock, which a fault holds until it has mapped what it found.
 */
#include <linux/string.h>
#include <linux/uaccess.h>

#include "yamp_list.h"
#include "yamp_priv.h"
#include "yamp_quota.h"
#include "yamp_trace.h"

/* What keeps pages; an attachment does not, and mappings of processes are gone. */
#define KEEPERS	(BIT(YAMP_HOLDER_MAPPED) | BIT(YAMP_HOLDER_VMAP) | BIT(YAMP_HOLDER_PIN))

void yamp_revoke_finish(struct yamp_buffer *buffer)
{
	yamp_purge_forget(buffer);
	yamp_buffer_rest(buffer);
	buffer->ops->destroy(buffer);
	buffer->gone = true;
	yamp_buffer_forget_segments(buffer);
	yamp_quota_uncharge(buffer->owner, buffer->user, buffer->charge, 0);
	trace_yamp_gone(buffer);
	yamp_event_buffer(buffer, YAMP_EVENT_REVOKED);
}

/* Returns whether it was not before. */
static bool begin(struct yamp_buffer *buffer)
{
	bool first;

	mutex_lock(&buffer->lock);
	first = !buffer->revoked;
	if (first) {
		yamp_buffer_zap(buffer);
		buffer->revoked = true;
		trace_yamp_revoke(buffer);
		if (!buffer->pins)
			yamp_revoke_finish(buffer);
	}
	mutex_unlock(&buffer->lock);
	return first;
}

static u32 revoke(struct yamp_buffer *buffer)
{
	u32 state;

	if (begin(buffer))
		yamp_dmabuf_invalidate(buffer);
	mutex_lock(&buffer->lock);
	state = buffer->gone ? YAMP_REVOKE_DONE : YAMP_REVOKE_BUSY;
	mutex_unlock(&buffer->lock);
	return state;
}

static int run(struct yamp_owner *owner, struct yamp_buffer *buffer, struct yamp_revoke *arg)
{
	const struct yamp_list list = { arg->holders, arg->holder_count, arg->holder_size };
	int ret;

	if (buffer->owner != owner)
		return -EPERM;
	arg->state = revoke(buffer);
	if (arg->state == YAMP_REVOKE_DONE) {
		arg->holder_count = 0;
		return 0;
	}
	ret = yamp_holders_answer(buffer, KEEPERS, &list, &arg->holder_count);
	if (!ret && !arg->holder_count)
		arg->state = YAMP_REVOKE_DONE;	/* the last has just let go */
	return ret;
}

long yamp_ioctl_revoke(struct yamp_owner *owner, void __user *arg, size_t size)
{
	struct yamp_revoke call;
	struct yamp_buffer *buffer;
	struct dma_buf *dmabuf;
	int ret;

	ret = copy_struct_from_user(&call, sizeof(call), arg, size);
	if (ret)
		return ret;
	if (call.flags || memchr_inv(call.reserved, 0, sizeof(call.reserved)) ||
	    !yamp_list_valid(call.holder_count, call.holder_size, YAMP_HOLDER_SIZE_V2))
		return -EINVAL;
	dmabuf = yamp_dmabuf_get(call.fd, &buffer);
	if (IS_ERR(dmabuf))
		return PTR_ERR(dmabuf);
	ret = run(owner, buffer, &call);
	ret = ret ?: yamp_answer(arg, &call, sizeof(call), size);
	dma_buf_put(dmabuf);
	return ret;
}
