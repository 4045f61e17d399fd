/* SPDX-License-Identifier: MIT */
/*
 * What the planes of the compositor's displays take.
 *
 *   connector  named as one of Weston's heads, whose output is on
 *      └► CRTC that drives it, or while none does, those that could
 *            └► planes that can show on it: targets
 */
#include "kms.h"

#include <errno.h>
#include <string.h>

#include "kms/trial.h"
#include "plugin.h"
#include "weston-compat.h"
#include "yamp-v1-server-protocol.h"

#define OUTPUTS_MAX 64

#define SOURCE(name) YAMP_CONSTRAINTS_V1_SOURCE_##name

_Static_assert((int)YAMP_TARGET_PRIMARY_PLANE == YAMP_CONSTRAINTS_V1_KIND_PRIMARY_PLANE &&
	       (int)YAMP_TARGET_OVERLAY_PLANE == YAMP_CONSTRAINTS_V1_KIND_OVERLAY_PLANE,
	       "kinds of planes are told as they are");

/**
 * struct survey - what one look at a card sees
 * @outputs: those that are on, @count of them
 * @crtcs: of all these
 * @trial: NULL: nothing was tried
 */
struct survey {
	struct plugin *plugin;
	const struct kms_card *card;
	struct kms_output outputs[OUTPUTS_MAX];
	size_t count;
	uint32_t crtcs;
	const struct trial_result *trial;
};

static bool is_on(const struct plugin *plugin, const char *name)
{
	const struct weston_head *head;

	wl_list_for_each(head, &plugin->compositor->head_list, compositor_link) {
		if (head->output && head->output->enabled && strcmp(head->name, name) == 0)
			return true;
	}
	return false;
}

static void look_at_outputs(struct survey *survey, bool *settled)
{
	size_t i, count = kms_outputs(survey->card, survey->outputs, OUTPUTS_MAX);

	for (i = 0; i < count; i++) {
		if (!is_on(survey->plugin, survey->outputs[i].name))
			continue;
		*settled &= survey->outputs[i].driven;
		survey->crtcs |= survey->outputs[i].crtcs;
		survey->outputs[survey->count++] = survey->outputs[i];
	}
}

/* ---- planes ------------------------------------------------------------------------ */

static int add_outputs(struct target *target, const struct survey *survey, uint32_t crtcs)
{
	int error = 0;
	size_t i;

	for (i = 0; !error && i < survey->count; i++) {
		if (survey->outputs[i].crtcs & crtcs)
			error = target_serve(target, survey->outputs[i].name);
	}
	return error;
}

static int fill_target(struct target *target, const struct survey *survey,
		       const struct kms_plane *plane)
{
	int error = add_outputs(target, survey, plane->crtcs);
	size_t i;

	for (i = 0; !error && i < plane->format_count; i++)
		error = formats_add(&target->formats, plane->formats[i].fourcc,
				    plane->formats[i].modifier);
	target->formats_source = SOURCE(REPORTED);
	target->device = survey->card->device;
	kms_plane_name(plane, target->name);
	memcpy(target->figures, plane->figures, sizeof(target->figures));
	told_add_trial(target->figures, survey->trial);
	return error;
}

/* Weston puts nothing but wl_shm on cursor planes. */
static int add_plane(void *data, const struct kms_plane *plane)
{
	const struct survey *survey = data;
	struct target *target;

	if (plane->kind == YAMP_TARGET_CURSOR_PLANE)
		return 0;
	target = targets_add(&survey->plugin->targets, plane->kind, survey->card->device, plane->id);
	return target ? fill_target(target, survey, plane) : -ENOMEM;
}

/* ---- all -------------------------------------------------------------------------- */

static const struct trial_result *look_up_trial(struct plugin *plugin, const struct kms_card *card)
{
	struct trial *trial = trials_get(plugin, card->device, card->node, TRIAL_DISPLAY);

	if (!trial)
		return NULL;
	if (trial_is_due(trial))
		trial_start(trial, card->fd);
	return trial_told(trial);
}

/* Planes that the kernel does not tell of are none; it has told of the card just now. */
static int survey_card(struct plugin *plugin, const struct kms_card *card, bool *settled)
{
	struct survey survey = {.plugin = plugin, .card = card};

	look_at_outputs(&survey, settled);
	if (!survey.count)
		return 0;
	survey.trial = look_up_trial(plugin, card);
	if (survey.trial && survey.trial->refuses) {
		plugin_trace(plugin, "%s takes no dma-bufs: its planes are no targets", card->node);
		return 0;
	}
	return kms_each_plane_of(card, survey.crtcs, add_plane, &survey) == -ENOMEM ? -ENOMEM : 0;
}

int kms_each_plane(struct plugin *plugin, bool *settled)
{
	struct kms_card cards[KMS_CARDS_MAX] = {0};
	size_t i, count = kms_find_cards(cards);
	int error = 0;

	*settled = true;
	for (i = 0; !error && i < count; i++) {
		error = kms_card_open(&cards[i]);
		if (error) {
			plugin_trace(plugin, "%s cannot be asked about its planes: %s",
				     cards[i].node, strerror(-error));
			error = 0;
			continue;
		}
		error = survey_card(plugin, &cards[i], settled);
		kms_card_close(&cards[i]);
	}
	return error;
}
