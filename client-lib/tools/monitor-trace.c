// SPDX-License-Identifier: MIT
/*
 * What the module's tracepoints tell, in an instance of the trace of our own: nobody
 * else's settings are touched. It goes with us; one that was left behind by a monitor
 * that was killed goes when the next begins.
 */
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "monitor-event.h"
#include "monitor-watch.h"

#define INSTANCES "/sys/kernel/tracing/instances/"
#define PREFIX INSTANCES "yamp-monitor-"

static const struct {
	const char *traced;
	const char *event;
} events[] = {
	{ "yamp_alloc", "allocated" },
	{ "yamp_free", "released" },
	{ "yamp_purge", "purged" },
	{ "yamp_revoke", "revoking" },
	{ "yamp_gone", "revoked" },
	{ "yamp_limit", "limit" },
	{ "yamp_refuse", "refused" },
	{ "yamp_map_fail", "map_failed" },
};

#define EVENTS (sizeof(events) / sizeof(events[0]))

static int write_file(const char *folder, const char *name, const char *text)
{
	char path[256];
	int file, ret = 0;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = open(path, O_WRONLY | O_CLOEXEC);
	if (file < 0)
		return -errno;
	if (write(file, text, strlen(text)) < 0)
		ret = -errno;
	close(file);
	return ret;
}

static void remove_leftovers(void)
{
	glob_t found;

	if (glob(PREFIX "*", 0, NULL, &found))
		return;
	for (size_t i = 0; i < found.gl_pathc; i++) {
		pid_t pid = atoi(found.gl_pathv[i] + strlen(PREFIX));

		if (pid > 0 && kill(pid, 0) && errno == ESRCH)
			rmdir(found.gl_pathv[i]);
	}
	globfree(&found);
}

int monitor_trace_begin(struct monitor_trace *trace)
{
	char path[128];
	int ret;

	*trace = (struct monitor_trace){ .pipe = -1 };
	remove_leftovers();
	snprintf(trace->folder, sizeof(trace->folder), PREFIX "%d", getpid());
	if (mkdir(trace->folder, 0700)) {
		ret = -errno;
		trace->folder[0] = '\0';
		return ret;
	}
	write_file(trace->folder, "buffer_size_kb", "64");
	snprintf(path, sizeof(path), "%s/trace_pipe", trace->folder);
	trace->pipe = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (trace->pipe >= 0)
		return 0;
	ret = -errno;
	monitor_trace_end(trace);
	return ret;
}

bool monitor_trace_keep(struct monitor_trace *trace)
{
	char name[64];
	bool all = true;

	if (trace->pipe < 0)
		return false;
	for (size_t i = 0; i < EVENTS; i++) {
		snprintf(name, sizeof(name), "events/yamp/%s/enable", events[i].traced);
		all &= !write_file(trace->folder, name, "1");
	}
	return all;
}

/* "  task-123 [001] ..... 12.345678: yamp_alloc: id=1 obj=0 ..." */
bool monitor_trace_line(const char *line, bool json)
{
	for (size_t i = 0; i < EVENTS; i++) {
		char mark[32];
		const char *found;

		snprintf(mark, sizeof(mark), ": %s: ", events[i].traced);
		found = strstr(line, mark);
		if (!found)
			continue;
		monitor_say(json, MONITOR_MODULE, events[i].event, "%s", found + strlen(mark));
		return true;
	}
	return false;
}

void monitor_trace_read(struct monitor_trace *trace, bool json)
{
	ssize_t size;
	char *line, *end;

	while ((size = read(trace->pipe, trace->rest + trace->used,
			    sizeof(trace->rest) - 1 - trace->used)) > 0) {
		trace->used += size;
		trace->rest[trace->used] = '\0';
		for (line = trace->rest; (end = strchr(line, '\n')); line = end + 1) {
			*end = '\0';
			monitor_trace_line(line, json);
		}
		trace->used -= line - trace->rest;
		memmove(trace->rest, line, trace->used);
		if (trace->used == sizeof(trace->rest) - 1)
			trace->used = 0;	/* no line of ours is so long */
	}
}

void monitor_trace_end(struct monitor_trace *trace)
{
	if (trace->pipe >= 0)
		close(trace->pipe);
	if (trace->folder[0])
		rmdir(trace->folder);
	*trace = (struct monitor_trace){ .pipe = -1 };
}
