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
 * furthest is to blame, together with one that has nothing in common with it;
 * where three or more must come together to leave nothing, those that are not
 * needed for it are left out and the first of the rest is the leader.
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

/* The first of @mask that names formats; @task->count if none does. */
static __u32 find_leader(const struct yamp_task *task, __u32 mask)
{
	__u32 i;

	for (i = 0; i < task->count; i++) {
		if (mask & 1U << i && task->consumers[i].record->format_count)
			return i;
	}
	return task->count;
}

/* The first of @mask that does not know @format; @task->count if all do. */
static __u32 find_stranger(const struct yamp_task *task, __u32 mask,
			   const struct yamp_format *format, struct yamp_clash *clash)
{
	__u32 i;

	for (i = 0; i < task->count; i++) {
		if (mask & 1U << i && yamp_consumer_format(&task->consumers[i], format, clash))
			return i;
	}
	return task->count;
}

/*
 * The best format that all of @mask know. -EDOM if there is none: @clash says
 * what stopped the format that got furthest, and who is @stranger. The same
 * code with another modifier tells more than another code.
 */
static int find_common(const struct yamp_task *task, __u32 mask, struct yamp_format *format,
		       __u32 *stranger, struct yamp_clash *clash)
{
	const struct yamp_consumer *leader = &task->consumers[find_leader(task, mask)];
	struct yamp_clash found = {};
	__u32 i, at;

	*stranger = 0;
	for (i = 0; i < leader->record->format_count; i++) {
		if (task->request->pause)
			task->request->pause();
		*format = leader->formats[i];
		at = find_stranger(task, mask, format, &found);
		if (at == task->count && representable(format))
			return 0;
		if (at > *stranger || (at == *stranger && clash->field == YAMP_FIELD_ID_FORMAT &&
				       found.field == YAMP_FIELD_ID_MODIFIER)) {
			*stranger = at;
			*clash = found;
		}
	}
	return *stranger == task->count ? -EOPNOTSUPP : -EDOM;
}

/* Two that have nothing in common; if there are no such two, all are it. */
static __u32 guilty_pair(const struct yamp_task *task, __u32 stranger)
{
	struct yamp_format format;
	struct yamp_clash clash;
	__u32 i, ignored;

	for (i = 0; i < stranger; i++) {
		__u32 mask = 1U << i | 1U << stranger;

		if (task->consumers[i].record->format_count &&
		    find_common(task, mask, &format, &ignored, &clash) == -EDOM)
			return mask;
	}
	return (2U << stranger) - 1;
}

/* Leave out whoever is not needed to leave no format. */
static __u32 reduce(const struct yamp_task *task, __u32 mask)
{
	struct yamp_format format;
	struct yamp_clash clash;
	__u32 i, ignored;

	for (i = 0; i < task->count; i++) {
		__u32 fewer = mask & ~(1U << i);

		if (find_leader(task, fewer) < task->count &&
		    find_common(task, fewer, &format, &ignored, &clash) == -EDOM)
			mask = fewer;
	}
	return mask;
}

static int choose_common(const struct yamp_task *task, struct yamp_format *format,
			 struct yamp_conflict *conflict)
{
	__u32 mask = (1U << task->count) - 1, stranger;
	struct yamp_clash clash;
	int ret;

	if (find_leader(task, mask) == task->count)
		return -EINVAL;
	ret = find_common(task, mask, format, &stranger, &clash);
	if (ret != -EDOM)
		return ret;
	mask = reduce(task, guilty_pair(task, stranger));
	find_common(task, mask, format, &stranger, &clash);
	conflict->field = clash.field;
	conflict->involved = mask;
	yamp_conflict_first(task, conflict, find_leader(task, mask), clash.need);
	yamp_conflict_second(task, conflict, stranger, clash.limit);
	return ret;
}

/* The caller named the format. */
static int choose_requested(const struct yamp_task *task, const struct yamp_format *format,
			    struct yamp_conflict *conflict)
{
	struct yamp_clash clash;
	__u32 stranger;

	if (!representable(format))
		return -EOPNOTSUPP;
	stranger = find_stranger(task, (1U << task->count) - 1, format, &clash);
	if (stranger == task->count)
		return 0;
	conflict->field = clash.field;
	conflict->involved = 1U << stranger;
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
