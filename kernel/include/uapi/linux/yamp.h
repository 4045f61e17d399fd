/* SPDX-License-Identifier: (GPL-2.0-only WITH Linux-syscall-note) OR MIT */
/*
 * yamp: frame buffers for cameras, DSPs, GPUs and displays, described by the
 * kernel that allocated them.
 *
 * A buffer is a dma-buf file descriptor. Its description is fixed when it is
 * allocated; every holder of the descriptor can read it, nobody can change it.
 *
 *   /dev/yamp           0660 group video   every ioctl of this file; poll and read
 *                                          give struct yamp_event
 *   /dev/yamp-query     0666               INFO, DESCRIBE and VERIFY only
 *   /dev/dma_heap/yamp  0660 group video   that of <linux/dma-heap.h> instead
 *
 * Rules that hold for every ioctl here:
 *   - callers zero a struct before they fill it; structs only grow at their end;
 *     the size travels in the request number; smaller than the first version of the
 *     struct is EINVAL, a missing tail counts as zero, a nonzero unknown tail is
 *     E2BIG and a zero one stays as it is;
 *   - unknown flags and enum values and nonzero reserved inputs are EINVAL;
 *   - fields marked "out" (with all inside them, reserved too) are ignored on
 *     entry and wholly written on success; on an error only what the error's
 *     text names is written; all other fields are only read;
 *   - layouts have no implicit padding and are the same for 32 and 64 bits;
 *   - units are bytes unless a comment says otherwise.
 */
#ifndef _UAPI_LINUX_YAMP_H
#define _UAPI_LINUX_YAMP_H

#include <linux/ioctl.h>
#include <linux/types.h>

/** YAMP_UAPI_VERSION - raised when an ioctl, a field or a flag is added. */
#define YAMP_UAPI_VERSION	2

#define YAMP_MAX_PLANES		4	/* colour planes of a frame, as in DRM */
#define YAMP_MAX_COUNT		64	/* frames of one YAMP_IOC_ALLOC */
#define YAMP_MAX_CONSTRAINTS	16	/* records of one YAMP_IOC_ALLOC */
#define YAMP_MAX_FORMATS	1024	/* formats of one constraint record */
#define YAMP_MAX_DIMENSION	65535	/* pixels, either way */
#define YAMP_MAX_ALIGN		(1U << 20)	/* any alignment figure */
#define YAMP_NAME_LEN		32	/* a name with its terminating NUL */
#define YAMP_TASK_LEN		16	/* a task's name with its NUL */

/**
 * enum yamp_color_encoding - matrix between R'G'B' and Y'CbCr
 * @YAMP_COLOR_ENCODING_UNKNOWN: nobody said
 * @YAMP_COLOR_ENCODING_BT601: of ITU-R BT.601
 * @YAMP_COLOR_ENCODING_BT709: of ITU-R BT.709
 * @YAMP_COLOR_ENCODING_BT2020: of ITU-R BT.2020, non-constant luminance
 *
 * As the owner stated it at allocation; it describes samples, the kernel never
 * converts any. %YAMP_COLOR_ENCODING_UNKNOWN is right for RGB formats.
 */
enum yamp_color_encoding {
	YAMP_COLOR_ENCODING_UNKNOWN	= 0,
	YAMP_COLOR_ENCODING_BT601	= 1,
	YAMP_COLOR_ENCODING_BT709	= 2,
	YAMP_COLOR_ENCODING_BT2020	= 3,
};

/**
 * enum yamp_color_range - what the smallest and largest code values mean
 * @YAMP_COLOR_RANGE_UNKNOWN: nobody said
 * @YAMP_COLOR_RANGE_LIMITED: black is 16 and white 235, in 8 bits
 * @YAMP_COLOR_RANGE_FULL: black is 0 and white 255, in 8 bits
 */
enum yamp_color_range {
	YAMP_COLOR_RANGE_UNKNOWN	= 0,
	YAMP_COLOR_RANGE_LIMITED	= 1,
	YAMP_COLOR_RANGE_FULL		= 2,
};

/**
 * enum yamp_field - order of the lines of a frame in time
 * @YAMP_FIELD_PROGRESSIVE: all lines are of one time
 * @YAMP_FIELD_TOP: only the top field's lines
 * @YAMP_FIELD_BOTTOM: only the bottom field's lines
 * @YAMP_FIELD_INTERLACED_TB: both, top field first
 * @YAMP_FIELD_INTERLACED_BT: both, bottom field first
 * @YAMP_FIELD_ALTERNATE: one field; which one is said per frame
 */
enum yamp_field {
	YAMP_FIELD_PROGRESSIVE		= 0,
	YAMP_FIELD_TOP			= 1,
	YAMP_FIELD_BOTTOM		= 2,
	YAMP_FIELD_INTERLACED_TB	= 3,
	YAMP_FIELD_INTERLACED_BT	= 4,
	YAMP_FIELD_ALTERNATE		= 5,
};

/**
 * enum yamp_placement - where the pages of a buffer live
 * @YAMP_PLACEMENT_ANY: ALLOC: as the constraints ask
 * @YAMP_PLACEMENT_SYSTEM: pages, reclaimable while idle
 * @YAMP_PLACEMENT_CONTIGUOUS: one physical extent, resident
 * @YAMP_PLACEMENT_REGION: a reserved carve-out, resident; never by ANY
 */
enum yamp_placement {
	YAMP_PLACEMENT_ANY		= 0,
	YAMP_PLACEMENT_SYSTEM		= 1,
	YAMP_PLACEMENT_CONTIGUOUS	= 2,
	YAMP_PLACEMENT_REGION		= 3,
};

/**
 * enum yamp_contiguity - what a consumer needs to see as one extent
 * @YAMP_CONTIGUITY_NONE: scattered pages will do
 * @YAMP_CONTIGUITY_DMA: in its DMA addresses; an IOMMU may do it
 * @YAMP_CONTIGUITY_PHYSICAL: in physical memory
 */
enum yamp_contiguity {
	YAMP_CONTIGUITY_NONE		= 0,
	YAMP_CONTIGUITY_DMA		= 1,
	YAMP_CONTIGUITY_PHYSICAL	= 2,
};

