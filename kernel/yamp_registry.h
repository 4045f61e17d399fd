/* SPDX-License-Identifier: GPL-2.0-only */
/* Consumers' records, the caller's and registered drivers': yamp_consumer.c, yamp_registry.c. */
#ifndef YAMP_REGISTRY_H
#define YAMP_REGISTRY_H

#include <linux/types.h>
#include <uapi/linux/yamp.h>

#include "yamp_solve.h"

struct yamp_registration;

/* yamp_consumer.c */

/**
 * yamp_consumer_read - copy a record and its formats from the caller
 * @consumer: out, zeroed before; for yamp_consumer_finish(), on failure too
 * @record: out, of @consumer as long as that lives
 * @address: of the record in the caller
 * @size: of the record in the caller
 *
 * Return: 0; -EINVAL @size or the number of formats; -E2BIG; -EFAULT; -ENOMEM.
 */
int yamp_consumer_read(struct yamp_consumer *consumer, struct yamp_constraint *record,
		       u64 address, u32 size);

/** yamp_consumer_finish - free the formats; takes a zeroed one */
void yamp_consumer_finish(struct yamp_consumer *consumer);

/* yamp_registry.c */

/**
 * struct yamp_drivers - registered drivers that take part in a call
 * @registered: each once, referenced
 * @count: entries of @registered
 * @first: index of the first one's record, behind the caller's
 */
struct yamp_drivers {
	struct yamp_registration *registered[YAMP_MAX_CONSTRAINTS];
	u32 count;
	u32 first;
};

/**
 * yamp_drivers_add - add the records of drivers that the caller's records name
 * @drivers: zeroed before; for yamp_drivers_finish(), on failure too
 * @records: @count of the caller's, with room for twice as many, but never for more than
 *	YAMP_MAX_CONSTRAINTS; they lose the flag YAMP_CONSTRAINT_REGISTERED
 * @consumers: likewise
 * @count: at most YAMP_MAX_CONSTRAINTS
 *
 * Return: 0; -ENODEV no such driver; -EINVAL no room, or a name without an end.
 */
int yamp_drivers_add(struct yamp_drivers *drivers, struct yamp_constraint *records,
		     struct yamp_consumer *consumers, u32 count);

/** yamp_drivers_name - say YAMP_CONSUMER_KERNEL for a driver in an answer to the caller */
void yamp_drivers_name(const struct yamp_drivers *drivers, struct yamp_conflict *conflict);

/** yamp_drivers_finish - drop the references, and @consumers' formats that came with them */
void yamp_drivers_finish(struct yamp_drivers *drivers, struct yamp_consumer *consumers);

#endif /* YAMP_REGISTRY_H */
