// SPDX-License-Identifier: MIT
/* Whether memory for frames can be had, and what the kernel says of it. */
#include <errno.h>
#include <string.h>
#include <unistd.h>
#include <drm_fourcc.h>

#include "selftest-parts.h"

#define COUNT 2

static const struct {
	const char *provider;
	const char *absent;
	const char *forbidden;
} fixes[] = {
	{ "yamp",
	  "sudo modprobe yamp; if there is no such module, build it: make -C kernel && "
	  "sudo make -C kernel install",
	  "sudo usermod -aG video $USER and log in again, or install the module's udev rule: "
	  "sudo cp kernel/60-yamp.rules /etc/udev/rules.d/" },
	{ "dma-heap",
	  "a kernel with CONFIG_DMABUF_HEAPS_SYSTEM",
	  "a udev rule that gives /dev/dma_heap/system to your group, or run this as root" },
	{ "udmabuf",
	  "sudo modprobe udmabuf",
	  "sudo usermod -aG kvm $USER and log in again" },
};

static const char *fix_of(const char *provider, int error)
{
	for (size_t i = 0; i < sizeof(fixes) / sizeof(fixes[0]); i++) {
		if (!strcmp(fixes[i].provider, provider))
			return error == -EACCES || error == -EPERM ? fixes[i].forbidden :
								     fixes[i].absent;
	}
	return NULL;
}

static int allocate(struct selftest *test, const char *provider, uint32_t placement,
		    struct yamp_buffer **buffers, struct yamp_alloc_report *report)
{
	struct yamp_alloc_options options = {
		.provider = provider,
		.fourcc = SELFTEST_FOURCC,
		.modifier = DRM_FORMAT_MOD_LINEAR,
		.width = SELFTEST_WIDTH,
		.height = SELFTEST_HEIGHT,
		.count = COUNT,
		.placement = placement,
	};

	selftest_listen(test);
	return yamp_device_alloc(test->device, &options, buffers, report);
}

static void drop(struct yamp_buffer **buffers)
{
	for (int i = 0; i < COUNT; i++)
		yamp_buffer_unref(buffers[i]);
}

/* By two mappings of the processor's: what one wrote the other finds. 0 or -errno. */
static int write_and_read(struct yamp_buffer *buffer)
{
	const struct yamp_frame *frame = yamp_buffer_frame(buffer);
	size_t size = (size_t)frame->planes[0].stride * frame->height;
	uint8_t *row;
	int ret = yamp_buffer_cpu_begin(buffer, YAMP_CPU_WRITE);

	if (ret)
		return ret;
	row = yamp_buffer_plane(buffer, 0);
	for (size_t i = 0; i < size; i++)
		row[i] = i * 7;
	yamp_buffer_cpu_end(buffer, YAMP_CPU_WRITE);
	ret = yamp_buffer_cpu_begin(buffer, YAMP_CPU_READ);
	if (ret)
		return ret;
	row = yamp_buffer_plane(buffer, 0);
	for (size_t i = 0; !ret && i < size; i++)
		ret = row[i] == (uint8_t)(i * 7) ? 0 : -EIO;
	yamp_buffer_cpu_end(buffer, YAMP_CPU_READ);
	return ret;
}

/* Returns whether there is memory. */
static bool try_memory(struct selftest *test, const char *provider, uint32_t placement,
		       const char *step)
{
	struct yamp_buffer *buffers[COUNT] = { NULL };
	struct yamp_alloc_report report;
	int ret = allocate(test, provider, placement, buffers, &report);

	if (ret == -ENOMEM && placement == YAMP_PLACEMENT_CONTIGUOUS) {
		selftest_missing(test, step, "boot with cma=64M on the kernel's command line; only "
				 "devices without an IOMMU need it", "no memory in one piece");
		return false;
	}
	if (ret) {
		selftest_failed(test, step, NULL, "%s", selftest_heard(test, ret));
		return false;
	}
	ret = write_and_read(buffers[COUNT - 1]);
	if (ret)
		selftest_failed(test, step, NULL, "cannot write and read it: %s", strerror(-ret));
	else
		selftest_ok(test, step, "%d frames of %llu bytes in %s memory, written and read", COUNT,
			    (unsigned long long)report.frame.size,
			    placement_name(report.placement));
	drop(buffers);
	return !ret;
}

/* The description is what was asked for, and the counters saw write_and_read(). */
static void try_description(struct selftest *test, struct yamp_buffer *buffer,
			    const struct yamp_alloc_report *report)
{
	struct yamp_describe describe;
	int ret = yamp_device_describe(test->device, yamp_buffer_fd(buffer, 0), &describe);

	if (ret)
		selftest_failed(test, "description", NULL, "%s", strerror(-ret));
	else if (describe.trust != YAMP_TRUST_OURS ||
		 memcmp(&describe.frame, &report->frame, sizeof(describe.frame)) != 0)
		selftest_failed(test, "description", NULL,
				"the kernel describes something else than it allocated");
	else
		selftest_ok(test, "description", "the kernel vouches for frame %llu: XR24 %ux%u, "
			    "stride %u", (unsigned long long)describe.frame_id,
			    describe.frame.width, describe.frame.height,
			    describe.frame.planes[0].stride);
	if (ret)
		return;
	if (describe.access[YAMP_ACCESS_SYNC].total && describe.access[YAMP_ACCESS_MMAP].total)
		selftest_ok(test, "counters", "the kernel counted this program's %llu accesses",
			    (unsigned long long)describe.access[YAMP_ACCESS_SYNC].total);
	else
		selftest_failed(test, "counters", NULL, "the kernel did not count an access by the "
				"processor");
}

