/* SPDX-License-Identifier: MIT */
/* Keeping a ledger: see yamp/ledger.h. */
#ifndef LEDGER_H
#define LEDGER_H

#include <stdbool.h>
#include <stddef.h>
#include <yamp/ledger.h>

/**
 * struct ledger - one that is kept
 * @page: NULL if none is; all calls below then do nothing
 * @fd: of the memfd, -1 with @page NULL
 */
struct ledger {
	struct yamp_ledger *page;
	int fd;
};

/** ledger_init - begin one; that it cannot be kept is no failure of its owner's */
void ledger_init(struct ledger *ledger, enum yamp_ledger_kind kind, size_t size);

void ledger_finish(struct ledger *ledger);

/** ledger_begin - it is being written; NULL if there is none, else what to write to */
void *ledger_begin(struct ledger *ledger);

/** ledger_end - it was written; not without ledger_begin() */
void ledger_end(struct ledger *ledger);

/** ledger_name - copy a name, cut off if there is no room */
void ledger_name(char *to, size_t size, const char *from);

/** ledger_inode - of a buffer's first dma-buf, 0 if that cannot be told */
uint64_t ledger_inode(const struct yamp_buffer *buffer);

#endif /* LEDGER_H */
