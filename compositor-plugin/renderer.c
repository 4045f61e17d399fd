/* SPDX-License-Identifier: MIT */
/*
 * The renderer as a target. Its formats are those of linux-dmabuf; what it needs of
 * memory no public call tells, trials do.
 */
#include "renderer.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "kms.h"
#include "plugin.h"
#include "yamp-v1-server-protocol.h"

#define KIND(name) YAMP_CONSTRAINTS_V1_KIND_##name
#define FIGURE(name) YAMP_FIGURE_##name
#define SOURCE(name) YAMP_SOURCE_##name

/* On the screen, for the next refresh, and the newest one. */
#define FRAMES_HELD 3

/* Weston renders on the first card that it drives; where there is none, EGL chooses. */
static void start_trial(struct trial *trial)
{
	struct kms_card cards[KMS_CARDS_MAX] = {0};
	int fd;

	if (kms_find_cards(cards) && kms_card_open(&cards[0]) == 0) {
		trial_start(trial, cards[0].fd);
		kms_card_close(&cards[0]);
		return;
	}
	fd = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return;
	trial_start(trial, fd);
	close(fd);
}

static int copy_formats(struct formats *to, const struct formats *from)
{
	const struct yamp_format *format;
	int error = 0;

	wl_array_for_each(format, &from->entries) {
		error = error ? error : formats_add(to, format->fourcc, format->modifier);
	}
	return error;
}

/* Weston's Vulkan renderer is another driver than EGL's: what that takes says nothing. */
static const struct trial_result *look_up_trial(struct plugin *plugin)
{
	struct trial *trial;

	if (plugin->renderer_aborts)
		return NULL;
	trial = trials_get(plugin, 0, "renderer", TRIAL_RENDERER);
	if (!trial)
		return NULL;
	if (trial_is_due(trial))
		start_trial(trial);
	return trial_told(trial);
}

int renderer_add(struct plugin *plugin)
{
	struct target *target = targets_add(&plugin->targets, KIND(RENDERER), 0, 0);

	if (!target)
		return -ENOMEM;
	snprintf(target->name, sizeof(target->name), "renderer");
	target->formats_source = SOURCE(REPORTED);
	told_add(target->figures, FIGURE(BUFFERS_MIN), FRAMES_HELD, SOURCE(ASSUMED));
	told_add(target->figures, FIGURE(WIDTH_MAX), VERIFY_DIMENSION_MAX, SOURCE(REPORTED));
	told_add(target->figures, FIGURE(HEIGHT_MAX), VERIFY_DIMENSION_MAX, SOURCE(REPORTED));
	told_add_trial(target->figures, look_up_trial(plugin));
	return copy_formats(&target->formats, &plugin->formats);
}
