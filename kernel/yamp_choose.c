// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * One format that all consumers know.
 *
 * A caller that names a format gets it or hears who does not know it. A caller
 * that leaves the choice takes the first consumer that names formats at all as
 * the leader and goes down its list, best first:
 *
 *   camera (leader)   gpu            plane
 *   NV12           -> known       -> unknown     got past one consumer
 *   YUYV           -> unknown                    got past none
 *   XRGB8888       -> known       -> known       taken
 *
 * Formats that all know but the solver cannot lay out (tiled ones) are passed
 * over. If the list ends, the consumer that stopped the format which had got
 * furthest is named, because without it the answer would be another; against
 * it stands the first consumer with which it has nothing in common at all, or
 * the leader where three or more must come together to leave nothing.
 */
#include <linux/errno.h>
#include <linux/types.h>
#include "yamp_solve.h"
#include "yamp_solve_priv.h"

int yamp_consumer_format(const struct yamp_consumer *consumer, const struct yamp_format *format,
			 struct yamp_clash *clash)
{
	const struct yamp_format *formats = consumer->formats;
	__u32 i, count = consumer->record->format_count;
	__u32 near = count;

	for (i = 0; i < count; i++) {
		if (formats[i].fourcc != format->fourcc)
			continue;
		if (formats[i].modifier == format->modifier)
			return 0;
		if (near == count)
			near = i;
	}
	if (!count)
		return 0;
	if (near < count)
		return yamp_clash(clash, YAMP_FIELD_ID_MODIFIER, 0, format->modifier,
				  formats[near].modifier);
	return yamp_clash(clash, YAMP_FIELD_ID_FORMAT, 0, format->fourcc, formats[0].fourcc);
}

static int representable(const struct yamp_format *format)
{
	return format->modifier == YAMP_LINEAR && yamp_format_info(format->fourcc);
}

/* The first consumer behind @after that names formats; @task->count if none. */
static __u32 next_naming(const struct yamp_task *task, __u32 after)
{
	__u32 i;

	for (i = after; i < task->count; i++) {
		if (task->consumers[i].record->format_count)
			return i;
	}
	return task->count;
}

/* The first consumer that does not know @format; @task->count if all do. */
static __u32 first_stranger(const struct yamp_task *task, const struct yamp_format *format,
			    struct yamp_clash *clash)
{
	__u32 i;

	for (i = 0; i < task->count; i++) {
		if (yamp_consumer_format(&task->consumers[i], format, clash))
			return i;
	}
	return task->count;
}

/* 0 if @b knows a format of @a; else -EDOM, @clash about @a's best. */
static int share_format(const struct yamp_consumer *a, const struct yamp_consumer *b,
			struct yamp_clash *clash)
{
	struct yamp_clash ignored;
	__u32 i;

	for (i = 0; i < a->record->format_count; i++) {
		if (!yamp_consumer_format(b, &a->formats[i], &ignored))
			return 0;
	}
	/* The same fourcc with another modifier says more than another fourcc. */
	for (i = 0; i < a->record->format_count; i++) {
		yamp_consumer_format(b, &a->formats[i], clash);
		if (clash->field == YAMP_FIELD_ID_MODIFIER)
			return -EDOM;
	}
	return yamp_consumer_format(b, &a->formats[0], clash);
}

/* @stranger does not know what the others agreed on; who is against it? */
static int blame_stranger(const struct yamp_task *task, __u32 leader, __u32 stranger,
			  struct yamp_clash *clash, struct yamp_conflict *conflict)
{
	struct yamp_clash pair;
	__u32 i, first = leader;

	for (i = leader; i < stranger; i = next_naming(task, i + 1)) {
		if (share_format(&task->consumers[i], &task->consumers[stranger], &pair)) {
			first = i;
			*clash = pair;
			break;
		}
	}
	conflict->field = clash->field;
	yamp_conflict_first(task, conflict, first, clash->need);
	yamp_conflict_second(task, conflict, stranger, clash->limit);
	return -EDOM;
}

static int choose_common(const struct yamp_task *task, struct yamp_format *format,
			 struct yamp_conflict *conflict)
{
	__u32 i, furthest = 0, leader = next_naming(task, 0);
	struct yamp_clash clash, best = {};
	const struct yamp_consumer *lead;

	if (leader == task->count)
		return -EINVAL;
	lead = &task->consumers[leader];
	for (i = 0; i < lead->record->format_count; i++) {
		__u32 stranger = first_stranger(task, &lead->formats[i], &clash);

		*format = lead->formats[i];
		if (stranger == task->count && representable(format))
			return 0;
		if (stranger > furthest) {
			furthest = stranger;
			best = clash;
		}
	}
	if (furthest == task->count)
		return -EOPNOTSUPP;
	return blame_stranger(task, leader, furthest, &best, conflict);
}

/* The caller named the format. */
static int choose_requested(const struct yamp_task *task, const struct yamp_format *format,
			    struct yamp_conflict *conflict)
{
	struct yamp_clash clash;
	__u32 stranger;

	if (!representable(format))
		return -EOPNOTSUPP;
	stranger = first_stranger(task, format, &clash);
	if (stranger == task->count)
		return 0;
	conflict->field = clash.field;
	yamp_conflict_first(task, conflict, YAMP_CONSUMER_REQUEST, clash.need);
	yamp_conflict_second(task, conflict, stranger, clash.limit);
	return -EDOM;
}

int yamp_choose_format(struct yamp_task *task, struct yamp_format *format,
		       struct yamp_conflict *conflict)
{
	int ret;

	format->fourcc = task->request->fourcc;
	format->reserved = 0;
	format->modifier = task->request->modifier;
	if (format->fourcc)
		ret = choose_requested(task, format, conflict);
	else
		ret = choose_common(task, format, conflict);
	if (!ret)
		task->info = yamp_format_info(format->fourcc);
	return ret;
}
