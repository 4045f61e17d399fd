// SPDX-License-Identifier: MIT
/* A table of formats that the compositor shares once and refers to by index. */
#include <sys/mman.h>
#include <unistd.h>

#include "display-priv.h"

void table_unmap(struct format_table *table)
{
	if (table->map)
		munmap(table->map, table->size);
	table->map = NULL;
}

void table_map(struct format_table *table, int fd, uint32_t size)
{
	void *map = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);

	table_unmap(table);
	if (map != MAP_FAILED) {
		table->map = map;
		table->size = size;
	}
	close(fd);
}
