// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who accessed a buffer, and how often.
 *
 * The dma-buf core hands an existing kernel mapping out again without asking us, so
 * while one exists further users of it are not counted.
 */
#include <linux/string.h>

#include "yamp_priv.h"

void yamp_access_init(struct yamp_access_log *log)
{
	spin_lock_init(&log->lock);
}

void yamp_access_finish(struct yamp_access_log *log)
{
	for (int i = 0; i < YAMP_ACCESS_KINDS; i++)
		yamp_actor_finish(&log->records[i].last);
}

/* A process may begin CPU access twice and never end it: counting that is no use. */
static bool has_end(enum yamp_access_kind kind)
{
	return kind < YAMP_ACCESS_FAULT || kind == YAMP_ACCESS_ATTACH;
}

void yamp_access_begin(struct yamp_access_log *log, enum yamp_access_kind kind, const char *who)
{
	struct yamp_access_record *record = &log->records[kind];
	struct yamp_actor actor;

	yamp_actor_init(&actor, who);
	spin_lock(&log->lock);
	record->total++;
	if (has_end(kind))
		record->now++;
	swap(record->last, actor);
	spin_unlock(&log->lock);
	yamp_actor_finish(&actor);	/* who came before */
}

void yamp_access_end(struct yamp_access_log *log, enum yamp_access_kind kind)
{
	struct yamp_access_record *record = &log->records[kind];

	spin_lock(&log->lock);
	record->now--;
	spin_unlock(&log->lock);
}

static void read_record(const struct yamp_access_record *record, struct yamp_access *access)
{
	access->total = record->total;
	access->now = record->now;
	access->pid = yamp_actor_pid(&record->last);
	yamp_actor_task(&record->last, access->task);
	memcpy(access->who, record->last.who, sizeof(access->who));
}

void yamp_access_read(struct yamp_access_log *log, struct yamp_access *access)
{
	spin_lock(&log->lock);
	for (int i = 0; i < YAMP_ACCESS_KINDS; i++)
		read_record(&log->records[i], &access[i]);
	spin_unlock(&log->lock);
}
