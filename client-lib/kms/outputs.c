/* SPDX-License-Identifier: MIT */
/* Connectors, and the CRTCs that drive them. */
#include "card.h"

#include <stdio.h>

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

static void look_at(const struct kms_card *card, const drmModeConnector *connector,
		    struct kms_output *output)
{
	const char *type = drmModeGetConnectorTypeName(connector->connector_type);

	snprintf(output->name, sizeof(output->name), "%s-%u", type ? type : "UNKNOWN",
		 connector->connector_type_id);
	output->connected = connector->connection != DRM_MODE_DISCONNECTED;
	output->crtcs = crtcs_now(card, connector);
	output->driven = output->crtcs != 0;
	if (!output->driven)
		output->crtcs = crtcs_possible(card, connector);
}

size_t kms_outputs(const struct kms_card *card, struct kms_output *outputs, size_t max)
{
	drmModeConnector *connector;
	size_t count = 0;
	int i;

	for (i = 0; i < card->resources->count_connectors && count < max; i++) {
		connector = drmModeGetConnectorCurrent(card->fd, card->resources->connectors[i]);
		if (connector)
			look_at(card, connector, &outputs[count++]);
		drmModeFreeConnector(connector);
	}
	return count;
}
