// SPDX-License-Identifier: MIT
/* The tracepoints: what happens to buffers, and why something was refused, with both values. */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <unistd.h>

#include "node.h"

#define TRACING	"/sys/kernel/tracing/"

static int put(const char *name, const char *text)
{
	char path[128];
	int fd, ret;

	snprintf(path, sizeof(path), TRACING "%s", name);
	fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	ret = write(fd, text, strlen(text)) < 0 ? -errno : 0;
	close(fd);
	return ret;
}

static bool begin(void)
{
	if (access(TRACING "events", F_OK))
		mount("tracefs", TRACING, "tracefs", 0, NULL);
	return !put("trace", "") && !put("events/yamp/enable", "1");
}

/* Has an event been seen whose line has both texts in it? */
static bool seen(const char *event, const char *text)
{
	FILE *file = fopen(TRACING "trace", "r");
	bool found = false;
	char line[512];

	while (file && !found && fgets(line, sizeof(line), file))
		found = strstr(line, event) && strstr(line, text);
	if (file)
		fclose(file);
	return found;
}

static void expect(const char *event, const char *text)
{
	tap_ok(seen(event, text), event, "no %s", text);
}

static void test_life(void)
{
	int fd = node_one(YAMP_PLACEMENT_SYSTEM, NODE_XRGB8888, 64, 64, O_RDWR);
	struct yamp_revoke revoke = { .fd = fd };
	struct yamp_advise advise = { .fd = fd, .advice = YAMP_ADVICE_DONTNEED };
	int file = open("/proc/sys/vm/drop_caches", O_WRONLY | O_CLOEXEC);
	char *memory = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0), text[64];
	struct yamp_describe d;

	node_describe(fd, &d);
	snprintf(text, sizeof(text), "id=%llu obj=0 size=16384 place=system", d.frame_id);
	memory[0] = 1;
	munmap(memory, 4096);
	node_ioctl(node_main, YAMP_IOC_ADVISE, &advise);
	if (file < 0 || write(file, "2", 1) != 1)
		tap_bail("/proc/sys/vm/drop_caches: %s", strerror(errno));
	close(file);
	node_ioctl(node_main, YAMP_IOC_REVOKE, &revoke);
	close(fd);
	expect(" yamp_alloc: ", text);
	expect(" yamp_pin: ", text);
	expect(" yamp_unpin: ", text);
	expect(" yamp_purge: ", text);
	expect(" yamp_revoke: ", text);
	expect(" yamp_gone: ", text);
	expect(" yamp_free: ", text);
}

/* One wants 64 pixels of width at most: the picture has 128. */
static void test_refused(void)
{
	struct node_alloc call;
	struct yamp_verify verify;
	struct yamp_describe d;
	char text[64];
	int ret;

	node_prepare(&call, NODE_XRGB8888, 128, 64);
	call.arg.constraint_count = 1;
	call.record.width_max = 64;
	strcpy(call.record.name, "narrow");
	ret = node_run(&call);
	tap_ok(ret == -EDOM && seen(" yamp_refuse: ", "id=0 field=width plane=0") &&
	       seen("narrow=0x40", "=0x80"), " yamp_refuse: of an ALLOC, with both values", "%s",
	       strerror(-ret));
	call.arg.constraint_count = 0;
	ret = node_run(&call);
	if (ret)
		tap_bail("cannot allocate: %s", strerror(-ret));
	verify = (struct yamp_verify){
		.fd = call.fds[0],
		.constraint = (uintptr_t)&call.record,
		.constraint_size = sizeof(call.record),
	};
	ret = node_ioctl(node_main, YAMP_IOC_VERIFY, &verify);
	node_describe(call.fds[0], &d);
	snprintf(text, sizeof(text), "id=%llu field=width plane=0 narrow=0x40 frame=0x80", d.frame_id);
	tap_ok(!ret && verify.verdict == YAMP_VERDICT_FAILS && seen(" yamp_refuse: ", text),
	       " yamp_refuse: of a VERIFY, with both values", "%s, verdict %u", strerror(-ret),
	       verify.verdict);
	node_close(&call);
}

static void test_limit(void)
{
	struct node_alloc call;
	FILE *file = fopen("/sys/module/yamp/parameters/quota_file_buffers", "w");

	if (!file || fprintf(file, "1") < 0 || fflush(file))
		tap_bail("quota_file_buffers: %s", strerror(errno));
	node_prepare(&call, NODE_XRGB8888, 64, 64);
	call.arg.count = 2;
	node_run(&call);
	rewind(file);
	if (fprintf(file, "0") < 0 || fclose(file))
		tap_bail("quota_file_buffers: %s", strerror(errno));
	expect(" yamp_limit: ", "limit=file_buffers asked=2");
}

int main(void)
{
	node_open();
	if (!begin()) {
		tap_skip("tracepoints", "not root, or a kernel without tracefs");
		return tap_end();
	}
	test_life();
	test_refused();
	test_limit();
	put("events/yamp/enable", "0");
	node_nothing_left();
	return tap_end();
}
