/* SPDX-License-Identifier: MIT */
/* One of the compositor's targets. */
#include "plugin.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "weston-compat.h"

#define DIGEST_BEGIN UINT64_C(0xcbf29ce484222325)
#define DIGEST_FACTOR UINT64_C(0x100000001b3)

uint64_t digest_add(uint64_t digest, const void *data, size_t size)
{
	const unsigned char *bytes = data;

	if (!digest)
		digest = DIGEST_BEGIN;
	while (size--)
		digest = (digest ^ *bytes++) * DIGEST_FACTOR;
	return digest;
}

struct target *target_create(uint32_t kind)
{
	struct target *target = calloc(1, sizeof(*target));

	if (!target)
		return NULL;
	target->kind = kind;
	formats_init(&target->formats);
	wl_array_init(&target->indices);
	wl_array_init(&target->outputs);
	wl_list_init(&target->link);
	return target;
}

void target_destroy(struct target *target)
{
	wl_list_remove(&target->link);
	formats_finish(&target->formats);
	wl_array_release(&target->indices);
	wl_array_release(&target->outputs);
	free(target);
}

int target_serve(struct target *target, const char *output)
{
	struct output_name *name = wl_array_add(&target->outputs, sizeof(*name));

	if (!name)
		return -ENOMEM;
	memset(name, 0, sizeof(*name));
	snprintf(name->text, sizeof(name->text), "%s", output);
	return 0;
}

static bool serves_name(const struct target *target, const char *output)
{
	const struct output_name *name;

	wl_array_for_each(name, &target->outputs) {
		if (strncmp(name->text, output, sizeof(name->text) - 1) == 0)
			return true;
	}
	return false;
}

bool target_serves(const struct target *target, const struct weston_output *output)
{
	const struct weston_head *head;

	if (!output || !target->outputs.size)
		return true;
	wl_list_for_each(head, &output->head_list, output_link) {
		if (serves_name(target, head->name))
			return true;
	}
	return false;
}

uint64_t digest_add_array(uint64_t digest, const struct wl_array *array)
{
	digest = digest_add(digest, &array->size, sizeof(array->size));
	return digest_add(digest, array->data, array->size);
}

uint64_t target_digest(const struct target *target)
{
	uint64_t digest = digest_add(0, &target->number, sizeof(target->number));

	digest = digest_add(digest, &target->kind, sizeof(target->kind));
	digest = digest_add(digest, &target->device, sizeof(target->device));
	digest = digest_add(digest, target->name, sizeof(target->name));
	digest = digest_add(digest, target->figures, sizeof(target->figures));
	digest = digest_add(digest, &target->formats_source, sizeof(target->formats_source));
	digest = digest_add_array(digest, &target->formats.entries);
	return digest_add_array(digest, &target->outputs);
}
