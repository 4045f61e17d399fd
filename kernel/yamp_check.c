// SPDX-License-Identifier: GPL-2.0-only
/*
 * YAMP_IOC_VERIFY: would a consumer be content with this dma-buf?
 *
 * Three answers. FITS is a promise, so it is given only where every figure of the
 * record was held against something known; FAILS names the first that does not
 * hold; all else is UNKNOWN.
 */
#include <linux/dma-buf.h>
#include <linux/err.h>
#include <linux/math64.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "yamp_priv.h"
#include "yamp_registry.h"
#include "yamp_solve.h"
#include "yamp_suit.h"
#include "yamp_trace.h"

/* Does the record say anything about where samples lie? */
static bool asks_layout(const struct yamp_constraint *record)
{
	return record->format_count || record->flags || record->objects || record->width_min ||
	       record->height_min || record->width_max || record->height_max || record->size_min ||
	       memchr_inv(record->planes, 0, sizeof(record->planes));
}

/* What the size alone decides. A frame may have more dma-bufs, unless one is asked for. */
static int check_size(u64 size, const struct yamp_constraint *record,
		      struct yamp_conflict *conflict)
{
	u32 rest = 0;

	if (record->objects == YAMP_OBJECTS_SINGLE && size < record->size_min)
		return yamp_suit_refuse(record, YAMP_FIELD_ID_SIZE, record->size_min, size,
					conflict);
	if (record->size_align)
		div_u64_rem(size, record->size_align, &rest);
	if (rest)
		return yamp_suit_refuse(record, YAMP_FIELD_ID_SIZE_ALIGN, record->size_align, size,
					conflict);
	return 0;
}

static int check_ours(struct yamp_buffer *buffer, const struct yamp_consumer *consumer,
		      struct yamp_verify *arg)
{
	bool described = buffer->frame.fourcc;
	struct yamp_memory memory;
	int ret;

	if (described)
		ret = yamp_verify(&buffer->frame, buffer->object_size, consumer, &arg->conflict);
	else
		ret = check_size(yamp_buffer_size(buffer), consumer->record, &arg->conflict);
	if (ret)
		return ret;
	yamp_buffer_memory(buffer, &memory);
	ret = yamp_suit(&memory, consumer->record, &arg->conflict);
	if (!ret && (described || !asks_layout(consumer->record)))
		arg->verdict = YAMP_VERDICT_FITS;
	return ret;
}

/* What a device of ours saw: caching is not seen. */
static int check_probed(struct dma_buf *dmabuf, const struct yamp_consumer *consumer,
			struct yamp_verify *arg)
{
	const struct yamp_constraint *record = consumer->record;
	struct yamp_memory memory = { .size = dmabuf->size };
	int ret;

	ret = yamp_probe(dmabuf, &memory.pieces);
	ret = ret ?: yamp_suit(&memory, record, &arg->conflict);
	if (!ret && !asks_layout(record) && !record->cache)
		arg->verdict = YAMP_VERDICT_FITS;
	return ret;
}

static int check_foreign(struct dma_buf *dmabuf, const struct yamp_consumer *consumer,
			 struct yamp_verify *arg)
{
	int ret = check_size(dmabuf->size, consumer->record, &arg->conflict);

	if (!ret && arg->flags & YAMP_VERIFY_PROBE)
		ret = check_probed(dmabuf, consumer, arg);
	return ret;
}

static int check_dmabuf(struct dma_buf *dmabuf, const struct yamp_consumer *consumer,
			struct yamp_verify *arg)
{
	struct yamp_buffer *buffer = yamp_dmabuf_buffer(dmabuf);
	int ret;

	arg->verdict = YAMP_VERDICT_UNKNOWN;
	memset(&arg->conflict, 0, sizeof(arg->conflict));
	ret = yamp_check_consumer(consumer);
	if (ret)
		return ret;
	if (buffer)
		ret = check_ours(buffer, consumer, arg);
	else
		ret = check_foreign(dmabuf, consumer, arg);
	if (ret != -EDOM)
		return ret;
	trace_yamp_refuse(buffer ? buffer->frame_id : 0, &arg->conflict);
	arg->verdict = YAMP_VERDICT_FAILS;
	return 0;
}

static int check_fd(const struct yamp_consumer *consumer, struct yamp_verify *arg)
{
	struct dma_buf *dmabuf = dma_buf_get(arg->fd);
	int ret;

	if (IS_ERR(dmabuf))
		return PTR_ERR(dmabuf);
	ret = check_dmabuf(dmabuf, consumer, arg);
	dma_buf_put(dmabuf);
	return ret;
}

long yamp_ioctl_verify(struct yamp_owner *owner, void __user *user, size_t size)
{
	struct yamp_consumer consumer = {};
	struct yamp_constraint record;
	struct yamp_verify arg;
	int ret;

	ret = copy_struct_from_user(&arg, sizeof(arg), user, size);
	if (ret)
		return ret;
	if (arg.flags & ~YAMP_VERIFY_PROBE || memchr_inv(arg.reserved, 0, sizeof(arg.reserved)))
		return -EINVAL;
	if (arg.flags & YAMP_VERIFY_PROBE && !owner)
		return -EACCES;
	ret = yamp_consumer_read(&consumer, &record, arg.constraint, arg.constraint_size);
	ret = ret ?: check_fd(&consumer, &arg);
	yamp_consumer_finish(&consumer);
	return ret ?: yamp_answer(user, &arg, sizeof(arg), size);
}
