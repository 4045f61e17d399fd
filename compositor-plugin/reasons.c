/* SPDX-License-Identifier: MIT */
#include "reasons.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "yamp-v1-server-protocol.h"

#define REASON(name) YAMP_PLACEMENT_V1_REASON_##name

/* Longer ones are not of those that are understood. */
#define REASONS_LINE 512

/** struct phrase - words of Weston's and what they mean */
struct phrase {
	const char *words;
	uint32_t reasons;
};

/* Of 14, while one view is decided. */
static const struct phrase step_phrases[] = {
	{"unsuitable transform", REASON(TRANSFORM)},
	{"positioning requires cropping or scaling", REASON(SIZE)},
	{"atomic test failed", REASON(REJECTED)},
	{"requires color transform", REASON(COLOR)},
	{"color transform failed", REASON(COLOR)},
	{"occluded by renderer views", REASON(OCCLUDED)},
	{"occluded on our output", REASON(OCCLUDED)},
	{"enforced protection mode", REASON(POLICY)},
	{"GBM not available", REASON(POLICY)},
	{"no buffer available", REASON(MEMORY)},
	{"solid-colour surface", REASON(MEMORY)},
	{"SHM buffers must be", REASON(MEMORY)},
	{"too large for cursor plane", REASON(MEMORY)},
	{"another view already assigned", REASON(NO_PLANE)},
	{"above current lowest zpos", REASON(NO_PLANE)},
	{"hole on primary plane will not work", REASON(NO_PLANE)},
	{"plane-alpha not supported", REASON(ALPHA)},
	{"no in-fence support", REASON(REJECTED)},
	{NULL, 0},
};

/* Of 14, about a whole output. */
static const struct phrase output_phrases[] = {
	{"no overlay plane support", REASON(NO_PLANE)},
	{"cannot propose mixed mode", REASON(POLICY)},
	{"failing state generation: atomic test not OK", REASON(REJECTED)},
	{NULL, 0},
};

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

/* Of 14: bits of why no framebuffer could be made, as it prints them. */
static const uint32_t framebuffer_bits[] = {
	[1] = REASON(FORMAT),	    [2] = REASON(MODIFIER),	[3] = REASON(FRAMEBUFFER),
	[6] = REASON(POLICY),	    [8] = REASON(MEMORY),	[9] = REASON(MEMORY),
	[11] = REASON(POLICY),	    [12] = REASON(FRAMEBUFFER), [13] = REASON(FRAMEBUFFER),
};

static uint32_t spoken(const struct phrase *phrases, const char *line)
{
	uint32_t reasons = 0;

	for (; phrases->words; phrases++) {
		if (strstr(line, phrases->words))
			reasons |= phrases->reasons;
	}
	return reasons;
}

/* No bit at all: flags or a size that it does not take, and it does not say which. */
static uint32_t framebuffer_reasons(const char *hexadecimal)
{
	unsigned long bits = strtoul(hexadecimal, NULL, 16);
	uint32_t bit, reasons = 0;

	for (bit = 0; bit < sizeof(framebuffer_bits) / sizeof(*framebuffer_bits); bit++) {
		if (bits & 1UL << bit)
			reasons |= framebuffer_bits[bit];
	}
	return reasons ? reasons : REASON(UNKNOWN);
}

static void forget_output(struct decisions *decisions, uint32_t output)
{
	size_t i = 0;

	decisions->current = NULL;
	while (i < decisions->count) {
		if (decisions->views[i].output == output)
			decisions->views[i] = decisions->views[--decisions->count];
		else
			i++;
	}
}

static struct view_reasons *find_view(struct decisions *decisions, uint32_t output,
				      const char *name)
{
	size_t i;

	for (i = 0; i < decisions->count; i++) {
		if (decisions->views[i].output == output &&
		    strcmp(decisions->views[i].name, name) == 0)
			return &decisions->views[i];
	}
	return NULL;
}

/* The word after @before; empty if it is not there or too long. */
static void read_name(const char *line, const char *before, char *name)
{
	const char *begin = strstr(line, before);
	size_t length;

	name[0] = '\0';
	if (!begin)
		return;
	begin += strlen(before);
	length = strcspn(begin, " \n");
	if (length < REASONS_NAME) {
		memcpy(name, begin, length);
		name[length] = '\0';
	}
}

