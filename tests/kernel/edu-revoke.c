// SPDX-License-Identifier: MIT
/*
 * REVOKE of what a device has mapped: a dynamic importer is told and lets go, a static
 * one is named.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "edu.h"
#include "node.h"

#define STORMS	100

static int buffer(void)
{
	return node_one(YAMP_PLACEMENT_CONTIGUOUS, NODE_XRGB8888, 640, 360, O_RDWR);
}

static __u32 revoke_it(int fd, struct yamp_holder *holder, __u32 *count)
{
	struct yamp_revoke arg = { .fd = fd, .holder_count = 1, .holders = (uintptr_t)holder,
				   .holder_size = sizeof(*holder) };
	int ret = node_ioctl(node_main, YAMP_IOC_REVOKE, &arg);

	if (ret)
		tap_bail("YAMP_IOC_REVOKE: %s", strerror(-ret));
	*count = arg.holder_count;
	return arg.state;
}

static void test_static(void)
{
	int fd = buffer(), edu = edu_open(), ret = edu_import(edu, fd, 0, NULL);
	struct yamp_holder holder = {};
	struct yamp_describe d;
	__u32 state, count;

	state = revoke_it(fd, &holder, &count);
	node_describe(fd, &d);
	tap_ok(!ret && state == YAMP_REVOKE_BUSY && count == 1 &&
	       holder.kind == YAMP_HOLDER_MAPPED && !strncmp(holder.who, "0000:", 5),
	       "a static importer keeps it, and is named", "%s, state %u, %u holders, '%.32s'",
	       strerror(-ret), state, count, holder.who);
	tap_ok(d.access[YAMP_ACCESS_DEVICE_MAP].now == 1, "it has it mapped", "%u maps",
	       d.access[YAMP_ACCESS_DEVICE_MAP].now);
	close(edu);
	state = revoke_it(fd, &holder, &count);
	tap_ok(state == YAMP_REVOKE_DONE && !count, "done when it has let go", "state %u", state);
	close(fd);
}

/* 6.15 and later: the core maps and unmaps when the importer does. */
static bool unmaps_at_once(void)
{
	struct utsname name;

	uname(&name);
	return atoi(name.release) >= 7;
}

/* The event comes when the memory has been given back; nobody closes anything. */
static bool event_comes(__u64 frame_id)
{
	struct yamp_event event = {};
	struct pollfd wait = { .fd = node_main, .events = POLLIN };

	while (poll(&wait, 1, 60 * 1000) == 1) {
		if (read(node_main, &event, sizeof(event)) != sizeof(event))
			return false;
		if (event.type == YAMP_EVENT_REVOKED && event.frame_id == frame_id)
			return true;
	}
	return false;
}

static int export(int fd)
{
	struct yamp_export arg = { .fd = fd };
	int ret = node_ioctl(node_main, YAMP_IOC_EXPORT, &arg);

	if (ret)
		tap_bail("YAMP_IOC_EXPORT: %s", strerror(-ret));
	return arg.new_fd;
}

/* Through the dma-buf that is revoked, or another one over the same memory. */
static void test_dynamic(bool other, const char *name, const char *gone)
{
	int fd = buffer(), through = other ? export(fd) : fd, edu = edu_open();
	struct edu_copy copy = { .size = 64 };
	struct yamp_holder holder = {};
	struct yamp_describe d;
	__u32 state, count;
	int ret;

	node_describe(fd, &d);
	ret = edu_import(edu, through, EDU_IMPORT_DYNAMIC, NULL);
	if (!ret)
		ret = node_ioctl(edu, EDU_IOC_COPY, &copy);
	state = revoke_it(fd, &holder, &count);
	tap_ok(!ret && (state == YAMP_REVOKE_DONE || !unmaps_at_once()), name,
	       "%s, state %u, '%.32s' has it", strerror(-ret), state, holder.who);
	tap_note("REVOKE says %s", state == YAMP_REVOKE_DONE ? "done" : "busy");
	ret = event_comes(d.frame_id) ? node_ioctl(edu, EDU_IOC_COPY, &copy) : -ETIME;
	state = revoke_it(fd, &holder, &count);
	tap_ok(ret == -ENODEV && state == YAMP_REVOKE_DONE, gone, "%s, state %u", strerror(-ret),
	       state);
	close(edu);
	if (other)
		close(through);
	close(fd);
}

static void *import_and_close(void *arg)
{
	int edu = edu_open(), *fd = arg;

	edu_import(edu, *fd, EDU_IMPORT_DYNAMIC, NULL);
	close(edu);
	return NULL;
}

/* It is told while it comes, or goes. */
static void test_storm(void)
{
	struct yamp_holder holder;
	__u32 done = 0, count;

	for (int i = 0; i < STORMS; i++) {
		int fd = buffer(), second = export(fd);
		pthread_t threads[2];

		pthread_create(&threads[0], NULL, import_and_close, &fd);
		pthread_create(&threads[1], NULL, import_and_close, &second);
		revoke_it(fd, &holder, &count);
		pthread_join(threads[0], NULL);
		pthread_join(threads[1], NULL);
		done += revoke_it(fd, &holder, &count) == YAMP_REVOKE_DONE;
		close(second);
		close(fd);
	}
	tap_ok(done == STORMS, "told while it comes or goes", "%u of %u are done", done, STORMS);
}

int main(void)
{
	struct pollfd begin;

	node_open();
	begin = (struct pollfd){ .fd = node_main, .events = POLLIN };
	poll(&begin, 1, 0);
	test_static();
	test_dynamic(false, "a dynamic importer is told", "and has let go by itself");
	test_dynamic(true, "told through another dma-buf over the memory", "likewise");
	test_storm();
	node_nothing_left();
	return tap_end();
}
