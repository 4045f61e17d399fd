// SPDX-License-Identifier: MIT
/* The question of yamp explain, and its answer. */
#include "explain-steps.h"

struct explain_hop *explain_last(struct explain *explain)
{
	return &explain->hops[explain->hop_count - 1];
}

uint32_t explain_hop_end(const struct explain *explain, uint32_t hop)
{
	return hop + 1 < explain->hop_count ? explain->hops[hop + 1].first : explain->count;
}

enum yamp_path explain_format_path(const struct explain *explain, uint32_t fourcc)
{
	if (!fourcc)
		return YAMP_PATH_NONE;
	if (!explain->view.display)
		return explain_card_path(explain, fourcc);
	return yamp_display_path(explain->view.display, fourcc, 0, false);
}

const char *explain_verdict_name(int verdict)
{
	static const char *const names[] = { "zero-copy", "copy", "impossible" };

	return names[verdict];
}
