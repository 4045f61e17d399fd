// SPDX-License-Identifier: MIT
/* YAMP_IOC_ALLOC: what it gives, what it refuses, and that a refusal keeps nothing. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "node.h"
#include "solve-cases.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

static bool fds_are_open(const struct node_alloc *call, int fd_flags)
{
	for (__u32 i = 0; i < call->arg.fd_count; i++) {
		if (fcntl(call->fds[i], F_GETFD) != (fd_flags & O_CLOEXEC ? FD_CLOEXEC : 0))
			return false;
		if ((fcntl(call->fds[i], F_GETFL) & O_ACCMODE) != (fd_flags & O_ACCMODE))
			return false;
	}
	return true;
}

static void test_batch(__u32 placement, __u32 objects, const char *name)
{
	int before = node_fd_count(), ret;
	struct yamp_info info;
	struct node_alloc call;

	node_prepare(&call, NODE_NV12, 640, 480);
	call.arg.placement = placement;
	call.arg.count = 5;
	call.arg.constraint_count = 1;
	call.record.objects = objects;
	memset(&call.arg.frame, 0xff, sizeof(call.arg.frame));
	ret = node_run(&call);
	info = node_info();
	tap_ok(!ret && call.arg.fd_count == 5 * call.arg.frame.object_count &&
	       call.arg.frame.object_count == (objects == YAMP_OBJECTS_PER_PLANE ? 2 : 1) &&
	       call.arg.placement_chosen == placement && fds_are_open(&call, O_RDWR | O_CLOEXEC) &&
	       info.used_buffers == call.arg.fd_count &&
	       info.used_bytes == 5 * call.arg.frame.size &&
	       node_fd_count() == before + (int)call.arg.fd_count,
	       name, "%s, %u fds, %u objects, used %u dma-bufs %llu bytes", strerror(-ret),
	       call.arg.fd_count, call.arg.frame.object_count, info.used_buffers, info.used_bytes);
	if (!ret)
		node_close(&call);
}

static void test_flags(int fd_flags, const char *name)
{
	struct node_alloc call;
	int ret;

	node_prepare(&call, NODE_NV12, 16, 16);
	call.arg.fd_flags = fd_flags;
	ret = node_run(&call);
	tap_ok(!ret && fds_are_open(&call, fd_flags), name, "%s", strerror(-ret));
	if (!ret)
		node_close(&call);
}

/**
 * struct refusal - an argument that must be refused
 * @change: what makes it wrong
 * @error: expected
 */
struct refusal {
	const char *name;
	void (*change)(struct node_alloc *call);
	int error;
};

#define CHANGE(function, statement) \
	static void function(struct node_alloc *call) { statement; }
CHANGE(bad_flag, call->arg.flags = 2)
CHANGE(bad_reserved, call->arg.reserved = 1)
CHANGE(no_width, call->arg.width = 0)
CHANGE(no_height, call->arg.height = 0)
CHANGE(wide, call->arg.width = YAMP_MAX_DIMENSION + 1)
CHANGE(high, call->arg.height = ~0U)
CHANGE(no_frame, call->arg.count = 0)
CHANGE(many_frames, call->arg.count = YAMP_MAX_COUNT + 1)
CHANGE(bad_placement, call->arg.placement = YAMP_PLACEMENT_REGION + 1)
CHANGE(no_region, call->arg.placement = YAMP_PLACEMENT_REGION)
CHANGE(bad_encoding, call->arg.color_encoding = 99)
CHANGE(bad_range, call->arg.color_range = 99)
CHANGE(bad_field, call->arg.field = 99)
CHANGE(write_only, call->arg.fd_flags = O_WRONLY)
CHANGE(both_modes, call->arg.fd_flags = O_ACCMODE)
CHANGE(nonblock, call->arg.fd_flags = O_RDWR | O_NONBLOCK)
CHANGE(bad_format, call->arg.fourcc = NODE_CODE('?', '?', '?', '?'))
CHANGE(no_format, call->arg.fourcc = 0)
CHANGE(tiled, call->arg.modifier = SC_TILED)
CHANGE(invalid_modifier, call->arg.modifier = 0x00ffffffffffffffULL)
CHANGE(many_records, call->arg.constraint_count = YAMP_MAX_CONSTRAINTS + 1)
CHANGE(short_record, call->arg.constraint_count = 1; call->arg.constraint_size -= 8)
CHANGE(odd_record, call->arg.constraint_count = 1; call->arg.constraint_size += 4)
CHANGE(long_record, call->arg.constraint_count = 1; call->arg.constraint_size = 4104)
/* Behind the record lie its formats. */
CHANGE(record_tail, call->arg.constraint_count = 1; call->arg.constraint_size += 8;
       call->formats[0].fourcc = 1)