/**
 * enum yamp_cache - CPU caching a consumer asks for
 * @YAMP_CACHE_ANY: nobody asks, or it is not known
 * @YAMP_CACHE_CACHED: as all memory of programs is
 * @YAMP_CACHE_WRITE_COMBINED: what is written is collected, and never cached
 *
 * It holds for every mapping of the memory: processes', drivers' and the kernel's own.
 * Write-combined memory is for what the CPU only writes, in order; reading it is many
 * times slower than reading cached memory. %YAMP_DOMAIN_DEVICE is needed as ever:
 * before it bytes may wait in the CPU. There is only contiguous memory of it, and of
 * regions that were added as such; and none on machines that cannot change how the
 * kernel itself maps a page (all but x86): then it is a conflict with "yamp", as it is
 * with the request where system memory is asked for. Memory is cached where nobody
 * asks for it, unless the placement has none.
 */
enum yamp_cache {
	YAMP_CACHE_ANY			= 0,
	YAMP_CACHE_CACHED		= 1,
	YAMP_CACHE_WRITE_COMBINED	= 2,
};

/**
 * enum yamp_objects - how a frame of several planes is cut into dma-bufs
 * @YAMP_OBJECTS_ANY: either will do
 * @YAMP_OBJECTS_SINGLE: one dma-buf holds every plane
 * @YAMP_OBJECTS_PER_PLANE: one dma-buf for each plane
 */
enum yamp_objects {
	YAMP_OBJECTS_ANY		= 0,
	YAMP_OBJECTS_SINGLE		= 1,
	YAMP_OBJECTS_PER_PLANE		= 2,
};

/**
 * struct yamp_format - a pixel format and its memory layout
 * @fourcc: DRM_FORMAT_* of drm_fourcc.h
 * @reserved: zero
 * @modifier: DRM_FORMAT_MOD_* of drm_fourcc.h
 */
struct yamp_format {
	__u32 fourcc;
	__u32 reserved;
	__u64 modifier;
};

/**
 * struct yamp_plane_constraint - what a consumer needs of one colour plane
 * @stride_align: bytes a stride must be a multiple of
 * @stride_min: smallest stride
 * @stride_max: largest stride
 * @offset_align: bytes a plane's offset in its dma-buf must be a multiple of
 * @height_align: rows (of this plane) the memory must be a multiple of
 * @size_pad: bytes needed behind the last row, shared with no other plane
 * @size_min: fewest bytes from the plane's first row to the end of what is its
 *	own: the next plane in the same dma-buf, or the dma-buf's end
 * @reserved: zero
 *
 * Zero is "no limit". Alignments need not be powers of two and are at most
 * %YAMP_MAX_ALIGN.
 */
struct yamp_plane_constraint {
	__u32 stride_align;
	__u32 stride_min;
	__u32 stride_max;
	__u32 offset_align;
	__u32 height_align;
	__u32 size_pad;
	__u32 size_min;
	__u32 reserved;
};

/**
 * YAMP_CONSTRAINT_TIGHT_PLANES - a consumer that is told one stride only
 *
 * In one dma-buf every plane starts where the plane before it ends: at its
 * offset plus stride times rows. Rows are the picture's, rounded up to this
 * record's own height_align and no further; a record that needs more rows, or
 * bytes of its own behind a plane that another follows, conflicts with it. The
 * strides keep the ratio that the format's subsampling gives. Behind the last
 * plane rows and bytes may be added. V4L2's formats without the letter M are
 * such.
 */
#define YAMP_CONSTRAINT_TIGHT_PLANES	(1U << 0)

/**
 * YAMP_CONSTRAINT_REGISTERED - a driver of this kernel has a record of its own
 *
 * The driver that registered itself under this record's name adds what it needs,
 * as one more consumer behind the caller's, once however many records name it.
 * In a conflict it is %YAMP_CONSUMER_KERNEL, by its name. Only the kernel knows
 * the flag, and only YAMP_IOC_ALLOC takes it: ENODEV if no driver has that name,
 * EINVAL if more than %YAMP_MAX_CONSTRAINTS records come together. Without the
 * flag a name means nothing.
 */
#define YAMP_CONSTRAINT_REGISTERED	(1U << 16)

/**
 * struct yamp_constraint - all that one consumer needs of a buffer
 * @name: of the consumer, NUL-terminated, printable; used in answers, and to find
 *	a driver only with %YAMP_CONSTRAINT_REGISTERED
 * @flags: YAMP_CONSTRAINT_*
 * @contiguity: enum yamp_contiguity
 * @cache: enum yamp_cache
 * @objects: enum yamp_objects
 * @address_mask: bus addresses the device can reach, ones from bit 0 up, e.g.
 *	0xffffffff. Honoured as physical addresses unless the kernel knows the
 *	device to be behind an IOMMU
 * @segment_min: no segment of the scatter list, but the last, may be smaller
 * @segment_max: no segment may be larger
 * @segment_boundary: ones from bit 0 up; no segment crosses a multiple of this
 *	plus one
 * @segments_max: most segments
 * @buffers_min: fewest frames the consumer must have for itself
 * @buffers_max: most frames it can know. Minima are summed and held against the
 *	smallest maximum; the count of one ALLOC is compared with neither, since
 *	the frames of one pool may come from several calls
 * @width_min: smallest picture, pixels
 * @height_min: smallest picture, pixels
 * @width_max: largest picture, pixels
 * @height_max: largest picture, pixels
 * @size_align: bytes the size of each dma-buf must be a multiple of
 * @size_min: fewest bytes of a frame, all its dma-bufs together
 * @formats: user pointer to @format_count struct yamp_format, best first; no
 *	formats means any
 * @format_count: how many
 * @reserved: zero
 * @planes: per colour plane; a consumer that knows no difference repeats the
 *	first
 *
 * Zero is "no limit" in every field.
 *
 * The figures hold for every format of the record. A consumer whose figures
 * differ by format, or that knows one format in two arrangements (V4L2's NV12
 * and NV12M), is asked for one record at a time: the caller tries the
 * alternatives with YAMP_ALLOC_TEST_ONLY. Records of one call all apply.
 */
struct yamp_constraint {
	char name[YAMP_NAME_LEN];
	__u32 flags;
	__u32 contiguity;
	__u32 cache;
	__u32 objects;
	__u64 address_mask;
	__u64 segment_min;
	__u64 segment_max;
	__u64 segment_boundary;
	__u32 segments_max;
	__u32 buffers_min;
	__u32 buffers_max;
	__u32 width_min;
	__u32 height_min;
	__u32 width_max;
	__u32 height_max;
	__u32 size_align;
	__u64 size_min;
	__u64 formats;
	__u32 format_count;
	__u32 reserved[5];
	struct yamp_plane_constraint planes[YAMP_MAX_PLANES];
};

