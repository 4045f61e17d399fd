/* SPDX-License-Identifier: MIT */
#include "decisions.h"

#include <stdlib.h>
#include <string.h>

#include "reasons.h"
#include "yamp-v1-server-protocol.h"

#define REASON(name) YAMP_PLACEMENT_V1_REASON_##name

/* Longer ones are not of those that are understood. */
#define LINE_MAX_SIZE 512

#define PREPARING "[repaint] preparing state for output "
#define EVALUATING "[view] evaluating view "
#define REPAINT_VIEW "[repaint] view "

/* Of a plane that is not tried for a view. */
static const struct phrase plane_phrases[] = {
	{"another view already assigned", REASON(NO_PLANE)},
	{"above current lowest zpos", REASON(NO_PLANE)},
	{"hole on primary plane will not work", REASON(NO_PLANE)},
	{"plane-alpha not supported", REASON(ALPHA)},
	{NULL, 0},
};

/* Of a view. */
static const struct phrase view_phrases[] = {
	{"no in-fence support", REASON(REJECTED)},
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
	{NULL, 0},
};

/* Of a whole output. */
static const struct phrase output_phrases[] = {
	{"no overlay plane support", REASON(NO_PLANE)},
	{"cannot propose mixed mode", REASON(POLICY)},
	{"failing state generation: atomic test not OK", REASON(REJECTED)},
	{NULL, 0},
};

/* Bits of why no framebuffer could be made, as it prints them. */
static const uint32_t framebuffer_bits[] = {
	[1] = REASON(FORMAT),	    [2] = REASON(MODIFIER),	[3] = REASON(FRAMEBUFFER),
	[6] = REASON(POLICY),	    [8] = REASON(MEMORY),	[9] = REASON(MEMORY),
	[11] = REASON(POLICY),	    [12] = REASON(FRAMEBUFFER), [13] = REASON(FRAMEBUFFER),
};

/* ---- to keep them ------------------------------------------------------------------- */

