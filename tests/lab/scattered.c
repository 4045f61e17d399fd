// SPDX-License-Identifier: MIT
/*
 * usage: scattered COUNT
 *
 * Prints of how many segments the least scattered one is of COUNT pieces of memory that a trial
 * gets for one that is not contiguous, one after the other.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <linux/yamp.h>

#include "kms/trial-memory.h"
#include "kms/trial.h"

/* It is in one place for as long as it is mapped and was touched. */
static unsigned int count_segments(int node, int memory)
{
	volatile const char *map = mmap(NULL, TRIAL_BYTES, PROT_READ, MAP_SHARED, memory, 0);
	struct yamp_describe describe = {.fd = memory};

	if (map == MAP_FAILED)
		return 0;
	(void)map[0];
	if (ioctl(node, YAMP_IOC_DESCRIBE, &describe))
		describe.segments = 0;
	munmap((void *)(uintptr_t)map, TRIAL_BYTES);
	return describe.segments;
}

/* What is closed alone would be the next piece. */
static void give_back(int node, int memory)
{
	struct yamp_revoke revoke = {.fd = memory};

	if (ioctl(node, YAMP_IOC_REVOKE, &revoke))
		perror("scattered: REVOKE");
	close(memory);
}

int main(int argc, char **argv)
{
	unsigned int count = argc > 1 ? (unsigned int)atoi(argv[1]) : 1, fewest = ~0U, segments;
	int node = trial_node(), memory;

	if (node < 0) {
		fprintf(stderr, "scattered: /dev/yamp: %s\n", strerror(-node));
		return 1;
	}
	while (count--) {
		memory = trial_memory(node, TRIAL_SCATTERED);
		if (memory < 0) {
			fprintf(stderr, "scattered: %s\n", strerror(-memory));
			return 1;
		}
		segments = count_segments(node, memory);
		fewest = segments < fewest ? segments : fewest;
		give_back(node, memory);
	}
	printf("%u\n", fewest);
	close(node);
	return 0;
}
