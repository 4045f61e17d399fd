// SPDX-License-Identifier: MIT
/* What a machine without any provider says, predictions and conflicts. */
#include <stdio.h>

#include "client-test.h"

struct said {
	char text[512];
	int errors;
};

static void keep_error(void *data, enum yamp_log_level level, const char *text)
{
	struct said *said = data;

	if (level != YAMP_LOG_ERROR)
		return;
	said->errors++;
	snprintf(said->text, sizeof(said->text), "%s", text);
}

static void nobody(const void *data)
{
	struct said said = { 0 };
	struct yamp_log log = { keep_error, &said };
	struct yamp_device *device = yamp_device_open("/nonexistent/yamp", &log);
	struct yamp_buffer *untouched = (void *)&said, *buffer = untouched;
	struct yamp_alloc_options options = {
		.provider = "yamp",
		.fourcc = DRM_FORMAT_NV12, .width = 64, .height = 48, .count = 1,
	};
	struct yamp_provider_status status;
	struct yamp_alloc_report report;

	check(device, "open needs no provider");
	check_equal(-yamp_device_alloc(device, &options, &buffer, &report), ENOENT, "alloc");
	check(buffer == untouched, "output untouched");
	check_equal(said.errors, 1, "one line");
	check(strstr(said.text, "/nonexistent/yamp") && strstr(said.text, "modprobe"),
	      "it says what to do: %s", said.text);
	check_equal(-yamp_device_provider(device, 0, &status), 0, "first provider");
	check(!strcmp(status.name, "yamp") && status.error == -ENOENT, "the module comes first");
	check_equal(-yamp_device_provider(device, 3, &status), ENOENT, "the last is past");
	options.count = YAMP_MAX_COUNT + 1;
	check_equal(-yamp_device_alloc(device, &options, &buffer, NULL), EINVAL, "too many");
	yamp_device_close(device);
	yamp_device_close(NULL);
}

static void order(const void *data)
{
	static const char *const names[] = { "yamp", "dma-heap", "udmabuf" };
	struct yamp_device *device = yamp_device_open(NULL, NULL);
	struct yamp_provider_status status;

	for (uint32_t i = 0; i < 3; i++) {
		check_equal(-yamp_device_provider(device, i, &status), 0, "provider");
		check(!strcmp(status.name, names[i]), "%s is at %u", status.name, i);
		for (uint32_t bit = 1; bit <= status.lacks; bit <<= 1)
			check(!(status.lacks & bit) || yamp_lack_text(bit), "a text for %u", bit);
	}
	check(!yamp_lack_text(1 << 30), "no such lack");
	yamp_device_close(device);
}

/* Two consumers that no stride suits: both are named, with their figures. */
static void conflict(const void *data)
{
	struct yamp_constraint records[2] = {
		{ .name = "camera", .planes[0] = { .stride_max = 640 } },
		{ .name = "plane", .planes[0] = { .stride_align = 256 } },
	};
	struct yamp_alloc_options options = {
		.fourcc = DRM_FORMAT_R8, .width = 640, .height = 480, .count = 1,
		.constraints = records, .constraint_count = 2,
	};
	struct yamp_alloc_report report;
	char text[256], tiny[8];

	check_equal(-yamp_layout_predict(&options, &report), EDOM, "predict");
	yamp_conflict_text(&report.conflict, text, sizeof(text));
	check(strstr(text, "camera") && strstr(text, "plane") && strstr(text, "640") &&
	      strstr(text, "768") && strstr(text, "stride"), "%s", text);
	yamp_conflict_text(&report.conflict, tiny, sizeof(tiny));
	check_equal(strlen(tiny), sizeof(tiny) - 1, "cut off");
}

static void contiguity(const void *data)
{
	struct yamp_constraint record = { .name = "camera" };
	struct yamp_alloc_options options = {
		.fourcc = DRM_FORMAT_R8, .width = 640, .height = 480, .count = 1,
		.constraints = &record, .constraint_count = 1,
	};
	struct yamp_alloc_report report;

	check_equal(-yamp_layout_predict(&options, &report), 0, "predict");
	check_equal(report.placement, YAMP_PLACEMENT_SYSTEM, "nobody needs one piece");
	record.contiguity = YAMP_CONTIGUITY_DMA;
	check_equal(-yamp_layout_predict(&options, &report), 0, "predict");
	check_equal(report.placement, YAMP_PLACEMENT_CONTIGUOUS, "one does");
	options.constraint_count = YAMP_MAX_CONSTRAINTS + 1;
	check_equal(-yamp_layout_predict(&options, &report), EINVAL, "too many records");
}

int main(int argc, char **argv)
{
	static const struct test_case cases[] = {
		{ "nobody gives memory", nobody },
		{ "order of the providers", order },
		{ "a conflict names both", conflict },
		{ "contiguity decides the placement", contiguity },
	};

	return test_main(argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
