// SPDX-License-Identifier: MIT
/* What is read here was written by others: nothing of it is believed to be in its range. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ledgers.h"
#include "proc.h"

#define TRIES 64	/* to read one while nobody writes */

static void make_printable(char *text, size_t size)
{
	text[size - 1] = '\0';
	for (; *text; text++) {
		if (*text < ' ' || *text > '~')
			*text = '?';
	}
}

static void make_pool_safe(struct yamp_ledger_pool *pool)
{
	make_printable(pool->writer, sizeof(pool->writer));
	make_printable(pool->provider, sizeof(pool->provider));
	if (pool->count > YAMP_MAX_COUNT)
		pool->count = YAMP_MAX_COUNT;
	for (uint32_t i = 0; i < pool->count; i++) {
		if (pool->states[i] >= YAMP_SLOT_COUNT)
			pool->states[i] = YAMP_SLOT_FREE;
	}
}

static bool parse_pipeline(struct yamp_ledger_pipeline *page, size_t size)
{
	if (size < sizeof(*page) || page->pool_count < 1 || page->pool_count > YAMP_PIPELINE_HOPS)
		return false;
	for (uint32_t i = 0; i < page->pool_count; i++)
		make_pool_safe(&page->pools[i]);
	for (uint32_t i = 0; i < YAMP_LEDGER_FRAMES; i++) {
		if (page->frames[i].hops > page->pool_count)
			page->frames[i].hops = 0;
	}
	return true;
}

static bool parse_window(struct yamp_ledger_window *page, size_t size)
{
	if (size < sizeof(*page))
		return false;
	make_printable(page->output, sizeof(page->output));
	make_printable(page->title, sizeof(page->title));
	return true;
}

bool ledger_parse(struct client_ledger *ledger, size_t size)
{
	if (size < sizeof(ledger->page.head) || ledger->page.head.magic != YAMP_LEDGER_MAGIC)
		return false;
	switch (ledger->page.head.kind) {
	case YAMP_LEDGER_PIPELINE:
		return parse_pipeline(&ledger->page.pipeline, size);
	case YAMP_LEDGER_WINDOW:
		return parse_window(&ledger->page.window, size);
	default:
		return false;
	}
}

/* Of one moment, or not at all. Returns its bytes. */
static size_t read_page(int file, struct client_ledger *ledger)
{
	struct yamp_ledger after;

	for (int i = 0; i < TRIES; i++) {
		ssize_t size = pread(file, &ledger->page, sizeof(ledger->page), 0);

		if (size < (ssize_t)sizeof(after) ||
		    pread(file, &after, sizeof(after), 0) != sizeof(after))
			return 0;
		if (!(after.turn & 1) && after.turn == ledger->page.head.turn)
			return size;
	}
	return 0;
}

/* A file only: the name alone could be a FIFO's, which would keep us waiting. */
static bool read_ledger(const struct proc_file *proc, struct client_ledger *ledger)
{
	char path[64];
	struct stat stat;
	int file;
	bool known;

	snprintf(path, sizeof(path), "fd/%.16s", proc->number);
	if (fstatat(proc->process, path, &stat, 0) || !S_ISREG(stat.st_mode))
		return false;
	file = openat(proc->process, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (file < 0)
		return false;
	*ledger = (struct client_ledger){ .pid = proc->pid, .key = stat.st_ino };
	memcpy(ledger->task, proc->task, sizeof(ledger->task));
	known = ledger_parse(ledger, read_page(file, ledger));
	close(file);
	return known;
}

/* A forked process has it, too. */
static bool is_new(const struct ledgers *ledgers, const struct client_ledger *ledger)
{
	for (size_t i = 0; i < ledgers->count; i++) {
		if (ledgers->list[i].key == ledger->key)
			return false;
	}
	return true;
}

static int add_ledger(void *data, const struct proc_file *proc)
{
	struct ledgers *ledgers = data;
	struct client_ledger *larger;

	if (ledgers->count == ledgers->room) {
		ledgers->room = 2 * ledgers->room + 8;
		larger = reallocarray(ledgers->list, ledgers->room, sizeof(*larger));
		if (!larger)
			return -ENOMEM;
		ledgers->list = larger;
	}
	if (read_ledger(proc, &ledgers->list[ledgers->count]) &&
	    is_new(ledgers, &ledgers->list[ledgers->count]))
		ledgers->count++;
	return 0;
}

int ledgers_read(struct ledgers *ledgers)
{
	int ret;

	*ledgers = (struct ledgers){ 0 };
	ret = proc_each_file("/memfd:" YAMP_LEDGER_NAME, add_ledger, ledgers);
	if (ret)
		ledgers_finish(ledgers);
	return ret;
}

void ledgers_finish(struct ledgers *ledgers)
{
	free(ledgers->list);
	*ledgers = (struct ledgers){ 0 };
}

const struct client_ledger *ledgers_find(const struct ledgers *ledgers,
					 const struct client_ledger *ledger)
{
	for (size_t i = 0; ledger && i < ledgers->count; i++) {
		const struct client_ledger *other = &ledgers->list[i];

		if (other->key == ledger->key && other->pid == ledger->pid &&
		    other->page.head.kind == ledger->page.head.kind)
			return other;
	}
	return NULL;
}

bool ledger_waits_for(const struct client_ledger *pipeline, uint32_t pool)
{
	return pipeline->page.pipeline.lost & UINT32_C(1) << pool;
}
