// SPDX-License-Identifier: MIT
/* What is made of a card that the test is the kernel of. */
#include <stdio.h>

#include "client-test.h"
#include "drm-trial.h"
#include "kms/card.h"

/* ---- the kernel's side ------------------------------------------------------------- */

static const struct kms_output connectors[] = {
	{ "FAKE-1", true, true, 1 },
	{ "FAKE-2", false, false, 3 },
	{ "FAKE-3", true, false, 2 },
};

/** struct card - what the kernel says of its one card */
static struct card {
	int open_error;
	int planes_error;
	int trial_error;
	struct trial_result trial;
	unsigned int open; /* files */
	struct yamp_format formats[3];
} card;

int kms_card_open(struct kms_card *opened)
{
	if (card.open_error)
		return card.open_error;
	opened->device = 0x1234;
	card.open++;
	return 0;
}

void kms_card_close(struct kms_card *opened)
{
	card.open--;
}

size_t kms_outputs(const struct kms_card *opened, struct kms_output *outputs, size_t max)
{
	check(max >= 3, "room for outputs");
	memcpy(outputs, connectors, sizeof(connectors));
	return 3;
}

void kms_plane_name(const struct kms_plane *plane, char name[YAMP_NAME_LEN])
{
	snprintf(name, YAMP_NAME_LEN, "plane %u", plane->id);
}

static int give(uint32_t id, uint32_t kind, uint32_t crtcs,
		int (*each)(void *data, const struct kms_plane *plane), void *data)
{
	struct kms_plane plane = { .id = id, .kind = kind, .crtcs = crtcs,
				   .formats = card.formats, .format_count = 3 };

	told_add(plane.figures, YAMP_FIGURE_WIDTH_MAX, 1000, YAMP_SOURCE_REPORTED);
	return each(data, &plane);
}

int kms_each_plane_of(const struct kms_card *opened, uint32_t crtcs,
		      int (*each)(void *data, const struct kms_plane *plane), void *data)
{
	int ret = card.planes_error;

	check_equal(crtcs, 3, "those of both displays");
	if (!ret)
		ret = give(30, YAMP_TARGET_PRIMARY_PLANE, 1, each, data);
	if (!ret)
		ret = give(31, YAMP_TARGET_CURSOR_PLANE, 3, each, data);
	if (!ret)
		ret = give(32, YAMP_TARGET_OVERLAY_PLANE, 3, each, data);
	return ret;
}

int drm_trial(const char *file, int fd, int limit_ms, struct trial_result *result,
	      char text[DRM_TRIAL_TEXT])
{
	strcpy(text, "a trial");
	if (!card.trial_error)
		*result = card.trial;
	return card.trial_error;
}

/* ---- cases ------------------------------------------------------------------------- */

static void keep_line(void *data, enum yamp_log_level level, const char *text)
{
	snprintf(data, 256, "%d %s", level, text);
}

static struct yamp_drm *open_card(void)
{
	struct yamp_drm *drm;

	card.formats[0] = (struct yamp_format){ DRM_FORMAT_NV12, 0, 0x0100000000000001 };
	card.formats[1] = (struct yamp_format){ DRM_FORMAT_NV12, 0, DRM_FORMAT_MOD_LINEAR };
	card.formats[2] = (struct yamp_format){ DRM_FORMAT_XRGB8888, 0, DRM_FORMAT_MOD_INVALID };
	drm = yamp_drm_open("/dev/dri/card7", NULL);
	check(drm, "open: %s", strerror(errno));
	return drm;
}

static void reported(const void *data)
{
	struct yamp_drm *drm = open_card();
	struct yamp_target target;
	const struct yamp_format *formats;

	check(!strcmp(yamp_drm_node(drm), "/dev/dri/card7"), "its node");
	check(!strcmp(yamp_drm_output(drm, 0), "FAKE-1"), "its first display");
	check(!strcmp(yamp_drm_output(drm, 1), "FAKE-3"), "the one that is connected");
	check(!yamp_drm_output(drm, 2), "no more");
	check_equal(yamp_drm_target(drm, 0, &target), 0, "a plane");
	check_equal(target.kind, YAMP_TARGET_OVERLAY_PLANE, "overlay planes come first");
	check_equal(target.number, 32, "its object");
	check_equal(target.device, 0x1234, "its card");
	check_equal(target.output_count, 2, "both displays");
	check(!strcmp(target.record.name, "plane 32"), "%s", target.record.name);
	check_equal(target.record.width_max, 1000, "a limit");
	check_equal(target.sources[YAMP_FIGURE_WIDTH_MAX], YAMP_SOURCE_REPORTED, "how it is known");
	check_equal(target.sources[YAMP_FIGURE_PLANE_STRIDE_ALIGN], YAMP_SOURCE_ASSUMED,
		    "nothing was tried");
	check_equal(target.formats_source, YAMP_SOURCE_REPORTED, "formats are reported");
	formats = (const struct yamp_format *)(uintptr_t)target.record.formats;
	check_equal(target.record.format_count, 3, "formats");
	check_equal(formats[0].modifier, 0x0100000000000001, "as it is");
	check_equal(formats[2].modifier, DRM_FORMAT_MOD_LINEAR, "not told is linear");
	check_equal(yamp_drm_target(drm, 1, &target), 0, "the next");
	check_equal(target.kind, YAMP_TARGET_PRIMARY_PLANE, "the primary plane");
	check(yamp_target_serves(&target, "FAKE-1") && !yamp_target_serves(&target, "FAKE-3"),
	      "whose CRTC it is");
	check_equal(yamp_drm_target(drm, 2, &target), 0, "the last");
	check_equal(target.kind, YAMP_TARGET_CURSOR_PLANE, "the cursor's");
	check_equal(-yamp_drm_target(drm, 3, &target), ENOENT, "no more");
	yamp_drm_close(drm);
	yamp_drm_close(NULL);
	check_equal(card.open, 0, "closed");
}

