// SPDX-License-Identifier: MIT
/* Streams that begin and end, and windows that are shown in another way than before. */
#include <string.h>

#include "monitor-event.h"
#include "monitor-watch.h"
#include "path.h"

static void say_pipeline(const struct client_ledger *ledger, const char *event, bool json)
{
	const struct yamp_ledger_pipeline *page = &ledger->page.pipeline;
	const struct yamp_ledger_pool *last = &page->pools[page->pool_count - 1];
	char letters[FOURCC_TEXT];

	monitor_say(json, MONITOR_CLIENT, event, "%s[%d] %s %s %ux%u, memory from %s", ledger->task,
		    ledger->pid, page->pools[0].writer, fourcc_text(last->fourcc, letters),
		    last->width, last->height, last->provider);
}

static void say_window(const struct client_ledger *ledger, const char *event, bool json)
{
	struct line line = { 0 };

	path_text(&ledger->page.window, &line);
	monitor_say(json, MONITOR_CLIENT, event, "%s[%d] \"%s\" %s", ledger->task, ledger->pid,
		    ledger->page.window.title, line.text);
}

static void say(const struct client_ledger *ledger, bool begins, bool json)
{
	if (ledger->page.head.kind == YAMP_LEDGER_PIPELINE)
		say_pipeline(ledger, begins ? "stream_begins" : "stream_ends", json);
	else
		say_window(ledger, begins ? "window_opens" : "window_closes", json);
}

/* Stages that a pipeline has lost since the last look, and those that are back. */
static void say_stages(const struct client_ledger *before, const struct client_ledger *now,
		       bool json)
{
	const struct yamp_ledger_pipeline *page = &now->page.pipeline;

	for (uint32_t i = 0; i < page->pool_count; i++) {
		bool lost = ledger_waits_for(now, i);

		if (lost != ledger_waits_for(before, i))
			monitor_say(json, MONITOR_CLIENT, lost ? "stage_lost" : "stage_back",
				    "%s[%d] %s %s", now->task, now->pid,
				    lost ? "is waiting for" : "goes on with", page->pools[i].writer);
	}
}

static bool is_shown_otherwise(const struct yamp_ledger_window *before,
			       const struct yamp_ledger_window *now)
{
	return before->path != now->path || before->on_plane != now->on_plane ||
	       !before->presented != !now->presented || strcmp(before->output, now->output) ||
	       (!now->on_plane && before->reasons != now->reasons);
}

static void compare(const struct client_ledger *before, const struct client_ledger *now, bool json)
{
	if (now->page.head.kind == YAMP_LEDGER_WINDOW) {
		if (is_shown_otherwise(&before->page.window, &now->page.window))
			say_window(now, "path", json);
		return;
	}
	say_stages(before, now, json);
	if (memcmp(before->page.pipeline.pools[0].inodes, now->page.pipeline.pools[0].inodes,
		   sizeof(now->page.pipeline.pools[0].inodes)))
		say_pipeline(now, "stream_renewed", json);
}

void monitor_clients_say(const struct ledgers *before, const struct ledgers *now, bool json)
{
	for (size_t i = 0; i < now->count; i++) {
		const struct client_ledger *old = ledgers_find(before, &now->list[i]);

		if (old)
			compare(old, &now->list[i], json);
		else
			say(&now->list[i], true, json);
	}
	for (size_t i = 0; i < before->count; i++) {
		if (!ledgers_find(now, &before->list[i]))
			say(&before->list[i], false, json);
	}
}
