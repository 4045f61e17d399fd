/* SPDX-License-Identifier: MIT */
/* What the compositor can show buffers with: a list, best first. */
#include "plugin.h"

#include <unistd.h>

#include "yamp-v1-server-protocol.h"

#define KIND(name) YAMP_CONSTRAINTS_V1_KIND_##name

/** struct number - who has which, for as long as the compositor runs */
struct number {
	dev_t device;
	uint32_t object;
};

/* Counted from 1 in the order of appearance; 0 if there is no memory. */
static uint32_t number_of(struct targets *targets, dev_t device, uint32_t object)
{
	struct number *number;
	uint32_t count = 0;

	wl_array_for_each(number, &targets->numbers) {
		count++;
		if (number->device == device && number->object == object)
			return count;
	}
	number = wl_array_add(&targets->numbers, sizeof(*number));
	if (!number)
		return 0;
	*number = (struct number){device, object};
	return count + 1;
}

/*
 * Planes that a window needs no luck to get come first, the renderer last. Which planes
 * scale no property of KMS tells, and to try takes the master: overlay planes mostly do.
 */
static unsigned int rank(uint32_t kind)
{
	static const uint32_t order[] = {KIND(OVERLAY_PLANE), KIND(PRIMARY_PLANE), KIND(RENDERER)};
	unsigned int i;

	for (i = 0; i < sizeof(order) / sizeof(*order) && order[i] != kind; i++)
		;
	return i;
}

struct target *targets_add(struct targets *targets, uint32_t kind, dev_t device, uint32_t object)
{
	struct target *target = target_create(kind), *other;

	if (!target)
		return NULL;
	target->number = number_of(targets, device, object);
	if (!target->number) {
		target_destroy(target);
		return NULL;
	}
	wl_list_for_each_reverse(other, &targets->learning, link) {
		if (rank(other->kind) <= rank(kind))
			break;
	}
	wl_list_insert(&other->link, &target->link);
	return target;
}

static void destroy_all(struct wl_list *list)
{
	struct target *target, *next;

	wl_list_for_each_safe(target, next, list, link)
		target_destroy(target);
}

void targets_init(struct targets *targets, void (*changed)(struct plugin *plugin))
{
	wl_list_init(&targets->list);
	wl_list_init(&targets->learning);
	wl_array_init(&targets->numbers);
	targets->table_fd = -1;
	targets->changed = changed;
}

void targets_finish(struct targets *targets)
{
	destroy_all(&targets->list);
	wl_array_release(&targets->numbers);
	if (targets->table_fd >= 0)
		close(targets->table_fd);
	targets->table_fd = -1;
}

bool targets_adopt(struct targets *targets)
{
	uint64_t before = targets->digest;
	struct target *target;

	destroy_all(&targets->list);
	wl_list_insert_list(&targets->list, &targets->learning);
	wl_list_init(&targets->learning);
	targets->digest = 0;
	wl_list_for_each(target, &targets->list, link) {
		target->digest = target_digest(target);
		targets->digest = digest_add(targets->digest, &target->digest,
					     sizeof(target->digest));
	}
	return targets->digest != before;
}

void targets_abandon(struct targets *targets)
{
	destroy_all(&targets->learning);
}