static void measured(const void *data)
{
	struct yamp_drm *drm = open_card();
	struct yamp_target target;

	card.trial = (struct trial_result){ .memory_known = true, .contiguity = YAMP_CONTIGUITY_DMA,
					    .layout_known = true, .stride_align = 256,
					    .offset_align = 1 };
	check_equal(yamp_drm_measure(drm), 0, "measure");
	check_equal(yamp_drm_target(drm, 0, &target), 0, "a plane");
	check_equal(target.record.planes[3].stride_align, 256, "of every plane of the picture");
	check_equal(target.record.contiguity, YAMP_CONTIGUITY_DMA, "memory");
	check_equal(target.sources[YAMP_FIGURE_PLANE_STRIDE_ALIGN], YAMP_SOURCE_MEASURED, "known");
	check_equal(target.sources[YAMP_FIGURE_PLANE_SIZE_PAD], YAMP_SOURCE_ASSUMED, "not known");
	check_equal(-yamp_drm_target(drm, 3, &target), ENOENT, "no plane twice");
	card.trial = (struct trial_result){ .refuses = true };
	check_equal(yamp_drm_measure(drm), 0, "measure");
	check_equal(-yamp_drm_target(drm, 0, &target), ENOENT, "it takes no dma-bufs");
	yamp_drm_close(drm);
}

static void choose(const void *data)
{
	struct yamp_constraint camera = { .name = "camera" };
	struct yamp_alloc_options options = { .fourcc = DRM_FORMAT_XRGB8888, .width = 600,
					      .height = 48, .count = 1, .constraints = &camera,
					      .constraint_count = 1 };
	struct yamp_drm *drm = open_card();
	struct yamp_alloc_report report;
	struct yamp_target target;

	card.trial = (struct trial_result){ .layout_known = true, .stride_align = 256 };
	check_equal(yamp_drm_measure(drm), 0, "measure");
	check_equal(yamp_drm_choose_plane(drm, NULL, &options, &target, &report), 0, "choose");
	check_equal(target.number, 32, "the best");
	check_equal(report.frame.planes[0].stride, 2560, "laid out for it");
	check_equal(-yamp_drm_choose_plane(drm, "FAKE-2", &options, &target, NULL), ENOENT,
		    "no display there");
	options.width = 1001;
	check_equal(-yamp_drm_choose_plane(drm, "FAKE-3", &options, &target, &report), EDOM,
		    "larger than it takes");
	check_equal(report.conflict.field, YAMP_FIELD_ID_WIDTH, "what does not agree");
	yamp_drm_close(drm);
}

static void failures(const void *data)
{
	char said[256] = "";
	struct yamp_log log = { keep_line, said };
	struct yamp_drm *drm;

	card.open_error = -EOPNOTSUPP;
	check(!yamp_drm_open("/dev/dri/card7", &log) && errno == EOPNOTSUPP, "no display");
	check(strstr(said, "/dev/dri/card7") && strstr(said, "no display"), "%s", said);
	card.open_error = 0;
	card.planes_error = -ENOMEM;
	check(!yamp_drm_open("/dev/dri/card7", &log) && errno == ENOMEM, "no memory");
	check_equal(card.open, 0, "closed");
	card.planes_error = 0;
	check(!yamp_drm_open("/dev/dri/a-name-that-no-card-can-have-because-it-is-too-long-for-one",
			     &log) && errno == ENOENT, "no such name");
	drm = open_card();
	yamp_drm_close(drm);
	drm = yamp_drm_open("/dev/dri/card7", &log);
	card.trial_error = -EAGAIN;
	check_equal(-yamp_drm_measure(drm), EAGAIN, "nothing to try with");
	check(strstr(said, "card7: a trial"), "%s", said);
	yamp_drm_close(drm);
}

static void found(void *data, const char *node)
{
	check(!strncmp(node, "/dev/dri/card", 13), "%s", node);
	++*(int *)data;
}

static void each(const void *data)
{
	int count = 0;

	check_equal(yamp_drm_each(found, &count), count, "each is found once");
	test_note("%d cards on this machine", count);
}

int main(int argc, char **argv)
{
	static const struct test_case cases[] = {
		{ "reported", reported }, { "measured", measured }, { "choose a plane", choose },
		{ "failures", failures }, { "each", each },
	};

	return test_main(argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
