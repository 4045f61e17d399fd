// SPDX-License-Identifier: GPL-2.0-only
/*
 * What another exporter's memory looks like to a device.
 *
 * Nothing but size is said about a dma-buf by the dma-buf core. So it is attached
 * to a device that does not exist, mapped once for reading, and its segments are
 * counted. That is what was seen, not what the exporter promises; a device that
 * reaches less, or has an IOMMU, may see something else.
 */
#include <linux/dma-buf.h>
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/limits.h>
#include <linux/platform_device.h>
#include <linux/string.h>

#include "yamp_device.h"
#include "yamp_priv.h"
#include "yamp_suit.h"

static struct platform_device *probe_device;

int yamp_probe_init(void)
{
	struct platform_device *device = yamp_device_imagine("yamp-probe");

	if (IS_ERR(device))
		return PTR_ERR(device);
	dma_set_max_seg_size(&device->dev, UINT_MAX);
	probe_device = device;
	return 0;
}

void yamp_probe_finish(void)
{
	platform_device_unregister(probe_device);
}

/* The caller did not choose our device: what its exporter says of it is no help. */
static int probe_error(long error)
{
	return error == -ENOMEM || error == -EINTR ? error : -EOPNOTSUPP;
}

static void count_segments(struct sg_table *table, struct yamp_pieces *pieces)
{
	struct scatterlist *entry;
	unsigned int i;

	memset(pieces, 0, sizeof(*pieces));
	for_each_sgtable_dma_sg(table, entry, i)
		yamp_pieces_add(pieces, sg_dma_address(entry), sg_dma_len(entry));
}

int yamp_probe(struct dma_buf *dmabuf, struct yamp_pieces *pieces)
{
	struct dma_buf_attachment *attachment;
	struct sg_table *table;
	int ret = 0;

	attachment = dma_buf_attach(dmabuf, &probe_device->dev);
	if (IS_ERR(attachment))
		return probe_error(PTR_ERR(attachment));
	/* Not the other direction, whose end may write old content back over the CPU's. */
	table = dma_buf_map_attachment_unlocked(attachment, DMA_TO_DEVICE);
	if (IS_ERR(table)) {
		ret = probe_error(PTR_ERR(table));
		goto detach;
	}
	count_segments(table, pieces);
	dma_buf_unmap_attachment_unlocked(attachment, table, DMA_TO_DEVICE);
detach:
	dma_buf_detach(dmabuf, attachment);
	return ret;
}
