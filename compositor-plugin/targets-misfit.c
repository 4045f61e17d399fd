/* SPDX-License-Identifier: MIT */
/*
 * What of a buffer no plane takes.
 *
 * Weston may say only that the display's driver made no framebuffer of it, or nothing at all:
 * the kernel, too, answers such a buffer with a bare EINVAL. What planes take is known here.
 */
#include "plugin.h"

#include "weston-compat.h"
#include "yamp-v1-server-protocol.h"

#define KIND(name) YAMP_CONSTRAINTS_V1_KIND_##name
#define REASON(name) YAMP_PLACEMENT_V1_REASON_##name

/** struct fits - whether any plane takes it so far */
struct fits {
	bool plane; /* there is one */
	bool format;
	bool modifier; /* with that format */
	bool size;
};

static void look_at_formats(struct fits *fits, const struct formats *formats, uint32_t fourcc,
			    uint64_t modifier)
{
	const struct yamp_format *entry;

	wl_array_for_each(entry, &formats->entries) {
		if (entry->fourcc != fourcc)
			continue;
		fits->format = true;
		fits->modifier |= entry->modifier == modifier;
	}
}

/* A figure that is not told, or 0, is no limit. */
static bool is_within(const struct told_figure *least, const struct told_figure *most,
		      int32_t pixels)
{
	uint64_t value = pixels > 0 ? (uint64_t)pixels : 0;

	return (!least->told || value >= least->value) &&
	       (!most->told || !most->value || value <= most->value);
}

static void look_at_size(struct fits *fits, const struct told_figure *figures,
			 const struct weston_buffer *buffer)
{
	fits->size |= is_within(&figures[YAMP_FIGURE_WIDTH_MIN], &figures[YAMP_FIGURE_WIDTH_MAX],
				buffer->width) &&
		      is_within(&figures[YAMP_FIGURE_HEIGHT_MIN], &figures[YAMP_FIGURE_HEIGHT_MAX],
				buffer->height);
}

static uint32_t misfit(const struct fits *fits, bool known_format)
{
	uint32_t reasons = 0;

	if (!fits->plane)
		return 0;
	if (known_format && !fits->format)
		reasons |= REASON(FORMAT);
	else if (known_format && !fits->modifier)
		reasons |= REASON(MODIFIER);
	return fits->size ? reasons : reasons | REASON(SIZE);
}

uint32_t targets_misfit(const struct targets *targets, const struct weston_output *output,
			const struct weston_buffer *buffer)
{
	uint32_t fourcc = compat_buffer_fourcc(buffer);
	const struct target *target;
	struct fits fits = {0};

	wl_list_for_each(target, &targets->list, link) {
		if (target->kind == KIND(RENDERER) || !target_serves(target, output))
			continue;
		fits.plane = true;
		look_at_formats(&fits, &target->formats, fourcc, buffer->format_modifier);
		look_at_size(&fits, target->figures, buffer);
	}
	return misfit(&fits, fourcc != 0);
}
