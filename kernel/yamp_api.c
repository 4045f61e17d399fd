// SPDX-License-Identifier: GPL-2.0-only
/*
 * What other drivers call: include/linux/yamp.h documents it.
 *
 * There is no handle of our own around a dma-buf, so a driver that knows dma-bufs
 * has nothing to learn about lifetimes; a pin is the one object that it gets.
 */
#include <linux/dma-buf.h>
#include <linux/err.h>
#include <linux/iosys-map.h>
#include <linux/slab.h>
#include <linux/yamp.h>

#include "yamp_compat.h"
#include "yamp_priv.h"
#include "yamp_solve.h"
#include "yamp_suit.h"
#include "yamp_trace.h"

/**
 * struct yamp_pin - a driver's hold on a buffer, made by yamp_pin()
 * @dmabuf: through which it was taken, a reference
 * @map: kernel mapping, or null
 * @hold: its entry in the list of who holds the buffer, with the driver's tag
 */
struct yamp_pin {
	struct dma_buf *dmabuf;
	struct iosys_map map;
	struct yamp_hold hold;
};

struct dma_buf *yamp_get(int fd)
{
	struct dma_buf *dmabuf = dma_buf_get(fd);

	if (IS_ERR(dmabuf) || yamp_dmabuf_buffer(dmabuf))
		return dmabuf;
	dma_buf_put(dmabuf);
	return ERR_PTR(-EMEDIUMTYPE);
}
EXPORT_SYMBOL_NS_GPL(yamp_get, YAMP_NAMESPACE);

int yamp_properties(const struct dma_buf *dmabuf, struct yamp_properties *properties)
{
	const struct yamp_buffer *buffer = yamp_dmabuf_buffer(dmabuf);

	if (!buffer)
		return -EMEDIUMTYPE;
	properties->frame = &buffer->frame;
	properties->frame_id = buffer->frame_id;
	properties->size = yamp_buffer_size(buffer);
	properties->address_mask = buffer->address_mask;
	properties->object = buffer->object;
	properties->placement = buffer->placement;
	properties->cache = buffer->cache;
	return 0;
}
EXPORT_SYMBOL_NS_GPL(yamp_properties, YAMP_NAMESPACE);

int yamp_suits(const struct dma_buf *dmabuf, const struct yamp_constraint *record,
	       const struct yamp_format *formats, struct yamp_conflict *conflict)
{
	const struct yamp_consumer consumer = { record, formats };
	struct yamp_buffer *buffer = yamp_dmabuf_buffer(dmabuf);
	struct yamp_memory memory;
	int ret;

	if (!buffer || !buffer->frame.fourcc)
		return -EMEDIUMTYPE;
	ret = yamp_verify(&buffer->frame, buffer->object_size, &consumer, conflict);
	if (!ret) {
		yamp_buffer_memory(buffer, &memory);
		ret = yamp_suit(&memory, record, conflict);
	}
	if (ret == -EDOM)
		trace_yamp_refuse(buffer->frame_id, conflict);
	return ret;
}
EXPORT_SYMBOL_NS_GPL(yamp_suits, YAMP_NAMESPACE);

struct yamp_pin *yamp_pin(struct dma_buf *dmabuf, const char *tag)
{
	struct yamp_buffer *buffer = yamp_dmabuf_buffer(dmabuf);
	struct yamp_pin *pin;
	int ret;

	if (!buffer)
		return ERR_PTR(-EMEDIUMTYPE);
	pin = kzalloc(sizeof(*pin), GFP_KERNEL_ACCOUNT);
	if (!pin)
		return ERR_PTR(-ENOMEM);
	pin->dmabuf = dmabuf;
	mutex_lock(&buffer->lock);
	ret = yamp_buffer_pin(buffer, true);
	if (!ret)
		yamp_hold_begin(buffer, &pin->hold, YAMP_HOLDER_PIN, tag);
	mutex_unlock(&buffer->lock);
	if (ret) {
		kfree(pin);
		return ERR_PTR(ret);
	}
	get_dma_buf(dmabuf);
	return pin;
}
EXPORT_SYMBOL_NS_GPL(yamp_pin, YAMP_NAMESPACE);

void yamp_unpin(struct yamp_pin *pin)
{
	struct yamp_buffer *buffer;

	if (!pin)
		return;
	if (!iosys_map_is_null(&pin->map))
		dma_buf_vunmap_unlocked(pin->dmabuf, &pin->map);
	buffer = yamp_dmabuf_buffer(pin->dmabuf);
	mutex_lock(&buffer->lock);
	yamp_hold_end(&pin->hold);
	yamp_buffer_unpin(buffer);
	mutex_unlock(&buffer->lock);
	dma_buf_put(pin->dmabuf);
	kfree(pin);
}
EXPORT_SYMBOL_NS_GPL(yamp_unpin, YAMP_NAMESPACE);

int yamp_vmap(struct yamp_pin *pin, struct iosys_map *map)
{
	int ret = dma_buf_vmap_unlocked(pin->dmabuf, &pin->map);

	if (ret)
		return ret;
	*map = pin->map;
	return 0;
}
EXPORT_SYMBOL_NS_GPL(yamp_vmap, YAMP_NAMESPACE);

void yamp_begin_cpu(struct yamp_pin *pin)
{
	struct yamp_buffer *buffer = yamp_dmabuf_buffer(pin->dmabuf);

	yamp_domain_sync_for_cpu(buffer, pin->map.vaddr);
	yamp_access_begin(&buffer->access, YAMP_ACCESS_CPU, pin->hold.actor.who);
}
EXPORT_SYMBOL_NS_GPL(yamp_begin_cpu, YAMP_NAMESPACE);

void yamp_end_cpu(struct yamp_pin *pin, enum dma_data_direction direction)
{
	yamp_domain_sync_for_device(yamp_dmabuf_buffer(pin->dmabuf), pin->map.vaddr, direction);
}
EXPORT_SYMBOL_NS_GPL(yamp_end_cpu, YAMP_NAMESPACE);
