/* SPDX-License-Identifier: MIT */
/*
 * What the planes of the compositor's displays take.
 *
 *   connector  named as one of Weston's heads, whose output is on
 *      └► CRTC that drives it, or while none does, those that could
 *            └► planes that can show on it
 */
#include "kms.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <drm_fourcc.h>
#include <xf86drm.h>

#include "plugin.h"
#include "trial.h"
#include "weston-compat.h"
#include "yamp-v1-server-protocol.h"

#define REACHES_MAX 64

#define KIND(name) YAMP_CONSTRAINTS_V1_KIND_##name
#define FIGURE(name) YAMP_CONSTRAINTS_V1_FIGURE_##name
#define SOURCE(name) YAMP_CONSTRAINTS_V1_SOURCE_##name

/** struct reach - an output, and bits of the CRTCs that drive it or could */
struct reach {
	const char *output;
	uint32_t crtcs;
};

/** struct survey - what one look at a card sees */
struct survey {
	struct plugin *plugin;
	const struct kms_card *card;
	drmModePlaneRes *planes;
	struct reach reaches[REACHES_MAX];
	size_t reach_count;
	const struct trial_result *trial; /* NULL: nothing was tried */
};

/* ---- outputs ----------------------------------------------------------------------- */

/* Weston's name of a connector's output, if that is on. */
static const char *output_name(const struct plugin *plugin, const drmModeConnector *connector)
{
	const char *type = drmModeGetConnectorTypeName(connector->connector_type);
	const struct weston_head *head;
	char name[64];

	snprintf(name, sizeof(name), "%s-%u", type ? type : "UNKNOWN",
		 connector->connector_type_id);
	wl_list_for_each(head, &plugin->compositor->head_list, compositor_link) {
		if (head->output && head->output->enabled && strcmp(head->name, name) == 0)
			return head->name;
	}
	return NULL;
}

static uint32_t crtc_bit(const drmModeRes *resources, uint32_t crtc)
{
	int i;

	for (i = 0; i < resources->count_crtcs && i < 32; i++) {
		if (resources->crtcs[i] == crtc)
			return 1U << i;
	}
	return 0;
}

static uint32_t crtcs_now(const struct kms_card *card, const drmModeConnector *connector)
{
	drmModeEncoder *encoder = NULL;
	uint32_t crtcs = 0;

	if (connector->encoder_id)
		encoder = drmModeGetEncoder(card->fd, connector->encoder_id);
	if (encoder)
		crtcs = crtc_bit(card->resources, encoder->crtc_id);
	drmModeFreeEncoder(encoder);
	return crtcs;
}

static uint32_t crtcs_possible(const struct kms_card *card, const drmModeConnector *connector)
{
	drmModeEncoder *encoder;
	uint32_t crtcs = 0;
	int i;

	for (i = 0; i < connector->count_encoders; i++) {
		encoder = drmModeGetEncoder(card->fd, connector->encoders[i]);
		if (encoder)
			crtcs |= encoder->possible_crtcs;
		drmModeFreeEncoder(encoder);
	}
	return crtcs;
}

static void look_at_connector(struct survey *survey, const drmModeConnector *connector,
			      bool *settled)
{
	struct reach reach = {.output = output_name(survey->plugin, connector)};

	if (!reach.output || survey->reach_count == REACHES_MAX)
		return;
	reach.crtcs = crtcs_now(survey->card, connector);
	if (!reach.crtcs) {
		*settled = false;
		reach.crtcs = crtcs_possible(survey->card, connector);
	}
	survey->reaches[survey->reach_count++] = reach;
}

static void look_at_connectors(struct survey *survey, bool *settled)
{
	const struct kms_card *card = survey->card;
	drmModeConnector *connector;
	int i;

	for (i = 0; i < card->resources->count_connectors; i++) {
		connector = drmModeGetConnectorCurrent(card->fd, card->resources->connectors[i]);
		if (connector)
			look_at_connector(survey, connector, settled);
		drmModeFreeConnector(connector);
	}
}

/* ---- planes ------------------------------------------------------------------------ */

/** struct traits - the properties of a plane that matter here */
struct traits {
	uint64_t type;
	uint64_t in_formats;
};

static void read_property(const struct kms_card *card, uint32_t id, uint64_t value,
			  struct traits *traits)
{
	drmModePropertyRes *property = drmModeGetProperty(card->fd, id);

	if (!property)
		return;
	if (strcmp(property->name, "type") == 0)
		traits->type = value;
	else if (strcmp(property->name, "IN_FORMATS") == 0)
		traits->in_formats = value;
	drmModeFreeProperty(property);
}

static struct traits read_traits(const struct kms_card *card, uint32_t plane)
{
	struct traits traits = {.type = DRM_PLANE_TYPE_OVERLAY};
	drmModeObjectProperties *properties;
	uint32_t i;

