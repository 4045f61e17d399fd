/* SPDX-License-Identifier: MIT */
/* The ledgers of other programs: see yamp/ledger.h. */
#ifndef LEDGERS_H
#define LEDGERS_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <yamp/yamp.h>

/**
 * struct client_ledger - a ledger as it was at one moment
 * @pid: of the process
 * @task: its name
 * @key: the same for as long as the ledger is kept, and no other's then
 * @page: its words end with 0 and are printable, its indices are in their ranges
 */
struct client_ledger {
	pid_t pid;
	char task[16];
	uint64_t key;
	union {
		struct yamp_ledger head;
		struct yamp_ledger_pipeline pipeline;
		struct yamp_ledger_window window;
	} page;
};

/** struct ledgers - all that were found */
struct ledgers {
	struct client_ledger *list;
	size_t count;
	size_t room;
};

/** ledgers_read - of all processes that the caller may look into; 0 or -ENOMEM */
int ledgers_read(struct ledgers *ledgers);

void ledgers_finish(struct ledgers *ledgers);

/** ledgers_find - the same one as at another moment; NULL if it was not kept then, or is NULL */
const struct client_ledger *ledgers_find(const struct ledgers *ledgers,
					 const struct client_ledger *ledger);

/** ledger_waits_for - does a pipeline wait for the stage that writes into a pool? */
bool ledger_waits_for(const struct client_ledger *pipeline, uint32_t pool);

/** ledger_parse - is it one that is known? Makes its words and indices safe */
bool ledger_parse(struct client_ledger *ledger, size_t size);

#endif /* LEDGERS_H */