/**
 * enum yamp_field_id - names a figure of a constraint record in an answer
 * @YAMP_FIELD_ID_NONE: no figure: there was no conflict
 * @YAMP_FIELD_ID_FORMAT: values: fourcc
 * @YAMP_FIELD_ID_MODIFIER: values: modifier
 * @YAMP_FIELD_ID_WIDTH: of the picture: asked, width_min or width_max
 * @YAMP_FIELD_ID_HEIGHT: of the picture: asked, height_min or height_max
 * @YAMP_FIELD_ID_STRIDE_ALIGN: the alignments have no common multiple that is small enough,
 *	or the figure is no multiple of it
 * @YAMP_FIELD_ID_STRIDE: stride needed, stride_max
 * @YAMP_FIELD_ID_OFFSET_ALIGN: likewise
 * @YAMP_FIELD_ID_HEIGHT_ALIGN: likewise
 * @YAMP_FIELD_ID_SIZE_PAD: bytes there are behind the plane, bytes needed
 * @YAMP_FIELD_ID_SIZE: bytes needed, most bytes
 * @YAMP_FIELD_ID_SIZE_ALIGN: likewise
 * @YAMP_FIELD_ID_OBJECTS: values: enum yamp_objects
 * @YAMP_FIELD_ID_CACHE: values: enum yamp_cache
 * @YAMP_FIELD_ID_CONTIGUITY: contiguity asked, placement
 * @YAMP_FIELD_ID_ADDRESS: values: address_mask
 * @YAMP_FIELD_ID_SEGMENT: segment_min, segment_max
 * @YAMP_FIELD_ID_BUFFERS: buffers_min (sum), buffers_max
 */
enum yamp_field_id {
	YAMP_FIELD_ID_NONE		= 0,
	YAMP_FIELD_ID_FORMAT		= 1,
	YAMP_FIELD_ID_MODIFIER		= 2,
	YAMP_FIELD_ID_WIDTH		= 3,
	YAMP_FIELD_ID_HEIGHT		= 4,
	YAMP_FIELD_ID_STRIDE_ALIGN	= 5,
	YAMP_FIELD_ID_STRIDE		= 6,
	YAMP_FIELD_ID_OFFSET_ALIGN	= 7,
	YAMP_FIELD_ID_HEIGHT_ALIGN	= 8,
	YAMP_FIELD_ID_SIZE_PAD		= 9,
	YAMP_FIELD_ID_SIZE		= 10,
	YAMP_FIELD_ID_SIZE_ALIGN	= 11,
	YAMP_FIELD_ID_OBJECTS		= 12,
	YAMP_FIELD_ID_CACHE		= 13,
	YAMP_FIELD_ID_CONTIGUITY	= 14,
	YAMP_FIELD_ID_ADDRESS		= 15,
	YAMP_FIELD_ID_SEGMENT		= 16,
	YAMP_FIELD_ID_BUFFERS		= 17,
};

/* Parties of a conflict that are no record of the caller's */
#define YAMP_CONSUMER_REQUEST	0xffffffffU	/* the caller's own request */
#define YAMP_CONSUMER_FRAME	0xfffffffeU	/* an existing frame */
#define YAMP_CONSUMER_KERNEL	0xfffffffdU	/* a record of the kernel's own */

/**
 * struct yamp_conflict - why records cannot be merged (all out)
 * @field: enum yamp_field_id; %YAMP_FIELD_ID_NONE if there is no conflict
 * @plane: of per-plane figures
 * @first: index of the caller's record, or YAMP_CONSUMER_*; a value that is no
 *	index of the caller's: go by @first_name
 * @second: likewise
 * @first_value: what @first needs
 * @second_value: what @second needs
 * @first_name: name of @first
 * @second_name: name of @second
 * @involved: bit (1 << index) of each record of the caller's that is needed for
 *	the conflict; more than two bits: no two of them conflict alone
 * @reserved: zero
 */
struct yamp_conflict {
	__u32 field;
	__u32 plane;
	__u32 first;
	__u32 second;
	__u64 first_value;
	__u64 second_value;
	char first_name[YAMP_NAME_LEN];
	char second_name[YAMP_NAME_LEN];
	__u32 involved;
	__u32 reserved[3];
};

/**
 * struct yamp_plane - one colour plane of a frame
 * @offset: of the first row in its dma-buf
 * @size: @stride times @rows; what a consumer's size_pad added lies behind it
 * @stride: from one row to the next
 * @rows: rows of memory, at least the rows of the picture in this plane
 * @object: index of the dma-buf that holds the plane
 * @reserved: zero
 */
struct yamp_plane {
	__u64 offset;
	__u64 size;
	__u32 stride;
	__u32 rows;
	__u32 object;
	__u32 reserved;
};

/**
 * struct yamp_frame - the description of a frame, fixed at allocation
 * @fourcc: DRM_FORMAT_*
 * @width: of the picture, pixels
 * @height: of the picture, pixels
 * @plane_count: used entries of @planes
 * @modifier: DRM_FORMAT_MOD_*
 * @size: bytes of all dma-bufs of the frame together
 * @object_count: dma-bufs of the frame: 1 or @plane_count
 * @color_encoding: enum yamp_color_encoding
 * @color_range: enum yamp_color_range
 * @field: enum yamp_field
 * @reserved: zero
 * @planes: where each plane lies
 */
struct yamp_frame {
	__u32 fourcc;
	__u32 width;
	__u32 height;
	__u32 plane_count;
	__u64 modifier;
	__u64 size;
	__u32 object_count;
	__u32 color_encoding;
	__u32 color_range;
	__u32 field;
	__u64 reserved[6];
	struct yamp_plane planes[YAMP_MAX_PLANES];
};

