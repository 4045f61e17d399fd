/* SPDX-License-Identifier: MIT */
/* The formats of all targets: one table in a sealed file, which every client maps. */
#include "plugin.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

static int index_of(struct wl_array *table, const struct yamp_format *format, uint16_t *index)
{
	struct yamp_format *entry;

	wl_array_for_each(entry, table) {
		if (entry->fourcc != format->fourcc || entry->modifier != format->modifier)
			continue;
		*index = (uint16_t)(entry - (struct yamp_format *)table->data);
		return 0;
	}
	if (table->size / sizeof(*entry) > UINT16_MAX)
		return -ENOSPC;
	entry = wl_array_add(table, sizeof(*entry));
	if (!entry)
		return -ENOMEM;
	*entry = *format;
	*index = (uint16_t)(entry - (struct yamp_format *)table->data);
	return 0;
}

static int add_index(struct target *target, uint16_t index)
{
	uint16_t *entry;

	wl_array_for_each(entry, &target->indices) {
		if (*entry == index)
			return 0; /* listed twice */
	}
	entry = wl_array_add(&target->indices, sizeof(*entry));
	if (!entry)
		return -ENOMEM;
	*entry = index;
	return 0;
}

static int make_indices(struct target *target, struct wl_array *table)
{
	const struct yamp_format *format;
	uint16_t index;
	int error;

	wl_array_for_each(format, &target->formats.entries) {
		error = index_of(table, format, &index);
		if (!error)
			error = add_index(target, index);
		if (error)
			return error;
	}
	return 0;
}

static int write_all(int fd, const char *data, size_t size)
{
	ssize_t written;

	while (size) {
		written = write(fd, data, size);
		if (written < 0)
			return -errno;
		data += written;
		size -= (size_t)written;
	}
	return 0;
}

/* A client maps it: nobody can change it under its hands, nor we. */
static int make_table_file(const struct wl_array *table)
{
	int fd = memfd_create("yamp formats", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	int error;

	if (fd < 0)
		return -errno;
	error = write_all(fd, table->data, table->size);
	if (!error && fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE |
						     F_SEAL_SEAL) < 0)
		error = -errno;
	if (!error)
		return fd;
	close(fd);
	return error;
}

int targets_make_table(struct targets *targets)
{
	struct target *target;
	struct wl_array table;
	uint64_t digest;
	int error = 0, fd;

	wl_array_init(&table);
	wl_list_for_each(target, &targets->learning, link) {
		error = error ? error : make_indices(target, &table);
	}
	digest = digest_add_array(0, &table);
	if (error || !table.size || digest == targets->table_digest)
		goto release_table;
	fd = make_table_file(&table);
	error = fd < 0 ? fd : 0;
	if (error)
		goto release_table;
	if (targets->table_fd >= 0)
		close(targets->table_fd);
	targets->table_fd = fd;
	targets->table_size = (uint32_t)table.size;
	targets->table_digest = digest;
release_table:
	wl_array_release(&table);
	return error;
}
