// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who did something: a thread of a process, and on whose behalf.
 *
 * The process is kept as a struct pid and not as a number, which is translated
 * for the PID namespace of whoever asks, and which another process may get.
 */
#include <linux/pid.h>
#include <linux/sched.h>
#include <linux/string.h>

#include "yamp_priv.h"

void yamp_task_name(struct task_struct *task, char name[YAMP_TASK_LEN])
{
	get_task_comm(*(char (*)[YAMP_TASK_LEN])name, task);
	for (; *name; name++)
		if (*name < ' ' || *name > '~')
			*name = '?';
}

void yamp_actor_init(struct yamp_actor *actor, const char *who)
{
	actor->pid = NULL;
	if (!(current->flags & PF_KTHREAD))
		actor->pid = get_pid(task_tgid(current));
	yamp_task_name(current, actor->task);
	strscpy_pad(actor->who, who, sizeof(actor->who));
}

void yamp_actor_finish(struct yamp_actor *actor)
{
	put_pid(actor->pid);
}

u32 yamp_actor_pid(const struct yamp_actor *actor)
{
	return pid_vnr(actor->pid);
}

void yamp_actor_task(const struct yamp_actor *actor, char task[YAMP_TASK_LEN])
{
	if (yamp_actor_pid(actor) || !actor->pid)
		memcpy(task, actor->task, sizeof(actor->task));
	else
		memset(task, 0, sizeof(actor->task));
}
