// SPDX-License-Identifier: MIT
/* What a compositor tells of its renderer and planes, and what is made of it. */
#include "session.h"

/* What a 600 pixels wide XRGB8888 camera with strides of its own choice needs. */
static const struct yamp_constraint camera = { .name = "camera" };

static struct yamp_alloc_options request(struct yamp_constraint *records, uint32_t fourcc,
					 uint32_t width)
{
	records[0] = camera;
	return (struct yamp_alloc_options){
		.fourcc = fourcc, .width = width, .height = 48, .count = 1,
		.constraints = records, .constraint_count = 2,
	};
}

static void targets(const void *data)
{
	struct fake_options options = { FAKE_VERIFIES, 4, .manager_version = 3,
					.tells = FAKE_TARGETS };
	struct yamp_constraint planes[3];
	struct yamp_target target;
	struct session session;
	uint32_t serial;

	session_open(&session, &options);
	serial = yamp_display_targets_serial(session.display);
	check_equal(yamp_display_planes(session.display, NULL, planes, 3), 2, "planes");
	check_equal(yamp_display_planes(session.display, NULL, planes, 1), 1, "as many as fit");
	check_equal(yamp_display_planes(session.display, "FAKE-1", planes, 3), 1, "of an output");
	check_equal(planes[0].planes[0].stride_align, 256, "what it needs");
	check_equal(-yamp_display_target(session.display, 1, &target), 0, "the second plane");
	check_equal(target.number, 8, "its number");
	check_equal(target.record.planes[0].stride_align, 256, "stride_align of plane 0");
	check_equal(target.record.planes[1].stride_align, 0, "stride_align of plane 1");
	check_equal(target.record.planes[3].stride_max, 4096, "stride_max of plane 3");
	check_equal(target.sources[YAMP_FIGURE_PLANE_STRIDE_MAX], YAMP_SOURCE_MEASURED, "source");
	check_equal(target.sources[YAMP_FIGURE_PLANE_SIZE_PAD], YAMP_SOURCE_ASSUMED, "not sent");
	check_equal(target.record.format_count, 2, "formats");
	check(yamp_target_serves(&target, "FAKE-1") && yamp_target_serves(&target, NULL) &&
	      !yamp_target_serves(&target, "FAKE-2"), "its output");
	check_equal(-yamp_display_target(session.display, 2, &target), 0, "the renderer");
	check(!strcmp(target.record.name, "renderer"), "%s", target.record.name);
	check(yamp_target_serves(&target, "FAKE-2"), "every output");
	check_equal(-yamp_display_target(session.display, 3, &target), ENOENT, "no more");
	check_equal(-session_show(&session, 1), 0, "show");
	check(yamp_display_targets_serial(session.display) != serial, "that is noticed");
	check_equal(yamp_display_planes(session.display, NULL, planes, 3), 0, "no planes");
	check_equal(-yamp_display_target(session.display, 0, &target), 0, "told again");
	check_equal(target.number, 1, "the renderer alone");
	check_equal(-yamp_display_target(session.display, 1, &target), ENOENT, "the planes went");
	session_close(&session);
}

static void surface_targets(const void *data)
{
	struct fake_options options = { FAKE_VERIFIES, 4, .manager_version = 3,
					.tells = FAKE_TARGETS, .changes_after = 9 };
	struct yamp_constraint planes[3];
	struct session session;

	session_open(&session, &options);
	check_equal(-session_show(&session, 1), 0, "show");
	check_equal(session.before.serial, yamp_display_targets_serial(session.display),
		    "it has none of its own at first");
	check_equal(session.before.count, 2, "those of all outputs");
	check(session.after.serial != session.before.serial, "that is noticed");
	check_equal(session.after.count, 1, "that of its output");
	check(!strcmp(session.after.planes[0].name, "overlay 7"), "%s",
	      session.after.planes[0].name);
	check_equal(yamp_display_planes(session.display, NULL, planes, 3), 2, "others are as before");
	session_close(&session);
}

