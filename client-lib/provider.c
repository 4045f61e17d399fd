// SPDX-License-Identifier: MIT
/*
 * What providers share that know nothing of layouts: the solver decides, they
 * give as many bytes as it says.
 */
#include <errno.h>
#include <unistd.h>

#include "provider.h"

int layout_solve(const struct yamp_alloc_options *options, struct yamp_solution *solution,
		 struct yamp_conflict *conflict)
{
	struct yamp_consumer consumers[YAMP_MAX_CONSTRAINTS];
	struct yamp_request request = {
		.fourcc = options->fourcc,
		.modifier = options->modifier,
		.width = options->width,
		.height = options->height,
		.count = options->count,
		.color_encoding = options->color_encoding,
		.color_range = options->color_range,
		.field = options->field,
	};

	if (options->constraint_count > YAMP_MAX_CONSTRAINTS)
		return -EINVAL;
	for (uint32_t i = 0; i < options->constraint_count; i++) {
		consumers[i].record = &options->constraints[i];
		consumers[i].formats =
			(const struct yamp_format *)(uintptr_t)options->constraints[i].formats;
	}
	return yamp_solve(&request, consumers, options->constraint_count, solution, conflict);
}

int yamp_layout_predict(const struct yamp_alloc_options *options, struct yamp_alloc_report *report)
{
	struct yamp_solution solution;
	int ret;

	*report = (struct yamp_alloc_report){ 0 };
	ret = layout_solve(options, &solution, &report->conflict);
	if (ret)
		return ret;
	report->frame = solution.frame;
	report->placement = options->placement;
	if (!report->placement)
		report->placement = layout_is_contiguous(options, &solution) ?
			YAMP_PLACEMENT_CONTIGUOUS : YAMP_PLACEMENT_SYSTEM;
	return 0;
}

int yamp_layout_merge(const struct yamp_alloc_options *options, struct yamp_constraint *merged)
{
	struct yamp_solution solution;
	struct yamp_conflict conflict;
	int ret = layout_solve(options, &solution, &conflict);

	if (!ret)
		*merged = solution.merged;
	return ret;
}

bool layout_is_contiguous(const struct yamp_alloc_options *options,
			  const struct yamp_solution *solution)
{
	return options->placement == YAMP_PLACEMENT_CONTIGUOUS ||
	       solution->merged.contiguity != YAMP_CONTIGUITY_NONE;
}

void fds_close(const int *fds, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		close(fds[i]);
}

int objects_alloc(struct provider *provider, const struct yamp_solution *solution, uint32_t count,
		  int (*one)(struct provider *provider, uint64_t size), int *fds)
{
	uint32_t objects = solution->frame.object_count;

	for (uint32_t i = 0; i < count * objects; i++) {
		int fd = one(provider, solution->object_size[i % objects]);

		if (fd < 0) {
			fds_close(fds, i);
			return fd;
		}
		fds[i] = fd;
	}
	return 0;
}
