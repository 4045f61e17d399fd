/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * What the solver's files share with each other and with nobody else.
 *
 *   yamp_solve.c     the way from a request to a solution
 *   yamp_record.c    is every figure in its range?
 *   yamp_choose.c    one format that all consumers know
 *   yamp_merge.c     many records to one
 *   yamp_layout.c    one record to a frame
 *   yamp_conflict.c  which records are to blame
 *   yamp_verify.c    the opposite way: does a frame suit a record?
 *   yamp_format.c    fourcc to planes
 */
#ifndef YAMP_SOLVE_PRIV_H
#define YAMP_SOLVE_PRIV_H

#include <linux/errno.h>
#include <linux/types.h>
#include "yamp_solve.h"

#define YAMP_NULL	((void *)0)

/* DRM_FORMAT_MOD_LINEAR */
#define YAMP_LINEAR	0

/**
 * struct yamp_task - a request with everything that was looked up for it
 * @request: the caller's
 * @consumers: the caller's
 * @count: entries of @consumers
 * @info: of the chosen format
 */
struct yamp_task {
	const struct yamp_request *request;
	const struct yamp_consumer *consumers;
	__u32 count;
	const struct yamp_format_info *info;
};

/**
 * struct yamp_clash - two figures that exclude each other, owners unknown
 * @field: enum yamp_field_id
 * @plane: of per-plane figures
 * @need: what all others need together
 * @limit: the figure that forbids it; some record states it
 */
struct yamp_clash {
	__u32 field;
	__u32 plane;
	__u64 need;
	__u64 limit;
};

/** yamp_clash - fill @clash in; returns -EDOM */
static inline int yamp_clash(struct yamp_clash *clash, __u32 field, __u32 plane, __u64 need,
			     __u64 limit)
{
	clash->field = field;
	clash->plane = plane;
	clash->need = need;
	clash->limit = limit;
	return -EDOM;
}

/* @b is never zero. */
static inline __u32 yamp_div_up(__u32 a, __u32 b)
{
	return a / b + (a % b != 0);
}

#define YAMP_COUNT(array)	(sizeof(array) / sizeof((array)[0]))

/* The next multiple of @align, which is never zero. */
static inline __u64 yamp_round_up(__u32 value, __u32 align)
{
	__u32 rest = value % align;

	return rest ? (__u64)value + (align - rest) : value;
}

static inline __u32 yamp_gcd(__u32 a, __u32 b)
{
	while (b) {
		__u32 rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}

/* Neither is zero. */
static inline __u64 yamp_lcm(__u32 a, __u32 b)
{
	return (__u64)(a / yamp_gcd(a, b)) * b;
}

/* value * num / den, rounded down; num and den are below 65536. */
static inline __u64 yamp_scale_down(__u32 value, __u32 num, __u32 den)
{
	return (__u64)(value / den) * num + value % den * num / den;
}

/* value * num / den, rounded up; num and den are below 65536. */
static inline __u64 yamp_scale_up(__u32 value, __u32 num, __u32 den)
{
	return (__u64)(value / den) * num + yamp_div_up(value % den * num, den);
}

/* Planes one right behind the other are planes in one dma-buf. */
static inline __u32 yamp_objects_wanted(const struct yamp_constraint *record)
{
	return record->flags & YAMP_CONSTRAINT_TIGHT_PLANES ? YAMP_OBJECTS_SINGLE
							    : record->objects;
}

/*
 * yamp_plane_ratio - stride of a plane over the stride of plane 0
 *
 * As the format's subsampling and samples give it: NV12 1/1, NV24 2/1, YUV420
 * 1/2. In lowest terms; what holds for a consumer with
 * YAMP_CONSTRAINT_TIGHT_PLANES.
 */
void yamp_plane_ratio(const struct yamp_format_info *info, __u32 plane, __u32 *num, __u32 *den);

/*
 * yamp_memory_rows - rows of memory of a plane
 * @height: of the picture
 * @align: height_align; 0 is 1
 */
__u32 yamp_memory_rows(const struct yamp_format_info *info, __u32 plane, __u32 height,
		       __u32 align);

/* yamp_record.c: 0 or -EINVAL */
int yamp_check_request(const struct yamp_request *request);
int yamp_check_color(__u32 encoding, __u32 range, __u32 field);

/*
 * yamp_choose_format - settle the format of the task
 * @format: out
 *
 * Sets @task->info. Returns 0; -EDOM with @conflict filled; -EINVAL nobody
 * names a format; -EOPNOTSUPP none that the solver can lay out.
 */
int yamp_choose_format(struct yamp_task *task, struct yamp_format *format,
		       struct yamp_conflict *conflict);

/*
 * yamp_consumer_format - does a consumer know a format?
 *
 * Returns 0, or -EDOM with @clash: need is the format's, limit the consumer's
 * figure that comes closest.
 */
int yamp_consumer_format(const struct yamp_consumer *consumer, const struct yamp_format *format,
			 struct yamp_clash *clash);

/*
 * yamp_merge - fold records into one
 * @mask: bit i takes consumer i
 * @merged: out
 *
 * Returns 0 or -EDOM with @clash filled.
 */
int yamp_merge(const struct yamp_task *task, __u32 mask, struct yamp_constraint *merged,
	       struct yamp_clash *clash);

/*
 * yamp_attempt - merge, and place the planes as the merged record asks
 * @mask: bit i takes consumer i
 *
 * Returns 0, -EDOM with @clash filled, or -EOVERFLOW.
 */
int yamp_attempt(const struct yamp_task *task, __u32 mask, struct yamp_solution *solution,
		 struct yamp_clash *clash);

/*
 * yamp_blame - name the records that make the task impossible
 * @scratch: overwritten
 *
 * For a task whose attempt with all consumers returned -EDOM.
 */
void yamp_blame(const struct yamp_task *task, struct yamp_solution *scratch,
		struct yamp_conflict *conflict);

/*
 * Write one side's index, figure and name; an index that is none of the task's
 * is the request.
 */
void yamp_conflict_first(const struct yamp_task *task, struct yamp_conflict *conflict,
			 __u32 index, __u64 value);
void yamp_conflict_second(const struct yamp_task *task, struct yamp_conflict *conflict,
			  __u32 index, __u64 value);

/** yamp_copy_name - a NUL-terminated name, the rest of @to zeroed */
void yamp_copy_name(char *to, const char *from);

#endif /* YAMP_SOLVE_PRIV_H */
