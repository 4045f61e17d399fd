/* SPDX-License-Identifier: MIT */
/* Ways to get the memory of a frame as a dma-buf: the module's, and those of others. */
#ifndef WAYS_H
#define WAYS_H

#include <linux/types.h>
#include <stdbool.h>
#include <stddef.h>

#define WAYS_BATCH	8	/* most buffers of one call */

/** struct picture - a size of NV12 */
struct picture {
	const char *name;
	__u32 width, height;
};

/**
 * struct way - one way to get buffers
 * @name: for the table
 * @get: allocates @count of them, 1 to WAYS_BATCH; ends the program if it cannot
 * @put: optional: what is to be done when all of them are closed
 * @count: buffers of one round
 * @recycled: memory comes from yamp's pool, where it must be clean before
 * @one_by_one: each buffer by a call of its own
 * @device: it needs, -1 if there is none; NULL if it needs none but ours
 */
struct way {
	const char *name;
	void (*get)(const struct picture *picture, int count, int *fds);
	void (*put)(void);
	int count;
	bool recycled;
	bool one_by_one;
	const int *device;
};

extern const struct way ways[];
extern const size_t way_count;

/** ways_open - find the devices; ends the program if the module is missing */
void ways_open(void);

/** picture_bytes - of a picture in memory, whole pages */
size_t picture_bytes(const struct picture *picture);

/** die - one line on stderr; status 1 */
_Noreturn void die(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif /* WAYS_H */
