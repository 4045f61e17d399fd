// SPDX-License-Identifier: MIT
/* The planes of a card, for who shows buffers on its display without a compositor. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <drm_fourcc.h>
#include <yamp/drm.h>

#include "drm-trial.h"
#include "figure.h"
#include "kms/card.h"
#include "kms/trial.h"
#include "log.h"
#include "target.h"

#define OUTPUTS_MAX 64

/* The program ends itself earlier, by SIGALRM. */
#define TRIAL_MS 70000

/**
 * struct yamp_drm - a card
 * @outputs: those to which a display is connected, @output_count of them
 * @targets: the planes that can show on any of these
 * @trial: what trials have told, if @measured
 */
struct yamp_drm {
	struct yamp_log log;
	struct kms_card card;
	struct kms_output outputs[OUTPUTS_MAX];
	uint32_t output_count;
	struct target_list targets;
	struct trial_result trial;
	bool measured;
};

/* ---- cards ------------------------------------------------------------------------- */

static int is_named_card(const struct dirent *entry)
{
	unsigned int number;
	char rest;

	return sscanf(entry->d_name, "card%u%c", &number, &rest) == 1;
}

int yamp_drm_each(void (*found)(void *data, const char *node), void *data)
{
	struct dirent **entries;
	int count = scandir("/dev/dri", &entries, is_named_card, versionsort);
	char node[64];

	if (count < 0)
		return errno == ENOENT ? 0 : -errno;
	for (int i = 0; i < count; i++) {
		snprintf(node, sizeof(node), "/dev/dri/%.32s", entries[i]->d_name);
		found(data, node);
		free(entries[i]);
	}
	free(entries);
	return count;
}

/* ---- planes ------------------------------------------------------------------------ */

/** struct walk - planes of one kind become targets */
struct walk {
	struct yamp_drm *drm;
	uint32_t kind;
};

/* Where the driver lists no modifiers, what is made without one is linear. */
static void add_formats(struct target *target, const struct kms_plane *plane)
{
	for (size_t i = 0; i < plane->format_count; i++) {
		uint64_t modifier = plane->formats[i].modifier;

		if (modifier == DRM_FORMAT_MOD_INVALID)
			modifier = DRM_FORMAT_MOD_LINEAR;
		target_add_format(target, plane->formats[i].fourcc, modifier);
	}
	target->told.formats_source = YAMP_SOURCE_REPORTED;
}

static void add_figures(struct target *target, const struct told_figure *figures)
{
	for (uint32_t i = 0; i < YAMP_FIGURES; i++) {
		if (!figures[i].told)
			continue;
		target->told.sources[i] = figures[i].source;
		target->spoilt |= figure_store(&target->told.record, i, YAMP_PLANE_ALL,
					       figures[i].value) != 0;
	}
}

static void add_outputs(struct target *target, const struct yamp_drm *drm, uint32_t crtcs)
{
	for (uint32_t i = 0; i < drm->output_count; i++) {
		if (drm->outputs[i].crtcs & crtcs)
			target_add_output(target, drm->outputs[i].name);
	}
}

static int add_plane(void *data, const struct kms_plane *plane)
{
	const struct walk *walk = data;
	struct told_figure figures[YAMP_FIGURES];
	char name[YAMP_NAME_LEN];
	struct target *target;

	if (plane->kind != walk->kind)
		return 0;
	kms_plane_name(plane, name);
	target = target_list_add(&walk->drm->targets, plane->id, plane->kind, name);
	if (!target)
		return -ENOMEM;
	target->told.device = walk->drm->card.device;
	memcpy(figures, plane->figures, sizeof(figures));
	told_add_trial(figures, walk->drm->measured ? &walk->drm->trial : NULL);
	add_figures(target, figures);
	add_formats(target, plane);
	add_outputs(target, walk->drm, plane->crtcs);
	target_end(target);
	return 0;
}

static int look_at_planes(struct yamp_drm *drm)
{
	static const uint32_t kinds[] = { YAMP_TARGET_OVERLAY_PLANE, YAMP_TARGET_PRIMARY_PLANE,
					  YAMP_TARGET_CURSOR_PLANE };
	uint32_t crtcs = 0;
	int ret = 0;

	target_list_clear(&drm->targets);
	if (drm->measured && drm->trial.refuses)
		return 0;
	for (uint32_t i = 0; i < drm->output_count; i++)
		crtcs |= drm->outputs[i].crtcs;
	for (int i = 0; !ret && i < 3; i++) {
		struct walk walk = { drm, kinds[i] };

		ret = kms_each_plane_of(&drm->card, crtcs, add_plane, &walk);
	}
	target_list_drop_spoilt(&drm->targets);
	return ret;
}

static void look_at_outputs(struct yamp_drm *drm)
{
	size_t count = kms_outputs(&drm->card, drm->outputs, OUTPUTS_MAX);

	for (size_t i = 0; i < count; i++) {
		if (drm->outputs[i].connected)
			drm->outputs[drm->output_count++] = drm->outputs[i];
	}
}

/* ---- a card ------------------------------------------------------------------------ */

static int open_card(struct yamp_drm *drm, const char *node)
{
	int length = snprintf(drm->card.node, sizeof(drm->card.node), "%s", node);
	int ret;

	if ((size_t)length >= sizeof(drm->card.node))
		return -ENOENT;
	ret = kms_card_open(&drm->card);
	if (ret)
		return ret;
	look_at_outputs(drm);
	ret = look_at_planes(drm);
	if (ret)
		kms_card_close(&drm->card);
	return ret;
}

struct yamp_drm *yamp_drm_open(const char *node, const struct yamp_log *log)
{
	struct yamp_drm *drm = calloc(1, sizeof(*drm));
	int ret;

	if (!drm) {
		errno = ENOMEM;
		return NULL;
	}
	drm->log = log_copy(log);
	ret = open_card(drm, node);
	if (!ret)
		return drm;
	log_error(&drm->log, "%s: %s", node, ret == -EOPNOTSUPP ? "this card has no display" :
						ret == -ENODEV ? "this is no card" : strerror(-ret));
	target_list_clear(&drm->targets);
	free(drm);
	errno = -ret;
	return NULL;
}

void yamp_drm_close(struct yamp_drm *drm)
{
	if (!drm)
		return;
	target_list_clear(&drm->targets);
	kms_card_close(&drm->card);
	free(drm);
}

const char *yamp_drm_node(const struct yamp_drm *drm)
{
	return drm->card.node;
}

int yamp_drm_measure(struct yamp_drm *drm)
{
	char text[DRM_TRIAL_TEXT];
	int ret = drm_trial(TRIAL_DISPLAY, drm->card.fd, TRIAL_MS, &drm->trial, text);

	if (ret) {
		log_warning(&drm->log, "%s: %s", drm->card.node, text);
		return ret;
	}
	drm->measured = true;
	log_info(&drm->log, "%s: %s%s", drm->card.node, text,
		 drm->trial.refuses ? ", and it takes none" : "");
	return look_at_planes(drm);
}

const char *yamp_drm_output(const struct yamp_drm *drm, uint32_t index)
{
	return index < drm->output_count ? drm->outputs[index].name : NULL;
}

int yamp_drm_target(const struct yamp_drm *drm, uint32_t index, struct yamp_target *target)
{
	return target_list_at(&drm->targets, index, target);
}

int yamp_drm_choose_plane(const struct yamp_drm *drm, const char *output,
			  const struct yamp_alloc_options *options, struct yamp_target *target,
			  struct yamp_alloc_report *report)
{
	return target_list_choose(&drm->targets, output, options, target, report);
}