	properties = drmModeObjectGetProperties(card->fd, plane, DRM_MODE_OBJECT_PLANE);
	if (!properties)
		return traits;
	for (i = 0; i < properties->count_props; i++)
		read_property(card, properties->props[i], properties->prop_values[i], &traits);
	drmModeFreeObjectProperties(properties);
	return traits;
}

static int add_listed(struct target *target, drmModePropertyBlobRes *blob)
{
	drmModeFormatModifierIterator entry = {0};
	int error = 0;

	while (!error && drmModeFormatModifierBlobIterNext(blob, &entry))
		error = formats_add(&target->formats, entry.fmt, entry.mod);
	return error;
}

/* As Weston: where the driver lists no modifiers, layouts are not told. */
static int add_formats(struct target *target, const struct kms_card *card,
		       const drmModePlane *plane, uint64_t in_formats)
{
	drmModePropertyBlobRes *blob = NULL;
	int error = 0;
	uint32_t i;

	if (card->modifiers && in_formats)
		blob = drmModeGetPropertyBlob(card->fd, (uint32_t)in_formats);
	if (blob) {
		error = add_listed(target, blob);
		drmModeFreePropertyBlob(blob);
		return error;
	}
	for (i = 0; !error && i < plane->count_formats; i++)
		error = formats_add(&target->formats, plane->formats[i], DRM_FORMAT_MOD_INVALID);
	return error;
}

static int add_outputs(struct target *target, const struct survey *survey, uint32_t crtcs)
{
	int error = 0;
	size_t i;

	for (i = 0; !error && i < survey->reach_count; i++) {
		if (survey->reaches[i].crtcs & crtcs)
			error = target_serve(target, survey->reaches[i].output);
	}
	return error;
}

static void tell_sizes(struct target *target, const drmModeRes *resources)
{
	target_tell(target, FIGURE(WIDTH_MIN), resources->min_width, SOURCE(REPORTED));
	target_tell(target, FIGURE(HEIGHT_MIN), resources->min_height, SOURCE(REPORTED));
	target_tell(target, FIGURE(WIDTH_MAX), resources->max_width, SOURCE(REPORTED));
	target_tell(target, FIGURE(HEIGHT_MAX), resources->max_height, SOURCE(REPORTED));
}

static uint32_t kind_of(uint64_t type)
{
	if (type == DRM_PLANE_TYPE_PRIMARY)
		return KIND(PRIMARY_PLANE);
	return type == DRM_PLANE_TYPE_CURSOR ? KIND(CURSOR_PLANE) : KIND(OVERLAY_PLANE);
}

static int fill_target(struct target *target, const struct survey *survey,
		       const drmModePlane *plane, const struct traits *traits)
{
	int error = add_outputs(target, survey, plane->possible_crtcs);

	if (!error)
		error = add_formats(target, survey->card, plane, traits->in_formats);
	target->formats_source = SOURCE(REPORTED);
	target->device = survey->card->device;
	snprintf(target->name, sizeof(target->name), "%s plane %u",
		 target->kind == KIND(PRIMARY_PLANE) ? "primary" : "overlay", plane->plane_id);
	tell_sizes(target, survey->card->resources);
	target_tell_trial(target, survey->trial);
	return error;
}

/* Weston puts nothing but wl_shm on cursor planes. */
static int add_plane(const struct survey *survey, const drmModePlane *plane)
{
	struct traits traits = read_traits(survey->card, plane->plane_id);
	uint32_t kind = kind_of(traits.type), crtcs = 0;
	struct target *target;
	size_t i;

	for (i = 0; i < survey->reach_count; i++)
		crtcs |= survey->reaches[i].crtcs;
	if (kind == KIND(CURSOR_PLANE) || !(plane->possible_crtcs & crtcs))
		return 0;
	target = targets_add(&survey->plugin->targets, kind, survey->card->device,
			     plane->plane_id);
	return target ? fill_target(target, survey, plane, &traits) : -ENOMEM;
}

static int add_planes(const struct survey *survey)
{
	drmModePlane *plane;
	uint32_t i;
	int error = 0;

	for (i = 0; !error && i < survey->planes->count_planes; i++) {
		plane = drmModeGetPlane(survey->card->fd, survey->planes->planes[i]);
		if (plane)
			error = add_plane(survey, plane);
		drmModeFreePlane(plane);
	}
	return error;
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

static int survey_card(struct plugin *plugin, const struct kms_card *card, bool *settled)
{
	struct survey survey = {.plugin = plugin, .card = card};
	int error = 0;

	look_at_connectors(&survey, settled);
	survey.planes = drmModeGetPlaneResources(card->fd);
	if (!survey.planes || !survey.reach_count)
		goto free_planes;
	survey.trial = look_up_trial(plugin, card);
	if (survey.trial && survey.trial->refuses)
		plugin_trace(plugin, "%s takes no dma-bufs: its planes are no targets", card->node);
	else
		error = add_planes(&survey);
free_planes:
	drmModeFreePlaneResources(survey.planes);
	return error;
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