CHANGE(record_nowhere, call->arg.constraint_count = 1; call->arg.constraints = 8)
CHANGE(record_above, call->arg.constraint_count = 2; call->arg.constraints = ~7ULL)
CHANGE(record_flag, call->arg.constraint_count = 1; call->record.flags = 1U << 31)
CHANGE(record_reserved, call->arg.constraint_count = 1; call->record.reserved[4] = 1)
CHANGE(record_name, call->arg.constraint_count = 1; memset(call->record.name, 'x', YAMP_NAME_LEN))
CHANGE(record_control, call->arg.constraint_count = 1; strcpy(call->record.name, "a\nb"))
CHANGE(many_formats, call->arg.constraint_count = 1;
       call->record.format_count = YAMP_MAX_FORMATS + 1)
CHANGE(formats_nowhere, call->arg.constraint_count = 1; call->record.format_count = 1;
       call->record.formats = 16)
CHANGE(format_reserved, call->arg.constraint_count = 1; call->record.format_count = 1;
       call->formats[0] = ((struct yamp_format){ NODE_NV12, 1, 0 }))
CHANGE(huge, call->arg.width = 65535; call->arg.height = 65535; call->arg.fourcc = NODE_XRGB8888)
CHANGE(over_quota, call->arg.width = 8192; call->arg.height = 8192; call->arg.count = 64)
CHANGE(no_room, call->arg.fd_count = 0)
CHANGE(little_room, call->arg.count = 3; call->arg.fd_count = 2)

static const struct refusal refusals[] = {
	{ "unknown flag", bad_flag, -EINVAL },
	{ "reserved field", bad_reserved, -EINVAL },
	{ "width 0", no_width, -EINVAL },
	{ "height 0", no_height, -EINVAL },
	{ "width 65536", wide, -EINVAL },
	{ "height 2^32-1", high, -EINVAL },
	{ "no frame", no_frame, -EINVAL },
	{ "65 frames", many_frames, -EINVAL },
	{ "unknown placement", bad_placement, -EINVAL },
	{ "placement this machine lacks", no_region, -EOPNOTSUPP },
	{ "unknown colour encoding", bad_encoding, -EINVAL },
	{ "unknown colour range", bad_range, -EINVAL },
	{ "unknown field order", bad_field, -EINVAL },
	{ "descriptor that only writes", write_only, -EINVAL },
	{ "access mode 3", both_modes, -EINVAL },
	{ "descriptor flag O_NONBLOCK", nonblock, -EINVAL },
	{ "unknown format", bad_format, -EOPNOTSUPP },
	{ "no format and nobody to choose one", no_format, -EINVAL },
	{ "modifier that needs a device", tiled, -EOPNOTSUPP },
	{ "invalid modifier", invalid_modifier, -EOPNOTSUPP },
	{ "17 records", many_records, -EINVAL },
	{ "record shorter than version 1", short_record, -EINVAL },
	{ "record size no multiple of 8", odd_record, -EINVAL },
	{ "record size 4104", long_record, -EINVAL },
	{ "record of a later version", record_tail, -E2BIG },
	{ "record at address 8", record_nowhere, -EFAULT },
	{ "records behind all addresses", record_above, -EFAULT },
	{ "unknown flag of a record", record_flag, -EINVAL },
	{ "reserved field of a record", record_reserved, -EINVAL },
	{ "record's name without end", record_name, -EINVAL },
	{ "record's name with a line end", record_control, -EINVAL },
	{ "1025 formats", many_formats, -EINVAL },
	{ "formats at address 16", formats_nowhere, -EFAULT },
	{ "reserved field of a format", format_reserved, -EINVAL },
	{ "65535x65535 XRGB8888", huge, -EOVERFLOW },
	{ "more than the quota", over_quota, -EDQUOT },
	{ "no room for descriptors", no_room, -ENOSPC },
	{ "room for 2 of 3 descriptors", little_room, -ENOSPC },
};

static bool has_region(void)
{
	return node_info().placements & 1 << YAMP_PLACEMENT_REGION;
}

static void test_refusal(const struct refusal *refusal)
{
	int before = node_fd_count(), ret, left;
	struct node_alloc call, sent;
	struct yamp_info info;

	node_prepare(&call, NODE_NV12, 64, 64);
	refusal->change(&call);
	memset(&call.arg.frame, 0xee, sizeof(call.arg.frame));
	sent = call;
	ret = node_run(&call);
	info = node_info();
	left = node_fd_count() - before;
	if (refusal->error == -ENOSPC)
		sent.arg.fd_count = call.arg.count;
	tap_ok(ret == refusal->error && !memcmp(&call, &sent, sizeof(call)) && !left &&
	       !info.used_bytes && !info.used_buffers, refusal->name,
	       "%s instead of %s, %d fds left, %llu bytes charged%s", strerror(-ret),
	       strerror(-refusal->error), left, info.used_bytes,
	       memcmp(&call, &sent, sizeof(call)) ? ", argument written to" : "");
}

