/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The solver: merges what every consumer needs of a buffer and lays the frame
 * out. Pure: no allocation, no lock, no global, no logging; compiled into the
 * kernel module, the library, the compositor plugin and the host tests alike.
 */
#ifndef YAMP_SOLVE_H
#define YAMP_SOLVE_H

#include <linux/types.h>
#ifdef __KERNEL__
#include <uapi/linux/yamp.h>
#else
#include <linux/yamp.h>
#endif

/** YAMP_SIZE_MAX - most bytes of a frame: offsets are 32 bits everywhere */
#define YAMP_SIZE_MAX	0xfffff000U

/** YAMP_PAGE - dma-bufs start and end on a boundary of so many bytes */
#define YAMP_PAGE	4096U

/**
 * struct yamp_format_plane - one colour plane of a pixel format
 * @block_bytes: bytes of the smallest group of samples stored together
 * @block_width: pixels of the plane (not of the picture) in such a group
 * @hsub: pixels of the picture per pixel of the plane, horizontally
 * @vsub: the same, vertically
 *
 * Whatever a consumer says, strides and offsets are multiples of the largest
 * power of two that divides @block_bytes, so that no row starts inside a
 * sample: 4 for XRGB8888 and YUYV, 2 for the chroma of NV12, 1 for RGB888 and
 * NV15, whose hardware strides are not multiples of 3 or 5.
 */
struct yamp_format_plane {
	__u8 block_bytes;
	__u8 block_width;
	__u8 hsub;
	__u8 vsub;
};

/**
 * struct yamp_format_info - how the samples of a fourcc are stored
 * @fourcc: DRM_FORMAT_*
 * @plane_count: used entries of @planes
 * @name: DRM's, without the DRM_FORMAT_ before it
 * @planes: how the samples of each lie
 */
struct yamp_format_info {
	__u32 fourcc;
	__u32 plane_count;
	char name[16];
	struct yamp_format_plane planes[YAMP_MAX_PLANES];
};

/*
 * yamp_format_info - look a pixel format up
 *
 * Returns a constant, or a null pointer if the format is unknown.
 */
const struct yamp_format_info *yamp_format_info(__u32 fourcc);

/*
 * yamp_format_at - walk the table of formats, for tests and listings
 *
 * Returns a null pointer behind the last one.
 */
const struct yamp_format_info *yamp_format_at(__u32 index);

/*
 * yamp_plane_row_bytes - bytes that the picture needs in one row of a plane
 * @info: of the format
 * @plane: below @info->plane_count
 * @width: of the picture, 1 to YAMP_MAX_DIMENSION pixels
 */
__u32 yamp_plane_row_bytes(const struct yamp_format_info *info, __u32 plane, __u32 width);

/** yamp_plane_rows - rows that the picture needs in a plane */
__u32 yamp_plane_rows(const struct yamp_format_info *info, __u32 plane, __u32 height);

/**
 * struct yamp_consumer - a record as the solver reads it
 * @record: its pointer field @formats is not followed
 * @formats: the @record->format_count formats
 */
struct yamp_consumer {
	const struct yamp_constraint *record;
	const struct yamp_format *formats;
};

/**
 * struct yamp_request - what is to be allocated
 * @fourcc: 0 chooses the first of the first format-naming consumer's formats
 *	that all consumers know and the solver can lay out
 * @modifier: linear (0) is all there is; ignored if @fourcc is 0
 * @width: pixels, 1 to YAMP_MAX_DIMENSION
 * @height: likewise
 * @count: frames, 1 to YAMP_MAX_COUNT; nothing is held against it
 * @color_encoding: enum yamp_color_encoding
 * @color_range: enum yamp_color_range
 * @field: enum yamp_field
 * @pause: called now and then where long lists of formats are compared, so that a
 *	caller who holds up others can let them run; may be null
 */
