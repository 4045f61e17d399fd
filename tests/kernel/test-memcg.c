// SPDX-License-Identifier: MIT
/*
 * Memory cgroups: who allocates system memory pays for it, gets no more than his limit
 * without anybody being killed for it, and what a group that has one frees is not kept.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "node.h"

#define POOL	"/sys/module/yamp/parameters/pool_bytes"
#define CGROUPS	"/tmp/yamp-cgroups"
#define ROW	4096	/* bytes of a row of 1024 pixels */
#define MIB	(1024 * 1024)
#define LIMIT	64	/* MiB */

static void write_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		tap_bail("%s: %s", path, strerror(errno));
	close(fd);
}

/* A number of a group's file, behind @key if that is not empty; -1 if it is not there. */
static long long read_number(const char *group, const char *name, const char *key)
{
	char path[128], line[128];
	long long value = -1;
	FILE *file;

	snprintf(path, sizeof(path), CGROUPS "/%s/%s", group, name);
	file = fopen(path, "re");
	while (file && value < 0 && fgets(line, sizeof(line), file))
		if (!strncmp(line, key, strlen(key)))
			sscanf(line + strlen(key), "%lld", &value);
	if (file)
		fclose(file);
	return value;
}

static void enter(const char *group)
{
	char path[128], pid[16];

	snprintf(path, sizeof(path), CGROUPS "/%s/cgroup.procs", group);
	snprintf(pid, sizeof(pid), "%d", getpid());
	write_text(path, pid);
}

static int take(__u32 height)
{
	return node_one(YAMP_PLACEMENT_SYSTEM, NODE_XRGB8888, 1024, height, O_RDWR);
}

/* What @run returns in a process of a group, 0 to 255; -1 if it is killed. */
static int run_in(const char *group, int (*run)(void))
{
	int status;
	pid_t child = fork();

	if (!child) {
		enter(group);
		_exit(run());
	}
	waitpid(child, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* MiB that the group pays for more, while there is a frame of 32. */
static int charged(void)
{
	long long before = read_number("free", "memory.stat", "shmem ");
	int fd = take(32 * MIB / ROW);
	long long after = read_number("free", "memory.stat", "shmem ");

	close(fd);
	return (after - before) / MIB;
}

/* Twice the limit: the error. */
static int beyond(void)
{
	struct node_alloc call;
	int ret;

	node_prepare(&call, NODE_XRGB8888, 1024, 2 * LIMIT * MIB / ROW);
	call.arg.placement = YAMP_PLACEMENT_SYSTEM;
	ret = node_run(&call);
	if (!ret)
		node_close(&call);
	return -ret;
}

/* Is what it frees kept for it? */
static int kept(void)
{
	__u64 hits;

	close(take(500));
	node_pool_has(0);	/* zeroed, or refused by then */
	hits = node_info().pool_hits;
	close(take(500));
	return node_info().pool_hits - hits;
}

static void empty_pool(void)
{
	write_text(POOL, "0");
	if (!node_pool_has(0))
		tap_bail("the pool does not empty");
	write_text(POOL, "268435456");
}

static void test_charged(void)
{
	int mib;

	empty_pool();
	mib = run_in("free", charged);
	tap_ok(mib == 32, "who allocates pays", "%d MiB of 32", mib);
}

static void test_limit(void)
{
	long long peak;
	int ret;

	empty_pool();
	ret = run_in("limited", beyond);
	peak = read_number("limited", "memory.peak", "");
	tap_ok(ret == ENOMEM, "no more than the limit", "%s", ret < 0 ? "killed" : strerror(ret));
	tap_ok(!read_number("limited", "memory.events", "oom_kill "), "nobody is killed for it",
	       "%lld are", read_number("limited", "memory.events", "oom_kill "));
	tap_ok(peak <= LIMIT * MIB && read_number("limited", "memory.stat", "shmem ") == 0,
	       "and nothing stays", "%lld bytes of frames, %lld at most",
	       read_number("limited", "memory.stat", "shmem "), peak);
}

static void test_pool(void)
{
	__u64 hits;
	int count;

	empty_pool();
	count = run_in("limited", kept);
	tap_ok(!count && node_pool_has(0), "what a limited group pays for is not kept",
	       "%d, %llu bytes", count, node_info().pool_bytes);
	count = run_in("free", kept);
	hits = node_info().pool_hits;
	close(take(500));
	tap_ok(count == 1 && node_info().pool_hits == hits, "and another's only for itself",
	       "%d, %llu hits of others", count, node_info().pool_hits - hits);
}

static bool mount_groups(void)
{
	mkdir(CGROUPS, 0700);
	if (mount("none", CGROUPS, "cgroup2", 0, NULL))
		return false;
	write_text(CGROUPS "/cgroup.subtree_control", "+memory");
	if (mkdir(CGROUPS "/free", 0700) || mkdir(CGROUPS "/limited", 0700))
		return false;
	write_text(CGROUPS "/limited/memory.max", "64M");
	return true;
}

int main(void)
{
	char before[32];

	node_open();
	if (geteuid() || !mount_groups()) {
		tap_skip("memory cgroups", "they cannot be mounted here");
		return tap_end();
	}
	snprintf(before, sizeof(before), "%llu", node_info().pool_bytes_max);
	test_charged();
	test_limit();
	test_pool();
	empty_pool();
	write_text(POOL, before);
	rmdir(CGROUPS "/free");
	rmdir(CGROUPS "/limited");
	umount(CGROUPS);
	node_nothing_left();
	return tap_end();
}