/**
 * struct yamp_info - argument of YAMP_IOC_INFO, all out
 * @version: YAMP_UAPI_VERSION of the module
 * @placements: bit (1 << enum yamp_placement) for each that can be asked for
 * @size_max: most bytes of a frame
 * @quota_bytes: most bytes of memory the calling user may hold
 * @used_bytes: what the calling user holds, which may be up to a thirty-second more than
 *	the sizes of the dma-bufs: large pages may reach beyond an end
 * @quota_buffers: most dma-bufs the calling user may hold
 * @used_buffers: what the calling user holds
 * @page_size: sizes of dma-bufs are multiples of it
 * @count_max: YAMP_MAX_COUNT of the module
 * @constraints_max: YAMP_MAX_CONSTRAINTS of the module
 * @formats_max: YAMP_MAX_FORMATS of the module
 * @dimension_max: YAMP_MAX_DIMENSION of the module
 * @reserved: zero
 * @file_quota_bytes: since version 2: most bytes that this open file of the node
 *	may hold; 0 is no limit but the user's
 * @file_used_bytes: since version 2: what was allocated through this open file
 *	and is held by anyone; 0 on the query node
 * @file_quota_buffers: since version 2: most dma-bufs, likewise
 * @file_used_buffers: since version 2: likewise
 * @pool_bytes: since version 2: memory of freed buffers that is kept for new ones,
 *	charged to no quota
 * @pool_bytes_ready: since version 2: of these, already zeroed and at hand
 * @pool_bytes_max: since version 2: most that is kept
 * @pool_hits: since version 2: dma-bufs that were made of such memory
 * @pool_misses: since version 2: dma-bufs for which there was none of their kind
 * @pool_zero_ns: since version 2: time that zeroing it took, mostly in the
 *	background; the other memory is zeroed in YAMP_IOC_ALLOC
 */
struct yamp_info {
	__u32 version;
	__u32 placements;
	__u64 size_max;
	__u64 quota_bytes;
	__u64 used_bytes;
	__u32 quota_buffers;
	__u32 used_buffers;
	__u32 page_size;
	__u32 count_max;
	__u32 constraints_max;
	__u32 formats_max;
	__u32 dimension_max;
	__u32 reserved;
	__u64 file_quota_bytes;
	__u64 file_used_bytes;
	__u32 file_quota_buffers;
	__u32 file_used_buffers;
	__u64 pool_bytes;
	__u64 pool_bytes_ready;
	__u64 pool_bytes_max;
	__u64 pool_hits;
	__u64 pool_misses;
	__u64 pool_zero_ns;
};

/** YAMP_ALLOC_TEST_ONLY - solve and answer, allocate nothing */
#define YAMP_ALLOC_TEST_ONLY	(1U << 0)

/**
 * struct yamp_alloc - argument of YAMP_IOC_ALLOC
 * @fourcc: DRM_FORMAT_*; 0 takes the first consumer's first format that all
 *	consumers know
 * @width: of the picture, pixels
 * @height: of the picture, pixels
 * @count: frames, 1 to %YAMP_MAX_COUNT
 * @modifier: DRM_FORMAT_MOD_*; ignored if @fourcc is 0. DRM_FORMAT_MOD_INVALID
 *	(a layout known to the device alone) equals only itself and can never be
 *	allocated
 * @flags: YAMP_ALLOC_*
 * @placement: enum yamp_placement
 * @color_encoding: enum yamp_color_encoding
 * @color_range: enum yamp_color_range
 * @field: enum yamp_field
 * @fd_flags: O_CLOEXEC and one of O_RDONLY, O_RDWR
 * @constraints: user pointer to @constraint_count records
 * @constraint_count: 0 to %YAMP_MAX_CONSTRAINTS
 * @constraint_size: bytes from one record to the next: the caller's sizeof, at
 *	least version 1's, a multiple of 8, at most 4096; a nonzero tail unknown
 *	to the kernel is E2BIG; ignored if there are no records
 * @fds: user pointer to room for @fd_count file descriptors (out): object 0 of
 *	frame 0, object 1 of frame 0, ... The caller owns and closes them
 * @fd_count: in and out: room; then @count times @frame.object_count, also with
 *	ENOSPC. %YAMP_ALLOC_TEST_ONLY needs no room and ignores @fds
 * @reserved: zero
 * @placement_chosen: out, enum yamp_placement
 * @reserved_out: out, zero
 * @frame: out, description that all frames share
 * @conflict: out, filled if the error is EDOM
 *
 * All or nothing: on any error no descriptor was installed and no memory is
 * kept. Memory is zeroed.
 *
 * Errors: EINVAL bad argument; E2BIG nonzero unknown tail; EDOM the records
 * cannot be merged, see @conflict; EOVERFLOW the frame would be larger than
 * size_max of YAMP_IOC_INFO; ENOSPC only: @fd_count too small; EDQUOT the quota of
 * the user or of the open file; EMFILE, ENFILE no descriptors; ENOMEM no memory,
 * also none left in the placement asked for; EOPNOTSUPP unknown format, modifier
 * that needs a device, or a placement this machine lacks; ENODEV no driver is
 * registered under the name of a %YAMP_CONSTRAINT_REGISTERED record; EACCES the
 * node does not allow it; EFAULT.
 */
struct yamp_alloc {
	__u32 fourcc;
	__u32 width;
	__u32 height;
	__u32 count;
	__u64 modifier;
	__u32 flags;
	__u32 placement;
	__u32 color_encoding;
	__u32 color_range;
	__u32 field;
	__u32 fd_flags;
	__u64 constraints;
	__u32 constraint_count;
	__u32 constraint_size;
	__u64 fds;
	__u32 fd_count;
	__u32 reserved;
	__u32 placement_chosen;
	__u32 reserved_out;
	struct yamp_frame frame;
	struct yamp_conflict conflict;
};

/**
 * enum yamp_trust - who vouches for a description
 * @YAMP_TRUST_FOREIGN: another exporter: size only
 * @YAMP_TRUST_OURS: allocated and described by yamp
 * @YAMP_TRUST_PROBED: another exporter: size, and segments seen
 */
enum yamp_trust {
	YAMP_TRUST_FOREIGN		= 0,
	YAMP_TRUST_OURS			= 1,
	YAMP_TRUST_PROBED		= 2,
};

/**
 * enum yamp_access_kind - index into struct yamp_describe.access
 * @YAMP_ACCESS_DEVICE_MAP: map_dma_buf; no CPU access
 * @YAMP_ACCESS_VMAP: a driver's kernel mapping
 * @YAMP_ACCESS_MMAP: mmap by a process
 * @YAMP_ACCESS_FAULT: fault on such a mapping; one may map all pages
 * @YAMP_ACCESS_CPU: begin_cpu_access by a driver
 * @YAMP_ACCESS_SYNC: a process: DMA_BUF_IOCTL_SYNC, SET_DOMAIN
 * @YAMP_ACCESS_ATTACH: a device imported it; no access yet
 */
