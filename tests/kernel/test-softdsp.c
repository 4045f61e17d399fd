// SPDX-License-Identifier: MIT
/* A driver that uses the in-kernel API: its record, its refusals, its pictures. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "dsp.h"
#include "foreign.h"

static int dsp;

static void prepare_registered(struct node_alloc *call, __u32 width, const char *name)
{
	node_prepare(call, NODE_NV12, width, 17);
	call->arg.constraint_count = 1;
	call->record.flags = YAMP_CONSTRAINT_REGISTERED;
	snprintf(call->record.name, sizeof(call->record.name), "%s", name);
}

static void test_record(void)
{
	struct node_alloc plain, merged;
	int ret;

	prepare_registered(&plain, 33, YAMP_SOFTDSP_NAME);
	plain.record.flags = 0;
	prepare_registered(&merged, 33, YAMP_SOFTDSP_NAME);
	plain.arg.flags = merged.arg.flags = YAMP_ALLOC_TEST_ONLY;
	ret = node_run(&plain);
	ret = ret ? ret : node_run(&merged);
	tap_ok(!ret && merged.arg.frame.planes[0].stride == 48 &&
	       merged.arg.frame.planes[1].stride == 48, "the driver's record is merged",
	       "%s, strides %u %u", strerror(-ret), merged.arg.frame.planes[0].stride,
	       merged.arg.frame.planes[1].stride);
	tap_ok(plain.arg.frame.planes[0].stride % 16, "and only where it is asked for",
	       "stride %u", plain.arg.frame.planes[0].stride);
	prepare_registered(&merged, 33, "nobody");
	ret = node_run(&merged);
	tap_ok(ret == -ENODEV, "a name that no driver has", "%s", strerror(-ret));
	prepare_registered(&merged, 33, YAMP_SOFTDSP_NAME);
	memset(merged.record.name, 'x', sizeof(merged.record.name));
	ret = node_run(&merged);
	tap_ok(ret == -EINVAL, "a name that does not end", "%s", strerror(-ret));
}

static void test_record_conflict(void)
{
	struct yamp_conflict *conflict;
	struct node_alloc call;
	const char *name;
	int ret;

	prepare_registered(&call, 33, YAMP_SOFTDSP_NAME);
	call.record.planes[0].stride_max = 40;
	ret = node_run(&call);
	conflict = &call.arg.conflict;
	name = conflict->first == YAMP_CONSUMER_KERNEL ? conflict->first_name
						       : conflict->second_name;
	tap_ok(ret == -EDOM && conflict->field == YAMP_FIELD_ID_STRIDE &&
	       (conflict->first == YAMP_CONSUMER_KERNEL) !=
	       (conflict->second == YAMP_CONSUMER_KERNEL) && conflict->involved == 1 &&
	       !strcmp(name, YAMP_SOFTDSP_NAME), "a conflict names the driver",
	       "%s, field %u, parties %x %x, involved %x, '%s' '%s'", strerror(-ret),
	       conflict->field, conflict->first, conflict->second, conflict->involved,
	       conflict->first_name, conflict->second_name);
	prepare_registered(&call, 9000, YAMP_SOFTDSP_NAME);
	ret = node_run(&call);
	tap_ok(ret == -EDOM && conflict->field == YAMP_FIELD_ID_WIDTH, "a limit of the driver",
	       "%s, field %u", strerror(-ret), conflict->field);
}

static int run_many(__u32 count, __u32 flagged)
{
	struct yamp_constraint records[YAMP_MAX_CONSTRAINTS];
	struct node_alloc call;

	prepare_registered(&call, 33, YAMP_SOFTDSP_NAME);
	for (__u32 i = 0; i < count; i++) {
		records[i] = call.record;
		records[i].flags = i < flagged ? YAMP_CONSTRAINT_REGISTERED : 0;
	}
	call.arg.flags = YAMP_ALLOC_TEST_ONLY;
	call.arg.constraints = (__u64)(size_t)records;
	call.arg.constraint_count = count;
	return node_run(&call);
}

static void test_many_records(void)
{
	int full = run_many(16, 1), most = run_many(15, 15), none = run_many(16, 0);

	tap_ok(full == -EINVAL && !most && !none, "a driver is one of 16 records, once",
	       "16 and a driver: %s, 15 that name it: %s, 16: %s", strerror(-full),
	       strerror(-most), strerror(-none));
}

static void expect(int got, int wanted, const char *name)
{
	tap_ok(got == wanted, name, "%s", strerror(-got));
}

static void test_arguments(struct dsp_frame *a, struct dsp_frame *b)
{
	struct yamp_softdsp_run run = { .src = a->fd, .dst = b->fd, .flags = 1 };

	expect(node_ioctl(dsp, YAMP_SOFTDSP_IOC_RUN, &run), -EINVAL, "unknown flag");
	run.flags = 0;
	run.reserved[1] = 1;
	expect(node_ioctl(dsp, YAMP_SOFTDSP_IOC_RUN, &run), -EINVAL, "reserved field");
	expect(node_ioctl(dsp, _IOWR('Y', 0xc0, __u64), &run), -EINVAL, "struct too small");
	expect(node_ioctl(dsp, _IOWR('Y', 0xc1, struct yamp_softdsp_run), &run), -ENOTTY,
	       "unknown ioctl");
	expect(node_ioctl(dsp, YAMP_SOFTDSP_IOC_RUN, NULL), -EFAULT, "no struct");
	expect(dsp_run(dsp, a->fd, b->fd, 2), -EINVAL, "unknown filter");
}

static void test_buffers_refused(struct dsp_frame *a, struct dsp_frame *b)
{
	struct dsp_frame wide = dsp_frame_create(NODE_NV12, 66, 32, 16);
	struct dsp_frame yuyv = dsp_frame_create(NODE_YUYV, 64, 32, 16);
	int foreign = foreign_udmabuf(), pipes[2];

	if (pipe(pipes))
		tap_bail("no pipe");
	expect(dsp_run(dsp, -1, b->fd, 0), -EBADF, "no descriptor");
	expect(dsp_run(dsp, a->fd, pipes[0], 0), -EINVAL, "a pipe");
	if (foreign < 0)
		tap_skip("another exporter's dma-buf", "no /dev/udmabuf");
	else
		expect(dsp_run(dsp, a->fd, foreign, 0), -EMEDIUMTYPE, "another exporter's dma-buf");
	expect(dsp_run(dsp, a->fd, a->fd, 0), -EINVAL, "the same frame twice");
	expect(dsp_run(dsp, a->fd, wide.fd, 0), -EINVAL, "frames of two sizes");
	expect(dsp_run(dsp, a->fd, yuyv.fd, 0), -EINVAL, "frames of two formats");
	close(foreign);
	close(pipes[0]);
	close(pipes[1]);
	dsp_frame_destroy(&wide);
	dsp_frame_destroy(&yuyv);
}

static void test_read_only(struct dsp_frame *a)
{
	struct node_alloc call;
	int ret;

	prepare_registered(&call, 64, YAMP_SOFTDSP_NAME);
	call.arg.height = 32;
	call.arg.fd_flags = O_RDONLY | O_CLOEXEC;
	ret = node_run(&call);
	if (ret)
		tap_bail("no frame: %s", strerror(-ret));
	expect(dsp_run(dsp, a->fd, call.fds[0], 0), -EACCES, "a destination that is read-only");
	expect(dsp_run(dsp, call.fds[0], a->fd, 0), 0, "a source may be");
	dsp_readable(a->fd, -1);
	close(call.fds[0]);
}

static void test_unsuited(void)
{
	int narrow = node_one(YAMP_PLACEMENT_ANY, NODE_NV12, 33, 17, O_RDWR);
	struct dsp_frame good = dsp_frame_create(NODE_NV12, 33, 17, 16);
	struct yamp_softdsp_run run = { .src = good.fd, .dst = narrow };
	struct yamp_describe d;
	int ret;

	ret = node_ioctl(dsp, YAMP_SOFTDSP_IOC_RUN, &run);
	tap_ok(ret == -EDOM && run.refused == 1 &&
	       run.conflict.field == YAMP_FIELD_ID_STRIDE_ALIGN && run.conflict.first_value == 16 &&
	       run.conflict.second == YAMP_CONSUMER_FRAME &&
	       !strcmp(run.conflict.first_name, YAMP_SOFTDSP_NAME),
	       "a stride that does not suit is refused with the reason",
	       "%s, %u refused, field %u, %llu of %s", strerror(-ret), run.refused,
	       run.conflict.field, run.conflict.first_value, run.conflict.first_name);
	node_describe(good.fd, &d);
	tap_ok(!d.pins, "what was refused is not pinned", "%u pins", d.pins);
	close(narrow);
	dsp_frame_destroy(&good);
}

static void test_refusals(void)
{
	struct dsp_frame a = dsp_frame_create(NODE_NV12, 64, 32, 16);
	struct dsp_frame b = dsp_frame_create(NODE_NV12, 64, 32, 16);

	test_arguments(&a, &b);
	test_buffers_refused(&a, &b);
	test_read_only(&a);
	test_unsuited();
	dsp_frame_destroy(&a);
	dsp_frame_destroy(&b);
}

/* Bytes that differ from the reference, padding included; -1 if the job was refused. */
static long compare(__u32 code, __u32 width, __u32 height, __u32 align, __u32 filter)
{
	struct dsp_frame src = dsp_frame_create(code, width, height, align);
	struct dsp_frame dst = dsp_frame_create(code, width, height, align == 16 ? 112 : 16);
	unsigned char *expected = malloc(dst.size);
	long wrong = 0;

	dsp_frame_fill(&src, width);
	dsp_frame_fill(&dst, height);
	dsp_expect(&src, &dst, filter, expected);
	if (dsp_run(dsp, src.fd, dst.fd, filter))
		wrong = -1;
	else
		dsp_readable(dst.fd, -1);
	for (size_t i = 0; !wrong && i < dst.size; i++)
		wrong += dst.memory[i] != expected[i];
	free(expected);
	dsp_frame_destroy(&src);
	dsp_frame_destroy(&dst);
	return wrong;
}