static void try_verify(struct selftest *test, struct yamp_buffer *buffer,
		       const struct yamp_alloc_report *report)
{
	struct yamp_format format = { SELFTEST_FOURCC, 0, DRM_FORMAT_MOD_LINEAR };
	struct yamp_constraint record = {
		.name = "selftest",
		.formats = (uintptr_t)&format,
		.format_count = 1,
	};
	struct yamp_conflict conflict;
	int fits, fails;
	char text[256];

	fits = yamp_buffer_verify(test->device, buffer, &record, &conflict);
	record.planes[0].stride_min = report->frame.planes[0].stride + 1;
	fails = yamp_buffer_verify(test->device, buffer, &record, &conflict);
	if (fits != YAMP_VERDICT_FITS || fails != YAMP_VERDICT_FAILS) {
		selftest_failed(test, "verify", NULL, "verdicts %d and %d on a consumer that it suits "
				"and one that it does not", fits, fails);
		return;
	}
	yamp_conflict_text(&conflict, text, sizeof(text));
	selftest_ok(test, "verify", "a consumer that it suits, and one that it does not: %s", text);
}

static void try_kernel(struct selftest *test)
{
	struct yamp_buffer *buffers[COUNT] = { NULL };
	struct yamp_alloc_report report;

	if (allocate(test, "yamp", YAMP_PLACEMENT_ANY, buffers, &report))
		return;	/* said by try_memory() */
	write_and_read(buffers[0]);
	try_description(test, buffers[0], &report);
	try_verify(test, buffers[0], &report);
	drop(buffers);
}

static void try_module(struct selftest *test)
{
	struct yamp_provider_status status;
	struct yamp_info info;
	int ret;

	selftest_part(test, "kernel module");
	/* The first one; what it is can be asked through the query node, too. */
	yamp_device_provider(test->device, 0, &status);
	ret = status.error ? status.error : yamp_device_info(test->device, &info);
	if (ret == -ENOENT && !access("/sys/module/yamp", F_OK)) {
		selftest_failed(test, "node", "see whether udev or devtmpfs runs: ls -l /dev/yamp",
				"the module is loaded, but there is no /dev/yamp");
		return;
	}
	if (ret) {
		selftest_missing(test, "node", fix_of("yamp", ret), "%s", ret == -ENOENT ?
				 "no /dev/yamp: the module is not loaded" : strerror(-ret));
		return;
	}
	selftest_ok(test, "node", "/dev/yamp, version %u of %u, %llu of %llu MiB in use", info.version,
		    YAMP_UAPI_VERSION, (unsigned long long)info.used_bytes >> 20,
		    (unsigned long long)info.quota_bytes >> 20);
	if (access("/dev/yamp-query", R_OK))
		selftest_failed(test, "query node", "install the module's udev rule: sudo cp "
				"kernel/60-yamp.rules /etc/udev/rules.d/", "/dev/yamp-query: %s",
				strerror(errno));
	else
		selftest_ok(test, "query node", "/dev/yamp-query, for a compositor of any user");
	test->described = try_memory(test, "yamp", YAMP_PLACEMENT_ANY, "allocation");
	if (test->described) {
		test->provider = "yamp";
		try_kernel(test);
	}
	test->optional = true;
	try_memory(test, "yamp", YAMP_PLACEMENT_CONTIGUOUS, "memory in one piece");
}

static void try_provider(struct selftest *test, const struct yamp_provider_status *status)
{
	int error = status->error;

	if (error)
		selftest_missing(test, status->name, fix_of(status->name, error), "%s: %s%s",
				 status->node, strerror(-error),
				 test->described ? " (not needed: the module gives memory)" : "");
	else if (try_memory(test, status->name, YAMP_PLACEMENT_ANY, status->name) &&
		 !test->provider)
		test->provider = status->name;
}

/* The first of them that works is all that is needed. */
void selftest_memory(struct selftest *test)
{
	struct yamp_provider_status status;

	try_module(test);
	selftest_part(test, "other memory");
	test->optional = true;
	for (uint32_t i = 0; !yamp_device_provider(test->device, i, &status); i++) {
		if (strcmp(status.name, "yamp"))
			try_provider(test, &status);
	}
	if (!test->provider) {
		test->optional = false;
		selftest_missing(test, "memory", "sudo modprobe yamp, or one of those above",
				 "nobody gives memory for frames: cameras can only export their own");
	}
}
