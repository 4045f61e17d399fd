/* SPDX-License-Identifier: MIT */
/* Programs that run beside this process, say something and end. */
#ifndef YAMP_KMS_PROGRAM_H
#define YAMP_KMS_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/**
 * struct program - one that runs
 * @pid: means nothing once it was reaped
 * @pidfd: readable when it has ended; never means another process
 * @output: read end of its standard output, which does not block
 *
 * Descriptors are the caller's to close.
 */
struct program {
	pid_t pid;
	int pidfd;
	int output;
};

/**
 * struct program_end - how it ended
 * @text: what it wrote to its standard output, @size bytes
 * @too_much: it wrote more than is kept
 * @late: it was killed, since its time was over
 * @signal: that ended it, or 0
 * @code: its exit code where no signal did; -1: somebody else has heard that
 */
struct program_end {
	const char *text;
	size_t size;
	bool too_much;
	bool late;
	int signal;
	int code;
};

/**
 * program_run - run @file, without arguments
 * @fd: its descriptor 3, of which it gets a copy; it has no other but 0 to 2
 *
 * Returns 0 or -errno, for example ENOENT.
 */
int program_run(struct program *program, const char *file, int fd);

/** program_reap - how it ended: @signal and @code of @end; if it has not, @code is -1 */
void program_reap(int pidfd, struct program_end *end);

#endif /* YAMP_KMS_PROGRAM_H */
