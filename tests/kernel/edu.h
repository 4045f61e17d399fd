/* SPDX-License-Identifier: MIT */
/* A device that reaches our buffers by real DMA: tests/kernel/edu/yamp_edu.h. */
#ifndef TEST_EDU_H
#define TEST_EDU_H

#include "edu/yamp_edu.h"

/** edu_open - another open file of it; ends the program if there is none */
int edu_open(void);

/** edu_info - what the device needs */
struct edu_info edu_info(void);

/** edu_import - map @fd; 0 or -errno. @import may be a null pointer */
int edu_import(int edu, int fd, __u32 flags, struct edu_import *import);

/** edu_write - the device's engine writes @size bytes of edu_pattern(@seed) to the buffer */
void edu_write(int edu, __u64 offset, __u32 size, unsigned int seed);

/** edu_read - its engine reads @size bytes of the buffer into @memory */
void edu_read(int edu, __u64 offset, __u32 size, struct edu_memory *memory);

/** edu_pattern - byte @index of content number @seed */
unsigned char edu_pattern(unsigned int seed, __u32 index);

/** edu_wrong - how many of @size bytes are not edu_pattern(@seed) from @first on */
__u32 edu_wrong(const void *bytes, unsigned int seed, __u32 first, __u32 size);

/** edu_cache - how the first page of @fd, mapped at @memory, is cached */
struct edu_cache edu_cache(int fd, const void *memory);

#endif /* TEST_EDU_H */
