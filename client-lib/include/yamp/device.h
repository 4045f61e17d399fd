/* SPDX-License-Identifier: MIT */
/*
 * The device: who gives memory on this machine. Providers are asked in a fixed
 * order, best first:
 *
 *   yamp      the kernel lays out, describes, accounts and counts
 *   dma-heap  real dma-bufs, contiguous ones too where there is a CMA heap,
 *             but nobody can check what is in them and they stay pinned
 *   udmabuf   pages of a memfd: what is left to an ordinary user
 *
 * A provider that is not there, or cannot do what is asked, is passed over and
 * that is said. A provider that is there and refuses (quota, constraints that
 * cannot be merged, no permission on /dev/yamp) gives the answer.
 *
 * Threads: one device is for one thread at a time.
 */
#ifndef YAMP_DEVICE_H
#define YAMP_DEVICE_H

#include <yamp/buffer.h>

#ifdef __cplusplus
extern "C" {
#endif

struct yamp_device;

/**
 * enum yamp_lack - what a provider cannot promise; bits
 *
 * yamp_lack_text() has a sentence for each.
 */
enum yamp_lack {
	YAMP_LACK_DESCRIPTION	= 1 << 0, /* no other process can check the layout */
	YAMP_LACK_COUNTERS	= 1 << 1, /* nobody counts CPU accesses */
	YAMP_LACK_RECLAIM	= 1 << 2, /* pages stay in memory while idle */
	YAMP_LACK_QUOTA		= 1 << 3, /* no limit of its own on what a user holds */
	YAMP_LACK_PLACEMENT	= 1 << 4, /* addresses, segments: whatever comes */
};

/** yamp_lack_text - a sentence for one bit; NULL for an unknown one */
YAMP_API const char *yamp_lack_text(enum yamp_lack lack);

/**
 * yamp_device_open - open the machine's memory providers
 * @node: of the yamp module, NULL is "/dev/yamp"
 * @log: copied; may be NULL
 *
 * Providers that are missing are no error here. The caller owns the device;
 * buffers outlive it. Returns NULL and errno: ENOMEM.
 */
YAMP_API struct yamp_device *yamp_device_open(const char *node, const struct yamp_log *log);

/** yamp_device_close - close it; NULL is ignored */
YAMP_API void yamp_device_close(struct yamp_device *device);

/**
 * yamp_device_info - version and limits of the yamp module
 *
 * Returns 0 or -errno: ENOENT the module is not loaded; EACCES no permission
 * on its node. Says nothing.
 */
YAMP_API int yamp_device_info(struct yamp_device *device, struct yamp_info *info);

/**
 * yamp_device_describe - ask the kernel about a dma-buf of any exporter
 * @fd: stays the caller's
 * @describe: filled
 *
 * Works through /dev/yamp-query where /dev/yamp may not be opened. Returns 0
 * or -errno: ENOENT the module is not loaded; EINVAL no dma-buf; EBADF. Says
 * nothing.
 */
YAMP_API int yamp_device_describe(struct yamp_device *device, int fd,
				  struct yamp_describe *describe);

/**
 * yamp_device_verify - ask the kernel whether a dma-buf would suit a consumer
 * @fd: of any exporter; stays the caller's
 * @record: what the consumer needs; its field formats is a pointer to an array
 *	of struct yamp_format
 * @conflict: filled with YAMP_VERDICT_FAILS, else zeroed; may be NULL
 *
 * Only YAMP_VERDICT_FITS is a yes: see struct yamp_verify. Returns enum
 * yamp_verdict or -errno: ENOENT the module is not loaded; ENOTTY it is older
 * than version 2; EINVAL no dma-buf, or a field of @record out of its range;
 * EBADF. Says nothing.
 */
YAMP_API int yamp_device_verify(struct yamp_device *device, int fd,
				const struct yamp_constraint *record,
				struct yamp_conflict *conflict);

/**
 * yamp_buffer_verify - would a buffer suit a consumer?
 * @device: to ask the kernel with
 * @record: as for yamp_device_verify()
 * @conflict: likewise
 *
 * Every dma-buf of a buffer that the kernel describes is asked about. Of another
 * buffer the layout is held against @record here, and its memory is known to
 * nobody: that can fail, but never fits.
 *
 * Returns enum yamp_verdict or -errno: EINVAL a field of @record is out of its
 * range; for described buffers the errors of yamp_device_verify() too.
 */
YAMP_API int yamp_buffer_verify(struct yamp_device *device, const struct yamp_buffer *buffer,
				const struct yamp_constraint *record,
				struct yamp_conflict *conflict);

/**
 * struct yamp_provider_status - what one provider can do here
 * @name: constant
 * @node: that it needs; lives as long as the device
 * @error: 0 if it can be used, else -errno of opening it
 * @lacks: enum yamp_lack bits
 * @contiguous: can it give memory in one piece?
 */
struct yamp_provider_status {
	const char *name;
	const char *node;
	int error;
	uint32_t lacks;
	bool contiguous;
};

/**
 * yamp_device_provider - walk the providers in the order in which they are asked
 *
 * Returns 0, or -ENOENT behind the last one.
 */
YAMP_API int yamp_device_provider(struct yamp_device *device, uint32_t index,
				  struct yamp_provider_status *status);

/**
 * struct yamp_alloc_options - what is wanted
 * @provider: name of the only provider to ask, NULL for all in order
 * @fourcc: DRM_FORMAT_*, 0 for the first that all constraints know
 * @width: pixels
 * @height: pixels
 * @count: frames, 1 to YAMP_MAX_COUNT
 * @placement: enum yamp_placement
 * @modifier: DRM_FORMAT_MOD_*; ignored if @fourcc is 0
 * @color_encoding: enum yamp_color_encoding
 * @color_range: enum yamp_color_range
 * @field: enum yamp_field
 * @constraint_count: records, at most YAMP_MAX_CONSTRAINTS
 * @constraints: one record per consumer, the most important one first. Their
 *	field formats is a pointer to an array of struct yamp_format
 *
 * Everything is read during the call only.
 */
struct yamp_alloc_options {
	const char *provider;
	uint32_t fourcc;
	uint32_t width;
	uint32_t height;
	uint32_t count;
	uint32_t placement;
	uint64_t modifier;
	uint32_t color_encoding;
	uint32_t color_range;
	uint32_t field;
	uint32_t constraint_count;
	const struct yamp_constraint *constraints;
};

/**
 * struct yamp_alloc_report - what came out
 * @provider: who gave the memory; constant; NULL for a prediction
 * @lacks: enum yamp_lack bits: what that provider cannot promise
 * @placement: enum yamp_placement
 * @frame: description that all frames share
 * @conflict: filled if the error is EDOM
 */
struct yamp_alloc_report {
	const char *provider;
	uint32_t lacks;
	uint32_t placement;
	struct yamp_frame frame;
	struct yamp_conflict conflict;
};

/**
 * yamp_device_alloc - allocate frames that suit every consumer, all or nothing
 * @options: what is wanted
 * @buffers: room for @options->count pointers; the caller owns one reference
 *	to each on success, untouched on failure
 * @report: filled; may be NULL
 *
 * Memory is zeroed. Returns 0 or -errno: EDOM the constraints cannot be
 * merged, see @report->conflict; EINVAL a field is out of range; EOVERFLOW
 * larger than 4 GiB; EDQUOT the user's quota is used up; EACCES no permission
 * on /dev/yamp; ENOENT no provider is here; EOPNOTSUPP none of them can do it;
 * ENOMEM, EMFILE. A failure is said in one line.
 */
YAMP_API int yamp_device_alloc(struct yamp_device *device, const struct yamp_alloc_options *options,
			       struct yamp_buffer **buffers, struct yamp_alloc_report *report);

/**
 * yamp_layout_predict - merge the constraints without allocating anything
 *
 * The same solver as the kernel's; needs no device. Returns as
 * yamp_device_alloc() for EDOM, EINVAL, EOVERFLOW, EOPNOTSUPP. Says nothing.
 */
YAMP_API int yamp_layout_predict(const struct yamp_alloc_options *options,
				 struct yamp_alloc_report *report);

/**
 * yamp_device_layout - the same, as the kernel does it where that can be asked
 *
 * Only the kernel knows what drivers have registered: see YAMP_CONSTRAINT_REGISTERED, for
 * which the errors are ENODEV there is no such driver, and EINVAL the kernel's module
 * gives no memory here. Says nothing.
 */
YAMP_API int yamp_device_layout(struct yamp_device *device,
				const struct yamp_alloc_options *options,
				struct yamp_alloc_report *report);

/**
 * yamp_layout_merge - the one record that stands for all of them and the format
 * @merged: filled on success; without name and formats
 *
 * Returns and says as yamp_layout_predict().
 */
YAMP_API int yamp_layout_merge(const struct yamp_alloc_options *options,
			       struct yamp_constraint *merged);

/**
 * yamp_conflict_text - why constraints cannot be merged, for people
 * @text: room for the sentence, cut off if it is too small
 *
 * Names both consumers, the figure and both values.
 */
YAMP_API void yamp_conflict_text(const struct yamp_conflict *conflict, char *text, size_t size);

#ifdef __cplusplus
}
#endif

#endif /* YAMP_DEVICE_H */
