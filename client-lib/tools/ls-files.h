/* SPDX-License-Identifier: MIT */
/* Which processes have a descriptor of which buffer: the kernel's lists do not tell. */
#ifndef LS_FILES_H
#define LS_FILES_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/**
 * struct ls_file - descriptors of one process for one buffer
 * @frame_id: of the buffer
 * @object: of the buffer
 * @count: descriptors
 * @pid: of the process
 * @task: its name
 */
struct ls_file {
	uint64_t frame_id;
	uint32_t object;
	uint32_t count;
	pid_t pid;
	char task[16];
};

/** struct ls_files - all that were found; @list is for ls_files_finish() */
struct ls_files {
	struct ls_file *list;
	size_t count;
	size_t room;
};

/**
 * ls_files_init - look through /proc
 *
 * Processes that the caller may not look into are passed over. 0 or -ENOMEM.
 */
int ls_files_init(struct ls_files *files);

void ls_files_finish(struct ls_files *files);

#endif /* LS_FILES_H */
