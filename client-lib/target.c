// SPDX-License-Identifier: MIT
/* Targets, whoever tells of them: a compositor, or the kernel of a card. */
#include "target.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <drm_fourcc.h>
#include <yamp_solve.h>

/* Room for formats that cannot be laid out here, so that the others find theirs. */
#define FORMATS_OTHER (YAMP_MAX_FORMATS / 2)

static void target_finish(struct target *target)
{
	for (uint32_t i = 0; i < target->told.output_count; i++)
		free(target->outputs[i]);
	free(target->outputs);
	free(target->formats);
}

void target_list_clear(struct target_list *list)
{
	for (uint32_t i = 0; i < list->count; i++)
		target_finish(&list->targets[i]);
	free(list->targets);
	*list = (struct target_list){ 0 };
}

void target_list_drop_spoilt(struct target_list *list)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < list->count; i++) {
		if (list->targets[i].spoilt)
			target_finish(&list->targets[i]);
		else
			list->targets[kept++] = list->targets[i];
	}
	list->count = kept;
}

/* A name that a record can have, whoever says it. */
static void copy_name(char *to, const char *from)
{
	size_t i;

	for (i = 0; from[i] && i < YAMP_NAME_LEN - 1; i++)
		to[i] = from[i] >= ' ' && from[i] <= '~' ? from[i] : '?';
	to[i] = '\0';
}

struct target *target_list_add(struct target_list *list, uint32_t number, uint32_t kind,
			       const char *name)
{
	struct target *grown = reallocarray(list->targets, list->count + 1, sizeof(*grown));
	struct target *target;

	if (!grown)
		return NULL;
	list->targets = grown;
	target = &grown[list->count++];
	*target = (struct target){ .told = { .number = number, .kind = kind } };
	copy_name(target->told.record.name, name);
	return target;
}

static int add_output(struct target *target, const char *name)
{
	uint32_t count = target->told.output_count;
	char **outputs = reallocarray(target->outputs, count + 1, sizeof(*outputs));

	if (!outputs)
		return -ENOMEM;
	target->outputs = outputs;
	outputs[count] = strdup(name);
	if (!outputs[count])
		return -ENOMEM;
	target->told.output_count++;
	return 0;
}

void target_add_output(struct target *target, const char *name)
{
	target->spoilt |= add_output(target, name) != 0;
}

void target_add_format(struct target *target, uint32_t fourcc, uint64_t modifier)
{
	uint32_t *count = &target->told.record.format_count;
	uint32_t room = modifier == DRM_FORMAT_MOD_LINEAR ? YAMP_MAX_FORMATS : FORMATS_OTHER;

	if (!target->formats)
		target->formats = calloc(YAMP_MAX_FORMATS, sizeof(target->formats[0]));
	if (!target->formats)
		target->spoilt = true;
	else if (*count < room)
		target->formats[(*count)++] = (struct yamp_format){ fourcc, 0, modifier };
}

void target_end(struct target *target)
{
	struct yamp_consumer consumer = { &target->told.record, target->formats };

	target->told.record.formats = (uintptr_t)target->formats;
	target->spoilt |= yamp_check_consumer(&consumer) != 0;
}

bool yamp_target_serves(const struct yamp_target *target, const char *output)
{
	if (!output || !target->output_count)
		return true;
	for (uint32_t i = 0; i < target->output_count; i++) {
		if (!strcmp(target->outputs[i], output))
			return true;
	}
	return false;
}

int target_list_at(const struct target_list *list, uint32_t index, struct yamp_target *target)
{
	const struct target *found;

	if (index >= list->count)
		return -ENOENT;
	found = &list->targets[index];
	*target = found->told;
	target->outputs = (const char *const *)found->outputs;
	return 0;
}

static bool scans_out(const struct yamp_target *target, const char *output)
{
	return (target->kind == YAMP_TARGET_PRIMARY_PLANE ||
		target->kind == YAMP_TARGET_OVERLAY_PLANE) && yamp_target_serves(target, output);
}

uint32_t target_list_planes(const struct target_list *list, const char *output,
			    struct yamp_constraint *records, uint32_t max)
{
	struct yamp_target target;
	uint32_t used = 0;

	for (uint32_t i = 0; used < max && !target_list_at(list, i, &target); i++) {
		if (scans_out(&target, output))
			records[used++] = target.record;
	}
	return used;
}

/* As @options, with one more record behind the others. */
static int try_target(const struct yamp_alloc_options *options, const struct yamp_target *target,
		      struct yamp_alloc_report *report)
{
	struct yamp_constraint records[YAMP_MAX_CONSTRAINTS];
	struct yamp_alloc_options more = *options;

	if (options->constraint_count >= YAMP_MAX_CONSTRAINTS)
		return -EINVAL;
	if (options->constraint_count)
		memcpy(records, options->constraints,
		       options->constraint_count * sizeof(records[0]));
	records[more.constraint_count++] = target->record;
	more.constraints = records;
	return yamp_layout_predict(&more, report);
}

int target_list_choose(const struct target_list *list, const char *output,
		       const struct yamp_alloc_options *options, struct yamp_target *target,
		       struct yamp_alloc_report *report)
{
	struct yamp_alloc_report refusal;
	struct yamp_target candidate;
	int error, ret = -ENOENT;

	for (uint32_t i = 0; !target_list_at(list, i, &candidate); i++) {
		if (!scans_out(&candidate, output))
			continue;
		error = try_target(options, &candidate, &refusal);
		if (error && ret != -ENOENT)
			continue;
		ret = error;
		*target = candidate;
		if (report)
			*report = refusal;
		if (!error)
			return 0;
	}
	return ret;
}
