/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * yamp for drivers: buffers that the kernel describes.
 *
 * A buffer is a dma-buf, here too: a driver keeps a struct dma_buf, takes and
 * drops references to it as to any other, attaches and maps it for its device
 * through the dma-buf core. What this header adds is what only the exporter
 * knows: the description, whether it suits the driver, and pages that stay.
 *
 *   yamp_get(fd) -> yamp_suits() -> yamp_pin() -> yamp_vmap() -> fence, work
 *
 * samples/softdsp_main.c does all of it and says why at each step.
 *
 * Symbols are in the namespace YAMP: write MODULE_INFO(import_ns, "YAMP"), which
 * means the same to every kernel version. All functions may sleep unless they say
 * otherwise, and may be called by several threads at once.
 */
#ifndef _LINUX_YAMP_H
#define _LINUX_YAMP_H

#include <linux/dma-direction.h>
#include <linux/types.h>
#include <uapi/linux/yamp.h>

struct device;
struct dma_buf;
struct iosys_map;
struct yamp_pin;
struct yamp_registration;

/**
 * struct yamp_properties - what a buffer is, fixed since it was allocated
 * @frame: the description; lives as long as a reference to the dma-buf
 * @frame_id: the same for all dma-bufs of a frame, never used again
 * @size: bytes of this dma-buf
 * @address_mask: it was allocated for; 0 is any address
 * @object: index of this dma-buf in the frame
 * @placement: enum yamp_placement
 * @cache: enum yamp_cache, never ANY
 */
struct yamp_properties {
	const struct yamp_frame *frame;
	u64 frame_id;
	u64 size;
	u64 address_mask;
	u32 object;
	u32 placement;
	u32 cache;
};

/**
 * yamp_get - the buffer behind a descriptor of the current process
 * @fd: descriptor
 *
 * Return: a reference for dma_buf_put(), or ERR_PTR: -EBADF not open, -EINVAL not
 * a dma-buf, -EMEDIUMTYPE another exporter's.
 */
struct dma_buf *yamp_get(int fd);

/**
 * yamp_properties - what is this dma-buf?
 * @dmabuf: of any exporter
 * @properties: out
 *
 * Never sleeps.
 *
 * Return: 0, or -EMEDIUMTYPE if it is another exporter's.
 */
int yamp_properties(const struct dma_buf *dmabuf, struct yamp_properties *properties);

/**
 * yamp_suits - does a buffer suit a consumer?
 * @dmabuf: a buffer of ours
 * @record: what the consumer needs; its field @formats is ignored
 * @formats: the @record->format_count formats it names
 * @conflict: filled with -EDOM, else zeroed. @first is 0 with the record's figure,
 *	@second is %YAMP_CONSUMER_FRAME with the buffer's
 *
 * Layout, placement, segments, addresses and caching; counts of buffers are not
 * looked at. An answer holds for the life of the buffer.
 *
 * Return: 0, -EDOM, -EINVAL if the record is out of range, -EMEDIUMTYPE if nobody
 * described the buffer: it is another exporter's, or was allocated through
 * /dev/dma_heap/yamp.
 */
int yamp_suits(const struct dma_buf *dmabuf, const struct yamp_constraint *record,
	       const struct yamp_format *formats, struct yamp_conflict *conflict);

/**
 * yamp_pin - keep the pages of a buffer in memory and in place
 * @dmabuf: a buffer of ours; the pin holds a reference of its own
 * @tag: what it is for, printable; "who holds this buffer?" is answered with it
 *
 * An idle buffer may have been swapped out: pin where the user waits for an answer,
 * so that he is the one who hears that there is no memory. Not under the dma-buf's
 * reservation lock.
 *
 * Return: a pin for yamp_unpin(), or ERR_PTR: -ENOMEM, -EINTR after a fatal signal,
 * -EMEDIUMTYPE, -ENODEV the owner revoked it, -ENODATA its content was purged.
 */
struct yamp_pin *yamp_pin(struct dma_buf *dmabuf, const char *tag);

/**
 * yamp_unpin - undo yamp_pin(), and yamp_vmap() if it was called
 * @pin: or NULL
 *
 * Takes the dma-buf's reservation lock: not before a fence that somebody may wait
 * for with that lock held. Not in a fence's signalling path.
 */
void yamp_unpin(struct yamp_pin *pin);

/**
 * yamp_vmap - map a pinned buffer for the kernel's code
 * @pin: not mapped yet
 * @map: out, valid until yamp_unpin()
 *
 * By the rules of dma_buf_vmap(); takes the reservation lock.
 *
 * Return: 0 or -errno.
 */
int yamp_vmap(struct yamp_pin *pin, struct iosys_map *map);

/**
 * yamp_begin_cpu - the kernel's code is about to read or write a mapped buffer
 * @pin: mapped by yamp_vmap()
 *
 * Makes visible what devices that have the buffer mapped wrote. Unlike
 * dma_buf_begin_cpu_access() it waits for no fence: a driver orders itself by
 * fences, and would wait for its own here. Allocates nothing and takes no lock
 * that is held while somebody allocates: fit for a fence's signalling path.
 */
void yamp_begin_cpu(struct yamp_pin *pin);

/**
 * yamp_end_cpu - it is done, and devices see what was written
 * @pin: of yamp_begin_cpu()
 * @direction: DMA_FROM_DEVICE it was read, DMA_TO_DEVICE written, or both
 *
 * Fit for a fence's signalling path, too.
 */
void yamp_end_cpu(struct yamp_pin *pin, enum dma_data_direction direction);

/**
 * yamp_constrain - state in a record what the kernel knows of a device
 * @record: address_mask, segment_max and segment_boundary are written; @contiguity is
 *	what the device needs by itself
 * @device: whose DMA masks are set
 *
 * Behind an IOMMU that translates nothing is written, and a @contiguity of
 * %YAMP_CONTIGUITY_DMA becomes NONE: the IOMMU joins what is scattered, if the device
 * has no smaller segments. Else segments are limited only for who wants contiguous
 * memory; for others a list is cut as the device needs it when it is mapped.
 */
void yamp_constrain(struct yamp_constraint *record, struct device *device);

/**
 * yamp_register - state what a driver needs of buffers
 * @record: copied; @record->name is how callers name the driver, not empty and
 *	unique
 * @formats: the @record->format_count formats, copied
 *
 * From now on an allocation with a record of that name and the flag
 * %YAMP_CONSTRAINT_REGISTERED satisfies this record too. Buffers that exist
 * already are not touched: yamp_suits() tells.
 *
 * Return: what yamp_unregister() takes, or ERR_PTR: -EEXIST, -EINVAL the record is
 * out of range, -ENOMEM.
 */
struct yamp_registration *yamp_register(const struct yamp_constraint *record,
					const struct yamp_format *formats);

/**
 * yamp_unregister - undo yamp_register()
 * @registration: or NULL
 */
void yamp_unregister(struct yamp_registration *registration);

#endif /* _LINUX_YAMP_H */
