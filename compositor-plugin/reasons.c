/* SPDX-License-Identifier: MIT */
#include "reasons.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "yamp-v1-server-protocol.h"

#define REASON(name) YAMP_PLACEMENT_V1_REASON_##name

/* Of 16: the names of its reasons. */
static const struct phrase scene_phrases[] = {
	{"force renderer", REASON(POLICY)},
	{"fb format incompatible", REASON(FORMAT)},
	{"dmabuf modifier invalid", REASON(MODIFIER)},
	{"add fb failed", REASON(FRAMEBUFFER)},
	{"no planes available", REASON(NO_PLANE)},
	{"planes rejected", REASON(REJECTED)},
	{"inadequate content protection", REASON(POLICY)},
	{"incompatible transform", REASON(TRANSFORM)},
	{"no buffer", REASON(MEMORY)},
	{"buffer too big", REASON(SIZE)},
	{"buffer type", REASON(MEMORY)},
	{"global alpha", REASON(ALPHA)},
	{"no gbm", REASON(POLICY)},
	{"gbm bo import failed", REASON(FRAMEBUFFER)},
	{"gbm bo get handle failed", REASON(FRAMEBUFFER)},
	{"cannot off-load color transform", REASON(COLOR)},
	{"solid surface", REASON(MEMORY)},
	{"occluded by renderer", REASON(OCCLUDED)},
	{"output contains color effect", REASON(COLOR)},
	{NULL, 0},
};

uint32_t reasons_spoken(const struct phrase *phrases, const char *line, uint32_t known)
{
	for (; phrases->words; phrases++) {
		if ((phrases->reasons & ~known) && strstr(line, phrases->words))
			known |= phrases->reasons;
	}
	return known;
}

/* 16 says "planes rejected" of planes that were never tried, too: there was no buffer to
 * try them with. */
static uint32_t scene_meaning(uint32_t reasons)
{
	const uint32_t of_buffer = REASON(FORMAT) | REASON(MODIFIER) | REASON(FRAMEBUFFER) |
				   REASON(SIZE) | REASON(MEMORY);

	return reasons & of_buffer ? reasons & ~(uint32_t)REASON(REJECTED) : reasons;
}

/* Is this line the head of that node's paragraph? */
static bool is_head(const char *line, const char *node)
{
	static const char head[] = "\t\t\tpaint node ";
	size_t length = strlen(node);

	return strncmp(line, head, sizeof(head) - 1) == 0 &&
	       strncmp(line + sizeof(head) - 1, node, length) == 0 &&
	       strncmp(line + sizeof(head) - 1 + length, ":\n", 2) == 0;
}

static const char *next_line(const char *line)
{
	const char *end = strchr(line, '\n');

	return end ? end + 1 : line + strlen(line);
}

/* The paragraph's lines are indented once more than its head. */
static uint32_t paragraph_reasons(const char *line)
{
	static const char label[] = "Plane failure reasons: ";
	uint32_t reasons = 0;
	char copy[512];
	size_t length;

	for (; strncmp(line, "\t\t\t\t", 4) == 0; line = next_line(line)) {
		length = strcspn(line, "\n");
		if (strncmp(line + 4, label, sizeof(label) - 1) != 0 || length >= sizeof(copy))
			continue;
		memcpy(copy, line, length);
		copy[length] = '\0';
		reasons = reasons_spoken(scene_phrases, copy, reasons);
	}
	return reasons;
}

uint32_t scene_reasons(const char *text, const char *node)
{
	uint32_t reasons = 0;
	unsigned int found = 0;

	for (; *text; text = next_line(text)) {
		if (!is_head(text, node))
			continue;
		reasons = paragraph_reasons(next_line(text));
		found++;
	}
	return found == 1 ? scene_meaning(reasons) : 0;
}

struct reasons_text reasons_text(uint32_t reasons)
{
	static const char *const names[] = {
		"unknown",   "format", "modifier", "framebuffer", "no_plane", "rejected", "transform",
		"alpha", "color",  "occluded", "policy",	  "size",     "memory",
	};
	struct reasons_text result = {""};
	size_t used = 0;
	uint32_t bit;

	for (bit = 0; bit < sizeof(names) / sizeof(*names); bit++) {
		if (reasons & 1U << bit)
			used += (size_t)snprintf(result.text + used, sizeof(result.text) - used,
						 "%s%s", used ? ", " : "", names[bit]);
	}
	return result;
}
