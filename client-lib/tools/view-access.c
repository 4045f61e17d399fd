// SPDX-License-Identifier: MIT
/*
 * Who touched the samples by processor, from the counters of DESCRIBE. The
 * kernel tells how often and who came last; what happened since the last look
 * is put down to that one. A mapping that nobody touches is no access: Mesa maps
 * whatever it imports.
 */
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "view.h"

static const enum yamp_access_kind cpu_kinds[] = {
	YAMP_ACCESS_VMAP, YAMP_ACCESS_FAULT, YAMP_ACCESS_CPU, YAMP_ACCESS_SYNC,
};

void view_access_init(struct view_access *access, int connection)
{
	struct ucred peer = { 0 };
	socklen_t size = sizeof(peer);

	if (!getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &peer, &size))
		access->compositor_pid = peer.pid;
}

static void names_add(struct view_names *names, const char *name, uint64_t more)
{
	uint32_t i = 0;

	while (i < names->count && strcmp(names->entries[i].name, name))
		i++;
	if (i == names->count && i < ACCESS_NAMES) {
		names->entries[i].total = 0;
		snprintf(names->entries[i].name, sizeof(names->entries[i].name), "%s", name);
		names->count++;
	} else if (i == ACCESS_NAMES) {
		i = ACCESS_NAMES - 1;
		strcpy(names->entries[i].name, "others");
	}
	names->entries[i].total += more;
}

static void names_merge(struct view_names *names, const struct view_names *more)
{
	for (uint32_t i = 0; i < more->count; i++)
		names_add(names, more->entries[i].name, more->entries[i].total);
}

static void add_access(struct view_access *access, const struct yamp_access *entry, uint64_t count)
{
	char name[YAMP_NAME_LEN];

	if (entry->who[0]) {
		names_add(&access->others, entry->who, count);
	} else if (entry->pid == (uint32_t)getpid()) {
		access->own += count;
	} else if (entry->pid && entry->pid == access->compositor_pid) {
		access->compositor += count;
	} else {
		snprintf(name, sizeof(name), "%s", entry->task[0] ? entry->task : "unknown");
		names_add(&access->others, name, count);
	}
}

static void look_at_devices(struct view_names *names, const struct yamp_access *entry,
			    uint64_t *seen)
{
	if (entry->total > *seen)
		names_add(names, entry->who, entry->total - *seen);
	*seen = entry->total;
}

static void look_at(struct view_access *access, const struct yamp_describe *describe,
		    uint64_t seen[YAMP_ACCESS_MAX])
{
	look_at_devices(&access->devices, &describe->access[YAMP_ACCESS_DEVICE_MAP],
			&seen[YAMP_ACCESS_DEVICE_MAP]);
	look_at_devices(&access->attached, &describe->access[YAMP_ACCESS_ATTACH],
			&seen[YAMP_ACCESS_ATTACH]);
	for (size_t i = 0; i < sizeof(cpu_kinds) / sizeof(cpu_kinds[0]); i++) {
		enum yamp_access_kind kind = cpu_kinds[i];
		uint64_t total = describe->access[kind].total;

		if (total > seen[kind])
			add_access(access, &describe->access[kind], total - seen[kind]);
		seen[kind] = total;
	}
}

void view_access_look(struct view_access *access, struct yamp_device *device,
		      const struct yamp_pool *pool, view_seen *seen)
{
	struct yamp_describe describe;

	if (!yamp_buffer_is_described(yamp_pool_buffer(pool, 0)))
		return;
	for (uint32_t i = 0; i < yamp_pool_size(pool); i++) {
		struct yamp_buffer *buffer = yamp_pool_buffer(pool, i);
		uint32_t objects = yamp_buffer_frame(buffer)->object_count;

		for (uint32_t j = 0; j < objects; j++) {
			if (yamp_device_describe(device, yamp_buffer_fd(buffer, j), &describe))
				return;
			look_at(access, &describe, (*seen)[i][j]);
		}
	}
	access->counted = true;
}

void view_access_reset(struct view_access *access)
{
	access->own = 0;
	access->compositor = 0;
	access->others.count = 0;
	access->devices.count = 0;
	access->attached.count = 0;
}

void view_access_add(struct view_access *access, const struct view_access *more)
{
	access->counted |= more->counted;
	access->own += more->own;
	access->compositor += more->compositor;
	names_merge(&access->others, &more->others);
	names_merge(&access->devices, &more->devices);
	names_merge(&access->attached, &more->attached);
}
