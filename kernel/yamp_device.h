/* SPDX-License-Identifier: GPL-2.0-only */
/* What a device can do by DMA: yamp_device.c. */
#ifndef YAMP_DEVICE_H
#define YAMP_DEVICE_H

#include <linux/types.h>

#include "yamp_placement.h"

struct device;
struct platform_device;
struct yamp_buffer;

/** yamp_device_reach - highest address that it reaches, if memory may lie above it; else 0 */
u64 yamp_device_reach(struct device *device);

/**
 * yamp_device_limits - where the list of a buffer must be cut for a device
 * @device: that maps it
 * @buffer: what is mapped
 * @limits: out, what both can live with
 *
 * Return: 0, or -EINVAL if the device takes no whole page.
 */
int yamp_device_limits(struct device *device, const struct yamp_buffer *buffer,
		       struct yamp_limits *limits);

/**
 * yamp_device_takes - will the DMA layer map all of a buffer for a device?
 * @device: that is about to map it
 * @buffer: pinned
 *
 * It copies what the device does not reach through memory of its own; if the device does
 * not reach that either, it refuses, as we do then: it would warn besides, and nobody is
 * to bring a warning about by mapping a buffer.
 *
 * Return: does it?
 */
bool yamp_device_takes(struct device *device, const struct yamp_buffer *buffer);

/**
 * yamp_device_imagine - a device that does not exist and reaches all memory
 * @name: under which it is seen in sysfs, not in use
 *
 * Return: the device for platform_device_unregister(), or ERR_PTR(-errno).
 */
struct platform_device *yamp_device_imagine(const char *name);

#endif /* YAMP_DEVICE_H */
