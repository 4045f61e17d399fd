/* SPDX-License-Identifier: MIT */
/*
 * Whatever can fail on a way into the module does, once: the way is taken with its first
 * allocation (or copy from or to user memory) failing, then its second, and so on until
 * it gets through without.
 */
#ifndef PATH_H
#define PATH_H

#include <stdbool.h>
#include <stddef.h>

/**
 * struct path - a way into the module
 * @name: for people
 * @result: of @act when nothing fails
 * @before: what @act needs; nothing fails in it. 0 or -errno
 * @act: 0 or -errno, and then everything is as before it
 * @after: undoes @before, and @act where that gave 0
 * @also: what a driver says instead of ENOMEM, or 0
 */
struct path {
	const char *name;
	int result;
	int (*before)(void);
	int (*act)(void);
	void (*after)(bool acted);
	int also;
};

/** path_take - one test: nothing is left behind, or so it seems without the module */
void path_take(const struct path *path, bool module_is_there);

/** path_take_all - so for each of a list */
void path_take_all(const struct path *list, size_t count);

#endif /* PATH_H */