static void test_pictures(__u32 code, const char *name)
{
	static const struct { __u32 width, height, align; } sizes[] = {
		{ 1, 1, 16 }, { 2, 1, 16 }, { 1, 2, 48 }, { 3, 3, 16 }, { 5, 2, 80 },
		{ 16, 16, 16 }, { 17, 31, 16 }, { 33, 7, 48 }, { 127, 65, 16 }, { 321, 243, 176 },
		{ 640, 480, 16 },
	};
	long wrong = 0;

	for (unsigned int i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		for (__u32 filter = 0; filter <= YAMP_SOFTDSP_BLUR; filter++) {
			long bad = compare(code, sizes[i].width, sizes[i].height, sizes[i].align,
					   filter);

			if (bad)
				tap_note("%ux%u, filter %u: %ld", sizes[i].width, sizes[i].height,
					 filter, bad);
			wrong += bad != 0;
		}
	}
	tap_ok(!wrong, name, "%ld pictures are not what the reference computes", wrong);
}

int main(void)
{
	node_open();
	if (!dsp_load()) {
		tap_skip("the sample driver", "yamp_softdsp.ko cannot be loaded here");
		return tap_end();
	}
	dsp = dsp_open(0);
	test_record();
	test_record_conflict();
	test_many_records();
	test_refusals();
	test_pictures(NODE_NV12, "NV12, odd sizes and strides, both filters, to the byte");
	test_pictures(NODE_YUYV, "YUYV, odd sizes and strides, both filters, to the byte");
	test_pictures(NODE_XRGB8888, "XRGB8888, the same");
	test_pictures(NODE_RGB888, "RGB888, the same");
	test_pictures(NODE_BGR888, "BGR888, the same");
	close(dsp);
	node_nothing_left();
	for (int i = 0; i < 1500 && dsp_unload(); i++)
		usleep(20 * 1000);
	tap_ok(access("/dev/yamp-softdsp", F_OK) && errno == ENOENT, "the driver leaves",
	       "it is still there");
	return tap_end();
}
