// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who accessed a buffer, and how often.
 *
 * The dma-buf core does not tell which driver asks for a kernel mapping or for
 * CPU access, so the answer is read off the stack: the nearest kernel module
 * that is not one of the frameworks that map on behalf of a driver, or else the
 * nearest framework. A driver that is built into the kernel does not show.
 *
 * The core hands an existing kernel mapping out again without asking us, so
 * while one exists further users of it are not counted.
 */
#include <linux/kallsyms.h>
#include <linux/module.h>
#include <linux/stacktrace.h>
#include <linux/string.h>

#include "yamp_priv.h"

#define STACK_DEPTH	24

/* Modules, by how their names start, whose functions run for some other driver. */
static const char * const frameworks[] = {
	"drm", "ttm", "v4l2_", "videobuf2_", "videodev",
};

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

static bool is_framework(const char *module)
{
	for (int i = 0; i < ARRAY_SIZE(frameworks); i++)
		if (strstarts(module, frameworks[i]))
			return true;
	return false;
}

/* "function+0x1/0x2 [module]" is cut to "module"; NULL if it is the kernel's own. */
static char *module_of(char *symbol)
{
	char *start = strrchr(symbol, '['), *end = strrchr(symbol, ']');

	if (!start || !end || end < start)
		return NULL;
	*end = '\0';
	return start + 1;
}

void yamp_access_driver(char who[YAMP_NAME_LEN])
{
	unsigned long stack[STACK_DEPTH];
	unsigned int depth = stack_trace_save(stack, STACK_DEPTH, 1);
	char symbol[KSYM_SYMBOL_LEN];
	const char *module;

	who[0] = '\0';
	for (unsigned int i = 0; i < depth; i++) {
		if (within_module(stack[i], THIS_MODULE))
			continue;
		snprintf(symbol, sizeof(symbol), "%pB", (void *)stack[i]);
		module = module_of(symbol);
		if (!module)
			continue;
		if (!is_framework(module)) {
			strscpy(who, module, YAMP_NAME_LEN);
			return;
		}
		if (!who[0])
			strscpy(who, module, YAMP_NAME_LEN);
	}
}
