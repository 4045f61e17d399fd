// SPDX-License-Identifier: GPL-2.0-only
/*
 * What drivers of this kernel need of buffers.
 *
 * A caller of YAMP_IOC_ALLOC cannot know a device's limits, and a driver cannot
 * know which of its formats the caller will use: each states what it knows. The
 * caller's record says so with YAMP_CONSTRAINT_REGISTERED and the driver's name,
 * and the driver's own record is merged as one more consumer. A record without the
 * flag never meets one of these, whatever its name: no program gets another layout
 * because a driver was loaded.
 */
#include <linux/err.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/yamp.h>

#include "yamp_compat.h"
#include "yamp_priv.h"
#include "yamp_registry.h"
#include "yamp_solve.h"

/**
 * struct yamp_registration - the record of a driver of this kernel
 * @ref: of the driver until it unregisters, and of calls on their way
 * @node: in registrations, as long as it is registered
 * @record: fixed; @record.formats is 0
 * @formats: @record.format_count of them, fixed
 */
struct yamp_registration {
	struct kref ref;
	struct list_head node;
	struct yamp_constraint record;
	struct yamp_format *formats;
};

static DEFINE_MUTEX(registry_lock);
static LIST_HEAD(registrations);	/* of struct yamp_registration, by its node;
					 * protected by registry_lock
					 */

static struct yamp_registration *lookup(const char *name)
{
	struct yamp_registration *registration;

	list_for_each_entry(registration, &registrations, node)
		if (!strcmp(registration->record.name, name))
			return registration;
	return NULL;
}

static void registration_free(struct kref *ref)
{
	struct yamp_registration *registration =
		container_of(ref, struct yamp_registration, ref);

	kvfree(registration->formats);
	kfree(registration);
}

static void registration_put(struct yamp_registration *registration)
{
	kref_put(&registration->ref, registration_free);
}

static struct yamp_registration *find(const char *name)
{
	struct yamp_registration *registration;

	mutex_lock(&registry_lock);
	registration = lookup(name);
	if (registration)
		kref_get(&registration->ref);
	mutex_unlock(&registry_lock);
	return registration;
}

static struct yamp_registration *registration_create(const struct yamp_constraint *record,
						     const struct yamp_format *formats)
{
	struct yamp_registration *registration = kzalloc(sizeof(*registration), GFP_KERNEL);

	if (!registration)
		return NULL;
	kref_init(&registration->ref);
	registration->record = *record;
	registration->record.formats = 0;
	if (!record->format_count)
		return registration;
	registration->formats = kvmemdup(formats, array_size(record->format_count,
							     sizeof(*formats)), GFP_KERNEL);
	if (registration->formats)
		return registration;
	kfree(registration);
	return NULL;
}

struct yamp_registration *yamp_register(const struct yamp_constraint *record,
					const struct yamp_format *formats)
{
	const struct yamp_consumer consumer = { record, formats };
	struct yamp_registration *registration;
	bool taken;

	if (yamp_check_consumer(&consumer) || !record->name[0])
		return ERR_PTR(-EINVAL);
	registration = registration_create(record, formats);
	if (!registration)
		return ERR_PTR(-ENOMEM);
	mutex_lock(&registry_lock);
	taken = lookup(record->name);
	if (!taken)
		list_add(&registration->node, &registrations);
	mutex_unlock(&registry_lock);
	if (!taken)
		return registration;
	registration_put(registration);
	return ERR_PTR(-EEXIST);
}
EXPORT_SYMBOL_NS_GPL(yamp_register, YAMP_NAMESPACE);

void yamp_unregister(struct yamp_registration *registration)
{
	if (!registration)
		return;
	mutex_lock(&registry_lock);
	list_del(&registration->node);
	mutex_unlock(&registry_lock);
	registration_put(registration);
}
EXPORT_SYMBOL_NS_GPL(yamp_unregister, YAMP_NAMESPACE);

static bool is_added(const struct yamp_drivers *drivers,
		     const struct yamp_registration *registration)
{
	for (u32 i = 0; i < drivers->count; i++)
		if (drivers->registered[i] == registration)
			return true;
	return false;
}

static int add_driver(struct yamp_drivers *drivers, const char *name,
		      struct yamp_constraint *record, struct yamp_consumer *consumer)
{
	struct yamp_registration *registration = find(name);

	if (!registration)
		return -ENODEV;
	if (is_added(drivers, registration)) {
		registration_put(registration);
		return 0;
	}
	if (!record) {
		registration_put(registration);
		return -EINVAL;
	}
	drivers->registered[drivers->count++] = registration;	/* put by finish */
	*record = registration->record;
	consumer->record = record;
	consumer->formats = registration->formats;
	return 0;
}

int yamp_drivers_add(struct yamp_drivers *drivers, struct yamp_constraint *records,
		     struct yamp_consumer *consumers, u32 count)
{
	int ret = 0;

	drivers->first = count;
	for (u32 i = 0; !ret && i < count; i++) {
		struct yamp_constraint *record = &records[i];
		u32 next = count + drivers->count;
		bool room = next < YAMP_MAX_CONSTRAINTS;

		if (!(record->flags & YAMP_CONSTRAINT_REGISTERED))
			continue;
		/* The flag is for us alone: the solver does not know it. */
		record->flags &= ~YAMP_CONSTRAINT_REGISTERED;
		if (strnlen(record->name, sizeof(record->name)) == sizeof(record->name))
			return -EINVAL;
		ret = add_driver(drivers, record->name, room ? &records[next] : NULL,
				 room ? &consumers[next] : NULL);
	}
	return ret;
}

static u32 party_of(const struct yamp_drivers *drivers, u32 index)
{
	return index >= drivers->first && index - drivers->first < drivers->count ?
	       YAMP_CONSUMER_KERNEL : index;
}

void yamp_drivers_name(const struct yamp_drivers *drivers, struct yamp_conflict *conflict)
{
	conflict->first = party_of(drivers, conflict->first);
	conflict->second = party_of(drivers, conflict->second);
	conflict->involved &= (1U << drivers->first) - 1;
}

void yamp_drivers_finish(struct yamp_drivers *drivers, struct yamp_consumer *consumers)
{
	while (drivers->count) {
		drivers->count--;
		consumers[drivers->first + drivers->count].formats = NULL;
		registration_put(drivers->registered[drivers->count]);
	}
}
