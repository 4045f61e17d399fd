// SPDX-License-Identifier: MIT
/* poll and read on /dev/yamp: what becomes of the buffers of this open file. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "node.h"
#include "vivid.h"

#define ROOM	256
#define BYTES	(64 * 64 * 4)

static struct yamp_event events[ROOM];

/* How many events came, none is no error; or -errno. Does not wait. */
static int take(int node)
{
	ssize_t ret;

	memset(events, 0xee, sizeof(events));
	fcntl(node, F_SETFL, O_RDWR | O_NONBLOCK);
	ret = read(node, events, sizeof(events));
	if (ret < 0)
		return errno == EAGAIN ? 0 : -errno;
	return ret / sizeof(events[0]);
}

static bool ready(int node)
{
	struct pollfd poller = { .fd = node, .events = POLLIN };

	return poll(&poller, 1, 0) == 1 && poller.revents == POLLIN;
}

static bool is(const struct yamp_event *event, __u32 type, __u64 frame_id, __u64 value)
{
	return event->type == type && event->size == sizeof(*event) && event->frame_id == frame_id &&
	       !event->object && event->value == value && !event->reserved[0] && !event->reserved[1];
}

static __u64 now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000000000ULL + time.tv_nsec;
}

static __u64 open_one(int *fd)
{
	struct yamp_describe d;

	*fd = node_one(YAMP_PLACEMENT_SYSTEM, NODE_XRGB8888, 64, 64, O_RDWR);
	node_describe(*fd, &d);
	return d.frame_id;
}

static void test_begin(void)
{
	char little[sizeof(events[0]) - 1];
	int fd, ret;

	open_one(&fd);
	close(fd);
	fcntl(node_main, F_SETFL, O_RDWR | O_NONBLOCK);
	ret = read(node_main, little, sizeof(little)) < 0 ? -errno : 0;
	tap_ok(ret == -EINVAL, "no room for one event", "%s", strerror(-ret));
	ret = read(node_main, events, sizeof(events)) < 0 ? -errno : 0;
	tap_ok(ret == -EAGAIN && !ready(node_main), "nothing that was before the first read", "%s",
	       strerror(-ret));
	ret = read(node_query, events, sizeof(events)) < 0 ? -errno : 0;
	tap_ok(ret == -EINVAL, "the query node has none", "%s", strerror(-ret));
}

static void test_released(void)
{
	int fd, other, count, again;
	__u64 id = open_one(&fd), before;

	other = dup(fd);
	close(fd);
	count = take(node_main);
	tap_ok(!count, "nothing while a descriptor is open", "%d", count);
	before = now();
	close(other);
	tap_ok(ready(node_main), "poll says so", "it does not");
	count = take(node_main);
	tap_ok(count == 1 && is(&events[0], YAMP_EVENT_RELEASED, id, BYTES) &&
	       events[0].time_ns >= before && events[0].time_ns <= now(), "released",
	       "%d, type %u of %llu", count, events[0].type, events[0].frame_id);
	again = take(node_main);
	tap_ok(!again && !ready(node_main), "once", "%d more", again);
}

static void test_revoked(void)
{
	struct yamp_revoke revoke = { 0 };
	int count;
	__u64 id = open_one(&revoke.fd);

	node_ioctl(node_main, YAMP_IOC_REVOKE, &revoke);
	close(revoke.fd);
	count = take(node_main);
	tap_ok(count == 2 && is(&events[0], YAMP_EVENT_REVOKED, id, BYTES) &&
	       is(&events[1], YAMP_EVENT_RELEASED, id, BYTES), "revoked, then released",
	       "%d, types %u and %u", count, events[0].type, events[1].type);
}

/* Whoever is told that it is busy hears when it is no more. */
static void test_last_holder(void)
{
	struct yamp_revoke revoke = { .fd = vivid_buffer(YAMP_PLACEMENT_CONTIGUOUS) };
	int output = vivid_open(), ret, count, later;

	ret = vivid_take(output, revoke.fd);
	if (ret)
		tap_bail("cannot queue: %s", strerror(-ret));
	node_ioctl(node_main, YAMP_IOC_REVOKE, &revoke);
	count = take(node_main);
	vivid_request(output, 0);
	later = take(node_main);
	tap_ok(revoke.state == YAMP_REVOKE_BUSY && !count && later == 1 &&
	       events[0].type == YAMP_EVENT_REVOKED, "when the last holder of a revoked one goes",
	       "state %u, %d events, then %d", revoke.state, count, later);
	close(output);
	close(revoke.fd);
	take(node_main);
}

static void test_purged(void)
{
	struct yamp_advise advise = { .advice = YAMP_ADVICE_DONTNEED };
	__u64 id = open_one(&advise.fd);
	int file = open("/proc/sys/vm/drop_caches", O_WRONLY | O_CLOEXEC), count;

	node_ioctl(node_main, YAMP_IOC_ADVISE, &advise);
	if (file < 0 || write(file, "2", 1) != 1)
		tap_bail("/proc/sys/vm/drop_caches: %s", strerror(errno));
	close(file);
	count = take(node_main);
	tap_ok(count == 1 && is(&events[0], YAMP_EVENT_PURGED, id, BYTES), "purged", "%d, type %u",
	       count, events[0].type);
	close(advise.fd);
	take(node_main);
}

static void write_parameter(const char *name, unsigned long long value)
{
	char path[80];
	FILE *file;

	snprintf(path, sizeof(path), "/sys/module/yamp/parameters/%s", name);
	file = fopen(path, "w");
	if (!file || fprintf(file, "%llu", value) < 0 || fclose(file))
		tap_bail("%s: %s", path, strerror(errno));
}

