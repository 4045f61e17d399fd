// SPDX-License-Identifier: MIT
/*
 * What became of buffers, by comparing the module's list with that of the last look: for
 * those who may not see the kernel's trace. What comes and goes between two looks is
 * not seen.
 */
#include <stdlib.h>
#include <string.h>

#include "monitor-event.h"
#include "monitor-watch.h"

static const struct yamp_stat *find(const struct yamp_stat *list, uint32_t count,
				    const struct yamp_stat *stat)
{
	for (uint32_t i = 0; i < count; i++) {
		if (list[i].frame_id == stat->frame_id && list[i].object == stat->object)
			return &list[i];
	}
	return NULL;
}

static void say_buffer(const struct yamp_stat *stat, const char *event, bool json)
{
	monitor_say(json, MONITOR_MODULE, event, "id=%llu obj=%u size=%llu by %s[%u]",
		    (unsigned long long)stat->frame_id, stat->object,
		    (unsigned long long)stat->size, stat->task, stat->pid);
}

static void say_states(const struct yamp_stat *before, const struct yamp_stat *now, bool json)
{
	uint32_t set = now->state & ~before->state;

	if (set & YAMP_STATE_REVOKED)
		say_buffer(now, "revoked", json);
	if (set & YAMP_STATE_PURGED)
		say_buffer(now, "purged", json);
}

static void compare(const struct monitor_module *before, const struct yamp_stat *list,
		    uint32_t count, bool json)
{
	for (uint32_t i = 0; i < count; i++) {
		const struct yamp_stat *old = find(before->list, before->count, &list[i]);

		if (old)
			say_states(old, &list[i], json);
		else
			say_buffer(&list[i], "allocated", json);
	}
	for (uint32_t i = 0; i < before->count; i++) {
		if (!find(list, count, &before->list[i]))
			say_buffer(&before->list[i], "released", json);
	}
}

void monitor_module_look(struct monitor_module *module, struct yamp_device *device, bool quiet,
			 bool json)
{
	struct yamp_stats totals = { 0 };
	struct yamp_stat *list = NULL;
	int ret = yamp_device_stats(device, YAMP_STATS_USER, &list, &totals);

	if (ret)
		totals.stat_count = 0;	/* without the module there is no buffer */
	if (module->known && !quiet)
		compare(module, list, totals.stat_count, json);
	free(module->list);
	*module = (struct monitor_module){ list, totals.stat_count, true };
}

void monitor_module_finish(struct monitor_module *module)
{
	free(module->list);
	*module = (struct monitor_module){ 0 };
}
