// SPDX-License-Identifier: MIT
/* Ledgers: kept, read by others, and what others may find there. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "client-test.h"
#include "ledger.h"
#include "ledgers.h"

/* Those of this process: others may run beside it. */
static uint32_t read_own(struct ledgers *ledgers, const struct client_ledger **first)
{
	uint32_t count = 0;

	check_equal(-ledgers_read(ledgers), 0, "read");
	for (size_t i = 0; i < ledgers->count; i++) {
		if (ledgers->list[i].pid != getpid())
			continue;
		if (!count++ && first)
			*first = &ledgers->list[i];
	}
	return count;
}

static uint32_t count_own(void)
{
	struct ledgers ledgers;
	uint32_t count = read_own(&ledgers, NULL);

	ledgers_finish(&ledgers);
	return count;
}

static void kept(const void *data)
{
	struct yamp_ledger_window *window;
	const struct client_ledger *found = NULL;
	struct ledgers ledgers, later;
	struct ledger ledger;

	ledger_init(&ledger, YAMP_LEDGER_WINDOW, sizeof(*window));
	window = ledger_begin(&ledger);
	check(window, "it is kept");
	check_equal(count_own(), 0, "while it is being written nobody reads it");
	window->presented = 42;
	ledger_name(window->output, sizeof(window->output), "Virtual-1");
	ledger_end(&ledger);
	check_equal(read_own(&ledgers, &found), 1, "then it is found");
	check_equal(found->page.head.kind, YAMP_LEDGER_WINDOW, "kind");
	check_equal(found->page.window.presented, 42, "a count");
	check(!strcmp(found->page.window.output, "Virtual-1"), "a word");
	read_own(&later, NULL);
	check(ledgers_find(&later, found), "it is the same at the next look");
	ledger_finish(&ledger);
	ledger_finish(&ledger);
	check(!ledger_begin(&ledger), "nothing is written when it is over");
	ledgers_finish(&later);
	check_equal(read_own(&later, NULL), 0, "and nothing is found");
	check(!ledgers_find(&later, found), "not the one from before either");
	ledgers_finish(&later);
	ledgers_finish(&ledgers);
}

static void not_wanted(const void *data)
{
	struct ledger ledger;

	setenv("YAMP_LEDGER", "0", 1);
	ledger_init(&ledger, YAMP_LEDGER_PIPELINE, sizeof(struct yamp_ledger_pipeline));
	check(!ledger_begin(&ledger), "none is kept");
	check_equal(count_own(), 0, "none is found");
	ledger_finish(&ledger);
}

static void indices(const void *data)
{
	static struct client_ledger ledger;
	struct yamp_ledger_pipeline *page = &ledger.page.pipeline;

	memset(&ledger, 0xff, sizeof(ledger));
	page->head = (struct yamp_ledger){ YAMP_LEDGER_MAGIC, YAMP_LEDGER_PIPELINE, 0, 0 };
	check(!ledger_parse(&ledger, sizeof(*page)), "more pools than there can be");
	page->pool_count = 0;
	check(!ledger_parse(&ledger, sizeof(*page)), "no pool");
	page->pool_count = YAMP_PIPELINE_HOPS;
	check(!ledger_parse(&ledger, sizeof(*page) - 1), "too short");
	check(ledger_parse(&ledger, sizeof(*page)), "the rest is made safe");
	for (uint32_t i = 0; i < YAMP_PIPELINE_HOPS; i++) {
		check(page->pools[i].count <= YAMP_MAX_COUNT, "count of buffers");
		check(strlen(page->pools[i].writer) < sizeof(page->pools[i].writer), "a word ends");
		check_equal(page->pools[i].writer[0], '?', "and is printable");
		for (uint32_t j = 0; j < page->pools[i].count; j++)
			check(page->pools[i].states[j] < YAMP_SLOT_COUNT, "a state");
	}
	page->head.kind = 99;
	check(!ledger_parse(&ledger, sizeof(*page)), "another kind");
	page->head = (struct yamp_ledger){ 1, YAMP_LEDGER_PIPELINE, 0, 0 };
	check(!ledger_parse(&ledger, sizeof(*page)), "another magic");
	check(!ledger_parse(&ledger, 3), "hardly anything");
}

/* A file of that name that is none, and one that is for ever being written. */
static void nonsense(const void *data)
{
	const struct yamp_ledger busy = { YAMP_LEDGER_MAGIC, YAMP_LEDGER_WINDOW, 0, 7 };
	int empty = memfd_create(YAMP_LEDGER_NAME, MFD_CLOEXEC);
	int odd = memfd_create(YAMP_LEDGER_NAME, MFD_CLOEXEC);

	check(empty >= 0 && odd >= 0, "memfd");
	check(!ftruncate(odd, 1 << 20), "ftruncate");
	check_equal(pwrite(odd, &busy, sizeof(busy), 0), sizeof(busy), "pwrite");
	check_equal(count_own(), 0, "neither is told");
	close(empty);
	close(odd);
}

int main(int argc, char **argv)
{
	static const struct test_case cases[] = {
		{ "kept and read", kept },
		{ "not wanted", not_wanted },
		{ "indices and words of others", indices },
		{ "files that are none", nonsense },
	};

	return test_main(argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
