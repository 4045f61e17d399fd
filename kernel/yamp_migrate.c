// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory goes to where a device reaches it, before the device maps it first.
 *
 * Otherwise the DMA layer copies every frame through memory that the device does
 * reach, which nobody sees but in the frame rate, and cuts contiguous memory into
 * pieces. Moving it costs one copy, once. It is done while nobody has the buffer
 * pinned; mappings of processes are taken away and come back with their next access.
 */
#include "yamp_device.h"
#include "yamp_priv.h"

/* Of memory that is not resident, only what was asked for is known. */
static bool reached(const struct yamp_buffer *buffer, u64 reach)
{
	u64 known = yamp_buffer_reach(buffer);

	if (known && known <= reach)
		return true;
	if (buffer->ops->pin)
		return false;
	for (unsigned long i = 0; i < buffer->page_count; i++)
		if (!yamp_address_fits(buffer->pages[i], reach))
			return false;
	return true;
}

void yamp_buffer_migrate(struct yamp_buffer *buffer, struct device *device)
{
	u64 reach = yamp_device_reach(device);

	if (!reach || !buffer->ops->migrate || buffer->revoked || buffer->purged ||
	    reached(buffer, reach))
		return;
	if (buffer->pins == 1 && buffer->vmas_pin)
		yamp_buffer_zap(buffer);
	if (buffer->pins)
		return;
	yamp_buffer_rest(buffer);
	buffer->ops->migrate(buffer, reach);
}