static void test_only(void)
{
	int before = node_fd_count(), ret;
	struct node_alloc call, real;

	node_prepare(&call, NODE_NV12, 320, 240);
	call.arg.count = 7;
	call.arg.flags = YAMP_ALLOC_TEST_ONLY;
	call.arg.fds = 0;
	call.arg.fd_count = 0;
	ret = node_run(&call);
	tap_ok(!ret && node_fd_count() == before && call.arg.fd_count == 7 &&
	       !node_info().used_buffers, "TEST_ONLY allocates nothing", "%s, %d fds",
	       strerror(-ret), node_fd_count() - before);
	node_prepare(&real, NODE_NV12, 320, 240);
	ret = node_run(&real);
	tap_ok(!ret && !memcmp(&real.arg.frame, &call.arg.frame, sizeof(real.arg.frame)) &&
	       real.arg.placement_chosen == call.arg.placement_chosen,
	       "TEST_ONLY tells what would come", "%s", strerror(-ret));
	if (!ret)
		node_close(&real);
}

/* Limits the descriptors to what is open and @more. */
static void limit_fds(int more)
{
	struct rlimit limit;

	getrlimit(RLIMIT_NOFILE, &limit);
	limit.rlim_cur = more < 0 ? 1024 : 0;
	for (int fd = 0; limit.rlim_cur == 0; fd++) {
		if (fcntl(fd, F_GETFD) < 0 && more-- == 0)
			limit.rlim_cur = fd;
	}
	setrlimit(RLIMIT_NOFILE, &limit);
}

static void test_descriptor_limit(void)
{
	struct node_alloc call;
	int ret, wrong = -1;

	for (int more = 0; more <= 12 && wrong < 0; more++) {
		int before = node_fd_count();

		node_prepare(&call, NODE_YUV420, 64, 64);
		call.arg.count = 4;
		call.arg.constraint_count = 1;
		call.record.objects = YAMP_OBJECTS_PER_PLANE;
		limit_fds(more);
		ret = node_run(&call);
		limit_fds(-1);
		if (ret != (more < 12 ? -EMFILE : 0))
			wrong = more;
		if (!ret)
			node_close(&call);
		if (node_fd_count() != before || node_info().used_buffers)
			wrong = more;
	}
	tap_ok(wrong < 0, "room for 0 to 12 of 12 descriptors", "with room for %d: %s", wrong,
	       strerror(-ret));
}

static int faults = 2000, guesses = 3000;	/* more with --long */

/* The argument readable and not writable, or the descriptors half out of reach. */
static void test_faulting_results(void)
{
	long page = sysconf(_SC_PAGESIZE);
	char *pages = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct yamp_alloc *arg = (struct yamp_alloc *)pages;
	int before, ret = -EFAULT, rounds = 0;
	struct node_alloc call;

	munmap(pages + page, page);
	before = node_fd_count();
	for (; rounds < faults && ret == -EFAULT; rounds++) {
		node_prepare(&call, NODE_NV12, 64, 64);
		call.arg.count = 4;
		call.arg.placement = rounds & 2 ? YAMP_PLACEMENT_CONTIGUOUS : YAMP_PLACEMENT_SYSTEM;
		if (rounds & 1) {
			call.arg.fds = (uintptr_t)(pages + page - 8);
			ret = node_run(&call);
			continue;
		}
		*arg = call.arg;
		mprotect(pages, page, PROT_READ);
		ret = node_ioctl(node_main, YAMP_IOC_ALLOC, arg);
		mprotect(pages, page, PROT_READ | PROT_WRITE);
	}
	tap_ok(ret == -EFAULT && node_fd_count() == before && !node_info().used_buffers,
	       "calls whose results cannot be written", "call %d: %s, %d fds left", rounds,
	       strerror(-ret), node_fd_count() - before);
	munmap(pages, page);
}