static bool starts(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

/* Lines are indented by how deep in the decision they are. */
static size_t count_tabs(const char *line, size_t size)
{
	size_t count = 0;

	while (count < size && line[count] == '\t')
		count++;
	return count;
}

/* "[PLANE:31] 9 (SRC_X) -> 0": most of what it says, at every repaint. */
static bool is_property(const char *words, size_t size)
{
	return size > 1 && words[0] == '[' && words[1] >= 'A' && words[1] <= 'Z';
}

static bool is_line(const char *words, size_t size)
{
	return size && size <= LINE_MAX_SIZE && !memchr(words, '\0', size) &&
	       memchr(words, '\n', size) == words + size - 1;
}

/* What is done with what was decided, and what clients bring. */
static bool is_of_others(const char *words)
{
	return starts(words, "[atomic]") || starts(words, "[dmabuf]");
}

static void forget_repaint(struct decisions *decisions, size_t index)
{
	struct repaint *repaint = &decisions->repaints[index];
	size_t end = index + 1 < decisions->count ? repaint[1].begin : decisions->used, i;
	size_t size = end - repaint->begin;

	memmove(decisions->text + repaint->begin, decisions->text + end, decisions->used - end);
	decisions->used -= size;
	decisions->count--;
	for (i = index; i < decisions->count; i++) {
		decisions->repaints[i] = decisions->repaints[i + 1];
		decisions->repaints[i].begin -= size;
	}
}

static void lose_oldest(struct decisions *decisions)
{
	forget_repaint(decisions, 0);
	decisions->lost = true;
}

/* "preparing state for output NAME (NUMBER)" */
static void begin_repaint(struct decisions *decisions, const char *line, size_t size)
{
	const char *number = memrchr(line, '(', size);
	uint32_t output = UINT32_MAX;
	size_t i;

	if (number && number[1] >= '0' && number[1] <= '9')
		output = (uint32_t)strtoul(number + 1, NULL, 10);

	for (i = 0; i < decisions->count; i++) {
		if (decisions->repaints[i].output == output)
			break;
	}
	if (i < decisions->count)
		forget_repaint(decisions, i);
	else if (decisions->count == DECISIONS_OUTPUTS)
		lose_oldest(decisions);
	decisions->repaints[decisions->count++] =
		(struct repaint){.output = output, .begin = decisions->used};
}

static void keep(struct decisions *decisions, const char *line, size_t size)
{
	if (!decisions->count)
		return; /* of which repaint? */
	while (decisions->used + size > sizeof(decisions->text) && decisions->count > 1)
		lose_oldest(decisions);
	if (decisions->used + size > sizeof(decisions->text)) {
		decisions->repaints[0].cut = true;
		return;
	}
	memcpy(decisions->text + decisions->used, line, size);
	decisions->used += size;
	decisions->text[decisions->used - 1] = '\0';
}

void decisions_read(struct decisions *decisions, const char *line, size_t size)
{
	size_t tabs = count_tabs(line, size);
	const char *words = line + tabs;

	size -= tabs;
	if (is_property(words, size) || !is_line(words, size) || is_of_others(words))
		return;
	if (starts(words, PREPARING))
		begin_repaint(decisions, words, size);
	else
		keep(decisions, words, size);
}

void decisions_forget(struct decisions *decisions)
{
	decisions->used = 0;
	decisions->count = 0;
	decisions->lost = false;
}

/* ---- to understand them ------------------------------------------------------------- */

/**
 * struct reading - of the lines of one repaint, about one view
 * @name: the view's
 * @decided: something was decided about it
 * @current: that is going on
 * @step: which kind of state is tried
 * @reasons: why it was drawn
 * @output_reasons: why, if all views were
 */
struct reading {
	const char *name;
	bool decided;
	bool current;
	enum { TRY_PLANES, TRY_MIXED, TRY_RENDERER } step;
	uint32_t reasons;
	uint32_t output_reasons;
};

/* Is it the first word of the text? */
static bool is_named(const char *text, const char *name)
{
	size_t length = strlen(name);

	return strncmp(text, name, length) == 0 && (text[length] == ' ' || !text[length]);
}

/* A view is decided for each kind of state that is tried: the last try that could use
 * planes counts. */
static void begin_view(struct reading *reading, const char *name)
{
	reading->current = is_named(name, reading->name);
	if (!reading->current)
		return;
	reading->decided = true;
	if (reading->step != TRY_RENDERER)
		reading->reasons = 0;
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

static void read_step(struct reading *reading, const char *line)
{
	static const char no_framebuffer[] = "[view] couldn't get FB for view: ";

	if (strstr(line, "trying mixed"))
		reading->step = TRY_MIXED;
	else if (strstr(line, "trying renderer-only"))
		reading->step = TRY_RENDERER;
	if (reading->step != TRY_PLANES || strstr(line, "no overlay plane support"))
		reading->output_reasons =
			reasons_spoken(output_phrases, line, reading->output_reasons);
	if (!reading->current)
		return;
	reading->reasons = reasons_spoken(view_phrases, line, reading->reasons);
	if (starts(line, no_framebuffer))
		reading->reasons |= framebuffer_reasons(line + sizeof(no_framebuffer) - 1);
}

static void read_line(struct reading *reading, const char *line)
{
	if (starts(line, EVALUATING)) {
		begin_view(reading, line + strlen(EVALUATING));
	} else if (starts(line, "[plane] ")) {
		if (reading->current)
			reading->reasons =
				reasons_spoken(plane_phrases, line, reading->reasons);
	} else if (starts(line, "[repaint] Using ")) {
		reading->current = false;
	} else if (starts(line, REPAINT_VIEW) && strstr(line, "using renderer composition")) {
		if (is_named(line + strlen(REPAINT_VIEW), reading->name) && !reading->reasons)
			reading->reasons = reading->output_reasons;
	} else {
		read_step(reading, line);
	}
}

static const struct repaint *find_repaint(const struct decisions *decisions, uint32_t output)
{
	size_t i;

	for (i = 0; i < decisions->count; i++) {
		if (decisions->repaints[i].output == output)
			return &decisions->repaints[i];
	}
	return NULL;
}

bool decisions_of(const struct decisions *decisions, uint32_t output, const char *name,
		  uint32_t *reasons)
{
	const struct repaint *repaint = find_repaint(decisions, output);
	struct reading reading = {.name = name};
	size_t at, end;

	*reasons = REASON(UNKNOWN);
	if (!repaint)
		return decisions->lost;
	end = repaint + 1 < decisions->repaints + decisions->count ? repaint[1].begin :
								      decisions->used;
	for (at = repaint->begin; at < end; at += strlen(decisions->text + at) + 1)
		read_line(&reading, decisions->text + at);
	if (!repaint->cut)
		*reasons = reading.reasons;
	return reading.decided || repaint->cut;
}