static void merged(const void *data)
{
	struct fake_options options = { FAKE_VERIFIES, 4, .manager_version = 3,
					.tells = FAKE_TARGETS };
	struct yamp_constraint records[2];
	struct yamp_alloc_options wanted = request(records, DRM_FORMAT_XRGB8888, 600);
	struct yamp_alloc_report report;
	struct yamp_target target;
	struct session session;
	char text[256];

	session_open(&session, &options);
	yamp_display_constraint(session.display, &records[1]);
	check_equal(records[1].buffers_min, 4, "as the renderer says");
	check_equal(-yamp_layout_predict(&wanted, &report), 0, "without a plane");
	check_equal(report.frame.planes[0].stride, 2432, "the renderer's multiple of 64");
	check_equal(-yamp_display_choose_plane(session.display, NULL, &wanted, &target, &report), 0,
		    "a plane");
	check_equal(target.number, 8, "not the first, which lacks the format");
	check_equal(report.frame.planes[0].stride, 2560, "the plane's multiple of 256");
	check_equal(report.placement, YAMP_PLACEMENT_CONTIGUOUS, "memory as the plane needs it");
	check_equal(-yamp_display_choose_plane(session.display, "FAKE-2", &wanted, &target, &report),
		    EDOM, "the other output");
	check_equal(target.number, 7, "its plane");
	yamp_conflict_text(&report.conflict, text, sizeof(text));
	check(strstr(text, "XR24") && strstr(text, "overlay 7 needs NV12"), "%s", text);
	wanted.width = 1100;
	check_equal(-yamp_display_choose_plane(session.display, "FAKE-1", &wanted, &target, &report),
		    EDOM, "too wide");
	yamp_conflict_text(&report.conflict, text, sizeof(text));
	check(strstr(text, "4400 bytes") && strstr(text, "overlay 8 needs 4096 bytes"), "%s", text);
	check_equal(-yamp_display_choose_plane(session.display, "FAKE-3", &wanted, &target, NULL),
		    ENOENT, "no such output");
	session_close(&session);
}

static void no_targets(const void *data)
{
	struct fake_options options = { FAKE_VERIFIES, 4, .manager_version = 3,
					.tells = FAKE_NO_TARGETS };
	struct yamp_constraint record;
	struct yamp_target target;
	struct session session;

	session_open(&session, &options);
	check(session.display, "create: %s", strerror(errno));
	check_equal(-yamp_display_target(session.display, 0, &target), ENOENT, "no target");
	yamp_display_constraint(session.display, &record);
	check_equal(record.buffers_min, 3, "as is usual");
	check(!strcmp(yamp_display_output(session.display, 0), "FAKE-1"), "the output");
	check(!yamp_display_output(session.display, 1), "no more outputs");
	session_close(&session);
}

static void nonsense(const void *data)
{
	struct fake_options options = { FAKE_VERIFIES, 4, .manager_version = 3,
					.tells = FAKE_NONSENSE };
	struct yamp_target target;
	struct session session;

	session_open(&session, &options);
	check(session.display, "create: %s", strerror(errno));
	check_equal(-yamp_display_target(session.display, 0, &target), 0, "one is left");
	check_equal(target.number, 9, "which is sound but for its name");
	check_equal(strlen(target.record.name), YAMP_NAME_LEN - 1, "cut off");
	check(!strncmp(target.record.name, "a name?that", 11), "%s", target.record.name);
	check_equal(-yamp_display_target(session.display, 1, &target), ENOENT, "only one");
	check_equal(-session_show(&session, 1), 0, "and frames are shown");
	session_close(&session);
}

static void figures(const void *data)
{
	struct yamp_constraint record = { .address_mask = UINT64_MAX, .planes[2].size_pad = 7 };

	check_equal(yamp_figure_value(&record, YAMP_FIGURE_ADDRESS_MASK, 0), UINT64_MAX, "64 bits");
	check_equal(yamp_figure_value(&record, YAMP_FIGURE_PLANE_SIZE_PAD, 2), 7, "plane 2");
	check_equal(yamp_figure_value(&record, YAMP_FIGURE_PLANE_SIZE_PAD, 1), 0, "plane 1");
	check_equal(yamp_figure_value(&record, 17, 0), 0, "no such figure");
	check(!strcmp(yamp_figure_name(YAMP_FIGURE_PLANE_STRIDE_ALIGN), "stride_align"), "name");
	check(!yamp_figure_name(17) && !yamp_figure_name(YAMP_FIGURES), "no such figure");
	check(!strcmp(yamp_source_name(YAMP_SOURCE_MEASURED), "measured"), "source");
	check(!strcmp(yamp_source_name(99), "assumed"), "a source of a later version");
}

int main(int argc, char **argv)
{
	static const struct test_case cases[] = {
		{ "targets, and other ones", targets },
		{ "targets of a surface", surface_targets },
		{ "targets merged", merged },
		{ "a plugin that knows of no target", no_targets },
		{ "targets that are none", nonsense },
		{ "figures of records", figures },
	};

	return test_main(argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