enum yamp_access_kind {
	YAMP_ACCESS_DEVICE_MAP		= 0,
	YAMP_ACCESS_VMAP		= 1,
	YAMP_ACCESS_MMAP		= 2,
	YAMP_ACCESS_FAULT		= 3,
	YAMP_ACCESS_CPU			= 4,
	YAMP_ACCESS_SYNC		= 5,
	YAMP_ACCESS_ATTACH		= 6,
};

/** YAMP_ACCESS_MAX - entries of struct yamp_describe.access */
#define YAMP_ACCESS_MAX		8

/**
 * struct yamp_access - how often a buffer was accessed in one way, all out
 * @total: since it was allocated
 * @now: of DEVICE_MAP, VMAP, MMAP and ATTACH: those not yet ended; else zero
 * @pid: process (thread group) in whose context the last one came, in the
 *	caller's PID namespace; 0 if it is not visible there or was a kernel thread
 * @task: name of that thread, bytes outside printable ASCII shown as '?'; empty
 *	if a process of another PID namespace did it
 * @who: device (maps and attachments), or kernel module as far as it can be told
 *	(vmaps, CPU accesses), cut to fit; empty if unknown or a process did it itself
 *
 * A driver that works in software accesses memory in the context of whoever
 * queued the buffer: @task is then that process, @who is the driver. MMAP,
 * FAULT and SYNC are processes' own doing: where their totals are zero, no
 * process has touched the samples. A device that attached and never mapped (a
 * display in software that works through a vmap) is seen by ATTACH alone, which
 * is since version 2. A driver built into the kernel cannot be
 * told from the process in whose context it runs, and counts as SYNC.
 */
struct yamp_access {
	__u64 total;
	__u32 now;
	__u32 pid;
	char task[YAMP_TASK_LEN];
	char who[YAMP_NAME_LEN];
};

#define YAMP_STATE_READ_ONLY	(1U << 0)	/* this descriptor cannot write by CPU */
#define YAMP_STATE_REVOKED	(1U << 1)	/* see YAMP_IOC_REVOKE */
#define YAMP_STATE_PURGEABLE	(1U << 2)	/* see YAMP_IOC_ADVISE */
#define YAMP_STATE_PURGED	(1U << 3)	/* likewise */

/**
 * YAMP_DESCRIBE_PROBE - map another exporter's dma-buf once to see its segments
 *
 * For a device of yamp's that has no IOMMU and reaches all memory. What was seen
 * then may be otherwise for another device or at another time. Only on /dev/yamp,
 * because a driver may have to move the memory for it. No effect on ours.
 */
#define YAMP_DESCRIBE_PROBE	(1U << 0)

/**
 * struct yamp_describe - argument of YAMP_IOC_DESCRIBE
 * @fd: a dma-buf of any exporter
 * @flags: YAMP_DESCRIBE_*
 * @trust: out, enum yamp_trust; with %YAMP_TRUST_FOREIGN only @size is set too, with
 *	%YAMP_TRUST_PROBED also @segments, @segment_largest and the @address_mask
 *	that covers them
 * @state: out, YAMP_STATE_*
 * @size: out, bytes of this dma-buf
 * @frame_id: out, the same for all dma-bufs of a frame, never used again
 * @object: out, index of this dma-buf in the frame
 * @placement: out, enum yamp_placement
 * @cache: out, enum yamp_cache
 * @segments: out, physically contiguous pieces; 0 while nothing keeps them in place
 * @segment_largest: out, bytes of the largest; likewise
 * @address_mask: out, merged mask it was allocated for; 0 is any address
 * @pins: out, users that keep the pages in place
 * @moves: out, how often the memory was moved to where a device reaches it
 * @reserved: out, zero
 * @access: out, indexed by enum yamp_access_kind; further entries are zero
 * @frame: out, the description. Memory from the dma-heap node has none: then
 *	fourcc and plane_count are 0, and size and object_count are all that is set
 *
 * Errors: EBADF not an open descriptor; EINVAL not a dma-buf; E2BIG; EFAULT; with
 * %YAMP_DESCRIBE_PROBE also EACCES not on this node, EOPNOTSUPP the exporter does
 * not let a device map it, ENOMEM, EINTR.
 */
struct yamp_describe {
	__s32 fd;
	__u32 flags;
	__u32 trust;
	__u32 state;
	__u64 size;
	__u64 frame_id;
	__u32 object;
	__u32 placement;
	__u32 cache;
	__u32 segments;
	__u64 segment_largest;
	__u64 address_mask;
	__u32 pins;
	__u32 moves;
	__u32 reserved[4];
	struct yamp_access access[YAMP_ACCESS_MAX];
	struct yamp_frame frame;
};

/**
 * enum yamp_verdict - what YAMP_IOC_VERIFY found
 * @YAMP_VERDICT_UNKNOWN: not all of it can be told
 * @YAMP_VERDICT_FITS: every figure holds, for good
 * @YAMP_VERDICT_FAILS: one does not, see the conflict
 */
enum yamp_verdict {
	YAMP_VERDICT_UNKNOWN		= 0,
	YAMP_VERDICT_FITS		= 1,
	YAMP_VERDICT_FAILS		= 2,
};

/** YAMP_VERIFY_PROBE - as %YAMP_DESCRIBE_PROBE, and judge what was seen */
#define YAMP_VERIFY_PROBE	(1U << 0)

/**
 * struct yamp_verify - argument of YAMP_IOC_VERIFY
 * @fd: a dma-buf of any exporter
 * @flags: YAMP_VERIFY_*
 * @constraint: user pointer to one record, read as YAMP_IOC_ALLOC reads it
 * @constraint_size: the caller's sizeof, likewise
 * @verdict: out, enum yamp_verdict
 * @reserved: zero
 * @conflict: out, filled with %YAMP_VERDICT_FAILS: @first is the record (index 0),
 *	@second is %YAMP_CONSUMER_FRAME with what there is
 *
 * Would this consumer be content? The whole frame's layout is looked at, and the
 * memory of this dma-buf; counts of frames are not. A frame fits every record it
 * was allocated with. Memory that comes and goes is judged by what it may become
 * at worst, memory that stays by where it is.
 *
 * Of another exporter's dma-buf, or one of ours without a frame, the layout is not
 * known: the verdict is FAILS where its size alone decides (size_align; size_min if
 * the record wants one dma-buf), else UNKNOWN. Ours without a frame fits a record
 * that asks for nothing but memory, and another exporter's does if the segments
 * that %YAMP_VERIFY_PROBE saw fit and no caching is asked for.
 *
 * Errors: EBADF not an open descriptor; EINVAL not a dma-buf, or a field of the
 * record is out of its range; E2BIG; ENOMEM; EFAULT; of %YAMP_VERIFY_PROBE as of
 * %YAMP_DESCRIBE_PROBE.
 */
