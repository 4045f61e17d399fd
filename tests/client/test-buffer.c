// SPDX-License-Identifier: MIT
#include <yamp/device.h>

#include "client-test.h"

static void lifetime(const void *data)
{
	struct yamp_frame frame = test_frame(DRM_FORMAT_NV12, 64, 48, YAMP_OBJECTS_SINGLE);
	struct yamp_buffer *buffer = test_buffer(&frame);
	int fd = yamp_buffer_fd(buffer, 0);

	check(yamp_buffer_ref(buffer) == buffer, "ref returns its argument");
	yamp_buffer_unref(buffer);
	check(fcntl(fd, F_GETFD) >= 0, "one reference is left");
	check_equal(yamp_buffer_frame(buffer)->plane_count, 2, "planes");
	check(!yamp_buffer_is_described(buffer), "nobody vouches for it");
	check(!strcmp(yamp_buffer_provider(buffer), "foreign"), "provider");
	check_equal(-yamp_buffer_fd(buffer, 1), EINVAL, "no second object");
	check_equal(yamp_buffer_object_size(buffer, 1), 0, "no second object");
	yamp_buffer_unref(buffer);
	check(fcntl(fd, F_GETFD) < 0, "the last reference closes");
	yamp_buffer_unref(NULL);
}

static void per_plane(const void *data)
{
	struct yamp_frame frame = test_frame(DRM_FORMAT_YUV420, 64, 48, YAMP_OBJECTS_PER_PLANE);
	struct yamp_buffer *buffer = test_buffer(&frame);

	check_equal(yamp_buffer_frame(buffer)->object_count, 3, "objects");
	check(yamp_buffer_fd(buffer, 2) >= 0, "a descriptor each");
	check(yamp_buffer_fd(buffer, 1) != yamp_buffer_fd(buffer, 2), "of its own");
	yamp_buffer_unref(buffer);
}

static void count_destroyed(void *data)
{
	++*(int *)data;
}

static void user_data(const void *data)
{
	struct yamp_frame frame = test_frame(DRM_FORMAT_XRGB8888, 16, 16, YAMP_OBJECTS_ANY);
	struct yamp_buffer *buffer = test_buffer(&frame);
	int first = 0, second = 0;

	check(!yamp_buffer_user_data(buffer), "none at first");
	yamp_buffer_set_user_data(buffer, &first, count_destroyed);
	yamp_buffer_set_user_data(buffer, &second, count_destroyed);
	check_equal(first, 1, "replaced");
	check(yamp_buffer_user_data(buffer) == &second, "the newer one");
	yamp_buffer_unref(buffer);
	check_equal(first, 1, "destroyed once");
	check_equal(second, 1, "destroyed with the buffer");
}

/* Descriptions that do not fit: refused, and the descriptor stays the caller's. */
static void refused(const void *data)
{
	struct yamp_frame frame = test_frame(DRM_FORMAT_NV12, 64, 48, YAMP_OBJECTS_SINGLE);
	int fd = test_memory(test_object_size(&frame, 0));
	int small = test_memory(4096);
	struct yamp_frame bad;
	int ends[2];

	check(!yamp_buffer_wrap(&frame, &small) && errno == EINVAL, "memory too small");
	bad = frame;
	bad.planes[1].stride = 16;
	check(!yamp_buffer_wrap(&bad, &fd) && errno == EINVAL, "stride shorter than a row");
	bad = frame;
	bad.fourcc = 0;
	check(!yamp_buffer_wrap(&bad, &fd) && errno == EINVAL, "no format");
	bad = frame;
	bad.object_count = 5;
	check(!yamp_buffer_wrap(&bad, &fd) && errno == EINVAL, "too many objects");
	bad.object_count = 0;
	check(!yamp_buffer_wrap(&bad, &fd) && errno == EINVAL, "no object");
	check(!close(fd) && !close(small), "still the caller's");
	check(!pipe2(ends, O_CLOEXEC), "pipe");
	check(!yamp_buffer_wrap(&frame, &ends[0]) && errno == EINVAL, "a pipe");
	check(!close(ends[0]) && !close(ends[1]), "still the caller's");
	fd = -1;
	check(!yamp_buffer_wrap(&frame, &fd) && errno == EBADF, "no descriptor");
}

/* The memory of this test is no dma-buf: it can be mapped but not synchronised. */
static void no_dmabuf(const void *data)
{
	struct yamp_frame frame = test_frame(DRM_FORMAT_XRGB8888, 16, 16, YAMP_OBJECTS_ANY);
	struct yamp_buffer *buffer = test_buffer(&frame);

	check(!yamp_buffer_plane(buffer, 0), "not mapped yet");
	check_equal(-yamp_buffer_cpu_begin(buffer, YAMP_CPU_READ), ENOTTY, "begin");
	check(!yamp_buffer_plane(buffer, 1), "no second plane");
	yamp_buffer_unref(buffer);
}

/* Nobody knows where such memory is, but its layout can be wrong. */
static void verify(const void *data)
{
	const struct yamp_format nv12 = { .fourcc = DRM_FORMAT_NV12 };
	struct yamp_frame frame = test_frame(DRM_FORMAT_NV12, 64, 48, YAMP_OBJECTS_SINGLE);
	struct yamp_device *device = yamp_device_open("/nonexistent/yamp", NULL);
	struct yamp_constraint record = {
		.name = "camera", .formats = (uintptr_t)&nv12, .format_count = 1,
	};
	struct yamp_buffer *buffer = test_buffer(&frame);
	struct yamp_conflict conflict;

	check_equal(yamp_buffer_verify(device, buffer, &record, NULL), YAMP_VERDICT_UNKNOWN,
		    "its format");
	record.planes[1].stride_align = 256;
	check_equal(yamp_buffer_verify(device, buffer, &record, &conflict), YAMP_VERDICT_FAILS,
		    "another stride");
	check(conflict.field == YAMP_FIELD_ID_STRIDE_ALIGN && conflict.plane == 1 &&
	      conflict.first_value == 256 && conflict.second_value == frame.planes[1].stride,
	      "it says why: field %u", conflict.field);
	record.contiguity = 99;
	check_equal(-yamp_buffer_verify(device, buffer, &record, NULL), EINVAL, "a bad record");
	yamp_buffer_unref(buffer);
	yamp_device_close(device);
}

int main(int argc, char **argv)
{
	static const struct test_case cases[] = {
		{ "references and descriptors", lifetime },
		{ "a dma-buf for each plane", per_plane },
		{ "user data", user_data },
		{ "descriptions that do not fit", refused },
		{ "memory that is no dma-buf", no_dmabuf },
		{ "held against a record", verify },
	};

	return test_main(argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
