/* SPDX-License-Identifier: MIT */
/* What the kernel module says. */
#ifndef YAMP_KERNEL_QUERY_H
#define YAMP_KERNEL_QUERY_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include <linux/yamp.h>

#include "refusal.h"

struct plugin;

/**
 * struct allocator - what is known of the kernel module
 * @version: newest UAPI version that both sides know; 0: there is no module
 * @node: of /dev/yamp, if @node_known
 */
struct allocator {
	uint32_t version;
	bool node_known;
	dev_t node;
};

/** allocator_look - ask now; never fails, see @version */
struct allocator allocator_look(void);

/**
 * allocator_watch - call @changed whenever our nodes come or go
 *
 * Where the system cannot say, it is never called. Undone by allocator_unwatch().
 */
void allocator_watch(struct plugin *plugin, void (*changed)(struct plugin *plugin));
void allocator_unwatch(struct plugin *plugin);

/**
 * query_open - the node that describes dma-bufs
 *
 * It is opened for each import and closed behind it, so that the module can be
 * removed and replaced while the compositor runs. Returns a descriptor that the
 * caller closes, or refuses.
 */
int query_open(struct refusal *refusal);

/**
 * query_describe - what the kernel knows of a descriptor that a client gave
 * @plane: where the client gave it, for the text of a refusal
 */
int query_describe(int query_fd, int dmabuf_fd, uint32_t plane, struct yamp_describe *describe,
		   struct refusal *refusal);

#endif /* YAMP_KERNEL_QUERY_H */
