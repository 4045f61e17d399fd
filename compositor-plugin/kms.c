/* SPDX-License-Identifier: MIT */
/*
 * Which cards the compositor drives, and what their planes take.
 *
 * No public call gives Weston's file of a card. It is among the files of this process,
 * its name leads to the card, and on a file of our own the card tells all but what
 * only the master may do. The first to open a card is made its master: that is given
 * back at once, and targets.c asks only while Weston is the one who has it.
 *
 *   connector  named as one of Weston's heads, whose output is on
 *      └► CRTC that drives it, or while none does, those that could
 *            └► planes that can show on it
 */
#include "kms.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <drm_fourcc.h>
#include <xf86drm.h>

#include "plugin.h"
#include "trial.h"
#include "weston-compat.h"
#include "yamp-v1-server-protocol.h"

#define DRM_MAJOR_NUMBER 226
#define RENDER_NODES_FROM 64
#define CARDS_MAX 8
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
	struct trial_result trial;
	bool tried;
};

/* ---- cards ------------------------------------------------------------------------- */

static bool is_card(const struct stat *status)
{
	return S_ISCHR(status->st_mode) && major(status->st_rdev) == DRM_MAJOR_NUMBER &&
	       minor(status->st_rdev) < RENDER_NODES_FROM;
}

/* The name under which this process has opened a card; false if that is none. */
static bool find_node(int folder, const char *entry, struct kms_card *card)
{
	struct stat status;
	ssize_t length;

	if (fstatat(folder, entry, &status, 0) < 0 || !is_card(&status))
		return false;
	length = readlinkat(folder, entry, card->node, sizeof(card->node) - 1);
	if (length <= 0)
		return false;
	card->node[length] = '\0';
	card->device = status.st_rdev;
	return true;
}

static bool is_known(const struct kms_card *cards, size_t count, dev_t device)
{
	while (count--) {
		if (cards[count].device == device)
			return true;
	}
	return false;
}

static size_t find_cards(struct kms_card *cards)
{
	DIR *folder = opendir("/proc/self/fd");
	const struct dirent *entry;
	size_t count = 0;

	if (!folder)
		return 0;
	while (count < CARDS_MAX && (entry = readdir(folder))) {
		if (find_node(dirfd(folder), entry->d_name, &cards[count]) &&
		    !is_known(cards, count, cards[count].device))
			count++;
	}
	closedir(folder);
	return count;
}

static int prepare(struct kms_card *card)
{
	uint64_t value = 0;

	if (drmIsMaster(card->fd))
		drmDropMaster(card->fd);
	if (drmSetClientCap(card->fd, DRM_CLIENT_CAP_UNIVERSAL_PLANES, 1) < 0)
		return -errno;
	card->modifiers = drmGetCap(card->fd, DRM_CAP_ADDFB2_MODIFIERS, &value) == 0 && value;
	card->resources = drmModeGetResources(card->fd);
	return card->resources ? 0 : -errno;
}

static int card_open(struct kms_card *card)
{
	struct stat status;
	int error;

	card->fd = open(card->node, O_RDWR | O_CLOEXEC);
	if (card->fd < 0)
		return -errno;
	if (fstat(card->fd, &status) < 0 || status.st_rdev != card->device)
		error = -ENODEV;
	else
		error = prepare(card);
	if (error)
		close(card->fd);
	return error;
}

static void card_close(struct kms_card *card)
{
	drmModeFreeResources(card->resources);
	close(card->fd);
}

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