struct yamp_verify {
	__s32 fd;
	__u32 flags;
	__u64 constraint;
	__u32 constraint_size;
	__u32 verdict;
	__u32 reserved[4];
	struct yamp_conflict conflict;
};

/**
 * enum yamp_domain - whose turn it is
 * @YAMP_DOMAIN_DEVICE: what the CPU did is over
 * @YAMP_DOMAIN_CPU: the CPU is about to begin
 */
enum yamp_domain {
	YAMP_DOMAIN_DEVICE		= 0,
	YAMP_DOMAIN_CPU			= 1,
};

#define YAMP_DOMAIN_READ	(1U << 0)	/* the CPU reads */
#define YAMP_DOMAIN_WRITE	(1U << 1)	/* the CPU writes */

/** YAMP_PLANE_ALL - the dma-buf, whatever lies where in it */
#define YAMP_PLANE_ALL		0xffffffffU

/**
 * struct yamp_set_domain - argument of YAMP_IOC_SET_DOMAIN, nothing is out
 * @fd: a dma-buf of ours
 * @domain: enum yamp_domain
 * @flags: YAMP_DOMAIN_READ, YAMP_DOMAIN_WRITE or both: what the CPU does
 * @plane: colour plane that the range is in, or %YAMP_PLANE_ALL
 * @offset: first byte of the range, in the plane or in the dma-buf
 * @size: bytes of the range; 0 is to the end
 * @reserved: zero
 *
 * As DMA_BUF_IOCTL_SYNC, of a range: %YAMP_DOMAIN_CPU before, %YAMP_DOMAIN_DEVICE
 * after the CPU reads or writes it. The first waits for the fences of devices that
 * are not done with the dma-buf, whatever the range. Both do the maintenance that
 * the devices need that have it mapped. Counted as %YAMP_ACCESS_SYNC.
 *
 * Errors: EBADF not an open descriptor; EINVAL not a dma-buf, no such plane in it,
 * a range that is empty or not wholly inside; EOPNOTSUPP another exporter's, for
 * which there is DMA_BUF_IOCTL_SYNC; EACCES to write through a descriptor that only
 * reads, or on this node; EINTR while waiting; E2BIG; EFAULT.
 */
struct yamp_set_domain {
	__s32 fd;
	__u32 domain;
	__u32 flags;
	__u32 plane;
	__u64 offset;
	__u64 size;
	__u32 reserved[4];
};

/**
 * enum yamp_holder_kind - how a buffer is held
 * @YAMP_HOLDER_ATTACHED: a device imported it; keeps no pages
 * @YAMP_HOLDER_MAPPED: a device has it mapped for DMA
 * @YAMP_HOLDER_VMAP: a driver has a kernel mapping
 * @YAMP_HOLDER_MMAP: a process has it mapped
 * @YAMP_HOLDER_PIN: a driver pinned it by the in-kernel API
 */
enum yamp_holder_kind {
	YAMP_HOLDER_ATTACHED		= 0,
	YAMP_HOLDER_MAPPED		= 1,
	YAMP_HOLDER_VMAP		= 2,
	YAMP_HOLDER_MMAP		= 3,
	YAMP_HOLDER_PIN			= 4,
};

/**
 * struct yamp_holder - who holds a buffer, all out
 * @kind: enum yamp_holder_kind
 * @count: how many times
 * @pid: process in whose context it began (of MMAP: that has the mapping), in the
 *	caller's PID namespace; 0 if it is not visible there or was a kernel thread
 * @reserved: zero
 * @task: name of that thread, as in struct yamp_access; of MMAP: of the process
 * @who: device (ATTACHED, MAPPED), kernel module as far as it can be told (VMAP),
 *	tag (PIN); else empty
 *
 * Further users of a kernel mapping that exists are not known to us: the dma-buf
 * core serves them by itself.
 */
struct yamp_holder {
	__u32 kind;
	__u32 count;
	__u32 pid;
	__u32 reserved;
	char task[YAMP_TASK_LEN];
	char who[YAMP_NAME_LEN];
};

/** YAMP_HOLDERS_BY_ID - of @frame_id and @object, as YAMP_IOC_STATS has told them */
#define YAMP_HOLDERS_BY_ID	(1U << 0)

/**
 * struct yamp_holders - argument of YAMP_IOC_HOLDERS, since version 2
 * @fd: a dma-buf of ours; not looked at with %YAMP_HOLDERS_BY_ID
 * @flags: YAMP_HOLDERS_*
 * @holders: user pointer to room for @holder_count struct yamp_holder (out)
 * @holder_count: in: room; out: how many there are, also if there is less room.
 *	Equal ones are counted together; of more than 256 different ones the rest
 *	is counted in the last
 * @holder_size: bytes from one to the next: the caller's sizeof, at least version
 *	2's, a multiple of 8, at most 4096; what of it the kernel does not know is
 *	zeroed; ignored if there is no room
 * @frame_id: with %YAMP_HOLDERS_BY_ID, else zero
 * @object: likewise
 * @reserved: zero
 *
 * Of all dma-bufs over the same memory. Descriptors by themselves are not told.
 * Those may ask who may ask YAMP_IOC_STATS about it.
 *
 * Errors: EBADF not an open descriptor; EINVAL not a dma-buf of ours, or another bad
 * argument; EPERM another's, see above; ENOENT with %YAMP_HOLDERS_BY_ID: there is none
 * that the caller may ask about; ENOMEM; E2BIG; EFAULT; EACCES the query node.
 */
struct yamp_holders {
	__s32 fd;
	__u32 flags;
	__u64 holders;
	__u32 holder_count;
	__u32 holder_size;
	__u64 frame_id;
	__u32 object;
	__u32 reserved[5];
};

/** YAMP_EXPORT_READ_ONLY - the new dma-buf cannot be mapped writable by a process */
#define YAMP_EXPORT_READ_ONLY	(1U << 0)

