/* SPDX-License-Identifier: MIT */
/*
 * The formats and modifiers that linux-dmabuf offers. Weston refuses others without
 * saying why, so they are looked up here before it is asked.
 */
#include "plugin.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <drm_fourcc.h>
#include <xf86drm.h>

#include "yamp-v1-server-protocol.h"

void formats_init(struct formats *formats)
{
	wl_array_init(&formats->entries);
}

void formats_finish(struct formats *formats)
{
	wl_array_release(&formats->entries);
}

int formats_add(struct formats *formats, uint32_t fourcc, uint64_t modifier)
{
	struct yamp_format *entry = wl_array_add(&formats->entries, sizeof(*entry));

	if (!entry)
		return -ENOMEM;
	*entry = (struct yamp_format){.fourcc = fourcc, .modifier = modifier};
	return 0;
}

static const char *fourcc_text(uint32_t fourcc, char text[16])
{
	char *name = drmGetFormatName(fourcc);

	if (name)
		snprintf(text, 16, "%s", name);
	else
		snprintf(text, 16, "0x%08x", fourcc);
	free(name);
	return text;
}

static void modifier_text(uint64_t modifier, char *text, size_t size)
{
	char *name = NULL;

	if (modifier == DRM_FORMAT_MOD_INVALID)
		name = strdup("IMPLICIT");
	else
		name = drmGetFormatModifierName(modifier);
	snprintf(text, size, "%s (0x%" PRIx64 ")", name ? name : "modifier", modifier);
	free(name);
}

struct format_text format_text(uint32_t fourcc, uint64_t modifier)
{
	struct format_text result;
	char modifier_name[64], name[16];

	modifier_text(modifier, modifier_name, sizeof(modifier_name));
	snprintf(result.text, sizeof(result.text), "%s %s", fourcc_text(fourcc, name),
		 modifier_name);
	return result;
}

/* The modifiers offered with @fourcc, as many as fit. Returns how many there are. */
static unsigned int modifiers_of(const struct formats *formats, uint32_t fourcc, char *text,
				 size_t size)
{
	const struct yamp_format *entry;
	unsigned int count = 0;
	size_t used = 0;
	char name[64];

	text[0] = '\0';
	wl_array_for_each(entry, &formats->entries) {
		if (entry->fourcc != fourcc)
			continue;
		modifier_text(entry->modifier, name, sizeof(name));
		if (used + strlen(name) + 2 < size)
			used += (size_t)sprintf(text + used, "%s%s", count ? ", " : "", name);
		count++;
	}
	return count;
}

int formats_check(const struct formats *formats, uint32_t fourcc, uint64_t modifier,
		  struct refusal *refusal)
{
	const struct yamp_format *entry;
	char offered[128], name[16];

	wl_array_for_each(entry, &formats->entries) {
		if (entry->fourcc == fourcc && entry->modifier == modifier)
			return 0;
	}
	if (modifiers_of(formats, fourcc, offered, sizeof(offered)))
		return refuse(refusal, YAMP_IMPORT_V1_REASON_FORMAT,
			      "the frame is %s, the renderer takes %s only with %s",
			      format_text(fourcc, modifier).text, fourcc_text(fourcc, name),
			      offered);
	return refuse(refusal, YAMP_IMPORT_V1_REASON_FORMAT,
		      "the frame is %s, the renderer takes no %s",
		      format_text(fourcc, modifier).text, fourcc_text(fourcc, name));
}