/* What no trial has told is assumed to be without limit. */
static void tell_trial(struct target *target, const struct trial_result *trial)
{
	uint32_t layout = trial->layout_known ? SOURCE(MEASURED) : SOURCE(ASSUMED);
	uint32_t end = trial->end_known ? SOURCE(MEASURED) : SOURCE(ASSUMED);

	target_tell(target, FIGURE(CONTIGUITY), trial->contiguity,
		    trial->memory_known && trial->layout_known ? SOURCE(MEASURED)
							       : SOURCE(ASSUMED));
	target_tell(target, FIGURE(OBJECTS), trial->objects,
		    trial->objects_known ? SOURCE(MEASURED) : SOURCE(ASSUMED));
	target_tell(target, FIGURE(PLANE_STRIDE_ALIGN), trial->stride_align, layout);
	target_tell(target, FIGURE(PLANE_STRIDE_MAX), trial->stride_max, layout);
	target_tell(target, FIGURE(PLANE_OFFSET_ALIGN), trial->offset_align, layout);
	target_tell(target, FIGURE(PLANE_HEIGHT_ALIGN), 0, end);
	target_tell(target, FIGURE(PLANE_SIZE_PAD), 0, end);
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
	tell_trial(target, &survey->trial);
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

/* ---- trials ------------------------------------------------------------------------ */

/** struct tried - what trials on a card have told, for as long as the compositor runs */
struct tried {
	dev_t device;
	struct trial_result result;
};

static int add_fourcc(struct wl_array *fourccs, uint32_t fourcc)
{
	uint32_t *entry;

	wl_array_for_each(entry, fourccs) {
		if (*entry == fourcc)
			return 0;
	}
	entry = wl_array_add(fourccs, sizeof(*entry));
	if (!entry)
		return -ENOMEM;
	*entry = fourcc;
	return 0;
}

static int collect_fourccs(const struct survey *survey, struct wl_array *fourccs)
{
	drmModePlane *plane;
	uint32_t i, j;
	int error = 0;

	for (i = 0; !error && i < survey->planes->count_planes; i++) {
		plane = drmModeGetPlane(survey->card->fd, survey->planes->planes[i]);
		for (j = 0; plane && !error && j < plane->count_formats; j++)
			error = add_fourcc(fourccs, plane->formats[j]);
		drmModeFreePlane(plane);
	}
	return error;
}

static int run_trials(struct survey *survey)
{
	uint64_t began = now_us();
	struct wl_array fourccs;
	int error;

	wl_array_init(&fourccs);
	error = collect_fourccs(survey, &fourccs);
	if (!error)
		error = kms_try(survey->card, fourccs.data, fourccs.size / sizeof(uint32_t),
				&survey->trial);
	wl_array_release(&fourccs);
	if (!error)
		plugin_log("%s: buffers were tried for %u ms", survey->card->node,
			   (unsigned int)((now_us() - began) / 1000));
	return error;
}

/* Once for each card; again when the kernel module has come, if it was not there. */
static void look_up_trials(struct survey *survey)
{
	struct wl_array *known = &survey->plugin->targets.trials;
	struct tried *tried;

	wl_array_for_each(tried, known) {
		if (tried->device == survey->card->device) {
			survey->trial = tried->result;
			return;
		}
	}
	if (run_trials(survey) < 0)
		return;
	tried = wl_array_add(known, sizeof(*tried));
	if (tried)
		*tried = (struct tried){survey->card->device, survey->trial};
}

static int survey_card(struct plugin *plugin, const struct kms_card *card, bool *settled)
{
	struct survey survey = {.plugin = plugin, .card = card};
	int error = 0;

	look_at_connectors(&survey, settled);
	survey.planes = drmModeGetPlaneResources(card->fd);
	if (!survey.planes || !survey.reach_count)
		goto free_planes;
	look_up_trials(&survey);
	if (survey.trial.refuses)
		plugin_trace(plugin, "%s takes no dma-bufs: its planes are no targets", card->node);
	else
		error = add_planes(&survey);
free_planes:
	drmModeFreePlaneResources(survey.planes);
	return error;
}

int kms_each_plane(struct plugin *plugin, bool *settled)
{
	struct kms_card cards[CARDS_MAX] = {0};
	size_t i, count = find_cards(cards);
	int error = 0;

	*settled = true;
	for (i = 0; !error && i < count; i++) {
		error = card_open(&cards[i]);
		if (error) {
			plugin_trace(plugin, "%s cannot be asked about its planes: %s",
				     cards[i].node, strerror(-error));
			error = 0;
			continue;
		}
		error = survey_card(plugin, &cards[i], settled);
		card_close(&cards[i]);
	}
	return error;
}