/* A view is decided for each kind of state that is tried: the last try that could use
 * planes counts. */
static void begin_view(struct decisions *decisions, const char *line)
{
	struct view_reasons *view;
	char name[REASONS_NAME];

	read_name(line, "evaluating view ", name);
	view = find_view(decisions, decisions->output, name);
	if (!view && decisions->count < REASONS_VIEWS_MAX) {
		view = &decisions->views[decisions->count++];
		*view = (struct view_reasons){.output = decisions->output};
		memcpy(view->name, name, sizeof(name));
	} else if (view && decisions->step != DECIDE_RENDERER) {
		view->reasons = 0;
	}
	decisions->current = view;
}

static void begin_output(struct decisions *decisions, const char *line)
{
	const char *number = strrchr(line, '(');

	decisions->output = number ? (uint32_t)strtoul(number + 1, NULL, 10) : UINT32_MAX;
	decisions->output_reasons = 0;
	decisions->step = DECIDE_PLANES;
	forget_output(decisions, decisions->output);
}

static void end_view(struct decisions *decisions, const char *line)
{
	struct view_reasons *view;
	char name[REASONS_NAME];

	read_name(line, "[repaint] view ", name);
	view = find_view(decisions, decisions->output, name);
	if (view && !view->reasons)
		view->reasons = decisions->output_reasons;
}

static void read_step(struct decisions *decisions, const char *line)
{
	static const char no_framebuffer[] = "couldn't get FB for view: ";
	const char *bits = strstr(line, no_framebuffer);

	if (strstr(line, "trying mixed"))
		decisions->step = DECIDE_MIXED;
	else if (strstr(line, "trying renderer-only"))
		decisions->step = DECIDE_RENDERER;
	if (decisions->step != DECIDE_PLANES || strstr(line, "no overlay plane support"))
		decisions->output_reasons |= spoken(output_phrases, line);
	if (!decisions->current)
		return;
	decisions->current->reasons |= spoken(step_phrases, line);
	if (bits)
		decisions->current->reasons |=
			framebuffer_reasons(bits + sizeof(no_framebuffer) - 1);
}

/* "\t\t\t[PLANE:31] 9 (SRC_X) -> 0": most of what it says, at every repaint. */
static bool is_property(const char *line, size_t size)
{
	size_t i = 0;

	while (i < size && line[i] == '\t')
		i++;
	return size - i > 1 && line[i] == '[' && line[i + 1] >= 'A' && line[i + 1] <= 'Z';
}

static void read_line(struct decisions *decisions, const char *line)
{
	if (strstr(line, "[repaint] preparing state for output "))
		begin_output(decisions, line);
	else if (strstr(line, "[view] evaluating view "))
		begin_view(decisions, line);
	else if (strstr(line, "[repaint] Using "))
		decisions->current = NULL;
	else if (strstr(line, "using renderer composition"))
		end_view(decisions, line);
	else
		read_step(decisions, line);
}

static void read_text(struct decisions *decisions)
{
	char *line = decisions->text, *end;

	for (; line < decisions->text + decisions->used; line = end + 1) {
		end = strchr(line, '\n');
		*end = '\0';
		read_line(decisions, line);
	}
	decisions->used = 0;
}

void decisions_read(struct decisions *decisions, const char *line, size_t size)
{
	if (!size || size > REASONS_LINE || is_property(line, size) ||
	    memchr(line, '\n', size) != line + size - 1 || memchr(line, '\0', size))
		return;
	if (decisions->used + size > sizeof(decisions->text))
		read_text(decisions);
	memcpy(decisions->text + decisions->used, line, size);
	decisions->used += size;
}

const struct view_reasons *decisions_of(struct decisions *decisions, uint32_t output,
					const char *name)
{
	read_text(decisions);
	return find_view(decisions, output, name);
}

void decisions_forget(struct decisions *decisions)
{
	decisions->count = 0;
	decisions->current = NULL;
	decisions->used = 0;
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
		reasons |= spoken(scene_phrases, copy);
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
