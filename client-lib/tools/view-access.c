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

static void add_other(struct view_access *access, const char *name, uint64_t count)
{
	uint32_t i = 0;

	while (i < access->other_count && strcmp(access->others[i].name, name))
		i++;
	if (i == access->other_count && i < ACCESS_NAMES) {
		access->others[i].count = 0;
		snprintf(access->others[i].name, sizeof(access->others[i].name), "%s", name);
		access->other_count++;
	} else if (i == ACCESS_NAMES) {
		i = ACCESS_NAMES - 1;
		strcpy(access->others[i].name, "others");
	}
	access->others[i].count += count;
}

static void add_access(struct view_access *access, const struct yamp_access *entry, uint64_t count)
{
	char name[YAMP_NAME_LEN];

	if (entry->who[0]) {
		add_other(access, entry->who, count);
	} else if (entry->pid == (uint32_t)getpid()) {
		access->own += count;
	} else if (entry->pid && entry->pid == access->compositor_pid) {
		access->compositor += count;
	} else {
		snprintf(name, sizeof(name), "%s", entry->task[0] ? entry->task : "unknown");
		add_other(access, name, count);
	}
}

static void look_at(struct view_access *access, const struct yamp_describe *describe,
		    uint64_t seen[YAMP_ACCESS_MAX])
{
	for (size_t i = 0; i < sizeof(cpu_kinds) / sizeof(cpu_kinds[0]); i++) {
		enum yamp_access_kind kind = cpu_kinds[i];
		uint64_t total = describe->access[kind].total;

		if (total > seen[kind])
			add_access(access, &describe->access[kind], total - seen[kind]);
		seen[kind] = total;
	}
}

void view_access_look(struct view_access *access, struct yamp_device *device,
		      struct yamp_buffer *const *buffers, uint32_t count)
{
	struct yamp_describe describe;

	if (!count || !yamp_buffer_is_described(buffers[0]))
		return;
	for (uint32_t i = 0; i < count; i++) {
		uint32_t objects = yamp_buffer_frame(buffers[i])->object_count;

		for (uint32_t j = 0; j < objects; j++) {
			if (yamp_device_describe(device, yamp_buffer_fd(buffers[i], j), &describe))
				return;
			look_at(access, &describe, access->seen[i][j]);
		}
	}
	access->counted = true;
}

void view_access_reset(struct view_access *access)
{
	access->own = 0;
	access->compositor = 0;
	access->other_count = 0;
}

void view_access_add(struct view_access *access, const struct view_access *more)
{
	access->counted |= more->counted;
	access->own += more->own;
	access->compositor += more->compositor;
	for (uint32_t i = 0; i < more->other_count; i++)
		add_other(access, more->others[i].name, more->others[i].count);
}