/**
 * struct yamp_export - argument of YAMP_IOC_EXPORT, since version 2
 * @fd: a dma-buf of ours
 * @flags: YAMP_EXPORT_*
 * @fd_flags: O_CLOEXEC or zero
 * @new_fd: out, a descriptor of another dma-buf over the same memory. The caller
 *	owns and closes it
 * @reserved: zero
 *
 * Both have the description, the memory, the fences and the end in common: a
 * REVOKE of one is a REVOKE of the other. The memory is charged once, to who
 * allocated it, and lives until the last of them is gone; the new dma-buf counts
 * against the quotas of who asks for it. Anyone who has a descriptor may do this, and
 * never gets more rights than it has.
 *
 * Read-only binds processes. It does not bind devices: DRM drivers map every
 * dma-buf for reading and writing.
 *
 * Errors: EBADF not an open descriptor; EINVAL not a dma-buf of ours, bad flags;
 * EACCES a writable one is asked for from a read-only one, or the query node;
 * ENODEV it was revoked; EDQUOT the quota of the user or of the open file; EMFILE,
 * ENFILE no descriptors; ENOMEM; E2BIG; EFAULT.
 */
struct yamp_export {
	__s32 fd;
	__u32 flags;
	__u32 fd_flags;
	__s32 new_fd;
	__u32 reserved[4];
};

/**
 * enum yamp_advice - what a buffer's owner says of its content
 * @YAMP_ADVICE_WILLNEED: it is needed (again): have memory for it
 * @YAMP_ADVICE_DONTNEED: may be dropped when memory is short
 */
enum yamp_advice {
	YAMP_ADVICE_WILLNEED		= 0,
	YAMP_ADVICE_DONTNEED		= 1,
};

/**
 * struct yamp_advise - argument of YAMP_IOC_ADVISE, since version 2
 * @fd: a dma-buf of ours
 * @advice: enum yamp_advice
 * @retained: out, 1: the content is there; 0: it was dropped. After WILLNEED the
 *	memory then is there again and zero
 * @reserved: zero
 *
 * For all dma-bufs over the same memory. With DONTNEED the kernel may drop the
 * content and take the memory while nobody has it pinned. A process that has it
 * mapped pins it again as soon as it touches it. Where the content was dropped, until
 * WILLNEED, a touch is SIGBUS for the process that allocated it; another process, and
 * a driver's new kernel mapping, see a zero page that is nobody's; a pin or a device's
 * mapping fails with ENODATA. The quota is charged all the time.
 *
 * Errors: EBADF not an open descriptor; EINVAL not a dma-buf of ours, unknown
 * advice; EPERM the node's open file is not the one that allocated it; ENODEV it was
 * revoked; EOPNOTSUPP its placement cannot give memory back; ENOMEM, EINTR: WILLNEED
 * got no memory, the content stays dropped, ask again; E2BIG; EFAULT; EACCES the
 * query node.
 */
struct yamp_advise {
	__s32 fd;
	__u32 advice;
	__u32 retained;
	__u32 reserved[5];
};

/**
 * enum yamp_revoke_state - what is left of a revoked buffer
 * @YAMP_REVOKE_DONE: nobody has it, its memory is given back
 * @YAMP_REVOKE_BUSY: devices or drivers still have it
 */
enum yamp_revoke_state {
	YAMP_REVOKE_DONE		= 0,
	YAMP_REVOKE_BUSY		= 1,
};

/**
 * struct yamp_revoke - argument of YAMP_IOC_REVOKE, since version 2
 * @fd: a dma-buf of ours
 * @flags: zero
 * @state: out, enum yamp_revoke_state
 * @holder_count: in: room; out: with %YAMP_REVOKE_BUSY how many hold it, also if
 *	there is less room; else 0
 * @holders: user pointer to room for @holder_count struct yamp_holder (out): who
 *	keeps the memory, so only MAPPED, VMAP and PIN
 * @holder_size: as in struct yamp_holders
 * @reserved: zero
 *
 * For ever, and for all dma-bufs over the same memory. When this returns no
 * process can reach the memory any more: to touch a mapping is SIGBUS for the process
 * that allocated it, and shows any other a zero page that is nobody's, so that none
 * dies of what another one does. A device's or a process's new mapping, a pin and an
 * EXPORT are refused with ENODEV; to attach alone gives nothing and is not. A
 * driver's new kernel mapping, which the dma-buf core does not let us refuse, shows
 * a zero page that is nobody's; but where the same dma-buf has one already, the core
 * hands out that.
 *
 * Devices that have it mapped cannot be stopped: they go on until they unmap. Drivers
 * that are dynamic importers are told, and unmap before this returns, or soon after.
 * The memory is given back when the last has, and the quota's bytes with it; the
 * dma-bufs themselves count until they are closed. Ask again to know.
 *
 * Errors: EBADF not an open descriptor; EINVAL not a dma-buf of ours, or another bad
 * argument; EPERM the node's open file is not the one that allocated it; ENOMEM,
 * EFAULT: it is revoked,
 * but who holds it could not be told; E2BIG; EACCES the query node.
 */
struct yamp_revoke {
	__s32 fd;
	__u32 flags;
	__u32 state;
	__u32 holder_count;
	__u64 holders;
	__u32 holder_size;
	__u32 reserved[3];
};

#define YAMP_STATS_USER		(1U << 0)	/* those charged to the calling user */
#define YAMP_STATS_ALL		(1U << 1)	/* everybody's: needs CAP_SYS_ADMIN */

/**
 * struct yamp_stat - a buffer: the memory behind one dma-buf or several, all out
 * @frame_id: of the frame it belongs to
 * @modifier: DRM_FORMAT_MOD_*
 * @size: bytes
 * @resident: of these, in memory now; the rest is swapped out, purged or given back
 * @object: index in the frame
 * @placement: enum yamp_placement
 * @state: YAMP_STATE_*, never READ_ONLY, which is a descriptor's
 * @uid: user who is charged for it, in the caller's user namespace
 * @pid: process that allocated it, in the caller's PID namespace; 0 if it is not
 *	visible there
 * @pins: users that keep the pages in place: devices, drivers, and together one for
 *	all processes that have touched it
 * @attachments: devices that imported it
 * @maps: mappings by devices
 * @vmaps: kernel mappings
 * @mmaps: mappings by processes
 * @api_pins: pins by the in-kernel API
 * @fourcc: DRM_FORMAT_*; 0 is memory without a frame
 * @width: of the picture, pixels
 * @height: of the picture, pixels
 * @reserved: zero
 * @task: name of the thread that allocated it, as in struct yamp_access
 */
