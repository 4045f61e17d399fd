/* SPDX-License-Identifier: MIT */
/* Another process, with the mappings of this one, that does two things when it is told to. */
#ifndef OTHER_H
#define OTHER_H

#include <sys/types.h>

/**
 * struct other - such a process
 * @pid: its id
 * @told: its answer to the first
 * @asked: closed, it asks for the second
 * @second: what that is
 * @data: for it
 */
struct other {
	pid_t pid;
	int told[2];
	int asked[2];
	int (*second)(void *data);
	void *data;
};

/**
 * other_begin - start it, let it do the first thing
 *
 * Return: what @first returned, 0 to 255; -1 if the process died of it. Ends the program if
 * there can be no process.
 */
int other_begin(struct other *other, int (*first)(void *), int (*second)(void *), void *data);

/** other_end - let it do the second, wait until it is gone; what that returned, -1 if it died */
int other_end(struct other *other);

#endif /* OTHER_H */
