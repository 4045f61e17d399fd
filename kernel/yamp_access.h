/* SPDX-License-Identifier: GPL-2.0-only */
/* Who did something, and how often: yamp_actor.c, yamp_access.c. */
#ifndef YAMP_ACCESS_H
#define YAMP_ACCESS_H

#include <linux/spinlock.h>
#include <linux/types.h>
#include <uapi/linux/yamp.h>

struct pid;
struct task_struct;

/* kinds of enum yamp_access_kind that this module counts */
#define YAMP_ACCESS_KINDS	(YAMP_ACCESS_ATTACH + 1)

/**
 * struct yamp_actor - who did something
 * @pid: process in whose context, owned; NULL is a kernel thread
 * @task: name of the thread, printable
 * @who: device or kernel module that did it, empty for the process itself
 */
struct yamp_actor {
	struct pid *pid;
	char task[YAMP_TASK_LEN];
	char who[YAMP_NAME_LEN];
};

/**
 * struct yamp_access_record - accesses of one kind
 * @total: since the buffer was allocated
 * @now: of these, not yet ended; only kinds that have an end
 * @last: who did the last one
 */
struct yamp_access_record {
	u64 total;
	u32 now;
	struct yamp_actor last;
};

/**
 * struct yamp_access_log - who accessed a buffer
 * @lock: innermost lock
 * @records: indexed by enum yamp_access_kind, protected by @lock
 */
struct yamp_access_log {
	spinlock_t lock;	/* innermost */
	struct yamp_access_record records[YAMP_ACCESS_KINDS];
};

/* yamp_actor.c */

/** yamp_task_name - name of a thread, printable */
void yamp_task_name(struct task_struct *task, char name[YAMP_TASK_LEN]);

/*
 * yamp_actor_init - the current task
 * @who: device or module for which it works; empty for the process itself
 */
void yamp_actor_init(struct yamp_actor *actor, const char *who);

/** yamp_actor_finish - undo yamp_actor_init(); takes a zeroed one */
void yamp_actor_finish(struct yamp_actor *actor);

/** yamp_actor_pid - process id for the calling process to see, or 0 */
u32 yamp_actor_pid(const struct yamp_actor *actor);

/** yamp_actor_task - name for the calling process to see, wholly written */
void yamp_actor_task(const struct yamp_actor *actor, char task[YAMP_TASK_LEN]);

/* yamp_access.c */
void yamp_access_init(struct yamp_access_log *log);
void yamp_access_finish(struct yamp_access_log *log);

/**
 * yamp_access_begin - note an access by the current task
 * @log: of the buffer
 * @kind: what is done
 * @who: device or module that does it; empty for the process itself
 */
void yamp_access_begin(struct yamp_access_log *log, enum yamp_access_kind kind, const char *who);

/** yamp_access_end - an access noted by yamp_access_begin() is over */
void yamp_access_end(struct yamp_access_log *log, enum yamp_access_kind kind);

/** yamp_access_read - fill yamp_describe.access for the calling process to see */
void yamp_access_read(struct yamp_access_log *log, struct yamp_access *access);

#endif /* YAMP_ACCESS_H */
