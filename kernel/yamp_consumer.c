// SPDX-License-Identifier: GPL-2.0-only
/* Constraint records on their way in from a caller. */
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "yamp_priv.h"
#include "yamp_registry.h"
#include "yamp_solve.h"

#define RECORD_SIZE_MAX	4096U

static int read_formats(struct yamp_consumer *consumer)
{
	const struct yamp_constraint *record = consumer->record;
	void *formats;

	if (!record->format_count)
		return 0;
	if (record->format_count > YAMP_MAX_FORMATS)
		return -EINVAL;
	formats = vmemdup_array_user(u64_to_user_ptr(record->formats), record->format_count,
				     sizeof(struct yamp_format));
	if (IS_ERR(formats))
		return PTR_ERR(formats);
	consumer->formats = formats;
	return 0;
}

int yamp_consumer_read(struct yamp_consumer *consumer, struct yamp_constraint *record,
		       u64 address, u32 size)
{
	int ret;

	consumer->record = record;
	consumer->formats = NULL;
	if (size < sizeof(*record) || size > RECORD_SIZE_MAX || size % 8)
		return -EINVAL;
	ret = copy_struct_from_user(record, sizeof(*record), u64_to_user_ptr(address), size);
	return ret ?: read_formats(consumer);
}

void yamp_consumer_finish(struct yamp_consumer *consumer)
{
	kvfree(consumer->formats);
	consumer->formats = NULL;
}