struct yamp_stat {
	__u64 frame_id;
	__u64 modifier;
	__u64 size;
	__u64 resident;
	__u32 object;
	__u32 placement;
	__u32 state;
	__u32 uid;
	__u32 pid;
	__u32 pins;
	__u32 attachments;
	__u32 maps;
	__u32 vmaps;
	__u32 mmaps;
	__u32 api_pins;
	__u32 fourcc;
	__u32 width;
	__u32 height;
	__u32 reserved[2];
	char task[YAMP_TASK_LEN];
};

/**
 * struct yamp_stats - argument of YAMP_IOC_STATS, since version 2
 * @flags: YAMP_STATS_* or zero: those allocated through this open file
 * @stat_count: in: room; out: how many there are behind the first @after, also if
 *	there is less room
 * @stats: user pointer to room for @stat_count struct yamp_stat (out), in the order
 *	in which they were allocated
 * @stat_size: bytes from one to the next, as holder_size of struct yamp_holders
 * @reserved: zero
 * @after: in: zero, or what a call before this one gave; out: where to go on, only
 *	to be handed back
 * @bytes: out, of all that there are, wherever @after was
 * @resident: out, of these
 * @purgeable: out, of these: may be dropped when memory is short, and still there
 * @buffers: out, of all that there are
 * @reserved_out: out, zero
 *
 * While a caller goes on by @after, each buffer that lives all the time is told
 * once. What is told of one buffer is of one moment, of all together it is not.
 * Limits and what of them is used are YAMP_IOC_INFO's.
 *
 * A caller in a user namespace of its own is no user of %YAMP_STATS_USER and is
 * told of nothing: what runs in a sandbox does not see what its user does outside.
 *
 * Errors: EINVAL bad argument; EPERM %YAMP_STATS_ALL without CAP_SYS_ADMIN; EINTR after
 * a fatal signal; E2BIG; EFAULT; EACCES the query node.
 */
struct yamp_stats {
	__u32 flags;
	__u32 stat_count;
	__u64 stats;
	__u32 stat_size;
	__u32 reserved;
	__u64 after;
	__u64 bytes;
	__u64 resident;
	__u64 purgeable;
	__u32 buffers;
	__u32 reserved_out;
};

/**
 * enum yamp_event_type - what happened
 * @YAMP_EVENT_REVOKED: a revoked buffer's memory was given back
 * @YAMP_EVENT_PURGED: a buffer's content was dropped
 * @YAMP_EVENT_RELEASED: nobody has the buffer any more
 * @YAMP_EVENT_LIMIT: a quota refused an ALLOC or EXPORT
 * @YAMP_EVENT_OVERFLOW: events behind this one were lost
 */
enum yamp_event_type {
	YAMP_EVENT_REVOKED		= 1,
	YAMP_EVENT_PURGED		= 2,
	YAMP_EVENT_RELEASED		= 3,
	YAMP_EVENT_LIMIT		= 4,
	YAMP_EVENT_OVERFLOW		= 5,
};

/**
 * enum yamp_limit - which quota, see struct yamp_info
 * @YAMP_LIMIT_USER_BYTES: quota_bytes
 * @YAMP_LIMIT_USER_BUFFERS: quota_buffers
 * @YAMP_LIMIT_FILE_BYTES: file_quota_bytes
 * @YAMP_LIMIT_FILE_BUFFERS: file_quota_buffers
 * @YAMP_LIMIT_ALL_BYTES: what all users may hold together
 */
enum yamp_limit {
	YAMP_LIMIT_USER_BYTES		= 1,
	YAMP_LIMIT_USER_BUFFERS		= 2,
	YAMP_LIMIT_FILE_BYTES		= 3,
	YAMP_LIMIT_FILE_BUFFERS		= 4,
	YAMP_LIMIT_ALL_BYTES		= 5,
};

/**
 * struct yamp_event - what read() on /dev/yamp gives, since version 2
 * @type: enum yamp_event_type; others may come, to be skipped
 * @size: bytes from this event to the next: later ones may be longer
 * @time_ns: when it happened, CLOCK_MONOTONIC
 * @frame_id: of REVOKED, PURGED and RELEASED: the frame; else 0
 * @object: likewise: index in the frame
 * @detail: of LIMIT: enum yamp_limit; else 0
 * @value: of LIMIT: bytes or dma-bufs that were asked for; of OVERFLOW: how many
 *	were lost; else bytes of the buffer
 * @reserved: zero
 *
 * Of buffers and calls of this open file. The first poll() or read() of it begins:
 * nothing that was before is told. Up to 128 events wait to be read; what comes
 * then is lost, and an OVERFLOW stands where it would have been.
 *
 * read() gives whole events, as many as there are and fit, and waits for the first
 * unless O_NONBLOCK is set. Errors of read(): EINVAL no room for one; EAGAIN; EINTR;
 * ENOMEM; EFAULT, and what was read then is lost.
 */
struct yamp_event {
	__u32 type;
	__u32 size;
	__u64 time_ns;
	__u64 frame_id;
	__u32 object;
	__u32 detail;
	__u64 value;
	__u32 reserved[2];
};

#define YAMP_IOC_MAGIC		'Y'
#define YAMP_IOC_INFO		_IOWR(YAMP_IOC_MAGIC, 0x80, struct yamp_info)
#define YAMP_IOC_ALLOC		_IOWR(YAMP_IOC_MAGIC, 0x81, struct yamp_alloc)
#define YAMP_IOC_DESCRIBE	_IOWR(YAMP_IOC_MAGIC, 0x82, struct yamp_describe)
#define YAMP_IOC_VERIFY		_IOWR(YAMP_IOC_MAGIC, 0x83, struct yamp_verify)
#define YAMP_IOC_SET_DOMAIN	_IOWR(YAMP_IOC_MAGIC, 0x84, struct yamp_set_domain)
#define YAMP_IOC_EXPORT		_IOWR(YAMP_IOC_MAGIC, 0x85, struct yamp_export)
#define YAMP_IOC_ADVISE		_IOWR(YAMP_IOC_MAGIC, 0x86, struct yamp_advise)
#define YAMP_IOC_REVOKE		_IOWR(YAMP_IOC_MAGIC, 0x87, struct yamp_revoke)
#define YAMP_IOC_STATS		_IOWR(YAMP_IOC_MAGIC, 0x88, struct yamp_stats)
#define YAMP_IOC_HOLDERS	_IOWR(YAMP_IOC_MAGIC, 0x89, struct yamp_holders)

#endif /* _UAPI_LINUX_YAMP_H */
