// SPDX-License-Identifier: MIT
/*
 * Without a compositor the cards are asked themselves: a program that shows frames with KMS
 * could use any of their planes. Those that have no display, or are not for this user, are
 * passed over.
 */
#include <string.h>

#include "explain-steps.h"

static void take_card(void *data, const char *node)
{
	struct explain *explain = data;
	struct yamp_drm *card;

	if (explain->card_count == EXPLAIN_CARDS)
		return;
	card = yamp_drm_open(node, &explain->view.log);
	if (!card)
		return;
	if (!yamp_drm_output(card, 0)) {
		yamp_drm_close(card);
		return;
	}
	yamp_drm_measure(card);	/* if it cannot be, figures are assumed, and said to be */
	explain->cards[explain->card_count++] = card;
}

void explain_open_cards(struct explain *explain)
{
	struct line said = { 0 };

	explain->view.tool_log.held = &said;
	yamp_drm_each(take_card, explain);
	explain->view.tool_log.held = NULL;
}

void explain_close_cards(struct explain *explain)
{
	while (explain->card_count)
		yamp_drm_close(explain->cards[--explain->card_count]);
}

const char *explain_output(const struct explain *explain, uint32_t index)
{
	const char *name;

	if (explain->view.display)
		return yamp_display_output(explain->view.display, index);
	for (uint32_t i = 0; i < explain->card_count; i++) {
		for (uint32_t j = 0; (name = yamp_drm_output(explain->cards[i], j)); j++) {
			if (!index--)
				return name;
		}
	}
	return NULL;
}

const char *explain_plane_at(const struct explain *explain, uint32_t index,
			     struct yamp_target *target)
{
	for (uint32_t i = 0; i < explain->card_count; i++) {
		for (uint32_t j = 0; !yamp_drm_target(explain->cards[i], j, target); j++) {
			if (yamp_target_serves(target, explain->options.output) && !index--)
				return yamp_drm_node(explain->cards[i]);
		}
	}
	return NULL;
}

static bool any_plane_takes(const struct explain *explain, uint32_t fourcc)
{
	struct yamp_target target;

	for (uint32_t i = 0; explain_plane_at(explain, i, &target); i++) {
		if (target.kind != YAMP_TARGET_CURSOR_PLANE && record_takes(&target.record, fourcc))
			return true;
	}
	return false;
}

enum yamp_path explain_card_path(const void *data, uint32_t fourcc)
{
	const struct explain *explain = data;

	/* Where there is no display at all, nobody is there to refuse it. */
	return !explain->card_count || any_plane_takes(explain, fourcc) ? YAMP_PATH_DMABUF :
									  YAMP_PATH_NONE;
}
