// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The way from a request to a solution.
 *
 *   request --.
 *             |--> in range? --> format --> merge --> layout --> solution
 *   records --'     -EINVAL        |          |         |
 *                                  '- -EDOM --'---------'------> who is to blame?
 *
 * Why merge before laying out: an allocation that satisfies one consumer and
 * is then refused by the next costs a retry at best and a copy for ever at
 * worst. Here nobody is asked twice, and a "no" comes with its reason.
 */
#include <linux/errno.h>
#include <linux/types.h>
#include "yamp_solve.h"
#include "yamp_solve_priv.h"

static int check_arguments(const struct yamp_task *task)
{
	__u32 i;

	if (task->count > YAMP_MAX_CONSTRAINTS || yamp_check_request(task->request))
		return -EINVAL;
	for (i = 0; i < task->count; i++) {
		if (yamp_check_consumer(&task->consumers[i]))
			return -EINVAL;
	}
	return 0;
}

int yamp_solve(const struct yamp_request *request, const struct yamp_consumer *consumers,
	       __u32 count, struct yamp_solution *solution, struct yamp_conflict *conflict)
{
	struct yamp_task task = { request, consumers, count, YAMP_NULL };
	struct yamp_format format;
	struct yamp_clash clash;
	int ret;

	*conflict = (struct yamp_conflict){};
	ret = check_arguments(&task);
	if (ret)
		return ret;
	ret = yamp_choose_format(&task, &format, conflict);
	if (ret)
		return ret;
	ret = yamp_attempt(&task, (1U << count) - 1, solution, &clash);
	if (ret == -EDOM)
		yamp_blame(&task, solution, conflict);
	return ret;
}