struct yamp_request {
	__u64 modifier;
	__u32 fourcc;
	__u32 width;
	__u32 height;
	__u32 count;
	__u32 color_encoding;
	__u32 color_range;
	__u32 field;
	void (*pause)(void);
};

/**
 * struct yamp_solution - one layout that suits every consumer
 * @frame: the description, complete
 * @object_size: bytes of each dma-buf, multiples of YAMP_PAGE
 * @merged: the record that stands for all consumers and the format together:
 *	solving with it alone gives the same frame. @name is empty and @formats
 *	zero; @buffers_min is what all consumers must have for themselves
 */
struct yamp_solution {
	struct yamp_frame frame;
	__u64 object_size[YAMP_MAX_PLANES];
	struct yamp_constraint merged;
};

/**
 * yamp_solve - merge the consumers' records and lay the frame out
 * @request: what is wanted
 * @consumers: in order of preference; the first one's order of formats decides
 * @count: of @consumers, at most YAMP_MAX_CONSTRAINTS
 * @solution: filled on success, else undefined
 * @conflict: filled with -EDOM, else zeroed
 *
 * Deterministic, and independent of the order of @consumers but for the choice
 * of a format and for which of several conflicts is named.
 *
 * A conflict names two records that are impossible together, or a record and
 * the request. @second states the figure that forbids the rest, @second_value
 * is that figure; @first_value is what all others need, the request and the
 * alignments included. Only where no two records alone are impossible are more
 * involved than the two named. The records of @involved alone are impossible,
 * and possible without any one of them.
 *
 * Return: 0; -EDOM the records cannot be merged; -EINVAL a field is out of its
 * range, a record contradicts itself, or nobody names a format; -EOVERFLOW
 * larger than YAMP_SIZE_MAX; -EOPNOTSUPP format unknown, or not linear.
 */
int yamp_solve(const struct yamp_request *request, const struct yamp_consumer *consumers,
	       __u32 count, struct yamp_solution *solution, struct yamp_conflict *conflict);

/**
 * yamp_verify - does an existing frame suit a consumer?
 * @frame: the kernel's description
 * @object_size: bytes of each of its dma-bufs
 * @consumer: whose needs
 * @conflict: filled with -EDOM, else zeroed: @first is 0, @first_value what the
 *	consumer needs; @second is YAMP_CONSUMER_FRAME, called "frame", and
 *	@second_value what the frame has. @plane is the dma-buf for
 *	YAMP_FIELD_ID_SIZE_ALIGN; YAMP_FIELD_ID_OFFSET_ALIGN and
 *	YAMP_FIELD_ID_HEIGHT_ALIGN of a YAMP_CONSTRAINT_TIGHT_PLANES consumer have
 *	the offset and the rows that it computes.
 *
 * Layout figures only; what depends on where the pages are (segments,
 * addresses, contiguity), caching and counts of frames are not looked at.
 * Return: 0; -EDOM; -EINVAL the frame is not sound or the record out of range.
 */
int yamp_verify(const struct yamp_frame *frame, const __u64 *object_size,
		const struct yamp_consumer *consumer, struct yamp_conflict *conflict);

/*
 * yamp_check_consumer - is a record sound by itself?
 *
 * Every figure in its range, no minimum above its maximum, the name printable,
 * nothing in unused fields. yamp_solve() and yamp_verify() ask it too. Returns 0
 * or -EINVAL.
 */
int yamp_check_consumer(const struct yamp_consumer *consumer);

/*
 * yamp_frame_check - is a description sound by itself?
 *
 * Every row of every plane inside its dma-buf, strides no shorter than a row,
 * offsets and ends below 4 GiB, known linear format, picture not empty, objects
 * consistent and @frame->size their sum, nothing in unused fields. @object_size
 * has @frame->object_count entries. Anyone who takes a description from elsewhere calls it. Returns
 * 0 or -EINVAL.
 */
int yamp_frame_check(const struct yamp_frame *frame, const __u64 *object_size);

#endif /* YAMP_SOLVE_H */
