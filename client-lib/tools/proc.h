/* SPDX-License-Identifier: MIT */
/* Descriptors of other processes, by what /proc tells of them. */
#ifndef PROC_H
#define PROC_H

#include <sys/types.h>

/**
 * struct proc_file - an open file of a process
 * @process: folder of the process in /proc, for openat(2)
 * @number: of the descriptor, for "fd/..." and "fdinfo/..."
 * @pid: of the process
 * @task: its name, printable
 */
struct proc_file {
	int process;
	const char *number;
	pid_t pid;
	char task[16];
};

/**
 * proc_each_file - look for open files
 * @prefix: of what the kernel calls them, such as "/dmabuf:"
 * @found: called for each; other than 0 ends it
 *
 * Processes that the caller may not look into are passed over. Returns 0 or what
 * @found did.
 */
int proc_each_file(const char *prefix, int (*found)(void *data, const struct proc_file *file),
		   void *data);

#endif /* PROC_H */