static void test_case(const struct solve_case *c)
{
	const char *differs = NULL;
	struct node_alloc call;
	struct yamp_constraint records[SOLVE_RECORDS];
	int ret;

	memcpy(records, c->records, sizeof(records));
	for (int i = 0; i < SOLVE_RECORDS; i++)
		records[i].formats = (uintptr_t)c->formats[i];
	node_prepare(&call, c->request.fourcc, c->request.width, c->request.height);
	call.arg.flags = YAMP_ALLOC_TEST_ONLY;
	call.arg.modifier = c->request.modifier;
	call.arg.count = c->request.count;
	call.arg.color_encoding = c->request.color_encoding;
	call.arg.color_range = c->request.color_range;
	call.arg.field = c->request.field;
	call.arg.constraints = (uintptr_t)records;
	call.arg.constraint_count = c->record_count;
	ret = node_run(&call);
	if (ret == c->error && !ret)
		differs = solve_case_frame(c, &call.arg.frame);
	else if (ret == c->error && ret == -EDOM)
		differs = solve_case_conflict(c, &call.arg.conflict);
	tap_ok(ret == c->error && !differs, c->name, "%s instead of %s, %s differs",
	       strerror(-ret), strerror(-c->error), differs ? differs : "nothing else");
}

static void test_many_times(void)
{
	struct node_alloc call;
	int ret = 0, rounds;

	for (rounds = 0; rounds < guesses && !ret; rounds++) {
		node_prepare(&call, NODE_NV12, 16 + rounds % 200, 16 + rounds % 100);
		call.arg.placement = rounds & 1 ? YAMP_PLACEMENT_CONTIGUOUS : YAMP_PLACEMENT_SYSTEM;
		ret = node_run(&call);
		if (!ret)
			node_close(&call);
	}
	tap_ok(!ret, "3000 allocations one after the other", "number %d: %s", rounds, strerror(-ret));
}

static void allocate_for_ever(void)
{
	struct node_alloc call;

	for (int i = 0;; i++) {
		node_prepare(&call, NODE_NV12, 1920, 1080);
		call.arg.count = 16;
		call.arg.placement = i & 1 ? YAMP_PLACEMENT_CONTIGUOUS : YAMP_PLACEMENT_SYSTEM;
		if (node_run(&call))
			_exit(1);
		node_close(&call);
	}
}

static void test_killed(void)
{
	int status = 0, rounds;

	for (rounds = 0; rounds < 20; rounds++) {
		pid_t pid = fork();

		if (!pid)
			allocate_for_ever();
		usleep(1000 + rounds * 7919);
		kill(pid, SIGKILL);
		waitpid(pid, &status, 0);
		if (!WIFSIGNALED(status))
			break;
	}
	tap_ok(rounds == 20, "killed in the middle of allocating", "round %d: status %#x", rounds,
	       status);
}

static atomic_int guess_from;

/* Closes the descriptors that ALLOC is about to hand out. */
static void *close_guessed(void *unused)
{
	int from;

	while ((from = guess_from)) {
		for (int fd = from; fd < from + 8; fd++)
			close(fd);
	}
	return NULL;
}

static void test_closed_at_once(void)
{
	struct node_alloc call;
	pthread_t thread;
	int from = dup(node_main), ret = 0, rounds;

	close(from);
	guess_from = from;
	pthread_create(&thread, NULL, close_guessed, NULL);
	for (rounds = 0; rounds < 3000 && !ret; rounds++) {
		node_prepare(&call, NODE_NV12, 16, 16);
		call.arg.count = 8;
		ret = node_run(&call);
	}
	guess_from = 0;
	pthread_join(thread, NULL);
	for (int fd = from; fd < 1024; fd++)
		close(fd);
	tap_ok(!ret || ret == -EMFILE, "descriptors that another thread closes at once",
	       "round %d: %s", rounds, strerror(-ret));
}

int main(int argc, char **argv)
{
	if (argc > 1 && !strcmp(argv[1], "--long")) {
		faults = 100000;
		guesses = 125000;	/* of 8 descriptors each */
	}
	node_open();
	test_batch(YAMP_PLACEMENT_SYSTEM, YAMP_OBJECTS_ANY, "5 frames in system memory");
	test_batch(YAMP_PLACEMENT_CONTIGUOUS, YAMP_OBJECTS_ANY, "5 contiguous frames");
	test_batch(YAMP_PLACEMENT_SYSTEM, YAMP_OBJECTS_PER_PLANE, "5 frames, a dma-buf a plane");
	test_flags(O_RDONLY, "descriptors that only read");
	test_flags(O_RDWR, "descriptors that survive exec");
	for (size_t i = 0; i < ARRAY_SIZE(refusals); i++)
		if (refusals[i].change == no_region && has_region())
			tap_skip(refusals[i].name, "it lacks none");
		else
			test_refusal(&refusals[i]);
	test_only();
	test_descriptor_limit();
	test_faulting_results();
	for (size_t i = 0; i < ARRAY_SIZE(solve_cases); i++)
		test_case(&solve_cases[i]);
	test_many_times();
	test_killed();
	test_closed_at_once();
	node_nothing_left();
	return tap_end();
}