static void test_limit(const char *parameter, unsigned long long few, unsigned long long usual,
		       __u32 limit, __u64 asked)
{
	struct node_alloc call;
	int ret, count;

	write_parameter(parameter, few);
	node_prepare(&call, NODE_XRGB8888, 64, 64);
	call.arg.count = 2;
	ret = node_run(&call);
	write_parameter(parameter, usual);
	count = take(node_main);
	tap_ok(ret == -EDQUOT && count == 1 && is(&events[0], YAMP_EVENT_LIMIT, 0, asked) &&
	       events[0].detail == limit, parameter, "%s, %d events, type %u detail %u value %llu",
	       strerror(-ret), count, events[0].type, events[0].detail, events[0].value);
}

/* An ALLOC that came to nothing made no buffer that anybody knows of. */
static void test_never_told(void)
{
	struct node_alloc call;
	int ret, count;

	node_prepare(&call, NODE_XRGB8888, 64, 64);
	call.arg.count = 4;
	call.arg.fds = 8;
	ret = node_run(&call);
	count = take(node_main);
	tap_ok(ret == -EFAULT && !count, "nothing of what no program has seen", "%s, %d events",
	       strerror(-ret), count);
}

static void test_own(void)
{
	int other = open("/dev/yamp", O_RDWR | O_CLOEXEC), fd, count, elsewhere;

	take(other);
	open_one(&fd);
	close(fd);
	elsewhere = take(other);
	count = take(node_main);
	tap_ok(count == 1 && !elsewhere, "only of one's own", "%d, the other file %d", count, elsewhere);
	close(other);
}

static void make_and_close(int count)
{
	for (int i = 0, fd; i < count; i++) {
		open_one(&fd);
		close(fd);
	}
}

static void test_overflow(void)
{
	int count, later, last;

	make_and_close(200);
	count = take(node_main);
	tap_ok(count == 129 && events[127].type == YAMP_EVENT_RELEASED &&
	       is(&events[128], YAMP_EVENT_OVERFLOW, 0, 72), "128 wait, the rest is counted",
	       "%d, last type %u value %llu", count, events[count - 1].type, events[count - 1].value);
	make_and_close(140);
	count = read(node_main, events, 10 * sizeof(events[0])) / (ssize_t)sizeof(events[0]);
	make_and_close(2);
	later = take(node_main);
	last = later - 1;
	tap_ok(count == 10 && later == 121 && is(&events[last - 2], YAMP_EVENT_OVERFLOW, 0, 12) &&
	       events[last].type == YAMP_EVENT_RELEASED, "told where they were lost",
	       "%d, then %d, type %u value %llu", count, later, events[last - 2].type,
	       events[last - 2].value);
}

static void test_faulting(void)
{
	void *room = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int fd, ret, count;

	open_one(&fd);
	close(fd);
	ret = read(node_main, room, 4096) < 0 ? -errno : 0;
	munmap(room, 4096);
	count = take(node_main);
	tap_ok(ret == -EFAULT && count == 1 && is(&events[0], YAMP_EVENT_OVERFLOW, 0, 1),
	       "what could not be written is counted as lost", "%s, %d", strerror(-ret), count);
}

static void *wait_for_one(void *event)
{
	return (void *)(intptr_t)read(node_main, event, sizeof(struct yamp_event));
}

static void test_waiting(void)
{
	struct yamp_event event = { 0 };
	pthread_t reader;
	void *got;
	int fd;
	__u64 id = open_one(&fd);

	fcntl(node_main, F_SETFL, O_RDWR);
	pthread_create(&reader, NULL, wait_for_one, &event);
	usleep(50 * 1000);
	close(fd);
	pthread_join(reader, &got);
	tap_ok((intptr_t)got == sizeof(event) && is(&event, YAMP_EVENT_RELEASED, id, BYTES),
	       "a reader waits and is woken", "%d bytes, type %u", (int)(intptr_t)got, event.type);
}

/* Buffers outlive the file that would be told. */
static void test_closed(void)
{
	struct node_alloc call;
	int other = open("/dev/yamp", O_RDWR | O_CLOEXEC), ret, count;

	take(other);
	node_prepare(&call, NODE_XRGB8888, 64, 64);
	ret = node_ioctl(other, YAMP_IOC_ALLOC, &call.arg);
	close(other);
	node_close(&call);
	count = take(node_main);
	tap_ok(!ret && !count, "nobody is told for a file that was closed", "%s, %d", strerror(-ret),
	       count);
}

int main(void)
{
	node_open();
	test_begin();
	test_released();
	test_revoked();
	if (vivid_load(1))
		test_last_holder();
	else
		tap_skip("when the last holder of a revoked one goes", "no vivid video output");
	test_purged();
	test_limit("quota_buffers", 1, 4096, YAMP_LIMIT_USER_BUFFERS, 2);
	test_limit("quota_bytes", BYTES, 0, YAMP_LIMIT_USER_BYTES, 2 * BYTES);
	test_limit("quota_file_buffers", 1, 0, YAMP_LIMIT_FILE_BUFFERS, 2);
	test_limit("quota_file_bytes", BYTES, 0, YAMP_LIMIT_FILE_BYTES, 2 * BYTES);
	test_never_told();
	test_own();
	test_overflow();
	test_faulting();
	test_waiting();
	test_closed();
	node_nothing_left();
	return tap_end();
}
